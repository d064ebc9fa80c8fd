"""Plans, editions, goal groups, goals, projects and measures."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import (
    EDITION_RELATED,
    FINDINGS,
    BaseAdmin,
    EditionRowAdmin,
    EditionRowInline,
    ReadOnlyInline,
    newest_published,
)
from initiatives.admin.metrics import FigureInline
from initiatives.desk.dashboard import without_recent_reports
from initiatives.desk.finding_summary import edition_findings_html
from initiatives.desk.forms import is_autocomplete
from initiatives.desk.history_pages import EditionChangesAdmin
from initiatives.desk.period_closing_page import PeriodClosingAdmin
from initiatives.desk.roles import is_used_in_release
from initiatives.desk.task_lists import TaskListAdmin
from initiatives.desk.typed_table_pages import TypedTableAdmin
from initiatives.desk.workbook_pages import WorkbookAdmin
from initiatives.desk.workflow import WorkflowAdmin
from initiatives.models import (
    Contribution,
    Edition,
    EditionRow,
    Goal,
    GoalGroup,
    Measure,
    Plan,
    Project,
    Quote,
    Statement,
)
from initiatives.values.vocabulary import OPEN_STATES, EditionState


@admin.register(Plan)
class PlanAdmin(PeriodClosingAdmin, TaskListAdmin, TypedTableAdmin, WorkbookAdmin, WorkflowAdmin, BaseAdmin):
    park_lookup = "park"
    list_display = ("park", "year", "readers_see", "in_work", "to_revise")
    list_display_links = ("park", "year")
    list_filter = ("park", "year")
    list_select_related = ("park",)
    search_fields = ("park__name", "park__name_en", "=year")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("editions")

    def has_change_permission(self, request, obj=None):
        """Park and year are part of public URLs: they are fixed once an edition is released."""
        return super().has_change_permission(request, obj) and (obj is None or not is_used_in_release(obj))

    def response_add(self, request, obj, post_url_continue=None):
        """Go on to the page of the new plan."""
        if "_addanother" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return redirect("admin:initiatives_plan_change", obj.pk)

    @admin.display(description=_("readers see"))
    def readers_see(self, plan: Plan) -> str:
        return _edition_name(plan, {EditionState.PUBLISHED})

    @admin.display(description=_("in work"))
    def in_work(self, plan: Plan) -> str:
        return _edition_name(plan, set(OPEN_STATES))

    @admin.display(description=_("next step"))
    def to_revise(self, plan: Plan) -> str:
        """A link that begins a draft, or leads to the open edition."""
        if _edition_name(plan, set(OPEN_STATES)) != "—":
            return format_html('<a href="{}">{}</a>', _plan_url(plan, "change"), _("Go on with it"))
        if not plan.editions.all():
            return format_html('<a href="{}">{}</a>', _plan_url(plan, "begin"), _("Begin the first draft"))
        return format_html('<a href="{}">{}</a>', _plan_url(plan, "revise"), _("Revise"))

    def public_url(self, plan: Plan) -> str | None:
        return plan.get_absolute_url() if newest_published(plan=plan) else None


def _plan_url(plan: Plan, page: str) -> str:
    return reverse(f"admin:initiatives_plan_{page}", args=[plan.pk])


def _edition_name(plan: Plan, states: set[EditionState]) -> str:
    """State and number of the plan's edition in one of these states; a dash if there is none."""
    edition = next((edition for edition in plan.editions.all() if edition.state in states), None)
    return f"{edition.get_state_display()} {edition.number}" if edition else "—"


@admin.register(Edition)
class EditionAdmin(EditionChangesAdmin, BaseAdmin):
    park_lookup = "plan__park"
    list_display = ("plan", "number", "state", "title", "meeting_date", "to_findings")
    list_display_links = ("plan", "number")
    list_filter = ("state", "plan__park", "plan__year")
    list_select_related = ("plan__park",)
    search_fields = ("title", "title_en", "slogan", "plan__park__name", "=plan__year")
    # The state of an edition changes only through the steps on the plan's page.
    readonly_fields = (
        *("plan", "number", "state", "contents", "findings", "public_times"),
        *("release_note", "release_note_en", "closed_period", "checksum"),
    )
    groups: ClassVar[dict[Any, tuple[str, ...]]] = {
        _("Release"): (
            "public_times",
            "release_note",
            "release_note_en",
            "closed_period",
            "checksum",
        ),
    }

    def has_add_permission(self, request, obj=None):
        """Editions are created by the steps on the plan's page."""
        return False

    def get_search_results(self, request, queryset, search_term):
        """Offer only drafts as the edition of a row."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if is_autocomplete(request) and request.GET.get("field_name") == "edition":
            rows = rows.filter(state=EditionState.DRAFT)
        return rows, may_repeat

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [(_("Contents"), {"fields": ("contents",)}), FINDINGS, *fieldsets] if obj else fieldsets

    @admin.display(description=_("findings"))
    def findings(self, edition: Edition) -> str:
        return edition_findings_html(edition)

    @admin.display(description=_("public from – until"))
    def public_times(self, edition: Edition) -> str:
        releases = edition.releases.select_related("released_by")
        return render_to_string("admin/initiatives/edition/_releases.html", {"releases": releases})

    @admin.display(description=_("findings"))
    def to_findings(self, edition: Edition) -> str:
        """A link to the findings; counting them would take several queries for each edition."""
        url = reverse("admin:initiatives_edition_change", args=[edition.pk])
        return format_html('<a href="{}#findings">{}</a>', url, _("Check"))

    @admin.display(description=_("rows of this edition"))
    def contents(self, edition: Edition) -> str:
        """Links to the lists of the edition's rows, with their numbers."""
        entries = [
            (
                model._meta.verbose_name_plural,
                model.objects.filter(edition=edition).count(),
                _changelist_url(model),
            )
            for model in EditionRow.__subclasses__()
        ]
        template = "admin/initiatives/edition/_contents.html"
        return render_to_string(template, {"edition": edition, "entries": entries})

    def public_url(self, edition: Edition) -> str | None:
        return edition.get_absolute_url() if edition.state == EditionState.PUBLISHED else None


def _changelist_url(model: type[EditionRow]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


class ContributionInline(EditionRowInline):
    model = Contribution

    def get_fields(self, request, obj=None):
        other = "project" if isinstance(obj, Goal) else "goal"
        return (other, "basis", "reason", "reason_en", "key")


class MeasureInline(EditionRowInline):
    model = Measure
    fields = ("title", "title_en", "cadence", "due", "order", "key")


class StatementInline(ReadOnlyInline):
    model = Statement
    fields = ("kind", "content")


class QuoteInline(ReadOnlyInline):
    model = Quote
    fields = ("speaker", "content", "manner", "featured")


@admin.register(GoalGroup)
class GoalGroupAdmin(EditionRowAdmin):
    list_display = ("label", "label_en", "verb", "declared_count", "edition")
    search_fields = ("label", "label_en", "verb", "key")

    def url_in_plan(self, group: GoalGroup) -> str:
        return group.edition.url("goals")


@admin.register(Goal)
class GoalAdmin(EditionRowAdmin):
    list_display = ("title", "title_en", "group", "edition")
    list_filter = ("edition", "group")
    list_select_related = (*EDITION_RELATED, "group")
    search_fields = ("title", "title_en", "statement", "key")
    inlines = (ContributionInline,)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()


class NewsFilter(admin.SimpleListFilter):
    """Published projects or measures without a recent report."""

    title = _("news")
    parameter_name = "news"

    def lookups(self, request, model_admin):
        return [("none", _("none for 60 days"))]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        return without_recent_reports(queryset, timezone.localdate())


@admin.register(Project)
class ProjectAdmin(EditionRowAdmin):
    list_display = ("numeral", "title", "title_en", "edition")
    ordering = ("-edition_id", "number")
    list_display_links = ("numeral", "title")
    list_filter = ("edition", NewsFilter)
    search_fields = ("title", "title_en", "summary", "key")
    inlines = (MeasureInline, FigureInline, StatementInline, QuoteInline, ContributionInline)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    @admin.display(description=_("number"), ordering="number")
    def numeral(self, project: Project) -> str:
        return project.numeral


@admin.register(Measure)
class MeasureAdmin(EditionRowAdmin):
    list_display = ("title", "project", "cadence", "due", "responsible", "edition")
    list_filter = ("edition", "cadence", "project", NewsFilter)
    # No join, after which all rows would be sorted.
    ordering = (
        "-edition_id",
        Subquery(Project.objects.filter(pk=OuterRef("project")).values("number")[:1]),
        "order",
        "key",
    )
    list_select_related = (*EDITION_RELATED, "project", "responsible")
    search_fields = ("title", "title_en", "detail", "project__title", "responsible__name", "key")
