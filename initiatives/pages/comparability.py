"""Which figures may stand on one scale, and which contradict each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from initiatives.models import Figure
from initiatives.values.periods import Period
from initiatives.values.vocabulary import FigureKind, MetricNature, RemarkKind

# Remarks that keep their figures apart: a caution says what they must not be compared with.
SEPARATING = frozenset({RemarkKind.CONTRADICTION, RemarkKind.UNCLEAR, RemarkKind.CAUTION})

MONTHS_OF_YEAR = 12


def comparable(figures: Iterable[Figure]) -> list[Figure]:
    """The figures that may be compared with all the others; of a pair that may not, neither is chosen."""
    figures = list(figures)
    numbers = [figure for figure in figures if figure.amount]
    kept_apart = [*_sharing_a_remark(numbers, SEPARATING), *_of_several_values(numbers)]
    apart = {figure.pk for group in kept_apart for figure in group}
    return [figure for figure in figures if figure.pk not in apart]


def cluster_contradictions(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Group figures that contradict each other, otherwise keeping their order; others form groups of one."""
    figures = list(figures)
    cluster_of = {figure.pk: {figure.pk} for figure in figures}
    for group in (
        *_sharing_a_remark(figures, {RemarkKind.CONTRADICTION}),
        *_of_several_values(figures),
    ):
        merged = set().union(*(cluster_of[figure.pk] for figure in group))
        cluster_of.update(dict.fromkeys(merged, merged))
    clusters: dict[int, list[Figure]] = {}
    for figure in figures:
        clusters.setdefault(min(cluster_of[figure.pk]), []).append(figure)
    return list(clusters.values())


def parts_of_targets(figures: Iterable[Figure]) -> set[int]:
    """The targets for a part of a year of whose thing another target is for more of it or all, by key."""
    alike: dict[tuple[Any, ...], list[tuple[Period, Figure]]] = defaultdict(list)
    for row in figures:
        if row.kind == FigureKind.TARGET and row.amount is not None:
            alike[row.metric_id, row.scope, row.unit].append((Period.parse(row.period), row))
    return {
        row.pk
        for same in alike.values()
        for period, row in same
        if any(
            period.months < whole.months <= MONTHS_OF_YEAR and period in whole
            for whole in {whole for whole, _row in same}
        )
    }


def scale_of(figure: Figure) -> tuple[Any, ...] | None:
    """What figures must have in common to share a scale; None for ranks and ratios, which are on none.

    It is the nature of the metric, the unit without its factor, and whether the number is a change; of a
    change also the length of its period, since growth in a quarter is no growth in a year. A share is one of
    something, so the shares of two metrics have no scale in common.
    """
    amount, nature = figure.amount, figure.metric.nature
    if amount is None or amount.rank or amount.ratio is not None:
        return None
    if nature in (MetricNature.RANK, MetricNature.RATIO):
        return None
    change = amount.change or nature == MetricNature.GROWTH
    months = Period.parse(figure.period).months if change else None
    whole = figure.metric_id if nature == MetricNature.SHARE and not change else None
    return nature, amount.base_unit, change, months, whole


def _sharing_a_remark(figures: Iterable[Figure], kinds: Collection[str]) -> list[list[Figure]]:
    """The figures of each remark of these kinds that is on two or more of them."""
    groups: dict[int, list[Figure]] = {}
    for figure in figures:
        for remark in figure.noted:
            if remark.kind in kinds:
                groups.setdefault(remark.pk, []).append(figure)
    return [group for group in groups.values() if len(group) > 1]


def _of_several_values(figures: Iterable[Figure]) -> list[list[Figure]]:
    """The figures of one metric, scope, period and kind whose values are not all the same."""
    groups: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in figures:
        if figure.value is not None:
            subject = (figure.metric_id, figure.scope, figure.period, figure.kind)
            groups.setdefault(subject, []).append(figure)
    return [group for group in groups.values() if len({(it.value, it.unit) for it in group}) > 1]
