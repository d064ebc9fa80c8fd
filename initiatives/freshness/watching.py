"""The triggers of a database: put there after each migration, taken away before one, looked for.

SQLite drops the triggers of a table that a migration remakes, and refuses to rename a table that other
triggers name. While they are away all stamps are UNWATCHED, and nothing is kept.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

from initiatives.freshness.trigger_sql import DRAWN, PREFIX, STAMPS, Trigger, triggers
from initiatives.freshness.watched_tables import watched_tables
from initiatives.models import FreshnessStamp, Plan
from initiatives.models.freshness_stamps import SHARED_SCOPE, SITE_SCOPE, UNWATCHED

_FOUND = {
    "sqlite": f"SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
    f"WHERE tgname LIKE '{PREFIX}%' AND tgenabled <> 'D' AND pg_table_is_visible(c.oid)",
}


def watch(using: str = "default") -> bool:
    """Put back what triggers are missing, and draw all stamps anew; True if any were missing.

    Where tables are not those of the models, after a migration to an earlier state, there is nothing to
    watch yet.
    """
    connection = connections[using]
    if not _has_all_tables(connection):
        return False
    with transaction.atomic(using=using), connection.cursor() as cursor:
        wanted = {trigger.name: trigger for trigger in triggers(connection.vendor)}
        found = _found(connection, cursor)
        for name, table in found.items():
            if name not in wanted:
                _drop(cursor, connection.vendor, name, table)
        missing = [trigger for name, trigger in wanted.items() if name not in found]
        _create(cursor, missing)
        _write_stamps(using, anew=bool(missing))
    return bool(missing)


def unwatch(using: str = "default") -> None:
    """Take all triggers away, and say in the stamps that changes are not noticed."""
    connection = connections[using]
    if STAMPS not in connection.introspection.table_names():
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, table in _found(connection, cursor).items():
            _drop(cursor, connection.vendor, name, table)
        cursor.execute(f"UPDATE {STAMPS} SET value = {UNWATCHED}")


def missing_triggers(using: str = "default") -> list[str]:
    """Names of the triggers without which changes are not noticed; one query."""
    connection = connections[using]
    with connection.cursor() as cursor:
        found = _found(connection, cursor)
    return sorted(trigger.name for trigger in triggers(connection.vendor) if trigger.name not in found)


def refuse_unwatched(using: str = "default") -> None:
    """Raise ImproperlyConfigured where there are plans, but triggers are missing: changes would not show.

    A database that cannot be used now is no reason not to start: readers are told.
    """
    try:
        tables = connections[using].introspection.table_names()
        missing = missing_triggers(using) if Plan._meta.db_table in tables else []
    except DatabaseError:
        return
    if missing:
        raise ImproperlyConfigured(
            f"The database lacks {len(missing)} triggers, such as {missing[0]}, without which changes would "
            "not show to readers. Run `manage.py prepare`, which puts them back.\n"
            "数据库缺少触发器，修改后的内容将不会显示给读者。请先运行 manage.py prepare，它会把触发器补上。"
        )


def unwatch_before_migration(using: str, plan: Any = (), **_signal: Any) -> None:
    """Receiver of `pre_migrate`."""
    if plan:
        unwatch(using)


def watch_after_migration(using: str, **_signal: Any) -> None:
    """Receiver of `post_migrate`."""
    watch(using)


def _has_all_tables(connection: Any) -> bool:
    names = set(connection.introspection.table_names())
    tables = watched_tables()
    if not {STAMPS, *(table.name for table in tables)} <= names:
        return False
    with connection.cursor() as cursor:
        describe = connection.introspection.get_table_description
        return all(
            set(table.columns) <= {column.name for column in describe(cursor, table.name)} for table in tables
        )


def _found(connection: Any, cursor: Any) -> dict[str, str]:
    """The tables of the triggers that are there, by their names."""
    cursor.execute(_FOUND[connection.vendor])
    return dict(cursor.fetchall())


def _create(cursor: Any, missing: list[Trigger]) -> None:
    for trigger in missing:
        for statement in trigger.statements:
            cursor.execute(statement)


def _drop(cursor: Any, vendor: str, name: str, table: str) -> None:
    if vendor == "postgresql":
        # Its trigger goes with the function.
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
        cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')
    else:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def _write_stamps(using: str, anew: bool) -> None:
    """A stamp for each plan, and new values for those without one, or for all."""
    stamps = FreshnessStamp.objects.using(using)
    scopes = {SITE_SCOPE, SHARED_SCOPE, *Plan.objects.using(using).values_list("pk", flat=True)}
    known = set(stamps.values_list("pk", flat=True))
    stamps.filter(pk__in=known - scopes).delete()
    stamps.bulk_create([FreshnessStamp(scope=scope) for scope in sorted(scopes - known)])
    only = "" if anew else f" WHERE value = {UNWATCHED}"
    with connections[using].cursor() as cursor:
        cursor.execute(f"UPDATE {STAMPS} SET value = {DRAWN[connections[using].vendor]}{only}")
