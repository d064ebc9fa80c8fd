"""Forms that keep a plan's rows together: choices of the same edition, evidence of the same park."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.desk.concurrent_edits import ConflictCheckedForm, ConflictCheckedInlineForm
from initiatives.models import Edition, EditionRow, Section, Source
from initiatives.roles import park_of

# The field that says where a row belongs; the first one a form has counts.
OWNERS = ("edition", "plan", "source", "park")


def objection(owner: Model, field: str, row: Model) -> str | None:
    """Why a row must not be chosen in this field of something that belongs to `owner`."""
    if park_of(row) not in (None, park_of(owner)):
        return _("“%(row)s” belongs to another park.")
    if isinstance(row, Section) and isinstance(owner, Source) and row.source_id != owner.pk:
        return _("“%(row)s” belongs to another source.")
    if isinstance(row, EditionRow) and isinstance(owner, Edition):
        if field != "predecessors" and row.edition_id != owner.pk:
            return _("“%(row)s” belongs to another edition.")
        if field == "predecessors" and row.edition.plan.year >= owner.plan.year:
            return _("“%(row)s” is not of an earlier year.")
    return None


class Form(ConflictCheckedForm):
    """Any row's form: what it points at must belong to the same park, source or edition."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        owned_by = next((name for name in OWNERS if name in self.fields), None)
        owner = cleaned.get(owned_by) if owned_by else None
        if owner:
            for name in [name for name in cleaned if name != owned_by]:
                if objections := list(self._objections(owner, name)):
                    self.add_error(name, objections)
        return cleaned

    def _objections(self, owner: Model, name: str) -> Iterator[ValidationError]:
        chosen = self.cleaned_data[name]
        for row in chosen if isinstance(chosen, QuerySet) else [chosen]:
            if isinstance(row, Model) and (message := objection(owner, name, row)):
                yield ValidationError(message, params={"row": row})


class RowForm(Form):
    """A form for an edition's row: it stays in its edition, and is offered that edition's rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):  # as the source has it: 18, not 18.0000
                self.initial[name] = f"{value.normalize():f}"
        if "edition" in self.fields:
            self.fields["edition"].disabled = self.instance.pk is not None
        if home := self.home():
            for field in self.fields.values():
                offer_rows_of(home, field)

    def home(self) -> Edition | None:
        """The edition the row belongs to or is being added to, as far as it is known yet."""
        if self.instance.edition_id:
            return self.instance.edition
        field = self.fields["edition"]
        initial = self.get_initial_for_field(field, "edition")
        try:
            return field.clean(self.data.get(self.add_prefix("edition")) if self.is_bound else initial)
        except ValidationError:
            return None


class InlineRowForm(ConflictCheckedInlineForm, RowForm):
    """A row among others on its parent's page, in the parent's edition."""

    parent: EditionRow

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Given early, since choices and checks depend on it, though the form itself has no such field.
        kwargs["instance"] = kwargs.get("instance") or self._meta.model(edition=self.parent.edition)
        super().__init__(*args, **kwargs)

    def _get_validation_exclusions(self) -> set[str]:
        """The edition is not asked for, but its keys must still be unique."""
        return super()._get_validation_exclusions() - {"edition"}  # type: ignore[misc]


def offer_rows_of(edition: Edition, field: forms.Field) -> None:
    """Narrow a field to the edition: lists hold its rows only, type-ahead proposes what goes with it."""
    if not isinstance(field, forms.ModelChoiceField):
        return
    widget: Any = getattr(field.widget, "widget", field.widget)
    if hasattr(widget, "get_url"):
        address = f"{widget.get_url()}?edition={edition.pk}"
        widget.get_url = lambda: address
    elif field.queryset is not None and issubclass(field.queryset.model, EditionRow):
        field.queryset = field.queryset.filter(edition=edition)
        field.error_messages["invalid_choice"] = _("The choice belongs to another edition. Choose again.")


def is_type_ahead(path: str) -> bool:
    return path == reverse("admin:autocomplete")
