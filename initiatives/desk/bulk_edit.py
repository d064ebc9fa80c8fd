"""Admin action that sets the period or kind of several figures, with a preview of each change."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.desk.finding_notes import to_be_told, told_after_saving
from initiatives.desk.permissions import require_draft
from initiatives.models import Figure
from initiatives.models.fields import validate_period
from initiatives.models.row_state import FieldDifference, differences, state_of
from initiatives.quality import Finding, findings_of
from initiatives.values.vocabulary import FigureKind

# A longer preview would not be read; larger selections are refused.
MAX_FIGURES = 500


class BulkEditForm(forms.Form):
    """The values to set; empty fields leave the figures as they are."""

    period = forms.CharField(
        label=gettext_lazy("period"),
        required=False,
        max_length=Figure._meta.get_field("period").max_length,
        validators=[validate_period],
        help_text=gettext_lazy(
            "2024, 2024-H1, 2024-Q3, 2024-06, 2024-01/2024-09 or 2021/2025. Empty: leave as it is."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        required=False,
        choices=[("", gettext_lazy("leave as it is")), *FigureKind.choices],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Give a period or a kind."))
        return cleaned

    def new_values(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class FigureChange:
    """A figure with the new values set but not saved, the changes in words, and validation errors."""

    figure: Figure
    changed_fields: list[str]
    differences: list[FieldDifference]
    errors: list[str] = field(default_factory=list)
    # What the quality rules find in the figure as it will be.
    findings: list[Finding] = field(default_factory=list)


@admin.action(permissions=["change"], description=gettext_lazy("Set period or kind"))
def set_period_or_kind(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask for the values, preview the change of each figure, and save once that is confirmed."""
    if queryset.count() > MAX_FIGURES:
        messages.error(request, _("Choose at most %(most)d figures at a time.") % {"most": MAX_FIGURES})
        return None
    figures = list(queryset.select_related("metric", "edition__plan__park"))
    if any(not model_admin.has_change_permission(request, figure) for figure in figures):
        messages.error(request, _("Some of these figures may not be changed. Choose figures of a draft."))
        return None
    submitted = "period" in request.POST
    form = BulkEditForm(request.POST if submitted else None)
    changes = [_preview(figure, form.new_values()) for figure in figures] if form.is_valid() else []
    has_errors = any(change.errors for change in changes)
    if changes and not has_errors:
        if "apply" in request.POST:
            return _apply(model_admin, request, changes)
        _note_findings(changes)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Set period or kind"),
        "opts": model_admin.opts,
        "form": form,
        "changes": changes,
        "changing": sum(bool(change.differences) for change in changes),
        "has_errors": has_errors,
        "figures": figures,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/initiatives/figure/set.html", context)


def _preview(figure: Figure, values: dict[str, str]) -> FigureChange:
    found = differences(Figure, state_of(figure, values), values)
    changed_fields = [difference.name for difference in found]
    for name in changed_fields:
        setattr(figure, name, values[name])
    try:
        figure.full_clean()
    except ValidationError as error:
        return FigureChange(figure, changed_fields, found, error.messages)
    return FigureChange(figure, changed_fields, found)


def _note_findings(changes: list[FigureChange]) -> None:
    """Add what would be found in each figure: the changes are made, checked and rolled back."""
    editions = {change.figure.edition_id: change.figure.edition for change in changes}
    with transaction.atomic():
        for change in changes:
            Figure.objects.filter(pk=change.figure.pk).update(
                **{name: getattr(change.figure, name) for name in change.changed_fields}
            )
        found = findings_of(editions.values())
        transaction.set_rollback(True)
    for change in changes:
        change.findings.extend(to_be_told([change.figure], found[change.figure.edition_id]))


@transaction.atomic
def _apply(model_admin: Any, request: HttpRequest, changes: list[FigureChange]) -> None:
    changing = [change for change in changes if change.differences]
    for change in changing:
        require_draft(change.figure)
        change.figure.save(update_fields=change.changed_fields)
        model_admin.log_change(request, change.figure, [{"changed": {"fields": change.changed_fields}}])
    editions = {change.figure.edition_id: change.figure.edition for change in changing}
    found = [one for findings in findings_of(editions.values()).values() for one in findings]
    if told := to_be_told([change.figure for change in changing], found):
        messages.warning(request, told_after_saving(told))
    message = ngettext("%(n)d figure was changed.", "%(n)d figures were changed.", len(changing))
    messages.success(request, message % {"n": len(changing)})
