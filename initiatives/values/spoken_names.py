"""Names as they are pronounced, so that they are found by pinyin: zhaoshang, zsyz for 招商引资.

A name becomes one unit for each of its folded characters, with spaces between: `A I zhi zao` for `AI制造`.
A unit is a syllable of Chinese, a Latin letter or digit in capitals, or `-` for what is not pronounced.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from initiatives.values.folded_text import fold_width

CHINESE = re.compile("[\u3007\u3400-\u9fff\U00020000-\U0003ffff]+")
# What may be pinyin: two letters or more.
PINYIN = re.compile("[a-z][a-z0-9]+")
MAX_PHRASE = 12


@lru_cache(maxsize=4096)
def spoken(name: str) -> str:
    """The units of a name; nothing for one without Chinese characters. Polyphones as phrases have them."""
    # Traditional characters as they are: 乾 is qián, and gān where it was simplified to 干.
    folded = fold_width(name)
    if not CHINESE.search(folded):
        return ""
    units = ["-"] * len(folded)
    for place, character in enumerate(folded):
        if character.isascii() and character.isalnum():
            units[place] = character.upper()
    for run in CHINESE.finditer(folded):
        units[run.start() : run.end()] = _syllables(run[0])
    return " ".join(units)


def _syllables(run: str) -> Iterator[str]:
    """The syllables of a row of Chinese characters, from left to right the longest phrase that is known."""
    # Its dictionaries take half a second to load and 55 MB, which readers never need.
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    place = 0
    while place < len(run):
        for length in range(min(MAX_PHRASE, len(run) - place), 1, -1):
            if phrase := PHRASES_DICT.get(run[place : place + length]):
                yield from (_plain(readings[0]) for readings in phrase)
                place += length
                break
        else:
            yield _plain(PINYIN_DICT.get(ord(run[place]), "-").partition(",")[0])
            place += 1


@lru_cache(maxsize=4096)
def _plain(syllable: str) -> str:
    """Without tones, and with v for ü, as it is typed."""
    letters = normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii()) or "-"


def spellings(units: list[str]) -> Iterator[tuple[int, str, str]]:
    """Each place at which pinyin may begin, with all syllables from there in full, and their initials."""
    for place, unit in enumerate(units):
        if unit == "-" or (place and unit.isupper() and units[place - 1].isupper()):
            continue
        rest = [one.lower() for one in units[place:] if one != "-"]
        yield place, "".join(rest), "".join(one[0] for one in rest)


def pinyin_places(term: str, line: str) -> Iterator[tuple[int, int]]:
    """The slices of a folded name that a term is the pinyin of, in full or by initials, from its units."""
    units = line.split()
    for place, whole, initials in spellings(units):
        for text, by_initials in ((whole, False), (initials, True)):
            if text.startswith(term):
                yield place, _end(term, units, place, by_initials)
                break


def _end(term: str, units: list[str], place: int, by_initials: bool) -> int:
    left = len(term)
    for number, unit in enumerate(units[place:], place):
        if unit != "-":
            left -= 1 if by_initials else len(unit)
        if left <= 0:
            return number + 1
    return len(units)
