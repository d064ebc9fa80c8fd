"""Parks that are not in a list of figures, each with the reason: what its plans have instead."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Figure, Metric, Park
from initiatives.pages.figure_lists import FigureList, FigureListKey, form_of
from initiatives.values.amount_words import split_unit
from initiatives.values.periods import Period

PARKS_ON_A_PAGE = 30


@dataclass(frozen=True)
class UnlistedPark:
    """A park with the figure that is nearest to the list, and in what it differs; None for no figure."""

    park: Park
    reasons: list[str]
    figure: Figure | None


@dataclass(frozen=True)
class UnlistedParks:
    """A page of parks by their addresses; `after` is the last of them if more follow."""

    parks: list[UnlistedPark]
    after: str

    @classmethod
    def build(cls, metric: Metric, shown: FigureList | None, after: str) -> "UnlistedParks":
        published = Figure.objects.published().filter(metric=metric)
        parks = Park.objects.published().filter(slug__gt=after)
        if shown:
            listed = published.filter(**shown.conditions).order_by()
            parks = parks.exclude(pk__in=listed.values("edition__plan__park"))
        found = list(parks.order_by("slug")[: PARKS_ON_A_PAGE + 1])
        some = found[:PARKS_ON_A_PAGE]
        nearest = _nearest(published, some, shown)
        entries = [
            UnlistedPark(park, *nearest.get(park.pk, ([_("No such figure entered")], None))) for park in some
        ]
        return cls(entries, some[-1].slug if len(found) > PARKS_ON_A_PAGE else "")


COLUMNS = (
    *("edition__plan__park", "pk", "edition__plan__year", "value"),
    *("kind", "period", "period_standing", "scope", "unit", "change", "rank", "ratio"),
)


def _nearest(
    published: Any, parks: Iterable[Park], shown: FigureList | None
) -> dict[int, tuple[list[str], Figure]]:
    """For each park the figure that differs least from the list, of the latest period and plan."""
    rows = published.filter(edition__plan__park__in=[park.pk for park in parks]).order_by()
    best: dict[int, tuple[tuple[int, ...], list[str], int]] = {}
    for park, pk, year, value, kind, period, standing, scope, unit, change, rank, ratio in rows.values_list(
        *COLUMNS
    ):
        form = form_of(change, rank, ratio is not None)
        key = FigureListKey(kind, period, standing, scope, split_unit(unit)[1], form)
        reasons = _reasons(key, shown, is_stated=value is not None)
        place = (len(reasons), -Period.parse(period).end.toordinal(), -year, pk)
        if park not in best or place < best[park][0]:
            best[park] = (place, reasons, pk)
    with_facts = Figure.objects.with_facts().select_related("edition__plan__park")
    figures = with_facts.in_bulk([pk for _place, _reasons, pk in best.values()])
    return {park: (reasons, figures[pk]) for park, (_place, reasons, pk) in best.items() if pk in figures}


def _reasons(key: FigureListKey, shown: FigureList | None, *, is_stated: bool) -> list[str]:
    """Why a figure is not in the list: it has no number, or counts something else."""
    if is_stated:
        return shown.key.differences(key) if shown else []
    # What it counts is compared as if it had a number of the list's unit.
    key = replace(key, unit=shown.key.unit, form=shown.key.form) if shown else key
    return [_("without a number"), *(shown.key.differences(key) if shown else ())]
