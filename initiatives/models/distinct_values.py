"""The distinct values of an indexed column, found without reading all rows."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

WALK = """
WITH RECURSIVE found(value) AS (
    SELECT * FROM ({first}) AS first
    UNION ALL
    SELECT ({following}) FROM found WHERE found.value IS NOT NULL
)
SELECT found.value, ({label}) FROM found WHERE found.value IS NOT NULL
"""


def distinct_values(rows: QuerySet[Any], field: str, label: str, least: Any) -> list[tuple[Any, Any]]:
    """The values of a field above `least` in their order, each with what `label` is in one row that has it.

    For DISTINCT, databases read all rows; this asks for the next greater value while there is one.
    """
    found: Any = RawSQL("found.value", [])
    first = rows.filter(**{f"{field}__gt": least}).order_by(field).values(field)[:1]
    following = rows.filter(**{f"{field}__gt": found}).order_by(field).values(field)[:1]
    labelled = rows.filter(**{field: found}).order_by(field).values(label)[:1]
    statements: dict[str, str] = {}
    parameters: list[Any] = []
    for name, query in (("first", first), ("following", following), ("label", labelled)):
        statements[name], given = query.query.sql_with_params()
        parameters += given
    with connection.cursor() as cursor:
        cursor.execute(WALK.format(**statements), parameters)
        return [(value, text) for value, text in cursor.fetchall()]


FOLLOWING = """
WITH RECURSIVE found(value, place) AS (
    SELECT first.*, 1 FROM ({first}) AS first
    UNION ALL
    SELECT ({following}), found.place + 1 FROM found WHERE found.value IS NOT NULL AND found.place < %s
)
SELECT found.value FROM found WHERE found.value IS NOT NULL
"""


def next_values(rows: QuerySet[Any], field: str, after: Any, count: int) -> list[Any]:
    """At most `count` values of a field that follow one, in their order, found in the same way."""
    found: Any = RawSQL("found.value", [])
    first = rows.filter(**{f"{field}__gt": after}).order_by(field).values(field)[:1]
    following = rows.filter(**{f"{field}__gt": found}).order_by(field).values(field)[:1]
    first_sql, first_parameters = first.query.sql_with_params()
    following_sql, following_parameters = following.query.sql_with_params()
    statement = FOLLOWING.format(first=first_sql, following=following_sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*first_parameters, *following_parameters, count])
        return [value for (value,) in cursor.fetchall()]
