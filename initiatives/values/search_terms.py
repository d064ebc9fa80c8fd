"""What it means that a text is found, and the tokens by which an index knows which texts may be.

A term is found in a text that contains it, folded; a term that begins with a Latin letter at the beginning of
a word only. A name is found by its pinyin too, a number however it is written. `static_site/search_rules.js`
follows the same rules.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from initiatives.values.folded_text import LATIN_WORD, fold
from initiatives.values.spoken_names import PINYIN, pinyin_places, spellings, spoken
from initiatives.values.stated_numbers import number_alone, number_key, number_keys

# Stands before each Latin word, so that what contains a marked term has it at the beginning of a word.
WORD_START = "\x02"
SYMBOL = re.compile(rf"{WORD_START}({LATIN_WORD.pattern})|(\S)")
# The beginnings of words that are tokens, by length; for a longer term the longest of them.
PREFIXES = (1, 2, 3, 4, 6, 8, 12)
# Before the tokens of names, and before those that say what a text is about instead of what it says.
NAME, FACET = "\ue000", "\ue001"
# The version of folding, texts and tokens: an index of another one is built anew.
INDEX_VERSION = 2


def mark_words(folded: str) -> str:
    """A folded text with a mark before each Latin word."""
    return LATIN_WORD.sub(rf"{WORD_START}\g<0>", folded.replace(WORD_START, " "))


@dataclass(frozen=True)
class SearchText:
    """The texts of one row as they are searched: folded, a line for each, Latin words marked.

    `names` are those by which it is called. `spoken` has the pinyin of each of their lines; `numbers` the
    keys of all numbers.
    """

    names: str
    texts: str
    spoken: str
    numbers: str

    @classmethod
    def of(cls, names: Iterable[str], texts: Iterable[str]) -> "SearchText":
        # Lines are told apart by their order.
        own, others = ([" ".join(text.split()) for text in some if text.strip()] for some in (names, texts))
        own = list(dict.fromkeys(own))
        others = [text for text in dict.fromkeys(others) if text not in own]
        folded = [fold(text) for text in (*own, *others)]
        numbers = dict.fromkeys(key for text in folded for key in number_keys(text))
        return cls(
            "\n".join(mark_words(text) for text in folded[: len(own)]),
            "\n".join(mark_words(text) for text in folded[len(own) :]),
            "\n".join(map(spoken, own)) if any(map(spoken, own)) else "",
            "\n".join(numbers),
        )

    def tokens(self) -> set[str]:
        """All tokens of the texts, and those of the names once more with NAME before them."""
        names = {*text_tokens(self.names), *_spoken_tokens(self.spoken)}
        others = {*text_tokens(self.texts), *map(number_alone, self.numbers.split("\n"))}
        return {*names, *others, *(NAME + token for token in names)} - {""}


@dataclass(frozen=True)
class Term:
    """A word that is searched for, folded."""

    folded: str

    @cached_property
    def marked(self) -> str:
        return mark_words(self.folded)

    @cached_property
    def pinyin(self) -> str:
        """The term as pinyin; nothing where it cannot be any."""
        return self.folded if PINYIN.fullmatch(self.folded) else ""

    @cached_property
    def number(self) -> str:
        return number_key(self.folded)

    def is_in(self, text: SearchText, *, names_only: bool = False) -> bool:
        """Whether it is found in a text, or in its names alone."""
        if self.marked in text.names or self._is_spoken_in(text.spoken):
            return True
        if names_only:
            return False
        return self.marked in text.texts or bool(self.number and self._is_number_in(text.numbers))

    def _is_spoken_in(self, lines: str) -> bool:
        return bool(self.pinyin and lines) and any(
            next(pinyin_places(self.pinyin, line), None) for line in lines.split("\n")
        )

    def _is_number_in(self, numbers: str) -> bool:
        return f"\n{self.number}" in f"\n{numbers}"

    def alternatives(self, *, names_only: bool = False) -> list[frozenset[str]]:
        """Sets of tokens: where the term is found, all tokens of one of them are there."""
        prefix = NAME if names_only else ""
        found = [frozenset(prefix + token for token in _tokens_of_term(self.marked))]
        if self.pinyin:
            found.append(frozenset({prefix + _longest_prefix(self.pinyin)}))
        if self.number and not names_only:
            found.append(frozenset({number_alone(self.number)}))
        return found


def text_tokens(marked: str) -> Iterator[str]:
    """Beginnings of Latin words; other characters one by one, and in pairs where they stand together."""
    for run in marked.split():
        before = ""
        for word, other in SYMBOL.findall(run):
            if word:
                yield from (word[:length] for length in PREFIXES if length <= len(word))
            else:
                yield other
                if before:
                    yield before + other
            before = other


def _tokens_of_term(marked: str) -> Iterator[str]:
    symbols = SYMBOL.findall(marked)
    for place, (word, other) in enumerate(symbols):
        if word:
            yield _longest_prefix(word)
        elif not any(
            near[1] for near in (*symbols[max(place - 1, 0) : place], *symbols[place + 1 : place + 2])
        ):
            yield other
    yield from (one[1] + other[1] for one, other in pairwise(symbols) if one[1] and other[1])


def _longest_prefix(word: str) -> str:
    return word[: max(length for length in PREFIXES if length <= len(word))]


# Names stand in many texts: that of a metric in all its figures.
@lru_cache(maxsize=4096)
def _spoken_tokens(lines: str) -> frozenset[str]:
    return frozenset(
        text[:length]
        for line in lines.split("\n")
        for _place, whole, initials in spellings(line.split())
        for text in (whole, initials)
        for length in PREFIXES[1:]
        if length <= len(text)
    )
