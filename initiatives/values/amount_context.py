"""What stands around a number and belongs to its amount: comparisons, verbs of change, 每亩 and 亩均."""

import re
from dataclasses import dataclass

from initiatives.values import amount_words as words

LONGEST_CONTEXT = 40
PER = re.compile(
    "(?P<word>"
    + "|".join(sorted(words.DENOMINATORS, key=len, reverse=True))
    + r")(?P<subject>[^0-9,。;、]{0,10})$"
)


@dataclass(frozen=True)
class Context:
    """`start` and `end` enclose what belongs to the amount. `before`, `after`: >, >=, <, <=, ~, near, about_least."""

    start: int
    end: int
    before: str | None = None
    after: str | None = None
    change: bool = False
    sign: int = 1
    signed: bool = False
    # The unit that the amount is for one of: 亩 after 每亩.
    per: str = ""


def read_context(plain: str, floor: int, start: int, end: int) -> Context:
    """Read to both sides of the number at `start:end`, to the left not beyond `floor`."""
    after, end = _read_after(plain, end)
    change_after = words.CHANGE_AFTER.match(plain, end)
    before, left, fillers, start = _read_before(plain, max(floor, start - LONGEST_CONTEXT), start)
    sign, change = 1, False
    verb = _verb(plain, floor, left)
    if verb and not (verb["word"] not in words.NOUNS_OF_CHANGE and _names_a_level(fillers, verb["word"])):
        sign, change, start = words.SIGNS[verb["word"]], True, verb.start()
    elif verb:
        start = verb.start()
    elif distance := _distance(plain, floor, start, end):
        sign, change, start = (1 if distance["above"] else -1), True, distance.start()
    if change_after and not verb:
        sign, change, end = (1 if change_after["rise"] else -1), True, change_after.end()
    per = PER.search(plain, max(floor, start - 16), start)
    return Context(
        *(per.start() if per else start, end, before, after, change, sign, change),
        per=words.DENOMINATORS[per["word"]] if per else "",
    )


def _read_after(plain: str, end: int) -> tuple[str | None, int]:
    match = words.AFTER.match(plain, end)
    if not match:
        return None, end
    excluded = "不含" in (match["edge"] or "")
    if match["least"]:
        return (">" if excluded else ">="), match.end()
    if match["most"]:
        return ("<" if excluded else "<="), match.end()
    return ("~" if match["about"] else None), match.end()


def _read_before(plain: str, floor: int, start: int) -> tuple[str | None, int, list[str], int]:
    """The comparison before a number, how far words without meaning reach, those words, and where it begins."""
    comparison, left, fillers = None, start, []
    for _step in range(8):
        before = words.BEFORE.search(plain, floor, left)
        if before and not words.OTHER_WORDS.search(plain, floor, before.end("word")) and comparison is None:
            comparison = words.COMPARISONS[before["word"]]
            comparison = "about_least" if before["word"] == "上" else comparison
            left = start = before.start()
        elif before and comparison == "~" and not words.OTHER_WORDS.search(plain, floor, before.end("word")):
            left = start = before.start()
        elif filler := words.FILLERS.search(plain, floor, left):
            left = filler.start()
            fillers.append(filler["word"])
            if filler["word"] == "控制在":
                start = left
        else:
            break
    return comparison, left, fillers, start


def _names_a_level(fillers: list[str], verb: str) -> bool:
    """Whether the word next to a verb makes the number a level: 提高到90%, 降为3%."""
    return bool(fillers) and (bool(words.LEVEL_FILLERS & set(fillers)) or fillers[-1] == "为")


def _verb(plain: str, floor: int, left: int) -> re.Match[str] | None:
    return words.VERB.search(plain, max(floor, left - 10), left)


def _distance(plain: str, floor: int, start: int, end: int) -> re.Match[str] | None:
    """The words of a distance before percentage points: 高于全省平均1.2个百分点."""
    if not re.search(r"百分点|个点", plain[max(start, end - 8) : end]):
        return None
    return words.DISTANCE.search(plain, max(floor, start - 20), start)
