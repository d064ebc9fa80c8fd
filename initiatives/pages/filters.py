"""Filters and sort order of lists, above all of figures, read from and written to the query string."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.models import Figure
from initiatives.values.periods import Period
from initiatives.values.project_noun import PROJECT_LABEL
from initiatives.values.vocabulary import FigureKind

IN_QUESTION, NOT_STATED = "in-question", "not-stated"
# Sort keys by the value of the parameter `sort`.
ORDERS: dict[str, Callable[[Figure], object]] = {
    "name": lambda figure: figure.metric.text("name")[0],
    "project": lambda figure: figure.project.number if figure.project else 0,
    "period": lambda figure: Period.parse(figure.period),
    "kind": lambda figure: figure.kind,
    "value": lambda figure: figure.amount.in_base_unit if figure.amount else 0,
}


@dataclass(frozen=True)
class QueryFilters:
    """Query parameters of a list; an empty one does not filter, unknown ones are ignored."""

    sort: str = ""
    # Chooses no figures, but the edition that they are those of; links keep it.
    as_of: str = ""
    # The number of a part of the list; empty for the first. Another choice begins with the first part.
    page: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        return cls(**{field.name: query.get(field.name, "")[:100] for field in fields(cls)})

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls)]

    @property
    def query(self) -> str:
        """The query string with the parameters that are set; as a link, a bare `?` clears the current one."""
        names = sorted(self.names(), key=("sort", "page").count)
        chosen = {name: getattr(self, name) for name in names if getattr(self, name)}
        return f"?{urlencode(chosen)}" if chosen else "?"

    @property
    def cleared(self) -> str:
        """The query string without filters and order, of the same day."""
        return QueryFilters(as_of=self.as_of).query

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in self.names() if name not in ("sort", "as_of", "page"))

    @property
    def of_all_parts(self) -> str:
        """The query string of the whole list, for files."""
        return self.with_changes().query

    def with_changes(self, **changes: str) -> Self:
        return replace(self, **{"page": "", **changes})


@dataclass(frozen=True)
class Filters(QueryFilters):
    """The filters of the list of figures."""

    project: str = ""
    kind: str = ""
    period: str = ""
    state: str = ""

    def matches(self, figure: Figure) -> bool:
        return (
            self.project in ("", figure.project.key if figure.project else "-")
            and self.kind in ("", figure.kind)
            and self.period in ("", figure.period)
            and (
                not self.state
                or (self.state == IN_QUESTION and figure.in_question)
                or (self.state == NOT_STATED and figure.amount is None)
            )
        )

    def apply(self, figures: list[Figure]) -> list[Figure]:
        chosen = [figure for figure in figures if self.matches(figure)]
        key = ORDERS.get(self.sort.removeprefix("-"))
        if not key:
            return chosen
        chosen.sort(key=key, reverse=self.sort.startswith("-"))  # type: ignore[arg-type]
        if self.sort.endswith("value"):
            chosen.sort(key=_comparison_group)
        return chosen


def _comparison_group(figure: Figure) -> tuple[object, ...]:
    """Values are compared within one metric nature only: a rate is neither more nor less than a count.

    Nor are levels compared with changes, ranks or ratios.
    """
    amount = figure.amount
    kind = amount and (amount.rank, amount.ratio is not None, amount.change)
    return amount is None, figure.metric.nature, kind or ()


@dataclass(frozen=True)
class Option:
    """One choice of a facet: how many figures it would leave, and the query string that applies it."""

    value: str
    label: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]


Choices = dict[tuple[str, str], list[tuple[str, str]]]


def facets(filters: Filters, figures: list[Figure]) -> list[Facet]:
    """The available choices; each count assumes that the other filters stay as they are."""
    projects = {figure.project.key: figure.project for figure in figures if figure.project}
    ordered = sorted(projects.values(), key=lambda project: project.number)
    periods = sorted({figure.period for figure in figures}, key=Period.parse)
    kinds = {figure.kind for figure in figures}
    choices: Choices = {
        ("kind", _("Kind")): [(kind.value, str(kind.label)) for kind in FigureKind if kind.value in kinds],
        ("state", _("State")): [
            *([(IN_QUESTION, _("In question"))] if any(row.in_question for row in figures) else []),
            *([(NOT_STATED, _("Without a number"))] if any(row.amount is None for row in figures) else []),
        ],
        ("period", _("Period")): [(period, period) for period in periods],
        ("project", str(capfirst(PROJECT_LABEL))): [
            (project.key, project.text("theme")[0] or project.text("title")[0]) for project in ordered
        ],
    }
    return facets_of(filters, figures, choices)


def facets_of(filters: Any, rows: list[Any], choices: Choices) -> list[Facet]:
    """Facets of rows that the filters `match`: for each name and label its values and their labels."""
    return [
        Facet(name, label, [_option(filters, rows, name, *choice) for choice in listed])
        for (name, label), listed in choices.items()
        # One state leaves others out; of one kind, period and so on are all figures.
        if len(listed) > 1 or (listed and name == "state")
    ]


def _option(filters: Any, rows: list[Any], name: str, value: str, label: str) -> Option:
    chosen = getattr(filters, name) == value
    narrowed = filters.with_changes(**{name: value})
    count = sum(narrowed.matches(row) for row in rows)
    return Option(
        value, label, count, chosen, (filters.with_changes(**{name: ""}) if chosen else narrowed).query
    )
