"""What the reading desk shows: sections, proposals, one of them current, progress and filters."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from initiatives.desk.reading_forms import FactForm
from initiatives.desk.reading_text import COLOURS, DeskBlock, marked_blocks
from initiatives.drafting.proposal_names import kind_name, title_of_fields
from initiatives.drafting.selected_words import Sentence, sentences
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.drafting.source_rows import openings
from initiatives.drafting.stored_readings import (
    BY_PERSON,
    NO_FACT,
    document_of,
    fields_from_json,
    remarks_of,
)
from initiatives.models import ProposalState, Reading, ReadingProposal
from initiatives.reading.document_blocks import DocumentBlock, ReadDocument
from initiatives.reading.proposals import Confidence, ProposalKind
from initiatives.values.vocabulary import FigureKind, RemarkKind

# Kinds that words can be said to be, in the order of their keys.
SELECTABLE = (
    ProposalKind.FIGURE,
    ProposalKind.MEASURE,
    ProposalKind.STATEMENT,
    ProposalKind.QUOTE,
    ProposalKind.ORGANISATION,
    ProposalKind.GOAL,
    ProposalKind.PROJECT,
)


@dataclass
class ProposalLine:
    """A proposal as the list shows it."""

    row: ReadingProposal
    remarks: list[str] = field(default_factory=list)
    clashes: bool = False

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
        """Kind and period of a figure, speaker of a quotation, due time of a measure."""
        said = self.row.fields
        parts = []
        if self.row.kind == ProposalKind.FIGURE:
            kinds = dict(FigureKind.choices)
            parts = [str(kinds.get(said["kind"], "")), said["period"]]
        elif self.row.kind == ProposalKind.QUOTE:
            parts = [said["speaker_title"] + said["speaker"]]
        elif self.row.kind == ProposalKind.MEASURE:
            parts = [said["due"]]
        return " · ".join(filter(None, parts))

    @property
    def is_open(self) -> bool:
        return bool(self.row.state == ProposalState.OPEN)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.row.state == ProposalState.CONFIRMED)

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

    @property
    def open_count(self) -> int:
        return sum(line.is_open for line in self.lines)

    @property
    def decided_count(self) -> int:
        return len(self.lines) - self.open_count

    @property
    def sure(self) -> list[ProposalLine]:
        """What may be confirmed together: certain and not in contradiction to anything."""
        return [line for line in self.lines if line.is_open and line.is_sure and not line.clashes]


@dataclass(frozen=True)
class Progress:
    """How much of something is done: counts of the whole, of what is done and of what is set aside."""

    done: int
    aside: int
    whole: int
    left: int


class ReadingPage:
    """A reading at the desk, as an address asks for it: `at` a proposal's number, `show` a filter."""

    def __init__(self, reading: Reading, query: Mapping[str, str]) -> None:
        self.reading, self.show = reading, query.get("show", "all")
        self.rows = list(reading.proposals.select_related("decided_by"))
        for row in self.rows:
            row.reading = reading
        self.document: ReadDocument = document_of(reading)
        self.lines = {row.pk: ProposalLine(row) for row in self.rows}
        self._note_remarks()
        self.sections = list(self._sections())
        self.current = self._current(query.get("at", ""))
        self.typed: FactForm | None = None

    def _note_remarks(self) -> None:
        live = [row for row in self.rows if row.kind != NO_FACT and row.state != ProposalState.REJECTED]
        proposals, remarks = remarks_of(live)
        places = {id(proposal): row for proposal, row in zip(proposals, live, strict=True)}
        for remark, about in remarks:
            for proposal in about:
                line = self.lines[places[id(proposal)].pk]
                line.remarks.append(str(remark.message))
                line.clashes |= remark.kind == RemarkKind.CONTRADICTION

    def _sections(self) -> Iterator[DeskSection]:
        opening = {block.number: block for block in openings(self.document)}
        section, count = DeskSection(0, _("Lead"), ""), 0
        by_block: dict[int, list[ProposalLine]] = {}
        for row in self.rows:
            by_block.setdefault(row.block, []).append(self.lines[row.pk])
        for block in self.document.blocks:
            if block.number in opening:
                if section.blocks:
                    yield section
                count += 1
                section = DeskSection(block.number, f"§{count}", block.title)
            section.blocks.append(block)
            section.lines += by_block.get(block.number, ())
        yield section

    @property
    def noun(self) -> str:
        """What the text calls the projects: 工程, 行动; "" if it is not known."""
        rows = (row for row in self.rows if row.kind == ProposalKind.PROJECT)
        return next((row.fields["noun"] for row in rows if row.fields["noun"]), "")

    # What is current

    def _current(self, at: str) -> ReadingProposal | None:
        if at.isdecimal() and (row := next((one for one in self.rows if one.number == int(at)), None)):
            return row
        return self.next_open(None)

    def next_open(self, after: ReadingProposal | None) -> ReadingProposal | None:
        """The next proposal to be decided about, from the beginning again after the last one."""
        wanted = [row for row in self.rows if row.state == ProposalState.OPEN and self._is_shown(row)]
        later = [
            row
            for row in wanted
            if after is None or (row.start, row.end, row.number) > (after.start, after.end, after.number)
        ]
        return next(iter(later or wanted), None)

    def _is_shown(self, row: ReadingProposal) -> bool:
        line = self.lines[row.pk]
        match self.show:
            case "open":
                return line.is_open
            case "choose":
                return line.is_open and line.must_choose
            case "clash":
                return line.clashes
            case "rejected":
                return bool(row.state == ProposalState.REJECTED)
        return self.show == "all" or self.show not in COLOURS or row.kind == self.show

    @property
    def section(self) -> DeskSection:
        number = self.current.block if self.current else self.sections[0].key
        return next(
            (one for one in self.sections if any(block.number == number for block in one.blocks)),
            self.sections[0],
        )

    @property
    def listed(self) -> list[tuple[DeskSection, list[ProposalLine]]]:
        """The proposals beside the text: those of the current section, or with a filter of all of them."""
        sections = [self.section] if self.show == "all" else self.sections
        found = [
            (section, [line for line in section.lines if self._is_shown(line.row)]) for section in sections
        ]
        return [(section, lines) for section, lines in found if lines or self.show == "all"]

    @property
    def text(self) -> list[tuple[DeskSection, list[DeskBlock]]]:
        return [
            (
                section,
                list(marked_blocks(section.blocks, [line.row for line in section.lines], self.current)),
            )
            for section in self.sections
        ]

    # Counts

    @cached_property
    def sentences(self) -> list[Sentence]:
        return list(sentences(self.document, self.rows))

    @property
    def unread(self) -> list[Sentence]:
        return [one for one in self.sentences if one.state == "unread"]

    @property
    def proposals_progress(self) -> Progress:
        states = Counter(row.state for row in self.rows if row.kind != NO_FACT)
        return Progress(
            states[ProposalState.CONFIRMED],
            states[ProposalState.REJECTED],
            sum(states.values()),
            states[ProposalState.OPEN],
        )

    @property
    def sentences_progress(self) -> Progress:
        states = Counter(one.state for one in self.sentences)
        return Progress(states["used"], states["no-fact"], len(self.sentences), states["unread"])

    @property
    def filters(self) -> list[tuple[str, str, int, str]]:
        """Value, name, number and colour of each filter."""
        lines = [line for line in self.lines.values() if line.row.kind != NO_FACT]
        kinds = Counter(line.row.kind for line in lines)
        found = [
            ("all", _("All"), len(lines), ""),
            ("open", _("To decide"), sum(line.is_open for line in lines), ""),
            ("choose", _("Yours to choose"), sum(line.is_open and line.must_choose for line in lines), ""),
            ("clash", _("In contradiction"), sum(line.clashes for line in lines), ""),
        ]
        return found + [
            (str(kind), kind_name(kind), kinds[kind], COLOURS[kind]) for kind in ProposalKind if kinds[kind]
        ]

    # Forms

    @cached_property
    def catalogue(self) -> Any:
        return site_catalogue()

    def numbered(self, kind: str, name: str) -> list[tuple[int, str]]:
        rows = [row for row in self.rows if row.kind == kind and row.state != ProposalState.REJECTED]
        return [(row.fields["number"], row.fields[name]) for row in rows]

    def form(self, row: ReadingProposal, data: Mapping[str, Any] | None = None) -> FactForm:
        projects = self.numbered(ProposalKind.PROJECT, "title")
        groups = self.numbered(ProposalKind.GOAL_GROUP, "label")
        return FactForm(row, self.catalogue, projects, groups, data)

    @property
    def current_form(self) -> FactForm | None:
        """The form of the current proposal, with what was typed if that was refused."""
        if self.typed is not None:
            return self.typed
        return self.form(self.current) if self.current and self.current.kind != NO_FACT else None

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The readings of the current proposal among which a person has to choose."""
        form = self.current_form
        field: Any = form.fields.get("kind") if form else None
        if form is None or field is None or form.initial.get("kind"):
            return []
        said = self.current.fields if self.current else {}
        likely = [said.get("kind"), *said.get("readings", ())]
        options = [(value, name) for value, name in field.choices if value]
        if self.current and self.current.kind == ProposalKind.FIGURE and any(likely):
            return [one for one in options if one[0] in likely]
        return sorted(options, key=lambda one: one[0] not in likely)

    @property
    def metric_names(self) -> Sequence[str]:
        return sorted(metric.name for metric in self.catalogue.metrics.values())

    @property
    def selectable(self) -> list[tuple[str, str, str]]:
        return [(str(kind), kind_name(kind), COLOURS[kind]) for kind in SELECTABLE]
