"""What is due when: the measures and targets of an edition by the period that they name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from initiatives.models import Figure, Measure, Metric, Project
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Cadence


@dataclass(frozen=True)
class DueEntry:
    """A period, or a rhythm such as every month, and what is due in it.

    `start` and `width` place the period on the common time axis, in per cent; both None for a rhythm, and
    where there is one period only.
    """

    label: str
    projects: list[tuple[Project, int]]
    metrics: list[Metric]
    start: float | None = None
    width: float | None = None


@dataclass(frozen=True)
class Timeline:
    entries: list[DueEntry]

    @classmethod
    def of(cls, measures: Iterable[Measure], targets: Iterable[Figure]) -> "Timeline":
        """Periods by their end, then rhythms from the shortest. Needs the measures' projects."""
        measures, targets = list(measures), list(targets)
        due = {row.due for row in measures if row.due} | {row.period for row in targets}
        periods = sorted(map(Period.parse, due))
        entries = []
        for period in periods:
            name = str(period)
            in_period = [row for row in measures if row.due == name]
            metrics = {row.metric_id: row.metric for row in targets if row.period == name}
            place = _place(period, periods) if len(periods) > 1 else (None, None)
            entries.append(DueEntry(period.in_words, _by_project(in_period), list(metrics.values()), *place))
        for cadence in Cadence:
            repeated = [row for row in measures if row.cadence == cadence]
            if repeated:
                entries.append(DueEntry(str(cadence.label), _by_project(repeated), []))
        return cls(entries)


def _by_project(measures: Iterable[Measure]) -> list[tuple[Project, int]]:
    """The projects of the measures in their order, each with its number of measures."""
    counts: Counter[Any] = Counter(measure.project for measure in measures)
    return sorted(counts.items(), key=lambda pair: pair[0].number)


def _place(period: Period, periods: list[Period]) -> tuple[float, float]:
    """Start and width of a period on an axis from the earliest start to the latest end, in per cent."""
    first = min(it.start for it in periods)
    days = (max(it.end for it in periods) - first).days + 1
    return (
        100 * (period.start - first).days / days,
        100 * ((period.end - period.start).days + 1) / days,
    )
