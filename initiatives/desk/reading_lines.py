"""What the reading desk lists: proposals, the sections of the text, and how much is done."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from initiatives.desk.reading_rows import RowLine
from initiatives.desk.reading_text import COLOURS
from initiatives.drafting.drawn_rows import DrawnRow
from initiatives.drafting.proposal_names import kind_name, title_of_fields
from initiatives.drafting.stored_readings import BY_PERSON, NO_FACT, fields_from_json
from initiatives.models import ProposalState, ReadingProposal
from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.proposals import Confidence, ProposalKind
from initiatives.values.vocabulary import FigureKind


@dataclass
class ProposalLine:
    """A proposal as the list shows it."""

    row: ReadingProposal
    remarks: list[str] = field(default_factory=list)
    clashes: bool = False
    # The row of the draft that says the same, as `row=` names it, and its form.
    said_by: str = ""
    form_address: str = ""
    # What the draft has at its place, in other words.
    near: list[DrawnRow] = field(default_factory=list)
    # The title of the goal or project of the plan before that a new row will follow from.
    predecessor: str = ""

    @property
    def kind(self) -> str:
        return _("No fact") if self.row.kind == NO_FACT else kind_name(self.row.kind)

    @property
    def colour(self) -> str:
        return COLOURS[self.row.kind]

    @cached_property
    def said(self) -> Any:
        return None if self.row.kind == NO_FACT else fields_from_json(self.row.kind, self.row.fields)

    @property
    def title(self) -> str:
        return title_of_fields(self.said) or self.row.words

    @property
    def details(self) -> str:
        """Kind and period of a figure, speaker of a quotation, due time, predecessor of a goal."""
        said = self.row.fields
        parts = []
        if self.row.kind == ProposalKind.FIGURE:
            kinds = dict(FigureKind.choices)
            parts = [str(kinds.get(said["kind"], "")), said["period"]]
        elif self.row.kind == ProposalKind.QUOTE:
            parts = [said["speaker_title"] + said["speaker"]]
        elif self.row.kind == ProposalKind.MEASURE:
            parts = [said["due"]]
        elif self.predecessor:
            parts = [_("follows from “%(title)s” in the plan before") % {"title": self.predecessor}]
        return " · ".join(filter(None, parts))

    @property
    def is_open(self) -> bool:
        """Whether a person has to decide about it."""
        return self.is_gone or (self.row.state == ProposalState.OPEN and not self.said_by)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.row.state == ProposalState.CONFIRMED) and not self.is_gone

    @property
    def in_draft(self) -> bool:
        """Whether the draft says it already, so that nobody has to decide."""
        return bool(self.row.state == ProposalState.OPEN) and bool(self.said_by) and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Whether its words no longer stand in the text, which was corrected, and nobody has seen to it."""
        return not self.row.stands and self.row.state != ProposalState.REJECTED

    @property
    def nearest(self) -> str:
        """The words of the text that are most similar to those that no longer stand in it."""
        if self.row.stands or not self.row.evidence:
            return ""
        start, end = self.row.evidence[0]
        return "".join(self.row.reading.text[start:end].split("\n"))

    @property
    def is_sure(self) -> bool:
        return bool(self.row.confidence == Confidence.CERTAIN)

    @property
    def must_choose(self) -> bool:
        return bool(self.row.confidence == Confidence.UNSURE)

    @property
    def by_person(self) -> bool:
        return bool(self.row.rule == BY_PERSON)


@dataclass
class DeskSection:
    """A section of the text with its blocks and proposals; `key` is the number of its first block."""

    key: int
    label: str
    title: str
    blocks: list[DocumentBlock] = field(default_factory=list)
    lines: list[ProposalLine] = field(default_factory=list)
    rows: list[RowLine] = field(default_factory=list)

    @property
    def open_count(self) -> int:
        return sum(line.is_open for line in self.lines)

    @property
    def decided_count(self) -> int:
        return len(self.lines) - self.open_count

    @property
    def sure(self) -> list[ProposalLine]:
        """What may be confirmed together: certain and not in contradiction to anything."""
        return [
            line
            for line in self.lines
            if line.is_open and line.is_sure and not line.clashes and not line.is_gone
        ]


@dataclass(frozen=True)
class Progress:
    """How much of something is done: counts of the whole, of what is done and of what is set aside."""

    done: int
    aside: int
    whole: int
    left: int
