"""What the reading desk shows: sections, proposals, one of them current, progress and filters."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.desk.reading_forms import FactForm
from initiatives.desk.reading_lines import DeskSection, Progress, ProposalLine
from initiatives.desk.reading_rows import RowLine, RowsAtDesk
from initiatives.desk.reading_text import COLOURS, DeskBlock, Mark, mark_of, mark_of_gone, marked_blocks
from initiatives.drafting.corrected_text import source_of
from initiatives.drafting.draft_import import draft_or_latest
from initiatives.drafting.drawn_rows import MODEL_OF_KIND, DrawnRows, SaidAlready
from initiatives.drafting.earlier_plan import EarlierPlan
from initiatives.drafting.known_rows import KnownRows
from initiatives.drafting.project_of_chapter import chapter_of, title_of_chapter
from initiatives.drafting.proposal_names import kind_name
from initiatives.drafting.selected_words import Sentence, sentences
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.drafting.source_rows import openings
from initiatives.drafting.stored_readings import (
    NO_FACT,
    by_block,
    document_of,
    remarks_of,
)
from initiatives.models import Goal, Project, ProposalState, Reading, ReadingProposal
from initiatives.reading.document_blocks import DocumentBlock, ReadDocument
from initiatives.reading.proposals import ProposalKind
from initiatives.values.vocabulary import RemarkKind

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


class ReadingPage:
    """A reading at the desk, as an address asks for it.

    `at` is the number of a proposal or `row` a row of the draft that is current, `show` a filter.
    """

    def __init__(self, reading: Reading, query: Mapping[str, str]) -> None:
        self.reading, self.show = reading, query.get("show", "all")
        self.rows = list(reading.proposals.select_related("decided_by"))
        for row in self.rows:
            row.reading = reading
        self.document: ReadDocument = document_of(reading)
        self.lines = {row.pk: ProposalLine(row) for row in self.rows}
        self.edition = draft_or_latest(reading.park.slug, reading.year)
        self.drawn = self._drawn(query.get("row", ""))
        self._note_remarks()
        self._note_predecessors()
        self.sections = list(self._sections())
        self.current_row = self.drawn.current if self.drawn else None
        self.current = None if self.current_row else self._current(query.get("at", ""))
        self.typed: FactForm | None = None
        # Where the current proposal or row begins in the text.
        self.first_current: Mark | None = None

    def _drawn(self, at: str) -> RowsAtDesk | None:
        """The rows of the draft, or of the latest edition, that are drawn from the source of this text."""
        source = source_of(self.reading) if self.edition else None
        # Whether the source got another text than this one, after this one had been brought in.
        self.is_adrift = bool(self.edition and self.reading.brought_in_at and source is None)
        if self.edition is None or source is None:
            return None
        return RowsAtDesk(DrawnRows(self.edition, source, self.document), self.document, at)

    def _note_predecessors(self) -> None:
        """Note which goals and projects of the plan before those of this text will follow from."""
        earlier = EarlierPlan.before(self.reading.park.slug, self.reading.year)
        for line in self.lines.values():
            model = MODEL_OF_KIND.get(line.row.kind)  # type: ignore[call-overload]
            if model in (Goal, Project) and not line.said_by:
                found = earlier.proposed(model, line.said.title)
                line.predecessor = found[1] if found else ""

    def _note_remarks(self) -> None:
        """Note what is doubtful about proposals, and what of them the draft says already."""
        live = [
            row
            for row in self.rows
            if row.kind != NO_FACT and row.state != ProposalState.REJECTED and row.stands
        ]
        proposals, remarks = remarks_of(live)
        places = {id(proposal): row for proposal, row in zip(proposals, live, strict=True)}
        for remark, about in remarks:
            for proposal in about:
                line = self.lines[places[id(proposal)].pk]
                line.remarks.append(str(remark.message))
                line.clashes |= remark.kind == RemarkKind.CONTRADICTION
        if self.edition is None:
            return
        drawn = self.drawn.drawn if self.drawn else None
        said = SaidAlready(KnownRows(self.edition, self.reading.park.slug), drawn, self.catalogue)
        for proposal, row in zip(proposals, live, strict=True):
            line = self.lines[row.pk]
            line.said_by = said.ref(proposal)
            line.near = [] if line.said_by else said.at_place_of(proposal)

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
                as_printed = replace(block, text=self.document.printed(block))
                section = DeskSection(block.number, f"§{count}", as_printed.title)
            section.blocks.append(block)
            section.lines += by_block.get(block.number, ())
            if self.drawn:
                own = self.drawn.by_block.get(block.number, ())
                section.rows += [line for line in own if line not in section.rows]
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
        wanted = [row for row in self.rows if self.lines[row.pk].is_open and self._is_shown(row)]
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
                return line.is_open and line.must_choose and not line.is_gone
            case "gone":
                return line.is_gone
            case "draft":
                return False
            case "clash":
                return line.clashes
            case "rejected":
                return bool(row.state == ProposalState.REJECTED)
        return self.show == "all" or self.show not in COLOURS or row.kind == self.show

    @property
    def section(self) -> DeskSection:
        if self.current_row:
            found = (one for one in self.sections if self.current_row in one.rows)
            return next(found, self.sections[0])
        number = self.current.block if self.current else self.sections[0].key
        return next(
            (one for one in self.sections if any(block.number == number for block in one.blocks)),
            self.sections[0],
        )

    @property
    def listed(self) -> list[tuple[DeskSection, list[ProposalLine], list[RowLine]]]:
        """Proposals and rows beside the text: those of the current section, or with a filter of all."""
        if self.show == "all":
            return [(self.section, self.section.lines, self.section.rows)]
        found, listed = [], set()
        for section in self.sections:
            lines = [line for line in section.lines if self._is_shown(line.row)]
            # A row that is drawn from several sections is listed once.
            rows = [line for line in section.rows if line.drawn.ref not in listed]
            rows = [line for line in rows if self.show == "draft" or line.is_current]
            listed |= {line.drawn.ref for line in rows}
            if lines or rows:
                found.append((section, lines, rows))
        return found

    @property
    def elsewhere(self) -> list[RowLine]:
        """Rows of the draft whose place in the text is not known, where rows are asked for."""
        lines = self.drawn.elsewhere if self.drawn else []
        return [line for line in lines if self.show == "draft" or line.is_current]

    @cached_property
    def text(self) -> list[tuple[DeskSection, list[DeskBlock]]]:
        marks: dict[int, list[Mark]] = defaultdict(list)
        shown = [row for row in self.rows if row.state != ProposalState.REJECTED and row.stands]
        of_rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, rows in by_block(self.document.blocks, shown).items():
            for row in rows:
                line = self.lines[row.pk]
                marks[number].append(mark_of(row, in_draft=line.in_draft, is_current=row is self.current))
                of_rows[line.said_by].append((row.start, row.end))
        for number, mark in self.drawn.marks(of_rows) if self.drawn else ():
            marks[number].append(mark)
        for line in self.gone:
            if line.nearest:
                mark = mark_of_gone(line.row, is_current=line.row is self.current)
                marks[line.row.block].append(mark)
        current = [mark for own in marks.values() for mark in own if mark.is_current and mark.name]
        self.first_current = min(current, key=lambda mark: mark.start, default=None)
        return [
            (section, list(marked_blocks(self.document, section.blocks, marks))) for section in self.sections
        ]

    # Counts

    @cached_property
    def sentences(self) -> list[Sentence]:
        rows = [row for row in self.rows if row.stands]
        used = [place for line in self.drawn.lines for place in line.drawn.places] if self.drawn else []
        return list(sentences(self.document, rows, used))

    @property
    def unread(self) -> list[Sentence]:
        return [one for one in self.sentences if one.state == "unread"]

    @property
    def proposals_progress(self) -> Progress:
        """What the draft says already is not counted."""
        lines = [line for line in self.lines.values() if line.row.kind != NO_FACT or line.is_gone]
        done = sum(line.is_confirmed for line in lines)
        left = sum(line.is_open for line in lines)
        aside = sum(line.row.state == ProposalState.REJECTED for line in lines)
        return Progress(done, aside, done + aside + left, left)

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
            (
                "choose",
                _("Yours to choose"),
                sum(line.is_open and line.must_choose and not line.is_gone for line in lines),
                "",
            ),
            ("clash", _("In contradiction"), sum(line.clashes for line in lines), ""),
        ]
        if self.gone:
            found.append(("gone", _("No longer in the text"), len(self.gone), ""))
        if self.drawn:
            found.append(("draft", _("In the plan"), len(self.drawn.lines), ""))
        return found + [
            (str(kind), kind_name(kind), kinds[kind], COLOURS[kind]) for kind in ProposalKind if kinds[kind]
        ]

    @cached_property
    def gone(self) -> list[ProposalLine]:
        """What a person decided about and the corrected text no longer has."""
        return [line for line in self.lines.values() if line.is_gone]

    # Forms

    @cached_property
    def catalogue(self) -> Any:
        return site_catalogue()

    def numbered(self, kind: str, name: str) -> list[tuple[int, str]]:
        """Number and name of what a fact may belong to: what was read, then projects of the draft alone."""
        rows = [
            row
            for row in self.rows
            if row.kind == kind and row.state != ProposalState.REJECTED and row.stands
        ]
        found = {row.fields["number"]: row.fields[name] for row in rows}
        if kind == ProposalKind.PROJECT and self.edition:
            for project in self.edition.projects.order_by("number"):
                found.setdefault(project.number, str(project))
        return list(found.items())

    def form(self, row: ReadingProposal, data: Mapping[str, Any] | None = None) -> FactForm:
        projects = self.numbered(ProposalKind.PROJECT, "title")
        groups = self.numbered(ProposalKind.GOAL_GROUP, "label")
        heading = self.chapter(row)
        chapter = title_of_chapter(heading) if heading else ""
        known = any(chapter in name for _number, name in projects)
        return FactForm(row, self.catalogue, projects, groups, data, chapter="" if known else chapter)

    @property
    def next_project(self) -> int:
        """The number for a new project."""
        return max((number for number, _name in self.numbered(ProposalKind.PROJECT, "title")), default=0) + 1

    def chapter(self, row: ReadingProposal) -> DocumentBlock | None:
        """The heading of the chapter that a measure stands in."""
        return chapter_of(self.document, row.block) if row.kind == ProposalKind.MEASURE else None

    @property
    def current_form(self) -> FactForm | None:
        """The form of the current proposal, with what was typed if that was refused."""
        if self.typed is not None:
            return self.typed
        if self.current is None or self.current.kind == NO_FACT or self.lines[self.current.pk].is_gone:
            return None
        return self.form(self.current)

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

    def address(self, row: ReadingProposal | None = None, *, ref: str = "") -> str:
        """Where this page shows a proposal or, by its name, a row of the draft, with the same filter."""
        query = {"row": ref} if ref else {"at": str(row.number)} if row else {}
        if self.show != "all":
            query["show"] = self.show
        anchor = f"#r.{ref}" if ref else f"#p{row.number}" if row else ""
        return f"{reverse('admin:reading', args=[self.reading.pk])}?{urlencode(query)}{anchor}"

    @property
    def metric_names(self) -> Sequence[str]:
        return sorted(metric.name for metric in self.catalogue.metrics.values())

    @property
    def selectable(self) -> list[tuple[str, str, str]]:
        return [(str(kind), kind_name(kind), COLOURS[kind]) for kind in SELECTABLE]
