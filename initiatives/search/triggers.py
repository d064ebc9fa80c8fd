"""Triggers by which every write, whatever makes it, notes in the backlog what the index has to take up anew.

They are made after each migration, since SQLite loses those of a table that is changed. Rows of drafts are no
part of the index, and their triggers note nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    Release,
    SearchBacklog,
    Source,
    Update,
)

PREFIX = "parkplan_search"
BACKLOG = SearchBacklog._meta.db_table
EDITIONS, PLANS = Edition._meta.db_table, Plan._meta.db_table
PUBLISHED = "e.state = 'published'"
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


@dataclass(frozen=True)
class Noted:
    """What a change of a row of a table brings into the backlog: a query of units, for the row `{row}`."""

    table: str
    units: str


def _editions(condition: str) -> str:
    return f"SELECT 'edition', e.id FROM {EDITIONS} e WHERE {PUBLISHED} AND {condition}"


def _of_plan(plan: str) -> str:
    return _editions(f"e.plan_id = {plan}")


def noted_changes() -> Iterator[Noted]:
    """For each table whose rows are searched, or decide what is: what its changes concern."""
    for model in EDITION_ROWS:
        table = model._meta.db_table
        yield Noted(table, _editions("e.id = {row}.edition_id"))
        for many in model._meta.local_many_to_many:
            link = many.m2m_column_name()
            of_row = f"e.id = (SELECT r.edition_id FROM {table} r WHERE r.id = {{row}}.{link})"
            yield Noted(many.m2m_db_table(), _editions(of_row))
    yield Noted(
        EDITIONS,
        f"{_of_plan('{row}.plan_id')} UNION SELECT 'edition', {{row}}.id WHERE {{row}}.state = 'published'",
    )
    for many in Edition._meta.local_many_to_many:
        yield Noted(many.m2m_db_table(), _editions(f"e.id = {{row}}.{many.m2m_column_name()}"))
    yield Noted(PLANS, _of_plan("{row}.id"))
    plan_of_edition = f"(SELECT r.plan_id FROM {EDITIONS} r WHERE r.id = {{row}}.edition_id)"
    yield Noted(Release._meta.db_table, _of_plan(plan_of_edition))
    updates = Update._meta.db_table
    yield Noted(updates, _of_plan("{row}.plan_id"))
    (passages,) = Update._meta.local_many_to_many
    plan_of_update = f"(SELECT r.plan_id FROM {updates} r WHERE r.id = {{row}}.update_id)"
    yield Noted(passages.m2m_db_table(), _of_plan(plan_of_update))
    yield Noted(Park._meta.db_table, "SELECT 'park', {row}.id")
    yield Noted(Organisation._meta.db_table, "SELECT 'park', {row}.park_id")
    sources = Source._meta.db_table
    yield Noted(sources, "SELECT 'park', {row}.park_id")
    yield Noted(
        Passage._meta.db_table, f"SELECT 'park', s.park_id FROM {sources} s WHERE s.id = {{row}}.source_id"
    )
    yield Noted(Metric._meta.db_table, "SELECT 'metric', {row}.id")


def _statement(noted: Noted, row: str) -> str:
    """Add units to the backlog. The condition keeps SQLite from reading ON as that of a join."""
    units = noted.units.format(row=row)
    return (
        f"INSERT INTO {BACKLOG} (unit, object_id, generation) "
        f"SELECT u.*, 0 FROM ({units}) u WHERE true "
        f"ON CONFLICT (unit, object_id) DO UPDATE SET generation = {BACKLOG}.generation + 1;"
    )


def make_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make all triggers anew. Those of an earlier version go."""
    drop_triggers(connection)
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in _sqlite_triggers() if sqlite else _postgresql_triggers():
            cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Remove them, as SQLite changes no table that a trigger of another one mentions."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE %s", [f"{PREFIX}%"])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {name}() CASCADE")


def _sqlite_triggers() -> Iterator[str]:
    for noted in noted_changes():
        for event, rows in EVENTS.items():
            body = " ".join(_statement(noted, row) for row in rows)
            yield (
                f"CREATE TRIGGER {PREFIX}_{noted.table}_{event} AFTER {event.upper()} ON {noted.table} "
                f"BEGIN {body} END"
            )


def _postgresql_triggers() -> Iterator[str]:
    for noted in noted_changes():
        function = f"{PREFIX}_{noted.table}"
        old, new = (_statement(noted, row) for row in ("OLD", "NEW"))
        yield (
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN {old} END IF; IF TG_OP <> 'DELETE' THEN {new} END IF; "
            "RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {function} AFTER INSERT OR UPDATE OR DELETE ON {noted.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
