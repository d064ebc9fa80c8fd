"""The metrics of which published plans have figures, whatever the park."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from initiatives.models import Metric
from initiatives.values.vocabulary import MetricNature

METRICS_ON_A_PAGE = 60


@dataclass(frozen=True)
class MetricIndexFilters:
    """The query parameters; `page` is the code of the last metric of the page before."""

    nature: str = ""
    page: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "MetricIndexFilters":
        return cls(**{field.name: query.get(field.name, "")[:60] for field in fields(cls)})

    @property
    def query(self) -> str:
        values = {"nature": self.nature, "page": self.page}
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    def with_changes(self, **changes: str) -> "MetricIndexFilters":
        return replace(self, **changes)


@dataclass(frozen=True)
class MetricIndex:
    """A page of metrics by their codes; `previous` and `next` are query strings, None for no more.

    `natures` are all choices: label, whether it is chosen, and the query string.
    """

    filters: MetricIndexFilters
    metrics: list[Metric]
    previous: str | None
    next: str | None

    @classmethod
    def build(cls, filters: MetricIndexFilters) -> "MetricIndex":
        rows = Metric.objects.published()
        rows = rows.filter(nature=filters.nature) if filters.nature else rows
        found = list(rows.filter(code__gt=filters.page).order_by("code")[: METRICS_ON_A_PAGE + 1])
        metrics, more = found[:METRICS_ON_A_PAGE], found[METRICS_ON_A_PAGE:]
        previous = None
        if filters.page:
            before = rows.filter(code__lte=filters.page).order_by("-code").values_list("code", flat=True)
            codes = list(before[: METRICS_ON_A_PAGE + 1])
            first = codes[METRICS_ON_A_PAGE] if len(codes) > METRICS_ON_A_PAGE else ""
            previous = filters.with_changes(page=first).query if codes else None
        following = filters.with_changes(page=metrics[-1].code).query if more else None
        return cls(filters, metrics, previous, following)

    @property
    def natures(self) -> list[tuple[str, bool, str]]:
        return [
            (
                str(nature.label),
                nature.value == self.filters.nature,
                MetricIndexFilters("" if nature.value == self.filters.nature else nature.value).query,
            )
            for nature in MetricNature
        ]
