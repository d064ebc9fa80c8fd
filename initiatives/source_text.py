"""A source's own text: decoded, parsed by sections and paragraphs, and its passages found in it."""

import hashlib
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Source, SourceText
from initiatives.vocabulary import PassagePlace

LARGEST = 2_000_000  # bytes, in the file and as UTF-8
# A line that ends in one of these ends its paragraph; any other goes on in the next line.
CLOSING = tuple('。！？”’：；…）》」』】!?":;.)')
# They take no room, and `split` does not know them.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# How much of a phrase must agree (0 to 1) for something to be like it; and to look no further.
ALIKE, CLOSE = 0.5, 0.75


# From bytes to text.


class UnreadableText(ValueError):
    """Why something cannot be taken as a text, in words for whoever brought it."""


def decode(data: bytes) -> str:
    """A file as text: UTF-8, UTF-16 with its mark, or GBK; UnreadableText for all else."""
    return tidy(data.decode(encoding_of(data)))


def encoding_of(data: bytes) -> str:
    """The name of the encoding as Python knows it. What is valid UTF-8 is not taken for anything else."""
    if len(data) > LARGEST:
        raise too_large()
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        names = ["utf-16"]
    elif b"\0" in data:
        raise not_text()
    else:
        names = ["utf-8-sig"] if data.startswith(BOM_UTF8) else ["utf-8", "gb18030"]
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "gb18030" or _is_chinese(text):
            return name
    raise UnreadableText(_("The encoding of this file is not known. Save it as plain text in UTF-8."))


def _is_chinese(text: str) -> bool:
    """Almost any bytes are some characters in GB18030; those of a real text are mostly common ones."""
    common = text.encode("gb2312", "ignore").decode("gb2312")
    return len(common) >= 0.9 * len(text)


def tidy(text: str) -> str:
    """A text as it is kept: lines end in one way. UnreadableText if it is empty, too long, or no text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise not_text()
    if not squeeze(text):
        raise UnreadableText(_("There is no text in it."))
    if len(text.encode()) > LARGEST:
        raise too_large()
    return text


def too_large() -> UnreadableText:
    return UnreadableText(_("This is more than 2 MB. Attach the text alone, without pictures."))


def not_text() -> UnreadableText:
    return UnreadableText(_("This is not a text file. Save the text as plain text in UTF-8."))


# From text to paragraphs.


@dataclass(frozen=True)
class Part:
    """A section as it is looked for: under its title, or, without a line of its own, at the start."""

    key: str
    title: str
    label: str = ""
    paragraphs: int = 0


@dataclass(frozen=True)
class Phrase:
    """A passage as it is looked for: some words, and where they are said to stand."""

    key: str
    part: str
    words: str
    place: str = PassagePlace.PARAGRAPH
    paragraph: int | None = None
    mark: str = ""

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.words)


@dataclass(frozen=True)
class Block:
    """A paragraph, a caption or a heading, which may open its section.

    `spans` is where its lines stand in the squeezed text.
    """

    part: Part | None
    place: str
    paragraph: int | None
    text: str
    spans: tuple[tuple[int, int], ...]
    opens: bool = False

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def columns(self) -> list[int]:
        """Where each character of the squeezed block stands in its text."""
        return [column for column, character in enumerate(self.text) if squeeze(character)]

    @property
    def mark(self) -> str:
        label = self.part.label if self.part else _("outside the sections")
        return f"{label} ¶{self.paragraph}" if self.paragraph else f"{label} {PassagePlace(self.place).label}"

    def holds(self, phrase: Phrase) -> bool:
        """Whether it is the place where the phrase is said to stand."""
        stated = (phrase.part, phrase.place, phrase.paragraph)
        return self.part is not None and (self.part.key, self.place, self.paragraph) == stated


@dataclass(frozen=True)
class ParsedText:
    parts: Sequence[Part]
    blocks: Sequence[Block]
    squeezed: str

    def counted(self, part: Part) -> int:
        return sum(block.part == part and block.place == PassagePlace.PARAGRAPH for block in self.blocks)

    def at(self, position: int) -> tuple[Block, int]:
        """The block a character of the squeezed text stands in, and where in it."""
        for block in self.blocks:
            before = 0
            for start, end in block.spans:
                if start <= position < end:
                    return block, before + position - start
                before += end - start
        raise IndexError(position)


def squeeze(text: str) -> str:
    """White space and line breaks never tell two texts apart."""
    return "".join(text.translate(UNSEEN).split())


@dataclass(frozen=True)
class _Line:
    text: str
    start: int
    place: str = PassagePlace.PARAGRAPH
    part: Part | None = None
    opens: bool = False

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.start + len(self.squeezed)


def parse_text(text: str, parts: Sequence[Part], phrases: Sequence[Phrase]) -> ParsedText:
    """Paragraphs counted in their sections; headings and captions, known by their phrases, stand apart."""
    lines = _lines(text)
    found = list(_with_headings(_with_captions(lines, parts, phrases), parts, phrases))
    current = _lead(parts, [line.part for line in found if line.opens])
    blocks: list[Block] = []
    counts: Counter[Part | None] = Counter()
    unfinished: int | None = None
    for line in found:
        if line.place != PassagePlace.PARAGRAPH:
            blocks.append(Block(line.part, line.place, None, line.text, (line.span,), line.opens))
            if line.opens:
                current, unfinished = line.part, None
            continue
        if unfinished is None:
            counts[current] += 1
            unfinished = len(blocks)
            blocks.append(Block(current, line.place, counts[current], line.text, (line.span,)))
        else:
            begun = blocks[unfinished]
            blocks[unfinished] = replace(
                begun, text=_joined(begun.text, line.text), spans=(*begun.spans, line.span)
            )
        if line.text.endswith(CLOSING):
            unfinished = None
    return ParsedText(parts, blocks, "".join(line.squeezed for line in lines))


def _lines(text: str) -> list[_Line]:
    kept = [stripped for line in text.translate(UNSEEN).splitlines() if (stripped := line.strip())]
    starts = accumulate((len(squeeze(line)) for line in kept), initial=0)
    return [_Line(line, start) for line, start in zip(kept, starts, strict=False)]


def _with_captions(lines: Sequence[_Line], parts: Iterable[Part], phrases: Iterable[Phrase]) -> list[_Line]:
    """A phrase of a caption may be in other lines too: the one with most such phrases is the caption."""
    known = {part.key: part for part in parts}
    captions = [phrase for phrase in phrases if phrase.place == PassagePlace.CAPTION and phrase.squeezed]
    shares = [sum(phrase.squeezed in line.squeezed for phrase in captions) for line in lines]
    marked = list(lines)
    for phrase in captions:
        candidates = [number for number, line in enumerate(lines) if phrase.squeezed in line.squeezed]
        if candidates:
            best = max(candidates, key=lambda number: shares[number])
            marked[best] = replace(lines[best], place=PassagePlace.CAPTION, part=known.get(phrase.part))
    return marked


def _with_headings(
    lines: Sequence[_Line], parts: Iterable[Part], phrases: Iterable[Phrase]
) -> Iterator[_Line]:
    """Lines that are a title, or a phrase said to be a heading; also where it was broken into several."""
    known = {part.key: part for part in parts}
    headings = {
        phrase.squeezed: known.get(phrase.part) for phrase in phrases if phrase.place == PassagePlace.HEADING
    }
    # A section opens under its title; under another heading of its own only if it is known to have text.
    opening = {words for words, part in headings.items() if part and part.paragraphs}
    titles = {squeeze(part.title): part for part in known.values()}
    headings.update(titles)
    opening.update(titles)
    longest = max(map(len, headings), default=0)
    number = 0
    while number < len(lines):
        line, size = lines[number], 1
        words = line.squeezed
        while words not in headings and len(words) < longest and number + size < len(lines):
            words += lines[number + size].squeezed
            size += 1
        if words in headings:
            text = "".join(one.text for one in lines[number : number + size])
            yield replace(
                line, text=text, place=PassagePlace.HEADING, part=headings[words], opens=words in opening
            )
        else:
            size = 1
            yield line
        number += size


def _lead(parts: Sequence[Part], opened: Sequence[Part | None]) -> Part | None:
    """The section the text begins with: no line opens it, and it comes before those that one does."""
    first = min((parts.index(part) for part in opened if part), default=len(parts))
    before = parts[:first]
    return next((part for part in before if part.paragraphs), before[-1] if before else None)


def _joined(begun: str, rest: str) -> str:
    """Chinese goes on without a space, Latin words with one."""
    return f"{begun} {rest}" if begun[-1].isascii() and rest[0].isascii() else begun + rest


# From phrases to places.


@dataclass(frozen=True)
class Location:
    """Where a phrase was found, as columns of a block's text; without a block it was not."""

    phrase: Phrase
    block: Block | None = None
    start: int = 0
    end: int = 0

    @property
    def is_stated(self) -> bool:
        return self.block is not None and self.block.holds(self.phrase)


def locate(reading: ParsedText, phrases: Iterable[Phrase]) -> list[Location]:
    return [_locate(reading, phrase) for phrase in phrases]


def _locate(reading: ParsedText, phrase: Phrase) -> Location:
    words = phrase.squeezed
    held = [block for block in reading.blocks if words and words in block.squeezed]
    if held:
        block = min(
            held, key=lambda one: (not one.holds(phrase), one.part is None or one.part.key != phrase.part)
        )
        return _located(phrase, block, block.squeezed.index(words))
    # It may run over the end of a block, and is then where it begins.
    position = reading.squeezed.find(words) if words else -1
    return _located(phrase, *reading.at(position)) if position >= 0 else Location(phrase)


def _located(phrase: Phrase, block: Block, position: int) -> Location:
    last = min(position + len(phrase.squeezed), len(block.columns)) - 1
    return Location(phrase, block, block.columns[position], block.columns[last] + 1)


@dataclass(frozen=True)
class Likeness:
    """The words most like a phrase that is not in the text, and the block they begin in."""

    words: str
    block: Block
    ratio: float


def nearest(reading: ParsedText, phrase: Phrase) -> Likeness | None:
    """Looked for where the phrase is said to stand, then everywhere."""
    own = [block for block in reading.blocks if block.part and block.part.key == phrase.part]
    best = _nearest(own, phrase.squeezed)
    if not best or best.ratio < CLOSE:
        found = [like for like in (best, _nearest(reading.blocks, phrase.squeezed)) if like]
        best = max(found, key=lambda like: like.ratio, default=None)
    return best if best and best.ratio >= ALIKE else None


def _nearest(blocks: Sequence[Block], words: str) -> Likeness | None:
    text = "".join(block.squeezed for block in blocks)
    matcher = SequenceMatcher(None, b=words, autojunk=False)
    best: tuple[float, int, str] | None = None
    for start, end in sorted(_windows(text, words)):
        matcher.set_seq1(text[start:end])
        ratio = matcher.ratio()
        if not best or ratio > best[0]:
            best = ratio, start, text[start:end]
    if not best:
        return None
    starts = list(accumulate((len(block.squeezed) for block in blocks), initial=0))
    return Likeness(best[2], blocks[bisect_right(starts, best[1]) - 1], best[0])


def _windows(text: str, words: str) -> set[tuple[int, int]]:
    """Stretches about as long as the words, where most pairs of their characters are in line."""
    votes: Counter[int] = Counter()
    for size in (2, 1):
        for number in range(len(words) - size + 1):
            gram = words[number : number + size]
            position = text.find(gram)
            while position >= 0:
                votes[position - number] += 1
                position = text.find(gram, position + 1)
        if votes:
            break
    return {
        (max(start, 0), start + length)
        for begin, _count in votes.most_common(5)
        for start in range(begin - 2, begin + 3)
        for length in range(max(len(words) - 2, 1), len(words) + 3)
        if start + length > 0
    }


# What came of it, for pages and commands.


@dataclass(frozen=True)
class PassageReport:
    reading: ParsedText
    locations: Sequence[Location]

    @property
    def faults(self) -> list[Location]:
        """Passages that are not where they are said to stand."""
        return [location for location in self.locations if not location.is_stated]

    @property
    def missing(self) -> list[Location]:
        return [location for location in self.locations if location.block is None]

    @property
    def paragraphs(self) -> list[tuple[Part, int]]:
        """Sections with paragraphs, and how many the text has."""
        counts = [(part, self.reading.counted(part)) for part in self.reading.parts]
        return [(part, count) for part, count in counts if count or part.paragraphs]

    @property
    def summary(self) -> str:
        numbers = {"found": len(self.locations) - len(self.faults), "all": len(self.locations)}
        return (
            ngettext(
                "%(found)d of %(all)d passage found at its place.",
                "%(found)d of %(all)d passages found at their places.",
                numbers["all"],
            )
            % numbers
        )

    @property
    def descriptions(self) -> list[str]:
        """Each fault in words, with what comes nearest."""
        return [self._describe(location) for location in self.faults]

    def _describe(self, location: Location) -> str:
        phrase, values = location.phrase, {"mark": location.phrase.mark, "phrase": location.phrase.words}
        if location.block:
            values |= {"place": location.block.mark}
            return _("%(mark)s “%(phrase)s”: found at %(place)s instead.") % values
        if like := nearest(self.reading, phrase):
            values |= {"nearest": like.words, "place": like.block.mark}
            return _("%(mark)s “%(phrase)s”: not found. Nearest: “%(nearest)s” at %(place)s.") % values
        return _("%(mark)s “%(phrase)s”: not found, nor anything like it.") % values


def check_text(source: Source, text: str) -> PassageReport:
    """What a text holds of a source's sections and passages, attached or not. Two queries."""
    parts = [
        Part(section.key, section.title, section.text("label")[0], section.paragraph_count)
        for section in source.sections.all()
    ]
    phrases = [
        Phrase(row.key, row.section.key, row.phrase, row.place, row.paragraph, row.mark)
        for row in source.passages.all()
    ]
    reading = parse_text(text, parts, phrases)
    return PassageReport(reading, locate(reading, phrases))


def locate_passages(source: Source) -> PassageReport | None:
    """The same for the text attached to the source; None where there is none. Three queries."""
    attached = SourceText.objects.filter(source=source).first()
    return check_text(source, attached.text) if attached else None


def attach(source: Source, *, text: str, public: bool | None = None) -> SourceText:
    """Keep a text as the source's own. Without a word on `public` that stays, and is no at first."""
    values = {"text": text, "sha256": digest(text), **({} if public is None else {"public": public})}
    return SourceText.objects.update_or_create(source=source, defaults=values)[0]


def detach(source: Source) -> bool:
    """Forget the source's text; False if there was none."""
    return SourceText.objects.filter(source=source).delete()[0] > 0


def digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
