"""Bring a typed table into the draft, through the reader and the rules of workbooks; first as a dry run."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.desk.form_keys import name_in, taken_keys
from initiatives.desk.roles import may
from initiatives.desk.typed_metrics import NewMetric, TypedMetrics
from initiatives.desk.typed_passages import TypedPassages, UnknownWords
from initiatives.desk.typed_table import MAX_DIGITS, TypedRow, TypedTable
from initiatives.editions.comparison import ADDED
from initiatives.files.spreadsheets import MAX_CELL_LENGTH, cell_text
from initiatives.models import Figure, Metric, Passage, Project, Section, SourceText
from initiatives.quality.answers import GAP_CODES, needs_answer
from initiatives.source_text import check_text
from initiatives.values.periods import Period
from initiatives.values.row_keys import folded_name, key_from
from initiatives.values.stated_fields import read_period
from initiatives.workbook.importer import Result, import_workbook
from initiatives.workbook.names import NAME_FIELDS
from initiatives.workbook.problems import Problem
from initiatives.workbook.sheets import LANGUAGES, SHEET_OF, CellType, is_edition_row
from initiatives.workbook.typed_rows import FIRST_ROW, typed_workbook


@dataclass
class TypedImport:
    """A table on its way into the draft of its edition."""

    table: TypedTable
    user: Any
    # Metrics that its figures name and that are not known yet, as proposed or as sent back by the form.
    new_metrics: list[NewMetric] = field(default_factory=list)
    # What is wrong outside of the cells.
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    # The fingerprint of the draft before the import.
    state: str = ""

    @property
    def has_problems(self) -> bool:
        rows = self.table.rows
        cells = (cell for row in rows for cell in row.cells.values())
        return (
            bool(self.problems) or any(row.problems for row in rows) or any(cell.problems for cell in cells)
        )

    @property
    def digest(self) -> str:
        """A digest of all that was typed, so that only what was checked is brought in."""
        metrics = [[one.name, one.nature, one.base_unit] for one in self.new_metrics]
        content = json.dumps([[row.texts for row in self.table.filled], metrics], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def check(self) -> None:
        """Note at the cells what is wrong, and what the rules find; nothing is written."""
        self._run(dry_run=True, expected="")

    def bring_in(self, expected: str) -> bool:
        """Write the rows if the draft is still in the state of the check; whether they were written."""
        result = self._run(dry_run=False, expected=expected)
        if result is not None and result.moved:
            self.problems.append(_("The draft was changed meanwhile. Look once more at what you add."))
        return result is not None and result.draft is not None

    def _run(self, *, dry_run: bool, expected: str) -> Result | None:
        self._forget_what_was_said()
        filled = self.table.filled
        if not filled:
            self.problems.append(_("No row is filled."))
            return None
        _note_long_cells(filled)
        passages = TypedPassages(self.table.edition)
        rows = [*self._complete_rows(filled, passages)]
        metrics = self._metric_rows(filled)
        self._note_known_rows(filled)
        model = self.table.model
        typed: dict[type[Model], Any] = {Metric: metrics, Passage: passages.new, model: rows}
        typed = {kind: lines for kind, lines in typed.items() if lines}
        own_problems = self.has_problems
        result = self._import(typed, dry_run=True, expected=expected)
        self._note_result(result, filled)
        if not (dry_run or own_problems or self.has_problems or result.moved):
            result = self._import(typed, dry_run=False, expected=expected)
            self._note_result(result, filled)
        return result

    def _forget_what_was_said(self) -> None:
        self.problems, self.notes = [], []
        for row in self.table.rows:
            told: list[Any] = [row, *row.cells.values()]
            for said in told:
                said.problems.clear()
                said.notes.clear()

    def _import(self, typed: Any, *, dry_run: bool, expected: str) -> Result:
        edition = self.table.edition
        return import_workbook(
            typed_workbook(edition, typed),
            plan=edition.plan,
            add=True,
            dry_run=dry_run,
            expected=expected,
            user=self.user,
        )

    # The rows as a workbook has them

    def _complete_rows(self, filled: list[TypedRow], passages: TypedPassages) -> Iterator[dict[str, str]]:
        """The texts with keys, order, numbers, passages and the plan's year, where nobody typed them."""
        model, edition = self.table.model, self.table.edition
        key = SHEET_OF[model].key.name
        names = {column.name for column in SHEET_OF[model].columns}
        owner = {"edition": edition} if is_edition_row(model) else {}
        taken = taken_keys(model, owner)
        order = self._last("order") if "order" in names else 0
        number = self._last("number") if model is Project else 0
        for count, row in enumerate(filled, 1):
            texts = row.texts
            called = name_in(model, texts) or " ".join(texts.values())
            texts[key] = key_from(called, taken) or f"{model._meta.model_name}-{len(taken) + 1}"
            taken.add(texts[key])
            if "order" in names:
                texts["order"] = str(order + count)
            if model is Project:
                texts.setdefault("number", str(number + 1))
                typed = texts["number"]
                number = int(typed) if typed.isdecimal() and len(typed) <= MAX_DIGITS else number
            if model is Section:
                texts |= self._section_texts(texts, count)
            if "passages" in names:
                texts["passages"] = "\n".join(self._passages(row, texts, passages))
            yield texts | self._periods(row, texts)

    def _last(self, name: str) -> int:
        model, edition = self.table.model, self.table.edition
        rows = (
            model.objects.filter(edition=edition)
            if is_edition_row(model)
            else model.objects.filter(source__in=edition.sources.all())
        )
        return rows.aggregate(last=Max(name))["last"] or 0

    def _section_texts(self, texts: dict[str, str], count: int) -> dict[str, str]:
        source = texts.get("source") or next(iter(self.table.columns[0].choices), "")
        stored = Section.objects.filter(source__in=self.table.edition.sources.all()).count()
        return {"source": source, "label": texts.get("label") or f"§{stored + count}"}

    def _passages(self, row: TypedRow, texts: dict[str, str], passages: TypedPassages) -> list[str]:
        cell = row.cells["passages"]
        if cell.problems:
            return []
        if not cell.text:
            found = passages.keys_where_found(
                *(texts.get(name, "") for name in ("wording", "title", "content"))
            )
        else:
            try:
                found = passages.keys_of(cell.text)
            except UnknownWords as error:
                cell.problems.append(str(error))
                return []
        cell.notes += [passages.marks[key] for key in found]
        return found

    def _periods(self, row: TypedRow, texts: dict[str, str]) -> dict[str, str]:
        """Periods whose words leave out the year are of the plan's; the words are kept as stated."""
        read: dict[str, str] = {}
        for column in self.table.columns:
            text = texts.get(column.name, "")
            if column.column.kind is not CellType.PERIOD or not text or read_period(text):
                continue
            if found := read_period(text, self.table.edition.plan.year):
                period, standing = found
                read[column.name] = period
                if column.name == "period":
                    read["period_standing"] = texts.get("period_standing") or standing
                stated = "timing_stated" if column.name == "due" else "period_stated"
                read[stated] = texts.get(stated) or text
                row.cells[column.name].notes.append(Period.parse(period).standing_in_words(standing))
        return read

    def _metric_rows(self, filled: list[TypedRow]) -> list[dict[str, str]]:
        if self.table.model is not Figure:
            return []
        metrics, sent = TypedMetrics(), {folded_name(one.name): one for one in self.new_metrics}
        self.new_metrics = []
        for row in filled:
            name = row.cells["metric"].text
            if not name or metrics.is_known(name) or folded_name(name) in map(folded_name, self._new_names):
                continue
            proposed = metrics.propose(name, row.cells["value"].text)
            if known := sent.get(folded_name(name)):
                proposed = replace(proposed, nature=known.nature, base_unit=known.base_unit)
            self.new_metrics.append(proposed)
        if any(not metric.nature for metric in self.new_metrics):
            self.problems.append(_("Say of each new metric what kind of number it is."))
        return [metrics.row(metric) for metric in self.new_metrics]

    @property
    def _new_names(self) -> list[str]:
        return [metric.name for metric in self.new_metrics]

    def _note_known_rows(self, filled: list[TypedRow]) -> None:
        """Names that the plan has already, so that nothing is entered twice by mistake."""
        model = self.table.model
        if not is_edition_row(model) or not NAME_FIELDS.get(model):
            return
        name = NAME_FIELDS[model][0]
        if name not in filled[0].cells or name == "speaker":
            return
        stored = model.objects.filter(edition=self.table.edition).values_list(name, flat=True)
        known = {folded_name(one) for one in stored}
        for row in filled:
            cell = row.cells[name]
            if cell.text and folded_name(cell.text) in known:
                cell.problems.append(
                    _("The plan has a row of this name already. Empty this one, or rename it.")
                )

    # What comes of it

    def _note_result(self, result: Result, filled: list[TypedRow]) -> None:
        self.state = result.state
        for problem in result.problems:
            self._note_problem(problem, filled)
        if result.problems:
            return
        changes = [one for one in (*result.changes, *result.shared) if one.model is self.table.model]
        self.added = sum(change.kind == ADDED for change in changes)
        self.changed = len(changes) - self.added
        self.notes = [str(note) for note in result.notes]
        if forbidden := [change for change in result.shared if not self._may_add(change)]:
            names = _(", ").join(change.title for change in forbidden)
            self.problems.append(
                _("All plans share these, and you may not add or change them: %(names)s. Ask a publisher.")
                % {"names": names}
            )
        self._note_findings(result, filled)

    def _may_add(self, change: Any) -> bool:
        plan, name = self.table.edition.plan, change.model._meta.model_name
        return may(self.user, "publish_edition", plan) or (
            change.kind == ADDED and may(self.user, f"add_{name}", plan)
        )

    def _note_problem(self, problem: Problem, filled: list[TypedRow]) -> None:
        words = problem_words(problem)
        row = self._row(problem.sheet, problem.row, filled)
        if row is None:
            # Of what was typed beside the table, or of the draft as a whole.
            if words not in self.problems:
                self.problems.append(words)
            return
        cell = next((one for one in row.cells.values() if one.column.heading == problem.column), None)
        said = cell.problems if cell else row.problems
        # A cell that is known to be wrong needs no second message.
        if not said:
            said.append(words)

    def _row(self, sheet: str, number: int, filled: list[TypedRow]) -> TypedRow | None:
        title = SHEET_OF[self.table.model].title(get_language() or LANGUAGES[0])
        index = number - FIRST_ROW
        return filled[index] if sheet == title and 0 <= index < len(filled) else None

    def _note_findings(self, result: Result, filled: list[TypedRow]) -> None:
        for row in filled:
            row.notes.clear()
        for placed in result.findings:
            finding = placed.finding
            named = self._row(placed.place.sheet, placed.place.row, filled)
            told = finding.code not in GAP_CODES and (needs_answer(finding) or finding.for_readers)
            if placed.is_new and named and told:
                named.notes.append(f"{finding.severity.label}：{finding.message}")


def _note_long_cells(rows: list[TypedRow]) -> None:
    """Tell the cells whose texts the workbook that they are put into would cut."""
    for cell in (cell for row in rows for cell in row.cells.values()):
        if len(cell_text(cell.text)) > MAX_CELL_LENGTH:
            words = _("This has %(length)d characters; a cell holds %(most)d. Shorten it, or split it.")
            cell.problems.append(words % {"length": len(cell.text), "most": MAX_CELL_LENGTH})


def problem_words(problem: Problem) -> str:
    """What is wrong with a cell, without its place in the file that the table was put into."""
    if problem.got is None:
        return f"{problem.expected} {problem.remedy}"
    return _("Expected: %(expected)s. %(remedy)s") % {"expected": problem.expected, "remedy": problem.remedy}


def count_paragraphs(table: TypedTable) -> None:
    """Record how many paragraphs new sections have, where the texts of their sources are attached."""
    for text in SourceText.objects.filter(source__editions=table.edition).select_related("source"):
        parsed = check_text(text.source, text.text).parsed_text
        counts = {section.key: parsed.paragraph_count(section) for section in parsed.sections}
        for section in text.source.sections.filter(paragraph_count=0):
            section.paragraph_count = counts[section.key]
            section.save(update_fields=["paragraph_count"])
