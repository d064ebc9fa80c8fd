"""Values that programs choke on, at every door that takes one: answered calmly, on every database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from lxml import html

from initiatives.desk.workflow import STEPS as PLAN_STEPS
from initiatives.models import Edition, Figure, Goal, Metric, Plan, Reading, Source
from tests.admin_pages import address, make_park_edition, make_rows
from tests.factories import make_rich_edition
from tests.public_pages import plan_pages
from tests.settings import ON_SERVERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# By name, as they stand in an address: what cannot be written in UTF-8 is percent-encoded.
VALUES = {
    "nul": "%00",
    "nul in words": quote("甲\0乙"),
    "lone surrogate": "%ED%A0%80",
    "bytes of no text": "%ff%fe",
    "writing direction": quote("\u202e\u2067甲\u200f\u2069乙"),
    "more than 64 bits": "9" * 30,
    "as many bits as a key": str(2**63 - 1),
    "one bit more": str(2**63),
    "4000 digits": "9" * 4_000,
    "negative": "-1",
    "not a number": "NaN",
    "endless": "Infinity",
    "exponent": "1e400",
    "underscore": "1_0",
    "full width": quote("１２"),
    "line ends": quote("甲\r\nSet-Cookie: x=1"),
    "noncharacter": quote("\uffff\U0010ffff"),
    "quotes": quote("'\"><script>alert(1)</script>{{7*7}}%s\\"),
}
LINE = "a" * 10**6
# The quick set takes those that most code forgets.
QUICK = {"nul"}
EACH_VALUE = pytest.mark.parametrize(
    "value",
    [
        pytest.param(value, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, value in VALUES.items()
    ],
)
# The desk has many pages: there, what is unlike the others.
DESK_VALUES = ("nul", "lone surrogate", "more than 64 bits", "quotes")
EACH_DESK_VALUE = pytest.mark.parametrize("value", [VALUES[name] for name in DESK_VALUES], ids=DESK_VALUES)
PARAMETERS = (
    *("q", "on", "every", "lang", "page", "limit", "after", "park", "year", "kind", "period", "project"),
    *("goal", "metric", "source", "about", "subject", "status", "severity", "availability", "nature"),
)
DESK_PARAMETERS = (
    *("q", "p", "o", "all", "edition", "plan", "source", "row_key", "columns", "project", "back", "park"),
    *("edition__id__exact", "id__in", "_changelist_filters", "_popup", "_to_field", "row", "on", "next"),
)


def ask(client: Client, path: str, data: str | None = None) -> str:
    """What is wrong with the answer to a request, whose traces are taken back; empty if it is calm."""
    with transaction.atomic():
        try:
            if data is None:
                answer = client.get(path)
            else:
                answer = client.post(path, data, content_type="application/x-www-form-urlencoded")
            wrong = "" if answer.status_code < 500 else str(answer.status_code)
            if "x" in answer.cookies:
                wrong = "a cookie was set"
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"[:200]
        transaction.set_rollback(True)
    return f"{path[:120]} {(data or '')[:300]}: {wrong}" if wrong else ""


def faults(answers: Iterator[str]) -> list[str]:
    return [one for one in answers if one]


@EACH_VALUE
def test_pages_and_api_answer_any_parameter(client, value):
    edition = make_rich_edition(1)
    pages = [*plan_pages(edition), "/", "/search/", edition.url("screen"), edition.url("slide", 1)]
    lists = ("search", "findings", *client.get("/api/v1/").json().get("lists", {}))
    pages += [f"/api/v1/{name}" for name in lists]
    query = "&".join(f"{name}={value}" for name in PARAMETERS)
    each = [f"{page}?{name}={value}" for page in ("/search/", "/api/v1/figures") for name in PARAMETERS]
    plan = f"park={edition.plan.park.slug}&year=2024"
    each += [f"/api/v1/findings?{plan}&{name}={value}" for name in ("limit", "after", "severity")]
    assert faults(ask(client, path) for path in [*(f"{page}?{query}" for page in pages), *each]) == []


@EACH_VALUE
def test_pages_and_api_answer_any_part_of_an_address(client, value):
    edition = make_rich_edition(1)
    park, plan = f"/{edition.plan.park.slug}/", edition.plan.get_absolute_url()
    parts = ("goals", "projects", "metrics", "sources", "changes", "embed/figures", "evidence/project")
    paths = [f"/{value}/", f"{park}{value}/", f"{plan}{value}/", f"/{value}/2024/", f"/media/{value}"]
    paths += [f"{plan}{part}/{value}{end}" for part in parts for end in ("/", "/card.png", "")]
    paths += [f"/api/v1/{kind}/{value}/2024/{value}" for kind in ("figures", "plans", "passages")]
    paths += [f"/api/v1/figures{park}2024/{value}", f"/api/v1/metrics/{value}", f"/admin/{value}/"]
    assert faults(ask(client, f"{prefix}{path}") for path in paths for prefix in ("", "/en")) == []


@pytest.mark.slow
@pytest.mark.parametrize("now", ["2020-02-29", "2024-02-29", "2028-02-29", "2100-12-31"])
def test_pages_and_desk_answer_whatever_the_clock_says(client, admin_client, rows, monkeypatch, now):
    """A clock that is wrong by years, and the day that most years do not have."""
    edition = make_rich_edition(1)
    moment = datetime.fromisoformat(now).replace(hour=23, minute=59, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    paths = [*plan_pages(edition), "/", "/feed.atom", "/sitemap.xml", "/.well-known/security.txt"]
    assert faults(ask(client, path) for path in paths) == []
    assert faults(ask(admin_client, path) for path in desk_pages(rows)) == []


# The desk


@pytest.fixture
def rows(admin_client) -> dict:
    return make_rows(make_park_edition())


def desk_address(name: str, *arguments: object) -> str:
    with override("en"):
        return reverse(f"admin:{name}", args=arguments)


def desk_pages(rows: dict) -> list[str]:
    """Pages of the desk, most of which have a form."""
    models = [model for model in rows if admin.site.is_registered(model)]
    plan, source = rows[Plan], rows[Source]
    pages = [address(model, "changelist", language="en") for model in models]
    pages += [address(model, "change", rows[model].pk, language="en") for model in models]
    pages += [address(model, "add", language="en") for model in models]
    pages += [desk_address("initiatives_plan_table", plan.pk, kind) for kind in ("measures", "figures")]
    reading = Reading.objects.create(park=plan.park, year=2024, blocks=[])
    pages += [desk_address(name) for name in ("index", "login", "auth_user_add", "auth_user_changelist")]
    pages += [desk_address("reading", reading.pk), desk_address("reading_summary", reading.pk)]
    pages += [desk_address("readings"), desk_address("initiatives_source_text", source.pk)]
    pages += [desk_address("initiatives_edition_changes", rows[Edition].pk)]
    pages += [f"{desk_address('initiatives_plan_change', plan.pk)[:-7]}{step}/" for step in PLAN_STEPS]
    return pages


@pytest.mark.slow
@EACH_DESK_VALUE
def test_desk_answers_any_parameter(admin_client, rows, value):
    query = "&".join(f"{name}={value}" for name in DESK_PARAMETERS)
    paths = [f"{page}?{query}" for page in desk_pages(rows)]
    lists = [address(model, "changelist", language="en") for model in (Figure, Metric)]
    paths += [f"{page}?{name}={value}" for page in lists for name in DESK_PARAMETERS]
    for field in ("edition", "project", "metric", "passages"):
        names = {"app_label": "initiatives", "model_name": "figure", "field_name": field}
        where = f"{desk_address('autocomplete')}?{urlencode(names)}"
        paths += [f"{where}&term={value}", f"{where}&page={value}&term=", f"{where}&edition={value}"]
    assert faults(ask(admin_client, path) for path in paths) == []


@pytest.mark.slow
@EACH_DESK_VALUE
def test_desk_answers_any_part_of_an_address(admin_client, rows, value):
    models = [model for model in rows if admin.site.is_registered(model)]
    lists = [address(model, "changelist", language="en") for model in models]
    paths = [f"{page}{value}/{end}" for page in lists for end in ("change/", "delete/", "history/", "")]
    paths += [f"/en/admin/preview/{value}/", f"/en/admin/readings/{value}/", f"/en/admin/{value}/"]
    paths += [f"/en/admin/initiatives/plan/{value}/table/measures/"]
    assert faults(ask(admin_client, path) for path in paths) == []


def filled(page: str, change: Callable[[str, str], str]) -> Iterator[str]:
    """The body of each form of a page, with every value that a person or a program may send changed."""
    for form in html.fromstring(page).forms:
        if form.method == "POST":
            pairs = [(name, value) for name, value in form.form_values() if not name.startswith("_")]
            pairs += [(name, "") for name in form.fields if name and name not in dict(pairs)]
            yield "&".join(f"{quote(name)}={change(name, value or '')}" for name, value in pairs)


def send_to_all(client: Client, pages: list[str], change: Callable[[str, str], str]) -> Iterator[str]:
    for page in pages:
        answer = client.get(page)
        if answer.status_code == 200:
            for data in filled(answer.text, change):
                yield ask(client, page, data)


@pytest.mark.slow
@EACH_DESK_VALUE
def test_desk_answers_forms_full_of_it(admin_client, rows, value):
    """Once in all fields, once in those that a person types into, with what a browser counts left alone."""
    counted = ("_FORMS", "csrfmiddlewaretoken")

    def everywhere(name: str, written: str) -> str:
        return value

    def where_typed(name: str, written: str) -> str:
        return quote(written) if name.endswith(counted) or written.isdigit() else value

    pages = desk_pages(rows)
    # Forms without number are shown for what a browser counts, which takes minutes and asks no database.
    for change in (where_typed,) if ON_SERVERS else (everywhere, where_typed):
        assert faults(send_to_all(admin_client, pages, change)) == []


@EACH_VALUE
@pytest.mark.parametrize("name", ["login", "restore", "unlock"])
def test_form_without_a_page_of_its_own_answers(client, admin_client, rows, name, value):
    fields = ("username", "password", "next", "model", "record", "edition", "note", "note_en", "stamp")
    data = "&".join(f"{field}={value}" for field in fields)
    assert faults(ask(one, desk_address(name), data) for one in (client, admin_client)) == []


@pytest.mark.slow
def test_line_of_a_million_characters_is_kept_or_told_to_be_too_long(admin_client, rows):
    """In each field of a form in its turn, since a request holds two and a half."""
    pages = [address(model, "change", rows[model].pk, language="en") for model in (Goal, Figure, Source)]
    for page in pages:
        (form,) = [
            one
            for one in html.fromstring(admin_client.get(page).text).forms
            if "key" in one.fields or "slug" in one.fields
        ]
        written = {name: value for name, value in form.form_values() if not name.startswith("_")}
        for name in written:
            assert ask(admin_client, page, urlencode({**written, name: LINE})) == "", name
    assert ask(admin_client, desk_address("login"), urlencode({"username": LINE, "password": LINE})) == ""
