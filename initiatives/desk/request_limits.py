"""Readers never wait for editors: how many requests may write or sign in at once in each server process.

A request that waits for a lock of the database, or hashes a password, holds a thread of the server. Only a
part of the threads may do so; whoever comes beyond is told at once to try again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from initiatives.desk.password_age import salt_of_today
from initiatives.desk.sessions import SAFE_METHODS, is_of_desk
from initiatives.views.client_address import client_address, is_in
from initiatives.views.unavailable import TooBusy, service_unavailable

# One computes the hash of a password, one waits for it.
SIGN_INS_AT_ONCE = 2
HASHING_WAIT_SECONDS = 5
# A page that is only looked at writes little (its session's renewal), which can wait until the next time.
LOOKING_LOCK_WAIT_MS = 500

SAVING = gettext_lazy(
    "Too many are saving at this moment. What you were about to save is not saved: go back, where it still "
    "stands, and save again in ten seconds."
)
SIGNING_IN = gettext_lazy("Too many are signing in at this moment. Go back and try again in ten seconds.")

_hashing = threading.Lock()


class DeskLimitsMiddleware:
    """Refuse what the desk is asked beyond the limits, with 503; who only looks waits briefly for locks."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        self.saves = threading.BoundedSemaphore(settings.SAVES_AT_ONCE)
        self.sign_ins = threading.BoundedSemaphore(SIGN_INS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_desk(request):
            return self.get_response(request)
        if settings.ADMIN_NETWORKS and not is_in(client_address(request), settings.ADMIN_NETWORKS):
            # As for an address that leads nowhere.
            raise Http404
        if request.method in SAFE_METHODS:
            with _brief_lock_wait():
                return self.get_response(request)
        signs_in = request.path_info.endswith("/login/")
        places, words = (self.sign_ins, SIGNING_IN) if signs_in else (self.saves, SAVING)
        if not places.acquire(blocking=False):
            return service_unavailable(request, TooBusy(words))
        try:
            return self.get_response(request)
        finally:
            places.release()


@contextmanager
def _brief_lock_wait() -> Iterator[None]:
    """Wait briefly for SQLite's one lock. Other databases lock rows, and a session is its user's own."""
    with suppress(DatabaseError):  # whoever needs the database is told later that it refuses
        connection.ensure_connection()
    if connection.vendor != "sqlite" or connection.connection is None:
        yield
        return
    usual = int(settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 5) * 1000)
    raw = connection.connection
    raw.execute(f"PRAGMA busy_timeout = {LOOKING_LOCK_WAIT_MS}")
    try:
        yield
    finally:
        if connection.connection is raw:
            raw.execute(f"PRAGMA busy_timeout = {usual}")


class OneAtATimePasswordHasher(PBKDF2PasswordHasher):
    """Django's hasher, one computation at a time in each process: each takes a core for half a second."""

    def salt(self) -> str:
        return salt_of_today(super().salt())

    def must_update(self, encoded: str) -> bool:
        """Not while passwords end: a hash that is made anew at a sign-in would be of today."""
        return not settings.PASSWORD_DAYS and super().must_update(encoded)

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        if not _hashing.acquire(timeout=HASHING_WAIT_SECONDS):
            raise TooBusy(SIGNING_IN)
        try:
            return super().encode(password, salt, iterations)
        finally:
            _hashing.release()
