"""Addresses of a plan's public pages in tests, and the number of queries that a page needs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

# The address that the fixture `public_site` gives to the site.
SITE = "https://plan.example"
LANGUAGES = {"zh-Hans": "", "en": "/en"}
# For tests that the quick set does in Chinese alone.
CHINESE_ALWAYS = [pytest.param(path, marks=[pytest.mark.slow] if path else []) for path in LANGUAGES.values()]


def plan_pages(edition) -> list[str]:
    """The address of every kind of page a plan has."""
    return [
        edition.url("plan"),
        edition.url("goals"),
        edition.url("projects"),
        edition.url("metrics"),
        edition.url("quotes"),
        edition.url("organisations"),
        edition.url("tasks"),
        edition.url("progress"),
        edition.url("sources"),
        edition.url("brief"),
        edition.url("full-brief"),
        edition.url("quality"),
        edition.url("changes"),
        edition.url("change", edition.number),
        *(row.get_absolute_url() for rows in (edition.goals, edition.projects) for row in rows.all()[:1]),
        *(edition.url("metric", figure.metric.code) for figure in edition.figures.all()[:1]),
        *(edition.url("source", source.slug) for source in edition.sources.all()[:1]),
    ]


def preview_pages(draft) -> list[str]:
    """The same pages of a draft, and its big screen, as previews; marks the draft as previewed."""
    draft.previewed = True
    return [*plan_pages(draft), draft.url("screen"), draft.url("slide", 1)]


def feed_paths(edition) -> list[str]:
    """The feeds of the site, of the edition's park and of its plan."""
    return [
        "/feed.atom",
        f"/{edition.plan.park.slug}/feed.atom",
        f"{edition.plan.get_absolute_url()}feed.atom",
    ]


def count_queries(client, path) -> int:
    """The queries of a page that is not kept yet: each client has a cache of pages of its own."""
    fresh = type(client)()
    fresh.cookies = client.cookies
    with CaptureQueriesContext(connection) as captured:
        response = fresh.get(path)
    assert response.status_code == 200, path
    # Triggers are looked for once a connection.
    return sum("freshness_%" not in query["sql"] for query in captured)
