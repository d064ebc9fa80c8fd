"""Text folded for searching, so that full-width and half-width, upper and lower case are the same.

A fold may be longer or shorter than the text (`…` becomes `...`, `ｶﾞ` becomes `ガ`). To mark a match in the
text as it is written, the text is cut into clusters, each folded by itself, and positions are kept for each.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from unicodedata import normalize

# A character with the marks that combine with it: accents, parts of Korean syllables, Japanese voice marks.
# `static_site/search.js` has the same.
CLUSTER = re.compile(
    ".[\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a"
    "\ufe20-\ufe2f\uff9e\uff9f]*",
    re.DOTALL,
)


def fold(text: str) -> str:
    """Compatibility characters as plain ones, in lower case: `（３０ＧＷ）` becomes `(30gw)`."""
    return normalize("NFKC", text).lower()


def find_folded(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of some folded words stands in a text, the longest first: slices of the text as written.

    The slices are in order and do not overlap. One covers whole clusters, even if only a part of one matches.
    """
    alternatives = sorted(filter(None, words), key=len, reverse=True)
    folded = fold(text)
    if not any(word in folded for word in alternatives):
        return []
    clusters = CLUSTER.findall(text)
    pieces = [fold(cluster) for cluster in clusters]
    written = [0, *accumulate(map(len, clusters))]
    starts = [0, *accumulate(map(len, pieces))]
    found: list[tuple[int, int]] = []
    for match in re.finditer("|".join(map(re.escape, alternatives)), "".join(pieces)):
        start = written[bisect_right(starts, match.start()) - 1]
        end = written[bisect_left(starts, match.end())]
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
