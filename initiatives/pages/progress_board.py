"""What became of a plan: results against targets, due days and reports over time, states and their trend."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Measure, Update
from initiatives.pages.progress_charts import (
    RhythmStrip,
    StateBar,
    TargetRow,
    TimeAxis,
    TimeRow,
    rhythm_strips,
    state_bars,
    target_row,
    time_axis,
)
from initiatives.pages.task_list import counts_of_states
from initiatives.tasks.assigned_tasks import AssignedTask, site_day, tasks_of
from initiatives.values.periods import Period
from initiatives.values.vocabulary import FigureKind, ProgressState

# Quarters of the trend, the newest ones.
MAX_QUARTERS = 9


@dataclass(frozen=True)
class ProgressBoard:
    edition: Edition
    tasks: list[AssignedTask]
    figures: list[Figure]
    measures: list[Measure]
    reports: list[Update]
    day: date

    @classmethod
    def build(cls, edition: Edition) -> "ProgressBoard":
        day = site_day()
        return cls(
            edition,
            tasks_of(edition, day),
            list(edition.figures.select_related("metric").prefetch_related("passages")),
            list(edition.measures.exclude(cadence="").select_related("project")),
            list(Update.objects.in_edition(edition).filter(date__lte=day).order_by("date", "pk")),
            day,
        )

    @property
    def has_anything(self) -> bool:
        return bool(self.tasks or self.reports)

    @property
    def states(self) -> list[tuple[ProgressState, int]]:
        return counts_of_states(self.tasks)

    @cached_property
    def targets(self) -> list[TargetRow]:
        """Targets with a value reached, those furthest behind first; then those that are only assigned."""
        tasks = {task.key: task for task in self.tasks if task.is_target}
        values: dict[str, Decimal] = {
            report.subject_key: report.value for report in self.reports if report.value is not None
        }
        rows = [
            target_row(figure, _baseline(figure, self.figures), values.get(figure.key), tasks.get(figure.key))
            for figure in self.figures
            if figure.kind == FigureKind.TARGET
            and figure.value is not None
            and (figure.key in values or figure.key in tasks)
        ]
        return sorted(rows, key=lambda row: row.sort_key)

    @cached_property
    def strips(self) -> list[RhythmStrip]:
        """The plan's own promise of every month or every quarter, held against the reports."""
        return rhythm_strips(self.edition.plan.year, self.measures, self.reports, self.day)

    @cached_property
    def axis(self) -> TimeAxis | None:
        """The days of the timeline; None where nothing has a day."""
        days = [task.due for task in self.tasks if task.due]
        days += [report.date for task in self.tasks for report in task.reports]
        days += [milestone.day for task in self.tasks for milestone in task.milestones]
        return time_axis(days, self.day) if days else None

    @property
    def timeline(self) -> list[TimeRow]:
        axis = self.axis
        dated = [task for task in self.tasks if task.due or task.reports or task.milestones]
        dated.sort(key=lambda task: task.due or date.max)
        return [TimeRow.of(task, axis) for task in dated] if axis else []

    @property
    def by_project(self) -> list[StateBar]:
        projects = {task.project.pk: task.project for task in self.tasks if task.project}
        ordered = sorted(projects.values(), key=lambda project: project.number)
        groups = [
            (
                project.text("theme")[0] or project.text("title")[0],
                self.edition.url("project", project.key),
                [task for task in self.tasks if task.project and task.project.pk == project.pk],
            )
            for project in ordered
        ]
        others = [task for task in self.tasks if task.project is None]
        return state_bars([*groups, *([(_("No project"), "", others)] if others else [])])

    @property
    def by_body(self) -> list[StateBar]:
        """By the body that leads; those that only join are not counted twice."""
        bodies = {task.lead.pk: task.lead for task in self.tasks if task.lead}
        ordered = sorted(bodies.values(), key=lambda body: body.slug)
        groups = [
            (
                body.text("name")[0],
                self.edition.url("organisation", body.slug),
                [task for task in self.tasks if task.lead and task.lead.pk == body.pk],
            )
            for body in ordered
        ]
        others = [task for task in self.tasks if task.lead is None]
        return state_bars([*groups, *([(_("Nobody named"), "", others)] if others else [])])

    @property
    def trend(self) -> list[StateBar]:
        """The states at the end of each quarter since the first report, and today; none for less than two."""
        days = [report.date for task in self.tasks for report in task.reports if report.date <= self.day]
        if not days:
            return []
        ends = list(quarter_ends(min(days), self.day))[-MAX_QUARTERS:]
        bars = [(_name_of_quarter(end), "", _states_on(self.tasks, end)) for end in ends]
        bars.append((_("Today"), "", [task.state for task in self.tasks]))
        return state_bars(bars) if len(bars) > 1 else []


def quarter_ends(first: date, last: date) -> Iterable[date]:
    """The last days of the quarters from that of `first` on, as far as they are before `last`."""
    quarter = Period(first.year, 3 * ((first.month - 1) // 3) + 1, 3)
    while quarter.end < last:
        yield quarter.end
        quarter = quarter.shifted(1)


def _name_of_quarter(end: date) -> str:
    return Period(end.year, end.month - 2, 3).in_words


def _states_on(tasks: list[AssignedTask], day: date) -> list[Any]:
    return [task.on(day).state for task in tasks]


def _baseline(target: Figure, figures: list[Figure]) -> Figure | None:
    """The latest actual figure of the same metric, scope and unit, for an earlier period as long."""
    period = Period.parse(target.period)
    alike = [
        figure
        for figure in figures
        if figure.kind == FigureKind.ACTUAL
        and figure.value is not None
        and (figure.metric_id, figure.scope, figure.unit) == (target.metric_id, target.scope, target.unit)
        and (figure.change, figure.rank, figure.ratio) == (target.change, target.rank, target.ratio)
        and Period.parse(figure.period).months == period.months
        and Period.parse(figure.period).end < period.end
    ]
    return max(alike, key=lambda figure: Period.parse(figure.period), default=None)
