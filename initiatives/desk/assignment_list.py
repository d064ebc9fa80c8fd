"""The list in which the assignments of a plan are typed."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from initiatives.desk.line_states import mark_of
from initiatives.desk.list_lines import ListCell, ListLine, labelled, rows_to_list, sent_lines, tell_conflict
from initiatives.desk.roles import may
from initiatives.models import Assignment, Edition, Organisation
from initiatives.tasks.assignment_lines import (
    ASSIGNING,
    AssignmentLine,
    AssignmentLines,
    lines_of,
)

NAMES = ("order", *ASSIGNING)
LONG = frozenset({"milestones", "note"})


class AssignmentList:
    """All that may be assigned of an edition, a line each, with what is stored."""

    address_after_saving = ""
    is_reports = False

    def __init__(self, edition: Edition, request: HttpRequest) -> None:
        self.edition, self.request = edition, request
        self.may_publish = may(request.user, "publish_edition", edition.plan)
        self.rows = rows_to_list(edition)
        self.lines = self._stored_lines()

    @property
    def title(self) -> str:
        return _("Responsibilities")

    @property
    def headings(self) -> list[str]:
        fields: list[Any] = [Assignment._meta.get_field(name) for name in NAMES]
        return [str(field.verbose_name) for field in fields]

    @cached_property
    def bodies(self) -> list[str]:
        """The names of the park's organisations, to choose from."""
        return list(
            Organisation.objects.filter(park=self.edition.plan.park_id).values_list("name", flat=True)
        )

    def _stored(self) -> dict[str, Assignment]:
        return {row.subject_key: row for row in self.edition.plan.assignments.all()}

    def _stored_lines(self) -> list[ListLine]:
        stored, headings = self._stored(), self.headings
        return [
            ListLine(
                row,
                labelled([ListCell(name, cells[name], is_long=name in LONG) for name in NAMES], headings),
                mark_of(stored.get(row.key)),
                note=_("draft") if row.key in stored and stored[row.key].draft else "",
            )
            for row, cells in zip(self.rows, lines_of(self.edition, self.rows), strict=True)
        ]

    def save(self) -> None:
        """Save the lines sent that differ from what is stored, each by itself, and note what became of it."""
        by_key = {line.key: line for line in self.lines}
        for sent in sent_lines(self.request, NAMES):
            line = by_key.get(sent.key)
            if line is None:
                continue
            stored = {cell.name: cell.text for cell in line.cells}
            if all(stored[name] == text.strip() for name, text in sent.cells.items()):
                continue
            for cell in line.cells:
                cell.text = sent.cells.get(cell.name, cell.text)
            if sent.mark != line.mark:
                tell_conflict(line, ", ".join(filter(None, stored.values())))
            else:
                self._save_line(line, sent.cells)

    def _save_line(self, line: ListLine, cells: dict[str, str]) -> None:
        typed = AssignmentLine(1, {**cells, "task": line.key})
        work = AssignmentLines(self.edition, [typed], may_publish=self.may_publish)
        work.read()
        if work.has_problems:
            self._tell_problems(line, typed)
            return
        new = [*work.new_bodies.values()]
        work.write()
        stored = self._stored().get(line.key)
        line.mark, line.is_saved = mark_of(stored), True
        line.message = _("Saved.")
        if stored and stored.draft:
            line.message = _("Saved as a draft: whoever may publish this plan makes it public.")
        if new:
            line.message += " " + _("New bodies: %(names)s.") % {"names": ", ".join(new)}

    def _tell_problems(self, line: ListLine, typed: AssignmentLine) -> None:
        by_name: dict[str, Any] = {cell.name: cell for cell in line.cells}
        for name, problem in typed.problems:
            by_name.get(name, line.cells[0]).problems.append(str(problem))
        line.message = _("Not saved.")
