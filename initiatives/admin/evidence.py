"""Sources with their sections and passages, and statements, quotes, contributions and remarks of a plan."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import EDITION_RELATED, BaseAdmin, EditionRowAdmin, newest_published
from initiatives.desk.forms import is_autocomplete
from initiatives.desk.passage_form import PassageForm, SourceRowForm
from initiatives.desk.primary_keys import pk_in
from initiatives.desk.remark_form import RemarkForm
from initiatives.desk.roles import is_editable, may
from initiatives.desk.source_text_pages import SourceTextAdmin
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    Passage,
    Quote,
    Remark,
    Section,
    Source,
    Statement,
)
from initiatives.source_text import PassageReport, place_passages
from initiatives.values.vocabulary import EditionState


def source_url(source: Source) -> str | None:
    """The URL of the source in the newest published edition that is based on it."""
    edition = newest_published(sources=source)
    return edition.url("source", source.slug) if edition else None


@admin.register(Source)
class SourceAdmin(SourceTextAdmin, BaseAdmin):
    park_lookup = "park"
    list_display = ("title", "publisher", "published_on", "park", "slug")
    list_filter = ("park",)
    list_select_related = ("park",)
    search_fields = ("title", "title_en", "series", "authors", "publisher", "slug")
    edition_lookup = "park__plans__editions"

    def public_url(self, source: Source) -> str | None:
        return source_url(source)

    def get_search_results(self, request, queryset, search_term):
        """For a new section or passage, leave out sources that readers see and no draft draws on."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if is_autocomplete(request) and request.GET.get("model_name") in ("section", "passage"):
            in_work = Q(editions__isnull=True) | Q(editions__state=EditionState.DRAFT)
            rows, may_repeat = rows.filter(in_work), True
        return rows, may_repeat

    def save_related(self, request, form, formsets, change):
        """Add a new source to the draft named in the query string, as links on the plan's page do."""
        super().save_related(request, form, formsets, change)
        named = pk_in(request.GET.get("edition"))
        edition = Edition.objects.filter(pk=named).first() if named and not change else None
        if (
            edition
            and edition.plan.park_id == form.instance.park_id
            and is_editable(edition)
            and may(request.user, "change_edition", edition)
        ):
            edition.sources.add(form.instance)


@admin.register(Section)
class SectionAdmin(BaseAdmin):
    form = SourceRowForm
    park_lookup = "source__park"
    list_display = ("title", "title_en", "label", "paragraph_count", "source")
    ordering = ("-source_id", "order")
    list_filter = ("source",)
    list_select_related = ("source__park",)
    search_fields = ("title", "title_en", "label", "key")

    def get_search_results(self, request, queryset, search_term):
        """Offer the sections of the source that is chosen."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        source = pk_in(request.GET.get("source"))
        if source is not None and is_autocomplete(request):
            rows = rows.filter(source=source)
        return rows, may_repeat

    def public_url(self, section: Section) -> str | None:
        return source_url(section.source)

    def save_model(self, request, section, form, change):
        super().save_model(request, section, form, change)
        place_passages(section.source)


@admin.register(Passage)
class PassageAdmin(BaseAdmin):
    form = PassageForm
    park_lookup = "source__park"
    list_display = ("mark", "phrase", "phrase_en", "place", "source")
    list_display_links = ("mark", "phrase")
    list_filter = ("source", "place", "section")
    ordering = ("-source_id", "order", "key")
    list_select_related = ("source__park", "section")
    search_fields = ("phrase", "phrase_en", "key", "section__title", "section__label")
    edition_lookup = "source__editions"

    @admin.display(description=_("place"), ordering="order")
    def mark(self, passage: Passage) -> str:
        return passage.mark

    def public_url(self, passage: Passage) -> str | None:
        url = source_url(passage.source)
        return f"{url}#{passage.key}" if url else None

    def save_model(self, request, passage, form, change):
        """Save it, and find it in the attached text; tell if it stands elsewhere than recorded."""
        super().save_model(request, passage, form, change)
        if report := place_passages(passage.source):
            own = [one for one in report.locations if one.phrase.key == passage.key]
            for description in PassageReport(report.parsed_text, own).descriptions:
                messages.warning(request, description)


@admin.register(Statement)
class StatementAdmin(EditionRowAdmin):
    list_display = ("__str__", "kind", "project", "edition")
    list_filter = ("edition", "kind", "project")
    list_select_related = (*EDITION_RELATED, "project")
    search_fields = ("content", "content_en", "key")


@admin.register(Quote)
class QuoteAdmin(EditionRowAdmin):
    list_display = ("__str__", "manner", "occasion", "project", "featured", "edition")
    list_filter = ("edition", "manner", "featured", "project")
    list_select_related = (*EDITION_RELATED, "project")
    search_fields = ("content", "content_en", "speaker", "speaker_en", "speaker_title", "occasion", "key")


@admin.register(Contribution)
class ContributionAdmin(EditionRowAdmin):
    list_display = ("project", "goal", "basis", "reason", "edition")
    list_display_links = ("project", "goal")
    list_filter = ("edition", "basis", "goal", "project")
    list_select_related = (*EDITION_RELATED, "goal", "project")
    search_fields = ("project__title", "goal__title", "reason", "reason_en", "key")

    def url_in_plan(self, contribution: Contribution) -> str:
        return contribution.goal.get_absolute_url()


@admin.register(Remark)
class RemarkAdmin(EditionRowAdmin):
    form = RemarkForm
    list_display = ("__str__", "kind", "edition")
    list_filter = ("edition", "kind")
    search_fields = ("content", "content_en", "key")

    def url_in_plan(self, remark: Remark) -> str | None:
        """The first figure or other row that the remark is about, beside which it is shown."""
        if figure := remark.figures.first():
            return figure.get_absolute_url()
        models: Any = EDITION_ROWS
        about = (
            row
            for model in models
            for row in model.objects.filter(edition=remark.edition, key__in=remark.about_keys)
        )
        row = next(about, None)
        return row.get_absolute_url() if row else None
