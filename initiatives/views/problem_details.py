"""Error responses of the API as problem details (RFC 9457)."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

API_PREFIX = "/api/v1/"


def is_api_request(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """A problem document; `more` holds further members, such as `parameter` and `remedy`."""
    titles = {
        400: _("Bad request"),
        404: _("Not found"),
        405: _("Method not allowed"),
        414: _("The address is too long."),
        503: _("The site cannot answer at this moment"),
    }
    content = {"type": "about:blank", "title": titles[status], "status": status, "detail": detail, **more}
    return JsonResponse(
        content,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
