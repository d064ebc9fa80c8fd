"""The addresses of the public pages, below the language."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from initiatives.views import pages


class YearConverter(IntConverter):
    regex = "[0-9]{4}"


register_converter(YearConverter, "year")

app_name = "initiatives"
PLAN = "<slug:park>/<year:year>/"

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("<slug:park>/", pages.park, name="park"),
    path(PLAN, pages.overview, name="plan"),
    path(f"{PLAN}goals/", pages.goals, name="goals"),
    path(f"{PLAN}goals/<slug:key>/", pages.goal, name="goal"),
    path(f"{PLAN}projects/", pages.projects, name="projects"),
    path(f"{PLAN}projects/<slug:key>/", pages.project, name="project"),
    path(f"{PLAN}metrics/", pages.metrics, name="metrics"),
    path(f"{PLAN}metrics/<slug:code>/", pages.metric, name="metric"),
    path(f"{PLAN}quotes/", pages.quotes, name="quotes"),
    path(f"{PLAN}organisations/", pages.organisations, name="organisations"),
    path(f"{PLAN}sources/", pages.sources, name="sources"),
    path(f"{PLAN}sources/<slug:slug>/", pages.source, name="source"),
]
