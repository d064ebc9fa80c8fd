"""A long list in numbered parts, each with an address of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from initiatives.pages.filters import QueryFilters

R = TypeVar("R")
ROWS_IN_A_PART = 200


@dataclass(frozen=True)
class ListPart(Generic[R]):
    """The rows from the place `start` to `end` in a list of `total`, counted from one.

    `previous`, `first` and `next` are query strings of other parts, None where there are none.
    """

    rows: Sequence[R]
    start: int
    end: int
    total: int
    previous: str | None
    first: str | None
    next: str | None

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == self.total


def part_of(rows: Sequence[R], filters: QueryFilters) -> ListPart[R]:
    """The part that the filters ask for by its number; of numbers that there are not, the nearest."""
    parts = max(1, -(-len(rows) // ROWS_IN_A_PART))
    # Longer numbers name no part either.
    asked = int(filters.page[:9]) if filters.page.isascii() and filters.page.isdecimal() else 1
    number = min(max(asked, 1), parts)
    start = (number - 1) * ROWS_IN_A_PART
    shown = rows[start : start + ROWS_IN_A_PART]

    def address(other: int) -> str | None:
        if not 1 <= other <= parts:
            return None
        return filters.with_changes(page=str(other) if other > 1 else "").query

    first = address(1) if number > 2 else None
    return ListPart(
        shown, start + 1, start + len(shown), len(rows), address(number - 1), first, address(number + 1)
    )
