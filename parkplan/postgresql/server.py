"""Django's backend for PostgreSQL: calls a function before each commit, and ends long waits for locks."""

from django.db.backends.postgresql import base

from parkplan.watched_commits import WatchedCommits


class ServerDatabaseWrapper(WatchedCommits, base.DatabaseWrapper):
    """Django's wrapper; who waits for a lock for more than `lock_wait_seconds` gets an OperationalError."""

    # Set by servers: a save is refused in words before the web server gives up on it. Commands wait as long
    # as it takes.
    lock_wait_seconds = 0

    def init_connection_state(self) -> None:
        super().init_connection_state()
        if self.lock_wait_seconds:
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{self.lock_wait_seconds}s'")
