"""Compare two editions by the keys of their rows, and compute a fingerprint of an edition's content.

Editions of plans of two years are compared alike, once their rows are paired (`compare_plans`).
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext as _

from initiatives.editions.copying import RELEASE_FIELDS
from initiatives.models import EDITION_ROWS, Edition, EditionRow, Figure, Goal, Plan, Project
from initiatives.models.row_state import FieldDifference, plain_value, value_in_words


@dataclass(frozen=True)
class Change:
    """A row that was added, removed or changed between two editions. `kind` is ADDED, REMOVED or CHANGED."""

    kind: str
    model: type[models.Model]
    key: str
    title: str
    fields: list[FieldDifference] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        """The verbose name of the model that changed: 举措, measure."""
        return str(Plan._meta.verbose_name if self.model is Edition else self.model._meta.verbose_name)


ADDED, REMOVED, CHANGED = "added", "removed", "changed"

# A value for comparison, and in words. References are compared by key and shown by name.
ComparedValue = tuple[str, str]
# The values of a row by field; several of a many-to-many field.
RowValues = dict[str, tuple[ComparedValue, ...]]
# A row's name and its values. Plain tuples, because ten thousand of them are in memory at once.
NamedValues = tuple[str, RowValues]
EMPTY: ComparedValue = ("", "")
# What names of rows in lists are made of, besides the rows.
NAMED_WITH: dict[Any, str] = {Figure: "metric", Goal: "edition__plan", Project: "edition__plan"}
# How many rows are fetched from the database at a time.
BATCH_SIZE = 2_000


@dataclass(frozen=True)
class ComparedEdition:
    """The content of an edition: its own fields, and its rows by model and key."""

    own: NamedValues
    rows: dict[type[EditionRow], dict[str, NamedValues]]

    @property
    def fingerprint(self) -> str:
        """A SHA-256 digest that is equal for editions with equal content, in every active language.

        Fields at their default do not count, so that a field added by a later version changes nothing.
        """
        digest = hashlib.sha256()
        for model, rows in self._tables():
            usual = _default_values(model)
            for key, (_title, values) in rows.items():
                told = [(name, value) for name, value in _without_words(values) if value != usual[name]]
                digest.update(repr((model.__name__, key, told)).encode())
        return digest.hexdigest()

    def early_fingerprint(self, later_fields: Mapping[type[models.Model], Collection[str]]) -> str:
        """The fingerprint that workbooks of version 0.9 and before hold, in which every field counts.

        The `later_fields` did not exist then. "" if any of them is in use: then the content is another.
        """
        digest = hashlib.sha256()
        for model, rows in self._tables():
            usual, later = _default_values(model), later_fields.get(model, ())
            table = "" if model is Edition else model.__name__
            for key, (_title, values) in rows.items():
                told = _without_words(values)
                if any(
                    name in later and value not in (usual[name], FILLED_BY_MIGRATION.get((model, name)))
                    for name, value in told
                ):
                    return ""
                digest.update(repr((table, key, [entry for entry in told if entry[0] not in later])).encode())
        return digest.hexdigest()

    def _tables(self) -> Iterator[tuple[type[models.Model], dict[str, NamedValues]]]:
        yield Edition, {"": self.own}
        yield from self.rows.items()


# The compared values that a migration gave fields which did not exist before: 工程 was a word of all pages.
FILLED_BY_MIGRATION: dict[tuple[type[models.Model], str], list[str]] = {
    (Edition, "project_noun"): ["工程"],
    (Edition, "project_noun_en"): ["project"],
}


def _without_words(values: RowValues) -> list[tuple[str, list[str]]]:
    """The compared values by field, in alphabetical order."""
    return [(name, [value for value, _words in values[name]]) for name in sorted(values)]


@cache
def _default_values(model: type[models.Model]) -> dict[str, list[str]]:
    """The compared values of a row in which nothing was filled in."""
    row = model()
    columns: dict[str, list[str]] = {
        column.name: [EMPTY[0] if column.related_model else _compared_value(row, column)[0]]
        for column in model._meta.concrete_fields
    }
    return {**columns, **{many.name: [] for many in model._meta.many_to_many}}


def snapshot(edition: Edition, models: Sequence[type[EditionRow]] = EDITION_ROWS) -> ComparedEdition:
    own = (edition.title, _values(Edition, edition, skipped=RELEASE_FIELDS))
    return ComparedEdition(own, {model: _rows_by_key(model, edition) for model in models})


def compare(before: Edition, after: Edition) -> list[Change]:
    """The changes from `before` to `after`, ordered by model; none for an edition and its copy."""
    return compare_snapshots(snapshot(before), snapshot(after))


def compare_snapshots(before: ComparedEdition, after: ComparedEdition) -> list[Change]:
    own = list(_differences(Edition, before.own[1], after.own[1]))
    changes = [Change(CHANGED, Edition, "", after.own[0], own)] if own else []
    for model, old in before.rows.items():
        new = after.rows[model]
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new:
                changes.append(Change(REMOVED, model, key, old[key][0]))
            elif key not in old:
                changes.append(Change(ADDED, model, key, new[key][0]))
            elif differing := list(_differences(model, old[key][1], new[key][1])):
                changes.append(Change(CHANGED, model, key, new[key][0], differing))
    return changes


# Rows of one plan, by their models and keys, and the keys of those of another plan that they are paired with.
Pairs = Mapping[type[EditionRow], Mapping[str, str]]
# What plans of two years never have in common, and what is told elsewhere.
OF_ONE_YEAR = frozenset(
    {
        *("key", "order", "passages", "sources", "predecessors", "predecessors_basis"),
        *("title", "title_en", "theme", "theme_en", "drive", "drive_en"),
        *("meeting", "meeting_en", "meeting_date", "meeting_date_stated", "meeting_date_basis"),
        *("read_whole_on", "read_whole_by"),
    }
)
# Stands before the key of a row of the earlier plan that has no counterpart; no key begins so.
ALONE = "~"


def compare_plans(before: Edition, after: Edition, pairs: Pairs) -> list[Change]:
    """The changes from a plan to that of another year, for the kinds of rows in `pairs`.

    `pairs` gives the later key of each row of `before` that has a counterpart. Of removed rows the `key` is
    that of the earlier plan.
    """
    models = [*pairs]
    earlier = _without(_paired(snapshot(before, models), pairs))
    changes = compare_snapshots(earlier, _without(snapshot(after, models)))
    return [replace(change, key=change.key.removeprefix(ALONE)) for change in changes]


def _paired(earlier: ComparedEdition, pairs: Pairs) -> ComparedEdition:
    """A snapshot with its rows under the keys of their counterparts, and so the references to them."""

    def renamed(model: type[models.Model], key: str) -> str:
        names = pairs.get(cast(Any, model))
        return key if names is None else names.get(key, f"{ALONE}{key}")

    def values(model: type[EditionRow], told: RowValues) -> RowValues:
        related = {name: cast(Any, model._meta.get_field(name)).related_model for name in told}
        return {
            name: tuple((renamed(related[name], key), words) if key else EMPTY for key, words in found)
            if related[name] in pairs
            else found
            for name, found in told.items()
        }

    rows = {
        model: {renamed(model, key): (title, values(model, told)) for key, (title, told) in found.items()}
        for model, found in earlier.rows.items()
    }
    return ComparedEdition(earlier.own, rows)


def _without(content: ComparedEdition, names: Collection[str] = OF_ONE_YEAR) -> ComparedEdition:
    """A snapshot without some fields."""

    def kept(row: NamedValues) -> NamedValues:
        return row[0], {name: value for name, value in row[1].items() if name not in names}

    rows = {model: {key: kept(row) for key, row in found.items()} for model, found in content.rows.items()}
    return ComparedEdition(kept(content.own), rows)


def _rows_by_key(model: type[EditionRow], edition: Edition) -> dict[str, NamedValues]:
    """The rows of one model in an edition. The number of queries grows with the number of batches only."""
    foreign_keys = [column.name for column in model._meta.concrete_fields if column.related_model]
    links = [_linked(many, model) for many in model._meta.many_to_many]
    rows = model.objects.filter(edition=edition).select_related(*foreign_keys).prefetch_related(*links)
    skipped = frozenset({"id", "edition"})
    # Many rows have equal values, which share memory.
    interned: dict[tuple[ComparedValue, ...], tuple[ComparedValue, ...]] = {}
    by_key = {}
    for row in rows.order_by("order", "key").iterator(BATCH_SIZE):
        values = _values(model, row, skipped=skipped)
        by_key[row.key] = (
            str(row),
            {name: interned.setdefault(value, value) for name, value in values.items()},
        )
    return by_key


def _linked(many: Any, model: type[models.Model]) -> Any:
    """What `prefetch_related` takes for the rows of a field; predecessors know whether readers see them."""
    along = NAMED_WITH.get(many.related_model)
    if many.related_model is not model:
        return f"{many.name}__{along}" if along else many.name
    seen = models.Exists(Edition.objects.seen().filter(pk=models.OuterRef("edition")))
    predecessors: Any = model._default_manager
    return models.Prefetch(many.name, predecessors.select_related(along).annotate(is_seen=seen))


def _values(model: type[models.Model], row: models.Model, *, skipped: frozenset[str]) -> RowValues:
    values: RowValues = {
        column.name: (_compared_value(row, column),)
        for column in model._meta.concrete_fields
        # Fields that are not editable are computed from others.
        if column.editable and column.name not in skipped
    }
    for many in model._meta.many_to_many:
        refer = _predecessor if many.related_model is model else _reference
        values[many.name] = tuple(sorted(refer(linked) for linked in getattr(row, many.name).all()))
    return values


def _compared_value(row: models.Model, column: Any) -> ComparedValue:
    if column.related_model:
        value = getattr(row, column.name)
        return _reference(value) if value else EMPTY
    value = plain_value(column, getattr(row, column.attname))
    return EMPTY if value in ("", None) else (str(value), value_in_words(column, value))


def _reference(row: Any) -> ComparedValue:
    """A row by its key, slug or code, which is the same in every edition, and by its name."""
    key = getattr(row, "key", "") or getattr(row, "slug", "") or getattr(row, "code", "")
    return str(key or row.pk), str(row)


def _predecessor(row: Any) -> ComparedValue:
    """A row of an earlier year with that year; its title only if readers see its edition or have seen it.

    Of a plan that was withdrawn they are told nothing any more.
    """
    title = str(row) if row.is_seen else _("a row that is not published")
    return _reference(row)[0], f"{row.edition.plan.year} · {title}"


def _differences(model: type[models.Model], before: RowValues, after: RowValues) -> Iterator[FieldDifference]:
    """The fields that differ; for a many-to-many field only the removed and the added links."""
    for name, values in before.items():
        if values == after[name]:
            continue
        old, new = {value for value, _words in values}, {value for value, _words in after[name]}
        removed = [words for value, words in values if value not in new]
        added = [words for value, words in after[name] if value not in old]
        if removed or added:
            label = str(getattr(model._meta.get_field(name), "verbose_name", name))
            yield FieldDifference(name, label, "\n".join(removed), "\n".join(added))
