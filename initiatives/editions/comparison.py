"""Two editions compared by the keys of their rows, and the fingerprint of what an edition says."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from initiatives.editions.copying import RELEASE_FIELDS
from initiatives.models import EDITION_ROWS, Edition, EditionRow, Figure, Plan
from initiatives.models.row_state import FieldDifference, plain_value, value_in_words


@dataclass(frozen=True)
class Change:
    """A row that one edition has and the other has not, or has with other content."""

    kind: str
    model: type[models.Model]
    key: str
    title: str
    fields: list[FieldDifference] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        """What kind of thing changed: 举措, measure."""
        return str(Plan._meta.verbose_name if self.model is Edition else self.model._meta.verbose_name)


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


# A value to compare, and as a person reads it: references are compared by key, and read as names.
Said = tuple[str, str]
# A row's name and its values by field. Ten thousand of them are held at once, so they are plain texts.
Content = tuple[str, dict[str, tuple[Said, ...]]]
EMPTY: Said = ("", "")
# Rows looked at together: beyond that, an edition is read in several steps instead of being held whole.
BATCH_SIZE = 2_000


@dataclass(frozen=True)
class Snapshot:
    """All that an edition says at one moment, to be compared with another."""

    own: Content
    rows: dict[type[EditionRow], dict[str, Content]]

    @property
    def fingerprint(self) -> str:
        """The same for two editions that say the same, in whatever language it was taken."""
        digest = hashlib.sha256()
        for name, contents in (("", {"": self.own}), *((m.__name__, rows) for m, rows in self.rows.items())):
            for key, (_title, values) in contents.items():
                said = [(one, [value for value, _words in values[one]]) for one in sorted(values)]
                digest.update(repr((name, key, said)).encode())
        return digest.hexdigest()


def snapshot(edition: Edition) -> Snapshot:
    own = (edition.title, _values(Edition, edition, skipped=RELEASE_FIELDS))
    return Snapshot(own, {model: _contents(model, edition) for model in EDITION_ROWS})


def compare(before: Edition, after: Edition) -> list[Change]:
    """What `after` says otherwise than `before`, table by table; nothing for an edition and its copy."""
    return compare_snapshots(snapshot(before), snapshot(after))


def compare_snapshots(before: Snapshot, after: Snapshot) -> list[Change]:
    own = list(_differences(Edition, before.own[1], after.own[1]))
    changes = [Change(CHANGED, Edition, "", after.own[0], own)] if own else []
    for model in EDITION_ROWS:
        old, new = before.rows[model], after.rows[model]
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new:
                changes.append(Change(REMOVED, model, key, old[key][0]))
            elif key not in old:
                changes.append(Change(ADDED, model, key, new[key][0]))
            elif differing := list(_differences(model, old[key][1], new[key][1])):
                changes.append(Change(CHANGED, model, key, new[key][0], differing))
    return changes


def _contents(model: type[EditionRow], edition: Edition) -> dict[str, Content]:
    """An edition's rows of one kind by key; a fixed number of queries for each two thousand rows."""
    along = [column.name for column in model._meta.concrete_fields if column.related_model]
    many = [
        f"{one.name}__metric" if one.related_model is Figure else one.name for one in model._meta.many_to_many
    ]
    rows = model._default_manager.filter(edition=edition).select_related(*along).prefetch_related(*many)
    skipped = frozenset({"id", "edition"})
    known: dict[Any, Any] = {}
    contents = {}
    for row in rows.order_by("order", "key").iterator(BATCH_SIZE):
        values = _values(model, row, skipped=skipped)
        # Most values are those of many rows; each is kept once.
        contents[row.key] = (str(row), {name: known.setdefault(one, one) for name, one in values.items()})
    return contents


def _values(
    model: type[models.Model], row: models.Model, *, skipped: frozenset[str]
) -> dict[str, tuple[Said, ...]]:
    values: dict[str, tuple[Said, ...]] = {
        column.name: (_said(row, column),)
        for column in model._meta.concrete_fields
        # What nobody edits is told by what it was taken from.
        if column.editable and column.name not in skipped
    }
    for many in model._meta.many_to_many:
        values[many.name] = tuple(sorted(_reference(one) for one in getattr(row, many.name).all()))
    return values


def _said(row: models.Model, column: Any) -> Said:
    if column.related_model:
        value = getattr(row, column.name)
        return _reference(value) if value else EMPTY
    value = plain_value(column, getattr(row, column.attname))
    return EMPTY if value in ("", None) else (str(value), value_in_words(column, value))


def _reference(row: Any) -> Said:
    """A row by what is the same in every edition: its key, never its number."""
    key = getattr(row, "key", "") or getattr(row, "slug", "") or getattr(row, "code", "")
    return str(key or row.pk), str(row)


def _differences(
    model: type[models.Model], before: dict[str, tuple[Said, ...]], after: dict[str, tuple[Said, ...]]
) -> Iterator[FieldDifference]:
    """The fields that differ; of a list, only what was taken from it and added to it."""
    for name, values in before.items():
        if values == after[name]:
            continue
        gone = [words for one, words in values if one not in {key for key, _words in after[name]}]
        come = [words for one, words in after[name] if one not in {key for key, _words in values}]
        if gone or come:
            label = str(getattr(model._meta.get_field(name), "verbose_name", name))
            yield FieldDifference(name, label, "\n".join(gone), "\n".join(come))
