"""Names of permissions in the language of the page, where Django shows its English sentences."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

ACTIONS = {
    "view": pgettext_lazy("permission", "view"),
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
}
# Those that the models of this project add to the four.
OWN_PERMISSIONS = {
    "revise_edition": gettext_lazy("revise plans and hand drafts over"),
    "publish_edition": gettext_lazy("publish, return and go back to editions"),
    "withdraw_edition": gettext_lazy("withdraw editions"),
}


def permission_name(permission: Permission) -> str:
    """App, kind of row and what may be done with it: `园区计划 | 举措：修改`."""
    content_type = permission.content_type
    action = permission.codename.removesuffix(f"_{content_type.model}")
    words = OWN_PERMISSIONS.get(permission.codename) or ACTIONS.get(action) or permission.name
    # A content type whose model is gone has no name but its own.
    model = content_type.model_class()
    if model is None:
        return _labelled(f"{content_type.app_label} | {content_type.model}", words)
    app = model._meta.app_config.verbose_name
    return _labelled(f"{app} | {capfirst(model._meta.verbose_name)}", words)


def _labelled(label: str, words: Any) -> str:
    return _("%(label)s: %(text)s") % {"label": label, "text": words}


class PermissionField(forms.ModelMultipleChoiceField):
    """A choice of permissions by their names in the current language."""

    def label_from_instance(self, obj: Any) -> str:
        return permission_name(obj)


class NamedPermissionsAdmin(admin.ModelAdmin):
    """ModelAdmin of users or groups, which offers permissions by their names."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.remote_field.model is Permission:
            kwargs |= {"form_class": PermissionField, "queryset": _offered(db_field, request)}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _offered(db_field: Any, request: HttpRequest) -> QuerySet[Permission]:
    """All permissions but those for the tables of histories, which nothing asks for; given ones stay."""
    of_histories = Q(content_type__app_label="initiatives", content_type__model__startswith="historical")
    match = request.resolver_match
    holder = match.kwargs.get("object_id") if match else None
    given = Q(**{db_field.related_query_name(): holder}) if holder else Q(pk__in=())
    return Permission.objects.filter(~of_histories | given).distinct()
