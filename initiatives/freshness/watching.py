"""The triggers that move stamps: put there after each migration, taken away before one, looked for.

While they are away all stamps are UNWATCHED, and nothing is kept.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from initiatives.freshness.database_triggers import drop_triggers, missing_triggers, put_triggers
from initiatives.freshness.trigger_sql import DRAWN, PREFIX, STAMPS, triggers
from initiatives.freshness.watched_tables import watched_tables
from initiatives.models import FreshnessStamp, Plan
from initiatives.models.freshness_stamps import SHARED_SCOPE, SITE_SCOPE, UNWATCHED


def watch(using: str = "default") -> bool:
    """Put back what triggers are missing, and draw all stamps anew; True if any were missing.

    Where tables are not those of the models, after a migration to an earlier state, there is nothing to
    watch yet.
    """
    connection = connections[using]
    if not _has_all_tables(connection):
        return False
    with transaction.atomic(using=using):
        missing = put_triggers(connection, PREFIX, triggers(connection.vendor))
        _write_stamps(using, anew=missing)
    # Whoever asks in this process looks for the triggers anew.
    connection.freshness_watch = None  # type: ignore[attr-defined]
    return missing


def unwatch(using: str = "default") -> None:
    """Take all triggers away, and say in the stamps that changes are not noticed."""
    connection = connections[using]
    if STAMPS not in connection.introspection.table_names():
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        drop_triggers(connection, PREFIX)
        cursor.execute(f"UPDATE {STAMPS} SET value = {UNWATCHED}")


def missing_stamp_triggers() -> list[str]:
    """Names of the triggers without which changes are not noticed; one query."""
    connection = connections[DEFAULT_DB_ALIAS]
    return missing_triggers(connection, PREFIX, triggers(connection.vendor))


def refuse_unwatched(*looks: Callable[[], list[str]]) -> None:
    """Raise ImproperlyConfigured where there are plans, but triggers are missing: changes would not show.

    `looks` return the names of those that are missing. A database that cannot be used now is no reason not
    to start: readers are told.
    """
    try:
        tables = connections[DEFAULT_DB_ALIAS].introspection.table_names()
        missing = [name for look in looks for name in look()] if Plan._meta.db_table in tables else []
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
    return all(set(table.columns) <= _columns(connection, table.name) for table in tables)


def _columns(connection: Any, table: str) -> set[str]:
    """Asked by a query: to describe a table, Django parses its SQL, a second for all tables together."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} WHERE 1 = 0")
        return {column[0] for column in cursor.description}


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
