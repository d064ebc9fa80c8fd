"""The list of tasks: who does which measure by when, and what became of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from initiatives.models import Edition
from initiatives.pages.filters import Facet
from initiatives.pages.list_parts import ListPart, part_of
from initiatives.pages.metrics import Column
from initiatives.pages.task_filters import TaskFilters, task_facets
from initiatives.tasks.assigned_tasks import AssignedTask, site_day, tasks_of
from initiatives.values.vocabulary import ProgressState


def counts_of_states(tasks: list[AssignedTask]) -> list[tuple[ProgressState, int]]:
    """The states that tasks have, with their numbers, in the order of the vocabulary."""
    states = [task.state for task in tasks]
    return [(state, states.count(state)) for state in ProgressState if state in states]


@dataclass(frozen=True)
class TaskList:
    edition: Edition
    filters: TaskFilters
    tasks: list[AssignedTask]
    shown: list[AssignedTask]
    facets: list[Facet]
    day: date

    @classmethod
    def build(cls, edition: Edition, filters: TaskFilters) -> "TaskList":
        day = site_day()
        tasks = tasks_of(edition, day)
        return cls(edition, filters, tasks, filters.apply(tasks), task_facets(filters, tasks), day)

    @cached_property
    def part(self) -> ListPart[AssignedTask]:
        return part_of(self.shown, self.filters)

    @property
    def columns(self) -> list[Column]:
        """The table's headings in order."""
        labels = {
            "name": _("Key task"),
            "leader": _("Responsible leader"),
            "lead": _("Lead body"),
            "due": _("Due day"),
            "state": _("State"),
        }
        return [Column.of(name, label, self.filters) for name, label in labels.items()]

    @property
    def states(self) -> list[tuple[ProgressState, int]]:
        return counts_of_states(self.tasks)
