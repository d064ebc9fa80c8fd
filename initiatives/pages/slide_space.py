"""How much room texts take on a slide, so that a slide shows what fits and says how much it leaves out.

Lengths are in steps: a step is a hundredth of the width of a screen of 16:9, which is 56.25 steps high. The
style sheet `screen.css` sets type and columns in the same steps. Estimates are on the large side.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

# Lines end before the column does: words are not broken, and punctuation does not begin a line.
RAGGED = 1.08
# What a Latin letter takes of an em, in wide typefaces.
LETTER, BOLD_LETTER = 0.56, 0.66
# Nobody reads more in a column of a slide.
MAX_ITEMS = 60


@dataclass(frozen=True)
class TypeSize:
    """Type of `size`, with lines of `line` and `gap` between items; all in steps. `name` is its CSS class."""

    name: str
    size: float
    line: float
    gap: float


@dataclass(frozen=True)
class Fitted(Generic[T]):
    """Items in two columns, the height of the higher one, and how many more there are."""

    columns: tuple[list[T], list[T]]
    height: float
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
) -> Fitted[T]:
    """Put items into two columns of `capacity`, in order; those that do not fit are counted.

    `starts` says which items begin a group. A group takes `head` more, again where a column begins within it.
    """
    for count in range(min(len(items), MAX_ITEMS), 0, -1):
        fitted = _best_split(items[:count], heights, starts, head)
        if fitted.height <= capacity:
            return Fitted(fitted.columns, fitted.height, len(items) - count)
    return Fitted(([], []), 0, len(items))


def _best_split(
    items: Sequence[T], heights: Sequence[float], starts: Sequence[bool], head: float
) -> Fitted[T]:
    """The split into two columns that are about as high, preferably between two groups."""
    count = len(items)
    rises = [heights[place] + (head if starts[place] else 0) for place in range(count)]
    whole = sum(rises)
    best, best_score, best_height, first = count, math.inf, whole, 0.0
    for place in range(1, count + 1):
        first += rises[place - 1] + (head if place == 1 and not starts[0] else 0)
        within = place < count and not starts[place]
        height = max(first, whole - first + (head if within else 0))
        score = height + (head * 2 if within else 0)
        if score < best_score:
            best, best_score, best_height = place, score, height
    return Fitted((list(items[:best]), list(items[best:])), best_height)
