"""Plans, their editions, and an edition's groups, goals, projects and measures."""

from typing import Any, ClassVar

from django.contrib import admin
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import (
    EDITION,
    FINDINGS,
    Admin,
    ListInline,
    RowAdmin,
    RowInline,
    newest_published,
    render_findings,
)
from initiatives.admin.metrics import FigureInline
from initiatives.desk.dashboard import QuietFilter
from initiatives.desk.forms import is_type_ahead
from initiatives.desk.history_pages import EditionChangesAdmin
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
from initiatives.quality import findings
from initiatives.roles import is_settled
from initiatives.vocabulary import OPEN_STATES, EditionState


@admin.register(Plan)
class PlanAdmin(WorkbookAdmin, WorkflowAdmin, Admin):
    way_to_park = "park"
    list_display = ("park", "year", "readers_see", "in_work", "to_revise")
    list_display_links = ("park", "year")
    list_filter = ("park", "year")
    list_select_related = ("park",)
    search_fields = ("park__name", "park__name_en", "=year")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("editions")

    def has_change_permission(self, request, obj=None):
        """Whose plan it is, and for which year, is in its address; once released it stays."""
        return super().has_change_permission(request, obj) and (obj is None or not is_settled(obj))

    def response_add(self, request, obj, post_url_continue=None):
        """A new plan is gone on with at its place."""
        if "_addanother" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return redirect("admin:initiatives_plan_change", obj.pk)

    @admin.display(description=_("readers see"))
    def readers_see(self, plan: Plan) -> str:
        return _name_of(plan, {EditionState.PUBLISHED})

    @admin.display(description=_("in work"))
    def in_work(self, plan: Plan) -> str:
        return _name_of(plan, set(OPEN_STATES))

    @admin.display(description=_("next step"))
    def to_revise(self, plan: Plan) -> str:
        """The way to a draft, or to the draft there is."""
        if _name_of(plan, set(OPEN_STATES)) != "—":
            return format_html('<a href="{}">{}</a>', _page(plan, "change"), _("Go on with it"))
        return format_html('<a href="{}">{}</a>', _page(plan, "revise"), _("Revise"))

    def public_address(self, plan: Plan) -> str | None:
        return plan.get_absolute_url() if newest_published(plan=plan) else None


def _page(plan: Plan, name: str) -> str:
    return reverse(f"admin:initiatives_plan_{name}", args=[plan.pk])


def _name_of(plan: Plan, states: set[EditionState]) -> str:
    """The state and number of the plan's edition in one of these states, if it has one."""
    found = next((one for one in plan.editions.all() if one.state in states), None)
    return f"{found.get_state_display()} {found.number}" if found else "—"


@admin.register(Edition)
class EditionAdmin(EditionChangesAdmin, Admin):
    way_to_park = "plan__park"
    list_display = ("plan", "number", "state", "title", "meeting_date", "to_findings")
    list_display_links = ("plan", "number")
    list_filter = ("state", "plan__park", "plan__year")
    list_select_related = ("plan__park",)
    search_fields = ("title", "title_en", "slogan", "plan__park__name", "=plan__year")
    # How far an edition has come is a matter of the steps at its plan's place.
    readonly_fields = (
        *("plan", "number", "state", "contents", "findings", "released_at", "released_by"),
        *("release_note", "release_note_en", "closed_period", "checksum"),
    )
    groups: ClassVar[dict[Any, tuple[str, ...]]] = {
        _("Release"): (
            "released_at",
            "released_by",
            "release_note",
            "release_note_en",
            "closed_period",
            "checksum",
        ),
    }

    def has_add_permission(self, request, obj=None):
        """Editions begin with the step “revise”."""
        return False

    def get_search_results(self, request, queryset, search_term):
        """Rows are added to drafts only."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if is_type_ahead(request.path) and request.GET.get("field_name") == "edition":
            rows = rows.filter(state=EditionState.DRAFT)
        return rows, may_repeat

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [(_("Contents"), {"fields": ("contents",)}), FINDINGS, *fieldsets] if obj else fieldsets

    @admin.display(description=_("findings"))
    def findings(self, edition: Edition) -> str:
        """What the quality rules notice in the whole edition."""
        return render_findings(findings(edition), linked=True)

    @admin.display(description=_("findings"))
    def to_findings(self, edition: Edition) -> str:
        """The way to the findings; counting them here would ask the database anew for every edition."""
        page = reverse("admin:initiatives_edition_change", args=[edition.pk])
        return format_html('<a href="{}#findings">{}</a>', page, _("Check"))

    @admin.display(description=_("rows of this edition"))
    def contents(self, edition: Edition) -> str:
        """Links to the lists of all that the edition holds."""
        entries = [
            (model._meta.verbose_name_plural, model.objects.filter(edition=edition).count(), _rows_of(model))
            for model in EditionRow.__subclasses__()
        ]
        template = "admin/initiatives/edition/_contents.html"
        return render_to_string(template, {"edition": edition, "entries": entries})

    def public_address(self, edition: Edition) -> str | None:
        return edition.get_absolute_url() if edition.state == EditionState.PUBLISHED else None


def _rows_of(model: type[EditionRow]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


class ContributionInline(RowInline):
    model = Contribution

    def get_fields(self, request, obj=None):
        other = "project" if isinstance(obj, Goal) else "goal"
        return (other, "basis", "reason", "reason_en", "key")


class MeasureInline(RowInline):
    model = Measure
    fields = ("title", "title_en", "cadence", "due", "order", "key")


class StatementInline(ListInline):
    model = Statement
    fields = ("kind", "content")


class QuoteInline(ListInline):
    model = Quote
    fields = ("speaker", "content", "manner", "featured")


@admin.register(GoalGroup)
class GoalGroupAdmin(RowAdmin):
    list_display = ("label", "label_en", "verb", "declared_count", "edition")
    search_fields = ("label", "label_en", "verb", "key")

    def address_in_plan(self, group: GoalGroup) -> str:
        return group.edition.url("goals")


@admin.register(Goal)
class GoalAdmin(RowAdmin):
    list_display = ("title", "title_en", "group", "edition")
    list_filter = ("edition", "group")
    list_select_related = (*EDITION, "group")
    search_fields = ("title", "title_en", "statement", "key")
    inlines = (ContributionInline,)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()


@admin.register(Project)
class ProjectAdmin(RowAdmin):
    list_display = ("numeral", "title", "title_en", "edition")
    list_display_links = ("numeral", "title")
    list_filter = ("edition", QuietFilter)
    search_fields = ("title", "title_en", "summary", "key")
    inlines = (MeasureInline, FigureInline, StatementInline, QuoteInline, ContributionInline)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    @admin.display(description=_("number"), ordering="number")
    def numeral(self, project: Project) -> str:
        return project.numeral


@admin.register(Measure)
class MeasureAdmin(RowAdmin):
    list_display = ("title", "project", "cadence", "due", "responsible", "edition")
    list_filter = ("edition", "cadence", "project", QuietFilter)
    list_select_related = (*EDITION, "project", "responsible")
    search_fields = ("title", "title_en", "detail", "project__title", "responsible__name", "key")
