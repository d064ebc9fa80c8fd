"""What the plan states and leaves open, for readers; and the same findings for editors."""

import re

import pytest
from django.urls import reverse

from initiatives.models import Edition
from initiatives.pages.quality import QualityPage
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
)
from tests.public_pages import LANGUAGES, count_queries

pytestmark = pytest.mark.django_db


def section(page: str, name: str) -> str:
    """The part of a page under one heading."""
    start = f'<section class="part" aria-labelledby="page:{name}">'
    return page.partition(start)[2].partition("</section>")[0]


def admin_findings(page: str) -> str:
    (shown,) = re.findall(r'<div class="findings" id="findings">(.*?)</div>', page, re.DOTALL)
    return shown


def make_contradiction(edition: Edition, **fields) -> None:
    """Two figures of one thing, each with a passage, and a remark on both."""
    metric, source = make_metric(nature="growth"), make_source(edition)
    remark = make_remark(edition, kind="contradiction", content="两个数都照录", content_en="Both are kept")
    for value in (24, 18):
        figure = make_figure(edition, metric=metric, value=value, unit="%", wording=f"增长{value}%", **fields)
        figure.passages.add(make_passage(source))
        remark.figures.add(figure)


# The page.


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    few, many = make_rich_edition(1), make_rich_edition(many_rows)
    for edition in (few, many):
        make_contradiction(edition)
    assert count_queries(client, prefix + few.url("quality")) == count_queries(
        client, prefix + many.url("quality")
    )


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_empty_plan_has_a_page(client, prefix):
    edition = make_edition(meeting_date=None, meeting_date_basis="")
    page = client.get(prefix + edition.url("quality"))
    assert page.status_code == 200
    headings = re.findall(r'<h2 id="page:([a-z]+)"', page.content.decode())
    assert headings == ["measures", "conflicts", "open", "inferred", "tables"]
    assert page.content.decode().count('class="empty"') == 4


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_plan_that_is_not_published_has_no_page(client, state):
    assert client.get(make_edition(state=state).url("quality")).status_code == 404


def test_draft_stays_out_of_the_published_page(client):
    published = make_edition()
    draft = make_edition(plan=published.plan, number=2, state="draft")
    make_project(draft, title="只在草稿里", theme="", drive="")
    assert "只在草稿里" not in client.get(published.url("quality")).content.decode()


def test_contradiction_shows_both_values_with_their_passages_and_the_remark(client):
    edition = make_edition()
    make_contradiction(edition)
    part = section(client.get(f"/en{edition.url('quality')}").content.decode(), "conflicts")
    assert re.findall(r'<span class="number">(.*?)</span>', part) == ["24%", "18%"]
    assert len(re.findall(r'<a class="cite"', part)) == 2
    assert re.search(r'<p class="note">.*Both are kept</p>', part)


def test_measures_are_counted_by_what_they_state():
    edition = make_edition()
    project = make_project(edition)
    numbered = make_measure(project)
    make_figure(edition, measure=numbered, project=project, kind="target")
    vague = make_measure(project, due="2024", cadence="monthly")
    make_figure(edition, measure=vague, project=project, kind="target", availability="not-stated", value=None)
    # Where it stands is no target.
    make_figure(edition, measure=vague, project=project)
    make_measure(project, responsible=make_organisation(edition.plan.park))
    make_measure(project).passages.add(make_passage(make_source(edition)))
    make_quote(edition, project=project)
    idle = make_project(edition)
    page = QualityPage.build(edition)
    assert [(share.count, share.total) for share in page.tally] == [(1, 4)] * 5
    cells = {line.row: [cell.count for cell in line.cells] for line in page.project_lines}
    assert cells == {
        project: [4, 1, 1, 1, 1, 1, 3, 1, 0, 1, 1],
        idle: [0, None, None, None, None, None, 0, 0, 0, 0, 0],
    }


def test_goals_are_counted_by_what_points_at_them():
    edition = make_edition()
    goal = make_goal(edition)
    make_contribution(goal, make_project(edition))
    make_figure(edition, goal=goal)
    page = QualityPage.build(edition)
    assert [[cell.count for cell in line.cells] for line in page.goal_lines] == [[1, 1, 1, 0]]


def test_threshold_is_counted_apart_and_is_a_number_to_reach():
    edition = make_edition()
    project = make_project(edition)
    measure = make_measure(project)
    absent = {"kind": "target", "availability": "not-stated", "value": None, "project": project}
    make_figure(edition, **absent, scope="产值过10亿元", measure=measure)
    make_figure(edition, **absent)
    page = QualityPage.build(edition)
    counts = [cell.count for cell in page.project_lines[0].cells]
    # Measures with a number to reach; targets with a number, with a threshold only, and without either.
    assert (counts[1], counts[-4:-1]) == (1, [0, 1, 1])


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"due": "2024"}, True),
        ({"timing_stated": "明年"}, True),
        ({"cadence": "monthly", "timing_stated": "每月"}, False),
        ({}, False),
    ],
)
def test_time_in_words_is_a_time_but_a_rhythm_is_not(fields, counted):
    measure = make_measure(make_project(make_edition()), **fields)
    page = QualityPage.build(measure.edition)
    assert bool(page.tally[1].count) is counted
    assert bool(page.gap_counts["time"]) is not bool(fields)


def test_page_says_who_read_the_source_whole(client):
    edition = make_edition(read_whole_on="2024-01-05", read_whole_by="王五")
    head = client.get(f"/en{edition.url('quality')}").content.decode()
    assert "王五 read the sources from beginning to end, and said so on 5 January 2024." in head
    assert "What this plan states and what it leaves open" in head


def test_page_of_a_plan_not_read_whole_lays_no_gap_at_its_door(client):
    edition = make_edition(meeting_date_basis="stated")
    make_measure(make_project(edition))
    page = client.get(f"/en{edition.url('quality')}").content.decode()
    assert "nobody has said yet that it was read from beginning to end" in page
    assert "A next plan could state" not in page
    assert "1 measure: a number to reach" in section(page, "wishes")


def test_cautions_are_told_apart_from_doubts(client):
    edition = make_edition()
    figure = make_figure(edition)
    caution = make_remark(edition, kind="caution", content="不可比较", content_en="Not to be compared")
    caution.figures.add(figure)
    page = client.get(f"/en{edition.url('quality')}").content.decode()
    assert "Not to be compared" in section(page, "cautions")
    assert "Not to be compared" not in section(page, "notices")


def test_nothing_is_drawn_as_an_outline_and_said_in_words(client):
    make_measure(make_project(make_edition()), due="2024")
    part = section(client.get(f"/en{Edition.objects.get().url('quality')}").content.decode(), "measures")
    bars = re.findall(r'<div class="bar-row">(.*?)</div>', part, re.DOTALL)
    assert [("bar-actual" in bar, "none of 1" in bar, "1 of 1</p>" in bar) for bar in bars] == [
        (False, True, False),
        (True, False, True),
        (False, True, False),
        (False, True, False),
        (False, True, False),
    ]


def test_what_editors_inferred_is_told_with_its_reason(client):
    edition = make_edition()
    make_contribution(make_goal(edition), make_project(edition), reason_en="Because of this")
    make_remark(edition, kind="inference", content_en="Read as 2023")
    make_photo(edition, date="2023-12-10", date_stated="12月10日", date_basis="inferred")
    part = section(client.get(f"/en{edition.url('quality')}").content.decode(), "inferred")
    for words in ("Because of this", "Read as 2023", "12月10日", "10 December 2023", "21 December 2023"):
        assert words in part


def test_readers_are_not_shown_what_only_editors_can_mend(client):
    edition = make_edition(title_en="")
    make_photo(edition).passages.add(make_passage(make_source(edition)))
    page = client.get(f"/en{edition.url('quality')}").content.decode()
    assert "page:notices" not in page


def test_next_plan_is_wished_only_what_this_one_lacks():
    edition = make_edition(meeting_date_basis="stated", read_whole_on="2024-01-05")
    goal, project = make_goal(edition), make_project(edition)
    make_contribution(goal, project, basis="stated")
    make_figure(edition, goal=goal)
    measure = make_measure(project, due="2024", responsible=make_organisation(edition.plan.park))
    make_figure(edition, measure=measure, kind="target")
    assert QualityPage.build(edition).suggestions == []
    make_measure(project)
    missing = {name: count for name, count in QualityPage.build(edition).gap_counts.items() if count}
    assert missing == {"number": 1, "time": 1, "organisation": 1}


def test_shipped_plan_tells_what_it_leaves_open(client, shipped):
    page = client.get(f"/en{shipped.url('quality')}").content.decode()
    tally = re.findall(r'<p class="bar-value">(.*?)</p>', page)
    measures = shipped.measures.all()
    total = measures.count()
    having = (
        1,  # The tiers of output have thresholds.
        measures.exclude(due="").count(),
        measures.exclude(cadence="").count(),
        measures.exclude(responsible=None).count(),
        total,
    )
    assert tally == [f"{count} of {total}" for count in having]
    assert section(page, "conflicts").count('class="cite"') == 2
    assert section(page, "open").count("Not stated") == 6
    assert "154% is unusual for a growth rate" in section(page, "notices")
    assert f"How much: {total - 1} measures have no number to reach." in section(page, "wishes")


# The admin.


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_editors_see_all_findings_on_the_editions_page(admin_client, shipped, language):
    prefix = "/en" if language == "en" else ""
    page = admin_client.get(f"{prefix}/admin/initiatives/edition/{shipped.pk}/change/")
    shown = admin_findings(page.content.decode())
    assert [int(count) for count in re.findall(r"<h3>.*? <span>(\d+)</span>", shown)] == [1, 1, 11]
    figure = shipped.figures.get(key="tax-growth")
    assert f'href="{prefix}/admin/initiatives/figure/{figure.pk}/change/"' in shown


@pytest.mark.slow
def test_editors_see_findings_beside_the_row_they_name(admin_client, shipped):
    def shown(key: str) -> str:
        figure = shipped.figures.get(key=key)
        page = admin_client.get(f"/en/admin/initiatives/figure/{figure.pk}/change/").content.decode()
        return admin_findings(page)

    assert "different values for 2023" in shown("iva-growth-18")
    assert "different values for 2023" in shown("iva-growth-24")
    assert "Nothing to report." in shown("high-tech-firms")


def test_list_of_editions_leads_to_the_findings(admin_client, shipped):
    page = admin_client.get(reverse("admin:initiatives_edition_changelist")).content.decode()
    assert f'href="/admin/initiatives/edition/{shipped.pk}/change/#findings"' in page


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["edition", "measure", "figure"])
def test_queries_of_an_admin_page_do_not_grow_with_the_findings(admin_client, kind, many_rows):
    def asked(edition: Edition) -> int:
        row = edition if kind == "edition" else getattr(edition, f"{kind}s").last()
        return count_queries(admin_client, f"/admin/initiatives/{kind}/{row.pk}/change/")

    few, many = make_rich_edition(1), make_rich_edition(many_rows)
    asked(few)
    assert asked(few) == asked(many)
