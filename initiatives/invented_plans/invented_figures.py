"""What invented plans count: metrics of the shipped catalogue, with values that grow from year to year."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

from initiatives.invented_plans.invented_words import SCOPES
from initiatives.models import Metric
from initiatives.reading.metric_catalogue import shipped_rows

FIELDS = ("code", "name", "name_en", "nature", "base_unit", "direction")
# Natures whose values are invented: the range of the first year, the unit as stated and its English.
RANGES: dict[str, tuple[float, float, str, str]] = {
    "money": (3, 900, "亿元", "yuan"),
    "growth": (1, 30, "%", "%"),
    "share": (20, 99, "%", "%"),
    "count": (3, 2400, "", ""),
    "area": (2, 600, "", ""),
}
FIRST_YEAR = 2000


def catalogue() -> list[dict[str, str]]:
    """The fields of the metrics that plans count by."""
    usual = (row for row in shipped_rows() if row["nature"] in RANGES and row.get("base_unit") != "元/人")
    return [{name: str(row[name]) for name in FIELDS if name in row} for row in usual]


@dataclass(frozen=True)
class Number:
    """One number of a plan: what Figure holds of it."""

    metric: Metric
    kind: str
    period: str
    scope: tuple[str, str]
    value: Decimal
    unit: str
    unit_en: str

    @property
    def wording(self) -> str:
        return f"{self.scope[0]}{self.metric.name}达{self.value.normalize():f}{self.unit}"

    @property
    def wording_en(self) -> str:
        scope = f" ({self.scope[1]})" if self.scope[1] else ""
        return f"{self.metric.name_en}{scope}: {self.value.normalize():f} {self.unit_en}".rstrip()

    def fields(self) -> dict[str, Any]:
        return {
            "metric": self.metric,
            "kind": self.kind,
            "period": self.period,
            "scope": self.scope[0],
            "scope_en": self.scope[1],
            "value": self.value,
            "unit": self.unit,
            "unit_en": self.unit_en,
            "wording": self.wording[:200],
            "wording_en": self.wording_en[:300],
        }


def numbers(rng: Random, park: str, metrics: list[Metric], year: int, count: int) -> Iterator[Number]:
    """That many numbers of a park's plan, no two of one metric, scope, period and kind."""
    chosen = rng.sample(metrics, min(len(metrics), max(8, count * 2 // 3)))
    times = [
        ("actual", f"{year - 1}"),
        ("target", f"{year}"),
        ("expected", f"{year - 1}"),
        ("actual", f"{year - 1}-H1"),
        ("target", f"{year}/{year + 2}"),
        *(("actual", f"{year - 1}-Q{quarter}") for quarter in (1, 2, 3, 4)),
    ]
    made = 0
    for scope, (kind, period) in product(SCOPES, times):
        for metric in chosen:
            if made == count:
                return
            made += 1
            value, unit, unit_en = _value(park, metric, scope[0], int(period[:4]), kind)
            yield Number(metric, kind, period, scope, value, unit, unit_en)


def _value(park: str, metric: Metric, scope: str, year: int, kind: str) -> tuple[Decimal, str, str]:
    """The value of a year: it grows from a beginning that park, metric and scope give."""
    least, most, unit, unit_en = RANGES[metric.nature]
    rng = Random(f"{park}/{metric.code}/{scope}")
    value, rate = rng.uniform(least, most), rng.uniform(0.01, 0.09)
    if metric.nature in ("money", "count", "area"):
        value *= (1 + rate) ** (year - FIRST_YEAR)
    if kind == "target":
        value *= 1.02
    if metric.nature == "share":
        value = min(value, 99.5)
    places = 0 if metric.nature == "count" else 1
    return Decimal(round(value * 10**places)).scaleb(-places), unit or metric.base_unit, unit_en
