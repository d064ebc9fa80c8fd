"""How alike two titles are, so that a row can be found again in the plan of another year."""

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from initiatives.values.row_keys import folded_name

# Titles as alike as this may name the same thing: most characters are the same, in the same order.
ALIKE = 0.6

K = TypeVar("K", bound=Hashable)


def likeness(one: str, other: str) -> float:
    """From 0 to 1, where 1 means the same but for width, case and punctuation. Symmetrical."""
    first, second = sorted((folded_name(one) or one, folded_name(other) or other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def same_titles(before: Sequence[tuple[K, str]], after: Sequence[tuple[K, str]]) -> dict[K, K]:
    """Pairs of rows with the same title, from later to earlier; titles that several rows share are left out.

    Rows are given as pairs of a key and a title.
    """
    earlier = _by_title(before)
    return {
        found[0]: known[0]
        for title, found in _by_title(after).items()
        if len(found) == 1 and len(known := earlier.get(title, [])) == 1
    }


def most_alike(title: str, titles: Sequence[tuple[K, str]]) -> K | None:
    """The key of the one title that is alike; None if none is, or two are equally alike."""
    found = sorted(
        ((likeness(title, other), place) for place, (_key, other) in enumerate(titles)), reverse=True
    )
    if not found or found[0][0] < ALIKE or (len(found) > 1 and found[1][0] == found[0][0]):
        return None
    return titles[found[0][1]][0]


def _by_title(rows: Sequence[tuple[K, str]]) -> dict[str, list[K]]:
    groups: dict[str, list[K]] = {}
    for key, title in rows:
        groups.setdefault(folded_name(title) or title, []).append(key)
    return groups
