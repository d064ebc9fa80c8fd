"""The text of a reading with marks: what is proposed where, the smallest fact on top of what holds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from initiatives.drafting.proposal_names import kind_name
from initiatives.drafting.stored_readings import NO_FACT
from initiatives.models import ProposalState, ReadingProposal
from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
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
# What the draft says already.
IN_DRAFT_SIGN = "▪"
# What a person decided about and the text says otherwise now.
GONE_SIGN = "✕"


@dataclass(frozen=True)
class Mark:
    """Words of the text that are proposed, or that rows of the draft are drawn from.

    `start` and `end` are a slice of the text. `name` and `sign` stand in a tag before it, which leads to
    `address`; without a name there is no tag.
    """

    start: int
    end: int
    colour: str
    address: str = ""
    name: str = ""
    sign: str = ""
    is_done: bool = False
    is_current: bool = False
    in_draft: bool = False


def tag_name(name: str) -> str:
    """The name of a kind in a tag, in Chinese its first character."""
    return name if name.isascii() else name[0]


def mark_of_gone(row: ReadingProposal, *, is_current: bool) -> Mark:
    """The words that are nearest to those of a proposal which no longer stand in the text."""
    (start, end), *_others = row.evidence
    address = f"?show=gone&at={row.number}#p{row.number}"
    name = tag_name(kind_name(row.kind)) if row.kind != NO_FACT else "0"
    return Mark(start, end, COLOURS[row.kind], address, name, GONE_SIGN, is_current=is_current)


def mark_of(row: ReadingProposal, *, in_draft: bool, is_current: bool) -> Mark:
    sign = "?" if row.confidence == Confidence.UNSURE else ""
    if row.state == ProposalState.CONFIRMED:
        sign = "✓"
    elif in_draft:
        sign = IN_DRAFT_SIGN
    return Mark(
        row.start,
        row.end,
        COLOURS[row.kind],
        f"?at={row.number}#p{row.number}",
        "" if row.kind == NO_FACT else tag_name(kind_name(row.kind)),
        sign,
        is_done=row.state == ProposalState.CONFIRMED or in_draft,
        is_current=is_current,
        in_draft=in_draft,
    )


@dataclass
class DeskPiece:
    """A run of a block's text with the same marks. `at` is the offset of its first character in the text."""

    text: str
    at: int
    inner: Mark | None = None
    outer: Mark | None = None
    is_current: bool = False
    # Marks that begin here, each to be named by a tag.
    tags: list[Mark] = field(default_factory=list)
    no_fact: bool = False

    @property
    def classes(self) -> str:
        names = []
        if self.inner is not None:
            names += ["m", f"k-{self.inner.colour}"]
            names += ["d"] if self.inner.in_draft else []
        if self.outer is not None:
            names += ["s", f"o-{self.outer.colour}"]
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
    document: ReadDocument, blocks: Sequence[DocumentBlock], marks: dict[int, list[Mark]]
) -> Iterator[DeskBlock]:
    """Blocks in the document's own characters; `marks` are those of each block, by its number."""
    for block in blocks:
        yield DeskBlock(block, list(_pieces(block, document.printed(block), marks.get(block.number, ()))))


def _pieces(block: DocumentBlock, printed: str, marks: Sequence[Mark]) -> Iterator[DeskPiece]:
    slices = [(mark, block.inside(mark.start, mark.end)) for mark in marks]
    ends = {0, len(block.text)} | {place for _mark, one in slices for place in one}
    # A paragraph broken over lines has several pieces in the text.
    before = 0
    for start, end in block.pieces:
        before += end - start
        ends.add(before)
    for start, end in pairwise(sorted(ends)):
        covering = [(mark, first) for mark, (first, last) in slices if first <= start and end <= last]
        covering.sort(key=lambda one: one[0].end - one[0].start)
        facts = [(mark, first) for mark, first in covering if mark.colour != COLOURS[NO_FACT]]
        yield DeskPiece(
            text=printed[start:end],
            at=block.place(start, end)[0],
            inner=facts[0][0] if facts else None,
            outer=facts[-1][0] if len(facts) > 1 else None,
            is_current=any(mark.is_current for mark, _first in covering),
            tags=[mark for mark, first in reversed(facts) if first == start and mark.name],
            no_fact=len(covering) > len(facts),
        )
