"""The pages of a plan and above it: one view a page. `serving` says to whom they are served."""

from typing import Any

from django.db import connection
from django.db.utils import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static

from initiatives import pages
from initiatives.models import Edition, Park
from initiatives.views.public import let_be_framed, public


def show(request: HttpRequest, template: str, page: Any) -> HttpResponse:
    """A page object under `page`, and the edition it belongs to, if any, under `edition`."""
    context = {"page": page, "edition": getattr(page, "edition", None)}
    return render(request, f"initiatives/{template}.html", context)


# Above a plan


@public
def home(request: HttpRequest) -> HttpResponse:
    page = pages.Home.build()
    return redirect(page.only) if page.only else show(request, "home", page)


@public
def park(request: HttpRequest, park: str) -> HttpResponse:
    found = get_object_or_404(Park.objects.published(), slug=park)
    return show(request, "park_detail", pages.ParkDetail.build(found))


@public
def search(request: HttpRequest) -> HttpResponse:
    return show(request, "search", pages.SearchPage.build(request.GET.get("q", "")))


@public
def about(request: HttpRequest) -> HttpResponse:
    return show(request, "about", pages.About())


@public
def api(request: HttpRequest) -> HttpResponse:
    """How to take the data away and read it by program, with examples of a plan that is here."""
    return show(request, "api", pages.ApiPage.build())


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


# Of a plan. A key that the edition does not have raises ObjectDoesNotExist, which is answered with 404.


def overview(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "overview", pages.Overview.build(edition))


def goals(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "goal_list", pages.GoalList.build(edition))


def goal(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    return show(request, "goal_detail", pages.GoalDetail.build(edition, key))


def projects(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "project_list", pages.ProjectList.build(edition))


def project(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    return show(request, "project_detail", pages.ProjectDetail.build(edition, key))


def metrics(request: HttpRequest, edition: Edition) -> HttpResponse:
    filters = pages.Filters.from_query(request.GET)
    return show(request, "metric_list", pages.MetricList.build(edition, filters))


def metric(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    return show(request, "metric_detail", pages.MetricDetail.build(edition, code))


def quotes(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "quote_list", pages.QuoteList.build(edition))


def organisations(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "organisation_list", pages.OrganisationList.build(edition))


def sources(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "source_list", pages.SourceList.build(edition))


def source(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    return show(request, "source_detail", pages.SourceDetail.build(edition, slug))


def reading(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    return show(request, "reading", pages.SourceReading.build(edition, slug))


def quality(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "quality", pages.QualityPage.build(edition))


def changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "change_list", pages.ChangeList.build(edition))


def change(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    return show(request, "change_detail", pages.ChangeDetail.build(edition, number))


def evidence(request: HttpRequest, edition: Edition, kind: str, key: str) -> HttpResponse:
    """A part of a page, for opening in place; not a page to be found."""
    response = show(request, "_evidence", pages.Evidence.build(edition, kind, key))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def figure_embed(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    return framable(edition, show(request, "embed_figure", pages.Embed.of_figure(edition, key)))


def metric_embed(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    return framable(edition, show(request, "embed_metric", pages.Embed.of_metric(edition, code)))


def project_embed(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    return framable(edition, show(request, "embed_project", pages.Embed.of_project(edition, key)))


def framable(edition: Edition, response: HttpResponse) -> HttpResponse:
    """For frames on other sites, and not to be found by itself. Previews are shown in no frame."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response if edition.previewed else let_be_framed(response)


def screen(request: HttpRequest, edition: Edition, number: int = 0) -> HttpResponse:
    every = pages.stay(request.GET.get("every", ""))
    try:
        return show(request, "screen", pages.Screen.build(edition, number, every))
    except pages.NoSuchSlide as error:
        raise Http404 from error


def brief(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, "brief", pages.Brief.build(edition))
