"""The overview: results, the map of goals and projects, gaps, targets; each only where there is something."""

import re

import pytest

from initiatives.models.edition_rows import EditionRows
from initiatives.pages.goal_map import GoalMap
from initiatives.pages.goals import grouped_goals
from initiatives.pages.overview import MAX_CELLS, Overview
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_group,
    make_measure,
    make_metric,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_remark,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db


def page_of(client, edition, prefix="/en"):
    return " ".join(client.get(f"{prefix}{edition.url('plan')}").content.decode().split())


def part(page, name):
    """The section that the heading with that id names; empty if there is none."""
    found = re.search(rf'<section [^>]*"page:{name}".*?</section>', page)
    return found[0] if found else ""


def test_title_and_slogan_stand_once(client):
    edition = make_edition(slogan_en="One slogan", guiding_idea="围绕口号", guiding_idea_en="Around it")
    page = page_of(client, edition)
    # The share card's picture is named after the page.
    body = re.sub(r'alt="[^"]*"', "", page[page.index("<main") :])
    assert body.count("Title of the plan") == 1
    assert body.count("One slogan") == 1
    # What would tell it again is folded away.
    assert body.index('<details class="fold">') < body.index("Around it")


@pytest.mark.parametrize("name", ["screen", "brief", "workbook"])
def test_actions_stand_beside_the_title(client, name):
    edition = make_edition()
    page = page_of(client, edition)
    assert (
        f'href="/en{edition.url(name)}"'
        in page[page.index("<h1") : page.index("</header>", page.index("<h1"))]
    )


# Results.


def test_results_are_the_featured_figures_under_their_period(client):
    edition = make_edition()
    make_figure(edition, featured=True, metric=make_metric(name_en="Chosen"))
    make_figure(edition, metric=make_metric(name_en="Plain"))
    results = part(page_of(client, edition), "figures")
    assert "2023 in figures" in results
    assert "Chosen" in results
    assert "Plain" not in results
    assert "All 2 figures" in results


def test_results_of_several_periods_name_each():
    edition = make_edition()
    for year in ("2022", "2023"):
        make_figure(edition, featured=True, period=year)
    assert Overview.build(edition).results_period == ""


def test_contradicting_figures_stand_in_one_cell_with_the_reason(client):
    edition = make_edition()
    metric = make_metric(nature="growth")
    pair = [make_figure(edition, metric=metric, value=value, unit="%", featured=True) for value in (24, 18)]
    passages = [make_passage(make_source(edition)) for _ in pair]
    for figure, passage in zip(pair, passages, strict=True):
        figure.passages.add(passage)
    make_remark(edition, kind="contradiction", content_en="Two rates in one sentence").figures.set(pair)
    (cell,) = Overview.build(edition).results
    assert cell.figures == pair
    results = part(page_of(client, edition), "figures")
    assert results.count("Two rates in one sentence</p>") == 1
    for figure in pair:
        assert f'data-hx-get="/en{edition.url("evidence", figure.kind_slug, figure.key)}"' in results
    assert results.count(" data-fact>") == 1


def test_every_mark_of_the_overview_opens_within_a_fact(client, full_page):
    for mark in re.finditer(r'data-hx-get="[^"]*evidence', full_page):
        before = full_page[: mark.start()]
        assert before.rfind("data-fact") > before.rfind("</li> <li"), mark.start()


@pytest.fixture
def full_page(client):
    edition = make_edition()
    source = make_source(edition)
    for row in (
        make_figure(edition, featured=True),
        make_figure(edition, kind="target"),
        make_quote(edition),
        make_statement(edition),
        make_photo(edition),
    ):
        row.passages.add(make_passage(source))
    return page_of(client, edition)


def test_no_more_cells_than_fit_and_the_rest_is_a_link_away(client):
    edition = make_edition()
    for _ in range(MAX_CELLS + 3):
        make_figure(edition, featured=True)
        make_figure(edition, kind="target", period="2024")
    page = Overview.build(edition)
    assert len(page.results) == len(page.shown_targets) == MAX_CELLS
    assert f"All {MAX_CELLS + 3} targets" in page_of(client, edition)


# Goals and projects.


def map_of(edition):
    return GoalMap.of(grouped_goals(EditionRows(edition)), list(edition.projects.with_counts()))


def test_lines_lead_from_the_middle_of_a_goals_row_to_that_of_a_projects():
    edition = make_edition()
    goals, projects = [make_goal(edition) for _ in range(2)], [make_project(edition) for _ in range(4)]
    make_contribution(goals[1], projects[3], basis="stated")
    make_contribution(goals[1], projects[0], basis="inferred")
    first, second = map_of(edition).goals
    assert (first.lines, first.links) == ([], [])
    assert [(line.basis, line.path) for line in second.lines] == [
        ("inferred", "M0 750C48 750 52 125 100 125"),
        ("stated", "M0 750C48 750 52 875 100 875"),
    ]


def test_every_line_is_also_a_link_and_says_whether_it_was_inferred(client):
    edition = make_edition()
    goal, stated, inferred = make_goal(edition), make_project(edition), make_project(edition)
    links = [
        make_contribution(goal, stated, basis="stated"),
        make_contribution(goal, inferred, basis="inferred"),
    ]
    drawn = part(page_of(client, edition), "structure")
    for link in links:
        assert f'class="link-{link.basis}" href="/en{link.get_absolute_url()}"' in drawn
    for end in (goal, stated, inferred):
        assert f'href="/en{end.get_absolute_url()}"' in drawn
    assert drawn.count('class="line line-inferred"') == 2  # one in the key
    assert drawn.count('class="line"') == 2
    assert all('aria-hidden="true"' in svg for svg in re.findall(r"<svg[^>]*>", drawn))


def test_projects_are_called_what_the_plan_calls_them(client):
    edition = make_edition(project_noun="行动", project_noun_en="campaign")
    make_project(edition)
    make_project(edition)
    assert "2项行动" in page_of(client, edition, "").replace("</a>", "")
    assert "2 campaigns" in page_of(client, edition)


def test_goals_without_groups_are_no_other_goals(client):
    edition = make_edition()
    make_goal(edition)
    assert "Other goals" not in page_of(client, edition)
    assert "Other goals" not in client.get(f"/en{edition.url('goals')}").content.decode()
    make_goal(edition, group=make_group(edition))
    assert "Other goals" in page_of(client, edition)
    assert "Other goals" in client.get(f"/en{edition.url('goals')}").content.decode()


def test_plan_without_links_speaks_of_none(client):
    edition = make_edition(meeting_date=None, meeting_date_basis="")
    make_goal(edition)
    make_project(edition)
    pages = page_of(client, edition) + client.get(f"/en{edition.url('goals')}").content.decode()
    for words in ('class="lines', "nferred", "inference", "Served by", "served by 0", 'class="matrix"'):
        assert words not in pages, words


def test_project_is_not_said_to_have_nothing(client):
    edition = make_edition()
    make_project(edition)
    pages = page_of(client, edition) + client.get(f"/en{edition.url('projects')}").content.decode()
    assert not re.search(r"\b0 (measures|figures|quotes)", pages)


# What is stated and left open.


def test_gaps_are_counted_for_a_plan_that_was_read_whole_and_entries_for_another(client):
    for read_whole, heading, count in (
        ("2024-01-05", "Stated, and left open", 1),
        (None, "What has been entered", 0),
    ):
        edition = make_edition(read_whole_on=read_whole)
        project = make_project(edition)
        for due in ("2024", ""):
            make_measure(project, due=due)
        make_figure(edition, kind="target", value=None, availability="not-stated")
        gaps = part(page_of(client, edition), "gaps")
        assert heading in gaps
        assert "<b>1</b> of 2" in gaps
        assert gaps.count("<b>1</b> target without a number") == count


def test_expected_figure_lacks_an_outcome_until_there_is_an_actual_one():
    edition = make_edition()
    metric = make_metric()
    make_figure(edition, metric=metric, kind="expected")
    assert len(Overview.build(edition).without_outcome) == 1
    make_figure(edition, metric=metric, kind="actual")
    assert Overview.build(edition).without_outcome == []


# Targets.


@pytest.mark.parametrize(("read_whole", "words"), [("2024-01-05", "Not stated"), (None, "Not entered")])
def test_missing_target_is_not_stated_only_in_a_source_read_whole(client, read_whole, words):
    edition = make_edition(read_whole_on=read_whole)
    make_figure(edition, kind="target", period="2024", value=None, availability="not-stated")
    targets = part(page_of(client, edition), "targets")
    assert "What 2024 is to reach" in targets
    assert f'<span class="missing">{words}</span>' in targets


def test_targets_without_number_that_differ_by_scope_share_a_cell():
    edition = make_edition()
    metric = make_metric()
    unstated = {"metric": metric, "kind": "target", "value": None, "availability": "not-stated"}
    tiers = [make_figure(edition, scope=f"产值过{size}亿元", **unstated) for size in (10, 20)]
    other = make_figure(edition, kind="target", value=7)
    assert [cell.figures for cell in Overview.build(edition).shown_targets] == [[other], tiers]


# The rest.


def test_only_one_quote_the_featured_one(client):
    edition = make_edition()
    make_quote(edition, content_en="First words")
    make_quote(edition, content_en="Chosen words", featured=True)
    page = page_of(client, edition)
    assert "Chosen words" in page
    assert "First words" not in page
    assert "All 2 quotes" in page


def test_notes_are_counted_here_and_told_on_the_quality_page(client):
    edition = make_edition()
    remark = make_remark(edition, content_en="Read with care")
    assert "1 note<" in page_of(client, edition)
    assert "Read with care" not in page_of(client, edition)
    page, _, key = remark.get_absolute_url().partition("#")
    assert f'id="{key}"' in client.get(f"/en{page}").content.decode()


def test_photo_without_its_picture_is_a_folded_caption_and_no_frame(client):
    edition = make_edition()
    photo = make_photo(edition)
    page = page_of(client, edition)
    assert "1 photo: picture not supplied" in page
    assert f'<li id="{photo.key}" data-fact>' in page
    assert "photo-absent" not in page


def test_files_of_the_plan_are_one_line_and_its_tables_a_link_away(client):
    edition = make_edition()
    ends = page_of(client, edition)
    assert ends.count(" download>") == 5  # the workbook beside the title too
    tables = client.get(f"/en{edition.url('quality')}").content.decode()
    for table in ("metrics", "measures", "statements", "updates"):
        assert f'/{table}.csv"' in tables
