"""The admin's index page: plans and their state, rows without recent reports, and recent changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from initiatives.desk.finding_summary import severity_counts
from initiatives.desk.recent_changes import RecentLine, recent_lines
from initiatives.desk.roles import has_no_park, may, permitted_rows
from initiatives.models import Assignment, Edition, Measure, Plan, Project, Update
from initiatives.quality import findings_of
from initiatives.quality.introduction import held_back, introductions, readers_see_from
from initiatives.tasks.assigned_tasks import build_tasks, site_day
from initiatives.tasks.reporting_calendar import ReportsDue, reports_due
from initiatives.values.vocabulary import OPEN_STATES, EditionState, Severity, UpdateSubject

# Of more plans, only so many of those in work are listed, and not checked; of more rows without a report, no
# number is told.
MOST_PLANS, MOST_IN_WORK = 40, 20
MOST_COUNTED = 999
REPORTED_MODELS = {Project: UpdateSubject.PROJECT, Measure: UpdateSubject.MEASURE}


def without_recent_reports(rows: QuerySet, today: date) -> QuerySet:
    """Published projects or measures without a public report in the last `TASK_QUIET_DAYS` days."""
    reports = Update.objects.filter(
        draft=False,
        date__gt=today - timedelta(days=settings.TASK_QUIET_DAYS),
        plan=OuterRef("edition__plan"),
        subject=REPORTED_MODELS[rows.model],
        subject_key=OuterRef("key"),
    )
    return rows.filter(~Exists(reports), edition__state=EditionState.PUBLISHED)


@dataclass(frozen=True)
class PlanLine:
    """A plan with its published and its open edition, and what the user may do with it."""

    plan: Plan
    public: Edition | None
    open: Edition | None
    severities: list[tuple[Severity, int]]
    may_revise: bool
    may_publish: bool
    # Whether it has had no edition yet.
    is_new: bool = False
    # Whether the rules were run for its open edition.
    checked: bool = True


@dataclass(frozen=True)
class QuietLine:
    """How many projects, or measures, have no recent report, and the URL that lists them."""

    name: str
    count: int
    url: str

    @property
    def counted(self) -> str:
        """The number, or that it is above what is counted."""
        return f"{self.count}" if self.count <= MOST_COUNTED else f"{MOST_COUNTED}+"


@dataclass(frozen=True)
class NewsOfRules:
    """What new rules find in a published edition, and the day from which its readers see all of that."""

    edition: Edition
    count: int
    readers_see_from: date


@dataclass(frozen=True)
class ReportingLine:
    """What is to be reported of a plan now."""

    plan: Plan
    due: ReportsDue


@dataclass(frozen=True)
class Dashboard:
    plans: list[PlanLine]
    # Whether there are more plans than those listed, which are in work.
    more_plans: bool
    new_findings: list[NewsOfRules]
    quiet: list[QuietLine]
    reporting: list[ReportingLine]
    recent: list[RecentLine]
    may_add: bool
    # Whether the user may read articles into plans.
    may_read: bool
    # Whether the user has no role in any park.
    without_park: bool = False

    @property
    def new_count(self) -> int:
        return sum(line.count for line in self.new_findings)

    @classmethod
    def build(cls, request: HttpRequest) -> "Dashboard":
        user = request.user
        permitted = permitted_rows(Plan.objects.all(), "park", user, "view_plan")
        more = len(permitted.order_by().values_list("pk")[: MOST_PLANS + 1]) > MOST_PLANS
        listed = _plans_in_work(user) if more else permitted
        plans = list(_lines(listed, user, checked=not more))
        return cls(
            plans=plans,
            more_plans=more,
            new_findings=_new_findings(plans),
            quiet=[_quiet_line(model, user) for model in REPORTED_MODELS],
            reporting=_reporting(plans, user),
            recent=recent_lines(request),
            may_add=may(user, "add_plan"),
            may_read=may(user, "revise_edition"),
            without_park=has_no_park(user),
        )


def _plans_in_work(user: Any) -> QuerySet[Plan]:
    """The plans whose drafts and submitted editions were begun last."""
    opened = permitted_rows(Edition.objects.in_work(), "plan__park", user, "view_plan").order_by("-pk")
    return Plan.objects.filter(pk__in=list(opened.values_list("plan", flat=True)[:MOST_IN_WORK]))


def _lines(plans: QuerySet[Plan], user: Any, *, checked: bool) -> Iterable[PlanLine]:
    plans = plans.select_related("park")
    current = Edition.objects.filter(plan__in=plans, state__in=(*OPEN_STATES, EditionState.PUBLISHED))
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in current:
        editions[edition.plan_id].append(edition)
    found = findings_of(edition for edition in current if checked and edition.state in OPEN_STATES)
    plans = plans.annotate(has_editions=Exists(Edition.objects.filter(plan=OuterRef("pk"))))
    for plan in plans.order_by("-year", "park"):
        by_state = {edition.state: edition for edition in editions[plan.pk]}
        opened = next((by_state[state] for state in OPEN_STATES if state in by_state), None)
        yield PlanLine(
            plan,
            by_state.get(EditionState.PUBLISHED),
            opened,
            severity_counts(found[opened.pk]) if opened and checked else [],
            may(user, "revise_edition", plan),
            may(user, "publish_edition", plan),
            not plan.has_editions,
            checked,
        )


def _new_findings(plans: list[PlanLine]) -> list[NewsOfRules]:
    """What new rules find in published editions of these plans, while their readers do not see it."""
    came = introductions()
    return [
        NewsOfRules(
            edition,
            len(found),
            max(begin for one in found if (begin := readers_see_from(came[one.code], edition))),
        )
        for edition, found in held_back(line.public for line in plans if line.public).items()
    ]


def _reporting(plans: list[PlanLine], user: Any) -> list[ReportingLine]:
    """The plans of which reports or tasks are due, for those who may report."""
    editions = {
        line.plan.pk: line.public for line in plans if line.public and may(user, "add_update", line.plan)
    }
    rows = Assignment.objects.published().filter(plan__in=[*editions])
    day = site_day()
    tasks = build_tasks(rows.select_related("lead").prefetch_related("joint"), editions, day)
    found = []
    for pk, edition in editions.items():
        due = reports_due([task for task in tasks if task.edition.plan_id == pk], day)
        if due:
            found.append(ReportingLine(edition.plan, due))
    return found


def _quiet_line(model: type[Model], user: Any) -> QuietLine:
    name = model._meta.model_name
    rows = permitted_rows(model._default_manager.all(), "edition__plan__park", user, f"view_{name}")
    quiet = without_recent_reports(rows, timezone.localdate()).order_by()
    count = quiet[: MOST_COUNTED + 1].count()
    url = f"{reverse(f'admin:initiatives_{name}_changelist')}?news=none"
    return QuietLine(str(model._meta.verbose_name_plural), count, url)
