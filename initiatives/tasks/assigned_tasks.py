"""What is assigned of an edition, each with its reports and the state that follows from them today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

from initiatives.models import Assignment, Edition, Figure, Measure, Organisation, Project, Update
from initiatives.values.milestones import Milestone
from initiatives.values.periods import Period
from initiatives.values.progress_rule import (
    DatedReport,
    ReportingDays,
    SummedTarget,
    TaskProgress,
    progress_of,
)
from initiatives.values.vocabulary import (
    AssignmentSubject,
    Comparator,
    Direction,
    MetricNature,
    PeriodStanding,
    ProgressState,
)

# Numbers that come together over a period, and targets that say how much at least.
SUMMED_NATURES = frozenset({MetricNature.COUNT, MetricNature.MONEY, MetricNature.AREA})
AT_LEAST = frozenset({Comparator.EQUAL, Comparator.MORE, Comparator.AT_LEAST, Comparator.ABOUT})
ORDER_OF_STATES = {state: number for number, state in enumerate(ProgressState)}


def reporting_days() -> ReportingDays:
    """The two numbers of days of the rule, as this installation has them."""
    return ReportingDays(settings.TASK_RISK_DAYS, settings.TASK_QUIET_DAYS)


def site_day() -> date:
    """Today in the site's time zone."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


@dataclass(frozen=True)
class AssignedTask:
    """An assignment with what is assigned, its public reports (latest first) and its progress on a day."""

    assignment: Assignment
    subject: Any
    edition: Edition
    reports: Sequence[Update]
    progress: TaskProgress

    @property
    def key(self) -> str:
        return self.assignment.subject_key

    @property
    def is_target(self) -> bool:
        return isinstance(self.subject, Figure)

    @property
    def name(self) -> str:
        """The title of the measure; metric, scope and number of the target."""
        return str(self.subject)

    @property
    def project(self) -> Project | None:
        return self.subject.project

    @property
    def lead(self) -> Organisation | None:
        return self.assignment.lead

    @cached_property
    def joint(self) -> list[Organisation]:
        return list(self.assignment.joint.all())

    @property
    def due(self) -> date | None:
        return due_of(self.assignment, self.subject)

    @property
    def due_is_the_plans(self) -> bool:
        """Whether the due day is the end of what the plan itself says, for want of one in the assignment."""
        return self.assignment.due is None and self.due is not None

    @property
    def state(self) -> ProgressState:
        return self.progress.state

    def on(self, day: date) -> TaskProgress:
        """Its progress on an earlier day, from the reports that there were; the assignment as it is today."""
        return _progress(self.assignment, self.subject, self.reports, day)

    @property
    def latest(self) -> Update | None:
        return self.reports[0] if self.reports else None

    @property
    def milestones(self) -> list[Milestone]:
        return self.assignment.dated_milestones

    @property
    def url(self) -> str:
        """Where pages tell of the subject."""
        if self.is_target:
            return f"{self.edition.url('metric', self.subject.metric.code)}#{self.key}"
        return f"{self.edition.url('project', self.subject.project.key)}#{self.key}"

    @property
    def reached_share(self) -> Decimal | None:
        """The value reached in per cent of the target; None where no such share can be told."""
        value, target = self.progress.value, self.subject.value if self.is_target else None
        if value is None or not target or not _counts_up(self.subject):
            return None
        return 100 * value / target

    @property
    def reached_words(self) -> str:
        """The value reached with its unit; empty where none was reported."""
        value = self.progress.value
        return "" if value is None or not self.is_target else self.subject.reached_in_words(value)

    @property
    def missing(self) -> Decimal | None:
        """How far the value reached is behind what was asked, in the unit of the target."""
        if not self.progress.behind_value or self.progress.asked is None or self.progress.value is None:
            return None
        return self.progress.asked - self.progress.value


def _counts_up(figure: Figure) -> bool:
    plain = not (figure.change or figure.rank or figure.ratio is not None)
    return (
        plain
        and figure.comparator in AT_LEAST
        and figure.metric.nature in SUMMED_NATURES
        and figure.metric.direction != Direction.DOWN
    )


def summed_target(figure: Figure) -> SummedTarget | None:
    """The target as one that adds up within its period; None for levels, rates, ranks and upper bounds."""
    if figure.value is None or figure.period_standing != PeriodStanding.WITHIN or not _counts_up(figure):
        return None
    period = Period.parse(figure.period)
    return SummedTarget(figure.value, period.start, period.end)


def due_of(assignment: Assignment, subject: Any) -> date | None:
    """The due day of the assignment, else the last day of the time that the plan names, else None."""
    if assignment.due:
        return assignment.due
    period = subject.period if isinstance(subject, Figure) else subject.due
    return Period.parse(period).end if period else None


def tasks_of(edition: Edition, day: date | None = None) -> list[AssignedTask]:
    """The tasks of an edition in their order, as they stand on a day, today if none is given.

    Five queries, however many there are.
    """
    rows = Assignment.objects.in_edition(edition).select_related("lead").prefetch_related("joint")
    return build_tasks(rows, {edition.plan_id: edition}, day or site_day())


def build_tasks(
    assignments: Iterable[Assignment], editions: Mapping[int, Edition], day: date
) -> list[AssignedTask]:
    """The tasks of several plans, each read in an edition of its plan, as far as that has them."""
    assignments = list(assignments)
    if not assignments:
        return []
    keys = {row.subject_key for row in assignments}
    own = {"edition__in": [edition.pk for edition in editions.values()], "key__in": keys}
    subjects: dict[tuple[int, str, str], Any] = {}
    for subject, rows in (
        (AssignmentSubject.MEASURE, Measure.objects.filter(**own).select_related("project")),
        (AssignmentSubject.FIGURE, Figure.objects.filter(**own).select_related("metric", "project")),
    ):
        for row in rows:
            subjects[row.edition_id, subject, row.key] = row
    reports = _reports(editions, keys)
    tasks = []
    for assignment in assignments:
        edition = editions[assignment.plan_id]
        subject_row = subjects.get(
            (edition.pk, AssignmentSubject(assignment.subject), assignment.subject_key)
        )
        if subject_row is None:
            continue
        subject_row.edition = edition
        if subject_row.project:
            subject_row.project.edition = edition
        found = reports[assignment.plan_id, assignment.subject, assignment.subject_key]
        tasks.append(
            AssignedTask(
                assignment, subject_row, edition, found, _progress(assignment, subject_row, found, day)
            )
        )
    return sorted(tasks, key=_place)


def _reports(
    editions: Mapping[int, Edition], keys: Iterable[str]
) -> dict[tuple[int, str, str], list[Update]]:
    """The public reports on rows with these keys, latest first, by plan, subject and key."""
    found = Update.objects.filter(plan__in=[*editions], subject_key__in=keys, draft=False)
    by_subject: dict[tuple[int, str, str], list[Update]] = defaultdict(list)
    for report in found.order_by("-date", "-pk"):
        by_subject[report.plan_id, report.subject, report.subject_key].append(report)
    return by_subject


def _progress(assignment: Assignment, subject: Any, reports: Sequence[Update], day: date) -> TaskProgress:
    dated = [DatedReport(report.date, report.status, report.value) for report in reversed(reports)]
    target = summed_target(subject) if isinstance(subject, Figure) else None
    return progress_of(due_of(assignment, subject), dated, day, reporting_days(), target)


def _place(task: AssignedTask) -> tuple[Any, ...]:
    number = task.project.number if task.project else 1_000_000
    return task.assignment.order or 1_000_000, number, task.is_target, task.subject.order, task.key
