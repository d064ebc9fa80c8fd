"""Reports on what has happened since. A public one stays as it is; another answers a mistake."""

from typing import Any

from django.contrib import admin, messages
from django.forms import Select
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.admin.base import Admin
from initiatives.models import Edition, Update
from initiatives.roles import may


def subjects_of(plan: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """The projects and measures of a plan's newest edition by key, measures under their project."""
    edition = Edition.objects.filter(plan=plan).order_by("-number").first()
    projects: Any = edition.projects.prefetch_related("measures") if edition else []
    return [
        (
            str(project),
            [(project.key, str(project)), *((one.key, str(one)) for one in project.measures.all())],
        )
        for project in projects
    ]


@admin.register(Update)
class UpdateAdmin(Admin):
    way_to_park = "plan__park"
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

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Once the plan is known, what is reported on is chosen by name."""
        form = super().get_form(request, obj, change, **kwargs)
        known = obj.plan_id if obj else request.GET.get("plan", "")
        field = form.base_fields.get("subject_key")
        if field and str(known).isdecimal():
            field.widget = Select(choices=[("", "---------"), *subjects_of(int(known))])
        return form

    def get_changeform_initial_data(self, request):
        """Today, and a key nobody has to think up."""
        suggested = f"{timezone.localdate():%Y%m%d}-{Update.objects.count() + 1}"
        given = super().get_changeform_initial_data(request)
        return {"date": timezone.localdate(), "key": suggested, **given}

    def save_model(self, request, obj, form, change):
        """Whoever may not publish leaves a draft; the report is the author's, whoever makes it public."""
        obj.author = obj.author or request.user
        if not obj.draft and not may(request.user, "publish_edition", obj.plan):
            obj.draft = True
            messages.warning(request, _("Kept as a draft: whoever may publish this plan makes it public."))
        super().save_model(request, obj, form, change)
