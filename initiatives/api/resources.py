"""API resources: the public rows of a kind in order, chosen by filters, page by page, or one by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.editions.as_of import NoDay, PlanHistory, read_day
from initiatives.kinds.base import OF_PLAN, EditionRowKind, Kind
from initiatives.kinds.columns import Record
from initiatives.kinds.filters import (
    WHOLE_NUMBER,
    InvalidParameter,
    UnexpectedValue,
    order_part,
    read_parameter,
)
from initiatives.kinds.plan import PLANS
from initiatives.models import Edition

MIN_LIMIT, DEFAULT_LIMIT, MAX_LIMIT = 1, 100, 200
# Rows of a list are looked for in the first editions: to the 8th, then to the 64th, then to the 256th.
FIRST_EDITIONS = (0, 8, 64, 256)
FROM_NEXT = gettext_lazy("Take it from “next” of the page before, or leave it out to begin.")


@dataclass(frozen=True)
class ResourcePage:
    """Some records, and the place in the order after which the next ones come; None at the end."""

    rows: list[Record]
    after: str | None


def read_limit(text: str) -> int:
    if not (WHOLE_NUMBER.fullmatch(text) and MIN_LIMIT <= int(text) <= MAX_LIMIT):
        raise UnexpectedValue(_("Write a whole number from 1 to %(most)d.") % {"most": MAX_LIMIT})
    return int(text)


def limit_in(query: Mapping[str, str]) -> int:
    return read_parameter("limit", read_limit, query["limit"]) if "limit" in query else DEFAULT_LIMIT


def list_page(kind: Kind, query: Mapping[str, str]) -> ResourcePage:
    """The records that a query asks for. Unknown parameters are ignored; InvalidParameter for a bad value."""
    chosen = kind.published()
    for one in kind.filters:
        if one.name in query:
            chosen = chosen.filter(**{one.lookup: read_parameter(one.name, one.read, query[one.name])})
    if "after" in query:
        chosen = chosen.filter(_after(kind, query["after"]))
    limit = limit_in(query)
    rows = _first_rows(kind, chosen, query, limit + 1)
    more = len(rows) > limit
    return ResourcePage(kind.published_records(rows[:limit]), _place(kind, rows[limit - 1]) if more else None)


def _first_rows(kind: Kind, chosen: QuerySet, query: Mapping[str, str], most: int) -> list[Any]:
    """The first of some rows, of editions in the order of these.

    To put rows in the order of parks and years, databases read all of them. So those of the first editions
    are looked at alone; where these have too few, few are chosen.
    """
    ordered = chosen.order_by(*kind.ordering)
    if not isinstance(kind, EditionRowKind):
        return list(ordered[:most])
    editions = _editions(query)
    pks: list[int] = []
    for start, end in pairwise(FIRST_EDITIONS):
        some = editions[start:end]
        if some:
            pks += ordered.filter(edition__in=some).values_list("pk", flat=True)[: most - len(pks)]
        if len(pks) == most or len(some) < end - start:
            return list(kind.published().filter(pk__in=pks).order_by(*kind.ordering))
    return list(ordered[:most])


def _editions(query: Mapping[str, str]) -> list[int]:
    """The first published editions in order whose rows a query asks for."""
    rows = Edition.objects.published()
    for one in OF_PLAN:
        if one.name in query:
            lookup = one.lookup.removeprefix("edition__")
            rows = rows.filter(**{lookup: read_parameter(one.name, one.read, query[one.name])})
    if "after" in query:
        park, year, *_place = query["after"].split("/")
        later = Q(plan__park__slug__gt=park) | Q(plan__park__slug=park, plan__year__gte=int(year))
        # The first condition by itself, which an index answers.
        rows = rows.filter(later, plan__park__slug__gte=park)
    ordered = rows.order_by("plan__park__slug", "plan__year").values_list("pk", flat=True)
    return list(ordered[: FIRST_EDITIONS[-1]])


def one_record(kind: Kind, name: str) -> Record:
    """The record of a public row by its name, without its collection; ObjectDoesNotExist if there is none."""
    (record,) = kind.published_records([_published_row(kind, name)])
    return record


def plan_on_day(name: str, text: str) -> Record:
    """The record of a plan as it was public on a day; InvalidParameter if that cannot be shown."""
    history = PlanHistory.build(_published_row(PLANS, name))
    edition = history.edition_on(read_parameter("as_of", _read_day, text))
    if edition is None:
        known = "; ".join(f"{days.first} – {days.last}" for days in history.known)
        raise InvalidParameter("as_of", text[:60], _("Days that can be shown: %(known)s.") % {"known": known})
    return PLANS.record(edition, edition)


def _read_day(text: str) -> date:
    try:
        return read_day(text)
    except NoDay as error:
        raise UnexpectedValue(_("Write a day as 2024-06-30.")) from error


def _published_row(kind: Kind, name: str) -> Any:
    parts = name.split("/")
    if len(parts) != len(kind.identity):
        raise kind.model.DoesNotExist(name)  # type: ignore[attr-defined]
    try:
        values = {path: order_part(path).read(part) for path, part in zip(kind.identity, parts, strict=True)}
    except ValueError as error:
        raise kind.model.DoesNotExist(name) from error  # type: ignore[attr-defined]
    return kind.published().get(**values)


def _place(kind: Kind, row: Any) -> str:
    """Where a row stands in the order: the values of all columns of the ordering."""
    return "/".join(str(attrgetter(path.replace("__", "."))(row)) for path in kind.ordering)


def _after(kind: Kind, place: str) -> Q:
    """Rows after a place in the order."""
    parts = place.split("/")
    try:
        values = [order_part(path).read(part) for path, part in zip(kind.ordering, parts, strict=True)]
    except ValueError as error:
        raise InvalidParameter("after", place[:60], str(FROM_NEXT)) from error
    beyond, same = Q(), Q()
    for path, value in zip(kind.ordering, values, strict=True):
        beyond |= same & Q(**{f"{path}__gt": value})
        same &= Q(**{path: value})
    return beyond
