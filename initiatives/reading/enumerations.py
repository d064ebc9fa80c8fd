"""Splitting the words of an enumeration into a number of items: A、B…和C."""

import re
from collections.abc import Iterator
from itertools import combinations

from initiatives.values.chinese_numerals import numeral_value, plain_text

COUNT = "[一二三四五六七八九十两]{1,2}|[0-9]{1,2}"
SEPARATORS = ("；", "、", "，")
CONJUNCTION = re.compile("以及|和|及|与|并|暨")
LAST_AFTER_COMMA = re.compile("，以及")
INTRODUCTION = re.compile(r"^(?:即|就是|是指|是|指|包括|为|：|:|，|,|\s|“|”)+")
PURPOSE = re.compile("来(?:打造|推动|推进|建设|实现|引领|支撑|保障)[^、，；]*$")
OF_AN_AIM = re.compile("的(?:奋斗|总体|发展)?目标$")
QUOTED = re.compile("“([^“”]+)”")
SIDE_BY_SIDE = re.compile(r"\s*(?:“[^“”]+”[、和及与]?){2,}\s*")
ORDINAL = re.compile(
    r"(?:^|(?<=[，。；：、:;\s]))(?:第?[一二三四五六七八九十]{1,2}是(?:要)?|[（(][一二三四五六七八九十0-9]{1,2}[）)]|第[一二三四五六七八九十][，、]"
    r"|[①-⑳]|[0-9][.、．])"
)


def count_of(words: str) -> int:
    """The count that a numeral names, 0 if it is none."""
    if words == "双":
        return 2
    value = numeral_value(plain_text(words))
    return int(value) if value is not None else 0


def split_items(text: str, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """The slices of the items between two places of a text, if they are exactly so many; else nothing.

    Separators within quotation marks or brackets separate nothing. Where several conjunctions could be the
    last separator, the one that makes items of like length is taken. What the items are for is no part of
    the last: 以一流的规划、一流的服务来打造新城.
    """
    items = _split_items(text, start, end, count)
    # A、B、 of a text that is broken has an item without words.
    return items if all(first < last for first, last in items) else []


def _split_items(text: str, start: int, end: int, count: int) -> list[tuple[int, int]]:
    if count > 1 and (purpose := PURPOSE.search(text, start, end)) and "、" in text[start : purpose.start()]:
        start, end = start + text.startswith("以", start), purpose.start()
    if count == 1:
        return [_trimmed(text, start, end)] if start < end else []
    if (aim := OF_AN_AIM.search(text, start, end)) and "的目标" not in text[start : aim.start()]:
        # 建成A、B、C的目标
        end = aim.start()
    if found := _by_ordinals(text, start, end):
        return found if len(found) == count else []
    if found := _quoted_side_by_side(text, start, end):
        return found if len(found) == count else []
    outside = sorted(_outside_quotes(text, start, end))
    for separator in SEPARATORS:
        cuts = [(place, place + 1) for place in outside if text[place] == separator]
        if cuts and separator == "、":
            # A、B，以及C
            last = [match.span() for match in LAST_AFTER_COMMA.finditer(text, start, end)]
            cuts = sorted(cuts + [span for span in last if span[0] in outside])
        if not cuts and separator != "、":
            continue
        pieces = list(_pieces(start, end, cuts))
        if len(pieces) == count:
            return [_trimmed(text, *piece) for piece in pieces]
        if len(pieces) < count and separator == "、":
            missing = count - len(pieces)
            places = [
                match.span()
                for match in CONJUNCTION.finditer(text, start, end)
                if match.start() in outside and start < match.start() and match.end() < end
                if not any(first <= match.start() < stop for first, stop in cuts)
            ]
            # The last piece holds the conjunction as a rule; A和B、C和D are two pairs.
            last = [span for span in places if span[0] >= pieces[-1][0]]
            options = list(combinations(last, missing)) or list(combinations(places, missing))
            if options and len(options) < 200:
                best = min(options, key=lambda chosen: _unevenness(start, end, sorted([*cuts, *chosen])))
                return [_trimmed(text, *piece) for piece in _pieces(start, end, sorted([*cuts, *best]))]
    return []


def without_shared_verb(
    text: str, items: list[tuple[int, int]], verbs: re.Pattern[str]
) -> list[tuple[int, int]]:
    """The items of a list without the verb that the first has for all: 打造A园区、B园区.

    The first is shortened where it is thereby more like the others, of which none begins with a verb.
    """
    if len(items) < 2:
        return items
    start, end = items[0]
    match = verbs.match(text, start, end)
    others = [last - first for first, last in items[1:]]
    if not match or any(verbs.match(text, *item) for item in items[1:]):
        return items
    usual = sorted(others)[len(others) // 2]
    nearer = abs(end - match.end() - usual) < abs(end - start - usual)
    return [(match.end(), end), *items[1:]] if nearer and end - match.end() > 1 else items


def split_at(separators: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The slices between any of some signs."""
    for piece in re.split(f"[{separators}]", text[start:end]):
        yield start, start + len(piece)
        start += len(piece) + 1


def _by_ordinals(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Items that begin with 一是, 二是 or numbers."""
    marks = list(ORDINAL.finditer(text, start, end))
    if len(marks) < 2 or marks[0].start() > start + 2:
        return []
    ends = [mark.start() for mark in marks[1:]] + [end]
    return [_trimmed(text, mark.end(), stop) for mark, stop in zip(marks, ends, strict=True)]


def _quoted_side_by_side(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Items in quotation marks with nothing between them: “A年”“B年”“C年”."""
    if not SIDE_BY_SIDE.fullmatch(text, start, end):
        return []
    return [match.span(1) for match in QUOTED.finditer(text, start, end)]


def _pieces(start: int, end: int, cuts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in cuts:
        yield start, first
        start = last
    yield start, end


def _unevenness(start: int, end: int, cuts: list[tuple[int, int]]) -> int:
    lengths = [last - first for first, last in _pieces(start, end, cuts)]
    return max(lengths) - min(lengths)


def _outside_quotes(text: str, start: int, end: int) -> set[int]:
    depth, found = 0, set()
    for place in range(start, end):
        character = text[place]
        if character in "“‘（(《「":
            depth += 1
        elif character in "”’）)》」":
            depth = max(0, depth - 1)
        elif not depth:
            found.add(place)
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 　，、；：:;,。\u3000":
        start += 1
    while end > start and text[end - 1] in " 　，、；：:;,。\u3000":
        end -= 1
    for opening, closing in ("“”", "（）"):
        # A，B”推动…: what follows the closing sign is no part.
        close = text.find(closing, start, end)
        if close > 0 and opening not in text[start:close]:
            end = close
    if end - start > 2 and text[start] == "“" and text.find("”", start, end) == end - 1:
        start, end = start + 1, end - 1
    return start, end
