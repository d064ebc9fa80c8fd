"""How much room texts take on a slide, so that a slide shows what fits and says how much it leaves out.

Lengths are in steps: a step is a hundredth of the width of a screen of 16:9, which is 56.25 steps high. The
style sheet `screen.css` sets type and columns in the same steps. Estimates are on the large side.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

# Lines end before the column does: words are not broken, and punctuation does not begin a line.
RAGGED = 1.08
# What a Latin letter takes of an em, in wide typefaces.
LETTER, BOLD_LETTER = 0.53, 0.64
# In which steps columns are made lower until they are about even.
HEIGHT_STEP = 0.25


@dataclass(frozen=True)
class TypeSize:
    """Type of `size`, with lines of `line` and `gap` between items; all in steps. `name` is its CSS class."""

    name: str
    size: float
    line: float
    gap: float


@dataclass(frozen=True)
class Fitted(Generic[T]):
    """Items in columns, and how many more there are."""

    columns: list[list[T]]
    further: int = 0


def em_width(text: str, letter: float = LETTER) -> float:
    """The width of a text in ems: a wide (Han) character takes one, any other one `letter`."""
    return sum(1 if unicodedata.east_asian_width(character) in "WF" else letter for character in text)


def text_width(text: str, size: float) -> float:
    """The width of a text on one line."""
    return em_width(text) * size


def count_lines(text: str, size: float, width: float, most: int | None = None, *, beside: float = 0) -> int:
    """How many lines of a column's width a text takes, with `beside` more at its end, such as a mark.

    At most `most`, where the style sheet cuts it.
    """
    room = text_width(text, size) + beside
    lines = 1 if room <= width * 0.97 else math.ceil(room * RAGGED / width)
    return lines if most is None else min(lines, most)


def count_rows(widths: Iterable[float], width: float) -> int:
    """How many rows of a column's width things take that stand side by side and are not broken."""
    rows, taken = 0, math.inf
    for thing in widths:
        if taken + thing > width:
            rows, taken = rows + 1, 0.0
        taken += thing
    return rows


def size_class(title: str, widths: tuple[int, ...], names: tuple[str, ...]) -> str:
    """The first name whose width in ems a title, in bold, does not exceed; else the last name."""
    width = em_width(title, BOLD_LETTER)
    return next((name for name, limit in zip(names, widths, strict=False) if width <= limit), names[-1])


def fit_columns(
    items: Sequence[T],
    heights: Sequence[float],
    starts: Sequence[bool],
    capacity: float,
    head: float,
    columns: int = 2,
) -> Fitted[T]:
    """Put items into columns of at most `capacity`, in order and about evenly; count those that do not fit.

    `starts` says which items begin a group. A group takes `head` more, again where a column begins within it.
    """
    best: list[list[int]] = []
    height = capacity
    while height > 0:
        filled = _fill(heights, starts, height, head, columns)
        if sum(map(len, filled)) < sum(map(len, best)):
            break
        best, height = filled, height - HEIGHT_STEP
    shown = [[items[place] for place in column] for column in best]
    return Fitted(shown, len(items) - sum(map(len, shown)))


def _fill(
    heights: Sequence[float], starts: Sequence[bool], height: float, head: float, columns: int
) -> list[list[int]]:
    """The places of the items that fit into columns of that height; groups stay whole where that is easy."""
    filled: list[list[int]] = [[]]
    taken = 0.0
    for place, own in enumerate(heights):
        more = own + (head if starts[place] or not filled[-1] else 0)
        group = _group_height(heights, starts, place, head)
        apart = starts[place] and taken > height / 2 and taken + group > height
        if filled[-1] and (taken + more > height or apart):
            if len(filled) == columns:
                break
            filled.append([])
            taken, more = 0.0, own + head
        if taken + more > height:
            break
        filled[-1].append(place)
        taken += more
    return filled


def _group_height(heights: Sequence[float], starts: Sequence[bool], place: int, head: float) -> float:
    """The height of the group that begins at that place."""
    end = next((other for other in range(place + 1, len(starts)) if starts[other]), len(starts))
    return head + sum(heights[place:end])
