"""Chart geometry, in per cent of the drawing area; the templates draw it as SVG."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Figure
from initiatives.pages.comparability import comparable, scale_of
from initiatives.values.amounts import Amount
from initiatives.values.vocabulary import Comparator, FigureKind, MetricNature

# Comparators by which a number is only the least or the most that is meant.
LOWER_BOUNDS = (Comparator.MORE, Comparator.AT_LEAST)
UPPER_BOUNDS = (Comparator.LESS, Comparator.AT_MOST)
RATES = (MetricNature.GROWTH, MetricNature.SHARE)


@dataclass(frozen=True)
class Bar:
    """A figure as a bar; `width` and `start` in per cent, width None if the figure has no number.

    What the source leaves open has a bar of its own (`open_width`): the span of a range, and where the number
    is only a bound, what lies beyond it (more than 90%) or below it (at most 12).
    """

    figure: Figure
    label: str
    width: float | None
    start: float = 0
    open_width: float = 0
    open_start: float = 0

    @property
    def has_solid(self) -> bool:
        """Whether anything is certain: nothing is of a number that may be anything up to a bound."""
        return self.width is not None and not (self.width == 0 and self.open_width)


@dataclass(frozen=True)
class BarChart:
    """Figures of one nature and unit on one scale that includes zero."""

    key: str
    title: str
    bars: list[Bar]

    @property
    def figures(self) -> list[Figure]:
        return [bar.figure for bar in self.bars]

    @property
    def has_open(self) -> bool:
        return any(bar.open_width for bar in self.bars)

    @property
    def kinds(self) -> list[str]:
        """The kinds of figure in the chart, for its legend, in the order of FigureKind."""
        present = {figure.kind for figure in self.figures}
        return [kind for kind in FigureKind.values if kind in present]


# Space beyond the largest number where it is only a bound, as a share of the scale.
ROOM = Decimal("0.08")


def bar_chart(
    key: str,
    title: str,
    figures: list[Figure],
    *,
    by_period: bool = False,
    label: Callable[[Figure], str] | None = None,
) -> BarChart | None:
    """A chart of the figures that may be compared, and of those without a number beside them.

    Bars are labelled by period, by metric and scope, or by what `label` says.

    None unless two or more numbers are left and all are of one scale: a single number needs no bar.
    """
    figures = comparable(figures)
    amounts = [figure.amount for figure in figures if figure.amount]
    scales = {scale_of(figure) for figure in figures if figure.amount}
    if len(amounts) < 2 or len(scales) != 1 or None in scales:
        return None
    bounds = [_stated_bounds(amount) for amount in amounts]
    low = min(*(bound[0] for bound in bounds), Decimal(0))
    high = max(*(bound[1] for bound in bounds), Decimal(0))
    if figures[0].metric.nature == MetricNature.SHARE and not amounts[0].change:
        high = max(high, Decimal(100))
    elif any(amount.comparator in LOWER_BOUNDS and amount.in_base_unit >= high for amount in amounts):
        high += (high - low) * ROOM
    label = label or ((lambda figure: figure.period_in_words) if by_period else _label)
    bars = [_bar(figure, label(figure), low, high) for figure in figures]
    return BarChart(key, title, bars)


def _stated_bounds(amount: Amount) -> tuple[Decimal, Decimal]:
    """Both ends of a range in the base unit; of a single number, it twice."""
    upper = amount.upper_in_base_unit
    return amount.in_base_unit, amount.in_base_unit if upper is None else upper


def _possible_bounds(amount: Amount, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """What the number may be at least and at most, within the scale."""
    first, last = _stated_bounds(amount)
    if amount.comparator in LOWER_BOUNDS:
        return first, max(high, last)
    if amount.comparator in UPPER_BOUNDS:
        # A number that is counted is not below zero; only a change may be.
        return min(low, first) if amount.change else min(Decimal(0), first), last
    return first, last


def _bar(figure: Figure, label: str, low: Decimal, high: Decimal) -> Bar:
    if not figure.amount:
        return Bar(figure, label, None)
    scale = 100 / float(high - low or 1)

    def place(value: Decimal) -> float:
        return float(value - low) * scale

    least, most = _possible_bounds(figure.amount, low, high)
    # The part that the number has in any case ends at the bound that is nearer to zero.
    certain = least if least > 0 else most if most < 0 else Decimal(0)
    return Bar(
        figure,
        label,
        abs(float(certain)) * scale,
        place(min(certain, Decimal(0))),
        float(most - least) * scale,
        place(least),
    )


def _label(figure: Figure) -> str:
    scope = figure.text("scope")[0]
    name = figure.metric.text("name")[0]
    return f"{name} · {scope}" if scope else name


@dataclass(frozen=True)
class ChartStep:
    figure: Figure
    threshold: Amount
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Ladder:
    """Targets that differ by a threshold, as rising steps; the heights show order only, not values."""

    key: str
    title: str
    steps: list[ChartStep]

    @property
    def figures(self) -> list[Figure]:
        return [step.figure for step in self.steps]


def ladder(key: str, figures: list[Figure]) -> Ladder | None:
    """A ladder of three or more figures of one metric whose scopes name distinct thresholds; else None."""
    thresholds = [(threshold, figure) for figure in figures if (threshold := Amount.find(figure.scope))]
    distinct = {threshold.in_base_unit for threshold, _figure in thresholds}
    if len(figures) < 3 or len(distinct) != len(figures) or len({figure.metric_id for figure in figures}) > 1:
        return None
    thresholds.sort(key=lambda pair: pair[0].in_base_unit)
    width, rise = 100 / len(figures), 100 / (len(figures) + 1)
    steps = [
        ChartStep(figure, threshold, number * width, 100 - (number + 2) * rise, width, (number + 2) * rise)
        for number, (threshold, figure) in enumerate(thresholds)
    ]
    return Ladder(key, figures[0].metric.text("name")[0], steps)


def rate_charts(figures: Iterable[Figure]) -> list[BarChart]:
    """Charts of growth rates and shares, one for each scale that two or more of them have in common."""
    groups: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in figures:
        if figure.metric.nature in RATES and (scale := scale_of(figure)):
            groups.setdefault(scale, []).append(figure)
    charts = []
    for number, chosen in enumerate(groups.values(), 1):
        chosen.sort(key=lambda figure: -(figure.amount.in_base_unit if figure.amount else 0))
        # Named and labelled by what is drawn, not by what is kept apart from it.
        drawn = comparable(chosen)
        one_metric = len({figure.metric_id for figure in drawn}) == 1
        by_period = one_metric and len({figure.period for figure in drawn}) == len(drawn)
        chart = bar_chart(f"rates-{number}", _rates_title(drawn), drawn, by_period=by_period)
        charts += [chart] if chart else []
    return charts


def _rates_title(figures: list[Figure]) -> str:
    """What the figures are: their metric, else their nature; with the period if they have one in common."""
    if not figures:
        return ""
    first = figures[0]
    title = first.metric.text("name")[0]
    if any(figure.metric_id != first.metric_id for figure in figures):
        title = _("Growth rates")
    if len({(figure.period, figure.period_standing) for figure in figures}) > 1:
        return title
    return _("%(rates)s, %(period)s") % {"rates": title, "period": first.period_in_words}
