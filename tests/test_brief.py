"""The plan on one page: what it picks out, what it leaves out, and that it says so."""

import re

import pytest

from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_metric,
    make_project,
    make_quote,
    make_remark,
    make_rich_edition,
)
from tests.public_pages import LANGUAGES, count_queries

pytestmark = pytest.mark.django_db


def brief_of(client, edition) -> str:
    response = client.get(f"/en{edition.url('brief')}")
    assert response.status_code == 200
    return response.content.decode()


def texts(pattern: str, page: str) -> list[str]:
    """What stands in the elements that a pattern finds, without tags and doubled spaces."""
    found = re.findall(pattern, page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in found]


def main_figures(page: str) -> list[str]:
    return texts(r'<td class="main">(.*?)</td>', page)


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    assert count_queries(client, prefix + small.url("brief")) == count_queries(
        client, prefix + large.url("brief")
    )


def test_main_figure_is_the_first_featured_one_and_never_guessed(client):
    edition = make_edition()
    chosen, plain = make_project(edition), make_project(edition)
    make_figure(edition, project=chosen, value=5)
    make_figure(edition, project=chosen, value=7, featured=True)
    make_figure(edition, project=chosen, value=9, featured=True)
    make_figure(edition, project=plain, value=11)
    page = brief_of(client, edition)
    assert [re.match(r"\d+|No figure is marked", text)[0] for text in main_figures(page)] == [
        "7",
        "No figure is marked",
    ]


@pytest.mark.parametrize("remarked", [True, False], ids=["with a remark", "without"])
def test_figures_that_contradict_each_other_stand_together(client, remarked):
    edition = make_edition()
    project, metric = make_project(edition), make_metric()
    pair = [
        make_figure(edition, project=project, metric=metric, value=value, unit="%", featured=True)
        for value in (24, 18)
    ]
    if remarked:
        make_remark(edition, kind="contradiction").figures.set(pair)
    page = brief_of(client, edition)
    assert re.match(r"24 ?% ｜ 18 ?%.*Actual ⚠ Contradiction", main_figures(page)[0])
    notes = page[page.index('id="page:notes"') :]
    assert notes.count("⚠") == 1


def test_missing_number_is_called_missing_only_where_the_sources_were_read_whole(client):
    for read, words in (("2024-01-05", "Not stated"), (None, "Not entered")):
        edition = make_edition(read_whole_on=read)
        make_figure(edition, kind="target", availability="not-stated", value=None)
        assert texts(r'<span class="value">(.*?)</span> <p>', brief_of(client, edition)) == [words]


def test_targets_that_differ_in_scope_alone_share_a_row(client):
    edition = make_edition(read_whole_on="2024-01-05")
    metric = make_metric(name_en="Firms")
    for scope in ("above 1", "above 2"):
        make_figure(
            edition,
            metric=metric,
            kind="target",
            availability="not-stated",
            value=None,
            scope_en=scope,
            scope=scope,
        )
    page = brief_of(client, edition)
    assert texts(r"<li>(<span class=\"value\">.*?)</li>", page) == [
        "Not stated Firms · above 1 , above 2 Target".replace(" , ", ", ")
    ]
    assert "none of 2 has a number" in page


def test_what_has_no_room_is_counted_and_its_place_named(client):
    edition = make_edition()
    for _ in range(50):
        make_project(edition)
    for _ in range(13):
        make_goal(edition)
    for _ in range(9):
        make_figure(edition)
    for _ in range(40):
        make_remark(
            edition, content_en="A sentence of some length that fills more than a line of the column."
        )
    page = brief_of(client, edition)
    assert "and 2 more projects" in page
    assert "and 1 more goal:" in page
    assert "and 3 more: on the page “Metrics”" in page
    assert re.search(r"and \d\d more: on the page about what the plan states", page)
    assert "What it does" not in page


def test_slogan_stands_once_and_the_two_briefs_lead_to_each_other(client):
    edition = make_edition(slogan_en="One thing at a time")
    page = brief_of(client, edition)
    assert page.count("One thing at a time") == 1
    assert f'href="/en{edition.url("full-brief")}"' in page
    assert (
        f'href="/en{edition.url("brief")}"' in client.get(f"/en{edition.url('full-brief')}").content.decode()
    )


def test_code_to_scan_stands_where_the_address_is_known(client, settings):
    edition = make_edition()
    assert "Scan for" not in brief_of(client, edition)
    settings.SITE_URL = "http://plan.example"
    page = brief_of(client, edition)
    assert "Scan for" in page
    assert f"http://plan.example/en{edition.url('plan')}" in page


def test_projects_go_by_the_name_the_plan_gives_them(client):
    edition = make_edition(project_noun="行动", project_noun_en="campaign")
    make_project(edition)
    make_project(edition)
    page = brief_of(client, edition)
    assert texts(r'<h2 id="page:projects">(.*?)</h2>', page) == ["2 campaigns"]


def test_quote_is_a_featured_one_that_fits(client):
    edition = make_edition()
    make_quote(edition, content_en="Not picked out")
    make_quote(edition, content_en="Long " * 100, featured=True)
    make_quote(edition, content_en="Short and good", featured=True)
    assert texts(r'<figure class="said">.*?<p>(.*?)</p>', brief_of(client, edition)) == ["Short and good"]


def test_empty_plan_has_a_brief(client):
    edition = make_edition(slogan="", slogan_en="", meeting="", meeting_date=None, meeting_date_basis="")
    page = brief_of(client, edition)
    assert page.count("Not entered") == 2
    assert "No source has been recorded" in page
