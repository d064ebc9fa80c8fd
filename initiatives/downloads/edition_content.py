"""The content of an edition, from a fixture or the database, and its digest.

Number, state and release of the edition are no part of it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from initiatives.downloads.fixture import entries_of, published_rows
from initiatives.editions.copying import RELEASE_FIELDS
from initiatives.models import Assignment, Edition, EditionRow, Park, Plan, Release, Section, Update
from initiatives.models.row_state import plain_value
from initiatives.values.vocabulary import EditionState

# A row as in a fixture: {"model": "initiatives.goal", "fields": {…}}.
Entry = dict[str, Any]
# A row by its model and natural key.
Identity = tuple[type[models.Model], tuple[str, ...]]


@dataclass(frozen=True)
class EditionContent:
    """The entries of an edition, of its rows, and of the shared rows that it is based on, in their order."""

    edition: Entry
    rows: list[Entry]
    shared: list[Entry]

    @cached_property
    def digest(self) -> str:
        """A SHA-256 digest. Fields at their default, pictures of the park and aliases do not count."""
        entries = [self.edition, *self.rows, *self.shared]
        told = sorted(repr((_model(entry).__name__, _told_fields(entry))) for entry in entries)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def content_of_edition(edition: Edition) -> EditionContent:
    """The content of a published edition as it is in the database."""
    return published_content(entries_of(published_rows(edition)))


def published_content(entries: Iterable[Entry]) -> EditionContent:
    """The content of the published edition among the entries of one plan. ValueError if there is none."""
    by_kind: dict[bool, list[Entry]] = {True: [], False: []}
    editions = []
    for entry in entries:
        model = _model(entry)
        if model is Edition:
            editions.append(entry)
        elif model not in (Release, Update, Assignment):
            by_kind[issubclass(model, EditionRow)].append(entry)
    edition = next((one for one in editions if one["fields"].get("state") == EditionState.PUBLISHED), None)
    if edition is None:
        raise ValueError("It has no published edition.")
    key = [*edition["fields"]["plan"], edition["fields"].get("number", 1)]
    rows = [entry for entry in by_kind[True] if list(entry["fields"]["edition"]) == key]
    return EditionContent(edition, rows, _behind([edition, *rows], by_kind[False]))


def _behind(entries: list[Entry], shared: list[Entry]) -> list[Entry]:
    """The shared rows that entries refer to, directly or not; of a source all sections."""
    known = {_identity(entry): entry for entry in shared}
    wanted: set[Identity] = set()
    unread = [one for one in shared if _model(one) in (Park, Plan)] + entries
    while unread:
        found = {one for entry in unread for one in _references(entry) if one in known} - wanted
        found |= {
            one
            for one, entry in known.items()
            if one[0] is Section and not found.isdisjoint(_references(entry))
        } - wanted
        wanted |= found
        unread = [known[one] for one in found]
    return [entry for one, entry in known.items() if one in wanted or one[0] in (Park, Plan)]


def _model(entry: Entry) -> type[models.Model]:
    return apps.get_model(entry["model"])


def _identity(entry: Entry) -> Identity:
    """The model of a shared row and its natural key: its owner's, and its own key, address or code."""
    model, fields = _model(entry), entry["fields"]
    owner = fields.get("source") or fields.get("park") or ()
    name = next(name for name in ("key", "slug", "code", "year") if name in fields)
    return model, (*map(str, owner), str(fields[name]))


def _references(entry: Entry) -> Iterator[Identity]:
    meta = _model(entry)._meta
    for name, value in entry["fields"].items():
        field: Any = meta.get_field(name)
        if field.related_model and value:
            for key in value if field.many_to_many else [value]:
                yield field.related_model, tuple(map(str, key))


def _told_fields(entry: Entry) -> list[tuple[str, Any]]:
    """The values that differ from the default, as text; references within the edition by key alone."""
    model = _model(entry)
    fields = []
    for name, value in sorted(entry["fields"].items()):
        field: Any = model._meta.get_field(name)
        of_release = model is Edition and name in RELEASE_FIELDS
        of_site = model is Park and (isinstance(field, models.FileField) or not field.editable)
        of_site |= name in getattr(model, "kept_when_absent", ())
        if of_release or of_site or name == "edition" or name in getattr(model, "computed_fields", ()):
            continue
        told = _told_value(model, field, value)
        if told not in ("", [], _default_text(field)):
            fields.append((name, told))
    return fields


def _told_value(model: type[models.Model], field: Any, value: Any) -> Any:
    if not field.related_model:
        return _text(field, value)
    in_edition = issubclass(field.related_model, EditionRow) and field.related_model is not model
    keys = [tuple(map(str, key[-1:] if in_edition else key)) for key in _keys(field, value)]
    return sorted(map("/".join, keys))


def _keys(field: Any, value: Any) -> list[Any]:
    return list(value or ()) if field.many_to_many else [value] if value else []


def _text(field: Any, value: Any) -> str:
    plain = plain_value(field, value)
    return "" if plain is None else str(plain)


def _default_text(field: Any) -> str:
    return "" if field.related_model or not field.has_default() else _text(field, field.get_default())
