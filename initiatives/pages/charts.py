"""Chart geometry, in per cent of the drawing area; the templates draw it as SVG."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from initiatives.models import Figure
from initiatives.values.amounts import Amount
from initiatives.values.vocabulary import FigureKind, MetricNature


@dataclass(frozen=True)
class Bar:
    """A figure as a bar; `width` and `start` in per cent, width None if the figure has no number."""

    figure: Figure
    label: str
    width: float | None
    start: float = 0


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
    def kinds(self) -> list[str]:
        """The kinds of figure in the chart, for its legend, in the order of FigureKind."""
        present = {figure.kind for figure in self.figures}
        return [kind for kind in FigureKind.values if kind in present]


def bar_chart(key: str, title: str, figures: list[Figure], *, by_period: bool = False) -> BarChart | None:
    """A chart of the figures; None if none has a number or those that do differ in nature or base unit."""
    amounts = [figure.amount for figure in figures if figure.amount]
    if (
        not amounts
        or len({(figure.metric.nature, figure.unit[-1:]) for figure in figures if figure.amount}) > 1
    ):
        return None
    values = [amount.in_base_unit for amount in amounts]
    top = max(values)
    if figures[0].metric.nature == MetricNature.SHARE:
        top = max(top, Decimal(100))
    low, high = min(min(values), Decimal(0)), max(top, Decimal(0))
    scale = 100 / float(high - low or 1)
    bars = [
        Bar(
            figure,
            figure.period if by_period else _label(figure),
            abs(float(figure.amount.in_base_unit)) * scale if figure.amount else None,
            (min(float(figure.amount.in_base_unit), 0) - float(low)) * scale if figure.amount else 0,
        )
        for figure in figures
    ]
    return BarChart(key, title, bars)


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


def growth_chart(figures: list[Figure]) -> BarChart | None:
    return _chart_of_nature(figures, MetricNature.GROWTH, "growth", _("Growth rates"))


def share_chart(figures: list[Figure]) -> BarChart | None:
    return _chart_of_nature(figures, MetricNature.SHARE, "shares", _("Rates of problems resolved"))


def _chart_of_nature(figures: list[Figure], nature: MetricNature, key: str, title: str) -> BarChart | None:
    chosen = [figure for figure in figures if figure.metric.nature == nature]
    chosen.sort(key=lambda figure: -(figure.amount.in_base_unit if figure.amount else 0))
    return bar_chart(key, title, chosen)
