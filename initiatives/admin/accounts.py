"""Users and groups: Django's registrations, with names of permissions and confirmations by name."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User

from initiatives.desk.deletion_pages import NamedDeletionsAdmin
from initiatives.desk.permission_names import NamedPermissionsAdmin

admin.site.unregister((Group, User))


@admin.register(Group)
class GroupAdmin(NamedPermissionsAdmin, NamedDeletionsAdmin, DjangoGroupAdmin):
    pass


@admin.register(User)
class UserAdmin(NamedPermissionsAdmin, NamedDeletionsAdmin, DjangoUserAdmin):
    pass
