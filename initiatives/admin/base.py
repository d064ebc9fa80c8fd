"""What all pages of the admin share: fieldsets made from a model, type-ahead, links to public pages."""

from collections.abc import Iterable
from itertools import chain
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.desk.concurrent_edits import ConflictCheckedAdmin, ConflictCheckedFormSet
from initiatives.desk.form_examples import with_example
from initiatives.desk.forms import Form, InlineRowForm, RowForm, is_type_ahead
from initiatives.desk.history_pages import HistoryAdmin
from initiatives.desk.permissions import ParkRowsAdmin, PermissionChecks
from initiatives.models import Edition, EditionRow
from initiatives.quality import Finding, findings
from initiatives.roles import within
from initiatives.vocabulary import EditionState, Severity

FINDINGS = (_("Findings"), {"fields": ("findings",)})
IDENTITY = ("key", "slug", "code", "order")
EDITION = ("edition", "edition__plan__park")


def lines(names: Iterable[str]) -> list[Any]:
    """Names of columns as lines of a form: each Chinese text beside its English twin."""
    names = list(names)
    return [
        (name, f"{name}_en") if f"{name}_en" in names else name
        for name in names
        if not (name.endswith("_en") and name.removesuffix("_en") in names)
    ]


def fieldsets_of(model: type[models.Model], groups: dict[Any, tuple[str, ...]], *, folded: bool) -> list[Any]:
    """The facts first, then named groups of columns, the evidence, and last what identifies the row."""
    columns = [
        field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key
    ]
    identity = tuple(name for name in columns if name in IDENTITY)
    apart = {*identity, *chain(*groups.values())}
    evidence = [field.name for field in model._meta.many_to_many]
    parts = [
        (None, lines(name for name in columns if name not in apart), ()),
        *((heading, lines(names), ("collapse",)) for heading, names in groups.items()),
        (_("Evidence and links"), evidence, ()),
        (_("Identity"), [identity], ("collapse",) if folded else ()),
    ]
    return [(heading, {"fields": fields, "classes": css}) for heading, fields, css in parts if any(fields)]


def render_findings(found: list[Finding], *, linked: bool = False) -> str:
    """Findings as a list for each severity; linked to the pages of the rows they name, where these differ."""
    entries = [(one, _pages_of(one) if linked else []) for one in found]
    groups = [
        (severity.label, of_severity)
        for severity in Severity
        if (of_severity := [entry for entry in entries if entry[0].severity == severity])
    ]
    return render_to_string("admin/initiatives/_findings.html", {"groups": groups})


def _pages_of(finding: Finding) -> list[tuple[str, str]]:
    """The keys and admin pages of the rows a finding names; their names may be alike."""
    return [(row.key, reverse(f"admin:initiatives_{row.kind}_change", args=[row.pk])) for row in finding.rows]


class Admin(HistoryAdmin, ConflictCheckedAdmin, ParkRowsAdmin):
    """Any row's pages."""

    form = Form
    formfield_overrides: ClassVar[Any] = {models.URLField: {"assume_scheme": "https"}}
    # Columns put apart under a heading: {heading: names}.
    groups: ClassVar[dict[Any, tuple[str, ...]]] = {}
    # The way from this model to the editions it may be evidence in; type-ahead keeps to it.
    way_to_edition = ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        along: Any = self.list_select_related
        return rows.select_related(*along) if along else rows

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return fieldsets_of(self.model, self.groups, folded=obj is not None)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Links are typed ahead, except to rows of the same edition, of which there are few."""
        fields = [*self.model._meta.many_to_many, *self.model._meta.concrete_fields]
        return [
            field.name
            for field in fields
            if field.related_model and (field.many_to_many or not issubclass(field.related_model, EditionRow))
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return with_example(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_search_results(self, request, queryset, search_term):
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        edition = request.GET.get("edition", "")
        if self.way_to_edition and edition.isdecimal() and is_type_ahead(request.path):
            rows, may_repeat = rows.filter(**{self.way_to_edition: edition}), True
        return rows, may_repeat

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """The address where readers see it, or None while they do not."""
        return self.public_address(obj) if obj and obj.pk else None

    def public_address(self, row: Any) -> str | None:
        return None


class RowAdmin(Admin):
    """A row of an edition."""

    form = RowForm
    list_select_related: ClassVar[Any] = EDITION
    list_filter: ClassVar[Any] = ("edition",)
    way_to_park = "edition__plan__park"
    readonly_fields: ClassVar[Any] = ("findings",)
    way_to_edition = "edition__plan__park__plans__editions"

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [FINDINGS, *fieldsets] if obj else fieldsets

    @admin.display(description=_("findings"))
    def findings(self, row: Any) -> str:
        """What the quality rules notice about this row."""
        named = [one for one in findings(row.edition) if one.names(row.kind_slug, row.pk)]
        return render_findings(named)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row belongs to the draft last begun, unless the link here named one."""
        drafts = Edition.objects.filter(state=EditionState.DRAFT).order_by("-pk")
        latest = within(drafts, "plan__park", request.user, f"add_{self.opts.model_name}").first()
        return {"edition": latest and latest.pk, **super().get_changeform_initial_data(request)}

    def public_address(self, row: Any) -> str | None:
        return self.address_in_plan(row) if row.edition.state == EditionState.PUBLISHED else None

    def address_in_plan(self, row: Any) -> str | None:
        return row.get_absolute_url()


class RowInline(PermissionChecks, admin.TabularInline):
    """Rows shown on the page of the row they belong to, and changed there."""

    form = InlineRowForm
    formset = ConflictCheckedFormSet
    extra = 0
    show_change_link = True
    view_on_site = False

    def get_queryset(self, request):
        along: Any = self.admin_site.get_model_admin(self.model).list_select_related
        return super().get_queryset(request).select_related(*along)

    def get_fieldsets(self, request, obj=None):
        """With what each row was made from, where it can be changed."""
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


class ListInline(RowInline):
    """Rows only listed on the page of the row they belong to, with a link to change each."""

    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def newest_published(**conditions: Any) -> Edition | None:
    """The published edition of the latest year that meets the conditions."""
    return Edition.objects.published().filter(**conditions).order_by("-plan__year").first()
