"""What somebody may have meant who found nothing: names that differ from the words by one slip."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db import connection

from initiatives.search.finding import search
from initiatives.search.index_tables import match_expression, matching_entries
from initiatives.search.queries import Query
from initiatives.values.search_terms import NAME, PREFIXES, WORD_START, Term, mark_words
from initiatives.values.spoken_names import spellings

# Shorter words are like too many others.
LEAST_CHARACTERS, LEAST_LETTERS = 3, 4
# Characters that must be right.
LEAST_LEFT = 2
MOST_CANDIDATES = 200
# So many words are tried.
MOST_TRIED = 8
END = 2**63 - 1


def meant(query: Query) -> str:
    """Words that are found, and differ from those asked for by one character; nothing if there are none."""
    if not query.terms:
        return ""
    term = query.joined
    likely = _by_pinyin(term) if term.folded.isascii() and term.folded.isalpha() else _by_characters(term)
    for words in islice(dict.fromkeys(likely), MOST_TRIED):
        # Whether there is anything is all that is asked.
        sought = replace(query, words=words, most=1, counted=0, most_in_all=1)
        if words != term.folded and search(sought):
            return words
    return ""


def _candidates(alternatives: list[frozenset[str]]) -> list[dict[str, Any]]:
    expression = match_expression(connection, [alternatives])
    return matching_entries(connection, expression, 0, END, MOST_CANDIDATES)


def _by_characters(term: Term) -> Iterator[str]:
    text = term.folded
    if len(text) < LEAST_CHARACTERS:
        return
    # What is left of the word around each slip: a wrong one, a missing one, two in the wrong order.
    parts = [
        (text[:place], text[place + skipped :])
        for place in range(len(text))
        for skipped in (1, 0, 2)
        if place + skipped <= len(text) and len(text) - skipped >= LEAST_LEFT
    ]
    alternatives = {
        frozenset(NAME + token for part in both for one in Term(part).alternatives()[:1] for token in one)
        for both in parts
    }
    for entry in _candidates([*alternatives]):
        for line in entry["names"].replace(WORD_START, "").split("\n"):
            yield from near_slices(text, line)


def _by_pinyin(term: Term) -> Iterator[str]:
    typed = term.folded
    if len(typed) < LEAST_LETTERS:
        return
    alternatives = [frozenset({NAME + typed[:length]}) for length in PREFIXES[1:4] if length < len(typed)]
    for entry in _candidates(alternatives):
        names, spoken = entry["names"].replace(WORD_START, "").split("\n"), entry["spoken"].split("\n")
        for name, line in zip(names, spoken, strict=False):
            units = line.split()
            for place, whole, _initials in spellings(units):
                length = 0
                for end, unit in enumerate(units[place:], place + 1):
                    length += len(unit) if unit != "-" else 0
                    if length >= len(typed) - 1:
                        if is_one_slip(typed, whole[:length]):
                            yield name[place:end]
                        break
        for word in mark_words(entry["names"]).split(WORD_START)[1:]:
            yield from (one for one in word.split()[:1] if is_one_slip(typed, one))


def near_slices(text: str, line: str) -> Iterator[str]:
    """The slices of a line that differ from a text by one slip."""
    for length in (len(text), len(text) - 1, len(text) + 1):
        for start in range(len(line) - length + 1):
            piece = line[start : start + length]
            if " " not in piece and is_one_slip(text, piece):
                yield piece


def is_one_slip(one: str, other: str) -> bool:
    """Whether texts differ by a character that is wrong, missing or too many, or by two in wrong order."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return swapped or any(rest[more:] == other_rest[less:] for more, less in ((1, 1), (1, 0), (0, 1)))
