"""Keys in forms: nobody has to think of one, since it is made from what the row is called."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import EDITION_ROWS, EditionRow, Organisation, Passage, Section, Source
from initiatives.values.row_keys import key_from
from initiatives.workbook.names import NAME_FIELDS
from initiatives.workbook.sheets import KEY_FIELDS

MAY_STAY_EMPTY = _("May stay empty: it is made from what the row is called.")
# Made from so many fields where a row has no name.
FIELDS_FOR_A_NAME = 3


def key_name(model: Any) -> str:
    """The field that identifies a row: `key`, `slug` or `code`; empty where there is none."""
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in KEY_FIELDS if name in names), "")


def let_key_be_empty(form: forms.ModelForm) -> None:
    field = form.fields.get(key_name(form._meta.model))
    if field is not None:
        field.required = False
        field.help_text = format_lazy("{} {}", field.help_text, MAY_STAY_EMPTY)


def fill_key(form: forms.ModelForm) -> None:
    """Fill an empty key: of a stored row with its own, of a new one with one made from its name."""
    name, cleaned = key_name(form._meta.model), form.cleaned_data
    if not name or cleaned.get(name) != "":
        return
    row: Any = form.instance
    if row.pk is not None:
        cleaned[name] = form.initial.get(name) or getattr(row, name)
    elif called := name_in(form._meta.model, cleaned):
        # Several new rows on one page share their edition, of which none of them is stored yet.
        given = vars(row.edition).setdefault("given_keys", set()) if _has_edition(row) else set()
        cleaned[name] = new_key(row, cleaned, called, given)
        given.add(cleaned[name])


def _has_edition(row: Any) -> bool:
    return isinstance(row, EditionRow) and row.edition_id is not None


def name_in(model: Any, values: dict[str, Any]) -> str:
    """What a row with these values is called; of rows without a name, the first that they say."""
    named = (values.get(field) for field in NAME_FIELDS.get(model, ()))
    if name := next((str(value) for value in named if value not in (None, "")), ""):
        return name
    required = [
        field.name
        for field in model._meta.concrete_fields
        if not (field.blank or field.has_default() or field.name in ("edition", *KEY_FIELDS))
    ]
    return " ".join(str(values[one]) for one in required[:FIELDS_FOR_A_NAME] if values.get(one))


def new_key(row: Any, values: dict[str, Any], called: str, given: Iterable[str] = ()) -> str:
    """A key from the name that no other row beside the new one has."""
    owner = {name: values.get(name) or getattr(row, f"{name}_id", None) for name in _owner_fields(type(row))}
    taken = {*taken_keys(type(row), owner), *given}
    if key := key_from(called, taken):
        return key
    kind, number = row._meta.model_name, len(taken) + 1
    while f"{kind}-{number}" in taken:
        number += 1
    return f"{kind}-{number}"


def _owner_fields(model: type[Model]) -> tuple[str, ...]:
    if issubclass(model, EditionRow):
        return ("edition",)
    if model in (Section, Passage):
        return ("source",)
    return ("park",) if model in (Source, Organisation) else ()


def taken_keys(model: Any, owner: dict[str, Any]) -> set[str]:
    """The keys that a new row of this owner, as `{"edition": …}`, must not have."""
    # Keys are unique among the rows of all kinds of an edition, because pages show them together.
    models: Any = EDITION_ROWS if issubclass(model, EditionRow) else [model]
    return {
        key
        for one in models
        for key in one._default_manager.filter(**owner).order_by().values_list(key_name(one), flat=True)
    }
