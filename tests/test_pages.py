"""Every public page: right status, right words, a fixed number of queries, in both languages."""

import re
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from initiatives.pages.home import FEW_PARKS
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_organisation,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_remark,
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
    first = make_edition()
    # From here on the start page offers a choice of parks.
    for _ in range(FEW_PARKS):
        make_edition()
    before = {
        path: count_queries(client, path)
        for path in ("/", first.plan.park.get_absolute_url(), first.url("plan"))
    }
    for year in range(2000, 2023):
        make_edition(park=first.plan.park, year=year)
        make_edition()
    assert before == {path: count_queries(client, path) for path in before}


@pytest.mark.slow
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


@pytest.mark.slow
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
    assert (
        '<h1><span class="untranslated" lang="zh-Hans" title="Not translated yet">计划标题</span></h1>'
        in page
    )


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


# What templates say that a source does not state, as `{% absent _("…") %}`.
ABSENCES = {
    words
    for template in Path("templates/initiatives").rglob("*.html")
    for words in re.findall(r'{% absent _\("(.*?)"\) %}', template.read_text())
}
ABOUT_THE_SOURCE = re.compile(
    r"source (names|gives|sets|states|quotes|does) (no|not|none|neither|nobody)\b"
    r"|[Nn]ot (stated|named|given)|原文(没有|未|没)"
)


def make_bare_edition(**fields):
    """A goal, a project, a figure, a quote and a source, about which nothing more was entered."""
    edition = make_edition(**fields)
    goal, project = make_goal(edition), make_project(edition)
    make_figure(edition)
    make_quote(edition, speaker="", speaker_en="", speaker_title="")
    source = make_source(edition)
    slides = [edition.url("screen"), *(edition.url("slide", number) for number in (1, 2, 3))]
    own = [goal.get_absolute_url(), project.get_absolute_url(), edition.url("source", source.slug)]
    return {*plan_pages(edition), *slides, *own, edition.url("project-embed", project.key)}


def without_legend(page: str) -> str:
    """A page without the explanation of its signs."""
    return re.sub(r'<dl class="legend">.*?</dl>', "", page, flags=re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("bare", [True, False], ids=["bare", "empty"])
def test_plan_not_read_whole_is_never_said_to_state_nothing(client, prefix, bare):
    assert len(ABSENCES) > 15
    if bare:
        paths = make_bare_edition(meeting_date_basis="stated")
    else:
        edition = make_edition(meeting_date=None, meeting_date_basis="")
        paths = {*plan_pages(edition), edition.url("screen")}
    for path in sorted(paths):
        page = without_legend(client.get(prefix + path).content.decode())
        assert ABOUT_THE_SOURCE.search(page) is None, path
        with override("en" if prefix else "zh-hans"):
            assert not [words for words in ABSENCES if gettext(words) in page], path


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_plan_read_whole_says_what_its_source_does_not_state(client, prefix):
    paths = make_bare_edition(read_whole_on="2024-01-05")
    pages = "".join(client.get(prefix + path).content.decode() for path in paths)
    with override("en" if prefix else "zh-hans"):
        for words in ("The source names no shortfall for this {noun}.", "not given", "Not named"):
            assert gettext(words).replace("{noun}", gettext("project")) in pages


def test_counts_of_links_say_how_many_are_inferred(client):
    edition = make_edition()
    goal, other = make_goal(edition), make_goal(edition)
    for basis in ("inferred", "stated", "inferred"):
        make_contribution(goal, make_project(edition), basis=basis)
    make_contribution(other, make_project(edition))
    page = client.get(f"/en{edition.url('goals')}").content.decode()
    assert "3 links, 2 of them inferred" in page
    assert "1 link, inferred by the editors" in page
    overview = " ".join(client.get(f"/en{edition.url('plan')}").content.decode().split())
    assert "<b>3</b> links from goals to projects inferred" in overview


@pytest.mark.parametrize("kind", ["caution", "inference"])
def test_hint_stands_beside_a_figure_and_is_no_doubt(client, kind):
    edition = make_edition()
    figure = make_figure(edition, featured=True)
    make_remark(edition, kind=kind, content_en="Not to be compared").figures.add(figure)
    tag = f'class="tag tag-{kind}"'
    for path in ("plan", "metrics", "brief"):
        assert tag in client.get(f"/en{edition.url(path)}").content.decode(), path
    listed = client.get(f"/en{edition.url('metrics')}").content.decode()
    assert "in question</li>" not in listed
    doubtful = client.get(f"/en{edition.url('metrics')}?state=in-question").content.decode()
    assert "No figure meets all" in doubtful


def test_note_on_any_row_stands_at_its_place(client):
    edition = make_edition()
    project, goal = make_project(edition), make_goal(edition)
    rows = {
        "project": [project, make_measure(project), make_statement(edition, project=project)],
        "goal": [goal, make_contribution(goal, project)],
        "quotes": [make_quote(edition, project=project)],
        "plan": [make_photo(edition), make_statement(edition)],
    }
    for name, noted in rows.items():
        for row in noted:
            make_remark(edition, about=row.key, content_en=f"Note on {row.key}")
        key = {"project": [project.key], "goal": [goal.key]}.get(name, [])
        page = client.get(f"/en{edition.url(name, *key)}").content.decode()
        brief = client.get(f"/en{edition.url('full-brief')}").content.decode()
        for row in noted:
            assert page.count(f"Note on {row.key}<") + page.count(f"Note on {row.key}\n") >= 1, (name, row)
            # In the brief once at the row, and once among all notes.
            assert brief.count(f"Note on {row.key}") >= 2, (name, row)


def test_project_without_measures_says_where_to_look(client):
    project = make_project(make_edition(read_whole_on="2024-01-05"))
    page = client.get(f"/en{project.get_absolute_url()}").content.decode()
    assert "The source names no measure for this project." in page
    make_quote(project.edition, project=project)
    page = client.get(f"/en{project.get_absolute_url()}").content.decode()
    assert "Outside a quotation, the source names no measure for this project." in page


def test_quote_of_an_unnamed_official_stays_unnamed(client):
    edition = make_edition(read_whole_on="2024-01-05")
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


def test_english_rows_begin_with_a_capital(client):
    edition = make_rich_edition(1)
    source = edition.sources.first()
    for path in (edition.url("organisations"), edition.url("source", source.slug)):
        kinds = re.findall(
            r'<li[^>]*><span class="quiet">([^<]+)<', client.get(f"/en{path}").content.decode()
        )
        assert kinds, path
        assert all(kind[0].isupper() for kind in kinds), path


def test_measure_word_is_no_english_unit(client):
    metric = make_metric(base_unit="家", base_unit_en="")
    path = make_figure(make_edition(), metric=metric).edition.url("metric", metric.code)
    assert "家" in client.get(path).content.decode().split("<h2>")[0]
    assert "家" not in client.get(f"/en{path}").content.decode().split("<h2>")[0]


def test_section_named_by_its_label_is_named_once(client):
    edition = make_edition()
    passage = make_passage(make_source(edition))
    passage.section.title = passage.section.label = "导语"
    passage.section.save()
    page = client.get(edition.url("source", passage.source.slug)).content.decode()
    assert page.split(">导语</h2>")[1].split("</header>")[0].count("导语") == 0


def test_page_for_no_page_offers_nothing_to_edit(client):
    assert "/admin/" not in client.get("/no/such/page/").content.decode()
