"""Users with their parks and roles on one page, from which all rights follow, and groups of permissions."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives.desk.deletion_pages import NamedDeletionsAdmin
from initiatives.desk.form_examples import add_example
from initiatives.desk.permission_names import NamedPermissionsAdmin
from initiatives.desk.roles import has_no_park, sync_staff_status
from initiatives.desk.sign_in_locks import sign_in_locks
from initiatives.models import Membership


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1
    verbose_name_plural = _("parks and roles")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return add_example(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))


# Registered by Django already; its form of users shows groups and permissions that mean nothing here.
admin.site.unregister((Group, get_user_model()))


@admin.register(Group)
class GroupAdmin(NamedPermissionsAdmin, NamedDeletionsAdmin, DjangoGroupAdmin):
    pass


@admin.register(get_user_model())
class AccountAdmin(NamedDeletionsAdmin, DjangoUserAdmin):
    add_form_template = "admin/change_form.html"
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    ("last_name", "first_name"),
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("last_name", "first_name"), "email")}),
        (_("Access"), {"fields": ("is_active", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined"), "classes": ("collapse",)}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "last_name", "first_name", "roles", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser", "memberships__role", "memberships__park")
    filter_horizontal = ()
    inlines: ClassVar[Any] = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__park")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list of users, above it, for superusers, those who are locked out."""
        user: Any = request.user
        locks = list(sign_in_locks()) if user.is_superuser else []
        return super().changelist_view(request, {**(extra_context or {}), "sign_in_locks": locks})

    @admin.display(description=_("parks and roles"))
    def roles(self, user: Any) -> str:
        found = [f"{one.park or _('all parks')} {one.get_role_display()}" for one in user.memberships.all()]
        return "；".join(found) or "—"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        sync_staff_status(user)
        if has_no_park(user):
            words = _(
                "“%(user)s” cannot sign in yet: give the account a role, and a park or all parks, below."
            )
            messages.warning(request, words % {"user": user})
