"""Reports on what has happened since. A public one stays as it is; another answers a mistake."""

from django.contrib import admin

from initiatives.admin.base import Admin
from initiatives.models import Update


@admin.register(Update)
class UpdateAdmin(Admin):
    list_display = ("date", "plan", "subject", "subject_key", "status", "__str__", "author", "draft")
    list_display_links = ("date", "__str__")
    list_filter = ("plan", "subject", "status", "draft")
    list_select_related = ("plan__park", "author")
    search_fields = ("content", "content_en", "subject_key", "reason", "key")
    readonly_fields = ("author",)
    date_hierarchy = "date"

    def has_change_permission(self, request, obj=None):
        """A draft may still be changed, and published by doing so."""
        return obj is not None and obj.draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def save_model(self, request, obj, form, change):
        obj.author = request.user
        super().save_model(request, obj, form, change)
