"""Who did what and when: a record of the logger `parkplan.audit` for each event.

Of people it has user names and nothing else. What a row held before and after is in its history.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

logger = logging.getLogger("parkplan.audit")


@dataclass(frozen=True)
class RequestInHand:
    """The request that this thread answers, and the identifier by which all its log lines are found."""

    request: HttpRequest
    id: str
    # Empty where the audit log is to have no addresses.
    address: str = ""


_in_hand: ContextVar[RequestInHand | None] = ContextVar("request_in_hand", default=None)


@contextmanager
def request_in_hand(request: HttpRequest, identifier: str, address: str = "") -> Iterator[None]:
    token = _in_hand.set(RequestInHand(request, identifier, address))
    try:
        yield
    finally:
        _in_hand.reset(token)


def request_id() -> str:
    """The identifier of the request that is answered, empty in commands."""
    found = _in_hand.get()
    return found.id if found else ""


def audit(event: str, *, user: Any = None, **facts: str | int) -> None:
    """Record an event once its transaction is committed; the user is that of the request if none is given.

    Events: signed-in, signed-out, sign-in-failed, sign-in-locked, sign-in-unlocked, changed, account-changed,
    released, release-ended, period-closed, exported.
    """
    found = _in_hand.get()
    known = user or getattr(found and found.request, "user", None)
    name = known.get_username() if isinstance(known, AbstractBaseUser | AnonymousUser) else known
    address = {"address": found.address} if found and found.address else {}
    facts = {"user": str(name or ""), "request": request_id(), **address, **facts}
    transaction.on_commit(lambda: logger.info(event, extra={"facts": facts}), robust=True)
