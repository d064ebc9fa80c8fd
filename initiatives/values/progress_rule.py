"""The state of a task by rule: from its due day, the reports on it and, for a target, the values reached.

Days are days of the site's time zone. Whoever calls it says which day is today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.values.vocabulary import ProgressState, UpdateStatus

# Reports that say that nothing moves, whatever their date.
STANDING_STILL = frozenset({UpdateStatus.NOT_STARTED, UpdateStatus.STOPPED})
# Reports that name a risk themselves.
IN_TROUBLE = frozenset({UpdateStatus.DELAYED, UpdateStatus.STOPPED})


@dataclass(frozen=True)
class ReportingDays:
    """The two numbers of the rule.

    `risk`: a task is at risk if it is due within this many days and no report is younger than that.
    `quiet`: there is no news of a task if no report is younger than this.
    """

    risk: int = 30
    quiet: int = 60


@dataclass(frozen=True)
class DatedReport:
    """What the rule reads of a report. `value` is the value reached, in the unit of the target."""

    day: date
    status: str = ""
    value: Decimal | None = None


@dataclass(frozen=True)
class SummedTarget:
    """A number that has to come together between two days, both included: firms settled, money invested."""

    value: Decimal
    first: date
    last: date

    def asked_by(self, day: date) -> Decimal:
        """The share of the target that the time passed by the end of a day asks for."""
        days = (self.last - self.first).days + 1
        passed = min(max((day - self.first).days + 1, 0), days)
        return self.value * passed / days


@dataclass(frozen=True)
class TaskProgress:
    """The state of a task on a day, and why.

    `done_on`: the day of the report since which it has been done. `behind_value`: the latest value reached
    is below the share that the day of its report asked for, which is `asked`. `past_due`: the due day has
    passed and nobody reported it done, whatever the state. `moving` is None unless the task is behind.
    """

    state: ProgressState
    done_on: date | None = None
    last_report: date | None = None
    past_due: bool = False
    days_late: int = 0
    value: Decimal | None = None
    asked: Decimal | None = None
    moving: bool | None = None

    @property
    def behind_value(self) -> bool:
        return self.value is not None and self.asked is not None and self.value < self.asked

    @property
    def is_done(self) -> bool:
        return self.state in (ProgressState.DONE, ProgressState.DONE_LATE)


def progress_of(
    due: date | None,
    reports: Sequence[DatedReport],
    today: date,
    days: ReportingDays,
    target: SummedTarget | None = None,
) -> TaskProgress:
    """The progress of a task. Reports of days to come do not count; of one day the last in order holds."""
    known = sorted((report for report in reports if report.day <= today), key=lambda report: report.day)
    if not known:
        past = due is not None and due < today
        return TaskProgress(ProgressState.NOTHING_REPORTED, past_due=past)
    last = known[-1].day
    status = next((report.status for report in reversed(known) if report.status), "")
    reached = next((report for report in reversed(known) if report.value is not None), None)
    value = reached.value if reached else None
    asked = target.asked_by(reached.day) if target and reached else None
    if status == UpdateStatus.DONE:
        done_on = _done_since(known)
        late = (done_on - due).days if due else 0
        state = ProgressState.DONE_LATE if late > 0 else ProgressState.DONE
        return TaskProgress(state, done_on, last, days_late=max(late, 0), value=value, asked=asked)
    quiet_for = (today - last).days
    overdue = (today - due).days if due else 0
    behind_value = value is not None and asked is not None and value < asked
    moving = quiet_for <= days.quiet and status not in STANDING_STILL
    if overdue > 0:
        state = ProgressState.LATE
    elif behind_value or status in IN_TROUBLE or _is_due_in_silence(due, today, quiet_for, days):
        state = ProgressState.AT_RISK
    elif quiet_for > days.quiet:
        state = ProgressState.NO_NEWS
    else:
        state = ProgressState.ON_TIME
    is_behind = overdue > 0 or (state == ProgressState.AT_RISK and (behind_value or status in IN_TROUBLE))
    return TaskProgress(
        state,
        last_report=last,
        past_due=overdue > 0,
        days_late=max(overdue, 0),
        value=value,
        asked=asked,
        moving=moving if is_behind else None,
    )


def _done_since(reports: Sequence[DatedReport]) -> date:
    """The day of the first of the reports of done after which none says otherwise."""
    since = None
    for report in reports:
        if report.status == UpdateStatus.DONE:
            since = since or report.day
        elif report.status:
            since = None
    if since is None:
        raise ValueError("The latest report with a status does not say that it is done.")
    return since


def _is_due_in_silence(due: date | None, today: date, quiet_for: int, days: ReportingDays) -> bool:
    return due is not None and (due - today).days <= days.risk and quiet_for > days.risk


def rule_in_words(days: ReportingDays) -> list[tuple[ProgressState, str]]:
    """Each state with when a task has it, in the order in which the rule asks; the first that holds is it."""
    risk = ngettext("%(n)d day", "%(n)d days", days.risk) % {"n": days.risk}
    quiet = ngettext("%(n)d day", "%(n)d days", days.quiet) % {"n": days.quiet}
    at_risk = _(
        "It is due within %(days)s and no report is as young as that; or the value reached is below the "
        "share of the target that the time passed asks for, for numbers that add up; or a report says that "
        "it is delayed or has stopped."
    )
    late = _(
        "The due day has passed and no report says that it is done. It is behind but moving if there is a "
        "report of the last %(days)s, and behind and still if there is none, or if the latest one says that "
        "it has not started or has stopped."
    )
    return [
        (
            ProgressState.NOTHING_REPORTED,
            _("No report on it is public. That says nothing of the work itself."),
        ),
        (ProgressState.DONE, _("A report says that it is done, by the due day at the latest.")),
        (ProgressState.DONE_LATE, _("A report says that it is done, after the due day.")),
        (ProgressState.LATE, late % {"days": quiet}),
        (ProgressState.AT_RISK, at_risk % {"days": risk}),
        (ProgressState.NO_NEWS, _("The latest report is older than %(days)s.") % {"days": quiet}),
        (ProgressState.ON_TIME, _("None of the above.")),
    ]
