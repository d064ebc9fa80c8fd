"""The search page: results by kind, and what narrows them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from initiatives.models import Edition, Figure, Park
from initiatives.pages.home import only_published
from initiatives.search import Hits, Query, search
from initiatives.search.near_misses import meant
from initiatives.search.queries import IN_QUESTION

# Of each kind: shown beside others, shown by itself at a time, counted; and suggested while somebody types.
SHOWN_BESIDE_OTHERS, SHOWN_ALONE, COUNTED, SUGGESTED = 10, 50, 100, 3
# So many suggestions are enough.
SUGGESTED_IN_ALL = 10
MOST_PARKS = 8


@dataclass(frozen=True)
class SearchChoice:
    """One way to narrow the results, or if it is chosen, to see all again."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class SearchFilters:
    """The filters in the URL. What names nothing is left out."""

    words: str = ""
    park: Park | None = None
    year: int | None = None
    kind: str = ""
    in_question: bool = False
    after: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The parameters of the URL that are read."""
        return ("q", "park", "year", "kind", "state", "after")

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> "SearchFilters":
        year = parameters.get("year", "")
        slug = parameters.get("park", "")
        return cls(
            parameters.get("q", ""),
            Park.objects.published().filter(slug=slug).first() if slug.isprintable() and slug else None,
            int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            parameters.get("kind", "")[:30],
            parameters.get("state", "") == IN_QUESTION,
            parameters.get("after", "")[:24],
        )

    def query(self, most: int, counted: int) -> Query:
        park = self.park.pk if self.park else None
        return Query.parse(
            self.words,
            most=most,
            counted=counted,
            park=park,
            year=self.year,
            kind=self.kind,
            in_question=self.in_question,
            after=self.after,
        )

    def address(self, **changes: object) -> str:
        """The query of the URL with some filters changed, from the first page on."""
        values = {
            "q": self.words,
            "park": self.park.slug if self.park else None,
            "year": self.year,
            "kind": self.kind,
            "state": IN_QUESTION if self.in_question else None,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})

    def choice(self, label: object, name: str, value: object, chosen: object) -> SearchChoice:
        return SearchChoice(str(label), self.address(**{name: None if chosen else value}), bool(chosen))


@dataclass(frozen=True)
class SearchPage:
    """`edition` is the plan whose header is shown while it is the only one."""

    edition: Edition | None
    filters: SearchFilters
    query: Query
    results: list[Hits]
    # What somebody may have meant who found nothing.
    meant: str

    @classmethod
    def build(cls, parameters: Mapping[str, str]) -> "SearchPage":
        filters = SearchFilters.parse(parameters)
        alone = bool(filters.kind)
        query = filters.query(SHOWN_ALONE if alone else SHOWN_BESIDE_OTHERS, COUNTED)
        return cls._found(filters, query)

    @classmethod
    def suggestions(cls, parameters: Mapping[str, str]) -> "SearchPage":
        """The first results of each kind, for the field in the header of every page."""
        filters = SearchFilters.parse(parameters)
        query = replace(filters.query(SUGGESTED, SUGGESTED), most_in_all=SUGGESTED_IN_ALL)
        return cls._found(filters, query)

    @classmethod
    def _found(cls, filters: SearchFilters, query: Query) -> "SearchPage":
        results = search(query)
        return cls(only_published(), filters, query, results, "" if results else meant(query))

    @property
    def count(self) -> int:
        return sum(hits.count for hits in self.results)

    @property
    def more(self) -> bool:
        return self.is_cut or not all(hits.counted_all for hits in self.results)

    @property
    def is_cut(self) -> bool:
        """Whether other kinds were not looked through, as enough was found."""
        return sum(len(hits.hits) for hits in self.results) >= self.query.most_in_all

    @property
    def whole_address(self) -> str:
        """Where everything that was found is."""
        return self.filters.address()

    @property
    def several(self) -> bool:
        """Whether there are several plans, so that each hit says whose it is."""
        return self.edition is None

    @property
    def next_address(self) -> str:
        """Where the results of one kind go on; nothing where all are shown."""
        if not self.filters.kind or not self.results or not self.results[0].more:
            return ""
        return self.filters.address(after=self.results[0].hits[-1].key)

    @cached_property
    def kinds(self) -> list[tuple[Hits, str]]:
        """The results of each kind, and where all of them are; nothing where they are all here."""
        return [
            (hits, self.filters.address(kind=hits.collection) if hits.more and not self.filters.kind else "")
            for hits in self.results
        ]

    @property
    def meant_address(self) -> str:
        return self.filters.address(q=self.meant)

    @cached_property
    def choices(self) -> list[SearchChoice]:
        """What narrows the results: kinds and parks among them, years; and what is narrowed already."""
        filters = self.filters
        found = [
            filters.choice(hits.kind, "kind", hits.collection, filters.kind)
            for hits in self.results
            if filters.kind or len(self.results) > 1
        ]
        if self.several:
            found += [*self._parks(), *self._years()]
        return found

    @cached_property
    def doubts(self) -> SearchChoice | None:
        """Only the figures in question, where there are figures."""
        if not (self.filters.in_question or any(hits.model is Figure for hits in self.results)):
            return None
        return self.filters.choice("", "state", IN_QUESTION, self.filters.in_question)

    def _parks(self) -> list[SearchChoice]:
        if self.filters.park:
            return [self.filters.choice(self.filters.park, "park", None, chosen=True)]
        parks = Counter(hit.edition.plan.park for hits in self.results for hit in hits.hits)
        if len(parks) < 2:
            return []
        return [
            self.filters.choice(park, "park", park.slug, False) for park, _n in parks.most_common(MOST_PARKS)
        ]

    def _years(self) -> list[SearchChoice]:
        if self.filters.year:
            return [self.filters.choice(self.filters.year, "year", None, chosen=True)]
        years = {hit.edition.plan.year for hits in self.results for hit in hits.hits}
        if len(years) < 2:
            return []
        return [self.filters.choice(year, "year", year, chosen=False) for year in sorted(years, reverse=True)]
