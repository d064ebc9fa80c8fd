"""Readers' corrections: noted at the fact, settled, and shown to readers by whoever may publish."""

from typing import Any

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.admin.base import BaseAdmin, form_lines, newest_published
from initiatives.desk.permissions import named_plan
from initiatives.desk.reader_correction_form import ReaderCorrectionForm, offer_rows
from initiatives.models import ReaderCorrection

PARTS = (
    (None, ("plan", "row_key", "content", "content_en", "reported_on", "reported_by")),
    (gettext_lazy("What came of it"), ("state", "settled_on", "reason", "reason_en")),
    (gettext_lazy("For readers"), ("public", "name_public")),
)


@admin.register(ReaderCorrection)
class ReaderCorrectionAdmin(BaseAdmin):
    form = ReaderCorrectionForm
    park_lookup = "plan__park"
    list_display = ("reported_on", "__str__", "plan", "row_key", "state", "settled_on", "public")
    list_display_links = ("reported_on", "__str__")
    list_filter = ("plan", "state", "public")
    list_select_related = ("plan__park",)
    search_fields = ("content", "content_en", "row_key", "reported_by", "reason")
    date_hierarchy = "reported_on"

    def get_fieldsets(self, request, obj=None):
        return [(heading, {"fields": form_lines(names)}) for heading, names in PARTS]

    def has_change_permission(self, request, obj=None):
        """What readers see is changed by those who may publish."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.public or self.may_publish(request, obj))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.public or self.may_publish(request, obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Offer the rows by name as soon as the plan is known."""
        form = super().get_form(request, obj, change, **kwargs)
        named = request.POST.get("plan") or request.GET.get("plan")
        plan = obj.plan if obj else named_plan(request, named, "add_readercorrection")
        field = form.base_fields.get("row_key")
        if field and plan:
            chosen = obj.row_key if obj else request.GET.get("row_key", "")
            offer_rows(field, plan, chosen)
        elif field:
            field.help_text = _("Begin at the row instead: its form links to “Note a reader’s correction”.")
        return form

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        return {"reported_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        """Keep it from readers if the user may not publish."""
        if obj.public and not self.may_publish(request, obj.plan):
            obj.public = False
            messages.warning(
                request, _("Readers do not see it yet: whoever may publish this plan can show it to them.")
            )
        if obj.public and not obj.row_was_seen:
            messages.info(request, _("Readers see it as soon as an edition with this row is published."))
        super().save_model(request, obj, form, change)

    def put_back_response(self, request, row, state, entry):
        """An earlier state comes back unseen by readers, unless the user may publish."""
        if not self.may_publish(request, row):
            state = {**state, "public": False}
        return super().put_back_response(request, row, state, entry)

    def public_url(self, correction: ReaderCorrection) -> str | None:
        is_shown = correction.public and correction.row_was_seen
        edition = newest_published(plan=correction.plan) if is_shown else None
        return f"{edition.url('changes')}#{correction.anchor}" if edition else None
