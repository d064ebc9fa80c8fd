"""The search page: results by kind."""

from dataclasses import dataclass

from initiatives.models import Edition
from initiatives.pages.home import only_published
from initiatives.search import Hits, Query, search


@dataclass(frozen=True)
class SearchPage:
    """`edition` is the plan whose header is shown while it is the only one."""

    edition: Edition | None
    query: Query
    results: list[Hits]

    @classmethod
    def build(cls, text: str) -> "SearchPage":
        query = Query.parse(text)
        return cls(only_published(), query, search(query))

    @property
    def count(self) -> int:
        return sum(len(hits.hits) for hits in self.results)

    @property
    def more(self) -> bool:
        return any(hits.more for hits in self.results)
