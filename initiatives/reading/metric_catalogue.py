"""A catalogue of metrics as data, and which of them the words about a number mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from initiatives.values.amount_words import COUNTED, MONEY
from initiatives.values.chinese_numerals import plain_text

CATALOGUE_FILE = Path(__file__).with_name("metric_catalogue.yaml")
# Units of counts that texts use for each other: 12个企业, 12家企业.
COUNT_UNITS = frozenset(COUNTED) | {"名", "位", "人", "人次", "户", "户次", "批"}
PLACEHOLDER = "*"
# The place of a threshold that limits what is counted: 产值过10亿元的企业.
THRESHOLD = "#"
# Any few words: 研发投入占…比重.
WILDCARD = "…"
GAP = r"[^,。;:、!?\n*#–—]{0,14}?"


@dataclass(frozen=True)
class CatalogueMetric:
    """A metric with the fields of the model, the names that texts use for it and what it is the growth of."""

    code: str
    name: str
    nature: str
    base_unit: str = ""
    aliases: tuple[str, ...] = ()
    growth_of: str = ""
    name_en: str = ""
    direction: str = "neutral"

    def counts_in(self, unit: str, *, change: bool, rank: bool) -> bool:
        """Whether a number with a unit can be one of this metric's, levels and changes told apart."""
        if rank or self.nature == "rank":
            return rank and self.nature == "rank"
        if self.nature in ("growth", "share"):
            return unit in ("%", "‰", "个百分点", "倍") and (
                self.nature == "growth" or not change or unit == "个百分点"
            )
        if change and unit in ("%", "‰", "个百分点", "倍"):
            return False
        if self.base_unit in COUNT_UNITS or not self.base_unit:
            return unit in COUNT_UNITS or unit == ""
        if self.base_unit in MONEY.values():
            return unit in MONEY.values()
        return (
            unit == self.base_unit
            or {unit, self.base_unit} <= {"平方米", "平方公里", "亩", "公顷"}
            or (
                {unit, self.base_unit} <= {"千瓦", "兆瓦"}
                or {unit, self.base_unit} <= {"天", "个工作日", "小时", "分钟"}
            )
        )


@dataclass(frozen=True)
class MetricMatch:
    """A metric that words mean: `start:end` is the slice of the words, `weight` how many characters match."""

    metric: CatalogueMetric
    start: int
    end: int
    weight: int


@dataclass(frozen=True)
class MetricCatalogue:
    metrics: Mapping[str, CatalogueMetric]
    _by_beginning: Mapping[str, list[tuple[str, CatalogueMetric]]] = field(repr=False, default_factory=dict)
    _patterns: tuple[tuple[re.Pattern[str], int, str, CatalogueMetric], ...] = field(repr=False, default=())

    @classmethod
    def of(cls, metrics: Iterable[CatalogueMetric]) -> "MetricCatalogue":
        """A catalogue with its names indexed by their first two characters."""
        by_code = {metric.code: metric for metric in metrics}
        plain: dict[str, list[tuple[str, CatalogueMetric]]] = defaultdict(list)
        patterns = []
        for metric in by_code.values():
            for alias in dict.fromkeys((*metric.aliases, *_own_names(metric))):
                words = plain_text(alias)
                if PLACEHOLDER in words or THRESHOLD in words or WILDCARD in words:
                    literal = re.sub(r"[*#…]", "", words)
                    longest = max(re.split(r"[*#…]", words), key=len)
                    patterns.append((_pattern(words), len(literal), longest, metric))
                else:
                    plain[words[:2]].append((words, metric))
        for names in plain.values():
            names.sort(key=lambda pair: -len(pair[0]))
        return cls(by_code, plain, tuple(patterns))

    def growth(self, metric: CatalogueMetric) -> CatalogueMetric | None:
        """The metric that is the growth of another."""
        return self.metrics.get(f"{metric.code}-growth")

    def named(self, words: str) -> Iterator[MetricMatch]:
        """The names in plain words, the longest that begins at each place; metrics of one name together."""
        position = 0
        while position < len(words) - 1:
            found = 0
            for name, metric in self._by_beginning.get(words[position : position + 2], ()):
                if len(name) < found:
                    break
                if words.startswith(name, position):
                    found = len(name)
                    yield MetricMatch(metric, position, position + len(name), len(name))
            position += 1

    def around(self, words: str) -> Iterator[MetricMatch]:
        """The names with a place for the number that fit plain words in which the number is `*`."""
        for pattern, weight, longest, metric in self._patterns:
            if longest in words and (match := pattern.search(words)):
                yield MetricMatch(metric, match.start(), match.end(), weight)


def _own_names(metric: CatalogueMetric) -> Iterator[str]:
    if metric.nature != "growth":
        yield metric.name
        if metric.name.endswith("数") and len(metric.name) > 4:
            yield metric.name.removesuffix("数")


def _pattern(words: str) -> re.Pattern[str]:
    if THRESHOLD in words:
        return re.compile(
            GAP.join(
                THRESHOLD + "+" if part == THRESHOLD else re.escape(part) for part in re.split("(#)", words)
            )
        )
    if WILDCARD in words:
        return re.compile(r"[^,。;:*]{0,14}?".join(map(re.escape, words.split(WILDCARD))))
    parts = [re.escape(part) for part in words.split(PLACEHOLDER)]
    return re.compile((GAP + re.escape(PLACEHOLDER) + GAP).join(parts))


def catalogue_of_rows(rows: Iterable[Mapping[str, Any]]) -> MetricCatalogue:
    """A catalogue of rows with the fields of `CatalogueMetric`; others are left out."""
    names = set(CatalogueMetric.__dataclass_fields__) - {"aliases"}
    return MetricCatalogue.of(
        CatalogueMetric(
            aliases=tuple(row.get("aliases", ())),
            **{key: str(value) for key, value in row.items() if key in names},
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def shipped_rows() -> list[dict[str, Any]]:
    """The rows of the shipped catalogue."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows: list[dict[str, Any]] = yaml.load(CATALOGUE_FILE.read_text(encoding="utf-8"), Loader=loader)
    return rows


@lru_cache(maxsize=1)
def shipped_catalogue() -> MetricCatalogue:
    return catalogue_of_rows(shipped_rows())
