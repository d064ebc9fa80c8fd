"""The addresses of the public pages, below the language, and of their previews, below the admin."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from initiatives.views import machines, pages
from initiatives.views.serving import PlanView, to_editors, to_readers


class YearConverter(IntConverter):
    regex = "[0-9]{4}"


class NumberConverter(IntConverter):
    """From 1, without leading zeros: a slide (the cover has an address of its own), an edition."""

    regex = "[1-9][0-9]{0,3}"


register_converter(YearConverter, "year")
register_converter(NumberConverter, "number")

app_name = "initiatives"

PLAN_PAGES: list[tuple[str, PlanView, str]] = [
    ("", pages.overview, "plan"),
    ("figures/<slug:key>/embed/", pages.figure_embed, "figure-embed"),
    ("goals/", pages.goals, "goals"),
    ("goals/<slug:key>/", pages.goal, "goal"),
    ("projects/", pages.projects, "projects"),
    ("projects/<slug:key>/", pages.project, "project"),
    ("projects/<slug:key>/embed/", pages.project_embed, "project-embed"),
    ("metrics/", pages.metrics, "metrics"),
    ("metrics/<slug:code>/", pages.metric, "metric"),
    ("metrics/<slug:code>/embed/", pages.metric_embed, "metric-embed"),
    ("evidence/<slug:kind>/<slug:key>/", pages.evidence, "evidence"),
    ("quotes/", pages.quotes, "quotes"),
    ("organisations/", pages.organisations, "organisations"),
    ("sources/", pages.sources, "sources"),
    ("sources/<slug:slug>/", pages.source, "source"),
    ("sources/<slug:slug>/reading/", pages.reading, "reading"),
    ("quality/", pages.quality, "quality"),
    ("changes/", pages.changes, "changes"),
    ("changes/<number:number>/", pages.change, "change"),
    ("plan.xlsx", pages.workbook, "workbook"),
    ("screen/", pages.screen, "screen"),
    ("screen/<number:number>/", pages.screen, "slide"),
    ("brief/", pages.brief, "brief"),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("search/", pages.search, name="search"),
    path("feed.atom", machines.site_feed, name="feed"),
    path("<slug:park>/feed.atom", machines.park_feed, name="park-feed"),
    path("<slug:park>/<year:year>/feed.atom", machines.plan_feed, name="plan-feed"),
    path("<slug:park>/", pages.park, name="park"),
    *(
        path(f"<slug:park>/<year:year>/{route}", to_readers(view), name=name)
        for route, view, name in PLAN_PAGES
    ),
]

preview = (
    [path(f"<int:edition>/{route}", to_editors(view), name=name) for route, view, name in PLAN_PAGES],
    "preview",
)
