"""Model forms that accept and offer only related rows of the same edition, source or park."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.desk.concurrent_edits import ConflictCheckedForm, ConflictCheckedInlineForm
from initiatives.desk.finding_notes import FITS, NotedBoundField
from initiatives.desk.form_keys import fill_key, let_key_be_empty
from initiatives.desk.roles import park_of
from initiatives.desk.word_fields import DuePeriodField, keep_stated_period
from initiatives.models import Edition, EditionRow, Section, Source
from initiatives.quality import Finding

# Fields that hold the owner of a row; the first of them that a form has is the row's owner.
OWNER_FIELDS = ("edition", "plan", "source", "park")
# The query parameter with which a filter of a list asks for choices.
FOR_A_LIST = "list"
# While the edition of a new row is not known, rows of so many are offered, and of more none.
MOST_OFFERED = 200


def scope_error(owner: Model, field: str, row: Model) -> str | None:
    """The error message if a row of `owner` must not refer to `row` in this field, else None."""
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


class ScopedForm(ConflictCheckedForm):
    """ModelForm that makes empty keys, refuses related rows of another park, source or edition, and says what
    is outdated."""

    bound_field_class = NotedBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_key_be_empty(self)

    @property
    def english_fits(self) -> list[str]:
        """The fields of which the boxes beside them say that their English fits the new Chinese."""
        name = self.add_prefix(FITS)
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []

    def has_changed(self) -> bool:
        return super().has_changed() or bool(self.english_fits)

    def clean(self) -> dict[str, Any]:
        fill_key(self)
        cleaned = super().clean() or self.cleaned_data
        # A box says it of the two texts that the editor saw.
        self.instance.english_fits = [
            name for name in self.english_fits if not {name, f"{name}_en"} & self.fields_changed_meanwhile
        ]
        owner_field = next((name for name in OWNER_FIELDS if name in self.fields), None)
        owner = cleaned.get(owner_field) if owner_field else None
        if owner:
            for name in [name for name in cleaned if name != owner_field]:
                if errors := list(self._scope_errors(owner, name)):
                    self.add_error(name, errors)
        return cleaned

    def _scope_errors(self, owner: Model, name: str) -> Iterator[ValidationError]:
        chosen = self.cleaned_data[name]
        for row in chosen if isinstance(chosen, QuerySet) else [chosen]:
            if isinstance(row, Model) and (message := scope_error(owner, name, row)):
                yield ValidationError(message, params={"row": row})


class EditionRowForm(ScopedForm):
    """Form of a row of an edition: the edition is fixed, and choices are limited to its rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Findings by the name of the field they are shown at.
        self.notes: dict[str, list[Finding]] = {}
        for name, value in self.initial.items():
            if isinstance(value, Decimal):  # as the source writes it: 18, not 18.0000
                self.initial[name] = f"{value.normalize():f}"
        if "edition" in self.fields:
            self.fields["edition"].disabled = self.instance.pk is not None
        if edition := self.current_edition():
            for field in self.fields.values():
                limit_choices(field, edition)
                if hasattr(field, "plan_year"):
                    field.plan_year = edition.plan.year
        else:
            for field in self.fields.values():
                leave_out_many_choices(field)

    def clean(self) -> dict[str, Any]:
        if isinstance(self.fields.get("due"), DuePeriodField):
            keep_stated_period(self, "due", "timing_stated")
        return super().clean()

    def current_edition(self) -> Edition | None:
        """The edition the row belongs to or is being added to; None while it is not known."""
        if self.instance.edition_id:
            return self.instance.edition
        field = self.fields["edition"]
        initial = self.get_initial_for_field(field, "edition")
        try:
            return field.clean(self.data.get(self.add_prefix("edition")) if self.is_bound else initial)
        except ValidationError:
            return None


class EditionRowInlineForm(ConflictCheckedInlineForm, EditionRowForm):
    """Form of a row on its parent's page; the row belongs to the parent's edition."""

    # Set by the inline.
    parent: EditionRow
    # Set by Django's `modelform_factory`.
    Meta: ClassVar[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Choices and checks depend on the edition, for which this form has no field.
        kwargs["instance"] = kwargs.get("instance") or self.Meta.model(edition=self.parent.edition)
        super().__init__(*args, **kwargs)

    def _get_validation_exclusions(self) -> set[str]:
        """Include the edition, so that uniqueness of keys within it is checked."""
        # Django leaves fields that the form lacks out of the check, and has no public hook to change that.
        return super()._get_validation_exclusions() - {"edition"}  # type: ignore[misc]


def limit_choices(field: forms.Field, edition: Edition) -> None:
    """Limit a relation's select list to rows of the edition, its autocomplete to what fits the edition."""
    if not isinstance(field, forms.ModelChoiceField):
        return
    if limit_autocomplete(field, "edition", edition):
        return
    if field.queryset is not None and issubclass(field.queryset.model, EditionRow):
        field.queryset = field.queryset.filter(edition=edition)
        field.error_messages["invalid_choice"] = _("The choice belongs to another edition. Choose again.")


def leave_out_many_choices(field: forms.Field) -> None:
    """Offer no rows of editions where the edition is not known and there are many."""
    if not isinstance(field, forms.ModelChoiceField) or hasattr(_inner_widget(field), "get_url"):
        return
    rows = field.queryset
    if rows is not None and issubclass(rows.model, EditionRow):
        found = rows.order_by().values_list("pk", flat=True)[: MOST_OFFERED + 1]
        if len(found) > MOST_OFFERED:
            field.queryset = rows.none()
            field.help_text = _("Choose the edition and save, then choose here.")


def _inner_widget(field: Any) -> Any:
    return getattr(field.widget, "widget", field.widget)


def limit_autocomplete(field: Any, name: str, row: Model) -> bool:
    """Let an autocomplete offer only what fits a row; False where the field is none."""
    widget = _inner_widget(field)
    if not hasattr(widget, "get_url"):
        return False
    address = f"{widget.get_url()}?{name}={row.pk}"
    widget.get_url = lambda: address
    return True


def is_autocomplete(request: HttpRequest) -> bool:
    """Whether a form asks for choices; a filter of a list offers all rows that it could be filtered by."""
    return request.path == reverse("admin:autocomplete") and FOR_A_LIST not in request.GET
