"""Spans of days: years, half-years, quarters and months as first and last day, and as stored periods."""

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """Days of a stated time, both ends included; the kinds are those of `StatedTime`."""

    kind: str
    first: date | None
    last: date | None
    inferred: bool = False


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def months(year: int, first: int, last: int) -> tuple[date, date]:
    """The days from one month of a year to another."""
    return date(year, first, 1), month_end(year, last)


def period_text(first: date, last: date) -> str | None:
    """`2024`, `2024-H1`, `2024-Q3`, `2024-06`, else months or years as a span `A/B`; None if days are cut off."""
    if first.day != 1 or last != month_end(last.year, last.month) or first > last:
        return None
    whole_years = first.month == 1 and last.month == 12
    if first.year == last.year:
        length = last.month - first.month + 1
        if whole_years:
            return f"{first.year:04d}"
        if length == 6 and first.month in (1, 7):
            return f"{first.year:04d}-H{(first.month + 5) // 6}"
        if length == 3 and first.month % 3 == 1:
            return f"{first.year:04d}-Q{(first.month + 2) // 3}"
        if length == 1:
            return f"{first.year:04d}-{first.month:02d}"
    if whole_years:
        return f"{first.year:04d}/{last.year:04d}"
    return f"{first.year:04d}-{first.month:02d}/{last.year:04d}-{last.month:02d}"
