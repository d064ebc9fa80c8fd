"""The filtered list of figures, and one metric with all its figures."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.freshness.shared_while_exporting import edition_rows, shared_of
from initiatives.models import Edition, Figure, Metric
from initiatives.pages.charts import BarChart, Ladder, bar_chart, ladder, rate_charts
from initiatives.pages.filters import Facet, Filters, QueryFilters, facets
from initiatives.pages.list_parts import ListPart, part_of
from initiatives.values.periods import Period


@dataclass(frozen=True)
class Column:
    """A column heading; `query` sorts by it, `sorted` is its aria-sort value or empty."""

    name: str
    label: str
    query: str
    sorted: str

    @classmethod
    def of(cls, name: str, label: str, filters: QueryFilters) -> "Column":
        sort = f"-{name}" if filters.sort == name else name
        sorted_ = {name: "ascending", f"-{name}": "descending"}.get(filters.sort, "")
        return cls(name, label, filters.with_changes(sort=sort).query, sorted_)


@dataclass(frozen=True)
class MetricList:
    url_name: ClassVar[str] = "metrics"

    edition: Edition
    filters: Filters
    figures: list[Figure]
    shown: list[Figure]
    facets: list[Facet]

    @classmethod
    def build(cls, edition: Edition, filters: Filters) -> "MetricList":
        content = edition_rows(edition)
        figures = content.figures
        content.cite(figures)
        return cls(edition, filters, figures, filters.apply(figures), facets(filters, figures))

    @cached_property
    def columns(self) -> list[Column]:
        """The table's headings in order."""
        labels = {
            "name": _("Metric"),
            "project": capfirst(self.edition.noun),
            "period": _("Period"),
            "kind": _("Kind"),
            "value": _("Value"),
        }
        return [Column.of(name, label, self.filters) for name, label in labels.items()]

    @cached_property
    def part(self) -> ListPart[Figure]:
        return part_of(self.shown, self.filters)

    @cached_property
    def charts(self) -> list[BarChart]:
        return rate_charts(self.part.rows)

    @cached_property
    def without_number(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.amount is None]

    @cached_property
    def in_question(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.in_question]


@dataclass(frozen=True)
class MetricDetail:
    edition: Edition
    metric: Metric
    figures: list[Figure]

    @classmethod
    def build(cls, edition: Edition, code: str) -> "MetricDetail":
        """The metric with that code; raises Metric.DoesNotExist if the edition has no figure of it."""
        return shared_of(edition, ("metric", code), lambda: cls._read(edition, code))

    @classmethod
    def _read(cls, edition: Edition, code: str) -> "MetricDetail":
        metric = Metric.objects.in_edition(edition).get(code=code)
        figures = edition.figures.with_facts().prefetch_related("organisations")
        return cls(edition, metric, list(figures.filter(metric=metric)))

    @property
    def chart(self) -> BarChart | None:
        """A bar chart of the figures, labelled by period if several figures share one scope."""
        by_period = len({figure.scope for figure in self.figures}) == 1 and len(self.figures) > 1
        ordered = sorted(self.figures, key=lambda figure: Period.parse(figure.period))
        title = self.metric.text("name")[0]
        return bar_chart(self.metric.code, title, ordered, by_period=by_period)

    @property
    def ladder(self) -> Ladder | None:
        return ladder(self.metric.code, self.figures)

    @cached_property
    def is_in_other_years(self) -> bool:
        """Whether the park’s published plans of other years have figures of it; of earlier days not."""
        if self.edition.as_of:
            return False
        plan = self.edition.plan
        others = Figure.objects.published().filter(metric=self.metric, edition__plan__park=plan.park_id)
        return others.exclude(edition__plan=plan.pk).exists()
