"""How every page for readers is served: read-only, without cookies, the same for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.middleware import content_security

View = Callable[..., HttpResponse]
Response = TypeVar("Response", bound=HttpResponseBase)


class SecretFreeGZip(GZipMiddleware):
    """Public pages hold no secret that their size could tell, so their bytes need no random padding."""

    max_random_bytes = 0


def let_be_framed(response: Response) -> Response:
    """Any site may show this page in a frame."""
    response.headers["Content-Security-Policy"] = content_security({"frame-ancestors": ["*"]})
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


def public(view: View) -> Callable[..., HttpResponseBase]:
    """A page for readers: GET and HEAD only (all else is 405), compressed, kept by caches but asked again."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, no_cache=True)
        if response.status_code != 200:
            return response
        set_response_etag(response)
        answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
        # A browser takes over the headers of a 304, so what frames may hold must stand there too.
        return let_be_framed(answer) if hasattr(response, "xframe_options_exempt") else answer

    compressed = decorator_from_middleware(SecretFreeGZip)(handle)
    # Django checks the CSRF token before the method; a page that takes no POST should say so instead.
    return csrf_exempt(require_safe(compressed))
