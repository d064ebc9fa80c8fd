"""The list in which the reports of a day on many tasks are typed: drafts at first, made public together."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.desk.line_states import mark_of
from initiatives.desk.list_lines import ListCell, ListLine, labelled, rows_to_list, sent_lines, tell_conflict
from initiatives.desk.roles import may
from initiatives.models import Edition, Figure, Update
from initiatives.models.row_history import recorded, update_recorded
from initiatives.tasks.assigned_tasks import site_day, tasks_of
from initiatives.tasks.assignment_lines import subject_kind
from initiatives.tasks.reporting_calendar import ReportsDue, reports_due
from initiatives.values.vocabulary import UpdateStatus

NAMES = ("status", "value", "content", "reason")
# A date comes first in a key, so that what follows is cut.
MAX_KEY = 60


class ReportList:
    """The tasks of an edition with the drafts of a day, a line each; without tasks, all measures."""

    is_reports = True
    bodies: tuple[str, ...] = ()

    def __init__(self, edition: Edition, request: HttpRequest) -> None:
        self.edition, self.request = edition, request
        self.may_publish = may(request.user, "publish_edition", edition.plan)
        self.today = site_day()
        self.day = self._asked_day()
        assigned = {row.subject_key for row in edition.plan.assignments.all()}
        rows = rows_to_list(edition)
        self.rows = [row for row in rows if row.key in assigned] or rows
        self.lines = self._stored_lines()

    def _asked_day(self) -> date:
        try:
            asked = date.fromisoformat(self.request.POST.get("on") or self.request.GET.get("on") or "")
        except ValueError:
            return self.today
        return min(asked, self.today)

    @property
    def title(self) -> str:
        return _("Reports in one list")

    @property
    def headings(self) -> list[str]:
        fields: list[Any] = [Update._meta.get_field(name) for name in NAMES]
        return [str(field.verbose_name) for field in fields]

    @property
    def address(self) -> str:
        return reverse("admin:initiatives_plan_reports", args=[self.edition.plan_id])

    @property
    def address_after_saving(self) -> str:
        """Where the drafts were made public, the list anew."""
        return f"{self.address}?on={self.day}" if self.request.POST.get("step") == "publish" else ""

    @cached_property
    def due(self) -> ReportsDue:
        return reports_due(tasks_of(self.edition, self.today), self.today)

    @cached_property
    def drafts(self) -> dict[str, Update]:
        """The drafts of reports of the day, by the key of what they report on."""
        found = self.edition.plan.updates.filter(draft=True, date=self.day).order_by("pk")
        return {report.subject_key: report for report in found}

    @cached_property
    def latest(self) -> dict[str, Update]:
        """The latest public report on each."""
        found = self.edition.plan.updates.filter(draft=False, date__lte=self.day).order_by("date", "pk")
        return {report.subject_key: report for report in found}

    def _stored_lines(self) -> list[ListLine]:
        lines = []
        for row in self.rows:
            draft, latest = self.drafts.get(row.key), self.latest.get(row.key)
            note = f"{latest.date} {latest.get_status_display()} {latest.content[:60]}" if latest else ""
            lines.append(ListLine(row, self._cells(row, draft), mark_of(draft), note=note))
        return lines

    def _cells(self, row: object, draft: Update | None) -> list[ListCell]:
        value = "" if draft is None or draft.value is None else f"{draft.value.normalize():f}"
        status = [(code, str(label)) for code, label in UpdateStatus.choices]
        cells = [ListCell("status", draft.status if draft else "", [("", "—"), *status])]
        if isinstance(row, Figure):
            cells.append(ListCell("value", value))
        else:
            cells.append(ListCell("", ""))
        cells.append(ListCell("content", draft.content if draft else "", is_long=True))
        cells.append(ListCell("reason", draft.reason if draft else ""))
        return labelled(cells, self.headings)

    def save(self) -> None:
        """Save the lines sent that differ from the stored drafts, each by itself; then publish, if asked."""
        by_key = {line.key: line for line in self.lines}
        for sent in sent_lines(self.request, NAMES):
            line = by_key.get(sent.key)
            if line is None:
                continue
            stored = {cell.name: cell.text for cell in line.cells if cell.name}
            typed = {name: text.strip() for name, text in sent.cells.items() if name in stored}
            if all(stored[name] == text for name, text in typed.items()):
                continue
            for cell in line.cells:
                cell.text = typed.get(cell.name, cell.text)
            if sent.mark != line.mark:
                tell_conflict(line, " ".join(filter(None, stored.values())))
            else:
                self._save_line(line)
        if self.request.POST.get("step") == "publish":
            self._publish()

    def _save_line(self, line: ListLine) -> None:
        typed = {cell.name: cell for cell in line.cells if cell.name}
        draft = self.drafts.get(line.key)
        if not any(cell.text for cell in typed.values()):
            if draft:
                draft.delete()
            line.mark, line.message, line.is_saved = "", _("Emptied: the draft is gone."), True
            return
        author: Any = self.request.user
        report = draft or Update(
            plan=self.edition.plan,
            subject=subject_kind(line.row).value,
            subject_key=line.key,
            date=self.day,
            key=self._free_key(line.key),
            draft=True,
            author=author,
        )
        report.status, report.reason = typed["status"].text, typed["reason"].text
        report.content = typed["content"].text
        if "value" in typed:
            report.value = self._value(typed["value"])
        try:
            report.full_clean(exclude=["author"])
        except ValidationError as error:
            for name, found in error.message_dict.items():
                typed.get(name, typed["content"]).problems += found
        if line.has_problems:
            line.message = _("Not saved.")
            return
        with recorded():
            report.save()
        self.drafts[line.key] = report
        line.mark, line.message, line.is_saved = mark_of(report), _("Saved as a draft."), True

    def _value(self, cell: ListCell) -> Decimal | None:
        text = cell.text.replace(",", "").replace("，", "")
        try:
            return Decimal(text) if text else None
        except InvalidOperation:
            cell.problems.append(_("Write a number in the unit of the target."))
            return None

    def _free_key(self, key: str) -> str:
        base = f"{self.day:%Y%m%d}-{key}"[: MAX_KEY - 4]
        taken = set(self.edition.plan.updates.filter(key__startswith=base).values_list("key", flat=True))
        numbers = (base, *(f"{base}-{number}" for number in range(2, 100)))
        return next(name for name in numbers if name not in taken)

    def _publish(self) -> None:
        """Make the drafts of the day public; reports cannot be changed from then on."""
        if not self.may_publish:
            messages.error(self.request, _("Whoever may publish this plan makes its reports public."))
            return
        if any(line.has_problems or (line.message and not line.is_saved) for line in self.lines):
            messages.error(self.request, _("Not yet: see what is marked in red"))
            return
        # Those that the list shows, and no other draft on the same task.
        keys = {row.key for row in self.rows}
        shown = [draft.pk for key, draft in self.drafts.items() if key in keys and draft.pk]
        drafts = self.edition.plan.updates.filter(draft=True, pk__in=shown)
        count = update_recorded(drafts, draft=False)
        words = ngettext("%(n)d report is public now.", "%(n)d reports are public now.", count)
        messages.success(self.request, words % {"n": count})
