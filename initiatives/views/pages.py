"""Views of the public HTML pages: each reads the URL, builds a page object and renders a template."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject

from initiatives.models import Edition, Metric, Park
from initiatives.pages.api import ApiPage
from initiatives.pages.changes import ChangeList
from initiatives.pages.embeds import Embed
from initiatives.pages.evidence_panel import Evidence
from initiatives.pages.filters import Filters
from initiatives.pages.home import About, AccessibilityStatement, Home, ParkDetail, only_published
from initiatives.pages.metric_across_parks import FigureListFilters, MetricAcrossParks
from initiatives.pages.metric_index import MetricIndex, MetricIndexFilters
from initiatives.pages.metric_over_years import MetricOverYears
from initiatives.pages.metrics import MetricList
from initiatives.pages.park_choice import ParkFilters
from initiatives.pages.plan_comparison import PlanComparison
from initiatives.pages.screen import NoSuchSlide, Screen, parse_turn_seconds
from initiatives.pages.search import SearchFilters, SearchPage
from initiatives.pages.shared_organisation_names import SharedNameFilters, SharedOrganisationNames
from initiatives.pages.task_filters import TaskFilters
from initiatives.pages.task_list import TaskList
from initiatives.pages.years import YearLinks
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
    if context["edition"]:
        # Looked for only by pages that show them.
        context["years"] = SimpleLazyObject(lambda: _year_links(request, page))
    return render(request, f"initiatives/{template}.html", context)


def _year_links(request: HttpRequest, page: Any) -> YearLinks | None:
    match = request.resolver_match
    if match is None:
        return None
    keys = {name: key for name, key in match.kwargs.items() if name not in ("park", "year", "edition")}
    return YearLinks.of(page, match.url_name or "", keys)


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
def metric_over_years(request: HttpRequest, park: str, code: str) -> HttpResponse:
    published = get_object_or_404(Park.objects.published(), slug=park)
    try:
        page = MetricOverYears.build(published, code)
    except Metric.DoesNotExist as error:
        raise Http404 from error
    return not_for_search_engines(render_page(request, "metric_over_years", page), published)


@public
@reads_parameters(*MetricIndexFilters.names())
def metric_index(request: HttpRequest) -> HttpResponse:
    """The metrics of all parks."""
    return render_page(request, "metric_index", MetricIndex.build(MetricIndexFilters.from_query(request.GET)))


@public
@reads_parameters(*FigureListFilters.names())
def metric_across_parks(request: HttpRequest, code: str) -> HttpResponse:
    """One metric in the plans of all parks."""
    filters = FigureListFilters.from_query(request.GET)
    try:
        page = MetricAcrossParks.build(code, filters)
    except Metric.DoesNotExist as error:
        raise Http404 from error
    return render_page(request, "metric_across_parks", page)


@public
@reads_parameters("a", "b")
def compare(request: HttpRequest) -> HttpResponse:
    """Two plans side by side."""
    page = PlanComparison.build(*(request.GET.get(name, "") for name in ("a", "b")))
    response = render_page(request, "plan_comparison", page)
    for edition in page.compared:
        not_for_search_engines(response, edition.plan.park)
    return response


@public
@reads_parameters(*SharedNameFilters.names())
def shared_organisations(request: HttpRequest) -> HttpResponse:
    """Organisations that go by one name in several parks."""
    filters = SharedNameFilters.from_query(request.GET)
    page = SharedOrganisationNames.build(filters)
    if filters.name and not (page.names or filters.page):
        raise Http404("No organisations of several parks go by this name.")
    return render_page(request, "shared_organisations", page)


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
