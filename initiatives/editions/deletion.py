"""Deletion of rows: what goes along with them, and how that is recorded as one act."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import CASCADE

from initiatives.models.row_history import expect_changes, recorded

ByModel = dict[type[models.Model], list[Any]]


@dataclass(frozen=True)
class Consequences:
    """What a deletion would do: the rows that go, and those that stay and lose a reference to one of them.

    `protected` are rows because of which the database refuses the deletion.
    """

    deleted: ByModel
    unlinked: ByModel
    protected: list[models.Model]


def consequences_of_deleting(rows: Iterable[models.Model]) -> Consequences:
    collector = NestedObjects(using=DEFAULT_DB_ALIAS, origin=rows)
    collector.collect(list(rows))
    # The stubs take its keys for names of models.
    by_model = cast(ByModel, collector.model_objs)
    deleted = {
        model: list(found)
        for model, found in by_model.items()
        # Rows of tables of links are no things that anybody knows by a name.
        if not model._meta.auto_created
    }
    return Consequences(deleted, _unlinked(deleted), list(collector.protected))


def _unlinked(deleted: ByModel) -> ByModel:
    """The rows that refer to deleted ones by a link or by a key that becomes empty."""
    found: dict[type[models.Model], dict[Any, Any]] = defaultdict(dict)
    for model, rows in deleted.items():
        for relation in model._meta.related_objects:
            referring: Any = relation.related_model
            if not relation.many_to_many and cast(Any, relation).on_delete is CASCADE:
                continue
            gone = [row.pk for row in deleted.get(referring, [])]
            lookups = {f"{relation.field.name}__in": [row.pk for row in rows]}
            staying = referring._base_manager.filter(**lookups).exclude(pk__in=gone)
            found[referring] |= {row.pk: row for row in staying}
    return {model: [*rows.values()] for model, rows in found.items() if rows}


@contextmanager
def deletion_recorded(rows: Iterable[models.Model]) -> Iterator[None]:
    """Record what is deleted in this block as one act, together with what loses a reference by it."""
    rows = list(rows)
    with recorded():
        for referring in consequences_of_deleting(rows).unlinked.values() if rows else ():
            expect_changes(referring)
        yield
