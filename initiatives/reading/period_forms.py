"""A period that a text states, in the form that figures keep."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from initiatives.values.calendar_spans import month_end, period_text
from initiatives.values.stated_times import StatedTime


@dataclass(frozen=True)
class StatedPeriod:
    """A period in the form that figures keep, the words that state it, and whether part is inferred."""

    period: str
    standing: str
    stated: str = ""
    inferred: bool = True
    start: int = -1
    end: int = -1
    # It is that of an earlier block, and gives way to what the words of a target say.
    inherited: bool = False


@lru_cache(maxsize=4096)
def as_period(time: StatedTime, written: date | None) -> StatedPeriod | None:
    """A stated time as a period with its standing; None for cadences and what is no time."""
    found = _period_and_standing(time, written)
    if found is None:
        return None
    now = time.kind == "as-of" and time.last is None
    return StatedPeriod(*found, time.words, time.inferred or now, time.start, time.end)


def _period_and_standing(time: StatedTime, written: date | None) -> tuple[str, str] | None:
    if time.kind in ("every", "none"):
        return None
    if time.kind == "as-of" and time.last is None:
        return (f"{written.year:04d}", "as-of") if written else None
    if time.kind == "since" and time.first:
        whole = (time.first.month, time.first.day) == (1, 1)
        return (f"{time.first.year:04d}" if whole else f"{time.first:%Y-%m}"), "since"
    if time.kind in ("by", "as-of") and time.last:
        return period_ending(time.last), time.kind
    if time.first and time.last:
        months = time.first.replace(day=1), month_end(time.last.year, time.last.month)
        period = time.period or period_text(*months)
        return (period, "within") if period else None
    return None


def period_ending(last: date) -> str:
    """The year that ends on a day, else its month."""
    if (last.month, last.day) == (12, 31):
        return f"{last.year:04d}"
    return f"{last.year:04d}-{last.month:02d}"


def is_event(time: StatedTime) -> bool:
    """Whether a time is the day of an event, in which nothing is measured."""
    return time.kind == "within" and bool(time.first and time.last and (time.last - time.first).days < 7)


def in_year(period: StatedPeriod, year: int) -> StatedPeriod:
    """A period of another year: the first half of 2024 for that of 2023."""
    return replace(period, period=re.sub(r"(?<![0-9-])[0-9]{4}", f"{year:04d}", period.period))
