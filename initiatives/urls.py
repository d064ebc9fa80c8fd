"""The addresses of the public pages, below the language, and of their previews, below the admin."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter

from initiatives.exchange.collections import BY_NAME
from initiatives.exchange.tables import TABLES
from initiatives.exchange.writing import FORMATS
from initiatives.views import api, cards, downloads, machines, pages, pictures
from initiatives.views.serving import PlanView, to_editors, to_readers


class YearConverter(IntConverter):
    regex = "[0-9]{4}"


class NumberConverter(IntConverter):
    """From 1, without leading zeros: a slide (the cover has an address of its own), an edition."""

    regex = "[1-9][0-9]{0,3}"


class DigestConverter(StringConverter):
    """A picture's contents as a hash."""

    regex = "[0-9a-f]{32}"


class PictureFormatConverter(StringConverter):
    regex = "webp|avif"


class TableConverter(StringConverter):
    regex = "|".join(TABLES)


class CollectionConverter(StringConverter):
    regex = "|".join(BY_NAME)


class FormatConverter(StringConverter):
    regex = "|".join(FORMATS)


register_converter(YearConverter, "year")
register_converter(DigestConverter, "digest")
register_converter(PictureFormatConverter, "picture_format")
register_converter(NumberConverter, "number")
register_converter(TableConverter, "table")
register_converter(FormatConverter, "format")
register_converter(CollectionConverter, "collection")

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
    ("<table:table>.<format:format>", downloads.table, "table"),
    ("goals/<slug:key>/figures.<format:format>", downloads.goal_figures, "goal-figures"),
    ("projects/<slug:key>/figures.<format:format>", downloads.project_figures, "project-figures"),
    ("projects/<slug:key>/measures.<format:format>", downloads.project_measures, "project-measures"),
    ("metrics/<slug:code>/figures.<format:format>", downloads.metric_figures, "metric-figures"),
    ("sources/<slug:slug>/passages.<format:format>", downloads.source_passages, "source-passages"),
    ("changes/<number:number>/changes.<format:format>", downloads.edition_changes, "edition-changes"),
    ("plan.json", downloads.plan_json, "plan-json"),
    ("plan.yaml", downloads.plan_yaml, "plan-yaml"),
    ("plan.xlsx", downloads.workbook, "workbook"),
    ("screen/", pages.screen, "screen"),
    ("screen/<number:number>/", pages.screen, "slide"),
    ("brief/", pages.brief, "brief"),
    ("photos/<slug:key>/<digest:digest>-<number:width>.<picture_format:suffix>", pictures.photo, "photo"),
    *cards.ROUTES,
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("api/", pages.api, name="api"),
    path("search/", pages.search, name="search"),
    path("feed.atom", machines.site_feed, name="feed"),
    path("<slug:park>/feed.atom", machines.park_feed, name="park-feed"),
    path("<slug:park>/<year:year>/feed.atom", machines.plan_feed, name="plan-feed"),
    path("<slug:park>/", pages.park, name="park"),
    path("<slug:park>/logo-<digest:digest>.webp", pictures.logo, name="logo"),
    *(
        path(f"<slug:park>/<year:year>/{route}", to_readers(view), name=name)
        for route, view, name in PLAN_PAGES
    ),
]

# Outside of the languages' addresses: programs ask for a language by a parameter.
for_programs = (
    [
        path("", api.index, name="index"),
        path("openapi.json", api.openapi, name="openapi"),
        path("findings", api.findings, name="findings"),
        path("search", api.search, name="search"),
        path("<collection:name>", api.collection, name="collection"),
        path("<collection:name>/<path:key>", api.item, name="item"),
        re_path(r"[\s\S]*", api.nothing),
    ],
    "api",
)

preview = (
    [path(f"<int:edition>/{route}", to_editors(view), name=name) for route, view, name in PLAN_PAGES],
    "preview",
)
