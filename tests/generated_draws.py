"""A clause of an article with the figure that it states, and what is left to be drawn for one plan."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from tests import generated_vocabulary as words
from tests.generated_amounts import (
    Wording,
    currency_of,
    english_money,
    plain,
)


@dataclass(frozen=True)
class StatedFigure:
    """A clause in both languages, and the figure that it states. Without a wording the clause is it."""

    text: str
    english: str
    metric: dict[str, str]
    fields: dict[str, Any]
    scope: str = ""
    scope_en: str = ""
    wording: str = ""
    wording_en: str = ""


def metric(
    code: str,
    name: str,
    name_en: str,
    nature: str,
    unit: str = "",
    unit_en: str = "",
    direction: str = "neutral",
) -> dict[str, str]:
    return {
        "code": code,
        "name": name,
        "name_en": name_en,
        "nature": nature,
        "base_unit": unit,
        "base_unit_en": unit_en,
        "direction": direction,
    }


def reaching(text: str, amount: Wording) -> str:
    """A clause without 达 or 达到 before words such as 超 that say as much."""
    if not amount.text.startswith(("超", "突", "逾", "不", "近")):
        return text
    return text.replace("达到{a}", "{a}").replace("达{a}", "{a}").replace("目标为{a}", "{a}")


def counted_plainly(value: int, unit: str) -> Wording:
    return Wording(f"{value}{unit}", f"{value:,}", {"value": Decimal(value), "unit": unit})


def money_plainly(hundred_millions: int | Decimal, unit: str) -> Wording:
    value = Decimal(hundred_millions)
    fields = {"value": value, "unit": f"亿{unit}", "unit_en": currency_of(unit)}
    return Wording(f"{plain(value)}亿{unit}", english_money(value * 10**8, currency_of(unit)), fields)


def per_cent_plainly(value: int) -> Wording:
    return Wording(f"{value}%", f"{value}%", {"value": Decimal(value), "unit": "%"})


@dataclass
class Drawing:
    """Draws figures: each metric and scope once as an actual or expected value, and once as a target."""

    rng: Random
    year: int
    unsaid: dict[str, list[Any]] = field(init=False)
    # Stocks that were told, with their values: targets lie above them.
    told: list[tuple[Any, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        levelled = [(*stock, level) for stock in words.LEVELLED for level in words.LEVELS[:3]]
        pools = {name: list(getattr(words, name)) for name in dir(words) if name.isupper()}
        pools["LEVELLED"] = levelled
        self.unsaid = {name: self.rng.sample(pool, len(pool)) for name, pool in pools.items()}

    def next_of(self, pool: str) -> Any:
        return self.unsaid[pool].pop() if self.unsaid[pool] else None
