"""A plan as it was public on a day: the one way by which readers come to an edition that is not published.

Begins at the published edition: of a plan that is not public nothing is shown of any day, and of an edition
that was withdrawn nothing is shown of the days when it was public. What plans share (park, organisations,
metrics, sources) is as it is today.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from django.utils import timezone
from django.utils.timezone import get_default_timezone

from initiatives.models import Edition, Release, Snapshot, Update
from initiatives.values.public_days import ONE_DAY, PublicDays, ReleaseInterval, divided, on_day, public_days
from initiatives.values.vocabulary import SEEN_STATES, EditionState

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class NoDay(ValueError):
    """A text that is no day of the calendar, written YYYY-MM-DD."""


@dataclass(frozen=True)
class PlanHistory:
    """Which editions of a plan were public on which days, and on which of these pages of the plan changed.

    `withdrawn` are the editions of which readers are told nothing any more.
    """

    edition: Edition
    today: date
    days: list[PublicDays]
    withdrawn: frozenset[int]
    changes: frozenset[date]
    starts: dict[tuple[int, date], datetime]

    @classmethod
    def build(cls, edition: Edition) -> "PlanHistory":
        """From the published edition, in a fixed number of queries."""
        zone, today = get_default_timezone(), timezone.localdate(timezone=get_default_timezone())
        releases = Release.objects.filter(edition__plan=edition.plan_id).order_by()
        rows = list(releases.values_list("edition", "started_at", "ended_at", "edition__state"))
        intervals = [
            ReleaseInterval(pk, start, end, lasts=end is None and state == EditionState.PUBLISHED)
            for pk, start, end, state in rows
        ]
        if not any(one.lasts for one in intervals):
            intervals.append(ReleaseInterval(edition.pk, None, None, lasts=True))
        begun = [(one.edition, one.started_at) for one in intervals if one.started_at]
        starts = {
            (pk, timezone.localtime(start, zone).date()): start
            for pk, start in sorted(begun, key=itemgetter(1))
        }
        return cls(
            edition,
            today,
            public_days(intervals, zone, today),
            frozenset(pk for pk, _start, _end, state in rows if state not in SEEN_STATES),
            frozenset(_days_of_changes(edition)),
            starts,
        )

    @property
    def known(self) -> list[PublicDays]:
        """The days that can be asked for."""
        return [days for days in self.days if days.edition not in self.withdrawn]

    @property
    def parts(self) -> list[PublicDays]:
        """The known days, divided where something that readers saw changed."""
        found: list[PublicDays] = []
        for days in self.known:
            day = days.first
            while day <= days.last:
                found.append(divided(days, self.changes, day))
                day = found[-1].last + ONE_DAY
        return found

    def part(self, day: date) -> PublicDays | None:
        """The days around a day in which readers saw the same; None if nothing can be shown of it."""
        found = on_day(self.known, day)
        return divided(found, self.changes, day) if found else None

    def was_withdrawn(self, day: date) -> bool:
        """Whether what was public on a day has been withdrawn since."""
        found = on_day(self.days, day)
        return found is not None and found.edition in self.withdrawn

    def edition_on(self, day: date) -> Edition | None:
        """The edition as it was public on a day; None if nothing can be shown of it.

        Its state and the time of its release are those of the day. It is not to be saved.
        """
        part = self.part(day)
        if part is None:
            return None
        is_now = part.edition == self.edition.pk
        found = copy.copy(self.edition) if is_now else Edition.objects.get(pk=part.edition)
        found.as_of, found.state = part, EditionState.PUBLISHED
        whole = on_day(self.days, day)
        found.released_at = self.starts.get((part.edition, whole.first)) if whole else None
        return found


def read_day(text: str) -> date:
    """A day written as 2024-06-30; raises NoDay."""
    if not DAY.fullmatch(text):
        raise NoDay(text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NoDay(text) from error


def _days_of_changes(edition: Edition) -> Iterator[date]:
    """Days on which something began to be public beside the edition: reports, closed periods."""
    reports = Update.objects.filter(plan=edition.plan_id, draft=False).order_by()
    yield from reports.values_list("date", flat=True).distinct()
    closed = Snapshot.objects.filter(plan=edition.plan_id).order_by().values_list("closed_at", flat=True)
    yield from (timezone.localtime(when, get_default_timezone()).date() for when in closed)
