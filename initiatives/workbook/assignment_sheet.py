"""The sheet 责任清单 of a workbook, with the columns that offices know: written, and read back."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from initiatives.editions.comparison import ADDED, CHANGED, REMOVED, Change
from initiatives.files.spreadsheets import INK, PAPER, cell_text, set_text
from initiatives.models import Assignment, Edition
from initiatives.tasks.assigned_tasks import tasks_of
from initiatives.tasks.assignment_lines import (
    CELLS,
    AssignmentLine,
    AssignmentLines,
    assignable_rows,
    lines_of,
)
from initiatives.workbook.problems import Problem
from initiatives.workbook.workbook_nouns import is_blank, normalised_name

HEADINGS = {
    "order": _("No."),
    "task": _("Key task"),
    "leader": _("Responsible leader"),
    "lead": _("Lead body"),
    "joint": _("Joint bodies"),
    "contact": _("Contact office"),
    "due": _("Due time"),
    "milestones": _("Milestones"),
    "progress": _("Progress"),
    "note": _("Note"),
}
# What offices also call the columns.
ALSO = {
    "序号": "order",
    "重点任务": "task",
    "工作任务": "task",
    "责任领导": "leader",
    "分管领导": "leader",
    "牵头单位": "lead",
    "责任单位": "lead",
    "配合单位": "joint",
    "联系科室": "contact",
    "完成时限": "due",
    "节点": "milestones",
    "里程碑": "milestones",
    "进展": "progress",
    "进展情况": "progress",
    "备注": "note",
}
WIDTHS = {"order": 7, "task": 48, "milestones": 32, "progress": 48, "note": 32}
CHANGE_KINDS = {"added": ADDED, "changed": CHANGED, "removed": REMOVED}
ANOTHER_NAME = "责任清单"
MAX_LINES = 20_000

SheetLines = list[dict[str, str]]


def sheet_title(language: str) -> str:
    with override(language):
        return gettext("Responsibilities")


def assignment_cells(edition: Edition, *, for_readers: bool) -> SheetLines:
    """The lines of the sheet: for readers the public tasks; for editors all that may be assigned."""
    tasks = {task.key: task for task in tasks_of(edition)}
    rows = assignable_rows(edition)
    if for_readers:
        rows = [row for row in rows if row.key in tasks]
    lines = lines_of(edition, rows)
    for row, line in zip(rows, lines, strict=True):
        task = tasks.get(row.key)
        if task and task.latest:
            state, latest = task.state.label, task.latest
            line["progress"] = f"{state} {latest.date} {latest.content}"
    numbered = [line for line in lines if line["order"]]
    numbered.sort(key=lambda line: int(line["order"]))
    return [*numbered, *(line for line in lines if not line["order"])]


def add_assignment_sheet(book: Workbook, lines: SheetLines, language: str) -> None:
    """Write the sheet at the end; none where there is no line."""
    if not lines:
        return
    worksheet: Any = book.create_sheet(sheet_title(language))
    with override(language):
        for index, name in enumerate(CELLS, 1):
            heading = worksheet.cell(1, index, str(HEADINGS[name]))
            heading.font = Font(bold=True, color=PAPER)
            heading.fill = PatternFill("solid", fgColor=INK)
            worksheet.column_dimensions[heading.column_letter].width = WIDTHS.get(name, 20)
    for number, line in enumerate(lines, 2):
        for index, name in enumerate(CELLS, 1):
            if not line[name]:
                continue
            cell = worksheet.cell(number, index)
            if name == "order":
                cell.value = int(line[name])
            elif name == "due":
                cell.value, cell.number_format = date.fromisoformat(line[name]), "yyyy-mm-dd"
            else:
                cell.number_format = "@"
                set_text(cell, cell_text(line[name]))
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    worksheet.freeze_panes = "C2"


def is_assignment_sheet(title: str) -> bool:
    names = {ANOTHER_NAME, *(sheet_title(language) for language, _name in settings.LANGUAGES)}
    return normalised_name(title) in {normalised_name(name) for name in names}


def read_assignment_sheet(worksheet: Any) -> list[AssignmentLine] | None:
    """The lines below the headings; None where no line has the heading of the task."""
    worksheet.reset_dimensions()
    columns: dict[int, str] = {}
    lines = []
    known = _known_headings()
    for number, cells in enumerate(worksheet.iter_rows(max_col=50, max_row=MAX_LINES, values_only=True), 1):
        if all(is_blank(value) for value in cells):
            continue
        if not columns:
            found = {
                index: known[normalised_name(value)]
                for index, value in enumerate(cells)
                if not is_blank(value) and normalised_name(value) in known
            }
            columns = found if "task" in found.values() else {}
            continue
        texts = {name: _text(cells[index]) for index, name in columns.items() if index < len(cells)}
        lines.append(AssignmentLine(number, texts))
    return lines if columns else None


def _known_headings() -> dict[str, str]:
    known = {normalised_name(heading): name for heading, name in ALSO.items()}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {normalised_name(str(heading)): name for name, heading in HEADINGS.items()}
    return known


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def write_assignments(
    edition: Edition, lines: list[AssignmentLine], title: str, *, may_publish: bool
) -> tuple[list[Change], list[Problem]]:
    """Bring the lines of the sheet into the assignments of the plan; or say what is wrong, and do nothing."""
    work = AssignmentLines(edition, lines, may_publish=may_publish)
    work.read()
    problems = [
        Problem(message, "", None, title, line.number, str(HEADINGS[name]))
        for line in work.lines
        for name, message in line.problems
    ]
    if problems:
        return [], problems
    return [
        Change(CHANGE_KINDS[kind], Assignment, row.subject_key, str(row.full_name))
        for kind, row in work.write()
    ], []


def unreadable_sheet(title: str) -> Problem:
    expected = format_lazy(_("The sheet has no column “{heading}”."), heading=HEADINGS["task"])
    return Problem(expected, _("Give the sheet its headings, or delete it."), sheet=title)
