"""To whom a plan's pages are served: the published edition to readers, any edition to its editors."""

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
    """A plan's page as everybody sees it, below park and year; 404 where nothing is published."""

    @public
    @wraps(view)
    def handle(request: HttpRequest, park: str, year: int, **key: Any) -> HttpResponseBase:
        return _answer(view, request, get_object_or_404(Edition.objects.published().of(park, year)), key)

    return handle


def for_editors(view: PlanView) -> Callable[..., HttpResponseBase]:
    """The same page of any edition, for the staff of its park; kept by nobody, found by no search engine."""

    @wraps(view)
    def handle(request: HttpRequest, edition: int, **key: Any) -> HttpResponseBase:
        permitted = permitted_rows(Edition.objects.all(), "plan__park", request.user, "view_edition")
        previewed = get_object_or_404(permitted, pk=edition)
        previewed.previewed = True
        response = _answer(view, request, previewed, key)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        return admin.site.admin_view(handle)(request, **parts)

    return guarded


def _answer(view: PlanView, request: HttpRequest, edition: Edition, key: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, edition, **key)
    except ObjectDoesNotExist as error:
        raise Http404 from error
