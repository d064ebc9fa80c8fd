"""A private copy of the SQLite database for work whose writes are thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

# SQLite's name for a database in a temporary file of its own, deleted when the connection closes.
TEMPORARY_DATABASE = "file:"


@contextmanager
def database_copy() -> Iterator[None]:
    """Make this thread's database connection lead to a copy of the database, which is then discarded.

    With SQLite one transaction that writes keeps everybody else from writing until it ends; copying only
    reads. Other databases lock no more than the rows written, so they are not copied. Neither is SQLite
    within a transaction: the copy would lack what the transaction has written. The caller rolls back
    in any case.
    """
    original = connections[DEFAULT_DB_ALIAS]
    if original.vendor != "sqlite" or original.in_atomic_block:
        yield
        return
    original.ensure_connection()
    # Django has no documented way to lead the default connection elsewhere for a while; its own test
    # server shares connections between threads by the same assignment.
    copy = connections.create_connection(DEFAULT_DB_ALIAS)
    copy.settings_dict = {**copy.settings_dict, "NAME": TEMPORARY_DATABASE}
    try:
        copy.ensure_connection()
        original.connection.backup(copy.connection)
        connections[DEFAULT_DB_ALIAS] = copy
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = original
        copy.close()
