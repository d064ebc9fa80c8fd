"""Rules that hold quotations against the text: letter by letter, in quotation marks, by whom."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

from initiatives.article.whitespace import squeeze
from initiatives.quality.content import Content, PlacedPassage, QuoteRow
from initiatives.quality.registry import COMPARE_WITH_SOURCE, COMPARING, Finding, on_row, rule
from initiatives.values.vocabulary import Manner, Severity

OPENING, CLOSING = "“「『", "”」』"
MARKS = str.maketrans("", "", "“”‘’「」『』\"'")
ENDINGS = "。，；：、！？,.;:!?…—"
# Who speaks is not always named anew.
PRONOUN = re.compile(r"[他她](?:们)?(?:说|表示|介绍|认为|指出|坦言|强调|还|称|告诉)|(?:该|上述|这位)负责人")
SPEAKING = re.compile(
    r"表示|介绍|指出|强调|坦言|认为|告诉记者|说[：:，]|书记|主任|负责人|局长|董事长|总经理|经理"
)
# Parts of a title that make it another one.
MODIFIERS = "副原前代常"
BODY_ENDING = re.compile(
    r"(?:区|园|市|县|省|州|镇|乡|村|委|局|会|办|部|处|院|所|司|团|政府|街道|中心|公司|集团|支部)$"
)
# How much of a phrase must stand in a quote for the phrase to be taken from it.
SHARED = 0.6


def bare(text: str) -> str:
    """A text without white space, quotation marks and the mark at its end."""
    return squeeze(text).translate(MARKS).rstrip(ENDINGS)


def spoken_in(paragraph: str) -> list[str]:
    """The quotations of a paragraph without white space, and all of them one after the other."""
    parts: list[str] = []
    depth = 0
    straight = False
    for character in squeeze(paragraph):
        opens = character in OPENING or (character == '"' and not straight)
        closes = character in CLOSING or (character == '"' and straight)
        if character == '"':
            straight = not straight
        if opens:
            if depth == 0:
                parts.append("")
            depth += 1
        elif closes:
            depth = max(depth - 1, 0)
        elif depth:
            parts[-1] += character
    quoted = [part.translate(MARKS) for part in parts]
    # A sentence may be broken by who says it: “A，”he said，“B。”
    return [*quoted, "".join(quoted)]


def _paragraphs(passages: Iterable[PlacedPassage]) -> list[str]:
    return list(dict.fromkeys(one.paragraph_text for one in passages if one.paragraph_text))


@rule(
    "quote-altered",
    Severity.ERROR,
    _("%(row)s: marked verbatim, but the source (%(place)s) says “%(nearest)s” instead of “%(words)s”."),
    _("Copy the quotation letter by letter, or mark it as reported speech."),
    finds=_("A quotation marked verbatim that the source does not have letter by letter."),
    example=_("A word replaced within a quotation that is marked verbatim."),
    introduced=COMPARING,
)
def quote_altered(content: Content) -> Iterator[Finding]:
    for quote in content.of(QuoteRow):
        if quote.manner != Manner.VERBATIM:
            continue
        words, paragraphs = bare(quote.content), _paragraphs(quote.passages)
        if not words:
            continue
        if not paragraphs:
            altered = _altered_phrase(words, quote)
            if altered:
                params = {"place": altered[0].mark, "nearest": altered[0].phrase, "words": altered[1]}
                yield on_row("quote-altered", quote, "content", **params)
        elif not any(words in one for text in paragraphs for one in (bare(text), spoken_in(text)[-1])):
            own, nearest = _difference(words, "".join(bare(text) for text in paragraphs))
            params = {"place": quote.marks, "nearest": nearest, "words": own}
            yield on_row("quote-altered", quote, "content", **params)


def _altered_phrase(words: str, quote: QuoteRow) -> tuple[PlacedPassage, str] | None:
    """A phrase of its passages that stands in the quotation but for a few letters, and these words there."""
    for passage in quote.passages:
        phrase = bare(passage.phrase)
        if (
            len(phrase) < 4
            or phrase in words
            or SPEAKING.search(phrase)
            or (quote.speaker and quote.speaker in phrase)
        ):
            continue
        matcher = SequenceMatcher(None, words, phrase, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        shared = sum(block.size for block in blocks if block.size > 1)
        if shared < SHARED * len(phrase):
            continue
        start = max(blocks[0].a - blocks[0].b, 0)
        end = min(blocks[-1].a + len(phrase) - blocks[-1].b, len(words))
        # A phrase may run over the beginning or the end of the quotation.
        edge = len(blocks) == 1 and (start == 0 or end == len(words))
        if not edge:
            return passage, words[start:end]
    return None


def _difference(words: str, text: str) -> tuple[str, str]:
    """Where a quotation departs from a text for the first time: its own words and those of the text."""
    matcher = SequenceMatcher(None, words, text, autojunk=False)
    anchor = matcher.find_longest_match()
    start = max(anchor.b - anchor.a, 0)
    other = text[start : start + len(words) + 8]
    at = next(
        (n for n, (a, b) in enumerate(zip(words, other, strict=False)) if a != b), min(len(words), len(other))
    )
    begin = max(at - 6, 0)
    return words[begin : at + 10], other[begin : at + 10]


@rule(
    "quote-not-in-marks",
    Severity.ERROR,
    _("%(row)s: marked verbatim, but the source (%(place)s) does not have it in quotation marks."),
    _("Mark it as reported speech."),
    finds=_("Words marked verbatim that the source reports without quotation marks."),
    example=_("“He said that the park would grow” marked as his own words."),
    introduced=COMPARING,
)
def quote_not_in_marks(content: Content) -> Iterator[Finding]:
    for quote in content.of(QuoteRow):
        words, paragraphs = bare(quote.content), _paragraphs(quote.passages)
        if quote.manner != Manner.VERBATIM or not words:
            continue
        present = [text for text in paragraphs if words in bare(text)]
        if present and not any(words in one for text in present for one in spoken_in(text)):
            yield on_row("quote-not-in-marks", quote, "manner", place=quote.marks)


@rule(
    "speaker-not-named",
    Severity.ERROR,
    _("%(row)s: %(speaker)s is not named at %(place)s of the source."),
    COMPARE_WITH_SOURCE,
    finds=_("A quotation of somebody whom its paragraph does not name."),
    example=_("Words of an unnamed official given to the Party secretary."),
    introduced=COMPARING,
)
def speaker_not_named(content: Content) -> Iterator[Finding]:
    for quote in content.of(QuoteRow):
        speaker, paragraphs = squeeze(quote.speaker), _paragraphs(quote.passages)
        if not speaker or not quote.passages:
            continue
        phrases = [squeeze(passage.phrase) for passage in quote.passages]
        if any(speaker in text for text in (*phrases, *map(squeeze, paragraphs))):
            continue
        taken_up = any(PRONOUN.search(text) for text in paragraphs) and any(
            speaker in squeeze(text) for text in content.paragraphs
        )
        told = paragraphs or any(SPEAKING.search(phrase) for phrase in phrases)
        if told and not taken_up:
            yield on_row("speaker-not-named", quote, "speaker", speaker=quote.speaker, place=quote.marks)


@rule(
    "title-not-given",
    Severity.ERROR,
    _("%(row)s: the source (%(place)s) does not give the title “%(title)s”."),
    COMPARE_WITH_SOURCE,
    finds=_("A title that the source does not give to the speaker."),
    example=_("“Deputy secretary”, where the source says “secretary”."),
    introduced=COMPARING,
)
def title_not_given(content: Content) -> Iterator[Finding]:
    for quote in content.of(QuoteRow):
        title, speaker = squeeze(quote.title), squeeze(quote.speaker)
        texts = [squeeze(text) for text in _paragraphs(quote.passages)]
        phrases = [squeeze(passage.phrase) for passage in quote.passages]
        if not title or not (texts or phrases):
            continue
        known = [*(texts or phrases), *(squeeze(text) for text in content.paragraphs if texts)]
        if not texts:
            known += [squeeze(one.phrase) for row in content.all_rows for one in row.passages]
        if speaker:
            places = [around for text in known for around in _around(speaker, text)]
            told = [place for place in places if place[0] or place[1]]
        else:
            told = [(text, "") for text in texts or phrases if texts or SPEAKING.search(text)]
        if told and not any(_gives(title, *place, known, content) for place in told):
            yield on_row("title-not-given", quote, "speaker_title", title=quote.title, place=quote.marks)


def _around(speaker: str, text: str) -> Iterator[tuple[str, str]]:
    """What stands before and after each mention of a name, within its clause."""
    start = text.find(speaker)
    while start >= 0:
        end = start + len(speaker)
        before = re.split(r"[。；！？，,“”：:]", text[:start])[-1]
        after = re.match(r"[，（(]?([^。；！？，,“”：:]*)", text[end:])
        yield before, after[1] if after else ""
        start = text.find(speaker, end)


def _gives(title: str, before: str, after: str, known: list[str], content: Content) -> bool:
    """Whether the words around a name give the title, perhaps without the body or with another name of it."""
    for text in (before, after):
        position = text.find(title)
        if position >= 0 and not text[:position].endswith(tuple(MODIFIERS)):
            return True
    for split in range(1, len(title) - 1):
        body, office = title[:split], title[split:]
        position = before.find(office)
        if position < 0 or before[:position].endswith(tuple(MODIFIERS)) or body.endswith(tuple(MODIFIERS)):
            continue
        if BODY_ENDING.search(body) and (
            any(body in text for text in known) or any(body in squeeze(name) for name in content.names)
        ):
            return True
    return False
