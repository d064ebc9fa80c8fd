"""Two plans side by side: their shape, the figures that can be compared, and what only one of them has."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.kinds.names import collection_name
from initiatives.models import Edition, Figure, Goal, Measure, Metric, Project, Quote
from initiatives.models.edition_rows import EditionRows
from initiatives.pages.figure_lists import FigureListKey
from initiatives.pages.plan_choice import ChosenPlan, few_plans
from initiatives.values.project_noun import NEUTRAL

# Of so many plans a copy of the site has a page for every two.
MOST_PAIRED = 8


@dataclass(frozen=True)
class ShapeRow:
    """How many rows of a kind each plan has; each number leads to the list."""

    name: str
    label: str
    first: int
    second: int
    # The page of the plan that lists them.
    url_name: str


@dataclass(frozen=True)
class AlikeFigures:
    """Figures of both plans with the same metric, scope, kind, period and unit."""

    metric: Metric
    key: FigureListKey
    first: list[Figure]
    second: list[Figure]

    @property
    def scope_row(self) -> Figure:
        """The figure whose scope names it, preferably one that is translated."""
        return next((one for one in (*self.first, *self.second) if one.scope_en), self.first[0])


@dataclass(frozen=True)
class UnlikeFigures:
    """Figures of one metric in both plans, none of which can be compared, and in what they differ."""

    metric: Metric
    first: list[Figure]
    second: list[Figure]
    differences: list[str]


@dataclass(frozen=True)
class ComparedFigures:
    alike: list[AlikeFigures]
    unlike: list[UnlikeFigures]
    # The figures of metrics that only one of the plans has, one for each metric.
    only_first: list[Figure]
    only_second: list[Figure]


@dataclass(frozen=True)
class PlanComparison:
    """The choice of two plans; `shape` and `figures` are None until both are chosen."""

    first: ChosenPlan
    second: ChosenPlan
    # All published plans where they are few enough for a list; otherwise a plan is searched for.
    few_plans: list[Edition]
    shape: list[ShapeRow] | None = None
    figures: ComparedFigures | None = None

    @classmethod
    def build(cls, first: str, second: str) -> "PlanComparison":
        """The parameters name a plan as `park/year`, or have words of a park's name."""
        chosen = ChosenPlan.choose(first), ChosenPlan.choose(second)
        editions = [one.edition for one in chosen if one.edition]
        if len(editions) < 2 or editions[0].pk == editions[1].pk:
            return cls(*chosen, few_plans())
        return cls(*chosen, few_plans(), count_rows(*editions), compare_figures(*editions))

    @property
    def is_same(self) -> bool:
        """Whether one plan was chosen twice."""
        one, other = self.first.edition, self.second.edition
        return one is not None and other is not None and one.pk == other.pk

    @property
    def pairs(self) -> list[tuple[Edition, Edition]]:
        """Every two of very few plans, for a copy of the site, in which nothing can be chosen."""
        return [*combinations(self.few_plans, 2)] if len(self.few_plans) <= MOST_PAIRED else []

    @property
    def tells_of_invented(self) -> bool:
        """Whether it is not for search engines, since a park is invented."""
        return any(edition.plan.park.invented for edition in self.compared)

    @property
    def compared(self) -> list[Edition]:
        """Both plans, once they are compared."""
        return [one.edition for one in (self.first, self.second) if one.edition] if self.figures else []


def count_rows(first: Edition, second: Edition) -> list[ShapeRow]:
    """How many rows of the main kinds two plans have."""
    labels: dict[Any, tuple[str, str]] = {
        Goal: (_("Goals"), "goals"),
        Project: (str(capfirst(NEUTRAL.many)), "projects"),
        Measure: (_("Measures"), "projects"),
        Figure: (_("Figures"), "metrics"),
        Quote: (_("Quotes"), "quotes"),
    }
    rows = []
    for model, (label, url_name) in labels.items():
        of_first, of_second = (model.objects.filter(edition=edition).count() for edition in (first, second))
        rows.append(ShapeRow(collection_name(model), label, of_first, of_second, url_name))
    return rows


def compare_figures(first: Edition, second: Edition) -> ComparedFigures:
    """The figures of two plans, like with like; in a fixed number of queries."""
    content = EditionRows(*{edition.pk: edition for edition in (first, second)}.values())
    figures = content.figures
    content.cite(figures)
    by_metric: dict[int, tuple[list[Figure], list[Figure]]] = defaultdict(lambda: ([], []))
    for figure in sorted(figures, key=lambda figure: figure.metric.code):
        # Programs may compare a plan with itself.
        for edition, rows in zip((first, second), by_metric[figure.metric_id], strict=True):
            if figure.edition_id == edition.pk:
                rows.append(figure)
    result = ComparedFigures([], [], [], [])
    for own, others in by_metric.values():
        if not (own and others):
            (result.only_first if own else result.only_second).append((own or others)[0])
        elif alike := _alike(own, others):
            result.alike.extend(alike)
        else:
            result.unlike.append(UnlikeFigures(own[0].metric, own, others, _differences(own, others)))
    return result


def _alike(first: Iterable[Figure], second: Iterable[Figure]) -> list[AlikeFigures]:
    one, other = _by_key(first), _by_key(second)
    return [
        AlikeFigures(figures[0].metric, key, figures, other[key])
        for key, figures in one.items()
        if key in other
    ]


def _by_key(figures: Iterable[Figure]) -> dict[FigureListKey, list[Figure]]:
    found: dict[FigureListKey, list[Figure]] = defaultdict(list)
    for figure in figures:
        if key := FigureListKey.of(figure):
            found[key].append(figure)
    return found


def _differences(first: Iterable[Figure], second: Iterable[Figure]) -> list[str]:
    """In what the nearest two figures differ."""
    one, other = _by_key(first), _by_key(second)
    if not (one and other):
        return [_("without a number")]
    return min((key.differences(unlike) for key in one for unlike in other), key=len)
