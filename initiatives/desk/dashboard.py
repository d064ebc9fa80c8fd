"""The desk's front page: which plans there are, what is to be done about them, what happened lately."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import Edition, Measure, Plan, Project, Update
from initiatives.quality import Finding, findings_of
from initiatives.roles import may, parks_where, within
from initiatives.vocabulary import OPEN_STATES, EditionState, Severity, UpdateSubject

QUIET_DAYS = 60
RECENT_DAYS = 7
MOST_ENTRIES = 20
SUBJECTS = {Project: UpdateSubject.PROJECT, Measure: UpdateSubject.MEASURE}


def quiet(rows: QuerySet, today: date) -> QuerySet:
    """Projects or measures that readers see and hear nothing new about."""
    reports = Update.objects.filter(
        draft=False,
        date__gt=today - timedelta(days=QUIET_DAYS),
        plan=OuterRef("edition__plan"),
        subject=SUBJECTS[rows.model],
        subject_key=OuterRef("key"),
    )
    return rows.filter(~Exists(reports), edition__state=EditionState.PUBLISHED)


class QuietFilter(admin.SimpleListFilter):
    title = _("news")
    parameter_name = "news"

    def lookups(self, request, model_admin):
        return [("none", _("none for 60 days"))]

    def queryset(self, request, queryset):
        return quiet(queryset, timezone.localdate()) if self.value() == "none" else queryset


@dataclass(frozen=True)
class PlanLine:
    plan: Plan
    public: Edition | None
    open: Edition | None
    severities: list[tuple[Severity, int]]
    may_revise: bool
    may_publish: bool


@dataclass(frozen=True)
class QuietLine:
    name: str
    count: int
    url: str


@dataclass(frozen=True)
class Dashboard:
    plans: list[PlanLine]
    quiet: list[QuietLine]
    recent: list[LogEntry]
    may_add: bool

    @classmethod
    def build(cls, request: HttpRequest) -> "Dashboard":
        user = request.user
        return cls(
            plans=list(_plans(user)),
            quiet=[_quiet_line(model, user) for model in SUBJECTS],
            recent=_recent(request),
            may_add=may(user, "add_plan"),
        )


def _plans(user: Any) -> Iterable[PlanLine]:
    plans = within(Plan.objects.all(), "park", user, "view_plan").select_related("park")
    current = Edition.objects.filter(plan__in=plans, state__in=(*OPEN_STATES, EditionState.PUBLISHED))
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in current:
        editions[edition.plan_id].append(edition)
    found = findings_of(one for one in current if one.state in OPEN_STATES)
    for plan in plans.order_by("-year", "park"):
        public = next((one for one in editions[plan.pk] if one.state == EditionState.PUBLISHED), None)
        opened = next((one for one in editions[plan.pk] if one.state in OPEN_STATES), None)
        yield PlanLine(
            plan,
            public,
            opened,
            _severities(found[opened.pk]) if opened else [],
            may(user, "revise_edition", plan),
            may(user, "publish_edition", plan),
        )


def _severities(found: list[Finding]) -> list[tuple[Severity, int]]:
    counts = Counter(finding.severity for finding in found)
    return [(severity, counts[severity]) for severity in Severity if counts[severity]]


def _quiet_line(model: type[Model], user: Any) -> QuietLine:
    name = model._meta.model_name
    rows = within(model._default_manager.all(), "edition__plan__park", user, f"view_{name}")
    url = f"{reverse(f'admin:initiatives_{name}_changelist')}?news=none"
    return QuietLine(str(model._meta.verbose_name_plural), quiet(rows, timezone.localdate()).count(), url)


def _recent(request: HttpRequest) -> list[LogEntry]:
    """What was done in the last week to rows that the user may see."""
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    entries = LogEntry.objects.filter(action_time__gte=since).select_related("content_type", "user")
    if parks_where(request.user, "view_plan") is None:
        return list(entries[:MOST_ENTRIES])
    latest = list(entries[: 10 * MOST_ENTRIES])
    seen = _seen(request, latest)
    return [one for one in latest if (one.content_type_id, one.object_id) in seen][:MOST_ENTRIES]


def _seen(request: HttpRequest, entries: list[LogEntry]) -> set[tuple[int | None, str | None]]:
    """The rows among these that the user may see; one query for each kind of row."""
    by_kind: dict[Any, set[str | None]] = defaultdict(set)
    for entry in entries:
        by_kind[entry.content_type].add(entry.object_id)
    seen: set[tuple[int | None, str | None]] = set()
    for kind, pks in by_kind.items():
        model = kind.model_class() if kind else None
        if model and admin.site.is_registered(model):
            model_admin: Any = admin.site.get_model_admin(model)
            if model_admin.has_view_permission(request):
                rows = model_admin.get_queryset(request).filter(pk__in=pks).values_list("pk", flat=True)
                seen |= {(kind.pk, str(pk)) for pk in rows}
    return seen
