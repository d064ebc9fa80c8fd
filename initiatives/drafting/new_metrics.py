"""What a metric is that nobody has entered, by the first figure of it."""

from initiatives.reading.proposals import FigureFields
from initiatives.values.amount_words import MONEY
from initiatives.values.vocabulary import MetricNature


def nature_of(fields: FigureFields) -> str:
    """What kind of number it is."""
    if fields.rank:
        return MetricNature.RANK
    if fields.ratio is not None:
        return MetricNature.RATIO
    if fields.unit in ("%", "‰", "个百分点", "倍"):
        return MetricNature.GROWTH if fields.change else MetricNature.SHARE
    if _without_scale(fields.unit) in MONEY:
        return MetricNature.MONEY
    return MetricNature.COUNT


def base_unit_of(fields: FigureFields) -> str:
    unit = _without_scale(fields.unit)
    return MONEY.get(unit, unit)


def _without_scale(unit: str) -> str:
    """亿元 as 元."""
    return unit.lstrip("百千万亿") or unit
