"""A source's own text: decoded or refused in words, read by paragraphs, its passages found in it."""

import re

import pytest
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from initiatives.article.blocks import ArticleSection, Phrase, parse_text
from initiatives.article.decoding import MAX_TEXT_BYTES, UnreadableText, clean_text, decode, encoding_of
from initiatives.article.locating import locate, nearest_match
from initiatives.article.whitespace import squeeze
from initiatives.models import Source, SourceText
from initiatives.pages.sources import MOST_LISTED
from initiatives.source_text import attach, check_text, detach, locate_passages
from tests.factories import (
    make_edition,
    make_figure,
    make_passage,
    make_rich_edition,
    make_source,
    make_statement,
)
from tests.public_pages import LANGUAGES, count_queries
from tests.required_tools import ARTICLE
from tests.sample_source_text import PARTS, PHRASES, TEXT, caption, heading, make_garden


def read_text(text: str = TEXT):
    return parse_text(text, PARTS, PHRASES)


def source_words(html: str) -> str:
    """The words of the source in a marked paragraph: without tags, numbers of marks and hints."""
    bare = re.sub(r'<a class="ref".*?</a>|<span class="unseen".*?</span>', "", html)
    return re.sub(r"<[^>]+>", "", bare)


def statuses(text: str) -> dict[str, bool]:
    """Which phrases are found in a text at all."""
    return {one.phrase.key: one.block is not None for one in locate(read_text(text), PHRASES)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_text_is_decoded_from_every_usual_encoding(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"abc", "utf-8"), ("湖".encode(), "utf-8"), ("湖边菜园".encode("gbk"), "gb18030")],
)
def test_encoding_is_named(data, name):
    assert encoding_of(data) == name


def test_line_ends_are_kept_in_one_way():
    assert decode("一\r\n二\r三\n".encode()) == "一\n二\n三\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no text"),
        (" \n\u3000\ufeff".encode(), "no text"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        ("a\0b".encode("utf-16"), "not a text file"),
        (b"\xff\xfe\x00", "encoding"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "not a text file"),
        (bytes(range(128, 256)) * 4, "encoding"),
        ("été à Nîmes, crème brûlée, garçon, noël".encode("latin-1"), "encoding"),
        (b"a" * 3_000_000, "2 MB"),
        (("湖" * 700_000).encode("gbk"), "2 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_words(data, words):
    with override("en"), pytest.raises(UnreadableText, match=words):
        decode(data)


def test_text_of_the_largest_size_is_taken():
    assert len(decode(b"a" * MAX_TEXT_BYTES)) == MAX_TEXT_BYTES


def test_paragraphs_are_counted_in_their_sections():
    reading = read_text()
    marks = [block.mark for block in reading.blocks if block.paragraph]
    assert marks == ["导语 ¶1", "导语 ¶2", "§1 ¶1", "§1 ¶2", "§2 ¶1"]
    assert [reading.paragraph_count(part) for part in PARTS] == [0, 2, 2, 1, 0]


def test_headings_and_captions_stand_apart_where_they_occur():
    blocks = [(block.place, block.text) for block in read_text().blocks]
    assert blocks[0] == ("heading", "本地新闻")
    assert blocks[2:4] == [("heading", "湖边菜园"), ("caption", "菜园一角 资料图片")]
    assert [block.text for block in read_text().blocks if block.opens_section] == [
        "春耕提早惜寸土",
        "秋收不忘分邻里",
    ]


def test_block_without_closing_punctuation_goes_on_in_the_next():
    block = next(block for block in read_text().blocks if block.mark == "§1 ¶1")
    assert block.text.endswith("今年二月就翻地，比往年早十天。")


def test_caption_between_the_halves_of_a_paragraph_does_not_part_them():
    parts = [ArticleSection("lead", "导语", "导语", 1), ArticleSection("captions", "图片说明", "图")]
    phrases = [caption("corner", "菜园一角"), Phrase("a", "lead", "今年二月就翻地", paragraph=1)]
    reading = parse_text("今年二月\n菜园一角\n就翻地。", parts, phrases)
    assert [(block.place, block.text) for block in reading.blocks] == [
        ("paragraph", "今年二月就翻地。"),
        ("caption", "菜园一角"),
    ]
    assert all(location.is_recorded_place for location in locate(reading, phrases))


def test_phrase_of_a_caption_that_a_paragraph_has_too_does_not_take_it_for_the_caption():
    parts = [ArticleSection("lead", "导语", "导语", 1), ArticleSection("captions", "图片说明", "图")]
    phrases = [caption("day", "5月1日"), caption("fence", "图为新篱笆")]
    reading = parse_text("5月1日，篱笆换了新的。\n5月1日，开园。图为新篱笆。", parts, phrases)
    assert [block.place for block in reading.blocks] == ["paragraph", "caption"]


def test_text_outside_every_section_belongs_to_none():
    parts = [ArticleSection("spring", "春耕", "§1", 1)]
    reading = parse_text("开头一句。\n春耕\n翻地。", parts, [])
    assert [block.section for block in reading.blocks] == [None, parts[0], parts[0]]


def test_section_known_by_a_heading_other_than_its_title_opens_there():
    parts = [ArticleSection("lead", "导语", "导语", 1), ArticleSection("spring", "一、春耕", "§1", 1)]
    reading = parse_text("开头。\n春耕\n翻地。", parts, [heading("h", "spring", "春耕")])
    assert [block.mark for block in reading.blocks if block.paragraph] == ["导语 ¶1", "§1 ¶1"]


def test_latin_words_go_on_with_a_space():
    reading = parse_text("one\ntwo 三\n四。", [ArticleSection("a", "A", "A", 1)], [])
    assert reading.blocks[0].text == "one two 三四。"


def test_every_phrase_is_found_at_its_place():
    assert all(location.is_recorded_place for location in locate(read_text(), PHRASES))


def test_phrase_in_another_paragraph_is_told_from_one_at_its_place():
    phrase = Phrase("li", "spring", "地不等人", paragraph=1)
    location = locate(read_text(), [phrase])[0]
    assert location.block is not None
    assert not location.is_recorded_place
    assert location.block.mark == "§1 ¶2"


def test_columns_of_a_phrase_are_those_of_the_text_with_its_spaces():
    text = TEXT.replace("番茄21筐、黄瓜8筐", "番茄 21\u3000筐、黄瓜 8 筐")
    location = next(one for one in locate(read_text(text), PHRASES) if one.phrase.key == "tomatoes")
    assert location.block is not None
    assert location.block.text[location.start : location.end] == "番茄 21\u3000筐、黄瓜 8 筐"


def test_phrase_over_the_end_of_a_paragraph_is_where_it_begins():
    location = locate(read_text(), [Phrase("x", "spring", "早十天。老李说", paragraph=1)])[0]
    assert location.is_recorded_place
    assert location.block is not None
    assert location.block.text[location.start : location.end] == "早十天。"


SPACES = st.text(alphabet=" \n\t\r\u3000\u00a0\u2028\u200b", min_size=1, max_size=3)
PLACES = st.lists(st.tuples(st.integers(0, len(TEXT)), SPACES), min_size=1, max_size=12)


@given(PLACES)
def test_white_space_anywhere_never_changes_what_is_found(places):
    text = TEXT
    for position, space in sorted(places, reverse=True):
        text = text[:position] + space + text[position:]
    assert statuses(text) == statuses(TEXT)


@given(PLACES)
def test_white_space_within_lines_never_moves_a_phrase(places):
    text = TEXT
    for position, space in sorted(places, reverse=True):
        text = text[:position] + " " * len(space) + text[position:]
    assert all(location.is_recorded_place for location in locate(read_text(text), PHRASES))


@given(st.sampled_from([phrase for phrase in PHRASES if len(phrase.words) > 3]), st.data())
def test_character_gone_from_a_phrase_is_reported_with_what_is_left(phrase, data):
    position = data.draw(st.integers(0, len(phrase.squeezed) - 1))
    left = phrase.squeezed[:position] + phrase.squeezed[position + 1 :]
    flat = squeeze(TEXT)
    assume(flat.count(phrase.squeezed) == 1)
    spaced = re.compile(r"\s*".join(map(re.escape, phrase.squeezed)))
    text = spaced.sub(left, TEXT)
    reading = read_text(text)
    location = locate(reading, [phrase])[0]
    like = nearest_match(reading, phrase)
    assert location.block is None
    assert like is not None
    assert left in like.words or like.words in left
    assert abs(len(like.words) - len(left)) <= 1


def test_nothing_like_a_phrase_is_said_to_be_so():
    assert nearest_match(read_text(), Phrase("x", "lead", "股份有限公司", paragraph=1)) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_losing_a_character(text):
    reading = parse_text(text, PARTS, PHRASES)
    assert sorted("".join(block.squeezed for block in reading.blocks)) == sorted(squeeze(text))
    assert all(len(block.columns) == len(block.squeezed) for block in reading.blocks)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_are_refused(data):
    try:
        assert clean_text(decode(data)) == decode(data)
    except UnreadableText as error:
        assert str(error)


# With a database.


@pytest.mark.django_db
def test_passages_are_located_in_three_queries(django_assert_num_queries):
    source = make_garden(make_edition(), text=TEXT)
    with django_assert_num_queries(3):
        report = locate_passages(source)
    assert report is not None
    assert (report.faults, len(report.locations)) == ([], len(PHRASES))


@pytest.mark.django_db
def test_passages_of_a_source_without_text_are_not_located():
    assert locate_passages(make_garden(make_edition())) is None


@pytest.mark.django_db
def test_text_attached_again_stays_as_public_as_it_was():
    source = make_garden(make_edition(), text=TEXT)
    kept = attach(source, text="别的。")
    assert (kept.text, kept.public) == ("别的。", True)
    assert kept.sha256 != attach(source, text=TEXT, public=False).sha256
    assert SourceText.objects.get().public is False


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_reading_view_marks_every_phrase_and_lists_the_facts(client, prefix):
    edition = make_edition()
    source = make_garden(edition, text=TEXT)
    page = client.get(prefix + edition.url("reading", source.slug)).content.decode()
    assert sorted(re.findall(r'<mark id="([^"]+)"', page)) == sorted(phrase.key for phrase in PHRASES)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(f'id="page:spring-{number}"' in page for number in (1, 2))
    # Nothing is drawn from the last section's heading.
    assert page.count("read-facts") == page.count('class="read"') - 1
    assert 'class="lost"' not in page


@pytest.mark.django_db
def test_overlapping_phrases_are_all_marked(client):
    edition = make_edition()
    source = make_source(edition)
    first = make_passage(source, phrase="三种豆子和两种瓜", key="one")
    rest = {"section": first.section, "paragraph": 1}
    for key, phrase in (("two", "豆子和两种瓜，还有葱"), ("three", "三种"), ("four", "两种")):
        make_passage(source, key=key, phrase=phrase, **rest)
    statement = make_statement(edition)
    statement.passages.set(source.passages.all())
    attach(source, text="种了三种豆子和两种瓜，还有葱。", public=True)
    page = client.get(edition.url("reading", source.slug)).content.decode()
    marked = re.search(r'<p lang="zh-Hans">(.*?)</p>', page)
    assert marked is not None
    assert marked[0].count("<mark") == marked[0].count("</mark>")
    assert re.findall(r'id="(\w+)"', marked[0]) == ["three", "one", "two", "four"]
    assert source_words(marked[0]) == "种了三种豆子和两种瓜，还有葱。"
    # Numbers in the order of the text: 三种 is the first, and the passage that it begins the second.
    pieces = re.findall(r'<mark[^>]*class="([^"]*)">(?!<mark)(.*?)</mark>', marked[0])
    of_second = "".join(words for classes, words in pieces if "of-2" in classes.split())
    assert of_second == "三种豆子和两种瓜"


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_each_fact_leads_to_its_words_and_the_words_to_the_fact(client, prefix):
    edition = make_edition()
    source = make_garden(edition, text=TEXT)
    page = client.get(prefix + edition.url("reading", source.slug)).content.decode()
    anchors = set(re.findall(r'\bid="([^"]+)"', page))
    links = re.findall(r'class="ref" href="#([^"]+)"', page)
    assert set(links) <= anchors
    keys = {phrase.key for phrase in PHRASES}
    assert keys == {link for link in links if not link.startswith("page:")}
    facts = set(re.findall(r'<li id="(page:fact-[^"]+)"', page))
    assert {link for link in links if link.startswith("page:")} <= facts
    assert len(links) == 2 * len(PHRASES)


@pytest.mark.django_db
def test_words_that_nothing_is_drawn_from_are_told_apart_in_words_too(client):
    edition = make_edition()
    source = make_garden(edition, text=TEXT)
    page = client.get(f"/en{edition.url('reading', source.slug)}").content.decode()
    hint = '<span class="unseen" lang="en">Not used: </span>'
    unused = re.findall(rf'<span class="unused">{hint}(.*?)</span>', page)
    assert "去年收了" in unused
    assert not any(phrase.words in words for phrase in PHRASES for words in unused)
    # Punctuation alone is not worth a word.
    assert all(any(character.isalnum() for character in words) for words in unused)


@pytest.mark.django_db
def test_phrase_no_longer_in_the_text_is_said_on_both_pages(client):
    edition = make_edition()
    source = make_garden(edition, text=TEXT.replace("南瓜2个", "南瓜3个"))
    page = client.get(f"/en{edition.url('reading', source.slug)}").content.decode()
    assert '<li id="pumpkins">' in page
    assert "No longer found in this text" in page
    attach(source, text=SourceText.objects.get().text, public=False)
    page = client.get(f"/en{edition.url('source', source.slug)}").content.decode()
    assert page.count("not found in the text") == 1


@pytest.mark.django_db
def test_phrase_in_another_place_is_said(client):
    edition = make_edition()
    source = make_garden(edition, text=TEXT.replace("老李说：“地不等人。”\n", "") + "\n老李说：“地不等人。”")
    page = client.get(f"/en{edition.url('reading', source.slug)}").content.decode()
    assert "Found in another place than recorded" in page
    assert '<a href="#li">' in page


@pytest.mark.django_db
def test_text_not_for_the_public_is_not_shown(client):
    edition = make_edition()
    source = make_garden(edition, text=TEXT, public=False)
    assert client.get(edition.url("reading", source.slug)).status_code == 404
    assert "reading/" not in client.get(edition.url("source", source.slug)).content.decode()


@pytest.mark.django_db
def test_source_without_text_has_no_reading_view(client):
    edition = make_edition()
    source = make_garden(edition)
    assert client.get(edition.url("reading", source.slug)).status_code == 404
    assert client.get(edition.url("reading", "no-such-source")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_text_of_a_plan_that_is_not_published_is_not_shown(client, state):
    edition = make_edition(state=state)
    source = make_garden(edition, text=TEXT)
    assert client.get(edition.url("reading", source.slug)).status_code == 404
    published = make_edition(park=edition.plan.park, year=2025)
    assert client.get(published.url("reading", source.slug)).status_code == 404


@pytest.mark.django_db
def test_passage_of_a_draft_alone_is_not_marked(client):
    edition = make_edition()
    source = make_garden(edition, text=TEXT)
    draft = make_edition(plan=edition.plan, number=2, state="draft")
    section = source.sections.get(key="autumn")
    secret = make_passage(source, section=section, key="secret", phrase="一幅画作为回礼")
    gone = make_passage(source, section=section, key="gone", phrase="只在草稿里")
    make_figure(draft).passages.set([secret, gone])
    for name in ("reading", "source"):
        page = client.get(edition.url(name, source.slug)).content.decode()
        assert "secret" not in page
        assert "只在草稿里" not in page


@pytest.mark.django_db
def test_detaching_leaves_every_page_working(client):
    edition = make_edition()
    source = make_garden(edition, text=TEXT)
    assert detach(source) is True
    assert detach(source) is False
    assert client.get(edition.url("source", source.slug)).status_code == 200
    assert client.get(edition.url("reading", source.slug)).status_code == 404


@pytest.mark.slow
@pytest.mark.django_db
def test_number_of_queries_of_the_reading_view_does_not_grow(client):
    pages = []
    for rows in (1, 30):
        edition = make_rich_edition(rows)
        source = edition.sources.get()
        text = "\n".join(f"{one.section.title}\n{one.phrase}。" for one in source.passages.all())
        attach(source, text=text, public=True)
        pages.append((edition.url("reading", source.slug), edition.url("source", source.slug)))
    for few, many in zip(*pages, strict=True):
        assert count_queries(client, few) == count_queries(client, many)


@pytest.mark.django_db
def test_paragraphs_without_facts_are_shown_hollow(client):
    edition = make_edition()
    source = make_garden(edition)
    source.passages.filter(key="li").delete()
    page = client.get(f"/en{edition.url('source', source.slug)}").content.decode()
    assert '<span class="bare">¶2<span class="gap"> </span><span>nothing drawn</span></span>' in page
    assert "Facts are drawn from 4 of 5 paragraphs." in page
    assert '<a href="#tomatoes">¶1</a>' in page


@pytest.mark.django_db
def test_mistyped_number_of_paragraphs_makes_no_endless_page(client):
    edition = make_edition()
    source = make_garden(edition)
    source.sections.update(paragraph_count=32767)
    page = client.get(f"/en{edition.url('source', source.slug)}").content.decode()
    assert f"of {32767 * source.sections.count()} paragraphs." in page.replace(",", "")
    assert f"{32767 - MOST_LISTED} more, nothing drawn" in page
    assert len(page) < 200 * MOST_LISTED * source.sections.count() + 50_000


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not at hand")
def test_every_passage_of_the_shipped_plan_is_found_at_its_place():
    call_command("loaddata", "yuhua-2024", verbosity=0)
    source = Source.objects.get()
    report = check_text(source, decode(ARTICLE.read_bytes()))
    assert report.descriptions == []
    assert [part.paragraphs for part, _ in report.paragraphs] == [count for _, count in report.paragraphs]
    assert sum(part.paragraphs for part in report.parsed_text.sections) == 48
