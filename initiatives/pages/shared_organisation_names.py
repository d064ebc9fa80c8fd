"""Organisations that go by one name in several parks. They stay apart: no row says whether they are one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from initiatives.models import Edition, Organisation
from initiatives.models.distinct_values import next_values
from initiatives.search.documents import organisation_links
from initiatives.values.vocabulary import EditionState

NAMES_ON_A_PAGE, PARKS_OF_A_NAME, PARKS_ON_A_PAGE = 30, 6, 60


@dataclass(frozen=True)
class SharedNameFilters:
    """The query parameters: one name, and the last name or park (by its address) of the page before."""

    name: str = ""
    page: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "SharedNameFilters":
        return cls(**{field.name: query.get(field.name, "")[:200] for field in fields(cls)})

    @property
    def query(self) -> str:
        values = {"name": self.name, "page": self.page}
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    def with_changes(self, **changes: str) -> "SharedNameFilters":
        return replace(self, **changes)


@dataclass(frozen=True)
class NamedOrganisation:
    """One of the organisations of a name, and the latest published edition that names it."""

    organisation: Organisation
    edition: Edition

    @property
    def url(self) -> str:
        return f"{self.edition.url('organisations')}#{self.organisation.slug}"


@dataclass(frozen=True)
class SharedName:
    """A name and some of the organisations that have it; `query` leads to all of them if there are more."""

    name: str
    organisations: list[NamedOrganisation]
    query: str


@dataclass(frozen=True)
class SharedOrganisationNames:
    filters: SharedNameFilters
    names: list[SharedName]
    # Query strings: of the first page, on the others, and of the next one.
    first: str | None
    next: str | None

    @classmethod
    def build(cls, filters: SharedNameFilters) -> "SharedOrganisationNames":
        return cls._of_one_name(filters) if filters.name else cls._of_all(filters)

    @classmethod
    def _of_all(cls, filters: SharedNameFilters) -> "SharedOrganisationNames":
        shared = Organisation.objects.in_several_parks()
        found = next_values(shared, "name", filters.page, NAMES_ON_A_PAGE + 1)
        names = found[:NAMES_ON_A_PAGE]
        # A query for each name of a page: for one of all, databases look at each organisation of these names.
        rows = shared.select_related("park").order_by("park", "pk")
        first = [row for name in names for row in rows.filter(name=name)[: PARKS_OF_A_NAME + 1]]
        by_name: dict[str, list[NamedOrganisation]] = defaultdict(list)
        for one in _with_editions(first):
            by_name[one.organisation.name].append(one)
        listed = [
            SharedName(
                name,
                by_name[name][:PARKS_OF_A_NAME],
                SharedNameFilters(name).query if len(by_name[name]) > PARKS_OF_A_NAME else "",
            )
            for name in names
        ]
        following = filters.with_changes(page=names[-1]).query if len(found) > NAMES_ON_A_PAGE else None
        return cls(filters, listed, "?" if filters.page else None, following)

    @classmethod
    def _of_one_name(cls, filters: SharedNameFilters) -> "SharedOrganisationNames":
        rows = Organisation.objects.in_several_parks().filter(name=filters.name, park__slug__gt=filters.page)
        found = list(rows.select_related("park").order_by("park__slug", "pk")[: PARKS_ON_A_PAGE + 1])
        some = found[:PARKS_ON_A_PAGE]
        names = [SharedName(filters.name, _with_editions(some), "")] if some else []
        following = filters.with_changes(page=some[-1].park.slug).query if len(found) > len(some) else None
        return cls(filters, names, SharedNameFilters(filters.name).query if filters.page else None, following)


def _with_editions(rows: Iterable[Organisation]) -> list[NamedOrganisation]:
    """Organisations with the latest published edition that names each; without those that none names."""
    rows = list(rows)
    naming: dict[int, set[int]] = defaultdict(set)
    for model, link in organisation_links():
        naming_rows: Any = model._default_manager
        named = naming_rows.filter(**{f"{link}__in": [row.pk for row in rows]})
        for organisation, edition in named.order_by().values_list(link, "edition").distinct():
            naming[organisation].add(edition)
    # By primary keys alone, since databases read the whole table for what is published among them.
    found = Edition.objects.order_by().in_bulk({pk for pks in naming.values() for pk in pks})
    editions = {pk: edition for pk, edition in found.items() if edition.state == EditionState.PUBLISHED}
    latest = {
        organisation: max(seen, key=lambda pk: (editions[pk].plan.year, pk))
        for organisation, pks in naming.items()
        if (seen := pks & editions.keys())
    }
    return [NamedOrganisation(row, editions[latest[row.pk]]) for row in rows if row.pk in latest]
