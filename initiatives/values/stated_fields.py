"""What an amount or a time in words says in the fields of a figure: 到2025年 is 2025 and “by its end”."""

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from initiatives.values.periods import Period
from initiatives.values.stated_amounts import StatedAmount, parse_amount
from initiatives.values.stated_times import StatedTime, parse_time
from initiatives.values.vocabulary import Comparator, PeriodStanding

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Fields that an amount in the value's place fills, with what they hold where nothing is stated.
FILLED_BY_VALUE: dict[str, Any] = {
    "upper_value": None,
    "comparator": Comparator.EQUAL.value,
    "approximate": False,
    "change": False,
    "rank": False,
    "ratio": None,
    "unit": "",
}


def read_amount(text: str) -> dict[str, Any] | None:
    """The value that a text states, and the other fields of which it says anything; None if it is no amount.

    Words that state no number (由负转正), and numerals that count the parts of a slogan, are no amount.
    """
    amount = parse_amount(text)
    return None if amount is None or amount.numeral else amount_fields(amount)


def amount_fields(amount: StatedAmount) -> dict[str, Any]:
    """`value`, and of `FILLED_BY_VALUE` what the amount states. Approximate alone is the comparator `~`."""
    stated = {
        "upper_value": amount.upper,
        "comparator": amount.comparator,
        "approximate": amount.approximate and amount.comparator != Comparator.ABOUT,
        "change": amount.change,
        "rank": amount.rank,
        "ratio": amount.ratio,
        "unit": _unit(amount),
    }
    said = {name: value for name, value in stated.items() if value != FILLED_BY_VALUE[name]}
    return {"value": amount.value, **said}


def _unit(amount: StatedAmount) -> str:
    """The unit as stated, with what the amount is for each of: 万元/亩 for 每亩400万元."""
    _counted, slash, per = amount.unit.partition("/")
    return f"{amount.unit_stated}/{per}" if slash and "/" not in amount.unit_stated else amount.unit_stated


def read_period(text: str, plan_year: int | None = None) -> tuple[str, str] | None:
    """The stored period that words name, and its standing: 到2025年 is (`2025`, `by`); None for others.

    Words that do not say their year (前三季度) are of the plan's year; without one, and for days within a
    month, they name no period that could be stored.
    """
    try:
        return str(Period.parse(text)), PeriodStanding.WITHIN.value
    except ValueError:
        time = parse_time(text.strip(), plan_year=plan_year, published_on=None)
    return period_fields(time) if time and (plan_year or not time.inferred) else None


def read_due(text: str, plan_year: int | None = None) -> str | None:
    """The stored period in which, or by whose end, something is due; None for other words."""
    period, standing = read_period(text, plan_year) or (None, None)
    return period if standing in (PeriodStanding.WITHIN, PeriodStanding.BY) else None


def read_date(text: str) -> date | None:
    """The day that a text names with its year: 2024-01-05, 2024年1月5日; None for others."""
    text = text.replace(" ", "")
    # The grammar of times knows years of the last two centuries only.
    if ISO_DATE.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    day = parse_time(text, plan_year=None, published_on=None)
    is_day = day is not None and day.kind == "within" and day.first == day.last
    return day.first if day and is_day else None


def period_fields(time: StatedTime) -> tuple[str, str] | None:
    """The stored period of a time, and its standing; None if a stored period cannot say it."""
    standing = {
        "by": PeriodStanding.BY,
        "as-of": PeriodStanding.AS_OF,
        "since": PeriodStanding.SINCE,
    }.get(time.kind)
    if standing is None:
        return (time.period, PeriodStanding.WITHIN.value) if time.period else None
    if time.period:
        return time.period, standing.value
    day = time.first if standing == PeriodStanding.SINCE else time.last
    text = day and _period_at(day, begins=standing == PeriodStanding.SINCE)
    return (text, standing.value) if text else None


def _period_at(day: date, *, begins: bool) -> str | None:
    """The year, else the month, that begins or ends with a day; None for a day within a month."""
    beginning = day if begins else day + timedelta(days=1)
    if beginning.day != 1:
        return None
    if beginning.month == 1:
        return f"{day.year:04d}"
    return f"{day:%Y-%m}"
