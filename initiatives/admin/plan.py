"""Plans, their editions, and an edition's groups, goals, projects and measures."""

from typing import Any, ClassVar

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import (
    EDITION,
    FINDINGS,
    Admin,
    ListInline,
    OfSameEdition,
    RowAdmin,
    RowInline,
    newest_published,
    render_findings,
)
from initiatives.admin.metrics import FigureInline
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
from initiatives.vocabulary import EditionState


@admin.register(Plan)
class PlanAdmin(Admin):
    list_display = ("park", "year")
    list_display_links = ("park", "year")
    list_filter = ("park", "year")
    list_select_related = ("park",)
    search_fields = ("park__name", "park__name_en", "=year")

    def public_address(self, plan: Plan) -> str | None:
        return plan.get_absolute_url() if newest_published(plan=plan) else None


@admin.register(Edition)
class EditionAdmin(Admin):
    list_display = ("plan", "number", "state", "title", "meeting_date", "to_findings")
    list_display_links = ("plan", "number")
    list_filter = ("state", "plan__park", "plan__year")
    list_select_related = ("plan__park",)
    search_fields = ("title", "title_en", "slogan", "plan__park__name", "=plan__year")
    readonly_fields = ("contents", "findings")
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
    list_filter = ("edition", ("group", OfSameEdition))
    list_select_related = (*EDITION, "group")
    search_fields = ("title", "title_en", "statement", "key")
    inlines = (ContributionInline,)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()


@admin.register(Project)
class ProjectAdmin(RowAdmin):
    list_display = ("numeral", "title", "title_en", "edition")
    list_display_links = ("numeral", "title")
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
    list_filter = ("edition", "cadence", ("project", OfSameEdition))
    list_select_related = (*EDITION, "project", "responsible")
    search_fields = ("title", "title_en", "detail", "project__title", "responsible__name", "key")
