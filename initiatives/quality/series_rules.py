"""Rules about figures and metrics among themselves: contradictions, units of metrics, ranges, outcomes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.article.whitespace import squeeze
from initiatives.quality.content import Content, FigureRow, MetricRow, RemarkRow
from initiatives.quality.figure_amounts import base_bounds, base_unit_of, base_value
from initiatives.quality.registry import COMPARING, Finding, on_row, rule
from initiatives.values.amount_words import AREAS, MONEY
from initiatives.values.amounts import Amount
from initiatives.values.periods import Period
from initiatives.values.vocabulary import FigureKind, MetricNature, RemarkKind, Severity

# Growth rates outside this range, in per cent, are reported.
USUAL_GROWTH = (Decimal(-50), Decimal(100))
# How far the period of a figure may be from the year of the plan.
MAX_YEARS_BACK, MAX_YEARS_AHEAD = 2, 1
# How far growth may be from what two values give, in percentage points: sources round.
ROUNDING = Decimal(1)
GROWTH_ENDING = re.compile(r"(?:同比|环比|年均)?(?:增长率|增长速度|增长幅度|增速|增幅|增长|涨幅|降幅)$")
AMOUNT_ENDING = re.compile(r"(?:总数量|总额|总量|总数|数量|数|额)$")
SHARE_ENDING = re.compile(r"(?:占比|比重|比例|率)$")
MONEY_UNITS, AREA_UNITS = frozenset(MONEY.values()), frozenset(AREAS.values())
RATE_UNITS = frozenset({"%", "‰", "个百分点", "倍", "番"})
# The units that numbers of a nature may have. Natures that are not here may have any.
NATURE_UNITS = {
    MetricNature.MONEY: lambda unit: unit in MONEY_UNITS,
    MetricNature.GROWTH: lambda unit: unit in RATE_UNITS,
    MetricNature.SHARE: lambda unit: unit in ("%", "‰", "个百分点", "成"),
    MetricNature.AREA: lambda unit: unit in AREA_UNITS,
    MetricNature.PER_AREA: lambda unit: "/" in unit or unit in MONEY_UNITS,
    MetricNature.RANK: lambda unit: unit in ("", "位", "名"),
    MetricNature.COUNT: lambda unit: unit not in RATE_UNITS | MONEY_UNITS | {"成"},
}


def amount_in_words(amount: Amount) -> str:
    return " ".join(amount.parts(get_language() or "")).strip()


def metric_of(figure: FigureRow) -> str:
    """What tells its metric: the name without white space, else the code."""
    return squeeze(figure.metric_name) or figure.metric


def remark_on(content: Content, figures: list[FigureRow], kind: RemarkKind) -> RemarkRow | None:
    """The first remark of that kind about all of these figures."""
    keys = {figure.key for figure in figures}
    remarks = content.of(RemarkRow)
    return next((remark for remark in remarks if remark.remark_kind == kind and keys <= remark.figures), None)


@rule(
    "contradiction",
    Severity.ERROR,
    _("%(row)s: different values for %(period)s, %(values)s."),
    _("Keep every value as stated, and say so in a remark of the kind “contradiction”."),
    finds=_("Figures of the same metric, scope, period and kind, with different values."),
    example=_("One sentence says 24 per cent, the next 18 per cent, of the same growth in the same year."),
)
def contradiction(content: Content) -> Iterator[Finding]:
    same: dict[tuple[str, ...], list[FigureRow]] = defaultdict(list)
    for figure in content.of(FigureRow):
        if figure.amount:
            # Firms and yuan are no two values of one thing: the rules about units tell of them.
            sort = sort_of_unit(base_unit_of(figure.amount.unit)[1])
            key = (metric_of(figure), figure.scope, figure.period, figure.figure_kind, sort)
            same[key].append(figure)
    for figures in same.values():
        amounts = [figure.amount for figure in figures if figure.amount]
        if len({base_bounds(amount) for amount in amounts}) > 1:
            values = " / ".join(amount_in_words(amount) for amount in amounts)
            params = {"row": figures[0].name, "period": figures[0].period, "values": values}
            remark = remark_on(content, figures, RemarkKind.CONTRADICTION)
            yield Finding("contradiction", tuple(figures), params, remark, field="value")


@rule(
    "metric-twice",
    Severity.WARNING,
    _("Two metrics have the name “%(name)s”: %(codes)s."),
    _("Keep one of them, and move the figures of the other to it."),
    finds=_("Two metrics of one name and nature, so that figures of one thing are shown as of two."),
    example=_("high-tech-firms and hi-tech-firms, both named “High-tech firms”."),
    introduced=COMPARING,
)
def metric_twice(content: Content) -> Iterator[Finding]:
    same: dict[tuple[str, str], list[MetricRow]] = defaultdict(list)
    for metric in content.of(MetricRow):
        if metric.metric_name:
            same[squeeze(metric.metric_name), metric.nature].append(metric)
    for metrics in same.values():
        if len(metrics) > 1:
            codes = ", ".join(metric.code for metric in metrics)
            yield Finding(
                "metric-twice", tuple(metrics), {"name": metrics[0].name, "codes": codes}, field="name"
            )


@rule(
    "growth-against-values",
    Severity.WARNING,
    _("%(row)s: growth of %(stated)s, but %(before)s and %(after)s give %(computed)s%%."),
    _("Check all three against the source; if it says so, explain it in a remark."),
    finds=_("A growth rate beside two values of the same thing that give another one."),
    example=_("Output of 10 and 12 billion in two years beside a growth of 30 per cent."),
    introduced=COMPARING,
)
def growth_against_values(content: Content) -> Iterator[Finding]:
    levels: dict[tuple[str, str, Period], FigureRow] = {}
    rates: list[tuple[str, FigureRow]] = []
    for figure in content.of(FigureRow):
        if not figure.amount or figure.amount.comparator != "=" or figure.amount.upper is not None:
            continue
        name = metric_of(figure)
        if figure.amount.unit == "%" and (GROWTH_ENDING.search(name) or figure.amount.change):
            rates.append((core_name(GROWTH_ENDING.sub("", name)), figure))
        elif figure.amount.unit not in RATE_UNITS and not figure.amount.change:
            levels[core_name(name), figure.scope, Period.parse(figure.period)] = figure
    for name, figure in rates:
        period = Period.parse(figure.period)
        after = levels.get((name, figure.scope, period))
        before = levels.get((name, figure.scope, Period(period.year - 1, period.first, period.months)))
        if not after or not before or not after.amount or not before.amount or not figure.amount:
            continue
        base = base_value(before.amount)
        computed = (base_value(after.amount) - base) * 100 / base if base else None
        stated = figure.amount.value
        if computed is not None and abs(computed - stated) > max(ROUNDING, abs(stated) / 20):
            params = {
                "row": figure.name,
                "stated": amount_in_words(figure.amount),
                "before": amount_in_words(before.amount),
                "after": amount_in_words(after.amount),
                "computed": f"{computed:.1f}",
            }
            yield Finding("growth-against-values", (figure, before, after), params, field="value")


def core_name(name: str) -> str:
    """The name of a metric without what tells its nature: 税收 of 税收总额."""
    return AMOUNT_ENDING.sub("", name)


@rule(
    "unit-of-nature",
    # Which of the two is wrong, nature or unit, the figure alone does not say.
    Severity.WARNING,
    _("%(row)s: the unit of %(value)s does not fit a metric of the nature “%(nature)s”."),
    _("Choose the metric’s nature or the figure’s unit as the source has it."),
    finds=_("A unit that numbers of the metric’s nature cannot have, such as a count in per cent."),
    example=_("24 per cent of a metric that counts firms."),
    introduced=COMPARING,
)
def unit_of_nature(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if not figure.amount:
            continue
        unit = base_unit_of(figure.amount.unit)[1]
        fits = NATURE_UNITS.get(MetricNature(figure.nature))
        if fits and unit and not fits(unit):
            nature = MetricNature(figure.nature).label
            yield on_row(
                "unit-of-nature", figure, "unit", value=amount_in_words(figure.amount), nature=nature
            )


@rule(
    "unit-of-metric",
    Severity.ERROR,
    _("%(row)s: in %(unit)s, while the metric is counted in %(base)s."),
    _("Choose the unit as the source has it, or mend the metric’s base unit."),
    finds=_("A unit of another sort than the base unit of the metric."),
    example=_("An investment in 家, although its metric is in yuan."),
    introduced=COMPARING,
)
def unit_of_metric(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if figure.amount and figure.amount.unit and figure.base_unit:
            own, base = (base_unit_of(unit)[1] for unit in (figure.amount.unit, figure.base_unit))
            if sort_of_unit(own) != sort_of_unit(base):
                params = {"unit": figure.amount.unit, "base": figure.base_unit}
                yield on_row("unit-of-metric", figure, "unit", **params)


def sort_of_unit(unit: str) -> str:
    if unit in RATE_UNITS or unit == "成":
        return "rate"
    if unit in MONEY_UNITS:
        return unit
    if unit in AREA_UNITS:
        return "area"
    return "per" if "/" in unit else "count"


@rule(
    "nature-of-name",
    Severity.WARNING,
    _("“%(name)s” is of the nature “%(nature)s”, which its name does not say."),
    _("Choose the nature that the name says."),
    finds=_("A metric named as a growth rate that is none by its nature, or one named as a share."),
    example=_("A metric “growth of tax revenue” of the nature “share”."),
    introduced=COMPARING,
)
def nature_of_name(content: Content) -> Iterator[Finding]:
    for metric in content.of(MetricRow):
        name = squeeze(metric.metric_name)
        growth = bool(GROWTH_ENDING.search(name))
        share = bool(SHARE_ENDING.search(name)) and not re.search(r"[增降]|效率|费率|汇率|利率|容积率", name)
        wrong = growth and metric.nature in (MetricNature.SHARE, MetricNature.COUNT, MetricNature.MONEY)
        if wrong or (
            share and metric.nature in (MetricNature.GROWTH, MetricNature.COUNT, MetricNature.MONEY)
        ):
            nature = MetricNature(metric.nature).label
            yield on_row("nature-of-name", metric, "nature", name=metric.name, nature=nature)


@rule(
    "share-range",
    Severity.ERROR,
    _("%(row)s: %(value)s is not between 0 and 100%%, as a share must be."),
    finds=_("A share below 0 or above 100 per cent."),
    example=_("A resolution rate of 110 per cent."),
)
def share_range(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        share = figure.nature == MetricNature.SHARE and figure.amount
        if share and not share.change and not 0 <= base_value(share) <= 100:
            yield on_row("share-range", figure, "value", value=amount_in_words(share))


@rule(
    "improbable-growth",
    Severity.WARNING,
    _("%(row)s: %(value)s is unusual for a growth rate; kept as stated."),
    _("Check it against the source; if the source says so, explain it in a remark of the kind “unclear”."),
    finds=_("A growth rate outside the usual range."),
    example=_("Tax revenue up 154 per cent."),
)
def improbable_growth(content: Content) -> Iterator[Finding]:
    low, high = USUAL_GROWTH
    for figure in content.of(FigureRow):
        if figure.nature == MetricNature.GROWTH and figure.amount and not low <= figure.amount.value <= high:
            params = {"row": figure.name, "value": amount_in_words(figure.amount)}
            remark = remark_on(content, [figure], RemarkKind.UNCLEAR)
            yield Finding("improbable-growth", (figure,), params, remark, field="value")


@rule(
    "period-far",
    Severity.WARNING,
    _("%(row)s: the period %(period)s is far from the plan’s year, %(year)d."),
    finds=_("A figure for a period far from the year of the plan."),
    example=_("A figure for 2014 in the plan for 2024."),
)
def period_far(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        period = Period.parse(figure.period)
        years = (period.year - content.year, period.end.year - content.year)
        if not (years[0] <= MAX_YEARS_AHEAD and years[1] >= -MAX_YEARS_BACK):
            yield on_row("period-far", figure, "period", period=figure.period, year=content.year)


@rule(
    "target-without-number",
    Severity.NOTE,
    _("%(row)s: a target without a number."),
    finds=_("A target without a number, of which nobody can say later whether it was met."),
    example=_("“Cultivate more firms”, without saying how many."),
)
def target_without_number(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if figure.figure_kind == FigureKind.TARGET and not figure.amount:
            yield on_row("target-without-number", figure, "value")


@rule(
    "expected-due",
    Severity.NOTE,
    _("%(row)s: %(value)s expected for %(period)s, which is over; how it turned out is not stated here."),
    finds=_("An expected value whose period is over, without an actual value for the same period."),
    example=_("Growth of 24 per cent was expected for 2023; 2023 is over."),
)
def expected_due(content: Content) -> Iterator[Finding]:
    figures = content.of(FigureRow)
    actual = {
        (figure.metric, figure.scope, figure.period)
        for figure in figures
        if figure.figure_kind == FigureKind.ACTUAL and figure.amount
    }
    for figure in figures:
        over = figure.figure_kind == FigureKind.EXPECTED and Period.parse(figure.period).end < content.today
        if over and figure.amount and (figure.metric, figure.scope, figure.period) not in actual:
            params = {"value": amount_in_words(figure.amount), "period": figure.period}
            yield on_row("expected-due", figure, "kind", **params)
