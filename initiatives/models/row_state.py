"""The state of a row: the values of its fields, those values in words, and the difference between two states.

Histories, concurrent edits, comparisons of editions, bulk changes and the workbook read rows through here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models.picture_field import PictureField, picture_in_words

# The columns of a row by name, as values that JSON can hold; many-to-many links as sorted primary keys.
State = dict[str, Any]

# Fields that name a row which no longer exists, in the order in which they are tried.
NAMING_FIELDS = ("title", "label", "name", "caption", "content", "phrase", "scope", "key", "slug")
MAX_NAME_LENGTH = 80


# Values


def columns_of(model: type[models.Model]) -> list[Any]:
    """The concrete fields of a model except its primary key and what is computed from other tables."""
    computed = getattr(model, "computed_fields", ())
    return [
        column
        for column in model._meta.concrete_fields
        if not column.primary_key and column.name not in computed
    ]


def plain_value(column: Any, value: Any) -> Any:
    """The value of a column as text, number, truth value or None, so that equal values compare equal."""
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(column, models.FileField):
        return str(value or "")
    if value in ("", None):
        return value if column.empty_strings_allowed and not column.null else None
    value = column.to_python(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return value if isinstance(value, bool | int) else str(value).replace("\r\n", "\n")


def state_of(row: models.Model, names: Collection[str] | None = None) -> State:
    """The current state of a row, of all fields or of those named; links are read from the database."""
    return states_of([row], names)[row.pk]


def states_of(rows: Sequence[models.Model], names: Collection[str] | None = None) -> dict[Any, State]:
    """The current states of rows of one model by primary key; one query for each many-to-many field."""
    model = type(rows[0])
    columns = [column for column in columns_of(model) if names is None or column.name in names]
    states: dict[Any, State] = {
        row.pk: {column.name: plain_value(column, getattr(row, column.attname)) for column in columns}
        for row in rows
    }
    for many in model._meta.local_many_to_many:
        if names is not None and many.name not in names:
            continue
        near, far = f"{many.m2m_field_name()}_id", f"{many.m2m_reverse_field_name()}_id"
        through: Any = many.remote_field.through
        for state in states.values():
            state[many.name] = []
        links = through._default_manager.filter(**{f"{near}__in": [*states]})
        for pk, other in links.order_by(far).values_list(near, far):
            states[pk][many.name].append(other)
    return states


# RowNames of the rows that a state refers to


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def records_of(model: Any) -> models.QuerySet:
    """All history records of one kind of row, the newest first."""
    return model.history.model._default_manager.order_by("-history_id")


class RowNames:
    """Names of the rows that states refer to, in one query a kind; deleted rows by their last record."""

    def __init__(self, model: type[models.Model], pairs: Iterable[tuple[State, State]]) -> None:
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        for before, after in pairs:
            for name in differing_fields(before, after):
                related = model._meta.get_field(name).related_model
                if isinstance(related, type):
                    wanted[related] |= primary_keys(before.get(name)) | primary_keys(after.get(name))
        self.names = {related: names_of(related, pks) for related, pks in wanted.items()}

    def __call__(self, related: type[models.Model], pk: int) -> str:
        return self.names.get(related, {}).get(pk) or f"#{pk}"


def primary_keys(value: Any) -> set[int]:
    """The primary keys in the value of a reference: a number, a list of numbers, or None."""
    return set(value) if isinstance(value, list) else set() if value is None else {int(value)}


def names_of(model: type[models.Model], pks: Iterable[int]) -> dict[int, str]:
    """The names of rows by primary key, those of deleted rows included."""
    wanted = set(pks)
    names = {pk: str(row) for pk, row in rows_with_names(model, wanted).items()}
    gone = wanted - names.keys()
    if gone and has_history(model):
        for record in records_of(model).filter(id__in=gone).order_by("history_id"):
            names[cast(Any, record).id] = name_in_record(record)
    return names


def rows_with_names(model: type[models.Model], pks: Iterable[int]) -> dict[int, Any]:
    """Rows by primary key, fetched with all that their `__str__` reads."""
    along = [column.name for column in model._meta.concrete_fields if column.related_model]
    along += getattr(model, "name_lookups", ())
    return model._base_manager.select_related(*along).in_bulk(list(pks))


def name_in_record(record: Any) -> str:
    """The name of a row as a history record tells it, without reading the rows it referred to."""
    english = not (get_language() or "").startswith("zh")
    for name in NAMING_FIELDS:
        text = (getattr(record, f"{name}_en", "") if english else "") or getattr(record, name, "")
        if text:
            return str(text)[:MAX_NAME_LENGTH]
    return f"#{record.id}"


# Words


def value_in_words(column: Any, value: Any, names: RowNames | None = None) -> str:
    """A plain value as a person reads it, "" for an empty one. References need the `names` of rows."""
    if column.related_model and names is None:
        raise ValueError(f"{column} refers to rows: their names are needed.")
    if column.many_to_many:
        return "\n".join(sorted(cast(RowNames, names)(column.related_model, pk) for pk in value or ()))
    if value in ("", None):
        return ""
    if column.related_model:
        return cast(RowNames, names)(column.related_model, value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, PictureField):
        return picture_in_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


# Differences


@dataclass(frozen=True)
class FieldDifference:
    """One field in which two states differ, in words. For a list, also what came and what went."""

    name: str
    label: str
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return bool(self.added or self.removed)


def differing_fields(before: State, after: State) -> list[str]:
    """The names of the fields of `after` that `before` lacks or holds otherwise."""
    return [name for name in after if before.get(name) != after[name]]


def differences(
    model: type[models.Model], before: State, after: State, names: RowNames | None = None
) -> list[FieldDifference]:
    """The editable fields in which two states differ, in the order of the model's fields."""
    names = names or RowNames(model, [(before, after)])
    found = []
    for name in differing_fields(before, after):
        column: Any = model._meta.get_field(name)
        # Fields that nobody edits are computed from others, which are reported instead.
        if not column.editable:
            continue
        old, new = before.get(name), after[name]
        added, removed = _came_and_went(column, old, new, names) if column.many_to_many else ((), ())
        words = (value_in_words(column, old, names), value_in_words(column, new, names))
        found.append(FieldDifference(name, str(column.verbose_name), *words, added, removed))
    return found


def _came_and_went(column: Any, old: Any, new: Any, names: RowNames) -> tuple[tuple[str, ...], ...]:
    old_links, new_links = set(old or ()), set(new)
    return tuple(
        tuple(sorted(names(column.related_model, pk) for pk in pks))
        for pks in (new_links - old_links, old_links - new_links)
    )
