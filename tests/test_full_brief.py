"""The whole plan as one document."""

import re

import pytest
from django.utils.html import escape

from tests.factories import make_edition, make_figure, make_project, make_quote, make_rich_edition
from tests.public_pages import LANGUAGES, count_queries

pytestmark = pytest.mark.django_db


def page_of(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    assert count_queries(client, prefix + small.url("full-brief")) == count_queries(
        client, prefix + large.url("full-brief")
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_brief_holds_the_whole_shipped_plan(client, shipped, language):
    page = page_of(client, LANGUAGES[language] + shipped.url("full-brief"))
    english = language == "en"
    texts = [
        *(row.title_en if english else row.title for row in [shipped, *shipped.goals.all()]),
        *(row.title_en if english else row.title for row in shipped.projects.all()),
        *(row.title_en if english else row.title for row in shipped.measures.all()),
        *(row.content_en if english else row.content for row in shipped.statements.all()),
        *(row.content_en if english else row.content for row in shipped.quotes.all()),
        *(row.content_en if english else row.content for row in shipped.remarks.all()),
        *(row.caption_en if english else row.caption for row in shipped.photos.all()),
        *(row.title_en if english else row.title for row in shipped.sources.all()),
    ]
    assert [text for text in texts if escape(text) not in page] == []
    assert page.count("<h1") == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = re.findall(r'href="#([^"]+)"', page)
    assert set(targets) <= set(ids)


def test_figures_stand_with_their_project_and_in_the_table_of_all(client, shipped):
    page = page_of(client, shipped.url("full-brief"))
    everything = page[page.index('id="page:figures"') : page.index('id="page:rest"')]
    assert everything.count("<tr") == 1 + shipped.figures.count()
    assert page.count('class="number"') == 2 * shipped.figures.stated().count()
    assert everything.count("⚠ 矛盾") == 2


def test_links_between_goals_and_projects_are_marked_as_inferred(client, shipped):
    page = page_of(client, f"/en{shipped.url('full-brief')}")
    goals = page[page.index('id="page:goals"') : page.index('id="page:figures"')]
    assert goals.count('<span class="tag tag-inferred">Editor&#x27;s inference</span>') == 15


def test_missing_number_is_said_and_never_zero(client):
    edition = make_edition()
    make_figure(edition, kind="target", availability="not-stated", value=None, unit="家")
    page = page_of(client, f"/en{edition.url('full-brief')}")
    assert re.findall(r'class="numeric">(<.*?)\s*</td>', page) == ['<span class="missing">Not stated</span>']


def test_empty_plan_has_a_brief(client):
    edition = make_edition(
        slogan="", meeting="", meeting_date=None, meeting_date_basis="", read_whole_on="2024-01-05"
    )
    page = page_of(client, f"/en{edition.url('full-brief')}")
    for words in (
        "names no goals",
        "names no projects",
        "Editors have noted nothing",
        "No source has been recorded",
    ):
        assert words in page


def test_project_without_measures_says_where_to_look(client):
    project = make_project(make_edition(read_whole_on="2024-01-05"))
    page = page_of(client, f"/en{project.edition.url('full-brief')}")
    assert "The source names no measure for this project." in page
    make_quote(project.edition, project=project)
    page = page_of(client, f"/en{project.edition.url('full-brief')}")
    assert "Outside a quotation, the source names no measure for this project." in page


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_brief_of_a_plan_that_is_not_published_does_not_exist(client, state):
    assert client.get(make_rich_edition(1, state=state).url("full-brief")).status_code == 404


def test_text_with_markup_is_shown_as_text(client):
    edition = make_edition(title="<script>alert(1)</script>", guiding_idea="<b>bold</b>")
    make_project(edition, title="<i>project</i>", theme="", drive="")
    page = page_of(client, edition.url("full-brief"))
    for markup in ("<script>alert", "<b>bold", "<i>project"):
        assert markup not in page
