"""A source's own text, with its passages marked and the facts drawn from each paragraph beside it."""

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
class Piece:
    """A stretch of text without a break in its marks, and the keys of the passages that begin with it."""

    text: str
    marked: bool
    begins: list[str]


@dataclass(frozen=True)
class Marked:
    """A paragraph, heading or caption as it is read."""

    block: Block
    pieces: list[Piece]
    facts: list[Fact]

    @property
    def anchor(self) -> str:
        """The id of a paragraph on the page."""
        section, number = self.block.section, self.block.paragraph
        return f"page:{section.key}-{number}" if section and number else ""


@dataclass
class Stretch:
    """What stands in the text from one section's beginning to the next; the first may have no section."""

    section: Section | None
    title: Marked | None = None
    blocks: list[Marked] = field(default_factory=list)


@dataclass(frozen=True)
class SourceReading:
    edition: Edition
    source: Source
    stretches: list[Stretch]
    # Passages that facts are drawn from and that are not in the text, or not where they should be.
    missing: list[Passage]
    moved: list[Passage]

    @classmethod
    def build(cls, edition: Edition, slug: str) -> "SourceReading":
        """The text of that source; ObjectDoesNotExist where it is not attached, or not for readers."""
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
            drawn = {fact: None for key in keys for fact in facts[passages[key].pk]}
            marked.append(Marked(block, list(pieces(block.text, locations[block])), list(drawn)))
        lost = [one for one in report.faults if one.phrase.key in passages]
        return cls(
            edition,
            source,
            stretches(marked, source.sections.all()),
            [passages[one.phrase.key] for one in lost if one.block is None],
            [passages[one.phrase.key] for one in lost if one.block],
        )


def pieces(text: str, locations: Iterable[Location]) -> Iterator[Piece]:
    """The text cut wherever a mark begins or ends; marks may overlap."""
    located = list(locations)
    cuts = sorted({0, len(text), *(one.start for one in located), *(one.end for one in located)})
    for start, end in pairwise(cuts):
        begins = [one.phrase.key for one in located if one.start == start]
        yield Piece(text[start:end], any(one.start <= start < one.end for one in located), begins)


def stretches(marked: Iterable[Marked], sections: Iterable[Section]) -> list[Stretch]:
    """The text cut where sections begin; mastheads and captions stay where they occur."""
    by_key = {section.key: section for section in sections}
    found = [Stretch(None)]
    for one in marked:
        section = by_key[one.block.section.key] if one.block.section else None
        if one.block.opens_section:
            found.append(Stretch(section, one))
            continue
        if one.block.paragraph and not found[-1].section:
            found[-1].section = section
        found[-1].blocks.append(one)
    return [stretch for stretch in found if stretch.title or stretch.blocks]
