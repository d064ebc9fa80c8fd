"""Finding every kind of fact of published plans by the words it contains."""

from initiatives.search.finding import Hit, Hits, found_by_name, search, searched
from initiatives.search.queries import (
    MAX_HITS,
    MAX_QUERY_LENGTH,
    MAX_TERMS,
    NO_HIT_LIMIT,
    EveryRow,
    Query,
)

__all__ = [
    "MAX_HITS",
    "MAX_QUERY_LENGTH",
    "MAX_TERMS",
    "NO_HIT_LIMIT",
    "EveryRow",
    "Hit",
    "Hits",
    "Query",
    "found_by_name",
    "search",
    "searched",
]
