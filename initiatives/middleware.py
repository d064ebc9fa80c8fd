"""Middleware: language, forwarded headers, maintenance, database errors, hostile URLs, security headers."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.values.project_noun import NEUTRAL, using_noun
from initiatives.views.client_address import is_trusted_proxy
from initiatives.views.content_security import content_security
from initiatives.views.impossible_values import is_impossible_value
from initiatives.views.problem_details import is_api_request, problem
from initiatives.views.unavailable import TooBusy, is_unavailable, service_unavailable, under_maintenance

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

# Longer than any URL of the site, shorter than the limits of common proxy servers.
MAX_URL_LENGTH = 8_000
MAX_QUERY_PARAMETERS = 100
# They answer during maintenance too.
MONITORED = {"/healthz", "/readyz"}


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


def maintenance(get_response: Handler) -> Handler:
    """Answer 503 while the file MAINTENANCE_FILE exists; what stands in it is shown.

    Files of pages are served before, and addresses for monitoring go on.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.MAINTENANCE_FILE.exists() and request.path_info not in MONITORED:
            return under_maintenance(request)
        return get_response(request)

    return handle


class DatabaseErrorMiddleware:
    """Turn errors of a view into 503 with Retry-After where the database is busy, full, damaged or gone.

    A value that no database can keep or look for is a mistake of the request: 400."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_impossible_value(exception):
            logger.info("A request is refused for a value: %s", exception)
            return _refusal(request, 400, _("The request contains a value that cannot be used. Go back."))
        if not is_unavailable(exception):
            return None
        # That others are served first is no fault, and a line for each would fill the disk.
        level = logging.INFO if isinstance(exception, TooBusy) else logging.ERROR
        logger.log(level, "The site cannot answer: %s", exception)
        return service_unavailable(request, exception)


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


def security_headers(get_response: Handler) -> Handler:
    """Set the security headers, unless the view has set them.

    Resources are for this site's own pages; a view for other sites says so (`Cross-Origin-Resource-Policy`).
    """
    headers = {
        "Content-Security-Policy": content_security(),
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return handle


def forget_forged_headers(get_response: Handler) -> Handler:
    """Drop what only a proxy may say of a visitor, unless a proxy says it."""
    forgeable = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")

    def handle(request: HttpRequest) -> HttpResponse:
        given = [name for name in forgeable if name in request.META]
        if given and not is_trusted_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in given:
                del request.META[name]
        return get_response(request)

    return handle
