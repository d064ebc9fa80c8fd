"""Permission checks of the admin: which rows a user sees and may change, by park, role and edition state."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from initiatives.desk.forms import OWNER_FIELDS
from initiatives.desk.list_filters import PermittedRelatedFilter
from initiatives.desk.primary_keys import pk_in
from initiatives.desk.roles import edition_of, is_editable, is_used_in_release, may, permitted_rows
from initiatives.editions.deletion import deletion_recorded
from initiatives.editions.lifecycle import lock_edition
from initiatives.models import Plan
from initiatives.values.vocabulary import EditionState


class PermissionChecks:
    """Mixin with the permissions of a ModelAdmin or an inline; an inline is given the parent row as `obj`."""

    opts: Any
    admin_site: Any
    # The lookup from this model to the park its rows belong to; empty where all parks share them.
    park_lookup = ""

    def may(self, request: HttpRequest, action: str, row: Model | None = None) -> bool:
        return may(request.user, f"{action}_{self.opts.model_name}", row)

    def may_publish(self, request: HttpRequest, row: Model) -> bool:
        return may(request.user, "publish_edition", row)

    def has_view_permission(self, request, obj=None):
        return self.may(request, "view", obj)

    def has_add_permission(self, request, obj=None):
        return self.may(request, "add", obj) and is_editable(obj)

    def has_change_permission(self, request, obj=None):
        if not (self.may(request, "change", obj) and is_editable(obj)):
            return False
        # Changes to shared rows that a release uses show at once, so they need the permission to publish.
        return obj is None or self.may_publish(request, obj) or not is_used_in_release(obj)

    def has_delete_permission(self, request, obj=None):
        return (
            self.may(request, "delete", obj)
            and is_editable(obj)
            and (obj is None or not is_used_in_release(obj))
        )

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_field_queryset(self, db, db_field, request):
        """Choices of a relation: rows the user may see; as owner, only rows the user may add to.

        The related model's admin provides them, with everything that their names need already fetched.
        """
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        rows = related.get_queryset(request)
        if db_field.name in OWNER_FIELDS and (lookup := getattr(related, "park_lookup", "")):
            rows = permitted_rows(rows, lookup, request.user, f"add_{self.opts.model_name}")
        if db_field.name == "edition":
            rows = rows.filter(state=EditionState.DRAFT)
        return rows


class ParkRowsAdmin(PermissionChecks, admin.ModelAdmin):
    """ModelAdmin that lists only rows of permitted parks and writes only into drafts."""

    # To count all rows beside those found would take longer with every plan.
    show_full_result_count = False

    @property
    def media(self) -> Any:
        """With what filters need that search for related rows."""
        return super().media + AutocompleteSelect(Plan._meta.get_field("park"), self.admin_site).media

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return permitted_rows(rows, self.park_lookup, request.user, f"view_{self.opts.model_name}")

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The declared filters; those by a related row offer only rows that the user may see."""
        return [self.permitted_filter(entry) for entry in super().get_list_filter(request)]

    def permitted_filter(self, entry: Any) -> Any:
        if not isinstance(entry, str):
            return entry
        field = get_fields_from_path(self.model, entry)[-1]
        return (entry, PermittedRelatedFilter) if field.remote_field else entry

    def save_model(self, request, obj, form, change):
        require_draft(obj)
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        require_draft(obj)
        with deletion_recorded([obj]):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for edition in {edition for edition in map(edition_of, queryset) if edition}:
                require_draft(edition)
            with deletion_recorded(queryset):
                super().delete_queryset(request, queryset)


def named_plan(request: HttpRequest, pk: object, permission: str) -> Plan | None:
    """The plan that a query string or form names by primary key; None unless the user has the permission."""
    plans = admin.site.get_model_admin(Plan).get_queryset(request)
    number = pk_in(pk)
    plan = plans.filter(pk=number).first() if number is not None else None
    return plan if plan and may(request.user, permission, plan) else None


def require_draft(row: Model) -> None:
    """Lock the row's edition until the transaction ends; PermissionDenied if it is no draft any more."""
    edition = edition_of(row)
    if edition and edition.pk and lock_edition(edition).state != EditionState.DRAFT:
        raise PermissionDenied
