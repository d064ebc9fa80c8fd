"""What a plan calls its parts stands wherever pages, files and screens name them; else a neutral word."""

import io
from typing import Any

import pytest
from django.utils.text import capfirst
from django.utils.translation import override
from openpyxl import load_workbook

from initiatives.models import Edition, Measure, Project
from initiatives.quality import findings
from initiatives.search import Query, search
from initiatives.values.project_noun import NEUTRAL, ProjectNoun, using_noun
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.sheets import SHEET_OF
from initiatives.workbook.writer import blank_workbook, write_workbook
from tests.factories import make_contribution, make_edition, make_goal, make_measure, make_project
from tests.workbook_editing import edited

CAMPAIGN = ProjectNoun("行动", "campaign")


@pytest.fixture
def edition(db) -> Edition:
    """A plan with three campaigns, of which it declares four."""
    edition = make_edition(project_noun="行动", project_noun_en="campaign", declared_projects=4)
    for number in (1, 2, 3):
        make_measure(make_project(edition, number=number, title=f"第{number}行动", theme="", drive=""))
    make_contribution(make_goal(edition), edition.projects.get(number=1))
    return edition


def bring_in(content: bytes) -> Any:
    return import_workbook(io.BytesIO(content), allow_new=True)


@pytest.mark.parametrize(
    ("language", "one", "many", "neutral"),
    [("zh-hans", "行动", "行动", "重点工作"), ("en", "campaign", "campaigns", "project")],
)
def test_noun_is_that_of_the_language_and_neutral_without_a_plan(language, one, many, neutral):
    with override(language):
        assert (CAMPAIGN.one, CAMPAIGN.many) == (one, many)
        assert str(Project._meta.verbose_name) == NEUTRAL.one == neutral
        with using_noun(CAMPAIGN):
            assert str(Project._meta.verbose_name_plural) == many
            assert str(Measure._meta.get_field("project").verbose_name) == one
        assert str(Project._meta.verbose_name) == neutral


def test_noun_of_one_language_is_no_word_of_the_other():
    with override("en"):
        assert (ProjectNoun("行动").one, ProjectNoun("行动").many) == ("project", "projects")


def test_quality_findings_name_the_parts_as_the_plan_does(edition):
    said = {finding.code: finding for finding in findings(edition)}
    with override("en"):
        assert said["project-count"].message == "The plan declares 4 campaigns but has 3."
        assert "this campaign serves no goal" in said["project-without-goal"].message


def test_api_keeps_its_names_and_downloads_have_the_plans_heading(edition, client):
    found = client.get(f"/api/v1/measures?park={edition.plan.park.slug}&lang=en").json()["data"][0]
    assert found["project"]["title"]
    table = client.get(f"/en{edition.url('table', 'measures', 'csv')}")
    heading = table.getvalue().decode().splitlines()[0]
    assert "Campaign" in heading
    assert "Project" not in heading


def test_search_groups_are_named_by_the_plan_while_it_is_one(edition):
    def groups() -> list[str]:
        with override("en"):
            return [hits.kind for hits in search(Query.parse("第1行动"))]

    assert groups()[0] == "campaigns"
    other = make_edition(project_noun="任务", project_noun_en="task")
    make_project(other, number=1, title="第1行动之外", theme="", drive="")
    assert groups()[0] == "projects"


def test_desk_names_them_by_the_plan_of_the_row_and_neutrally_elsewhere(edition, admin_client):
    measure = edition.measures.first()
    form = admin_client.get(f"/en/admin/initiatives/measure/{measure.pk}/change/").content.decode()
    assert "Campaign" in form
    plan = admin_client.get(f"/en/admin/initiatives/plan/{edition.plan_id}/change/").content.decode()
    assert "By campaign" in plan
    rows = admin_client.get(f"/en/admin/initiatives/project/?edition__id__exact={edition.pk}")
    assert "Select campaign" in rows.content.decode()
    assert "Select project" in admin_client.get("/en/admin/initiatives/project/").content.decode()


# Workbooks


@pytest.mark.slow
@pytest.mark.parametrize(("language", "title"), [("zh-hans", "行动"), ("en", "Campaigns")])
def test_workbook_is_in_the_plans_words_and_comes_in_again(edition, language, title):
    content = write_workbook(edition, language)
    book = load_workbook(io.BytesIO(content))
    assert title in book.sheetnames
    headings = {cell.value for name in book.sheetnames for cell in book[name][1]}
    assert not headings & {"工程", "Project", "公布的工程数", "Declared number of projects"}
    result = bring_in(content)
    assert (result.problems, result.changes, result.notes) == ([], [], [])


def test_blank_workbook_is_neutral(db):
    assert "Projects and measures" in load_workbook(io.BytesIO(blank_workbook("en"))).sheetnames


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), [("行动", "工程"), ("行动", "重点工作"), ("行动", "任务")])
def test_sheet_may_have_the_old_a_neutral_or_the_new_name(edition, old, new):
    def edit(book: Any) -> None:
        book[old].title = new
        for sheet in book.worksheets:
            for cell in sheet[1]:
                cell.value = str(cell.value).replace(old, new) if cell.value else None
        place = next(cell for cell in book["计划"][1] if cell.value == "计划各部分的叫法")
        if new == "任务":
            place.offset(1).value = new

    result = bring_in(edited(write_workbook(edition), edit))
    assert (result.problems, result.notes) == ([], [])
    assert [change.model for change in result.changes] == ([Edition] if new == "任务" else [])


@pytest.mark.slow
def test_noun_changed_in_its_cell_leaves_the_sheet_its_name(edition):
    def edit(book: Any) -> None:
        place = next(cell for cell in book["计划"][1] if cell.value == "计划各部分的叫法")
        place.offset(1).value = "任务"

    result = bring_in(edited(write_workbook(edition), edit))
    assert (result.problems, result.notes) == ([], [])
    assert result.draft.project_noun == "任务"


@pytest.mark.slow
@pytest.mark.parametrize("noun", ["举措", "目标", "重点/任务", "说明", "标题"])
def test_noun_that_cannot_name_a_sheet_or_column_gives_way_to_the_neutral_one(edition, noun):
    Edition.objects.filter(pk=edition.pk).update(project_noun=noun)
    edition.refresh_from_db()
    content = write_workbook(edition)
    assert ("重点工作" in load_workbook(io.BytesIO(content)).sheetnames) is (noun != "标题")
    result = bring_in(content)
    assert (result.problems, result.changes, result.notes) == ([], [], [])


def test_no_two_columns_of_a_sheet_have_one_heading(db):
    sheet = SHEET_OF[Measure]
    for language in ("zh-hans", "en"):
        with override(language):
            taken = [str(column.field.verbose_name) for column in sheet.columns]
        for word in taken:
            with using_noun(ProjectNoun(word, word)):
                headings = [column.heading(language) for column in sheet.columns]
            assert len({*headings}) == len(headings), (language, capfirst(word))
