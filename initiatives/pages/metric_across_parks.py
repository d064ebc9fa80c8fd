"""One metric in the published plans of all parks: lists of comparable figures, and parks in no list."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from initiatives.models import Figure, Metric
from initiatives.pages.figure_lists import RANK, RATIO, FigureList, FigureListKey, figure_lists
from initiatives.pages.unlisted_parks import UnlistedParks
from initiatives.values.periods import Period

FIGURES_ON_A_PAGE = 50
# Choices of one sort; what is counted may be put in as many ways as there are parks.
MOST_CHOICES = 40
PARKS_PAGE = "parks."


@dataclass(frozen=True)
class FigureListFilters:
    """The query parameters of the page: which list, and which part of it or of the parks not in it.

    `page` is the last figure of the page before (park, year and key, with dots between), or `parks.` with the
    address of the last park.
    """

    list: str = ""
    page: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "FigureListFilters":
        return cls(**{field.name: query.get(field.name, "")[:200] for field in fields(cls)})

    @property
    def query(self) -> str:
        values = {"list": self.list, "page": self.page}
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    def with_changes(self, **changes: str) -> "FigureListFilters":
        return replace(self, **changes)


@dataclass(frozen=True)
class ListChoice:
    """A way to another list, or to the one that is shown; `count` figures are in all that it stands for."""

    label: str
    language: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True)
class MetricAcrossParks:
    """`figures` are those of one page of the list, None where the page goes on with parks not in it.

    `previous` and `next` are query strings, None where there is no more.
    """

    metric: Metric
    filters: FigureListFilters
    lists: list[FigureList]
    shown: FigureList | None
    figures: list[Figure] | None
    unlisted: UnlistedParks | None
    previous: str | None
    next: str | None

    @classmethod
    def build(cls, code: str, filters: FigureListFilters) -> "MetricAcrossParks":
        """Raises Metric.DoesNotExist if no published plan has a figure of the metric."""
        metric = Metric.objects.published().get(code=code)
        published = Figure.objects.published().filter(metric=metric)
        lists = figure_lists(published.by_list())
        shown = next((one for one in lists if one.key.address == filters.list), lists[0] if lists else None)
        if not shown or shown.key.address != filters.list:
            filters = filters.with_changes(list="")
        if shown is None or filters.page.startswith(PARKS_PAGE):
            unlisted = UnlistedParks.build(metric, shown, filters.page.removeprefix(PARKS_PAGE))
            following = (
                filters.with_changes(page=PARKS_PAGE + unlisted.after).query if unlisted.after else None
            )
            back = filters.with_changes(page="").query if shown else None
            return cls(metric, filters, lists, shown, None, unlisted, back, following)
        figures, before, after = _page(published.filter(**shown.conditions), shown, filters.page)
        previous = None if before is None else filters.with_changes(page=before).query
        if after:
            following = filters.with_changes(page=after).query
            return cls(metric, filters, lists, shown, figures, None, previous, following)
        unlisted = UnlistedParks.build(metric, shown, "")
        return cls(metric, filters, lists, shown, figures, unlisted, previous, None)

    @property
    def further_parks(self) -> str | None:
        """Where the parks that are not in the list go on, if this page only begins them."""
        if self.figures is None or not self.unlisted or not self.unlisted.after:
            return None
        return self.filters.with_changes(page=PARKS_PAGE + self.unlisted.after).query

    @property
    def all_unlisted(self) -> str:
        """Where the parks that are not in the list begin, on pages that do not show them."""
        return self.filters.with_changes(page=PARKS_PAGE).query

    # Choosing another list. Each way leads to the fullest list that it describes.

    @property
    def kinds(self) -> list[ListChoice]:
        return self._choices((), lambda key: key.kind, lambda found: found.key.kind_label)

    @property
    def periods(self) -> list[ListChoice]:
        """The periods of the kind that is shown, the latest first."""
        ordered = sorted(self.lists, key=lambda found: Period.parse(found.key.period), reverse=True)
        label = attrgetter("key.period_in_words")
        fullest = {(_kind(found.key), _time(found.key)): found for found in reversed(self.lists)}
        ordered = [found for found in ordered if fullest[_kind(found.key), _time(found.key)] is found]
        return self._choices((_kind,), _time, label, ordered)

    @property
    def subjects(self) -> list[ListChoice]:
        """What is counted, of the kind and period that are shown: scopes, units, levels and changes."""
        return self._choices((_kind, _time), lambda key: key, attrgetter("subject"))

    @property
    def hidden_subjects(self) -> int:
        """How many lists of the kind and period have no link, since only the fullest have."""
        own = self.shown.key if self.shown else None
        alike = [
            one for one in self.lists if own and (_kind(one.key), _time(one.key)) == (own.kind, _time(own))
        ]
        return max(0, len(alike) - MOST_CHOICES)

    def _choices(
        self,
        alike: Sequence[Callable[[FigureListKey], Any]],
        told_by: Callable[[FigureListKey], Any],
        label: Callable[[FigureList], str],
        lists: Sequence[FigureList] = (),
    ) -> list[ListChoice]:
        """Lists that are like the one that is shown in some ways, the fullest of each that is told apart."""
        if not self.shown:
            return []
        own = self.shown.key
        found: dict[Any, FigureList] = {}
        counts: Counter[Any] = Counter()
        for one in lists or self.lists:
            if all(way(one.key) == way(own) for way in alike):
                found.setdefault(told_by(one.key), one)
        for one in self.lists:
            if all(way(one.key) == way(own) for way in alike):
                counts[told_by(one.key)] += one.count
        choices = [
            ListChoice(
                label(one),
                one.subject_language if value == one.key else "",
                counts[value],
                chosen=value == told_by(own),
                query=FigureListFilters(one.key.address).query,
            )
            for value, one in [*found.items()][:MOST_CHOICES]
        ]
        return choices if len(choices) > 1 else []

    @property
    def order(self) -> str:
        """In which order the figures of the list are, in words."""
        form = self.shown.key.form if self.shown else ""
        if form == RATIO:
            return _("Ratios are in the order of the parks’ addresses.")
        if form == RANK:
            return _("The first place comes first.")
        return _("The largest number comes first; of a range, its beginning counts.")


def _kind(key: FigureListKey) -> str:
    return key.kind


def _time(key: FigureListKey) -> tuple[str, str]:
    return key.period, key.standing


def _page(rows: Any, shown: FigureList, page: str) -> tuple[list[Figure], str | None, str | None]:
    """The figures of a page in the order of the list, where the page before begins, and what follows."""
    columns = ("edition__plan__park__slug", "edition__plan__year", "key", "pk", "value", "unit")
    ordered = sorted(
        (shown.place(value, unit), park, -year, f"{park}.{year}.{key}", pk)
        for park, year, key, pk, value, unit in rows.order_by().values_list(*columns)
    )
    names = [name for *_place, name, _pk in ordered]
    start = names.index(page) + 1 if page in names else 0
    end = start + FIGURES_ON_A_PAGE
    pks = [pk for *_place, pk in ordered[start:end]]
    found = {
        figure.pk: figure
        for figure in Figure.objects.with_facts().select_related("edition__plan__park").filter(pk__in=pks)
    }
    before = start - FIGURES_ON_A_PAGE - 1
    previous = None if not start else names[before] if before >= 0 else ""
    return [found[pk] for pk in pks if pk in found], previous, names[end - 1] if end < len(names) else None
