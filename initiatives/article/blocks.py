"""Parse an article into headings, captions and paragraphs, the paragraphs numbered within their section."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from django.utils.translation import gettext as _

from initiatives.article.whitespace import remove_invisible, squeeze
from initiatives.values.vocabulary import PassagePlace

# A line that ends in one of these ends its paragraph; any other is continued by the next line.
PARAGRAPH_ENDINGS = tuple('。！？”’：；…）》」』】!?":;.)')


@dataclass(frozen=True)
class ArticleSection:
    """A section to look for in the text: by its title, or, if no line has the title, at the beginning.

    `paragraphs` is how many it is recorded to have.
    """

    key: str
    title: str
    label: str = ""
    paragraphs: int = 0


@dataclass(frozen=True)
class Phrase:
    """The key phrase of a passage, and the place that is recorded for it. `section` is the section's key."""

    key: str
    section: str
    words: str
    place: str = PassagePlace.PARAGRAPH
    paragraph: int | None = None
    mark: str = ""
    # The slice of the squeezed text that held it when it was last found.
    start: int | None = None
    end: int | None = None

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.words)


@dataclass(frozen=True)
class Block:
    """A paragraph, a caption or a heading; a heading may open its section.

    `spans` are the ranges of its lines in the squeezed text of the article.
    """

    section: ArticleSection | None
    place: str
    paragraph: int | None
    text: str
    spans: tuple[tuple[int, int], ...]
    opens_section: bool = False

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def columns(self) -> list[int]:
        """For each character of `squeezed`, its index in `text`."""
        return [column for column, character in enumerate(self.text) if squeeze(character)]

    @property
    def mark(self) -> str:
        label = self.section.label if self.section else _("outside the sections")
        return f"{label} ¶{self.paragraph}" if self.paragraph else f"{label} {PassagePlace(self.place).label}"

    def is_recorded_place_of(self, phrase: Phrase) -> bool:
        if phrase.place == PassagePlace.SOMEWHERE:
            return self.section is not None and self.section.key == phrase.section
        recorded = (phrase.section, phrase.place, phrase.paragraph)
        return self.section is not None and (self.section.key, self.place, self.paragraph) == recorded


@dataclass(frozen=True)
class ParsedText:
    sections: Sequence[ArticleSection]
    blocks: Sequence[Block]
    squeezed: str

    def paragraph_count(self, section: ArticleSection) -> int:
        return sum(
            block.section == section and block.place == PassagePlace.PARAGRAPH for block in self.blocks
        )

    def block_at(self, position: int) -> tuple[Block, int]:
        """The block of a character of the squeezed text, and its index in the squeezed block."""
        for block in self.blocks:
            before = 0
            for start, end in block.spans:
                if start <= position < end:
                    return block, before + position - start
                before += end - start
        raise IndexError(position)


@dataclass(frozen=True)
class _TextLine:
    """A line of the text. `start` is the index of its first character in the squeezed text."""

    text: str
    start: int
    place: str = PassagePlace.PARAGRAPH
    section: ArticleSection | None = None
    opens_section: bool = False

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.start + len(self.squeezed)


def parse_text(text: str, sections: Sequence[ArticleSection], phrases: Sequence[Phrase]) -> ParsedText:
    """Split a text into blocks. Headings and captions are recognised by titles and by their phrases."""
    lines = _lines(text)
    classified = list(_with_headings(_with_captions(lines, sections, phrases), sections, phrases))
    current = _first_section(sections, [line.section for line in classified if line.opens_section])
    blocks: list[Block] = []
    counts: Counter[ArticleSection | None] = Counter()
    # The index of the paragraph that the next line continues.
    unfinished: int | None = None
    for line in classified:
        if line.place != PassagePlace.PARAGRAPH:
            blocks.append(Block(line.section, line.place, None, line.text, (line.span,), line.opens_section))
            if line.opens_section:
                current, unfinished = line.section, None
            continue
        if unfinished is None:
            counts[current] += 1
            unfinished = len(blocks)
            blocks.append(Block(current, line.place, counts[current], line.text, (line.span,)))
        else:
            begun = blocks[unfinished]
            blocks[unfinished] = replace(
                begun, text=_join(begun.text, line.text), spans=(*begun.spans, line.span)
            )
        if line.text.endswith(PARAGRAPH_ENDINGS):
            unfinished = None
    return ParsedText(sections, blocks, "".join(line.squeezed for line in lines))


def _lines(text: str) -> list[_TextLine]:
    kept = [stripped for line in remove_invisible(text).splitlines() if (stripped := line.strip())]
    starts = accumulate((len(squeeze(line)) for line in kept), initial=0)
    return [_TextLine(line, start) for line, start in zip(kept, starts, strict=False)]


def _with_captions(
    lines: Sequence[_TextLine], sections: Iterable[ArticleSection], phrases: Iterable[Phrase]
) -> list[_TextLine]:
    """Mark the captions. Of several lines with a caption's phrase, the one with most such phrases is it."""
    by_key = {section.key: section for section in sections}
    captions = [phrase for phrase in phrases if phrase.place == PassagePlace.CAPTION and phrase.squeezed]
    matches = [sum(phrase.squeezed in line.squeezed for phrase in captions) for line in lines]
    marked = list(lines)
    for phrase in captions:
        candidates = [number for number, line in enumerate(lines) if phrase.squeezed in line.squeezed]
        if candidates:
            best = max(candidates, key=lambda number: matches[number])
            section = by_key.get(phrase.section)
            marked[best] = replace(lines[best], place=PassagePlace.CAPTION, section=section)
    return marked


def _with_headings(
    lines: Sequence[_TextLine], sections: Iterable[ArticleSection], phrases: Iterable[Phrase]
) -> Iterator[_TextLine]:
    """Mark the headings: titles, and phrases recorded as headings. One over several lines is joined."""
    by_key = {section.key: section for section in sections}
    headings = {
        phrase.squeezed: by_key.get(phrase.section)
        for phrase in phrases
        if phrase.place == PassagePlace.HEADING
    }
    # A section opens under its title; under another heading of its own only if it is recorded to have text.
    opening = {words for words, section in headings.items() if section and section.paragraphs}
    titles = {squeeze(section.title): section for section in by_key.values()}
    headings.update(titles)
    opening.update(titles)
    max_length = max(map(len, headings), default=0)
    number = 0
    while number < len(lines):
        line, size = lines[number], 1
        words = line.squeezed
        while words not in headings and len(words) < max_length and number + size < len(lines):
            words += lines[number + size].squeezed
            size += 1
        if words in headings:
            yield replace(
                line,
                text="".join(part.text for part in lines[number : number + size]),
                place=PassagePlace.HEADING,
                section=headings[words],
                opens_section=words in opening,
            )
        else:
            size = 1
            yield line
        number += size


def _first_section(
    sections: Sequence[ArticleSection], opened: Sequence[ArticleSection | None]
) -> ArticleSection | None:
    """The section that the text begins with: it precedes all sections that a heading opens."""
    first = min((sections.index(section) for section in opened if section), default=len(sections))
    before = sections[:first]
    return next((section for section in before if section.paragraphs), before[-1] if before else None)


def _join(begun: str, rest: str) -> str:
    """Two lines of a paragraph: Chinese is joined without a space, Latin words with one."""
    return f"{begun} {rest}" if begun[-1].isascii() and rest[0].isascii() else begun + rest
