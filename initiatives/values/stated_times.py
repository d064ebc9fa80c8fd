"""The grammar of times in Chinese official texts: 2024年上半年, 明年3月底前, 截至目前, “十四五”期间, 月月."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from initiatives.values.calendar_spans import Span, period_text
from initiatives.values.chinese_numerals import plain_text
from initiatives.values.time_words import (
    CADENCE,
    CADENCES,
    NOW,
    SENTENCE_END,
    TIME,
    WITHOUT_TIME,
    YEAR_BEFORE,
    Reader,
)


@dataclass(frozen=True)
class StatedTime:
    """A time as a text states it: `words` is the slice `start:end`.

    `kind` is `within` (between the days `first` and `last`, both included), `by` (no later than `last`), `as-of` (as
    things stood on `last`, None for now), `since` (from `first` on), `every` (each `unit`: day, week, month, quarter,
    half-year, year) or `none` (长期: no time). `inferred`: the year or an end is not in the words but follows from the
    year of the plan or the day of publication.
    """

    start: int
    end: int
    words: str
    kind: str
    first: date | None = None
    last: date | None = None
    unit: str = ""
    inferred: bool = False

    @property
    def period(self) -> str | None:
        """The time as a stored period: 2024, 2024-H1, 2024-Q3, 2024-06, 2024-01/2024-09 or 2021/2025; else None."""
        return period_text(self.first, self.last) if self.first and self.last else None


def find_times(text: str, *, plan_year: int | None, published_on: date | None) -> list[StatedTime]:
    """The times of a text in order. A year named in a sentence holds for the rest of that sentence.

    Without a year in the sentence, 全年 or 前三季度 are of the year of publication, else of the year of the plan; what
    neither gives has no dates.
    """
    plain = plain_text(text)
    found: list[StatedTime] = []
    begin = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(plain)), len(plain)]:
        found += _times_of_sentence(text, plain, begin, end, plan_year, published_on)
        begin = end
    return found


def parse_time(
    text: str, *, context: str = "", plan_year: int | None, published_on: date | None
) -> StatedTime | None:
    """The time that a text consists of; None if it is none. `context` is the sentence that the words stand in."""
    offset = context.find(text) if text else -1
    sentence, start = (context, offset) if offset >= 0 else (text, 0)
    plain = plain_text(sentence)
    bounds = [0, *(match.end() for match in SENTENCE_END.finditer(plain)), len(plain)]
    begin = max(bound for bound in bounds if bound <= start)
    stop = min((bound for bound in bounds if bound >= start + len(text)), default=len(plain))
    # A year may stand directly before the words: 明年 before 一季度.
    reader = Reader(plan_year, published_on)
    for match in TIME.finditer(plain, begin, start):
        reader.read(match)
    own = _whole(plain, start, start + len(text.rstrip()), stop, reader)
    if own is None:
        return None
    return (
        replace(own, start=0, end=len(text), words=text)
        if sentence is not text
        else replace(own, words=text[own.start : own.end])
    )


def _whole(plain: str, start: int, end: int, stop: int, reader: Reader) -> StatedTime | None:
    """The time that fills plain text from `start` to `end`, but for quotation marks and fillers."""
    own = plain[start:end]
    margin = len(own) - len(own.lstrip(" ,、("))
    for pattern in (CADENCE, WITHOUT_TIME, NOW, TIME):
        for match in pattern.finditer(plain, start + margin, end):
            before, after = plain[start : match.start()], plain[match.end() : end]
            if not before.strip(" ,、在于(") and not after.strip(" ,、坚持推进开展)"):
                return _time(match, plain, reader)
    return None


def _times_of_sentence(
    text: str, plain: str, begin: int, end: int, plan_year: int | None, published_on: date | None
) -> Iterator[StatedTime]:
    reader = Reader(plan_year, published_on)
    matches = sorted(
        (
            match
            for pattern in (CADENCE, WITHOUT_TIME, NOW, TIME)
            for match in pattern.finditer(plain, begin, end)
        ),
        key=lambda match: (match.start(), -match.end()),
    )
    reached = begin
    for match in matches:
        if match.start() < reached:
            continue
        time = _time(match, plain, reader)
        if time:
            reached = match.end()
            yield replace(time, words=text[time.start : time.end])


def _time(match: re.Match[str], plain: str, reader: Reader) -> StatedTime | None:
    start, end = match.span()
    if match.re is CADENCE:
        return StatedTime(
            start, end, "", "every", unit=CADENCES[match["every"] or match["by_unit"] or match["twice"]]
        )
    if match.re is WITHOUT_TIME:
        return StatedTime(start, end, "", "none")
    if match.re is NOW:
        return StatedTime(start, end, "", "as-of", last=None, inferred=True)
    span = reader.read(match)
    if span is None:
        return None
    if YEAR_BEFORE.search(plain, max(0, start - 3), start):
        return None
    return _stated(start, end, span)


def _stated(start: int, end: int, span: Span) -> StatedTime:
    return StatedTime(start, end, "", span.kind, span.first, span.last, inferred=span.inferred)
