"""The full text of a source, with its passages marked and the facts drawn from each paragraph."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from initiatives.article.blocks import Block
from initiatives.article.locating import Location
from initiatives.models import Edition, Passage, Section, Source, SourceText
from initiatives.pages.facts import Fact
from initiatives.pages.sources import facts_by_passage
from initiatives.source_text import check_text


@dataclass(frozen=True)
class TextPiece:
    """A run of text that is marked as a whole or not at all, and the keys of passages starting at it."""

    text: str
    marked: bool
    starting_keys: list[str]


@dataclass(frozen=True)
class MarkedBlock:
    """A block of the text (paragraph, heading or caption), cut at its marks, with the facts drawn from it."""

    block: Block
    pieces: list[TextPiece]
    facts: list[Fact]

    @property
    def anchor(self) -> str:
        """The HTML id of a paragraph; empty for other blocks."""
        section, number = self.block.section, self.block.paragraph
        return f"page:{section.key}-{number}" if section and number else ""


@dataclass
class SectionText:
    """The blocks from one section heading to the next; what precedes the first heading has no title."""

    section: Section | None
    title: MarkedBlock | None = None
    blocks: list[MarkedBlock] = field(default_factory=list)


@dataclass(frozen=True)
class SourceReading:
    edition: Edition
    source: Source
    section_texts: list[SectionText]
    # Cited passages that were not found in the text, and those found in another place than recorded.
    missing: list[Passage]
    moved: list[Passage]

    @classmethod
    def build(cls, edition: Edition, slug: str) -> "SourceReading":
        """The text of that source; raises ObjectDoesNotExist if none is attached or it is not public."""
        source = Source.objects.behind(edition).get(park=edition.plan.park_id, slug=slug)
        attached = SourceText.objects.get(source=source, public=True)
        facts = facts_by_passage(edition)
        passages = {row.key: row for row in source.passages.all() if row.pk in facts}
        report = check_text(source, attached.text)
        locations: dict[Block, list[Location]] = defaultdict(list)
        for location in report.locations:
            if location.block and location.phrase.key in passages:
                locations[location.block].append(location)
        marked = []
        for block in report.parsed_text.blocks:
            keys = [location.phrase.key for location in locations[block]]
            block_facts = {fact: None for key in keys for fact in facts[passages[key].pk]}
            pieces = list(split_at_marks(block.text, locations[block]))
            marked.append(MarkedBlock(block, pieces, list(block_facts)))
        faults = [fault for fault in report.faults if fault.phrase.key in passages]
        return cls(
            edition,
            source,
            group_by_section(marked, source.sections.all()),
            [passages[fault.phrase.key] for fault in faults if fault.block is None],
            [passages[fault.phrase.key] for fault in faults if fault.block],
        )


def split_at_marks(text: str, locations: Iterable[Location]) -> Iterator[TextPiece]:
    """Cut a text wherever a passage begins or ends; passages may overlap."""
    marks = list(locations)
    cuts = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    for start, end in pairwise(cuts):
        starting_keys = [mark.phrase.key for mark in marks if mark.start == start]
        is_marked = any(mark.start <= start < mark.end for mark in marks)
        yield TextPiece(text[start:end], is_marked, starting_keys)


def group_by_section(marked: Iterable[MarkedBlock], sections: Iterable[Section]) -> list[SectionText]:
    """Start a new section text at each heading; mastheads and captions stay where they occur."""
    by_key = {section.key: section for section in sections}
    texts = [SectionText(None)]
    for item in marked:
        section = by_key[item.block.section.key] if item.block.section else None
        if item.block.opens_section:
            texts.append(SectionText(section, item))
            continue
        if item.block.paragraph and not texts[-1].section:
            texts[-1].section = section
        texts[-1].blocks.append(item)
    return [text for text in texts if text.title or text.blocks]
