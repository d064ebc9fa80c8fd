"""The site's database triggers: named by what they do, put there where they are missing, taken away.

SQLite drops the triggers of a table that a migration remakes, and refuses to rename a table that other
triggers name, so they are taken away before migrations and put back after. A trigger has a digest of its
definition in its name, so that names alone tell whether it is the one that this version of the models needs.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

# Stands for the row in a query of a watched table; triggers replace it by OLD and NEW.
ROW = "{row}"
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_FOUND = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{prefix}%'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
    "WHERE tgname LIKE '{prefix}%' AND tgenabled <> 'D' AND pg_table_is_visible(c.oid)",
}


@dataclass(frozen=True)
class WatchedTable:
    """A table, and a query of what a change of one of its rows concerns.

    `inserted` is the query for new rows where it differs; empty where a new row concerns nothing, until
    another row, which is watched too, refers to it.
    """

    name: str
    columns: tuple[str, ...]
    query: str
    inserted: str | None = None

    def query_for(self, event: str) -> str:
        return self.inserted if event == "INSERT" and self.inserted is not None else self.query


def watched(model: Any, query: str, inserted: str | None = None) -> WatchedTable:
    columns = tuple(field.column for field in model._meta.concrete_fields)
    return WatchedTable(model._meta.db_table, columns, query, inserted)


@dataclass(frozen=True)
class Trigger:
    name: str
    table: str
    statements: tuple[str, ...]


def named(prefix: str, table: str, event: str, *statements: str) -> Trigger:
    """A trigger from statements in which `{name}` stands for the name that it is given."""
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:8]
    name = f"{prefix}{event.lower()}_{table.removeprefix('initiatives_')}_{digest}"
    return Trigger(name, table, tuple(statement.replace("{name}", name) for statement in statements))


def sqlite_trigger(prefix: str, table: WatchedTable, event: str, body: str) -> Trigger:
    """One that runs for each new, changed or deleted row; not for an update that changes no column."""
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in table.columns)
    when = f"WHEN {changed} " if event == "UPDATE" else ""
    create = f'CREATE TRIGGER "{{name}}" AFTER {event} ON "{table.name}" {when}BEGIN {body} END'
    return named(prefix, table.name, event, create)


def postgresql_trigger(prefix: str, table: str, event: str, when: str, function: str) -> Trigger:
    """A function, the body of which is given, and a trigger that calls it."""
    create = f'CREATE TRIGGER "{{name}}" AFTER {when} ON "{table}" {{each}} EXECUTE FUNCTION "{{name}}"()'
    each = "FOR EACH STATEMENT" if when == "TRUNCATE" else "FOR EACH ROW"
    return named(prefix, table, event, function, create.replace("{each}", each))


def found_triggers(connection: Any, prefix: str) -> dict[str, str]:
    """The tables of the triggers that are there, by their names; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND[connection.vendor].format(prefix=prefix))
        return dict(cursor.fetchall())


def missing_triggers(connection: Any, prefix: str, wanted: Iterable[Trigger]) -> list[str]:
    """Names of those that are not there; one query."""
    found = found_triggers(connection, prefix)
    return sorted(trigger.name for trigger in wanted if trigger.name not in found)


def put_triggers(connection: Any, prefix: str, wanted: Sequence[Trigger]) -> bool:
    """Make those that are missing, and drop those of another version; True if any were missing.

    What somebody left of one that is missing (PostgreSQL: its function, or all of it, disabled) is dropped
    before it is made. To be called in a transaction.
    """
    found, names = found_triggers(connection, prefix), {trigger.name for trigger in wanted}
    missing = [trigger for trigger in wanted if trigger.name not in found]
    outdated = [(name, table) for name, table in found.items() if name not in names]
    _drop(connection, [*outdated, *((trigger.name, trigger.table) for trigger in missing)])
    with connection.cursor() as cursor:
        for trigger in missing:
            for statement in trigger.statements:
                cursor.execute(statement)
    return bool(missing)


def drop_triggers(connection: Any, prefix: str) -> None:
    """Take all away whose names begin so. To be called in a transaction."""
    _drop(connection, found_triggers(connection, prefix).items())


def _drop(connection: Any, triggers: Iterable[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        for name, table in triggers:
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
                cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')
            else:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
