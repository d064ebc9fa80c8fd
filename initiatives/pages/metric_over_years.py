"""One metric of a park in all its published plans: what was aimed at for a period, and what came of it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Metric, Park
from initiatives.pages.charts import BarChart, bar_chart
from initiatives.pages.comparability import scale_of
from initiatives.values.periods import Period
from initiatives.values.row_keys import folded_name
from initiatives.values.vocabulary import FigureKind


@dataclass(frozen=True)
class PeriodOfMetric:
    """What the plans say of one period, by kind; of each kind those of later plans come last."""

    figures: list[Figure]

    @property
    def period_in_words(self) -> str:
        return self.figures[0].period_in_words

    def _of_kind(self, kind: FigureKind) -> list[Figure]:
        return [figure for figure in self.figures if figure.kind == kind]

    @property
    def by_kind(self) -> list[tuple[str, list[Figure]]]:
        """The kinds with their labels, always all of them: target, expected, actual."""
        kinds = (FigureKind.TARGET, FigureKind.EXPECTED, FigureKind.ACTUAL)
        return [(str(kind.label), self._of_kind(kind)) for kind in kinds]


@dataclass(frozen=True)
class ScopeOfMetric:
    """The periods of figures that count the same: of one scope, all levels or all changes."""

    figures: list[Figure]

    @property
    def scope_of(self) -> Figure:
        """A figure whose scope it is."""
        return self.figures[-1]

    @property
    def periods(self) -> list[PeriodOfMetric]:
        return [PeriodOfMetric(list(rows)) for _period, rows in groupby(self.figures, key=_period_of)]


@dataclass(frozen=True)
class MetricOverYears:
    park: Park
    metric: Metric
    # By scope, period and the year of the plan that states them.
    figures: list[Figure]

    @classmethod
    def build(cls, park: Park, code: str) -> "MetricOverYears":
        """The figures of all published plans of a park; raises Metric.DoesNotExist if none has any."""
        metric = Metric.objects.get(code=code)
        rows = Figure.objects.published().filter(metric=metric, edition__plan__park=park)
        figures = list(rows.with_facts().select_related("edition__plan__park", "metric", "project"))
        if not figures:
            raise Metric.DoesNotExist
        return cls(park, metric, sorted(figures, key=_order))

    @property
    def editions(self) -> list[Edition]:
        """The plans that state it, each once, by year."""
        by_year = {figure.edition.plan.year: figure.edition for figure in self.figures}
        return [by_year[year] for year in sorted(by_year)]

    @property
    def scopes(self) -> list[ScopeOfMetric]:
        return [ScopeOfMetric(list(rows)) for _scope, rows in groupby(self.figures, key=_scope_of)]

    @cached_property
    def charts(self) -> list[BarChart]:
        """One chart, or where the figures are not all of one scale, one for each.

        What several plans say of the same period is drawn as the latest of them states it.
        """
        latest = [row for rows in self._by_subject for row in rows if row.edition_id == rows[-1].edition_id]
        by_scale: dict[Any, list[Figure]] = {}
        for figure in latest:
            if scale := scale_of(figure):
                by_scale.setdefault(scale, []).append(figure)
        title = self.metric.text("name")[0]
        one_scope = len({figure.scope for figure in latest}) == 1
        charts = [
            bar_chart(
                f"{self.metric.code}-{number}", title, rows, label=_period_label if one_scope else _full_label
            )
            for number, rows in enumerate(by_scale.values(), 1)
        ]
        return [chart for chart in charts if chart]

    @property
    def has_superseded(self) -> bool:
        """Whether plans of several years say something of the same, of which the chart shows the latest."""
        return any(rows[0].edition_id != rows[-1].edition_id for rows in self._by_subject)

    @cached_property
    def _by_subject(self) -> list[list[Figure]]:
        """The figures that say something of the same, those of later plans last."""
        groups: dict[Any, list[Figure]] = {}
        for figure in self.figures:
            groups.setdefault((figure.kind, *_scope_of(figure), *_period_of(figure)), []).append(figure)
        return [*groups.values()]


def _scope_of(figure: Figure) -> tuple[Any, ...]:
    return folded_name(figure.scope), figure.change, figure.rank, figure.ratio is None


def _period_of(figure: Figure) -> tuple[Any, ...]:
    return figure.period, figure.period_standing


def _order(figure: Figure) -> tuple[Any, ...]:
    period = Period.parse(figure.period)
    return (*_scope_of(figure), period, figure.period_standing, figure.edition.plan.year, figure.order)


def _period_label(figure: Figure) -> str:
    return _("%(period)s, %(kind)s") % {
        "period": figure.period_in_words,
        "kind": figure.get_kind_display(),
    }


def _full_label(figure: Figure) -> str:
    label, scope = _period_label(figure), figure.text("scope")[0]
    return f"{label} · {scope}" if scope else label
