"""What is due as a letter to the editors of a plan."""

from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.models import Edition, Membership
from initiatives.models.site_urls import absolute_url
from initiatives.tasks.assigned_tasks import AssignedTask
from initiatives.tasks.reporting_calendar import ReportsDue
from initiatives.values.vocabulary import Role


def reminder(edition: Edition, due: ReportsDue) -> str:
    """The letter: each kind of what is due, with its tasks, and where to see them."""
    parts = (
        (_("No report for %(period)s") % {"period": due.before.in_words}, due.missing),
        (_("To be reported by %(day)s") % {"day": _day(due.last_day)}, due.open),
        (_("Due soon"), due.due_soon),
        (_("The due day has passed"), due.past_due),
    )
    lines = [str(edition.plan)]
    for heading, tasks in parts:
        if tasks:
            lines += ["", f"{heading} ({len(tasks)})", *(f"- {_line(task)}" for task in tasks)]
    if address := absolute_url(edition.url("tasks")):
        lines += ["", address]
    return "\n".join([*lines, ""])


def _line(task: AssignedTask) -> str:
    lead = task.lead.text("name")[0] if task.lead else ""
    due = _("due %(day)s") % {"day": _day(task.due)} if task.due else ""
    return _(", ").join(filter(None, (task.name, lead, due, str(task.state.label))))


def _day(day: date) -> str:
    return date_format(day, _("j F Y"))


def recipients_of(edition: Edition) -> list[str]:
    """The addresses of those who edit or publish the plans of the park, each once."""
    members = Membership.objects.filter(
        Q(park=edition.plan.park_id) | Q(park=None),
        role__in=(Role.EDITOR, Role.PUBLISHER),
        user__is_active=True,
    ).exclude(user__email="")
    return list(members.order_by("user__email").values_list("user__email", flat=True).distinct())
