"""Decorators of public views: GET and HEAD only, cached with revalidation, compressed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.models import Park
from initiatives.views.content_security import content_security

RESOURCE_POLICY = "Cross-Origin-Resource-Policy"

View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=Callable[..., Any])
Response = TypeVar("Response", bound=HttpResponseBase)
# Parameters of a query that a view reads; a function of the parts of its address where these decide.
Parameters = frozenset[str] | Callable[..., frozenset[str]]


def reads_parameters(
    *names: str, of: Callable[..., frozenset[str]] | None = None
) -> Callable[[AnyView], AnyView]:
    """Decorator that names the parameters a public view reads, directly or by the parts of its address.

    It is given no others, so that an answer that is kept never depends on them.
    """
    parameters: Parameters = of or frozenset(names)

    def decorate(view: AnyView) -> AnyView:
        view.parameters = parameters  # type: ignore[attr-defined]
        return view

    return decorate


def never_kept(view: AnyView) -> AnyView:
    """Decorator of public views whose answers the page cache leaves alone."""
    view.may_be_kept = False  # type: ignore[attr-defined]
    return view


class PublicGZipMiddleware(GZipMiddleware):
    """Compress without random padding: public pages hold no secrets that their size could reveal."""

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Images are left alone, being compressed already."""
        if response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)


def allow_framing(response: Response) -> Response:
    """Allow any site to show the page in a frame."""
    response.headers["Content-Security-Policy"] = content_security({"frame-ancestors": ["*"]})
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


def not_for_search_engines(response: Response, park: Park) -> Response:
    """Ask search engines not to list what is of an invented park, pictures and files too."""
    if park.invented:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _let_other_sites_load(response: HttpResponseBase) -> None:
    """Files, pictures and data are there for other sites; of the pages, only those that may be framed."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if not is_page or hasattr(response, "xframe_options_exempt"):
        response.headers[RESOURCE_POLICY] = "cross-origin"


def cached_with_revalidation(view: View) -> View:
    """Decorator that lets caches keep a 200 response but revalidate it by its ETag on each use.

    Responses are compressed. `Cache-Control` and `ETag` headers that the view has set are kept.
    """

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, no_cache=True)
        if response.status_code != 200:
            return response
        _let_other_sites_load(response)
        if not response.has_header("ETag"):
            set_response_etag(response)
        # Only headers are read, so a streaming response will do, whatever the type hint says.
        full = cast(HttpResponse, response)
        conditional = get_conditional_response(request, etag=response["ETag"], response=full) or response
        # Browsers apply the headers of a 304 to the page they have kept, so it must allow framing too.
        if resource_policy := response.headers.get(RESOURCE_POLICY):
            conditional.headers[RESOURCE_POLICY] = resource_policy
        return allow_framing(conditional) if hasattr(response, "xframe_options_exempt") else conditional

    # What the page cache asks of a view; `wraps` has copied what the view says itself.
    vars(handle).setdefault("may_be_kept", True)
    return decorator_from_middleware(PublicGZipMiddleware)(handle)


def public(view: View) -> View:
    """Decorator of public views: GET and HEAD only (else 405), compressed, cached with revalidation."""
    # Django checks the CSRF token before the method; without the exemption a POST would be 403, not 405.
    return csrf_exempt(require_safe(cached_with_revalidation(view)))
