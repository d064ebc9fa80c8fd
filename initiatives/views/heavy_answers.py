"""Readers first: how many answers that take long to make are made at once in each server process.

Making a workbook or a picture takes a core for as long as some hundred pages do. One is made at a time, a
few wait for their turn, and whoever would have to wait longer is told to come again. Most threads are never
held.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy

from initiatives.views.unavailable import TooBusy

AT_ONCE, WAITING, WAIT_SECONDS = 1, 2, 10
MAKING = gettext_lazy(
    "Many files are being made at this moment. Nothing is wrong with this one: try again in ten seconds."
)

View = TypeVar("View", bound=Callable[..., Any])


def heavy(view: View) -> View:
    """Decorator of views whose answers take long to make."""
    view.heavy = True  # type: ignore[attr-defined]
    return view


def is_heavy(view: Callable[..., Any]) -> bool:
    return getattr(view, "heavy", False)


class Places:
    """Places at work, and a few where to wait for one."""

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self.seconds = seconds
        self.inside = threading.BoundedSemaphore(at_once + waiting)
        self.at_work = threading.BoundedSemaphore(at_once)
        self.of_this_thread = threading.local()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place, waiting for it if need be; TooBusy if too many wait, or for too long.

        A thread that holds one already keeps it.
        """
        if getattr(self.of_this_thread, "held", False):
            yield
            return
        if not self.inside.acquire(blocking=False):
            raise TooBusy(MAKING)
        try:
            if not self.at_work.acquire(timeout=self.seconds):
                raise TooBusy(MAKING)
            self.of_this_thread.held = True
            try:
                yield
            finally:
                self.of_this_thread.held = False
                self.at_work.release()
        finally:
            self.inside.release()


places = Places(AT_ONCE, WAITING, WAIT_SECONDS)
