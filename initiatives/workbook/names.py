"""Rows found by what people call them: their name, title or number instead of a key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from initiatives.models import (
    Goal,
    GoalGroup,
    Measure,
    Metric,
    Organisation,
    Park,
    Passage,
    Photo,
    Project,
    Quote,
    Section,
    Source,
)
from initiatives.values.row_keys import folded_name
from initiatives.workbook.sheets import REFERENCE_SEPARATORS, identity

# The fields that a row is called by. The first is the one that its key is made from.
NAME_FIELDS: dict[Any, tuple[str, ...]] = {
    Park: ("name", "name_en"),
    GoalGroup: ("label", "label_en", "verb"),
    Goal: ("title", "title_en"),
    Project: ("title", "title_en", "theme", "number"),
    Measure: ("title", "title_en"),
    Metric: ("name", "name_en"),
    Organisation: ("name", "name_en"),
    Source: ("title", "title_en"),
    Section: ("title", "title_en", "label"),
    Passage: ("phrase",),
    Quote: ("speaker",),
    Photo: ("caption",),
}
# Several of these rows may have one name, which therefore names none of them.
NOT_NAMED = (Passage, Quote, Section)
# Keys of rows by the folded names that they have.
Index = Mapping[str, set[str]]


def names_of(model: Any, values: Mapping[str, Any]) -> Iterator[str]:
    """The folded names of a row with these values by field."""
    for field in NAME_FIELDS.get(model, ()):
        value = values.get(field)
        if value is not None and (name := folded_name(str(value))):
            yield name
            if field == "number" and name.isdigit():
                yield name.zfill(2)


def own_index(model: Any, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Index:
    """The keys of rows, given as keys and values, by their names."""
    found: dict[str, set[str]] = defaultdict(set)
    if model not in NOT_NAMED:
        for key, values in rows:
            for name in names_of(model, values):
                found[name].add(key)
    return found


def stored_index(model: Any, key: str, rows: models.QuerySet) -> Index:
    """The same for rows of the database, whose key stands in the field `key`."""
    fields = NAME_FIELDS.get(model, ())
    return own_index(model, [(values[key], values) for values in rows.values(key, *fields)] if fields else [])


def only(keys: Iterable[str]) -> str:
    """The only one of several keys; empty if there are more or none."""
    found = [*keys]
    return found[0] if len(found) == 1 else ""


def shown_names(model: Any, rows: Iterable[Any], language: str) -> dict[int, str]:
    """What cells call rows, by primary key; rows whose name is not theirs alone are left out.

    English workbooks use English names if all rows have one.
    """
    fields, rows = NAME_FIELDS.get(model, ()), [*rows]
    if not fields or model in NOT_NAMED:
        return {}
    english = f"{fields[0]}_en"
    field = english if language == "en" and all(getattr(row, english) for row in rows) else fields[0]
    known = own_index(model, [(identity(row), vars(row)) for row in rows])
    keys = {identity(row) for row in rows}
    names = {row.pk: str(getattr(row, field)) for row in rows}
    return {
        row.pk: names[row.pk]
        for row in rows
        if only(known[folded_name(names[row.pk])]) == identity(row)
        and names[row.pk] not in keys
        and not REFERENCE_SEPARATORS.search(names[row.pk])
    }
