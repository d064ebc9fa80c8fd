"""Serving of a plan's pages to readers: the published edition, by park and year."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from initiatives.editions.as_of import PlanHistory
from initiatives.freshness.shared_while_exporting import shared
from initiatives.models import Edition
from initiatives.values.project_noun import put_noun_in_force
from initiatives.views.earlier_days import AS_OF, edition_asked_for, refusal_of_day, todays_path
from initiatives.views.heavy_answers import is_heavy, places
from initiatives.views.public import Parameters, not_for_search_engines, public

PlanView = Callable[..., HttpResponseBase]


def for_readers(view: PlanView) -> Callable[..., HttpResponseBase]:
    """The public view of a plan's page, by park and year; 404 if nothing is published.

    With the parameter `as_of` the page is shown as it was public on that day.
    """

    @wraps(view)
    def handle(request: HttpRequest, park: str, year: int, **keys: Any) -> HttpResponseBase:
        published = shared(
            park, year, "edition", lambda: get_object_or_404(Edition.objects.published().of(park, year))
        )
        if not request.GET.get(AS_OF):
            return respond(view, request, published, keys)
        history = PlanHistory.build(published)
        edition = edition_asked_for(request, history)
        if edition is None:
            return refusal_of_day(request, history)
        edition.todays_path = todays_path(request, published)
        response = respond(view, request, edition, keys)
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    vars(handle)["parameters"] = _with_day(getattr(view, "parameters", frozenset()))
    return public(handle)


def _with_day(parameters: Parameters) -> Parameters:
    """The parameters of a view, and `as_of`."""
    if not callable(parameters):
        return parameters | {AS_OF}
    of_address = parameters
    return lambda **parts: of_address(**parts) | {AS_OF}


def respond(view: PlanView, request: HttpRequest, edition: Edition, keys: dict[str, Any]) -> HttpResponseBase:
    """Call the view, in the words of the plan; 404 if it looks up a key that the edition lacks."""
    put_noun_in_force(edition.project_words)
    try:
        response = _answered(view, request, edition, keys)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return not_for_search_engines(response, edition.plan.park)


def _answered(
    view: PlanView, request: HttpRequest, edition: Edition, keys: dict[str, Any]
) -> HttpResponseBase:
    if not is_heavy(view):
        return view(request, edition, **keys)
    if too_busy := getattr(request, "too_busy", None):
        raise too_busy
    with places.one():
        return made_whole(view(request, edition, **keys))


def made_whole(response: HttpResponseBase) -> HttpResponseBase:
    """A response whose content is there, not made while it is sent: that would outlast the place at work."""
    if not response.streaming:
        return response
    whole = HttpResponse(b"".join(response))
    whole.headers = response.headers
    return whole
