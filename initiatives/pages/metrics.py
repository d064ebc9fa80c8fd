"""Every figure of the plan, and one metric with all its figures."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Metric
from initiatives.pages.charts import BarChart, Ladder, bar_chart, growth_chart, ladder, share_chart
from initiatives.pages.filters import Facet, Filters, facets
from initiatives.periods import Period


@dataclass(frozen=True)
class Column:
    """A heading of the table; `sorted` as HTML's aria-sort has it, empty where it is not the order."""

    name: str
    label: str
    query: str
    sorted: str

    @classmethod
    def of(cls, name: str, label: str, filters: Filters) -> "Column":
        turned = f"-{name}" if filters.sort == name else name
        sorted_ = {name: "ascending", f"-{name}": "descending"}.get(filters.sort, "")
        return cls(name, label, filters.but(sort=turned).query, sorted_)


@dataclass(frozen=True)
class MetricList:
    edition: Edition
    filters: Filters
    figures: list[Figure]
    shown: list[Figure]
    facets: list[Facet]

    @classmethod
    def build(cls, edition: Edition, filters: Filters) -> "MetricList":
        figures = list(edition.figures.with_facts())
        return cls(edition, filters, figures, filters.applied(figures), facets(filters, figures))

    @property
    def columns(self) -> list[Column]:
        """The table's headings, each with the order a reader gets by choosing it."""
        labels = {
            "name": _("Metric"),
            "project": _("Project"),
            "period": _("Period"),
            "kind": _("Kind"),
            "value": _("Value"),
        }
        return [Column.of(name, label, self.filters) for name, label in labels.items()]

    @property
    def charts(self) -> list[BarChart]:
        return [chart for chart in (growth_chart(self.shown), share_chart(self.shown)) if chart]

    @property
    def without_number(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.amount is None]

    @property
    def in_question(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.in_question]


@dataclass(frozen=True)
class MetricDetail:
    edition: Edition
    metric: Metric
    figures: list[Figure]

    @classmethod
    def build(cls, edition: Edition, code: str) -> "MetricDetail":
        """The metric with that code; Metric.DoesNotExist if the edition has no figure of it."""
        metric = Metric.objects.in_edition(edition).get(code=code)
        figures = edition.figures.with_facts().prefetch_related("organisations")
        return cls(edition, metric, list(figures.filter(metric=metric)))

    @property
    def chart(self) -> BarChart | None:
        """Its figures on one scale; by period where one thing was counted several times."""
        by_period = len({figure.scope for figure in self.figures}) == 1 and len(self.figures) > 1
        ordered = sorted(self.figures, key=lambda figure: Period.parse(figure.period))
        title = self.metric.text("name")[0]
        return bar_chart(self.metric.code, title, ordered, by_period=by_period)

    @property
    def ladder(self) -> Ladder | None:
        return ladder(self.metric.code, self.figures)
