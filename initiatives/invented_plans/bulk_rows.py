"""Rows of many models inserted together, with primary keys given beforehand.

A row is no instance of its model: making one, and Django's own insertion of it, take ten times as long.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, reset_queries, transaction
from django.db.models import Max, Model

# Fields whose values the drivers do not take as they are.
CONVERTED = (models.DecimalField, models.DateField)
# Stands for a value that was not given.
ABSENT = object()


class NewRow(SimpleNamespace):
    """A row to insert: the fields that were given, by name, and its primary key as `pk`."""

    pk: int
    model: type[Model]


class BulkRows:
    """Collects rows that refer to each other, and their links, and inserts what it has at each `flush()`.

    Nothing is validated, no signal is sent and no history written. Nobody else may insert rows meanwhile.
    """

    def __init__(self) -> None:
        self._tables: dict[type[Model], _Table] = {}
        self._waiting: dict[type[Model], list[tuple[Any, ...]]] = defaultdict(list)
        # How many rows of each model were added, links included.
        self.added: Counter[type[Model]] = Counter()

    def add(self, model: type[Model], **fields: Any) -> Any:
        """A new row. References are rows, new or stored; fields that are not given have their defaults."""
        table = self._tables.get(model) or self._tables.setdefault(model, _Table(model))
        table.last_pk += 1
        self._waiting[model].append(table.values(table.last_pk, fields))
        self.added[model] += 1
        return NewRow(pk=table.last_pk, model=model, **fields)

    def link(self, row: NewRow, field: str, others: Iterable[Any]) -> None:
        """Add links of a many-to-many field of a new row."""
        many: Any = row.model._meta.get_field(field)
        for other in others:
            self.add(
                many.remote_field.through,
                **{many.m2m_field_name(): row, many.m2m_reverse_field_name(): other},
            )

    def flush(self) -> None:
        """Insert what was added, in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            for model, rows in self._waiting.items():
                if rows:
                    cursor.executemany(self._tables[model].insertion, rows)
                    rows.clear()
        # With DEBUG, Django keeps the text of every statement.
        reset_queries()

    def close(self) -> None:
        """Insert the rest, and let the database give the next primary keys."""
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [*self._tables]):
                cursor.execute(statement)


class _Table:
    """How the fields of a model become the values of an INSERT."""

    def __init__(self, model: type[Model]) -> None:
        self.last_pk: int = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.columns: list[tuple[str, Any, Callable[[Any], Any] | None]] = [
            (field.name, _stored(field, field.get_default()), _conversion(field)) for field in fields
        ]
        quoted = connection.ops.quote_name
        names = ", ".join(quoted(field.column or "") for field in (model._meta.pk, *fields) if field)
        places = ", ".join(["%s"] * (1 + len(fields)))
        self.insertion = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places})"

    def values(self, pk: int, given: dict[str, Any]) -> tuple[Any, ...]:
        found: list[Any] = [pk]
        for name, default, convert in self.columns:
            value = given.get(name, ABSENT)
            if value is ABSENT:
                found.append(default)
            else:
                found.append(value if convert is None else convert(value))
        return tuple(found)


def _conversion(field: Any) -> Callable[[Any], Any] | None:
    if field.is_relation:
        return _primary_key
    return (lambda value: _stored(field, value)) if isinstance(field, CONVERTED) else None


def _primary_key(row: Any) -> Any:
    return None if row is None else row.pk


def _stored(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)
