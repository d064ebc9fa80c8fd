"""Which reports are due: a task that is not done wants one in each month or quarter."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from initiatives.tasks.assigned_tasks import AssignedTask, reporting_days
from initiatives.values.periods import Period
from initiatives.values.vocabulary import ReportingRhythm

MONTHS = {ReportingRhythm.MONTHLY: 1, ReportingRhythm.QUARTERLY: 3}


def reporting_period(day: date, rhythm: str) -> Period:
    """The month or quarter that a day is in."""
    months = MONTHS[ReportingRhythm(rhythm)]
    return Period(day.year, (day.month - 1) // months * months + 1, months)


@dataclass(frozen=True)
class ReportsDue:
    """What is to be reported on a day.

    `missing`: nobody has reported since the period before began, so that its report is missing. `open`: the
    report of the current period is still to come. `due_soon`: not done, and due within the number of days in
    which a task is at risk. `past_due`: not done, and the due day has passed.
    """

    day: date
    current: Period
    missing: list[AssignedTask]
    open: list[AssignedTask]
    due_soon: list[AssignedTask]
    past_due: list[AssignedTask]

    @property
    def before(self) -> Period:
        return self.current.shifted(-1)

    @property
    def last_day(self) -> date:
        """The day by which the reports of the current period are to be in."""
        return self.current.end

    def __bool__(self) -> bool:
        return bool(self.missing or self.open or self.due_soon or self.past_due)


def reports_due(tasks: list[AssignedTask], day: date) -> ReportsDue:
    """What is due of these tasks on a day, in the rhythm of this installation."""
    current = reporting_period(day, settings.REPORTING_RHYTHM)
    before = current.shifted(-1)
    missing, still_open = [], []
    unfinished = [task for task in tasks if not task.progress.is_done]
    for task in unfinished:
        last = task.progress.last_report
        if last is None or last < before.start:
            missing.append(task)
        elif last < current.start:
            still_open.append(task)
    soon = day + timedelta(days=reporting_days().risk)
    return ReportsDue(
        day,
        current,
        missing,
        still_open,
        [task for task in unfinished if task.due and day <= task.due <= soon],
        [task for task in unfinished if task.progress.past_due],
    )
