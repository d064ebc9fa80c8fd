"""The triggers that move stamps, as SQL of SQLite and of PostgreSQL."""

from collections.abc import Iterator

from initiatives.freshness.database_triggers import (
    EVENTS,
    ROW,
    Trigger,
    WatchedTable,
    named,
    postgresql_trigger,
    sqlite_trigger,
)
from initiatives.freshness.watched_tables import watched_tables
from initiatives.models import FreshnessStamp, Plan
from initiatives.models.freshness_stamps import SITE_SCOPE

PREFIX = "freshness_"
# A new value, which is never UNWATCHED.
DRAWN = {
    "sqlite": "abs(random() % 9007199254740991) + 1",
    "postgresql": "floor(random() * 9007199254740991)::bigint + 1",
}
STAMPS, PLANS = FreshnessStamp._meta.db_table, Plan._meta.db_table


def triggers(vendor: str) -> list[Trigger]:
    """All triggers of a database of that vendor."""
    return [*(_postgresql() if vendor == "postgresql" else _sqlite())]


# SQLite: a trigger for each event, run for each row. There is one writer at a time.


def _sqlite() -> Iterator[Trigger]:
    for table in watched_tables():
        for event in EVENTS:
            if table.query_for(event):
                yield _sqlite_trigger(table, event)
    draw = DRAWN["sqlite"]
    move_site = f"UPDATE {STAMPS} SET value = {draw} WHERE scope = {SITE_SCOPE}"
    yield named(
        PREFIX,
        STAMPS,
        "site",
        f'CREATE TRIGGER "{{name}}" AFTER UPDATE ON {STAMPS} WHEN NEW.scope <> {SITE_SCOPE} '
        f"BEGIN {move_site}; END",
    )
    yield named(
        PREFIX,
        PLANS,
        "new",
        f'CREATE TRIGGER "{{name}}" AFTER INSERT ON {PLANS} '
        f"BEGIN INSERT OR REPLACE INTO {STAMPS} (scope, value) VALUES (NEW.id, {draw}); END",
    )
    yield named(
        PREFIX,
        PLANS,
        "gone",
        f'CREATE TRIGGER "{{name}}" AFTER DELETE ON {PLANS} '
        f"BEGIN DELETE FROM {STAMPS} WHERE scope = OLD.id; END",
    )


def _sqlite_trigger(table: WatchedTable, event: str) -> Trigger:
    rows = (f"scope IN ({table.query_for(event).replace(ROW, row)})" for row in EVENTS[event])
    move = f"UPDATE {STAMPS} SET value = {DRAWN['sqlite']} WHERE {' OR '.join(rows)};"
    return sqlite_trigger(PREFIX, table, event, move)


# PostgreSQL: transactions that change what readers see wait for each other at the site's stamp, which all
# lock first. A transaction moves a stamp once: many versions of one row would make its updates slow. That is
# enough for readers, who see its rows and its stamp with the commit, all at once. A value drawn within a
# savepoint has the savepoint's number and not the transaction's, so after a rollback to it, which takes the
# value away, the next write draws one. Only the transaction itself sees several states under one stamp:
# nothing is kept by a stamp that was read where something may have been written (`key_of` of kept findings).

_DRAW = DRAWN["postgresql"]
_NOT_YET = "xmin::text::bigint <> txid_current() % 4294967296"
_MOVE_SITE = f"UPDATE {STAMPS} SET value = {_DRAW} WHERE scope = {SITE_SCOPE} AND {_NOT_YET};"


def _postgresql() -> Iterator[Trigger]:
    for table in watched_tables():
        yield _postgresql_trigger(table)
        every = _function(f"{_MOVE_SITE} UPDATE {STAMPS} SET value = {_DRAW};")
        yield postgresql_trigger(PREFIX, table.name, "truncate", "TRUNCATE", every)
    new = (
        f"INSERT INTO {STAMPS} (scope, value) VALUES (NEW.id, {_DRAW}) "
        "ON CONFLICT (scope) DO UPDATE SET value = EXCLUDED.value;"
    )
    gone = f"DELETE FROM {STAMPS} WHERE scope = OLD.id;"
    for event, name, body in (("INSERT", "new", new), ("DELETE", "gone", gone)):
        yield postgresql_trigger(PREFIX, PLANS, name, event, _function(body))


def _postgresql_trigger(table: WatchedTable) -> Trigger:
    old, new = table.query.replace(ROW, "OLD"), table.query.replace(ROW, "NEW")
    inserted = table.query_for("INSERT").replace(ROW, "NEW")
    body = f"""
    IF TG_OP = 'INSERT' THEN {f"moved := ARRAY({inserted});" if inserted else "NULL;"}
    ELSIF TG_OP = 'DELETE' THEN moved := ARRAY({old});
    ELSIF OLD IS DISTINCT FROM NEW THEN moved := ARRAY({old}) || ARRAY({new});
    END IF;
    IF cardinality(moved) > 0 THEN
        {_MOVE_SITE}
        UPDATE {STAMPS} SET value = {_DRAW} WHERE scope = ANY(moved) AND {_NOT_YET};
    END IF;"""
    return postgresql_trigger(PREFIX, table.name, "row", "INSERT OR UPDATE OR DELETE", _function(body))


def _function(body: str) -> str:
    return (
        'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
        f"DECLARE moved bigint[] := ARRAY[]::bigint[]; BEGIN {body} RETURN NULL; END $$"
    )
