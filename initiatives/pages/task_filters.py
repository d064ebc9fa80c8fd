"""The filters and sort order of the list of tasks, read from and written to the query string."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from initiatives.pages.filters import Choices, Facet, QueryFilters, facets_of
from initiatives.tasks.assigned_tasks import ORDER_OF_STATES, AssignedTask
from initiatives.values.periods import Period
from initiatives.values.vocabulary import ProgressState

# The values of `due` besides quarters: the day has passed and it is not done; there is no day.
PAST, NO_DAY = "past", "none"
# The value of `body` and `leader` for tasks that have none.
NOBODY = "-"
LAST_DAY = date.max
ORDERS: dict[str, Callable[[AssignedTask], object]] = {
    "name": lambda task: task.name,
    "lead": lambda task: task.lead.text("name")[0] if task.lead else "",
    "leader": lambda task: task.assignment.text("leader")[0],
    "due": lambda task: task.due or LAST_DAY,
    "state": lambda task: (ORDER_OF_STATES[task.state], task.due or LAST_DAY),
}


def quarter_of(day: date) -> str:
    """The quarter of the calendar that a day is in: `2024-Q3`."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


@dataclass(frozen=True)
class TaskFilters(QueryFilters):
    """`body` is the slug of one that leads or joins; `due` a quarter, `past` or `none`."""

    body: str = ""
    leader: str = ""
    due: str = ""
    state: str = ""

    def matches(self, task: AssignedTask) -> bool:
        return (
            self._matches_body(task)
            and self.leader in ("", task.assignment.leader or NOBODY)
            and self._matches_due(task)
            and self.state in ("", task.state)
        )

    def _matches_body(self, task: AssignedTask) -> bool:
        if not self.body:
            return True
        bodies = {body.slug for body in (task.lead, *task.joint) if body}
        return self.body in (bodies or {NOBODY})

    def _matches_due(self, task: AssignedTask) -> bool:
        if not self.due:
            return True
        if self.due == PAST:
            return task.progress.past_due
        return self.due == (quarter_of(task.due) if task.due else NO_DAY)

    def apply(self, tasks: list[AssignedTask]) -> list[AssignedTask]:
        chosen = [task for task in tasks if self.matches(task)]
        if key := ORDERS.get(self.sort.removeprefix("-")):
            chosen.sort(key=key, reverse=self.sort.startswith("-"))  # type: ignore[arg-type]
        return chosen


def task_facets(filters: TaskFilters, tasks: list[AssignedTask]) -> list[Facet]:
    """The available choices; each count assumes that the other filters stay as they are."""
    bodies = {body.slug: body for task in tasks for body in (task.lead, *task.joint) if body}
    leaders = {
        task.assignment.leader: task.assignment.text("leader")[0] for task in tasks if task.assignment.leader
    }
    states = {task.state for task in tasks}
    quarters = sorted({quarter_of(task.due) for task in tasks if task.due})
    choices: Choices = {
        ("state", _("State")): [
            (state.value, str(state.label)) for state in ProgressState if state in states
        ],
        ("due", _("Due day")): [
            *([(PAST, _("Past, and not done"))] if any(task.progress.past_due for task in tasks) else []),
            *((quarter, Period.parse(quarter).in_words) for quarter in quarters),
            *([(NO_DAY, _("No day named"))] if any(task.due is None for task in tasks) else []),
        ],
        ("body", _("Body")): [
            *((slug, bodies[slug].text("name")[0]) for slug in sorted(bodies)),
            *([(NOBODY, _("Nobody named"))] if any(not (task.lead or task.joint) for task in tasks) else []),
        ],
        ("leader", _("Responsible leader")): [
            *sorted(leaders.items()),
            *([(NOBODY, _("Nobody named"))] if any(not task.assignment.leader for task in tasks) else []),
        ],
    }
    return facets_of(filters, tasks, choices)
