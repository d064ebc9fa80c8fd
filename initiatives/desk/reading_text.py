"""The text of a reading with marks: what is proposed where, the smallest fact on top of what holds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from initiatives.drafting.proposal_names import kind_name
from initiatives.drafting.stored_readings import NO_FACT, by_block
from initiatives.models import ProposalState, ReadingProposal
from initiatives.reading.document_blocks import BlockKind, DocumentBlock
from initiatives.reading.proposals import Confidence, ProposalKind

# Kinds that share a colour.
COLOURS: dict[str, str] = {
    **dict.fromkeys(
        (ProposalKind.SLOGAN, ProposalKind.GOAL_GROUP, ProposalKind.GOAL, ProposalKind.PROJECT), "plan"
    ),
    ProposalKind.MEASURE: "measure",
    ProposalKind.FIGURE: "figure",
    ProposalKind.STATEMENT: "statement",
    ProposalKind.QUOTE: "quote",
    **dict.fromkeys(
        (ProposalKind.ORGANISATION, ProposalKind.PERSON, ProposalKind.CAPTION, ProposalKind.DATE), "body"
    ),
    NO_FACT: "none",
}


@dataclass(frozen=True)
class MarkTag:
    """The sign before a mark, which leads to its proposal."""

    row: ReadingProposal

    @property
    def colour(self) -> str:
        return COLOURS[self.row.kind]

    @property
    def name(self) -> str:
        """The kind, in Chinese by its first character."""
        name = kind_name(self.row.kind)
        return name if name.isascii() else name[0]

    @property
    def sign(self) -> str:
        if self.row.state == ProposalState.CONFIRMED:
            return "✓"
        return "?" if self.row.confidence == Confidence.UNSURE else ""


@dataclass
class DeskPiece:
    """A run of a block's text with the same marks. `at` is the offset of its first character in the text."""

    text: str
    at: int
    inner: ReadingProposal | None = None
    outer: ReadingProposal | None = None
    is_current: bool = False
    # Proposals that begin here, each to be named by a tag.
    tags: list[MarkTag] = field(default_factory=list)
    no_fact: bool = False

    @property
    def classes(self) -> str:
        names = []
        if self.inner is not None:
            names += ["m", f"k-{COLOURS[self.inner.kind]}"]
        if self.outer is not None:
            names += ["s", f"o-{COLOURS[self.outer.kind]}"]
        if self.is_current:
            names.append("now")
        if self.no_fact:
            names.append("nofact")
        return " ".join(names)


@dataclass(frozen=True)
class DeskBlock:
    """A block with its pieces; `tag` is the element it is shown as."""

    block: DocumentBlock
    pieces: Sequence[DeskPiece]

    @property
    def is_heading(self) -> bool:
        return self.block.kind in (BlockKind.HEADING, BlockKind.MASTHEAD)

    @property
    def is_aside(self) -> bool:
        return self.block.kind in (BlockKind.CAPTION, BlockKind.NOISE)


def marked_blocks(
    blocks: Sequence[DocumentBlock], rows: Sequence[ReadingProposal], current: ReadingProposal | None
) -> Iterator[DeskBlock]:
    shown = by_block(blocks, (row for row in rows if row.state != ProposalState.REJECTED))
    for block in blocks:
        yield DeskBlock(block, list(_pieces(block, shown.get(block.number, ()), current)))


def _pieces(
    block: DocumentBlock, rows: Sequence[ReadingProposal], current: ReadingProposal | None
) -> Iterator[DeskPiece]:
    slices = {row.pk: block.inside(row.start, row.end) for row in rows}
    ends = {0, len(block.text)} | {place for one in slices.values() for place in one}
    # A paragraph broken over lines has several pieces in the text.
    before = 0
    for start, end in block.pieces:
        before += end - start
        ends.add(before)
    places = sorted(ends)
    for start, end in pairwise(places):
        covering = [
            row
            for row in rows
            if slices[row.pk][0] <= start and end <= slices[row.pk][1] and row.end > row.start
        ]
        covering.sort(key=lambda row: row.end - row.start)
        facts = [row for row in covering if row.kind != NO_FACT]
        yield DeskPiece(
            text=block.text[start:end],
            at=block.place(start, end)[0],
            inner=facts[0] if facts else None,
            outer=facts[-1] if len(facts) > 1 else None,
            is_current=current is not None and any(row.pk == current.pk for row in covering),
            tags=[MarkTag(row) for row in reversed(facts) if slices[row.pk][0] == start],
            no_fact=len(covering) > len(facts),
        )
