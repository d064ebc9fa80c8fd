"""Where the characters of a text stand in a corrected version of it. Both are without white space."""

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from functools import cached_property

CLAUSE = re.compile("[^。！？；，]*[。！？；，]+|[^。！？；，]+")
# Characters of a changed part times those that replace it, and all of these: more are not compared.
MOST_COMPARED, MOST_IN_ALL = 400_000, 10_000_000
# Characters before and after words that tell several places of the same words apart.
CONTEXT = 40
# Words that are shorter are only found elsewhere if some of their context is there too.
LONG_ENOUGH, CONTEXT_ENOUGH = 8, 4
# Words and pairs of characters that are there more often tell nothing.
MOST_PLACES = 200
# How much of words has to be found for others to be called similar.
SIMILAR = 0.4


class AlignedTexts:
    """Two versions of a text, clause by clause and within changed clauses character by character."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        # For each character of the old text its index in the new one; -1 for none.
        self.places = [-1] * len(old)
        self._align()
        self._taken = {place for place in self.places if place >= 0}

    def _align(self) -> None:
        before, after = CLAUSE.findall(self.old), CLAUSE.findall(self.new)
        starts, ends, left = _starts(before), _starts(after), MOST_IN_ALL
        for name, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
            start, end, first, last = starts[a], starts[b], ends[c], ends[d]
            if name == "equal":
                self.places[start:end] = range(first, last)
            elif name == "replace" and (size := (end - start) * (last - first)) <= min(MOST_COMPARED, left):
                left -= size
                matcher = SequenceMatcher(None, self.old[start:end], self.new[first:last], autojunk=False)
                for i, j, length in matcher.get_matching_blocks():
                    self.places[start + i : start + i + length] = range(first + j, first + j + length)

    def place_of(self, start: int, end: int) -> tuple[int, int] | None:
        """The slice of the new text with the words of a slice of the old one; None if they stand no longer.

        Words that are there several times are those at the same relative place. Words that were moved are
        found by what stands before and after them.
        """
        first = self.places[start]
        if first >= 0 and self.places[start:end] == list(range(first, first + end - start)):
            return first, first + end - start
        return self._moved(start, end)

    def _moved(self, start: int, end: int) -> tuple[int, int] | None:
        size, places = end - start, occurrences_of(self.old[start:end], self.new)
        if len(places) > MOST_PLACES:
            return None
        found = [
            (self._context(start, end, place), place)
            for place in places
            # Not where words of another place of the old text have come to stand.
            if any(index not in self._taken for index in range(place, place + size))
        ]
        found.sort(reverse=True)
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            return None
        context, place = found[0]
        if size < LONG_ENOUGH and context < CONTEXT_ENOUGH:
            return None
        return place, place + size

    def _context(self, start: int, end: int, place: int) -> int:
        """How many characters before and after the words are the same in both texts."""
        last = place + end - start
        before = _common(
            self.old[max(start - CONTEXT, 0) : start][::-1], self.new[max(place - CONTEXT, 0) : place][::-1]
        )
        return before + _common(self.old[end : end + CONTEXT], self.new[last : last + CONTEXT])

    def nearest(self, start: int, end: int) -> tuple[int, int] | None:
        """The slice of the new text that stands in place of words, or that is most similar to them."""
        size = end - start
        before = next((self.places[one] for one in range(start - 1, -1, -1) if self.places[one] >= 0), -1)
        following = (self.places[one] for one in range(end, len(self.places)) if self.places[one] >= 0)
        after = next(following, len(self.new))
        kept = sum(place >= 0 for place in self.places[start:end])
        first, last = _trimmed(self.new, before + 1, after)
        if kept >= SIMILAR * size and 0 < last - first <= 2 * size + 10:
            return first, last
        return self.similar(self.old[start:end])

    def similar(self, words: str) -> tuple[int, int] | None:
        """The slice of the new text that has most pairs of characters in line with words."""
        votes: Counter[int] = Counter()
        pairs = [words[index : index + 2] for index in range(len(words) - 1)]
        for index, pair in enumerate(pairs):
            places = self._pairs.get(pair, ())
            if len(places) <= MOST_PLACES:
                votes.update(place - index for place in places)
        if not votes:
            return None
        place, count = max(votes.items(), key=lambda one: (one[1], -one[0]))
        if count < SIMILAR * len(pairs):
            return None
        first, last = _trimmed(self.new, max(place, 0), min(place + len(words), len(self.new)))
        return (first, last) if first < last else None

    @cached_property
    def _pairs(self) -> dict[str, list[int]]:
        """Where each pair of characters stands in the new text."""
        found: dict[str, list[int]] = defaultdict(list)
        for index in range(len(self.new) - 1):
            found[self.new[index : index + 2]].append(index)
        return found


def occurrences_of(words: str, text: str) -> list[int]:
    """Where words stand in a text; no more than tells something."""
    found: list[int] = []
    place = text.find(words) if words else -1
    while place >= 0 and len(found) <= MOST_PLACES:
        found.append(place)
        place = text.find(words, place + 1)
    return found


def _starts(clauses: list[str]) -> list[int]:
    starts = [0]
    for clause in clauses:
        starts.append(starts[-1] + len(clause))
    return starts


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without signs between sentences at its ends."""
    while start < end and text[start] in "。！？；，、：":
        start += 1
    while start < end and text[end - 1] in "。！？；，、：":
        end -= 1
    return start, end
