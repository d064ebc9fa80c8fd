"""The demonstration parks: invented, said to be so everywhere, loaded only where somebody asks for them."""

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from openpyxl import load_workbook

from initiatives.demonstration.demonstration_parks import PARKS, load_demonstration, remove_demonstration
from initiatives.downloads.fixture import dump_plan
from initiatives.downloads.period_closing import close_period
from initiatives.metadata.sitemap import Sitemap
from initiatives.models import (
    Edition,
    Goal,
    Metric,
    Organisation,
    Park,
    Photo,
    Plan,
    Project,
    Source,
    SourceText,
    Update,
)
from initiatives.tasks.assigned_tasks import tasks_of
from initiatives.values.vocabulary import ProgressState
from tests.factories import make_edition, make_figure, make_metric, make_park, make_source
from tests.public_pages import LANGUAGES, plan_pages

pytestmark = pytest.mark.django_db

MARKS = {"zh-Hans": "示范数据，纯属虚构", "en": "Demonstration data, invented"}
PLANS = [("shifan", 2024), ("shifan", 2025), ("yangli", 2025)]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for all tests here; each of them undoes its own changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def plans(loaded, db) -> list[Edition]:
    return [Edition.objects.published().of(park, year).get() for park, year in PLANS]


def pages_of(edition: Edition) -> list[str]:
    return [
        *plan_pages(edition),
        edition.url("screen"),
        edition.url("slide", 1),
        edition.url("figure-embed", edition.figures.all()[0].key),
        edition.url("project-embed", edition.projects.all()[0].key),
        *(edition.url("reading", source.slug) for source in edition.sources.all()),
        edition.plan.park.get_absolute_url(),
    ]


# Shape


def test_plans_are_of_another_shape_than_the_shipped_one(plans):
    first, second, other = plans
    for edition in (first, second):
        assert edition.projects.count() == edition.declared_projects == 5
        assert edition.project_noun == "行动"
        assert not edition.goalgroups.exists()
        assert edition.figures.filter(kind="target", period=f"{edition.plan.year}-Q1").count() == 4
        assert edition.plan.assignments.count() >= 35
    assert other.projects.count() == 3
    years = {report.date.year for report in Update.objects.filter(plan__park__slug="shifan")}
    assert years >= {2024, 2025}


def test_projects_and_goals_were_kept_renamed_split_merged_dropped_and_added(plans):
    first, second, _other = plans
    before = {
        row.key: sorted(row.predecessors.values_list("key", flat=True)) for row in second.projects.all()
    }
    assert before == {
        "investment-quality": ["investment"],
        "firms": ["firms"],
        "platforms": ["innovation"],
        "results": ["innovation"],
        "people-services": ["services", "talent"],
    }
    goals = {row.key: [*row.predecessors.values_list("key", flat=True)] for row in second.goals.all()}
    assert goals == {"scale": ["scale"], "innovation-source": ["innovation-ability"], "safety": []}
    followed = {key for keys in goals.values() for key in keys}
    assert set(first.goals.values_list("key", flat=True)) - followed == {"green-growth"}


def test_everything_is_there_in_both_languages(plans):
    for model in (Park, Organisation, Goal, Project, Update, Metric, Photo):
        for row in model.objects.all():
            names = {field.name for field in row._meta.concrete_fields}
            missing = [
                name
                for name in names
                if f"{name}_en" in names
                and getattr(row, name)
                and not getattr(row, f"{name}_en")
                # English has no classifiers.
                and name not in ("base_unit", "unit")
            ]
            assert not missing, (row, missing)


def test_tasks_show_every_state_at_some_time(plans):

    days = [date(2025, month, 28) for month in range(1, 13)]
    states = {task.on(day).state for edition in plans[:2] for task in tasks_of(edition) for day in days}
    assert states == set(ProgressState)


@pytest.mark.slow
@pytest.mark.parametrize(("park", "year"), PLANS)
def test_rules_find_nothing_but_the_doubt_that_is_meant(plans, park, year):
    said = StringIO()
    call_command("check_plan", park, str(year), stdout=said, stderr=said)
    problems = [line for line in said.getvalue().splitlines() if line.startswith(("error", "warning"))]
    intended = [line for line in problems if "platforms-now" in line and "a remark answers for it" in line]
    assert problems == intended
    assert len(intended) == ((park, year) == ("shifan", 2025))


# Said to be invented


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_so_and_is_not_for_search_engines(client, plans, language):
    for edition in plans:
        for path in pages_of(edition):
            response = client.get(f"{LANGUAGES[language]}{path}")
            assert response.status_code == 200, path
            page = response.content.decode()
            assert MARKS[language] in page, path
            assert re.search(r'<meta name="robots" content="noindex', page), path
            assert "noindex" in response["X-Robots-Tag"], path


def test_a_real_park_has_no_mark(client, plans):
    edition = make_edition()
    make_figure(edition)
    for path in pages_of_real(edition):
        response = client.get(path)
        assert response.status_code == 200, path
        assert MARKS["zh-Hans"] not in response.content.decode(), path
        assert "X-Robots-Tag" not in response.headers, path


def pages_of_real(edition: Edition) -> list[str]:
    return [edition.url(name) for name in ("plan", "goals", "metrics", "brief", "plan-json")]


def test_files_say_so(client, plans):
    path = plans[1].get_absolute_url()
    for name in ("metrics", "measures", "tasks", "updates", "quality"):
        response = client.get(f"{path}{name}.csv")
        lines = list(csv.reader(StringIO(b"".join(response).decode("utf-8-sig"))))
        assert {line[-1] for line in lines[1:]} == {MARKS["zh-Hans"]}, name
        assert "noindex" in response["X-Robots-Tag"]
    for name in ("plan.json", "metrics.json"):
        content = json.loads(b"".join(client.get(f"/en{path}{name}")))
        assert content["note"] == MARKS["en"], name
        assert content["plan"]["invented"] is True
    yaml = b"".join(client.get(f"{path}plan.yaml")).decode()
    assert all(mark in yaml.splitlines()[0] for mark in MARKS.values())
    assert "invented: true" in yaml
    book = load_workbook(BytesIO(b"".join(client.get(f"{path}plan.xlsx"))))
    assert book.worksheets[0]["A2"].value == MARKS["zh-Hans"]


@pytest.mark.slow
def test_the_interface_says_so_of_every_row(client, plans):
    make_figure(make_edition())
    for name in (
        "parks",
        "plans",
        "figures",
        "updates",
        "assignments",
        "sources",
        "passages",
        "organisations",
    ):
        rows = client.get(f"/api/v1/{name}?limit=200").json()["data"]
        for row in rows:
            assert row["invented"] == any(f"/{park}" in row["id"] for park in PARKS), row["id"]
    found = client.get("/api/v1/search?q=招商推介会").json()["data"]
    assert {hit["invented"] for hits in found for hit in hits["hits"]} == {True}


def test_lists_of_parks_and_search_results_say_so(client, plans):
    make_edition(park=make_park(name="真园区"))
    assert client.get("/").content.decode().count("invented-mark") == len(PARKS)
    hits = client.get("/search/?q=招商推介会").content.decode()
    assert hits.count(f"示范园区（{MARKS['zh-Hans']}）") >= 2


def test_neither_sitemap_nor_the_feed_of_the_site_names_them(client, plans, public_site):
    make_edition(park=make_park(slug="real"))
    addresses = [one.path for one in Sitemap.build().addresses]
    assert any("/real/" in path for path in addresses)
    assert not [path for path in addresses if any(park in path for park in PARKS)]
    assert not any(park in client.get("/feed.atom").content.decode() for park in PARKS)
    own = client.get("/shifan/feed.atom")
    assert MARKS["zh-Hans"] in own.content.decode()
    assert "noindex" in own["X-Robots-Tag"]


def test_search_engines_are_told_nothing_structured(client, plans):
    page = client.get(plans[1].get_absolute_url()).content.decode()
    assert "application/ld+json" not in page
    assert "ColumnName" not in page


# Loaded and removed


def state() -> list[str]:
    return [dump_plan(plan) for plan in Plan.objects.order_by("park__slug", "year")]


@pytest.mark.slow
def test_loading_again_changes_nothing(plans):
    before, pictures = state(), set(Photo.objects.values_list("image", "width"))
    load_demonstration()
    assert state() == before
    assert set(Photo.objects.values_list("image", "width")) == pictures
    assert all(width for _name, width in pictures)


@pytest.mark.slow
def test_sources_that_somebody_added_stay_as_they_are(plans):
    make_source(plans[0], slug="own")
    load_demonstration()
    assert Source.objects.filter(slug="own").exists()


def test_texts_are_attached_and_every_passage_is_at_its_place(plans):
    texts = SourceText.objects.filter(source__park__slug__in=PARKS)
    assert [text.public for text in texts] == [True] * 3
    for text in texts:
        assert not text.source.passages.filter(start=None).exists()


def test_removing_leaves_nothing_behind(plans, django_capture_on_commit_callbacks):
    """Not even a closed period, which nothing else deletes."""
    close_period(plans[0], "2024-Q1", closed_by="发展改革局")
    photo = Photo.objects.exclude(image="").first()
    assert photo and default_storage.exists(photo.image.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_demonstration() is True
    assert not Park.objects.exists()
    assert not Park.history.exists()
    assert not Goal.history.exists()
    assert not default_storage.exists(photo.image.name)
    assert remove_demonstration() is False


@pytest.fixture
def no_demonstration(db) -> None:
    """A site without the demonstration, which other tests here share."""
    remove_demonstration()


@pytest.mark.slow
def test_metrics_of_the_site_stay_as_they_are(no_demonstration):
    Metric.objects.all().delete()
    own = make_metric(code="high-tech-firms", name="本站的高新技术企业数")
    make_figure(make_edition(), metric=own)
    load_demonstration()
    own.refresh_from_db()
    assert own.name == "本站的高新技术企业数"
    remove_demonstration()
    assert own in Metric.objects.all()


def test_a_real_park_at_that_address_is_left_alone(no_demonstration):
    make_park(slug="shifan", name="真园区")
    with pytest.raises(CommandError, match="shifan"):
        call_command("load_demonstration")
    assert Park.objects.get().name == "真园区"
    assert remove_demonstration() is False


def test_nothing_but_its_command_loads_it(settings):
    folders = [*settings.FIXTURE_DIRS]
    assert not [
        path for folder in folders for path in folder.rglob("*.yaml") if "invented: true" in path.read_text()
    ]
