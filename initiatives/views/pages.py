"""The views of pages for people: each reads the URL, builds a page object and renders a template."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.utils import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static

from initiatives.models import Edition, Park
from initiatives.pages.api import ApiPage
from initiatives.pages.embeds import Embed
from initiatives.pages.evidence_panel import Evidence
from initiatives.pages.filters import Filters
from initiatives.pages.home import About, Home, ParkDetail
from initiatives.pages.metrics import MetricList
from initiatives.pages.screen import NoSuchSlide, Screen, parse_turn_seconds
from initiatives.pages.search import SearchPage
from initiatives.views.public import allow_framing, public
from initiatives.views.serving import PlanView


def show(request: HttpRequest, template: str, page: Any) -> HttpResponse:
    """Render a template with `page`, a page object, and `edition`, the edition it belongs to, if any."""
    context = {"page": page, "edition": getattr(page, "edition", None)}
    return render(request, f"initiatives/{template}.html", context)


# Above a plan


@public
def home(request: HttpRequest) -> HttpResponse:
    page = Home.build()
    return redirect(page.only) if page.only else show(request, "home", page)


@public
def park(request: HttpRequest, park: str) -> HttpResponse:
    found = get_object_or_404(Park.objects.published(), slug=park)
    return show(request, "park_detail", ParkDetail.build(found))


@public
def search(request: HttpRequest) -> HttpResponse:
    return show(request, "search", SearchPage.build(request.GET.get("q", "")))


@public
def about(request: HttpRequest) -> HttpResponse:
    return show(request, "about", About())


@public
def api(request: HttpRequest) -> HttpResponse:
    """How to take the data away and read it by program, with examples of a plan that is here."""
    return show(request, "api", ApiPage.build())


@public
def health(request: HttpRequest) -> HttpResponse:
    """For monitors: 200 while the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database not available\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it at the root whatever a page says."""
    return redirect(static("img/favicon.ico"))


# Pages of a plan. A key that the edition lacks raises ObjectDoesNotExist, which `serving` answers with 404.


def plan_page(page: type[Any], template: str) -> PlanView:
    """The view of a page that needs nothing but the edition and the keys in its URL."""

    def view(request: HttpRequest, edition: Edition, **keys: Any) -> HttpResponse:
        return show(request, template, page.build(edition, *keys.values()))

    return view


def metrics(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "metric_list", MetricList.build(edition, Filters.from_query(request.GET)))


def evidence(request: HttpRequest, edition: Edition, kind: str, key: str) -> HttpResponse:
    """A part of a page, opened in place; search engines are told not to list it."""
    response = show(request, "_evidence", Evidence.build(edition, kind, key))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def embed(build: Callable[[Edition, str], Embed], template: str) -> PlanView:
    """The view of one fact for frames on other sites; not listed by search engines."""

    def view(request: HttpRequest, edition: Edition, **keys: str) -> HttpResponse:
        response = show(request, template, build(edition, *keys.values()))
        response.headers["X-Robots-Tag"] = "noindex"
        return response if edition.previewed else allow_framing(response)

    return view


def screen(request: HttpRequest, edition: Edition, number: int = 0) -> HttpResponse:
    every = parse_turn_seconds(request.GET.get("every", ""))
    try:
        return show(request, "screen", Screen.build(edition, number, every))
    except NoSuchSlide as error:
        raise Http404 from error
