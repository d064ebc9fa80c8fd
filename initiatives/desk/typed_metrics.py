"""Metrics that typed figures name and nobody has entered yet: proposed with what their units say."""

from dataclasses import dataclass
from difflib import get_close_matches

from initiatives.models import Metric
from initiatives.values.row_keys import PLACEHOLDERS, folded_name, key_from
from initiatives.values.stated_amounts import parse_amount
from initiatives.values.vocabulary import MetricNature

# SequenceMatcher ratio from which a known name is shown beside a new one.
SIMILAR = 0.6


@dataclass
class NewMetric:
    """A metric that is not known yet. An empty `nature` has to be chosen."""

    name: str
    nature: str
    base_unit: str
    # A known one with a similar name; empty if there is none.
    similar: str = ""


class TypedMetrics:
    """The metrics that there are, by the names, codes and abbreviations by which cells name them.

    `aliases` are further names by which a similar one is found; cells do not name a metric by them.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.codes: set[str] = set()
        for metric in Metric.objects.all():
            self.codes.add(metric.code)
            self.names |= {folded_name(one): one for one in (metric.name, metric.name_en) if one}
            plain = (one for one in metric.alias_names if not set(one) & set(PLACEHOLDERS))
            self.aliases |= {folded_name(one): metric.name for one in plain}

    def is_known(self, text: str) -> bool:
        return text in self.codes or folded_name(text) in self.names

    def propose(self, name: str, value: str) -> NewMetric:
        """A metric of this name, with the nature and unit that a first value of it tells."""
        unit, nature = _unit_and_nature(name, value)
        known = self.aliases | self.names
        close = get_close_matches(folded_name(name), known, 1, SIMILAR)
        return NewMetric(name, nature, unit, known[close[0]] if close else "")

    def row(self, metric: NewMetric) -> dict[str, str]:
        code = key_from(metric.name, self.codes) or f"metric-{len(self.codes) + 1}"
        self.codes.add(code)
        return {"code": code, "name": metric.name, "nature": metric.nature, "base_unit": metric.base_unit}


def _unit_and_nature(name: str, value: str) -> tuple[str, str]:
    amount = parse_amount(value)
    if amount is None:
        return "", ""
    unit = amount.unit
    if amount.rank:
        return unit, MetricNature.RANK
    if amount.ratio is not None:
        return unit, MetricNature.RATIO
    if unit in ("%", "‰"):
        # Other per cents may be a share or a rate of any kind.
        grows = amount.change or any(word in name for word in ("增长", "增速", "增幅", "增加"))
        shares = any(word in name for word in ("占比", "比重", "比例", "覆盖率"))
        return unit, MetricNature.GROWTH if grows else MetricNature.SHARE if shares else ""
    if "/" in unit:
        return unit, MetricNature.PER_AREA if unit.split("/")[1] in AREAS else ""
    if unit in AREAS:
        return unit, MetricNature.AREA
    if unit.endswith("元"):
        return unit, MetricNature.MONEY
    return unit, MetricNature.COUNT if unit else ""


AREAS = ("亩", "平方米", "平方公里", "公顷", "平米")
