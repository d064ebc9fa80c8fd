"""Work that only one process may do at a time, on this machine and on others with the same database."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import locks
from django.db import connection

WAIT_SECONDS = 0.5
TELL_SECONDS = 10
# An arbitrary number: what asks PostgreSQL for the same one waits.
ADVISORY_LOCK = 7_526_010_124


@contextmanager
def alone(path: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock on a file, and on the database if it is PostgreSQL; wait for whoever holds it.

    Locks go with their process, however it ends. `tell` gets a line when the waiting begins, and then every
    ten seconds. The file stays: whoever waits for its lock must find the same one.
    """
    with path.open("a") as file:
        _wait(lambda: locks.lock(file, locks.LOCK_EX | locks.LOCK_NB), tell)
        try:
            with _advisory_lock(tell):
                yield
        finally:
            locks.unlock(file)


@contextmanager
def _advisory_lock(tell: Callable[[str], None]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return

    def ask(function: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [ADVISORY_LOCK])
            return bool(cursor.fetchone()[0])

    _wait(lambda: ask("pg_try_advisory_lock"), tell)
    try:
        yield
    finally:
        ask("pg_advisory_unlock")


def _wait(taken: Callable[[], bool], tell: Callable[[str], None]) -> None:
    waited = 0.0
    while not taken():
        if waited % TELL_SECONDS == 0:
            seconds = f" ({waited:.0f} seconds so far)" if waited else ""
            tell(f"Another process is preparing this site; waiting until it is done{seconds}.")
        time.sleep(WAIT_SECONDS)
        waited += WAIT_SECONDS
