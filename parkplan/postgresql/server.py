"""Django's backend for PostgreSQL, with a function that is called before each commit."""

from django.db.backends.postgresql import base

from parkplan.watched_commits import WatchedCommits


class ServerDatabaseWrapper(WatchedCommits, base.DatabaseWrapper):
    """Django's wrapper, otherwise unchanged."""
