"""Serving of a plan's pages: the published edition to readers, previews of any edition to editors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from initiatives.models import Edition
from initiatives.roles import permitted_rows
from initiatives.views.public import public

PlanView = Callable[..., HttpResponseBase]


def for_readers(view: PlanView) -> Callable[..., HttpResponseBase]:
    """The public view of a plan's page, by park and year; 404 if nothing is published."""

    @public
    @wraps(view)
    def handle(request: HttpRequest, park: str, year: int, **keys: Any) -> HttpResponseBase:
        return _respond(view, request, get_object_or_404(Edition.objects.published().of(park, year)), keys)

    return handle


def for_editors(view: PlanView) -> Callable[..., HttpResponseBase]:
    """The preview of any edition, for users who may view editions of its park; neither cached nor indexed."""

    @wraps(view)
    def handle(request: HttpRequest, edition: int, **keys: Any) -> HttpResponseBase:
        permitted = permitted_rows(Edition.objects.all(), "plan__park", request.user, "view_edition")
        previewed = get_object_or_404(permitted, pk=edition)
        previewed.previewed = True
        response = _respond(view, request, previewed, keys)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def admin_view(request: HttpRequest, **keys: Any) -> HttpResponseBase:
        # `admin.site` is looked up when the view is called, not when the URLs are imported.
        return admin.site.admin_view(handle)(request, **keys)

    return admin_view


def _respond(
    view: PlanView, request: HttpRequest, edition: Edition, keys: dict[str, Any]
) -> HttpResponseBase:
    """Call the view; 404 if it looks up a key that the edition lacks."""
    try:
        return view(request, edition, **keys)
    except ObjectDoesNotExist as error:
        raise Http404 from error
