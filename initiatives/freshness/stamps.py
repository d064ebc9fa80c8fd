"""The values of stamps, as cheap as can be: one query of look-ups by index, without Django's layers above it.

A stamp is None where changes are not noticed: nothing may be kept then.
"""

import logging
import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections

from initiatives.freshness.trigger_sql import DRAWN, STAMPS
from initiatives.freshness.watching import missing_stamp_triggers
from initiatives.models import Park, Plan
from initiatives.models.freshness_stamps import SHARED_SCOPE, SITE_SCOPE, UNWATCHED

logger = logging.getLogger(__name__)

_SITE = f"SELECT value, 1 FROM {STAMPS} WHERE scope = {SITE_SCOPE}"
# In this order, so that each step is a look-up of one row.
_PLAN = (
    f"SELECT own.value, shared.value FROM {Park._meta.db_table} park "
    f"JOIN {Plan._meta.db_table} plan ON plan.park_id = park.id AND plan.year = %s "
    f"JOIN {STAMPS} own ON own.scope = plan.id "
    f"JOIN {STAMPS} shared ON shared.scope = {SHARED_SCOPE} WHERE park.slug = %s"
)
# A connection's triggers are looked for when it is opened; where some are missing, again after so long.
LOOK_AGAIN_SECONDS = 60
# In the WSGI environment of a request whose answer is read once, as by an export: it is not kept.
READ_ONCE = "parkplan.read_once"


def site_stamp() -> str | None:
    """The stamp of what readers see anywhere on the site."""
    return _value(_SITE, ())


def plan_stamp(park: str, year: int) -> str | None:
    """The stamp of all that the pages of one plan show, by the slug of its park and its year."""
    return _value(_PLAN, (year, park))


def move_site_stamp() -> None:
    """Draw the site's stamp anew, as a change does; on PostgreSQL other writers wait for the transaction."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        draw = DRAWN[connections[DEFAULT_DB_ALIAS].vendor]
        where = f"scope = {SITE_SCOPE} AND value <> {UNWATCHED}"
        cursor.execute(f"UPDATE {STAMPS} SET value = {draw} WHERE {where}")


def _value(sql: str, parameters: tuple[Any, ...]) -> str | None:
    # Not the proxy, which looks for the connection of this thread each time.
    wrapper: Any = connections[DEFAULT_DB_ALIAS]
    try:
        wrapper.ensure_connection()
        if not _is_watched(wrapper):
            return None
        if wrapper.vendor == "sqlite":
            sql = sql.replace("%s", "?")
        row = wrapper.connection.execute(sql, parameters).fetchone()
    except (Error, wrapper.Database.Error):
        # Whoever asks next is told by Django, which also opens a broken connection anew.
        wrapper.errors_occurred = True
        return None
    # Zero is UNWATCHED.
    return f"{row[0]}-{row[1]}" if row and all(row) else None


def _is_watched(wrapper: Any) -> bool:
    """Whether the triggers were there when this connection was opened, or when last looked for."""
    raw, watched, looked_at = getattr(wrapper, "freshness_watch", None) or (None, False, 0.0)
    if raw is wrapper.connection and (watched or time.monotonic() - looked_at < LOOK_AGAIN_SECONDS):
        return bool(watched)
    missing = missing_stamp_triggers()
    if missing:
        logger.error(
            "%d triggers are missing, such as %s; no page is kept. Run `manage.py prepare`.",
            len(missing),
            missing[0],
        )
    wrapper.freshness_watch = (wrapper.connection, not missing, time.monotonic())
    return not missing
