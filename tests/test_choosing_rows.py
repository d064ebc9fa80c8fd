"""Where rows are chosen: their names tell park and year, and only what fits the other choices is offered."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from initiatives.models import Edition, Figure, Measure, Passage, Project, Section, Source
from tests.admin_pages import address, errors, form_data, make_park_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


def make_source(edition: Edition, slug: str, **values: object) -> Source:
    source = Source.objects.create(park=edition.plan.park, slug=slug, title="工作要点", **values)
    edition.sources.add(source)
    Section.objects.create(source=source, key="s1", title="一、招商", label="§1", paragraph_count=2)
    return source


def offered(client: Client, model: str, field: str, **query: int) -> list[str]:
    with override("en"):
        page = reverse("admin:autocomplete")
    asked = {"app_label": "initiatives", "model_name": model, "field_name": field, "term": ""}
    sent: dict[str, str | int] = {**asked, **query}
    return [one["text"] for one in client.get(page, sent).json()["results"]]


def test_sources_of_one_title_are_told_apart_by_park_and_day(desk):
    make_source(make_park_edition(), "a", published_on=date(2024, 1, 15))
    make_source(make_park_edition(park="other", year=2025), "b")
    with override("en"):
        assert sorted(offered(desk, "passage", "source")) == [
            "工作要点 (园区, Jan. 15, 2024)",
            "工作要点 (园区, b)",
        ]


def test_sections_are_those_of_the_chosen_source(desk):
    edition = make_park_edition()
    first = make_source(edition, "a", published_on=date(2024, 1, 15))
    make_source(edition, "b", published_on=date(2024, 2, 1))
    assert len(offered(desk, "passage", "section")) == 2
    assert len(offered(desk, "passage", "section", source=10**20)) == 2  # the key of no source
    assert offered(desk, "passage", "section", source=first.pk) == [
        "§1 一、招商 · 工作要点 (园区, Jan. 15, 2024)"
    ]
    page = desk.get(address(Passage, "add", language="en"), {"source": first.pk}).content.decode()
    assert f"/autocomplete/?source={first.pk}" in page


def test_passages_are_those_of_the_sources_of_the_edition(desk):
    edition, other = make_park_edition(), make_park_edition(year=2025)
    for one, slug in ((edition, "a"), (other, "b")):
        source = make_source(one, slug)
        Passage.objects.create(
            source=source, section=source.sections.get(), key="p", paragraph=1, phrase=f"招商{slug}"
        )
    assert offered(desk, "measure", "passages", edition=other.pk) == ["§1 ¶1 招商b · 工作要点 (园区, b)"]


def test_measures_are_offered_by_project(desk):
    edition = make_park_edition()
    for number in (1, 2):
        project = Project.objects.create(
            edition=edition, key=f"p{number}", number=number, title=f"工程{number}"
        )
        Measure.objects.create(edition=edition, key=f"m{number}", project=project, title=f"举措{number}")
    page = desk.get(address(Figure, "add", language="en"), {"edition": edition.pk}).content.decode()
    assert '<optgroup label="工程1">' in page
    assert (
        page.index('label="工程1"') < page.index("举措1") < page.index('label="工程2"') < page.index("举措2")
    )


def test_nothing_is_added_to_a_source_that_only_readers_see(desk):
    published = make_park_edition(state="published")
    source = make_source(published, "a")
    assert offered(desk, "passage", "source") == []
    page = address(Section, "add", language="en")
    sent = form_data(desk.get(page)) | {"source": source.pk, "title": "二、服务", "label": "§2"}
    told = errors(desk.post(page, sent))["source"]
    assert "revise that plan first" in told[0]
    draft = Edition.objects.create(plan=published.plan, number=2, title="计划")
    draft.sources.add(source)
    assert len(offered(desk, "passage", "source")) == 1
    assert desk.post(page, sent).status_code == 302
    assert Section.objects.get(title="二、服务").key == "er-fu-wu"
