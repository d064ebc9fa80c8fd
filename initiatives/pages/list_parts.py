"""A long list in numbered parts, each with an address of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.paginator import Paginator

from initiatives.pages.filters import QueryFilters

R = TypeVar("R")
ROWS_IN_A_PART = 200


@dataclass(frozen=True)
class ListPart(Generic[R]):
    """The rows from the place `start` to `end` of a list, counted from one.

    `previous`, `first` and `next` are query strings of other parts, None where there are none.
    """

    rows: Sequence[R]
    start: int
    end: int
    is_whole: bool
    previous: str | None
    first: str | None
    next: str | None


def part_of(rows: Sequence[R], filters: QueryFilters) -> ListPart[R]:
    """The part that the filters ask for by its number: the first for words, the last for other numbers."""
    page = Paginator(rows, ROWS_IN_A_PART).get_page(filters.page or 1)

    def address(number: int) -> str:
        return filters.with_changes(page=str(number) if number > 1 else "").query

    return ListPart(
        rows=list(page),
        start=page.start_index(),
        end=page.end_index(),
        is_whole=not page.has_other_pages(),
        previous=address(page.number - 1) if page.has_previous() else None,
        first=address(1) if page.number > 2 else None,
        next=address(page.number + 1) if page.has_next() else None,
    )
