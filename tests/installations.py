"""The shipped plan installed on either database, and what another program does there."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from scripts import temporary_site
from tests.temporary_databases import postgresql_server

VAR, COPY = "var", "database.dump"


def prepare_on_postgresql(folder: Path) -> None:
    """Fill an empty folder as the first start of a site on PostgreSQL does, and copy its database there."""
    with postgresql_server() as address:
        variables = temporary_site.environment_of(folder / VAR) | {"DATABASE_URL": address}
        temporary_site.manage(variables, "prepare")
        subprocess.run(["pg_dump", "--format=custom", f"--file={folder / COPY}", address], check=True)


@contextmanager
def installation_on_postgresql(prepared: Path) -> Iterator[dict[str, str]]:
    """As `temporary_site.installation`, with a server of its own."""
    with postgresql_server() as address, temporary_site.installation(prepared / VAR) as variables:
        restore = ["pg_restore", "--no-owner", f"--dbname={address}", str(prepared / COPY)]
        subprocess.run(restore, check=True)
        yield variables | {"DATABASE_URL": address}


def sqlite_file(variables: dict[str, str]) -> Path | None:
    """The file of an installation's database; None if it is no file."""
    return None if "DATABASE_URL" in variables else Path(variables["VAR_DIR"], "parkplan.sqlite3")


@contextmanager
def another_program(variables: dict[str, str]) -> Iterator[Any]:
    """A connection to the database of an installation, each of whose statements is a transaction."""
    file = sqlite_file(variables)
    if file:
        connection: Any = sqlite3.connect(file, isolation_level=None, timeout=30)
    else:
        import psycopg

        connection = psycopg.connect(variables["DATABASE_URL"], autocommit=True)
    with closing(connection):
        yield connection


@contextmanager
def nobody_else_writes(variables: dict[str, str]) -> Iterator[None]:
    """Another program holds what everybody who writes waits for. Reading goes on."""
    with another_program(variables) as connection:
        if sqlite_file(variables):
            connection.execute("BEGIN IMMEDIATE")
        else:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            names = ", ".join(f'"{name}"' for (name,) in tables.fetchall())
            connection.execute("BEGIN")
            connection.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
        yield
        connection.execute("ROLLBACK")


def drop_a_trigger(variables: dict[str, str], prefix: str) -> None:
    """Take one of the triggers away whose names begin so."""
    with another_program(variables) as connection:
        if sqlite_file(variables):
            listed = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{prefix}%'"
            (name,) = connection.execute(listed).fetchone()
            connection.execute(f'DROP TRIGGER "{name}"')
        else:
            listed = f"SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '{prefix}%'"
            name, table = connection.execute(listed).fetchone()
            connection.execute(f'DROP TRIGGER "{name}" ON {table}')
