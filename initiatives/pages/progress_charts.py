"""The geometry of the charts of progress, in per cent of the drawing area; the templates draw it as SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from initiatives.models import Figure, Measure, Update
from initiatives.tasks.assigned_tasks import AssignedTask
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Cadence, ProgressState, UpdateSubject

MONTHS_OF = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}


# Targets


@dataclass(frozen=True)
class TargetRow:
    """A target with where it began and what was reached; places in per cent of a scale from zero."""

    figure: Figure
    baseline: Figure | None
    reached: Decimal | None
    task: AssignedTask | None
    target_at: float | None
    baseline_at: float | None
    reached_at: float | None
    asked_at: float | None

    @property
    def reached_in_words(self) -> str:
        return "" if self.reached is None else self.figure.reached_in_words(self.reached)

    @property
    def missing_in_words(self) -> str:
        """By how much it is behind what the time passed asks for; empty where it is not behind."""
        missing = self.task.missing if self.task else None
        return "" if missing is None else self.figure.reached_in_words(round(missing, 1))

    @property
    def share(self) -> Decimal | None:
        return self.task.reached_share if self.task else None

    @property
    def sort_key(self) -> tuple[Any, ...]:
        missing = self.task.missing if self.task else None
        relative = missing / self.figure.value if missing and self.figure.value else Decimal(0)
        return self.reached is None, -relative, self.figure.order, self.figure.key


def target_row(
    figure: Figure, baseline: Figure | None, reached: Decimal | None, task: AssignedTask | None
) -> TargetRow:
    """Numbers that cannot be drawn on a scale from zero, such as ranks and falls, have no places."""
    from_value = baseline.value if baseline else None
    known = [value for value in (figure.value, from_value, reached) if value is not None]
    asked = task.progress.asked if task else None
    plain = not (figure.rank or figure.ratio is not None)
    drawable = plain and bool(known) and min(known) >= 0 and max(known) > 0
    high = max(known) * Decimal("1.04") if drawable else Decimal(1)

    def place(value: Decimal | None) -> float | None:
        return float(100 * value / high) if drawable and value is not None else None

    return TargetRow(
        figure,
        baseline,
        reached,
        task,
        place(figure.value),
        place(baseline.value if baseline else None),
        place(reached),
        place(asked),
    )


# Time


@dataclass(frozen=True)
class TimeAxis:
    """Days from the first of a month to the last of a month; `years` and `today` with their places."""

    first: date
    last: date
    today: float | None
    years: list[tuple[int, float, float]]

    def place(self, day: date) -> float:
        return 100 * ((day - self.first).days + 0.5) / ((self.last - self.first).days + 1)


def time_axis(days: Iterable[date], today: date) -> TimeAxis:
    """An axis of whole quarters that has all these days."""
    known = sorted(days)
    first, last = Period(known[0].year).start, Period(known[-1].year).end
    axis = TimeAxis(first, last, None, [])
    years = []
    for year in range(first.year, last.year + 1):
        begin, end = axis.place(Period(year).start), axis.place(Period(year).end)
        years.append((year, begin, end - begin))
    return TimeAxis(first, last, axis.place(today) if first <= today <= last else None, years)


@dataclass(frozen=True)
class TimeRow:
    """A task on the time axis: its due day, its milestones and its reports."""

    task: AssignedTask
    due: float | None
    reports: list[tuple[float, Update]]
    milestones: list[tuple[float, Any]]

    @classmethod
    def of(cls, task: AssignedTask, axis: TimeAxis) -> "TimeRow":
        return cls(
            task,
            axis.place(task.due) if task.due else None,
            [(axis.place(report.date), report) for report in reversed(task.reports)],
            [(axis.place(milestone.day), milestone) for milestone in task.milestones],
        )


# What the plan promises every month, every quarter


@dataclass(frozen=True)
class StripCell:
    """One month, quarter and so on. `state` is `reported`, `silent` or `to-come`."""

    period: Period
    reports: int
    state: str
    start: float
    width: float


@dataclass(frozen=True)
class RhythmStrip:
    measure: Measure
    cells: list[StripCell] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return sum(cell.state == "reported" for cell in self.cells)

    @property
    def past(self) -> int:
        return sum(cell.state != "to-come" for cell in self.cells)


def rhythm_strips(
    year: int, measures: Iterable[Measure], reports: Sequence[Update], today: date
) -> list[RhythmStrip]:
    """A strip for each measure with a rhythm on which somebody reported.

    Nothing is said of measures of which there is no report: that none was entered is no broken promise.
    """
    strips = []
    for measure in measures:
        days = [
            report.date
            for report in reports
            if report.subject == UpdateSubject.MEASURE and report.subject_key == measure.key
        ]
        if not days:
            continue
        months = MONTHS_OF[Cadence(measure.cadence)]
        cells = []
        for number in range(12 // months):
            period = Period(year, number * months + 1, months)
            count = sum(day in period for day in days)
            state = "reported" if count else "silent" if period.end < today else "to-come"
            width = 100 * months / 12
            cells.append(StripCell(period, count, state, number * width, width))
        strips.append(RhythmStrip(measure, cells))
    return strips


# States


@dataclass(frozen=True)
class StateSegment:
    state: ProgressState
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class StateBar:
    """How many tasks of a project, of a body or on a day are in which state; all bars share one scale."""

    label: str
    url: str
    total: int
    segments: list[StateSegment]


def state_bars(groups: Iterable[tuple[str, str, Sequence[Any]]]) -> list[StateBar]:
    """Bars of groups: label, address, and their tasks or the states themselves."""
    listed = [
        (label, url, [one.state if isinstance(one, AssignedTask) else one for one in rows])
        for label, url, rows in groups
    ]
    longest = max((len(states) for _label, _url, states in listed), default=0) or 1
    bars = []
    for label, url, states in listed:
        segments, start = [], 0.0
        for state in ProgressState:
            if count := states.count(state):
                width = 100 * count / longest
                segments.append(StateSegment(state, count, start, width))
                start += width
        bars.append(StateBar(label, url, len(states), segments))
    return bars
