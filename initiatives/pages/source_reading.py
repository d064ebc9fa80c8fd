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
class TextMark:
    """A passage within a block: its number there, from 1, its key, and the HTML id of its first fact."""

    number: int
    key: str
    fact_anchor: str


@dataclass(frozen=True)
class TextPiece:
    """A run of text that the same passages cover, with those of them that begin and end with it."""

    text: str
    marks: list[TextMark]
    starting: list[TextMark]
    ending: list[TextMark]

    @property
    def is_unused(self) -> bool:
        """Whether it holds words, not only punctuation, and no passage covers them."""
        return not self.marks and any(character.isalnum() for character in self.text)


@dataclass(frozen=True)
class MarkedFact:
    """A fact drawn from a block, the marks of the passages that it cites there, and its HTML id."""

    fact: Fact
    marks: list[TextMark]
    anchor: str


@dataclass(frozen=True)
class MarkedBlock:
    """A block of the text (paragraph, heading or caption), cut at its marks, with the facts drawn from it."""

    block: Block
    pieces: list[TextPiece]
    facts: list[MarkedFact]

    @property
    def anchor(self) -> str:
        """The HTML id of a paragraph; empty for other blocks."""
        section, number = self.block.section, self.block.paragraph
        return f"page:{section.key}-{number}" if section and number else ""

    @classmethod
    def build(
        cls, number: int, block: Block, locations: Iterable[Location], facts: dict[str, list[Fact]]
    ) -> "MarkedBlock":
        """The block with that number in the text; `facts` are those of its passages, by their keys."""
        placed = sorted(locations, key=lambda location: (location.start, location.end))
        order = list(dict.fromkeys(fact for place in placed for fact in facts[place.phrase.key]))
        anchors = {fact: f"page:fact-{number}-{place}" for place, fact in enumerate(order, 1)}
        marks = {
            place.phrase.key: TextMark(count, place.phrase.key, anchors[facts[place.phrase.key][0]])
            for count, place in enumerate(placed, 1)
        }
        marked_facts = [
            MarkedFact(fact, [marks[key] for key in marks if fact in facts[key]], anchors[fact])
            for fact in order
        ]
        return cls(block, list(split_at_marks(block.text, placed, marks)), marked_facts)


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
        facts_by_key = {key: facts[passage.pk] for key, passage in passages.items()}
        marked = [
            MarkedBlock.build(number, block, locations[block], facts_by_key)
            for number, block in enumerate(report.parsed_text.blocks, 1)
        ]
        faults = [fault for fault in report.faults if fault.phrase.key in passages]
        return cls(
            edition,
            source,
            group_by_section(marked, source.sections.all()),
            [passages[fault.phrase.key] for fault in faults if fault.block is None],
            [passages[fault.phrase.key] for fault in faults if fault.block],
        )


def split_at_marks(text: str, locations: list[Location], marks: dict[str, TextMark]) -> Iterator[TextPiece]:
    """Cut a text wherever a passage begins or ends; passages may overlap. `marks` are by their keys."""
    places = [(location.start, location.end, marks[location.phrase.key]) for location in locations]
    cuts = sorted({0, len(text), *(start for start, _, _ in places), *(end for _, end, _ in places)})
    for start, end in pairwise(cuts):
        yield TextPiece(
            text[start:end],
            [mark for first, last, mark in places if first <= start < last],
            [mark for first, _last, mark in places if first == start],
            [mark for _first, last, mark in places if last == end],
        )


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
