"""English whose Chinese was changed is outdated until it is translated anew, changed back or said to fit."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from initiatives.downloads.fixture import cached_published_fixture, dump_plan
from initiatives.editions.history import put_back, state_in
from initiatives.editions.lifecycle import publish, revise
from initiatives.models import Goal
from initiatives.models.row_state import records_of
from initiatives.quality import findings
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.writer import cached_workbook, write_workbook
from tests.admin_pages import form_data
from tests.factories import make_edition, make_figure, make_goal, make_metric, make_passage, make_source
from tests.workbook_editing import cell, edited

pytestmark = pytest.mark.django_db
WORDS = "(English of an earlier version)"


@pytest.fixture
def goal() -> Goal:
    """A goal of a draft, as it was published."""
    edition = make_edition()
    make_goal(edition, key="roads", title="建设道路", title_en="Build roads")
    return Goal.objects.get(edition=revise(edition.plan))


def change(row, **values) -> dict[str, str]:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    row.refresh_from_db()
    return row.outdated_english


def strings_of(workbook: bytes) -> str:
    """All text of a workbook."""
    book = load_workbook(io.BytesIO(workbook))
    return "".join(str(value) for page in book for row in page.iter_rows(values_only=True) for value in row)


# When it is outdated


def test_changed_chinese_leaves_its_english_behind(goal):
    assert change(goal, title="建设桥梁") == {"title": "建设道路"}
    assert change(goal, title="建设隧道") == {"title": "建设道路"}


def test_english_is_of_the_chinese_that_it_is_changed_with(goal):
    assert change(goal, title="建设桥梁", title_en="Build bridges") == {}
    change(goal, title="建设隧道")
    assert change(goal, title_en="Build tunnels") == {}


def test_chinese_changed_back_has_its_english_again(goal):
    change(goal, title="建设桥梁")
    assert change(goal, title="建设道路") == {}


def test_text_without_english_is_not_outdated(goal):
    assert change(goal, statement="说明") == {}
    assert change(goal, statement="新说明") == {}
    change(goal, title="建设桥梁")
    assert change(goal, title_en="") == {}


def test_unit_is_no_text_to_translate():
    figure = make_figure(make_edition(), unit="亿元", unit_en="yuan")
    assert change(figure, unit="万元") == {}


def test_saving_some_fields_keeps_account_of_them(goal):
    goal.title = "建设桥梁"
    goal.save(update_fields=["title"])
    goal.refresh_from_db()
    assert goal.outdated_english == {"title": "建设道路"}


def test_rows_that_editions_share_are_kept_account_of_too():
    edition = make_edition()
    metric, passage = make_metric(name="产值", name_en="Output"), make_passage(make_source(edition))
    change(passage, phrase_en="A phrase")
    assert change(metric, name="总产值") == {"name": "产值"}
    assert [*change(passage, phrase="别的短语")] == ["phrase"]


def test_editor_can_say_that_it_fits(goal):
    change(goal, title="建设道路。")
    goal.english_fits = ["title"]
    assert change(goal) == {}


def test_putting_back_an_earlier_state_brings_back_its_account(goal):
    change(goal, title="建设桥梁")
    change(goal, title="建设隧道", title_en="Build tunnels")
    outdated = records_of(Goal).filter(id=goal.pk, title="建设桥梁").first()
    put_back(Goal, goal.pk, state_in(outdated))
    goal.refresh_from_db()
    assert goal.outdated_english == {"title": "建设道路"}


# How long it lasts


def test_it_lasts_over_later_editions(goal):
    change(goal, title="建设桥梁")
    draft = revise(publish(goal.edition, user=None, note="x").plan)
    assert draft.goals.get().outdated_english == {"title": "建设道路"}


def test_fixture_carries_it(goal, tmp_path):
    change(goal, title="建设桥梁")
    file = tmp_path / "plan.yaml"
    file.write_text(dump_plan(goal.edition.plan), encoding="utf-8")
    goal.edition.plan.delete()
    call_command("loaddata", str(file), verbosity=0)
    assert Goal.objects.get(title="建设桥梁").outdated_english == {"title": "建设道路"}


def test_workbook_carries_it(goal):
    change(goal, title="建设桥梁")
    content = write_workbook(goal.edition)
    Goal.objects.update(english_basis="")
    assert import_workbook(io.BytesIO(content)).problems == []
    assert Goal.objects.get(title="建设桥梁").outdated_english == {"title": "建设道路"}


def test_files_for_readers_do_not_tell_what_it_was(goal):
    """The earlier Chinese may have stood in drafts alone."""
    change(goal, title="建设桥梁")
    edition = publish(goal.edition, user=None, note="改名")
    _digest, fixture = cached_published_fixture(edition)
    _digest, workbook = cached_workbook(edition)
    assert "建设道路" not in fixture.decode()
    assert "建设道路" not in strings_of(workbook)
    assert "建设道路" in strings_of(write_workbook(edition))


def test_chinese_changed_in_a_workbook_leaves_its_english_behind(goal):
    content = edited(write_workbook(goal.edition, "en"), lambda book: set_title(book["Goals"]))
    assert import_workbook(io.BytesIO(content)).problems == []
    goal.refresh_from_db()
    assert goal.outdated_english == {"title": "建设道路"}


def set_title(page) -> None:
    cell(page, "roads", "Title").value = "建设桥梁"


# Who is told


def test_finding_names_the_field_and_the_chinese_that_was_translated(goal):
    change(goal, title="建设桥梁")
    (found,) = [one for one in findings(goal.edition) if one.code == "english-stale"]
    assert (found.field, found.params["before"], found.for_readers) == ("title_en", "建设道路", False)


def test_editor_is_told_beside_the_field_and_says_that_it_fits(admin_client, goal):
    url = reverse("admin:initiatives_goal_change", args=[goal.pk])
    change(goal, title="建设桥梁")
    page = admin_client.get(url)
    assert '<input type="checkbox" name="english_fits" value="title">' in page.content.decode()
    admin_client.post(url, {**form_data(page), "english_fits": "title"})
    goal.refresh_from_db()
    assert goal.outdated_english == {}


def test_english_pages_say_it_where_the_text_stands(client, goal):
    change(goal, title="建设桥梁")
    edition = publish(goal.edition, user=None, note="x")
    english = client.get(f"/en{edition.url('goals')}").content.decode()
    assert f'Build roads <small class="outdated">{WORDS}</small>' in english
    assert "outdated" not in client.get(edition.url("goals")).content.decode()


def test_programs_are_told_which_texts_it_is(client, goal):
    change(goal, title="建设桥梁")
    edition = publish(goal.edition, user=None, note="x")
    place = {"park": edition.plan.park.slug, "year": edition.plan.year}
    for language, outdated in (("en", ["title"]), ("zh", [])):
        (record,) = client.get("/api/v1/goals", {**place, "lang": language}).json()["data"]
        assert record["outdated_english"] == outdated


def test_chinese_on_an_english_page_is_marked(client):
    edition = make_edition()
    make_goal(edition, title="没有译文", title_en="")
    page = client.get(f"/en{edition.url('goals')}").content.decode()
    assert '<span class="untranslated" lang="zh-Hans" title="Not translated yet">没有译文</span>' in page
    assert "untranslated" not in client.get(edition.url("goals")).content.decode()
