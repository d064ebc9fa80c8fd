"""Pages of a plan as they were public on a day: the parameter `as_of`, and answers where there is none."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives.editions.as_of import NoDay, PlanHistory, read_day
from initiatives.models import Edition, Source

AS_OF = "as_of"


def edition_asked_for(request: HttpRequest, history: PlanHistory) -> Edition | None:
    """The edition that was public on the day in the address; None if nothing can be shown of it.

    The request has the first of the days with the same state from now on, so that all have one page.
    """
    try:
        edition = history.edition_on(read_day(request.GET[AS_OF]))
    except NoDay:
        return None
    if edition and edition.as_of:
        query = request.GET.copy()
        query[AS_OF] = edition.as_of.first.isoformat()
        request.GET = query  # type: ignore[assignment]
    return edition


def todays_path(request: HttpRequest, published: Edition) -> str:
    """The same page as of today; that of the plan if the plan has the row of the page no longer."""
    match = request.resolver_match
    if match is None or not match.url_name:
        return published.get_absolute_url()
    key = next((match.kwargs[part] for part in ("key", "code", "slug") if part in match.kwargs), None)
    rows = _rows_with_pages(published).get(match.url_name.partition("-")[0])
    if key is not None and (rows is None or not rows(key).exists()):
        return published.get_absolute_url()
    return request.path


def _rows_with_pages(edition: Edition) -> dict[str, Callable[[str], QuerySet]]:
    """How the row of a page is found by its key, by the beginning of the name of the page."""

    def by_key(rows: Any) -> Callable[[str], QuerySet]:
        return lambda key: rows.filter(key=key)

    def source(slug: str) -> QuerySet:
        return Source.objects.behind(edition).filter(slug=slug)

    return {
        "goal": by_key(edition.goals),
        "project": by_key(edition.projects),
        "figure": by_key(edition.figures),
        "metric": lambda code: edition.figures.filter(metric__code=code),
        "source": source,
        "reading": source,
    }


def refusal_of_day(request: HttpRequest, history: PlanHistory) -> HttpResponse:
    """What to ask for instead of the day in the address: 400 if it is none, else 404."""
    text, day = request.GET[AS_OF], None
    with suppress(NoDay):
        day = read_day(text)
    return render(
        request,
        "initiatives/no_such_day.html",
        {"text": text[:40], "day": day, "history": history, "reason": reason_against(history, day)},
        status=404 if day else 400,
    )


def reason_against(history: PlanHistory, day: date | None) -> str:
    """Why nothing can be shown: `no-day`, `to-come`, `withdrawn`, `before`, or `not-public`."""
    if day is None:
        return "no-day"
    if day > history.today:
        return "to-come"
    if history.was_withdrawn(day):
        return "withdrawn"
    return "before" if not history.days or day < history.days[0].first else "not-public"
