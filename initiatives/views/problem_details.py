"""What the API says when it cannot answer: what, where and the remedy, as RFC 9457 has it."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

BELOW = "/api/v1/"


def is_api_request(request: HttpRequest) -> bool:
    """Whether the address is the API's, where even refusals are for programs."""
    return request.path_info.startswith(BELOW)


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """A problem document; `more` may name the parameter and the remedy."""
    titles = {
        400: _("Bad request"),
        404: _("Not found"),
        405: _("Method not allowed"),
        414: _("The address is too long."),
    }
    content = {"type": "about:blank", "title": titles[status], "status": status, "detail": detail, **more}
    return JsonResponse(
        content,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
