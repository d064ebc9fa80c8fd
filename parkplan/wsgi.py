"""The entry point for WSGI servers (gunicorn)."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from parkplan.request_metrics import measured
from parkplan.site_path import below_site_path
from parkplan.sqlite.copy_in_memory import forget_copies
from parkplan.sqlite.database import FileDatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
application = measured(
    below_site_path(get_wsgi_application(), settings.SITE_PATH),
    settings.METRICS_PORT,
    settings.ADMIN_PATH,
    settings.SITE_PATH,
)
# Chosen now, since choosing it takes room on the disk. Where there is none it is the usual one, for later.
try:
    tempfile.gettempdir()
except FileNotFoundError:
    tempfile.tempdir = "/tmp"
# A database file that is missing is told to readers, not made anew without a word.
FileDatabaseWrapper.may_create_file = False
if settings.DATABASES["default"]["ENGINE"] == "parkplan.sqlite":
    forget_copies(Path(settings.DATABASES["default"]["NAME"]))
elif settings.DATABASES["default"]["ENGINE"] == "parkplan.postgresql":
    from parkplan.postgresql.server import ServerDatabaseWrapper

    # As SQLite waits (`timeout` in the settings).
    ServerDatabaseWrapper.lock_wait_seconds = 20


def make_ready() -> None:
    """What is done once, in the process of which those that serve are copies.

    Raises ImproperlyConfigured where the database does not notice changes.
    """
    from initiatives.freshness.build_digest import build_digest
    from initiatives.freshness.watching import missing_stamp_triggers, refuse_unwatched
    from initiatives.search.index_upkeep import missing_search_triggers

    refuse_unwatched(missing_stamp_triggers, missing_search_triggers)
    build_digest()
    # The processes share what is loaded now.
    get_resolver().url_patterns  # noqa: B018
    # Each process opens its own.
    connections.close_all()
