"""How every page for readers is served: read-only, without cookies, the same for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.views.content_security import content_security

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)


class SecretFreeGZip(GZipMiddleware):
    """Public pages hold no secret that their size could tell, so their bytes need no random padding."""

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pictures are compressed already."""
        if response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)


def allow_framing(response: Response) -> Response:
    """Any site may show this page in a frame."""
    response.headers["Content-Security-Policy"] = content_security({"frame-ancestors": ["*"]})
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


def cached_with_revalidation(view: View) -> View:
    """An answer that caches keep but ask for again, unless it is a refusal; compressed, known by its ETag.

    A view that sets `Cache-Control` or `ETag` itself knows better.
    """

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, no_cache=True)
        if response.status_code != 200:
            return response
        if not response.has_header("ETag"):
            set_response_etag(response)
        # Of the answer it looks at the headers only, and so takes one that is written while it is sent.
        whole = cast(HttpResponse, response)
        answer = get_conditional_response(request, etag=response["ETag"], response=whole) or response
        # A browser takes over the headers of a 304, so what frames may hold must stand there too.
        return allow_framing(answer) if hasattr(response, "xframe_options_exempt") else answer

    return decorator_from_middleware(SecretFreeGZip)(handle)


def public(view: View) -> View:
    """A page for readers: GET and HEAD only (all else is 405), compressed, kept by caches but asked again."""
    # Django checks the CSRF token before the method; a page that takes no POST should say so instead.
    return csrf_exempt(require_safe(cached_with_revalidation(view)))
