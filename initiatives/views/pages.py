"""The public pages: one view a page."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.utils import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from initiatives import pages
from initiatives.models import Edition, Park
from initiatives.views.public import public


def published_edition(park: str, year: int) -> Edition:
    """What readers see of a plan; 404 where there is nothing to see."""
    return get_object_or_404(Edition.objects.published().of(park, year))


def show(request: HttpRequest, template: str, page: Any) -> HttpResponse:
    """A page object under `page`, and the edition it belongs to, if any, under `edition`."""
    context = {"page": page, "edition": getattr(page, "edition", None)}
    return render(request, f"initiatives/{template}.html", context)


@public
def home(request: HttpRequest) -> HttpResponse:
    page = pages.Home.build()
    return redirect(page.only) if page.only else show(request, "home", page)


@public
def park(request: HttpRequest, park: str) -> HttpResponse:
    found = get_object_or_404(Park.objects.published(), slug=park)
    return show(request, "park_detail", pages.ParkDetail.build(found))


@public
def overview(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "overview", pages.Overview.build(published_edition(park, year)))


@public
def goals(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "goal_list", pages.GoalList.build(published_edition(park, year)))


@public
def goal(request: HttpRequest, park: str, year: int, key: str) -> HttpResponse:
    return show(request, "goal_detail", found(pages.GoalDetail, park, year, key))


@public
def projects(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "project_list", pages.ProjectList.build(published_edition(park, year)))


@public
def project(request: HttpRequest, park: str, year: int, key: str) -> HttpResponse:
    return show(request, "project_detail", found(pages.ProjectDetail, park, year, key))


@public
def metrics(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "metric_list", pages.MetricList.build(published_edition(park, year)))


@public
def metric(request: HttpRequest, park: str, year: int, code: str) -> HttpResponse:
    return show(request, "metric_detail", found(pages.MetricDetail, park, year, code))


@public
def quotes(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "quote_list", pages.QuoteList.build(published_edition(park, year)))


@public
def organisations(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "organisation_list", pages.OrganisationList.build(published_edition(park, year)))


@public
def sources(request: HttpRequest, park: str, year: int) -> HttpResponse:
    return show(request, "source_list", pages.SourceList.build(published_edition(park, year)))


@public
def source(request: HttpRequest, park: str, year: int, slug: str) -> HttpResponse:
    return show(request, "source_detail", found(pages.SourceDetail, park, year, slug))


@public
def about(request: HttpRequest) -> HttpResponse:
    return show(request, "about", None)


@public
def health(request: HttpRequest) -> HttpResponse:
    """For monitors: 200 while the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database not available\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def found(page: Any, park: str, year: int, key: str) -> Any:
    """One thing's page; 404 where the published edition does not have it."""
    try:
        return page.build(published_edition(park, year), key)
    except ObjectDoesNotExist as error:
        raise Http404 from error
