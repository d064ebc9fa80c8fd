"""Sessions of editors: in the database, with an end after idleness and an absolute one."""

import logging
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from initiatives.views.unavailable import service_unavailable

logger = logging.getLogger(__name__)

SIGNED_IN_AT, PROLONGED = "signed_in_at", "prolonged"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def is_of_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith((f"/{settings.ADMIN_PATH}/", f"/en/{settings.ADMIN_PATH}/"))


class SessionStore(DatabaseSessionStore):
    """A session that ends SESSION_HOURS after the sign-in, however busy it is kept.

    That it ends SESSION_IDLE_MINUTES after its last use is its date of expiry, which Django checks."""

    @classmethod
    def get_model_class(cls) -> Any:
        return DatabaseSessionStore.get_model_class()

    def load(self) -> dict[str, Any]:
        data = super().load()
        if SESSION_KEY not in data:
            return data
        # Sessions of earlier versions do not say when they began.
        began = data.setdefault(SIGNED_IN_AT, int(time.time()))
        if time.time() - began <= settings.SESSION_HOURS * 3600:
            return data
        self._session_key = None
        return {}


def begin_session(sender: object, request: HttpRequest, **_more: object) -> None:
    """Receiver of `user_logged_in`: Django has given the session a new key, and its time begins anew."""
    request.session[SIGNED_IN_AT] = int(time.time())


class AdminSessionMiddleware(SessionMiddleware):
    """Session middleware that touches cookies and sessions on admin pages only.

    Sessions are renewed from time to time, not with each request, since saving one waits for other writers.
    A response with the attribute `leaves_session` never saves it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if (
            not is_of_desk(request)
            or getattr(response, "leaves_session", False)
            or response.status_code >= 500
        ):
            return response
        try:
            # Only a renewal is at stake, or what a page shows once.
            unimportant = request.method in SAFE_METHODS or not request.session.modified
            self.renew(request.session)
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as error:
            if isinstance(error, SessionInterrupted) and self.is_gone(request.session):
                raise
            logger.error("A session could not be saved: %s", error.__context__ or error)
            return response if unimportant else service_unavailable(request)

    @staticmethod
    def renew(session: Any) -> None:
        now = int(time.time())
        if not session.is_empty() and now - session.get(PROLONGED, 0) > renewal_seconds():
            session[PROLONGED] = now

    @staticmethod
    def is_gone(session: Any) -> bool:
        """Whether somebody signed out meanwhile. Django raises the same where the database refused."""
        try:
            return not session.exists(session.session_key or "")
        except DatabaseError:
            return False


def renewal_seconds() -> int:
    """How old the last renewal may become: ten minutes, less where sessions end soon."""
    return min(600, settings.SESSION_COOKIE_AGE // 6)
