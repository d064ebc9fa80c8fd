"""What a forwarded link shows: a title with park and year, and a sentence that says what the page holds."""

import re

import pytest

from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_project,
    make_quote,
    make_remark,
    make_rich_edition,
    make_source,
)
from tests.public_pages import CHINESE_ALWAYS, LANGUAGES, plan_pages
from tests.test_metadata import head

pytestmark = pytest.mark.django_db


def preview(client, path: str) -> tuple[str, str]:
    told = head(client, path).meta("property")
    return told["og:title"], told["og:description"]


def every_page(edition) -> list[str]:
    """Every kind of page of the site that has a title."""
    park = edition.plan.park.get_absolute_url()
    return [*plan_pages(edition), "/", park, "/about/", "/search/", "/api/"]


@pytest.fixture
def plan():
    make_edition(year=2020)  # a second plan, so that the start page is one of its own
    return make_rich_edition(3, summary="摘要", summary_en="Summary", release_note="说明")


@pytest.mark.parametrize("prefix", CHINESE_ALWAYS, ids=LANGUAGES)
def test_title_of_every_page_of_a_plan_has_park_and_year(client, plan, prefix):
    park = plan.plan.park.name_en if prefix else plan.plan.park.name
    for path in plan_pages(plan):
        title = preview(client, prefix + path)[0]
        assert title.endswith(f" · {park} 2024"), path
        assert len(title) > len(f" · {park} 2024"), path
        assert head(client, prefix + path).title == title, path


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_no_two_pages_are_described_alike(client, plan, prefix):
    told = {path: preview(client, prefix + path)[1] for path in every_page(plan)}
    assert len(set(told.values())) == len(told), told
    for path, description in told.items():
        assert 5 < len(description) <= 200, path
        assert not re.search(r"[<>\n]|&\w+;|%\(|None", description), path
        assert head(client, prefix + path).meta("name")["description"] == description


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_plan_of_nothing_but_a_title_has_previews_too(client, prefix):
    edition = make_edition(title="题" * 120, title_en="", slogan="", meeting="")
    told = [preview(client, prefix + path) for path in plan_pages(edition)]
    assert all(title and 0 < len(description) <= 200 for title, description in told)


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_long_texts_end_in_an_ellipsis(client, prefix):
    edition = make_edition(summary="一" * 400, summary_en="word " * 200)
    goal = make_goal(edition, title="标" * 150, title_en="Goal " * 30, statement="含义" * 200)
    for number in range(40):
        title, title_en = f"{number}" + "长" * 50, f"{number} " + "long " * 20
        make_project(edition, title=title, title_en=title_en, theme="", drive="")
        make_measure(edition.projects.first(), title="措" * 90, title_en="measure " * 20)
    make_source(edition, title="来" * 200)
    project = edition.projects.first()
    for path in (edition.url("plan"), edition.url("projects"), project.get_absolute_url()):
        description = preview(client, prefix + path)[1]
        assert 50 < len(description) <= 200, path
        assert "…" in description, path
    for path in (edition.url("goals"), edition.url("sources"), goal.get_absolute_url()):
        assert len(preview(client, prefix + path)[1]) <= 200, path


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_slides_and_small_pages_have_previews_too(client, plan, public_site, prefix):
    project, figure = plan.projects.first(), plan.figures.first()
    pages = {
        plan.url("screen"): plan.url("plan"),
        plan.url("slide", 2): project.get_absolute_url(),
        plan.url("project-embed", project.key): project.get_absolute_url(),
        plan.url("metric-embed", figure.metric.code): plan.url("metric", figure.metric.code),
        plan.url("figure-embed", figure.key): plan.url("metric", figure.metric.code),
    }
    for path, whole in pages.items():
        assert preview(client, prefix + path)[0] == preview(client, prefix + whole)[0], path
        assert 5 < len(preview(client, prefix + path)[1]) <= 200, path
        assert head(client, prefix + path).meta("property")["og:image"].startswith(public_site), path


# What is said


def test_figure_says_value_kind_period_and_plan(client):
    metric = make_metric(name="高新技术企业数", name_en="High-tech firms")
    figure = make_figure(
        make_edition(), metric=metric, value="241", unit="家", unit_en="firms", kind="actual"
    )
    edition = figure.edition
    park = edition.plan.park
    path = edition.url("metric", metric.code)
    assert preview(client, f"/en{path}")[1] == (
        f"High-tech firms: 241 firms, actual, {figure.period}, {park.name_en}, plan 2024."
    )
    chinese = preview(client, path)[1]
    assert chinese.startswith("高新技术企业数")
    assert "241家" in chinese


def test_figure_says_that_the_source_contradicts_itself_or_gives_no_number(client):
    edition = make_edition()
    metric = make_metric(name_en="Growth")
    for value in ("24", "18"):
        make_figure(edition, metric=metric, value=value, unit="%", kind="expected", period="2023")
    silent = make_figure(edition, kind="target", availability="not-stated", value=None, period="2024")
    unclear = make_figure(edition, value="154", unit="%", period="2023")
    make_remark(edition, kind="unclear").figures.add(unclear)
    inferred = make_figure(edition, value="3", period="2023")
    make_remark(edition, kind="inference").figures.add(inferred)
    told = {
        figure.pk: preview(client, f"/en{edition.url('metric', figure.metric.code)}")[1]
        for figure in (silent, unclear, inferred)
    }
    assert "Growth: 24%, expected, 2023, contradiction; 18%, expected, 2023, contradiction, " in preview(
        client, f"/en{edition.url('metric', metric.code)}"
    )[1].replace("24 %", "24%").replace("18 %", "18%")
    assert "Not stated, target, 2024" in told[silent.pk]
    assert ", unclear, " in told[unclear.pk]
    assert ", partly inferred, " in told[inferred.pk]


def test_lists_say_how_many_and_the_first_ones(client):
    edition = make_edition()
    for name in ("One", "Two"):
        make_project(edition, title_en=name)
        make_goal(edition, title_en=f"Goal {name}")
    make_quote(edition, speaker_en="Somebody", manner="verbatim")
    make_quote(edition, speaker_en="Somebody", manner="reported")
    told = {name: preview(client, f"/en{edition.url(name)}")[1] for name in ("goals", "projects", "quotes")}
    assert told == {
        "goals": "2 goals: Goal One; Goal Two.",
        "projects": "2 projects: One; Two.",
        "quotes": "2 quotes, 1 verbatim: Somebody.",
    }


def test_projects_are_called_what_the_plan_calls_them(client):
    edition = make_edition(project_noun="行动", project_noun_en="action")
    make_project(edition, title_en="One")
    assert preview(client, f"/en{edition.url('projects')}")[1] == "1 action: One."
    make_project(edition, title_en="Two")
    assert preview(client, f"/en{edition.url('projects')}")[1] == "2 actions: One; Two."
    assert "行动" in preview(client, edition.url("projects"))[1]


def test_goal_says_which_projects_serve_it_and_who_says_so(client, plan):
    goal = plan.goals.first()
    told = preview(client, f"/en{goal.get_absolute_url()}")[1]
    titles = [link.project.title_en for link in goal.contributions.all()]
    assert f"Served by {len(titles)} projects (inferred by the editors): {titles[0]}" in told


def test_what_was_only_entered_is_not_said_to_be_stated(client):
    edition = make_edition()
    make_measure(make_project(edition))
    title, description = preview(client, f"/en{edition.url('quality')}")
    assert title.startswith("What has been entered of this plan")
    assert description.endswith("Counted from what has been entered so far.")
