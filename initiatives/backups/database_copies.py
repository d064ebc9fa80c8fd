"""A consistent copy of the database while the site runs; a copy put in its place, whole or not at all."""

import re
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.sqlite3._functions import register as register_functions

from initiatives.backups.backup_archive import BackupError

SQLITE_COPY, POSTGRESQL_COPY = "database.sqlite3", "database.dump"
LOCK_SECONDS = 30
# Options of DATABASE_URL that PostgreSQL's programs have too.
PASSED_ON = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "target_session_attrs")
# Copied at a time; the transaction that replaces the database spans all of them.
PAGES = 1_000
# Everything of the site, so that what the dump creates meets nothing. Part of the transaction of the restore.
EMPTY_POSTGRESQL = f"""
SET lock_timeout = '{LOCK_SECONDS}s';
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'
    LOOP EXECUTE 'DROP TABLE IF EXISTS public.' || name || ' CASCADE'; END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        AND (proname LIKE 'parkplan%' OR proname LIKE 'freshness%')
    LOOP EXECUTE 'DROP FUNCTION IF EXISTS ' || name || ' CASCADE'; END LOOP;
END $$;
"""


def copy_name() -> str:
    """The name of the database's copy in an archive, which tells the kind of database."""
    return SQLITE_COPY if connection.vendor == "sqlite" else POSTGRESQL_COPY


def copy_database(target: Path) -> None:
    """Copy the database as it is at one moment. Raises BackupError, OSError and sqlite3.Error."""
    if connection.vendor == "sqlite":
        _copy_sqlite(sqlite_path(), target)
    else:
        _run_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def replace_database(copy: Path) -> None:
    """Put a copy in the place of the database in one transaction: readers see the old state or the new."""
    connection.close()
    if connection.vendor == "sqlite":
        _replace_sqlite(sqlite_path(), copy)
    else:
        _replace_postgresql(copy)


def is_sound() -> bool:
    """Whether there is a database that can be read."""
    if connection.vendor != "sqlite":
        return True
    path = sqlite_path()
    try:
        with closing(_open_sqlite(path, "rw")) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _open_sqlite(path: Path, mode: str) -> sqlite3.Connection:
    """Open a file with Django's functions, which the constraints of its tables call when they are checked."""
    address = f"{path.resolve().as_uri()}?mode={mode}"
    database = sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS)
    try:
        # In newer versions of SQLite this reads the file, which may be damaged.
        register_functions(database)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _copy_sqlite(path: Path, target: Path) -> None:
    if not path.exists():
        raise BackupError(f"There is no database {path}: check VAR_DIR and DATABASE_URL.")
    with (
        closing(_open_sqlite(path, "ro")) as source,
        closing(_open_sqlite(target, "rwc")) as copy,
    ):
        source.backup(copy)
        # One file, without the log of changes beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        problem = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if problem != "ok":
        raise BackupError(f"The database {path} is damaged ({problem}): restore an earlier backup.")


def _replace_sqlite(path: Path, copy: Path) -> None:
    if not is_sound():
        _set_aside(path)
    with (
        closing(_open_sqlite(copy, "ro")) as source,
        closing(_open_sqlite(path, "rwc")) as live,
    ):
        source.backup(live, pages=PAGES, progress=report_progress)


def report_progress(_status: int, remaining: int, total: int) -> None:
    """Called while pages are written into the database that is being replaced."""


def _set_aside(path: Path) -> None:
    """Keep what cannot be read beside the database, with its log, which belongs to no other database."""
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.replace(path.with_name(f"{path.name}.damaged{suffix}"))


def _replace_postgresql(copy: Path) -> None:
    script, emptying = copy.with_suffix(".sql"), copy.with_suffix(".empty.sql")
    emptying.write_text(EMPTY_POSTGRESQL, encoding="ascii")
    # Written as a script first, since pg_restore cannot empty the database in the same transaction.
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}", str(copy))
    _run([_tool("pg_restore"), *options])
    once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    _run_postgresql("psql", *once, f"--file={emptying}", f"--file={script}")


def _run_postgresql(tool: str, *options: str) -> None:
    """Run a program of PostgreSQL for the site's database; the password is in a file, no argument."""
    with tempfile.NamedTemporaryFile("w") as password:
        password.write(f"*:*:*:*:{_escaped(connection.settings_dict['PASSWORD'])}\n")
        password.flush()
        address = connection_string(connection.settings_dict, password.name)
        _run([_tool(tool), *options, f"--dbname={address}"])


def connection_string(values: dict[str, Any], password_file: str) -> str:
    """The database as PostgreSQL's own programs understand it: `host='db' dbname='parkplan' …`."""
    given = {"host": values["HOST"], "port": values["PORT"], "user": values["USER"], "dbname": values["NAME"]}
    given |= {name: values["OPTIONS"].get(name) for name in PASSED_ON} | {"passfile": password_file}
    quoted = {name: re.sub(r"([\\'])", r"\\\1", str(value)) for name, value in given.items() if value}
    return " ".join(f"{name}='{value}'" for name, value in quoted.items())


def _escaped(password: str) -> str:
    return re.sub(r"([\\:])", r"\\\1", password)


def _tool(name: str) -> str:
    if not (found := shutil.which(name)):
        raise BackupError(f"{name} is missing: install PostgreSQL's client (apt install postgresql-client).")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip() or "no reason given").splitlines()[0]
        raise BackupError(f"{Path(command[0]).name} failed ({reason}). Nothing was changed.")
