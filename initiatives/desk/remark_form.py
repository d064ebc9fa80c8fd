"""The form of a remark, which offers the rows of its edition by name, grouped by their kind."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from initiatives.desk.forms import EditionRowForm
from initiatives.models import EDITION_ROWS, Edition, Figure, Remark

# Figures have a field of their own, and remarks are not remarked on.
OFFERED = [model for model in EDITION_ROWS if model not in (Figure, Remark)]
# In an edition with more rows the keys are typed, since so many boxes help nobody.
MAX_OFFERED = 1000

Choices = list[tuple[str, list[tuple[str, str]]]]


class RowKeysField(forms.MultipleChoiceField):
    """Chosen rows, as their keys in one text, separated by spaces."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class RemarkForm(EditionRowForm):
    """Form of a remark: what it is about is ticked in lists of the edition's rows; no key is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition, text = self.current_edition(), self.fields.get("about")
        if edition is None or text is None:
            return
        choices = row_choices(edition)
        if sum(len(rows) for _kind, rows in choices) <= MAX_OFFERED:
            chosen = (self.initial.get("about") or "").split()
            self.fields["about"] = RowKeysField(
                label=text.label,
                required=False,
                choices=[*_unknown(chosen, choices), *choices],
                help_text=_("Rows that are no figures. Readers see the remark beside each."),
            )

    def clean_about(self) -> str:
        """The keys, those that stood there before in their old order."""
        chosen = self.cleaned_data["about"].split()
        before = [key for key in self.instance.about.split() if key in chosen]
        return " ".join([*before, *(key for key in chosen if key not in before)])


def row_choices(edition: Edition) -> Choices:
    """The rows of an edition that a remark can be about besides figures, by kind."""
    groups = []
    for model in OFFERED:
        rows = model._default_manager.filter(edition=edition).select_related(*model.name_lookups)
        groups.append((capfirst(str(model._meta.verbose_name)), [(row.key, str(row)) for row in rows]))
    return [(kind, rows) for kind, rows in groups if rows]


def _unknown(chosen: list[str], choices: Choices) -> Choices:
    """Keys that are chosen already and name none of the rows: figures, or rows that are gone."""
    known = {key for _kind, rows in choices for key, _name in rows}
    others = [(key, key) for key in chosen if key not in known]
    return [(str(_("Other keys")), others)] if others else []
