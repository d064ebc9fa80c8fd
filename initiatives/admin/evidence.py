"""Sources with their sections and passages, and what a plan says in words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import EDITION, Admin, RowAdmin, newest_published
from initiatives.desk.source_text_pages import SourceTextAdmin
from initiatives.models import (
    Contribution,
    Edition,
    Passage,
    Quote,
    Remark,
    Section,
    Source,
    Statement,
)
from initiatives.roles import is_open, may


def address_of_source(source: Source) -> str | None:
    """The source's page in the newest published plan drawn from it."""
    edition = newest_published(sources=source)
    return edition.url("source", source.slug) if edition else None


@admin.register(Source)
class SourceAdmin(SourceTextAdmin, Admin):
    way_to_park = "park"
    list_display = ("title", "publisher", "published_on", "park", "slug")
    list_filter = ("park",)
    list_select_related = ("park",)
    search_fields = ("title", "title_en", "series", "authors", "publisher", "slug")
    way_to_edition = "park__plans__editions"

    def public_address(self, source: Source) -> str | None:
        return address_of_source(source)

    def save_related(self, request, form, formsets, change):
        """A source added from a plan's place becomes one of its draft's sources."""
        super().save_related(request, form, formsets, change)
        named = request.GET.get("edition", "")
        edition = Edition.objects.filter(pk=named).first() if named.isdecimal() and not change else None
        of_this_park = edition and edition.plan.park_id == form.instance.park_id
        if edition and of_this_park and is_open(edition) and may(request.user, "change_edition", edition):
            edition.sources.add(form.instance)


@admin.register(Section)
class SectionAdmin(Admin):
    way_to_park = "source__park"
    list_display = ("title", "title_en", "label", "paragraph_count", "source")
    list_filter = ("source",)
    list_select_related = ("source",)
    search_fields = ("title", "title_en", "label", "key")

    def public_address(self, section: Section) -> str | None:
        return address_of_source(section.source)


@admin.register(Passage)
class PassageAdmin(Admin):
    way_to_park = "source__park"
    list_display = ("mark", "phrase", "phrase_en", "place", "source")
    list_display_links = ("mark", "phrase")
    list_filter = ("source", "place", "section")
    list_select_related = ("source", "section")
    search_fields = ("phrase", "phrase_en", "key", "section__title", "section__label")
    way_to_edition = "source__park__plans__editions"

    @admin.display(description=_("place"), ordering="order")
    def mark(self, passage: Passage) -> str:
        return passage.mark

    def public_address(self, passage: Passage) -> str | None:
        address = address_of_source(passage.source)
        return f"{address}#{passage.key}" if address else None


@admin.register(Statement)
class StatementAdmin(RowAdmin):
    list_display = ("__str__", "kind", "project", "edition")
    list_filter = ("edition", "kind", "project")
    list_select_related = (*EDITION, "project")
    search_fields = ("content", "content_en", "key")


@admin.register(Quote)
class QuoteAdmin(RowAdmin):
    list_display = ("__str__", "manner", "occasion", "project", "featured", "edition")
    list_filter = ("edition", "manner", "featured", "project")
    list_select_related = (*EDITION, "project")
    search_fields = ("content", "content_en", "speaker", "speaker_en", "speaker_title", "occasion", "key")


@admin.register(Contribution)
class ContributionAdmin(RowAdmin):
    list_display = ("project", "goal", "basis", "reason", "edition")
    list_display_links = ("project", "goal")
    list_filter = ("edition", "basis", "goal", "project")
    list_select_related = (*EDITION, "goal", "project")
    search_fields = ("project__title", "goal__title", "reason", "reason_en", "key")

    def address_in_plan(self, contribution: Contribution) -> str:
        return contribution.goal.get_absolute_url()


@admin.register(Remark)
class RemarkAdmin(RowAdmin):
    list_display = ("__str__", "kind", "edition")
    list_filter = ("edition", "kind")
    search_fields = ("content", "content_en", "key")

    def address_in_plan(self, remark: Remark) -> str | None:
        """A remark is read beside the first figure it is about."""
        figure = remark.figures.first()
        return figure.get_absolute_url() if figure else None
