"""What happens to every request: its language, its limits, and the policy of its answer."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.views.problems import meets_programs, problem

Handler = Callable[[HttpRequest], HttpResponse]

# Longer than any address the site makes, shorter than what servers in front refuse themselves.
LONGEST_ADDRESS = 8_000
MOST_PARAMETERS = 100


def language_from_path(get_response: Handler) -> Handler:
    """`/en/…` is English, all else Chinese. Nothing but the path counts, so any cache may hold a page."""

    def handle(request: HttpRequest) -> HttpResponse:
        language = "en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return handle


class DeskSession(SessionMiddleware):
    """Sessions end at the admin: a public page neither prolongs, sets nor deletes a cookie.

    A page that only says how far something is may leave the session as it is, with `leaves_session`.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(response, "leaves_session", False):
            return response
        if request.path_info.startswith(("/admin/", "/en/admin/")):
            return super().process_response(request, response)
        return response


def refuse_hostile_addresses(get_response: Handler) -> Handler:
    """A NUL byte (databases disagree on it) is a bad request, an endless address too long."""

    def handle(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return _refused(request, 400, _("The address contains a character that is not allowed."))
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return _refused(request, 414, _("The address is too long."))
        if request.META.get("QUERY_STRING", "").count("&") >= MOST_PARAMETERS:
            return _refused(request, 400, _("The address has too many parameters."))
        return get_response(request)

    return handle


def _refused(request: HttpRequest, status: int, message: str) -> HttpResponse:
    return problem(status, message) if meets_programs(request) else HttpResponse(message, status=status)


def content_security(changed: Mapping[str, Sequence[str]] | None = None) -> str:
    """The policy of SECURE_CSP as a header has it, but for what is changed."""
    policy = {**settings.SECURE_CSP, **(changed or {})}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())


def content_security_policy(get_response: Handler) -> Handler:
    """One strict policy for every page but few: nothing inline, nothing from elsewhere, no framing."""
    policy = content_security()

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return handle
