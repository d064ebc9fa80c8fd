"""Which edition of a plan was public on a day of the calendar, out of the intervals of its releases.

A day shows what was public at its end: of several changes on one day the last one counts. Days are those
of one time zone; the day that is not over yet shows what is public now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReleaseInterval:
    """From when to when an edition was public; None for a time that is not recorded.

    `lasts` says that it is public still, so that its end is not missing but to come.
    """

    edition: int
    started_at: datetime | None
    ended_at: datetime | None
    lasts: bool = False


@dataclass(frozen=True)
class PublicDays:
    """Days, the last one included, at whose end an edition was public."""

    first: date
    last: date
    edition: int


def public_days(releases: Iterable[ReleaseInterval], zone: tzinfo, today: date) -> list[PublicDays]:
    """The days on which it is known which edition was public, in order; no day is in two of them.

    A release whose beginning is not recorded is known of today alone, if it lasts. One whose end is not
    recorded is taken to have lasted until the next release; if none follows, it is not known how long.
    """
    given = list(releases)
    known = [(one.started_at, one) for one in given if one.started_at]
    known.sort(key=lambda each: (each[0], each[1].edition))
    found: list[PublicDays] = []
    for place, (start, release) in enumerate(known):
        following = [later for later, _other in known[place + 1 : place + 2]]
        ends = [release.ended_at] if release.ended_at else []
        if not (ends or following or release.lasts):
            continue
        last = min((_day(end, zone) - ONE_DAY for end in (*ends, *following)), default=today)
        if _day(start, zone) <= min(last, today):
            found.append(PublicDays(_day(start, zone), min(last, today), release.edition))
    for release in given:
        if release.lasts and not release.started_at and not on_day(found, today):
            found.append(PublicDays(today, today, release.edition))
    return found


def on_day(days: Sequence[PublicDays], day: date) -> PublicDays | None:
    """Those among which a day is; None if no edition is known to have been public at its end."""
    return next((one for one in days if one.first <= day <= one.last), None)


def divided(days: PublicDays, changes: Iterable[date], day: date) -> PublicDays:
    """The part around `day` in which nothing changes: each day of `changes` begins a new part."""
    within = sorted({change for change in changes if days.first < change <= days.last})
    first = max((change for change in within if change <= day), default=days.first)
    last = min((change - ONE_DAY for change in within if change > day), default=days.last)
    return PublicDays(first, last, days.edition)


def _day(when: datetime, zone: tzinfo) -> date:
    return when.astimezone(zone).date()
