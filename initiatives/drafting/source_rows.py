"""Sections and passages of a document that was read, as rows of a workbook."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from initiatives.article.blocks import ArticleSection, ParsedText, Phrase, parse_text
from initiatives.article.places import place_at
from initiatives.article.whitespace import squeeze
from initiatives.drafting.known_rows import Row
from initiatives.models import Passage, Source
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.source_text import check_text
from initiatives.values.row_keys import key_from
from initiatives.values.vocabulary import PassagePlace
from initiatives.workbook.attached_texts import WHOLE, WHOLE_KEY

# Sections that no heading of the text opens.
MASTHEAD, LEAD, CAPTIONS = "masthead", "lead", "captions"
NAMED_SECTIONS: dict[str, Row] = {
    MASTHEAD: {"title": "报头", "title_en": "Masthead", "label": "报头", "label_en": "Masthead"},
    LEAD: {"title": "导语", "title_en": "Lead", "label": "导语", "label_en": "Lead"},
    CAPTIONS: {"title": "图片说明", "title_en": "Picture captions", "label": "图", "label_en": "Picture"},
    WHOLE_KEY: dict(WHOLE),
}
# Longer words are found by how they begin and how they end.
LONGEST_PHRASE, LENGTH_OF_AN_END = 90, 40
CLAUSE_END = re.compile("[，。；：！？,;:!?]")


@dataclass(frozen=True)
class _Placed:
    """A heading or caption with the key of the section it belongs to."""

    block: DocumentBlock
    section: str
    place: str


class SourceRows:
    """The sections of a document and the passages that facts are drawn from, each with its offsets.

    A source that holds this text already keeps its sections, and its passages are used where they fit.
    """

    def __init__(self, document: ReadDocument, slug: str, known: Source | None = None) -> None:
        self.document, self.slug, self.known = document, slug, known
        self.sections: list[Row] = []
        self.passages: list[Row] = []
        # The slice of the text without white space by the key of the passage.
        self.offsets: dict[str, tuple[int, int]] = {}
        self._keys_by_offsets: dict[tuple[int, int], str] = {}
        if known is not None:
            stored = list(known.passages.all())
            self.taken = {passage.key for passage in stored}
            self._keys_by_offsets = {
                (passage.start, passage.end): passage.key
                for passage in stored
                if passage.start is not None and passage.end is not None
            }
            self.last_order = max((passage.order for passage in stored), default=0)
            self.parsed = check_text(known, document.text).parsed_text
        else:
            self.taken, self.last_order = set(), 0
            self.parsed = self._lay_out()

    def keys_of(self, start: int, end: int) -> list[str]:
        """The passages of a slice of the document's text, as `source/key`; two where it is long."""
        words = squeeze(self.document.text[start:end])
        if len(words) <= LONGEST_PHRASE:
            return self._key(start, end)
        first, last = self._end_of_beginning(start, end), self._beginning_of_end(start, end)
        return [*self._key(start, first), *self._key(last, end)]

    def key_of_words(self, words: str, block: DocumentBlock) -> list[str]:
        """The passage of words within a block; none if they are not in it."""
        index = self.document.printed(block).find(words) if words else -1
        return self.keys_of(*block.place(index, index + len(words))) if index >= 0 else []

    def _end_of_beginning(self, start: int, end: int) -> int:
        ends = [match.end() for match in CLAUSE_END.finditer(self.document.text, start + 8, end)]
        return next(
            (one - 1 for one in ends if one - start >= LENGTH_OF_AN_END // 2), start + LENGTH_OF_AN_END
        )

    def _beginning_of_end(self, start: int, end: int) -> int:
        begins = [match.end() for match in CLAUSE_END.finditer(self.document.text, start, end - 8)]
        return next(
            (one for one in reversed(begins) if end - one >= LENGTH_OF_AN_END // 2), end - LENGTH_OF_AN_END
        )

    def _key(self, start: int, end: int) -> list[str]:
        offsets = self.document.squeezed_slice(start, end)
        if known := self._keys_by_offsets.get(offsets):
            return [f"{self.slug}/{known}"]
        found = place_at(self.parsed, *offsets)
        if found is None or found.section is None:
            return []
        return [self._add(found.words, found.section.key, found.place, found.paragraph, offsets)]

    def _add(
        self, words: str, section: str, place: str, paragraph: int | None, offsets: tuple[int, int]
    ) -> str:
        key = key_from(words, self.taken) or f"p{len(self.taken) + 1}"
        self.taken.add(key)
        self._keys_by_offsets[offsets] = key
        self.offsets[key] = offsets
        self.passages.append(
            {
                "key": key,
                "source": self.slug,
                "section": section,
                "order": str(self.last_order + len(self.passages) + 1),
                "place": place,
                "paragraph": str(paragraph or ""),
                "phrase": words[:LONGEST_PHRASE],
            }
        )
        return f"{self.slug}/{key}"

    # The sections of a new source

    def _lay_out(self) -> ParsedText:
        """Make the sections and the passages that mark headings and captions, and parse the text by them."""
        opening = list(openings(self.document))
        sections = [ArticleSection(key, title, label) for key, title, label in self._named(opening)]
        marked = list(self._marked(opening))
        phrases = [
            Phrase(str(number), one.section, self.document.printed(one.block)[:LONGEST_PHRASE], one.place)
            for number, one in enumerate(marked)
        ]
        lead = next((section for section in sections if section.key == LEAD), None)
        beginning = [replace(one, paragraphs=1) if one.key in (LEAD, WHOLE_KEY) else one for one in sections]
        parsed = parse_text(self.document.text, beginning, phrases)
        counts = {one.key: parsed.paragraph_count(one) for one in beginning}
        if lead and not counts[LEAD]:
            sections.remove(lead)
        for number, section in enumerate(sections, 1):
            own = NAMED_SECTIONS.get(section.key, {"title": section.title, "label": section.label})
            row = {"key": section.key, "source": self.slug, "order": str(number)}
            self.sections.append(row | own | {"paragraph_count": str(counts.get(section.key, 0))})
        for one in marked:
            offsets = self.document.squeezed_slice(one.block.start, one.block.end)
            short = offsets[0], offsets[0] + len(squeeze(self.document.printed(one.block)[:LONGEST_PHRASE]))
            self._add(self.document.printed(one.block)[:LONGEST_PHRASE], one.section, one.place, None, short)
        return parsed

    def _named(self, opening: Sequence[DocumentBlock]) -> Iterator[tuple[str, str, str]]:
        """Key, title and label of each section in order."""
        kinds = {block.kind for block in self.document.blocks}
        if BlockKind.MASTHEAD in kinds or self._headings_without_text(opening):
            yield MASTHEAD, NAMED_SECTIONS[MASTHEAD]["title"], NAMED_SECTIONS[MASTHEAD]["label"]
        beginning = LEAD if opening else WHOLE_KEY
        yield beginning, NAMED_SECTIONS[beginning]["title"], NAMED_SECTIONS[beginning]["label"]
        taken = set(NAMED_SECTIONS)
        for number, block in enumerate(opening, 1):
            key = key_from(block.title, taken) or f"s{number}"
            taken.add(key)
            yield key, self.document.printed(block), f"§{number}"
            self._keys_of_openings[block.number] = key
        if BlockKind.CAPTION in kinds:
            yield CAPTIONS, NAMED_SECTIONS[CAPTIONS]["title"], NAMED_SECTIONS[CAPTIONS]["label"]

    @cached_property
    def _keys_of_openings(self) -> dict[int, str]:
        return {}

    def _headings_without_text(self, opening: Sequence[DocumentBlock]) -> list[DocumentBlock]:
        opened = {block.number for block in opening}
        return [
            block
            for block in self.document.blocks
            if block.kind == BlockKind.HEADING
            and block.number not in opened
            and _is_whole_line(self.document, block)
        ]

    def _marked(self, opening: Sequence[DocumentBlock]) -> Iterator[_Placed]:
        current = ""
        alone = {block.number for block in self._headings_without_text(opening)}
        for block in self.document.blocks:
            current = self._keys_of_openings.get(block.number, current)
            if block.kind == BlockKind.CAPTION:
                yield _Placed(block, CAPTIONS, PassagePlace.CAPTION)
            elif block.kind == BlockKind.MASTHEAD:
                yield _Placed(block, MASTHEAD, PassagePlace.HEADING)
            elif block.number in alone:
                yield _Placed(block, current or MASTHEAD, PassagePlace.HEADING)


def openings(document: ReadDocument) -> Iterator[DocumentBlock]:
    """The headings that have text below them, each title once."""
    blocks, titles = document.blocks, set()
    for index, block in enumerate(blocks):
        if block.kind != BlockKind.HEADING or not _is_whole_line(document, block):
            continue
        below = next(
            (
                one
                for one in blocks[index + 1 :]
                if one.kind in (*PROSE, BlockKind.TABLE_ROW, BlockKind.HEADING, BlockKind.MASTHEAD)
            ),
            None,
        )
        title = squeeze(block.text)
        holds = below is not None and (
            below.kind not in (BlockKind.HEADING, BlockKind.MASTHEAD) or below.level > block.level
        )
        if holds and title not in titles:
            titles.add(title)
            yield block


def _is_whole_line(document: ReadDocument, block: DocumentBlock) -> bool:
    """Whether a heading has its line for itself, and does not run into its paragraph."""
    after = document.text[block.end :].partition("\n")[0]
    before = document.text[: block.start].rpartition("\n")[2]
    return not squeeze(after) and not squeeze(before)


def source_with_text(park: str, text_digest: str) -> Source | None:
    """The source of a park that holds a text already."""
    return Source.objects.filter(park__slug=park, full_text__sha256=text_digest).first()


def free_slug(title: str, park: str) -> str:
    """An address for a new source of a park."""
    taken = set(Source.objects.filter(park__slug=park).values_list("slug", flat=True))
    return key_from(title, taken) or f"source-{len(taken) + 1}"


def set_offsets(source: Source, offsets: dict[str, tuple[int, int]]) -> None:
    """Store where passages stand, so that words that stand in the text twice are found at the right place."""
    passages = list(Passage.objects.filter(source=source, key__in=offsets))
    for passage in passages:
        passage.start, passage.end = offsets[passage.key]
    Passage.objects.bulk_update(passages, ["start", "end"])
