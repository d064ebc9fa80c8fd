"""A short article in the parts and passages that source texts have, and rows of a source that hold it."""

from initiatives.article.blocks import ArticleSection, Phrase
from initiatives.models import Source
from initiatives.source_text import attach
from tests.factories import make_passage, make_source, make_statement, without_history

# Written for these tests: a masthead, a lead, a caption within it, a paragraph broken by a column's end.
TEXT = """
本地新闻

今年入冬，篱笆换了新的。园丁们说，明年要种三种豆子。

湖边菜园

菜园一角 资料图片

为此，菜园定下“一种两收”的办法，请大家一起照看。

春耕提早惜寸土

去年收了番茄21筐、黄瓜8筐，比前年多两成。今年二月就翻地，

比往年早十天。

老李说：“地不等人。”

秋收不忘分邻里

每户分到南瓜2个。剩下的送给湖那边的学校，孩子们画了一幅画作为回礼。
"""
PARTS = [
    ArticleSection("masthead", "报头", "报头"),
    ArticleSection("lead", "导语", "导语", 2),
    ArticleSection("spring", "春耕提早惜寸土", "§1", 2),
    ArticleSection("autumn", "秋收不忘分邻里", "§2", 1),
    ArticleSection("captions", "图片说明", "图"),
]


def heading(key: str, part: str, words: str) -> Phrase:
    return Phrase(key, part, words, "heading")


def caption(key: str, words: str) -> Phrase:
    return Phrase(key, "captions", words, "caption")


PHRASES = [
    heading("news", "masthead", "本地新闻"),
    heading("name", "masthead", "湖边菜园"),
    caption("corner", "菜园一角"),
    caption("file", "资料图片"),
    Phrase("beans", "lead", "种三种豆子", paragraph=1),
    Phrase("method", "lead", "“一种两收”的办法", paragraph=2),
    heading("spring", "spring", "春耕提早惜寸土"),
    Phrase("tomatoes", "spring", "番茄21筐、黄瓜8筐", paragraph=1),
    Phrase("earlier", "spring", "二月就翻地，比往年早十天", paragraph=1),
    Phrase("li", "spring", "地不等人", paragraph=2),
    Phrase("pumpkins", "autumn", "南瓜2个", paragraph=1),
    Phrase("school", "autumn", "送给湖那边的学校", paragraph=1),
]


def make_garden(edition, *, text: str = "", public: bool = True) -> Source:
    """The source above with its sections and passages, each backing a statement of the edition."""
    with without_history():
        source = make_source(edition)
        sections = {
            part.key: source.sections.create(
                key=part.key,
                title=part.title,
                label=part.label,
                paragraph_count=part.paragraphs,
                order=number,
            )
            for number, part in enumerate(PARTS)
        }
        for number, phrase in enumerate(PHRASES):
            passage = make_passage(
                source,
                section=sections[phrase.section],
                key=phrase.key,
                phrase=phrase.words,
                place=phrase.place,
                paragraph=phrase.paragraph,
                order=number,
            )
            make_statement(edition).passages.add(passage)
    if text:
        attach(source, text=text, public=public)
    return source
