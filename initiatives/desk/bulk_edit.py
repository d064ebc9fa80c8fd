"""Setting the period or kind of several figures at once, after a look at what will change in each."""

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

from initiatives.desk.permissions import keep_open
from initiatives.models import Figure
from initiatives.models.fields import validate_period
from initiatives.models.row_state import FieldDifference, differences, state_of
from initiatives.vocabulary import FigureKind

# More than anybody looks through; a selection across a whole list is cut to a refusal instead.
MOST = 500


class SetForm(forms.Form):
    """What to set; what is left empty stays as it is."""

    period = forms.CharField(
        label=gettext_lazy("period"),
        required=False,
        max_length=8,
        validators=[validate_period],
        help_text=gettext_lazy("2024, 2024-H1, 2024-Q3 or 2024-06. Empty: leave as it is."),
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

    def wanted(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class FigureChange:
    """A figure with what will change in it, in words, and what speaks against it."""

    figure: Figure
    changed: list[str]
    changes: list[FieldDifference]
    objections: list[str] = field(default_factory=list)


@admin.action(permissions=["change"], description=gettext_lazy("Set period or kind"))
def set_period_or_kind(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Asks for the values, shows before and after of each figure, and changes them on the second yes."""
    if queryset.count() > MOST:
        messages.error(request, _("Choose at most %(most)d figures at a time.") % {"most": MOST})
        return None
    figures = list(queryset.select_related("metric", "edition__plan__park"))
    if any(not model_admin.has_change_permission(request, figure) for figure in figures):
        messages.error(request, _("Some of these figures may not be changed. Choose figures of a draft."))
        return None
    asked = "period" in request.POST
    form = SetForm(request.POST if asked else None)
    lines = [_line(figure, form.wanted()) for figure in figures] if form.is_valid() else []
    faulty = any(line.objections for line in lines)
    if lines and "apply" in request.POST and not faulty:
        return _apply(model_admin, request, lines)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Set period or kind"),
        "opts": model_admin.opts,
        "form": form,
        "lines": lines,
        "changing": sum(bool(line.changes) for line in lines),
        "faulty": faulty,
        "figures": figures,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/initiatives/figure/set.html", context)


def _line(figure: Figure, wanted: dict[str, str]) -> FigureChange:
    """The figure with the new values set, but not saved."""
    before = state_of(figure, wanted)
    changes = differences(Figure, before, wanted)
    changed = [change.name for change in changes]
    for name in changed:
        setattr(figure, name, wanted[name])
    try:
        figure.full_clean()
    except ValidationError as error:
        return FigureChange(figure, changed, changes, error.messages)
    return FigureChange(figure, changed, changes)


@transaction.atomic
def _apply(model_admin: Any, request: HttpRequest, lines: list[FigureChange]) -> None:
    changing = [line for line in lines if line.changes]
    for line in changing:
        keep_open(line.figure)
        line.figure.save(update_fields=line.changed)
        labels = [{"changed": {"fields": line.changed}}]
        model_admin.log_change(request, line.figure, labels)
    words = ngettext("%(n)d figure was changed.", "%(n)d figures were changed.", len(changing))
    messages.success(request, words % {"n": len(changing)})
