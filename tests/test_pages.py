"""Every public page: right status, right words, a fixed number of queries, in both languages."""

import re

import pytest

from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_metric,
    make_organisation,
    make_passage,
    make_project,
    make_quote,
    make_rich_edition,
    make_source,
    make_statement,
)
from tests.public_pages import LANGUAGES, count_queries, plan_pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", pytest.param("/en", marks=pytest.mark.slow)], ids=LANGUAGES)
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    for few, many in zip(plan_pages(small), plan_pages(large), strict=True):
        assert count_queries(client, prefix + few) == count_queries(client, prefix + many), many


def test_number_of_queries_does_not_grow_with_the_plans(client):
    make_edition()
    first = make_edition()
    before = {
        path: count_queries(client, path)
        for path in ("/", first.plan.park.get_absolute_url(), first.url("plan"))
    }
    for year in range(2000, 2023):
        make_edition(park=first.plan.park, year=year)
        make_edition()
    assert before == {path: count_queries(client, path) for path in before}


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
def test_every_page_says_its_language_and_links_to_the_other(client, language, prefix):
    edition = make_rich_edition(1)
    for path in [*plan_pages(edition), edition.plan.park.get_absolute_url(), "/about/"]:
        response = client.get(prefix + path)
        page = response.content.decode()
        other = path if prefix else f"/en{path}"
        assert f'<html lang="{language}">' in page
        assert f'href="{other}" lang=' in page
        assert response.headers["Content-Language"] == ("en" if prefix else "zh-hans")


def test_public_site_names_its_addresses_by_its_own_name_only(client, settings):
    settings.SITE_URL = "https://plan.example"
    edition = make_edition()
    page = client.get(
        f"/en{edition.url('plan')}", headers={"x-forwarded-host": "evil.example"}
    ).content.decode()
    assert f'<link rel="canonical" href="https://plan.example/en{edition.url("plan")}">' in page
    assert (
        f'<link rel="alternate" hreflang="zh-Hans" href="https://plan.example{edition.url("plan")}">' in page
    )
    assert "evil" not in page


def test_every_page_has_one_first_heading_and_no_id_twice(client):
    edition = make_rich_edition(3)
    for path in [*plan_pages(edition), "/about/", "/nothing/here/"]:
        page = client.get(path).content.decode()
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert page.count("<h1") == 1, path
        assert len(ids) == len(set(ids)), path


def test_english_page_without_english_marks_the_chinese(client):
    edition = make_edition(title_en="")
    page = client.get(f"/en{edition.url('plan')}").content.decode()
    assert '<h1><span lang="zh-Hans">计划标题</span></h1>' in page


def test_home_goes_to_the_only_plan_and_lists_several(client):
    edition = make_edition()
    assert client.get("/").headers["Location"] == edition.url("plan")
    assert client.get("/en/").headers["Location"] == f"/en{edition.url('plan')}"
    other = make_edition()
    page = client.get("/").content.decode()
    assert edition.url("plan") in page
    assert other.url("plan") in page


def test_home_without_plans_says_so(client):
    assert "No plan has been published yet." in client.get("/en/").content.decode()


def test_empty_plan_has_all_its_pages(client):
    edition = make_edition(slogan="", meeting="", meeting_date=None, meeting_date_basis="")
    for path in plan_pages(edition):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_plan_that_is_not_published_does_not_exist(client, state):
    edition = make_rich_edition(1, state=state)
    missing = client.get("/no-such-park/2024/")
    for path in [*plan_pages(edition), edition.plan.park.get_absolute_url()]:
        response = client.get(path)
        assert response.status_code == 404, path
        assert response.content.replace(path.encode(), b"") == missing.content.replace(
            b"/no-such-park/2024/", b""
        )


def test_draft_rows_stay_out_of_the_published_pages(client):
    published = make_rich_edition(1)
    draft = make_edition(plan=published.plan, number=2, state="draft")
    secret = "只在草稿里"
    metric = make_metric(name=secret, code="secret-metric")
    goal = make_goal(draft, title=secret)
    project = make_project(draft, title=secret, theme="", drive="")
    figure = make_figure(draft, metric=metric, featured=True)
    statement = make_statement(draft, content=secret)
    make_quote(draft, content=secret, featured=True)
    statement.organisations.add(make_organisation(draft.plan.park, name=secret))
    passage = make_passage(published.sources.get(), phrase=secret)
    figure.passages.add(passage)
    draft_source = make_source(draft, title=secret)
    for path in plan_pages(published):
        assert secret not in client.get(path).content.decode(), path
    for path in (
        goal.get_absolute_url(),
        project.get_absolute_url(),
        published.url("metric", metric.code),
        published.url("source", draft_source.slug),
    ):
        assert client.get(path).status_code == 404, path


def test_unknown_things_do_not_exist(client):
    edition = make_rich_edition(1)
    for name in ("goal", "project", "metric", "source"):
        assert client.get(edition.url(name, "no-such-thing")).status_code == 404


def test_missing_number_is_said_and_never_zero(client):
    edition = make_edition()
    figure = make_figure(edition, kind="target", availability="not-stated", value=None, unit="家")
    page = client.get(f"/en{edition.url('metric', figure.metric.code)}").content.decode()
    value = re.search(r'<p class="card-value">(.*?)</p>', page, re.DOTALL).group(1)
    assert value.strip() == '<span class="missing">Not stated</span>'


def test_project_without_measures_says_where_to_look(client):
    project = make_project(make_edition())
    page = client.get(f"/en{project.get_absolute_url()}").content.decode()
    assert "The source names no measure for this project." in page
    make_quote(project.edition, project=project)
    page = client.get(f"/en{project.get_absolute_url()}").content.decode()
    assert "Outside a quotation, the source names no measure for this project." in page


def test_quote_of_an_unnamed_official_stays_unnamed(client):
    edition = make_edition()
    make_quote(edition, speaker="", speaker_en="")
    assert "<b>Not named</b>" in client.get(f"/en{edition.url('quotes')}").content.decode()


def test_verbatim_quote_in_english_is_a_translation_beside_the_original(client):
    edition = make_edition()
    make_quote(edition, content="原话", content_en="Words")
    page = client.get(f"/en{edition.url('quotes')}").content.decode()
    assert '<p class="original" lang="zh-Hans">原话</p>' in page
    assert '<span class="tag">Translation</span>' in page


def test_text_with_markup_is_shown_as_text(client):
    edition = make_edition(title="<script>alert(1)</script>", title_en="<b>bold</b>")
    for path in plan_pages(edition):
        page = client.get(path).content.decode() + client.get(f"/en{path}").content.decode()
        assert "<script>alert" not in page
        assert "<b>bold</b>" not in page
