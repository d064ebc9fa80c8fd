"""Previews: the pages of any edition, for the users who may see it at the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from initiatives.desk.roles import permitted_rows
from initiatives.models import Edition
from initiatives.views.serving import PlanView, respond


def for_editors(view: PlanView) -> Callable[..., HttpResponseBase]:
    """The preview of any edition, for users who may view editions of its park; neither cached nor indexed."""

    @wraps(view)
    def handle(request: HttpRequest, edition: int, **keys: Any) -> HttpResponseBase:
        permitted = permitted_rows(Edition.objects.all(), "plan__park", request.user, "view_edition")
        previewed = get_object_or_404(permitted, pk=edition)
        previewed.previewed = True
        response = respond(view, request, previewed, keys)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def admin_view(request: HttpRequest, **keys: Any) -> HttpResponseBase:
        # `admin.site` is looked up when the view is called, not when the URLs are imported.
        return admin.site.admin_view(handle)(request, **keys)

    return admin_view
