"""Titles of measures and projects: a phrase of some 20 characters, as it stands in the source."""

import re
from collections.abc import Iterator

from initiatives.reading.action_words import BEGINS

LONGEST_TITLE = 20
# A phrase of fewer characters tells too little.
SHORTEST_TITLE = 4
OPENING, CLOSING = "“‘「『（(《", "”’」』）)》"
# What a sentence can do without before what is done: 力争, 进一步, 2026年.
WITHOUT_LOSS = re.compile(
    r"^(?:力争|争取|确保|进一步|充分|统筹|切实|着力|全力|大力|重点|(?:到|在)?(?:20[0-9]{2}年|今年|明年|年内)"
    r"(?:底|末)?(?:前)?)+，?"
)
# 在…领域, 从…等方面, 将…: the verb comes after what these lead in.
LEADING_IN = re.compile(r"^(?:在|从|以|按照|按|对|对于|通过|围绕|针对|依托|将|把|为)")
LED_IN = re.compile("(?:领域|方面|基础上|原则|要求|方式|手段|抓手|契机|目标|，)")
# A list before these is about the noun that follows: 水、电、路、气等配套要素.
OF_A_NOUN = re.compile("的(?!$)|等(?![，；。]|$)")


def short_title(words: str, longest: int = LONGEST_TITLE) -> str:
    """A phrase of the words, itself uncut in them; the words without their lead if none is short enough."""
    if len(words) <= longest:
        return words
    bare = words[lead.end() :] if (lead := WITHOUT_LOSS.match(words)) else words
    if len(bare) < SHORTEST_TITLE:
        return words
    candidates = (bare, *_after_a_lead_in(bare), *_beginnings(bare, longest), *_ends(bare))
    fitting = (one for one in candidates if SHORTEST_TITLE <= len(one) <= longest and _is_balanced(one))
    return next(fitting, bare if _is_balanced(bare) else words)


def _after_a_lead_in(words: str) -> Iterator[str]:
    """What is done, after what leads in to it: 推动项目建设 of 从前期部署、要素保障等方面推动项目建设."""
    if LEADING_IN.match(words):
        for match in LED_IN.finditer(words):
            if BEGINS.match(words[match.end() :]):
                yield words[match.end() :]


def _beginnings(words: str, longest: int) -> Iterator[str]:
    """The longest beginning before a mark that ends a clause, or part of a list, outside quotation marks."""
    if LEADING_IN.match(words):
        return
    ends = [place for place in _outside_marks(words) if words[place] in "，；：。,;:"]
    yield from (words[:place] for place in reversed(ends) if place <= longest)
    clause = words[: ends[0]] if ends else words
    parts = [place for place in _outside_marks(clause) if clause[place] == "、"]
    for place in reversed(parts):
        if place <= longest and not OF_A_NOUN.search(clause, place):
            yield clause[:place]


def _ends(words: str) -> Iterator[str]:
    """What the words are about, after 等 or the last 的: 要素保障 of 急需的水、电、路等要素保障."""
    outside = set(_outside_marks(words))
    places = [match.end() for match in OF_A_NOUN.finditer(words) if match.start() in outside]
    yield from (words[place:] for place in reversed(places))


def _outside_marks(words: str) -> list[int]:
    """The places of characters that stand in no quotation marks or brackets."""
    depth, found = 0, []
    for place, character in enumerate(words):
        depth += character in OPENING
        if depth == 0:
            found.append(place)
        depth = max(0, depth - (character in CLOSING))
    return found


def _is_balanced(words: str) -> bool:
    """Whether each mark that is opened is closed, and none is closed that was not opened."""
    depth = 0
    for character in words:
        depth += (character in OPENING) - (character in CLOSING)
        if depth < 0:
            return False
    return depth == 0
