"""Views of the public HTML pages: each reads the URL, builds a page object and renders a template."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static

from initiatives.models import Edition, Park
from initiatives.pages.api import ApiPage
from initiatives.pages.changes import ChangeList
from initiatives.pages.embeds import Embed
from initiatives.pages.evidence_panel import Evidence
from initiatives.pages.filters import Filters
from initiatives.pages.home import About, AccessibilityStatement, Home, ParkDetail, only_published
from initiatives.pages.metrics import MetricList
from initiatives.pages.park_choice import ParkFilters
from initiatives.pages.screen import NoSuchSlide, Screen, parse_turn_seconds
from initiatives.pages.search import SearchFilters, SearchPage
from initiatives.pages.task_filters import TaskFilters
from initiatives.pages.task_list import TaskList
from initiatives.views.public import (
    allow_framing,
    never_kept,
    not_for_search_engines,
    public,
    reads_parameters,
)
from initiatives.views.serving import PlanView


def render_page(request: HttpRequest, template: str, page: Any) -> HttpResponse:
    """Render a template with `page`, a page object, and `edition`, the edition it belongs to, if any."""
    context = {"page": page, "edition": getattr(page, "edition", None)}
    return render(request, f"initiatives/{template}.html", context)


# Pages outside of plans


@public
@reads_parameters(*ParkFilters.names())
def home(request: HttpRequest) -> HttpResponse:
    """The parks with plans; where there is only one plan, the way to that."""
    if only := only_published():
        return redirect(only)
    return render_page(request, "home", Home.build(ParkFilters.from_query(request.GET)))


@public
def park(request: HttpRequest, park: str) -> HttpResponse:
    published = get_object_or_404(Park.objects.published(), slug=park)
    response = render_page(request, "park_detail", ParkDetail.build(published))
    return not_for_search_engines(response, published)


@public
@reads_parameters(*SearchFilters.names())
def search(request: HttpRequest) -> HttpResponse:
    return render_page(request, "search", SearchPage.build(request.GET))


@public
@reads_parameters(*SearchFilters.names())
def suggestions(request: HttpRequest) -> HttpResponse:
    """What is found while somebody types: a part of a page; not listed by search engines."""
    response = render_page(request, "_search_results", SearchPage.suggestions(request.GET))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@public
def about(request: HttpRequest) -> HttpResponse:
    return render_page(request, "about", About())


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render_page(request, "accessibility", AccessibilityStatement())


@public
def api(request: HttpRequest) -> HttpResponse:
    """How to download the data or read it through the API, with examples from a published plan."""
    return render_page(request, "api", ApiPage.build())


@public
@never_kept
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers request it at the root, whatever the page links to."""
    return redirect(static("img/favicon.ico"))


# Pages of a plan. An unknown key raises ObjectDoesNotExist, which `serving` turns into 404.


def page_view(page: type[Any], template: str) -> PlanView:
    """The view of a page whose `build()` takes the edition and the keys in the URL."""

    def view(request: HttpRequest, edition: Edition, **keys: Any) -> HttpResponse:
        return render_page(request, template, page.build(edition, *keys.values()))

    return view


@reads_parameters(*Filters.names())
def metrics(request: HttpRequest, edition: Edition) -> HttpResponse:
    return render_page(request, "metric_list", MetricList.build(edition, Filters.from_query(request.GET)))


@reads_parameters(*TaskFilters.names())
def tasks(request: HttpRequest, edition: Edition) -> HttpResponse:
    return render_page(request, "task_list", TaskList.build(edition, TaskFilters.from_query(request.GET)))


@reads_parameters("on")
def changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    return render_page(request, "change_list", ChangeList.build(edition, request.GET.get("on", "")))


def evidence(request: HttpRequest, edition: Edition, kind: str, key: str) -> HttpResponse:
    """A part of a page, loaded into it by htmx; not listed by search engines."""
    response = render_page(request, "_evidence", Evidence.build(edition, kind, key))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def embed(build: Callable[[Edition, str], Embed], template: str) -> PlanView:
    """The view of one fact, framed by other sites; not listed by search engines."""

    def view(request: HttpRequest, edition: Edition, **keys: str) -> HttpResponse:
        response = render_page(request, template, build(edition, *keys.values()))
        response.headers["X-Robots-Tag"] = "noindex"
        return response if edition.previewed else allow_framing(response)

    return view


@reads_parameters("every")
def screen(request: HttpRequest, edition: Edition, number: int = 0) -> HttpResponse:
    every = parse_turn_seconds(request.GET.get("every", ""))
    try:
        return render_page(request, "screen", Screen.build(edition, number, every))
    except NoSuchSlide as error:
        raise Http404 from error
