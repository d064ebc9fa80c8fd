"""Middleware: language, admin sessions, database errors, hostile URLs, content security policy."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.values.project_noun import NEUTRAL, using_noun
from initiatives.views.content_security import content_security
from initiatives.views.problem_details import is_api_request, problem

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]
SESSION_RENEWAL_SECONDS = 10 * 60

# Longer than any URL of the site, shorter than the limits of common proxy servers.
MAX_URL_LENGTH = 8_000
MAX_QUERY_PARAMETERS = 100


def language_from_path(get_response: Handler) -> Handler:
    """Activate English below `/en/`, Chinese elsewhere; the path alone decides, so pages can be cached.

    The noun for a plan's parts is neutral until a view knows the plan, and again with the next request.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        language = "en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language), using_noun(NEUTRAL):
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return handle


class AdminSessionMiddleware(SessionMiddleware):
    """Session middleware that touches cookies and sessions on admin pages only.

    Sessions are renewed every `SESSION_RENEWAL_SECONDS`, not with each request, since saving one waits for
    other writers. A response with the attribute `leaves_session` never saves it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        in_admin = request.path_info.startswith(("/admin/", "/en/admin/"))
        if not in_admin or getattr(response, "leaves_session", False):
            return response
        session, now = request.session, int(time.time())
        if not session.is_empty() and now - session.get("prolonged", 0) > SESSION_RENEWAL_SECONDS:
            session["prolonged"] = now
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            if session.exists(session.session_key or ""):
                return service_unavailable()
            raise


class DatabaseErrorMiddleware:
    """Turn OperationalError into 503 with Retry-After: the database is busy, full or gone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError):
            return None
        logger.error("The database refused: %s", exception)
        return service_unavailable()


def service_unavailable() -> HttpResponse:
    """503 with a page that makes no queries."""
    headers = {"Retry-After": "10", "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


def refuse_hostile_urls(get_response: Handler) -> Handler:
    """Refuse NUL bytes, which databases treat differently, too long URLs and too many parameters."""

    def handle(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return _refusal(request, 400, _("The address contains a character that is not allowed."))
        if len(request.get_full_path()) > MAX_URL_LENGTH:
            return _refusal(request, 414, _("The address is too long."))
        if request.META.get("QUERY_STRING", "").count("&") >= MAX_QUERY_PARAMETERS:
            return _refusal(request, 400, _("The address has too many parameters."))
        return get_response(request)

    return handle


def _refusal(request: HttpRequest, status: int, message: str) -> HttpResponse:
    return problem(status, message) if is_api_request(request) else HttpResponse(message, status=status)


def content_security_policy(get_response: Handler) -> Handler:
    """Set the Content-Security-Policy header, unless the view has set it."""
    policy = content_security()

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return handle
