"""What each user sees and may do in the admin: rows of their own parks, as their roles there permit."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from initiatives.desk.forms import OWNERS
from initiatives.editions.lifecycle import lock_edition
from initiatives.roles import edition_of, is_open, is_settled, may, within
from initiatives.vocabulary import EditionState


class PermissionChecks(admin.options.BaseModelAdmin):
    """Asked of every page, form, action and type-ahead. For inlines, `obj` is the row they stand below."""

    # The way from this model to the park its rows belong to; empty where all parks share them.
    way_to_park = ""

    def may(self, request: HttpRequest, action: str, row: Model | None = None) -> bool:
        return may(request.user, f"{action}_{self.opts.model_name}", row)

    def has_view_permission(self, request, obj=None):
        return self.may(request, "view", obj)

    def has_add_permission(self, request, obj=None):
        return self.may(request, "add", obj) and is_open(obj)

    def has_change_permission(self, request, obj=None):
        if not (self.may(request, "change", obj) and is_open(obj)):
            return False
        # What readers see changes only by the hand of somebody who may publish.
        return obj is None or may(request.user, "publish_edition", obj) or not is_settled(obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj) and is_open(obj) and (obj is None or not is_settled(obj))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_field_queryset(self, db, db_field, request):
        """Choices come with what naming them needs. What a row is put under must be open to such rows."""
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        rows = related.get_queryset(request)
        if db_field.name in OWNERS and (way := getattr(related, "way_to_park", "")):
            rows = within(rows, way, request.user, f"add_{self.opts.model_name}")
        if db_field.name == "edition":
            rows = rows.filter(state=EditionState.DRAFT)
        return rows


class ParkRowsAdmin(PermissionChecks, admin.ModelAdmin):
    """A model's own pages: lists, and the checks that stand when something is written."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return within(rows, self.way_to_park, request.user, f"view_{self.opts.model_name}")

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Filters by a related row offer those rows only that the user may see."""
        return [self.limited_filter(entry) for entry in super().get_list_filter(request)]

    def limited_filter(self, entry: Any) -> Any:
        if not isinstance(entry, str):
            return entry
        field = get_fields_from_path(self.model, entry)[-1]
        return (entry, OfOwnParks) if field.remote_field else entry

    def save_model(self, request, obj, form, change):
        keep_open(obj)
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        keep_open(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for edition in {one for one in map(edition_of, queryset) if one}:
                keep_open(edition)
            super().delete_queryset(request, queryset)


class OfOwnParks(admin.RelatedFieldListFilter):
    """A filter by a related row; once the list is of one edition, only that edition's rows are offered."""

    def field_choices(self, field, request, model_admin):
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        rows = related.get_queryset(request)
        edition = request.GET.get("edition__id__exact", "")
        if edition.isdecimal() and any(column.name == "edition" for column in rows.model._meta.fields):
            rows = rows.filter(edition=edition)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in (rows.order_by(*ordering) if ordering else rows)]


def keep_open(row: Model) -> None:
    """Nothing is written into an edition that was released since the page was opened."""
    edition = edition_of(row)
    if edition and edition.pk and lock_edition(edition).state != EditionState.DRAFT:
        raise PermissionDenied
