"""Base classes of the registrations: fieldsets made from the model, autocomplete, links to public pages."""

from collections.abc import Iterable
from itertools import chain
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from initiatives.desk.choice_names import name_choices
from initiatives.desk.concurrent_edits import ConflictCheckedAdmin, ConflictCheckedFormSet
from initiatives.desk.deletion_pages import NamedDeletionsAdmin
from initiatives.desk.finding_notes import (
    finding_mark,
    mark_rows,
    note_findings_on_page,
    to_be_told,
    told_after_saving,
)
from initiatives.desk.finding_summary import row_findings_html
from initiatives.desk.form_examples import add_example
from initiatives.desk.forms import EditionRowForm, EditionRowInlineForm, ScopedForm, is_autocomplete
from initiatives.desk.history_pages import HistoryAdmin
from initiatives.desk.permissions import ParkRowsAdmin, PermissionChecks
from initiatives.desk.plan_page import reader_correction_links
from initiatives.desk.plan_words import use_words_of, use_words_of_edition
from initiatives.desk.primary_keys import pk_in
from initiatives.desk.roles import permitted_rows
from initiatives.desk.way_back import plan_url
from initiatives.desk.word_fields import WordFields
from initiatives.models import Edition, EditionRow
from initiatives.quality import findings
from initiatives.values.vocabulary import EditionState

FINDINGS = (_("Findings"), {"fields": ("findings",)})
IDENTITY_FIELDS = ("key", "slug", "code", "order")
# For `list_select_related`: what the name of an edition needs.
EDITION_RELATED = ("edition", "edition__plan__park")


def form_lines(names: Iterable[str]) -> list[Any]:
    """Field names as lines of a fieldset: a field with an English twin shares its line with it."""
    names = list(names)
    return [
        (name, f"{name}_en") if f"{name}_en" in names else name
        for name in names
        if not (name.endswith("_en") and name.removesuffix("_en") in names)
    ]


def make_fieldsets(
    model: type[models.Model], groups: dict[Any, tuple[str, ...]], *, collapse_identity: bool
) -> list[Any]:
    """Fieldsets of all editable fields: plain columns, the `groups`, links, and what identifies the row."""
    columns = [
        field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key
    ]
    identity = tuple(name for name in columns if name in IDENTITY_FIELDS)
    grouped = {*identity, *chain(*groups.values())}
    links = [field.name for field in model._meta.many_to_many]
    parts = [
        (None, form_lines(name for name in columns if name not in grouped), ()),
        *((heading, form_lines(names), ("collapse",)) for heading, names in groups.items()),
        (_("Evidence and links"), links, ()),
        (_("Identity"), [identity], ("collapse",) if collapse_identity else ()),
    ]
    return [(heading, {"fields": fields, "classes": css}) for heading, fields, css in parts if any(fields)]


class BaseAdmin(NamedDeletionsAdmin, WordFields, HistoryAdmin, ConflictCheckedAdmin, ParkRowsAdmin):
    """ModelAdmin of any model: history, conflict checks, permissions by park, scoped forms."""

    form = ScopedForm
    formfield_overrides: ClassVar[Any] = {models.URLField: {"assume_scheme": "https"}}
    # Columns shown under a heading of their own: {heading: names}.
    groups: ClassVar[dict[Any, tuple[str, ...]]] = {}
    # The lookup from this model to the editions that may refer to it; autocomplete filters by it.
    edition_lookup = ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Rows with what their names need.

        It is fetched by further queries: databases would join tables first and sort all rows afterwards.
        """
        rows = super().get_queryset(request)
        related: Any = self.list_select_related
        return rows.prefetch_related(*related) if related else rows

    def get_list_select_related(self, request: HttpRequest) -> tuple[str, ...]:
        return ()

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return make_fieldsets(self.model, self.groups, collapse_identity=obj is not None)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """All relations, except single ones to rows of an edition, which are few enough for a select list."""
        fields = [*self.model._meta.many_to_many, *self.model._meta.concrete_fields]
        return [
            field.name
            for field in fields
            if field.related_model and (field.many_to_many or not issubclass(field.related_model, EditionRow))
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return add_example(db_field, name_choices(field))

    def get_search_results(self, request, queryset, search_term):
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        edition = pk_in(request.GET.get("edition"))
        if self.edition_lookup and edition is not None and is_autocomplete(request):
            rows, may_repeat = rows.filter(**{self.edition_lookup: edition}), True
        return rows, may_repeat

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the query string names, without impossible keys, on which Django fails."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        related = [field.name for field in self.opts.concrete_fields if field.related_model]
        unusable = {name for name in related if name in given and pk_in(given[name]) is None}
        return {name: value for name, value in given.items() if name not in unusable}

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        use_words_of(row)
        return row

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """The public URL of a row, or None while readers do not see it."""
        return self.public_url(obj) if obj and obj.pk else None

    def public_url(self, row: Any) -> str | None:
        return None

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.way_back(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.way_back(request, obj) or super().response_post_save_change(request, obj)

    def way_back(self, request: HttpRequest, row: Any) -> HttpResponseRedirect | None:
        """To the plan's page, unless somebody came from a list that they had filtered."""
        url = None if "_changelist_filters" in request.GET else plan_url(row)
        return redirect(url) if url else None


class EditionRowAdmin(BaseAdmin):
    """ModelAdmin of a row of an edition: its findings, and the draft a new row belongs to."""

    form = EditionRowForm
    list_select_related: ClassVar[Any] = EDITION_RELATED
    list_filter: ClassVar[Any] = ("edition",)
    # Newest editions first: by the names of their parks, all rows would be sorted for one page of them.
    ordering: ClassVar[Any] = ("-edition_id", "order", "key")
    park_lookup = "edition__plan__park"
    readonly_fields: ClassVar[Any] = ("findings",)
    edition_lookup = "edition__plan__park__plans__editions"

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [FINDINGS, *fieldsets] if obj else fieldsets

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        first, *others = super().get_list_display(request)
        return [first, "finding_mark", *others]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            named = request.POST.get("edition") or request.GET.get("edition")
            use_words_of_edition(request, named or self.get_changeform_initial_data(request)["edition"])
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        use_words_of_edition(request, request.GET.get("edition__id__exact"))
        response = super().changelist_view(request, extra_context)
        if changelist := getattr(response, "context_data", {}).get("cl"):
            mark_rows(changelist.result_list)
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            note_findings_on_page(obj, context["adminform"].form, formsets)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def object_links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return [*reader_correction_links(request.user, obj), *super().object_links(request, obj)]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rows = [inline.instance for formset in formsets for inline in formset.forms if inline.has_changed()]
        form.instance.saved_with = [row for row in rows if row.pk]

    def response_add(self, request, obj, post_url_continue=None):
        self.tell_findings(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.tell_findings(request, obj)
        return super().response_change(request, obj)

    def tell_findings(self, request: HttpRequest, obj: Any) -> None:
        """Where what was saved is wrong or odd, say so, and come back to its page, where it is at the fields.

        Nothing is refused: what is typed is kept.
        """
        if "_popup" in request.POST:
            return
        if told := to_be_told((obj, *obj.saved_with), findings(obj.edition)):
            messages.warning(request, told_after_saving(told))
            if "_addanother" not in request.POST:
                sent = request.POST.copy()
                sent["_continue"] = "1"
                request.POST = sent  # type: ignore[assignment]

    @admin.display(description=_("findings"))
    def findings(self, row: Any) -> str:
        return row_findings_html(row)

    @admin.display(description=_("findings"))
    def finding_mark(self, row: Any) -> str:
        return finding_mark(row)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Add new rows to the newest draft, unless the query string names another edition."""
        drafts = Edition.objects.filter(state=EditionState.DRAFT).order_by("-pk")
        latest = permitted_rows(drafts, "plan__park", request.user, f"add_{self.opts.model_name}").first()
        return {"edition": latest and latest.pk, **super().get_changeform_initial_data(request)}

    def public_url(self, row: Any) -> str | None:
        return self.url_in_plan(row) if row.edition.state == EditionState.PUBLISHED else None

    def url_in_plan(self, row: Any) -> str | None:
        """The public URL of a row of a published edition."""
        return row.get_absolute_url()


class EditionRowInline(WordFields, PermissionChecks, admin.TabularInline):
    """Rows shown and changed on the page of the row they belong to."""

    form = EditionRowInlineForm
    formset = ConflictCheckedFormSet
    extra = 0
    show_change_link = True
    view_on_site = False

    def get_queryset(self, request):
        related: Any = self.admin_site.get_model_admin(self.model).list_select_related
        return super().get_queryset(request).select_related(*related)

    def get_fieldsets(self, request, obj=None):
        """Add the signed state of each row, where rows can be changed."""
        fieldsets: Any = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            (heading, options), *others = fieldsets
            fieldsets = [(heading, {**options, "fields": (*options["fields"], "made_from")}), *others]
        return fieldsets

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        form: Any = formset.form
        form.parent = obj
        return formset


class ReadOnlyInline(EditionRowInline):
    """Rows listed on the page of the row they belong to, each with a link to its own page."""

    can_delete = False

    def get_fields(self, request, obj=None):
        return (*super().get_fields(request, obj), "finding_mark")

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    @admin.display(description=_("findings"))
    def finding_mark(self, row: Any) -> str:
        return finding_mark(row)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def newest_published(**conditions: Any) -> Edition | None:
    """The published edition of the latest year that meets the conditions."""
    return Edition.objects.published().filter(**conditions).order_by("-plan__year").first()
