"""The URLs of the public pages, below the language; of their previews, below the admin; and of the API."""

from django.urls import path, re_path

from initiatives.desk.previews import for_editors
from initiatives.views import api, feeds_and_robots, images, pages
from initiatives.views.plan_pages import PLAN_PAGES
from initiatives.views.serving import for_readers

app_name = "initiatives"

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("api/", pages.api, name="api"),
    path("search/", pages.search, name="search"),
    path("search/suggestions/", pages.suggestions, name="suggestions"),
    path("metrics/", pages.metric_index, name="metric-index"),
    path("metrics/<slug:code>/", pages.metric_across_parks, name="metric-across-parks"),
    path("compare/", pages.compare, name="compare"),
    path("organisations/", pages.shared_organisations, name="shared-organisations"),
    path("feed.atom", feeds_and_robots.site_feed, name="feed"),
    path("<slug:park>/feed.atom", feeds_and_robots.park_feed, name="park-feed"),
    path("<slug:park>/<year:year>/feed.atom", feeds_and_robots.plan_feed, name="plan-feed"),
    path("<slug:park>/years.atom", feeds_and_robots.years_feed, name="years-feed"),
    path("<slug:park>/", pages.park, name="park"),
    path("<slug:park>/metrics/<slug:code>/", pages.metric_over_years, name="park-metric"),
    path("<slug:park>/logo-<digest:digest>.webp", images.logo, name="logo"),
    *(
        path(f"<slug:park>/<year:year>/{route}", for_readers(view), name=name)
        for route, view, name in PLAN_PAGES
    ),
]

# Outside of the languages' addresses: programs ask for a language by a parameter.
for_programs = (
    [
        path("", api.index, name="index"),
        path("openapi.json", api.openapi, name="openapi"),
        path("findings", api.findings, name="findings"),
        path("comparison", api.comparison, name="comparison"),
        path("search", api.search, name="search"),
        path("<collection:name>", api.collection, name="collection"),
        path("<collection:name>/<path:key>", api.item, name="item"),
        re_path(r"[\s\S]*", api.nothing),
    ],
    "api",
)

preview = (
    [path(f"<int:edition>/{route}", for_editors(view), name=name) for route, view, name in PLAN_PAGES],
    "preview",
)
