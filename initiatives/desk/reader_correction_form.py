"""The form of a reader's correction, which offers the rows of its plan by name, grouped by their kind."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.desk.forms import ScopedForm
from initiatives.models import EDITION_ROWS, Edition, Plan
from initiatives.values.vocabulary import CorrectionState

Choices = list[tuple[str, Any]]


class ReaderCorrectionForm(ScopedForm):
    """Form of a reader's correction. One that is settled without a day was settled today."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        settled = cleaned.get("state") in (CorrectionState.ACCEPTED, CorrectionState.DECLINED)
        if settled and "settled_on" in cleaned and not cleaned["settled_on"]:
            cleaned["settled_on"] = timezone.localdate()
        return cleaned


def offer_rows(field: forms.Field, plan: Plan, chosen: str = "") -> None:
    """Make the field a list of the rows of the plan's newest edition; the chosen key stays in any case."""
    edition = Edition.objects.filter(plan=plan).order_by("-number").first()
    choices = _rows_by_kind(edition) if edition else []
    known = {key for _kind, rows in choices for key, _name in rows}
    if chosen and chosen not in known:
        choices.append((chosen, _("%(key)s (not in the newest edition)") % {"key": chosen}))
    field.widget = forms.Select(choices=[("", "---------"), *choices])


def _rows_by_kind(edition: Edition) -> Choices:
    models: tuple[type[Model], ...] = EDITION_ROWS
    groups: Choices = []
    for model in models:
        lookups = getattr(model, "name_lookups", ())
        rows: Any = model._default_manager.filter(edition=edition).select_related(*lookups)
        if names := [(row.key, str(row)) for row in rows]:
            groups.append((capfirst(str(model._meta.verbose_name)), names))
    return groups
