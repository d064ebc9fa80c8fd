"""Queries of one table or relation, as SQL: the ORM takes longer to write them than databases to answer."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections, models, router

M = TypeVar("M", bound=models.Model)
# A model, a column of it, and the values of that column which its rows must have.
Scope = tuple[Any, str, tuple[int, ...]]


def read_rows(model: type[M], column: str, values: Sequence[int], order: Sequence[str]) -> list[M]:
    """The rows of a model whose column has one of the values, ordered by columns of its own."""
    return list(model._base_manager.raw(_rows_sql(model, column, len(values), tuple(order)), [*values]))


def read_links(field: Any, column: str, values: Sequence[int]) -> list[tuple[int, int]]:
    """The primary keys that a many-to-many field links, of rows whose column has one of the values."""
    return _fetch(field.through, _links_sql(field, column, len(values)), [*values])


def read_citations(scopes: Sequence[Scope]) -> list[tuple[str, int, int]]:
    """The passages that rows cite: name of the model, primary keys of row and passage."""
    parts = (
        f"SELECT '{model._meta.model_name}', {_links_sql(model.passages, column, len(values))[7:]}"
        for model, column, values in scopes
    )
    return _fetch(scopes[0][0], " UNION ALL ".join(parts), _parameters(scopes))


def read_cited(passage: type[M], scopes: Sequence[Scope]) -> list[M]:
    """The passages that rows cite, each once, by order and key."""
    parts = (
        f"SELECT passage_id FROM ({_links_sql(model.passages, column, len(values))}) links"
        for model, column, values in scopes
    )
    quote = connections[router.db_for_read(passage)].ops.quote_name
    table = quote(passage._meta.db_table)
    sql = (
        f"SELECT {_columns(passage, table)} FROM {table} WHERE {table}.id IN ({' UNION ALL '.join(parts)})"
        f" ORDER BY {quote('order')}, {quote('key')}"
    )
    return list(passage._base_manager.raw(sql, _parameters(scopes)))


def _parameters(scopes: Sequence[Scope]) -> list[int]:
    return [value for _model, _column, values in scopes for value in values]


def _fetch(model: Any, sql: str, parameters: list[int]) -> list[Any]:
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _rows_sql(model: type[models.Model], column: str, count: int, order: tuple[str, ...]) -> str:
    quote = connections[router.db_for_read(model)].ops.quote_name
    table = quote(model._meta.db_table)
    return (
        f"SELECT {_columns(model, table)} FROM {table} WHERE {table}.{quote(column)} IN ({_marks(count)})"
        f" ORDER BY {', '.join(map(quote, order))}"
    )


@lru_cache(maxsize=256)
def _links_sql(field: Any, column: str, count: int) -> str:
    """The pairs of a many-to-many field; `field` is the descriptor, such as Figure.passages."""
    through, model = field.through, field.field.model
    quote = connections[router.db_for_read(through)].ops.quote_name
    links, table = quote(through._meta.db_table), quote(model._meta.db_table)
    one, other = quote(field.field.m2m_column_name()), quote(field.field.m2m_reverse_name())
    return (
        f"SELECT {links}.{one}, {links}.{other} FROM {links} JOIN {table} ON {table}.id = {links}.{one}"
        f" WHERE {table}.{quote(column)} IN ({_marks(count)})"
    )


def _columns(model: type[models.Model], table: str) -> str:
    quote = connections[router.db_for_read(model)].ops.quote_name
    return ", ".join(f"{table}.{quote(str(field.column))}" for field in model._meta.concrete_fields)


def _marks(count: int) -> str:
    """What stands between the brackets of IN; PostgreSQL refuses that there be nothing."""
    return ", ".join(["%s"] * count) or "NULL"


def refer(rows: list[M], **others: Iterable[models.Model]) -> list[M]:
    """Let the foreign keys of rows lead to these objects, where they are among them; by names of fields."""
    for name, objects in others.items():
        found = {other.pk: other for other in objects}
        for row in rows[:1]:
            field: Any = row._meta.get_field(name)
        for row in rows:
            if (other := found.get(getattr(row, field.attname))) is not None:
                field.set_cached_value(row, other)
    return rows


def remember(row: models.Model, name: str, rows: list[M]) -> list[M]:
    """Let a relation to many of a row answer with these, without a query; they are returned."""
    known = getattr(row, name).get_queryset()
    known._result_cache, known._prefetch_done = rows, True
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = known
    return rows
