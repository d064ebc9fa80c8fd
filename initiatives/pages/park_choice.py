"""Choosing among many parks: by name, province, level and year, in the address of the start page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from initiatives.models import Park, Plan
from initiatives.models.distinct_values import distinct_values
from initiatives.models.site_urls import page_language
from initiatives.search import Query


@dataclass(frozen=True)
class ParkFilters:
    """The query parameters of the start page; an empty one does not filter, unknown ones are ignored.

    `q` are words of the park's name, or its pinyin. `page` is the address of the last park of the page
    before; empty on the first.
    """

    q: str = ""
    province: str = ""
    level: str = ""
    year: str = ""
    page: str = ""

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls)]

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "ParkFilters":
        given = {field.name: query.get(field.name, "")[:200] for field in fields(cls)}
        # What is no year is none of any plan.
        if given["year"] and not (given["year"].isascii() and given["year"].isdecimal()):
            given["year"] = "0"
        return cls(**given)

    @property
    def query(self) -> str:
        """The query string with the parameters that are set; as a link, a bare `?` clears the current one."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    @property
    def narrowed(self) -> bool:
        return any((self.sought, self.province, self.level, self.year))

    @property
    def sought(self) -> Query:
        """What is searched for among the names."""
        return Query.parse(self.q)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The other parameters, which a new search by name leaves as they are."""
        return [(name, value) for name in ("province", "level", "year") if (value := getattr(self, name))]

    def with_changes(self, **changes: str) -> "ParkFilters":
        return replace(self, **changes)


@dataclass(frozen=True)
class ParkOption:
    """One value to choose by, and the query string that applies it, or takes it back where it is chosen."""

    value: str
    label: str
    # The language of a label that is not translated into that of the page; else empty.
    language: str
    chosen: bool
    query: str


@dataclass(frozen=True)
class ParkFacet:
    name: str
    label: str
    options: list[ParkOption]


def park_facets(filters: ParkFilters) -> list[ParkFacet]:
    """What parks with published plans can be chosen by: only what leaves some of them out."""
    parks, plans = Park.objects.published(), Plan.objects.published()
    years = distinct_values(plans, "year", "year", 0)
    found = {
        ("province", _("Province")): distinct_values(parks, "province", "province_en", ""),
        ("level", _("Level")): distinct_values(parks, "level", "level_en", ""),
        ("year", _("Year")): [(str(year), str(year)) for year, _year in reversed(years)],
    }
    return [
        ParkFacet(name, label, list(_options(filters, name, values)))
        for (name, label), values in found.items()
        if len(values) > 1
    ]


def _options(filters: ParkFilters, name: str, values: list[tuple[str, str]]) -> Iterator[ParkOption]:
    for value, english in values:
        chosen = getattr(filters, name) == value
        label, language = value, ""
        if page_language() == "en":
            label, language = (english, "") if english else (value, "zh-Hans")
        changed = filters.with_changes(**{name: "" if chosen else value, "page": ""})
        yield ParkOption(value, label, language, chosen, changed.query)
