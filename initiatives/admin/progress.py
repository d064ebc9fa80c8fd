"""Assignments, and reports (updates). A public report cannot be changed; a new one corrects it."""

from itertools import count
from typing import Any

from django.contrib import admin, messages
from django.forms import Select
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from initiatives.admin.base import BaseAdmin
from initiatives.desk.permissions import named_plan
from initiatives.models import Assignment, Edition, Figure, Plan, Update
from initiatives.values.vocabulary import FigureKind

Choices = list[tuple[str, list[tuple[str, str]]]]


def subject_choices(plan: Plan, *, with_projects: bool = True) -> Choices:
    """Choices of the keys of projects, measures and targets in the plan's newest edition, by project."""
    edition = Edition.objects.filter(plan=plan).order_by("-number").first()
    if edition is None:
        return []
    targets = Figure.objects.filter(edition=edition, kind=FigureKind.TARGET).select_related("metric")
    choices: Choices = []
    for project in edition.projects.prefetch_related("measures"):
        own = [(project.key, str(project))] if with_projects else []
        own += [(measure.key, str(measure)) for measure in project.measures.all()]
        own += [(target.key, str(target)) for target in targets if target.project_id == project.pk]
        choices.append((str(project), own))
    others = [(target.key, str(target)) for target in targets if target.project_id is None]
    return [*choices, *([(gettext("Other targets"), others)] if others else [])]


def free_key(prefix: str) -> str:
    """A key `<prefix>-<number>` that no report of any plan has; numbers begin after the number of reports."""
    taken = set(Update.objects.filter(key__startswith=f"{prefix}-").values_list("key", flat=True))
    keys = (f"{prefix}-{number}" for number in count(Update.objects.count() + 1))
    return next(key for key in keys if key not in taken)


@admin.register(Update)
class UpdateAdmin(BaseAdmin):
    park_lookup = "plan__park"
    list_display = ("date", "plan", "subject", "subject_key", "status", "__str__", "author", "draft")
    list_display_links = ("date", "__str__")
    list_filter = ("plan", "subject", "status", "draft")
    list_select_related = ("plan__park", "author")
    search_fields = ("content", "content_en", "subject_key", "reason", "key")
    readonly_fields = ("author",)
    date_hierarchy = "date"

    def has_change_permission(self, request, obj=None):
        """Only drafts may be changed, or made public by a change."""
        return obj is not None and obj.draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Offer the subjects by name as soon as the plan is known."""
        form = super().get_form(request, obj, change, **kwargs)
        plan = obj.plan if obj else named_plan(request, request.GET.get("plan"), "add_update")
        field = form.base_fields.get("subject_key")
        if field and plan:
            field.widget = Select(choices=[("", "---------"), *subject_choices(plan)])
        return form

    def get_changeform_initial_data(self, request):
        """Suggest today's date, and a key made of it and a number."""
        today = timezone.localdate()
        given = super().get_changeform_initial_data(request)
        return {"date": today, "key": free_key(f"{today:%Y%m%d}"), **given}

    def put_back_response(self, request, row, state, entry):
        """An earlier state comes back as a draft, unless the user may publish."""
        if not self.may_publish(request, row):
            state = {**state, "draft": True}
        return super().put_back_response(request, row, state, entry)

    def save_model(self, request, obj, form, change):
        """Keep the report a draft if the user may not publish; its author is who created it."""
        obj.author = obj.author or request.user
        keep_as_draft(self, request, obj)
        super().save_model(request, obj, form, change)


def keep_as_draft(model_admin: BaseAdmin, request: Any, row: Any) -> None:
    """What would be public at once stays a draft, if the user may not publish; a message says so."""
    if not row.draft and not model_admin.may_publish(request, row.plan):
        row.draft = True
        messages.warning(request, _("Kept as a draft: whoever may publish this plan makes it public."))


@admin.register(Assignment)
class AssignmentAdmin(BaseAdmin):
    """Assignments are changed in place. What readers see is changed by those who may publish."""

    park_lookup = "plan__park"
    list_display = ("order", "plan", "subject", "subject_key", "lead", "leader", "due", "draft")
    list_display_links = ("subject_key",)
    list_filter = ("plan", "subject", "lead", "draft")
    list_select_related = ("plan__park", "lead")
    search_fields = ("subject_key", "leader", "leader_en", "contact", "note", "lead__name", "joint__name")
    edition_lookup = "plan__editions"

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.draft or self.may_publish(request, obj.plan))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.draft or self.may_publish(request, obj.plan))

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Offer the subjects by name as soon as the plan is known."""
        form = super().get_form(request, obj, change, **kwargs)
        plan = obj.plan if obj else named_plan(request, request.GET.get("plan"), "add_assignment")
        field = form.base_fields.get("subject_key")
        if field and plan:
            field.widget = Select(choices=[("", "---------"), *subject_choices(plan, with_projects=False)])
        return form

    def put_back_response(self, request, row, state, entry):
        """An earlier state comes back as a draft, unless the user may publish."""
        if not self.may_publish(request, row):
            state = {**state, "draft": True}
        return super().put_back_response(request, row, state, entry)

    def save_model(self, request, obj, form, change):
        keep_as_draft(self, request, obj)
        super().save_model(request, obj, form, change)

    def public_url(self, row: Assignment) -> str | None:
        shown = Assignment.objects.published().filter(pk=row.pk).exists()
        return row.get_absolute_url() if shown else None
