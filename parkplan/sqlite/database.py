"""SQLite in a file that may be full, read-only, replaced or gone while the site runs.

Readers go on where they can: nothing is written to open the database, and where not even its auxiliary files
can be made, it is read as it stands. A server never creates what is missing, which would hide the loss.
"""

import os
import sqlite3
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base

from parkplan.sqlite.copy_in_memory import copy_in_memory, forget_copies
from parkplan.watched_commits import WatchedCommits

# What SQLite says where the disk is full, the folder read-only, or a lock is held at this moment.
_CANNOT_WRITE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}


class FileDatabaseWrapper(WatchedCommits, base.DatabaseWrapper):
    """Django's wrapper, with write-ahead logging where possible, and a look at the file at each request."""

    # Servers set this to False: only commands make a database.
    may_create_file = True
    _opened_file: tuple[int, int] | None = None
    _reads_a_copy = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = self._path()
        if path is None:
            return super().get_new_connection(conn_params)
        if not self.may_create_file and not path.exists():
            raise sqlite3.OperationalError(f"{path} is missing")
        self._opened_file = self._file_identity()
        opened: list[sqlite3.Connection] = []

        def remember(*arguments: Any, **options: Any) -> sqlite3.Connection:
            opened.append(sqlite3.Connection(*arguments, **options))
            return opened[-1]

        try:
            # SQLite 3.53 looks at the file at Django's own first question, 3.46 does not yet.
            connection = super().get_new_connection({**conn_params, "factory": remember})
            _use_write_ahead_log(connection)
        except sqlite3.Error as error:
            for each in opened:
                each.close()
            if not _cannot_write(error):
                raise
            connection = self._open_for_reading(path, conn_params)
        else:
            if self._reads_a_copy:
                forget_copies(path)
            self._reads_a_copy = False
        self._opened_file = self._file_identity()
        return connection

    def _open_for_reading(self, path: Path, conn_params: dict[str, Any]) -> Any:
        if not _has_content(path.with_name(f"{path.name}-wal")):
            return self._open_unchanging(path, conn_params)
        try:
            connection = super().get_new_connection({**conn_params, "database": copy_in_memory(path)})
        except OSError as error:
            raise sqlite3.OperationalError(f"{path} cannot be read where it is: {error}") from error
        connection.execute("PRAGMA query_only = ON")
        self._reads_a_copy = True
        self.close_at = time.monotonic()
        return connection

    def _open_unchanging(self, path: Path, conn_params: dict[str, Any]) -> Any:
        """Read a file that nobody can write, without the auxiliary files that cannot be made.

        For one request only: afterwards the disk may have room again."""
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        connection = super().get_new_connection({**conn_params, "database": address, "uri": True})
        try:
            connection.execute("PRAGMA schema_version")
        except sqlite3.Error:
            connection.close()
            raise
        self.close_at = time.monotonic()
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """At the beginning and the end of a request: never go on with a file that was replaced or deleted."""
        is_kept = self.connection is not None and not self.in_atomic_block and self._path()
        if is_kept and (self.errors_occurred or self._opened_file != self._file_identity()):
            self.close()
        super().close_if_unusable_or_obsolete()

    def _path(self) -> Path | None:
        """The path of the file; None for a database in memory or in a temporary file."""
        return _path_of_file(str(self.settings_dict["NAME"]))

    def _file_identity(self) -> tuple[int, int] | None:
        path = self._path()
        try:
            state = os.stat(path) if path else None
        except OSError:
            return None
        return state and (state.st_dev, state.st_ino)


@cache
def _path_of_file(name: str) -> Path | None:
    # As Django's `is_in_memory_db` has it.
    return None if name.startswith("file:") or name == ":memory:" or "mode=memory" in name else Path(name)


def _use_write_ahead_log(connection: Any) -> None:
    """Let readers continue during a write. The file remembers the mode, so it is asked for only once."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        # Locked, full or read-only: a later connection does it.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # Sorting must not need room on the disk.
    connection.execute("PRAGMA temp_store = MEMORY")
    # The first access to the file, and to its auxiliary files.
    connection.execute("PRAGMA schema_version")


def _cannot_write(error: sqlite3.Error) -> bool:
    # The lowest byte of an extended code is its group.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CANNOT_WRITE


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
