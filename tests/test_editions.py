"""Editions: copying, comparing, publishing, going back, the next year."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.downloads.fixture import dump_plan
from initiatives.editions.comparison import ADDED, CHANGED, REMOVED, compare, compare_snapshots, snapshot
from initiatives.editions.copying import copy_edition
from initiatives.editions.lifecycle import (
    Refusal,
    go_back,
    publish,
    return_to_draft,
    revise,
    start_next_year,
    submit,
    withdraw,
)
from initiatives.models import EDITION_ROWS, Edition, Figure, Goal, Plan, Quote
from initiatives.values.vocabulary import EditionState
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_project,
    make_rich_edition,
)
from tests.sampling import sampled

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows_in(edition: Edition) -> dict[str, int]:
    return {model.__name__: model.objects.filter(edition=edition).count() for model in EDITION_ROWS}


def counted(work) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_copy_says_the_same_and_is_a_draft():
    edition = make_rich_edition(3)
    copy = copy_edition(edition)
    assert (copy.state, copy.number, copy.plan) == (EditionState.DRAFT, 2, edition.plan)
    assert rows_in(copy) == rows_in(edition)
    assert compare(edition, copy) == []


def test_copy_points_at_its_own_rows_only():
    copy = copy_edition(make_rich_edition(2))
    for model in EDITION_ROWS:
        for row in model.objects.filter(edition=copy):
            row.full_clean()
    remark = copy.remarks.first()
    assert {figure.edition for figure in remark.figures.all()} == {copy}


@pytest.mark.slow
def test_copying_and_comparing_take_the_same_queries_whatever_the_size():
    small, large = make_rich_edition(1), make_rich_edition(12)
    assert counted(lambda: copy_edition(small)) == counted(lambda: copy_edition(large))
    pairs = [(edition, Edition.objects.get(plan=edition.plan, number=2)) for edition in (small, large)]
    assert counted(lambda: compare(*pairs[0])) == counted(lambda: compare(*pairs[1]))


def test_difference_names_what_was_added_removed_and_changed():
    edition = make_edition()
    make_goal(edition, key="old", title="旧目标")
    figure = make_figure(edition, key="figure", value=18, unit="%")
    draft = copy_edition(edition)
    draft.goals.get(key="old").delete()
    make_goal(draft, key="new", title="新目标")
    changed = draft.figures.get(key="figure")
    changed.value = 19
    changed.save()
    draft.title = "新标题"
    draft.save()
    changes = [
        (change.kind, change.key, [(f.name, f.before, f.after) for f in change.fields])
        for change in compare(edition, draft)
    ]
    assert changes == [
        (CHANGED, "", [("title", "计划标题", "新标题")]),
        (REMOVED, "old", []),
        (ADDED, "new", []),
        (CHANGED, "figure", [("value", "18", "19")]),
    ]
    assert Figure.objects.get(pk=figure.pk).value == 18


def test_difference_sees_links_and_references():
    edition = make_rich_edition(2)
    draft = copy_edition(edition)
    measure = draft.measures.order_by("key").first()
    measure.passages.clear()
    (change,) = compare(edition, draft)
    assert (change.key, [field.name for field in change.fields]) == (measure.key, ["passages"])


@given(data=st.data())
@settings(max_examples=sampled(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_change_of_a_row_is_seen_and_nothing_else(db, data):
    edition = make_rich_edition(1)
    draft = copy_edition(edition)
    model = data.draw(st.sampled_from(EDITION_ROWS))
    row = data.draw(st.sampled_from(list(model.objects.filter(edition=draft))))
    row.order += 1
    row.save()
    assert [(change.model, change.key) for change in compare(edition, draft)] == [(model, row.key)]


@pytest.mark.slow
def test_copy_dumped_and_loaded_says_the_same(shipped, tmp_path):
    copy_edition(shipped)
    with (tmp_path / "plan.yaml").open("w", encoding="utf-8") as file:
        call_command("dump_plan", "yuhua", "2024", stdout=file)
    # PostgreSQL empties no table whose foreign keys it has still to look at.
    connection.check_constraints()
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", str(tmp_path / "plan.yaml"), verbosity=0)
    first, second = Edition.objects.order_by("number")
    assert compare(first, second) == []


def test_revising_opens_the_one_draft():
    edition = make_edition()
    draft = revise(edition.plan)
    assert draft.state == EditionState.DRAFT
    assert revise(edition.plan) == draft
    submit(draft)
    assert revise(edition.plan) == draft


def test_revising_a_plan_without_editions_begins_one():
    plan = Plan.objects.create(park=make_edition().plan.park, year=2030)
    assert revise(plan).number == 1


def test_publishing_replaces_what_readers_see():
    edition = make_edition()
    draft = revise(edition.plan)
    published = publish(draft, user=None, note="更正一处")
    edition.refresh_from_db()
    assert (edition.state, published.state) == (EditionState.SUPERSEDED, EditionState.PUBLISHED)
    assert published.released_at is not None
    assert published.release_note == "更正一处"


def test_publishing_asks_for_a_note_and_for_a_draft():
    edition = make_edition()
    with pytest.raises(Refusal):
        publish(edition, user=None, note="x")
    with pytest.raises(Refusal):
        publish(revise(edition.plan), user=None, note="  ")


def test_going_back_and_withdrawing():
    first = make_edition()
    second = publish(revise(first.plan), user=None, note="x")
    go_back(first, user=None)
    assert Edition.objects.published().get() == first
    second.refresh_from_db()
    assert second.state == EditionState.SUPERSEDED
    withdraw(first)
    assert not Edition.objects.published().exists()
    go_back(second, user=None)
    assert Edition.objects.published().get() == second


def test_edition_in_the_wrong_state_is_refused_in_words():
    edition = make_edition()
    for move in (submit, return_to_draft):
        with pytest.raises(Refusal):
            move(edition)
    with pytest.raises(Refusal):
        go_back(edition, user=None)
    with pytest.raises(Refusal):
        withdraw(revise(edition.plan))


def test_sources_of_the_next_year_are_not_read_yet():
    edition = make_edition(read_whole_on="2024-01-05", read_whole_by="王五")
    draft = start_next_year(edition)
    assert (draft.read_whole_on, draft.read_whole_by) == (None, "")


def test_next_year_begins_with_the_structure_and_the_results():
    edition = make_rich_edition(2)
    project = edition.projects.first()
    make_measure(project)
    draft = start_next_year(edition)
    assert (draft.plan.year, draft.state, draft.meeting) == (2025, EditionState.DRAFT, "")
    kept = rows_in(edition)
    assert rows_in(draft) == {
        **dict.fromkeys(kept, 0),
        **{name: kept[name] for name in ("GoalGroup", "Goal", "Project", "Contribution")},
        "Figure": edition.figures.exclude(kind="target").count(),
    }
    assert draft.projects.get(key=project.key).predecessors.get() == project
    assert draft.goals.count() == sum(goal.predecessors.count() for goal in draft.goals.all())
    assert draft.figures.first().passages.count() == 2
    with pytest.raises(Refusal):
        start_next_year(edition)


def test_draft_of_a_plan_with_a_project_of_each_kind_copies_references():
    edition = make_edition()
    project, goal = make_project(edition), make_goal(edition)
    measure = make_measure(project)
    make_figure(edition, key="x", project=project, goal=goal, measure=measure)
    draft = copy_edition(edition)
    figure = draft.figures.get(key="x")
    assert figure.measure.edition == figure.project.edition == figure.goal.edition == draft
    assert figure.measure.project == figure.project


AWKWARD = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).map(str.strip)


@given(rows=st.integers(1, 2), words=st.lists(AWKWARD.filter(bool), min_size=3, max_size=3))
@settings(max_examples=sampled(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_copy_of_any_plan_survives_its_file(db, tmp_path, rows, words):
    edition = make_rich_edition(rows)
    for model, field, text in zip((Figure, Goal, Quote), ("wording", "title", "content"), words, strict=True):
        model.objects.filter(edition=edition).update(**{field: text})
    copy = copy_edition(edition)
    assert compare(edition, copy) == []
    plan, before = edition.plan, snapshot(copy)
    file = tmp_path / "plan.yaml"
    file.write_text(dump_plan(plan), encoding="utf-8")
    plan.delete()
    call_command("loaddata", str(file), verbosity=0)
    loaded = Edition.objects.of(plan.park.slug, plan.year)
    assert compare_snapshots(before, snapshot(loaded.get(number=copy.number))) == []
    assert compare(*loaded.order_by("number")) == []
