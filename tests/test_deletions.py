"""Deleting at the desk: confirmed by name, told on the front page, and taken back in one step."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from initiatives.desk.roles import sync_staff_status
from initiatives.editions import deleted_rows, lifecycle
from initiatives.editions.deleted_rows import RESTORED
from initiatives.editions.history import PUT_BACK, entries_from, records_of_row
from initiatives.models import (
    Contribution,
    Edition,
    Figure,
    Goal,
    Measure,
    Membership,
    Passage,
    Project,
    Remark,
    Update,
)
from initiatives.models.row_state import has_history, state_of
from initiatives.values.vocabulary import EditionState
from tests.admin_pages import address, form_data
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_passage,
    make_project,
    make_remark,
    make_rich_edition,
    make_source,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FRONT = "/admin/"


@pytest.fixture
def draft() -> Edition:
    return make_edition(state=EditionState.DRAFT)


def member(django_user_model: Any, edition: Edition, role: str = "editor") -> Client:
    user = django_user_model.objects.create_user(f"{role}-{edition.pk}", last_name="王", first_name="芳")
    Membership.objects.create(user=user, park=edition.plan.park, role=role)
    sync_staff_status(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(django_user_model, draft) -> Client:
    return member(django_user_model, draft)


def delete(client: Client, row: Any) -> Any:
    return client.post(address(type(row), "delete", row.pk), {"post": "yes"}, follow=True)


def delete_chosen(client: Client, *rows: Any, **more: str) -> Any:
    action = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], **more}
    return client.post(address(type(rows[0]), "changelist"), action)


def recent(client: Client) -> list[Any]:
    return client.get(FRONT).context["dashboard"].recent


def put_back(client: Client, line: Any = None) -> Any:
    line = line or recent(client)[0]
    model, record = line.restore
    return client.post(reverse("admin:restore"), {"model": model, "record": record}, follow=True)


def told(response: Any) -> str:
    return " ".join(re.sub("<[^>]+>", "", str(message)) for message in response.context["messages"])


def words(response: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", response.text).split())


# Told


def test_deletion_is_told_to_its_editor_with_name_kind_and_user(editor, draft):
    delete(editor, make_goal(draft, title="增长"))

    (line,) = recent(editor)

    assert ([name for name, _url in line.names], line.kinds, line.who) == (["增长"], "目标", "王芳")
    assert line.restore is not None
    assert "增长" in editor.get(FRONT).text


def test_rows_deleted_together_are_one_line(editor, draft):
    rows = [make_goal(draft, title=f"目标{number}") for number in "一二三四五"]

    delete_chosen(editor, *rows, post="yes")

    (line,) = recent(editor)
    assert ([name for name, _url in line.names], line.more) == (["目标一", "目标二", "目标三"], 2)


@pytest.mark.slow
def test_row_deleted_on_the_page_of_its_project_is_told(editor, draft):
    project = make_project(draft)
    make_measure(project, title="修路")
    page = address(Project, "change", project.pk)

    editor.post(page, {**form_data(editor.get(page)), "measures-0-DELETE": "on"})

    deleted = next(line for line in recent(editor) if line.restore)
    assert deleted.names[0][0] == "修路"
    put_back(editor, deleted)
    assert Measure.objects.get().title == "修路"


def test_deletions_of_other_parks_are_not_told(django_user_model, editor, draft):
    delete(editor, make_goal(draft))
    stranger = member(django_user_model, make_edition())

    assert recent(stranger) == []


@pytest.mark.slow
def test_front_page_needs_as_many_queries_for_many_deletions(editor, draft, django_assert_max_num_queries):
    for number in range(12):
        delete(editor, make_contribution(make_goal(draft), make_project(draft, number=number + 1)))

    with django_assert_max_num_queries(60):
        lines = recent(editor)
    assert len(lines) == 12
    assert all(" → " in line.names[0][0] for line in lines)


# Put back


def test_row_is_put_back_with_its_links_into_the_same_draft(editor, draft):
    source = make_source(draft)
    goal = make_goal(draft, title="增长", statement="更高")
    goal.passages.set([make_passage(source), make_passage(source)])
    before = state_of(goal)
    delete(editor, goal)

    response = put_back(editor)

    restored = Goal.objects.get(pk=goal.pk)
    assert (state_of(restored), restored.edition) == (before, draft)
    assert "增长" in told(response)


def test_all_that_went_along_comes_back(editor, draft):
    goal, project = make_goal(draft), make_project(draft)
    measure, contribution = make_measure(project), make_contribution(goal, project)
    figure = make_figure(draft, project=project)
    before = [state_of(row) for row in (project, measure, contribution, figure)]
    delete(editor, project)
    (line,) = recent(editor)
    assert not Contribution.objects.exists()

    put_back(editor, line)

    rows = (Project, Measure, Contribution, Figure)
    assert [state_of(model.objects.get()) for model in rows] == before


@pytest.mark.slow
def test_rows_that_stayed_refer_to_it_again(editor, draft):
    goal = make_goal(draft)
    figure = make_figure(draft, goal=goal)
    passage = make_passage(make_source(draft))
    goal.passages.add(passage)
    remark = make_remark(draft)
    remark.figures.add(figure)

    for row in (goal, figure):
        before = [state_of(one) for one in (goal, figure, remark)]
        delete(editor, row)
        put_back(editor, next(line for line in recent(editor) if line.restore))
        assert [state_of(model.objects.get()) for model in (Goal, Figure, Remark)] == before


@pytest.mark.slow
def test_passage_is_cited_again(editor, draft):
    passage = make_passage(make_source(draft))
    goal = make_goal(draft)
    goal.passages.add(passage)
    delete(editor, passage)
    assert not goal.passages.exists()

    put_back(editor, next(line for line in recent(editor) if line.restore))

    assert list(goal.passages.all()) == [Passage.objects.get(pk=passage.pk)]


@pytest.mark.slow
def test_what_was_published_meanwhile_does_not_refer_to_it_again_and_is_named(editor, draft):
    source = make_source(draft)
    passage = make_passage(source)
    draft.passages.add(passage)
    report = Update.objects.create(
        plan=draft.plan,
        key="report",
        subject="project",
        subject_key=make_project(draft).key,
        date="2024-03-01",
        content="开工",
        draft=True,
    )
    report.passages.add(passage)
    delete(editor, passage)
    line = next(line for line in recent(editor) if line.restore)
    Edition.objects.filter(pk=draft.pk).update(state=EditionState.PUBLISHED)
    Update.objects.filter(pk=report.pk).update(draft=False)

    message = told(put_back(editor, line))

    assert Passage.objects.filter(pk=passage.pk).exists()
    assert not draft.passages.exists() and not report.passages.exists()
    draft.refresh_from_db()
    assert str(draft) in message and str(report) in message


@pytest.mark.slow
def test_reference_that_was_set_anew_meanwhile_stays(editor, draft):
    first, second = make_goal(draft), make_goal(draft)
    figure = make_figure(draft, goal=first)
    delete(editor, first)
    Figure.objects.filter(pk=figure.pk).update(goal=second)

    put_back(editor, next(line for line in recent(editor) if line.restore))

    figure.refresh_from_db()
    assert figure.goal == second


@pytest.mark.slow
def test_deletion_of_more_rows_than_are_listed_is_listed_and_put_back_whole(editor, draft, monkeypatch):
    monkeypatch.setattr(deleted_rows, "MAX_RECORDS", 2)
    project = make_project(draft)
    measures = [make_measure(project).pk for _number in range(3)]
    delete(editor, project)

    put_back(editor, next(line for line in recent(editor) if line.restore))

    assert Project.objects.get() == project
    assert {*Measure.objects.values_list("pk", flat=True)} == {*measures}


@pytest.mark.slow
def test_discarded_draft_comes_back_whole(django_user_model):
    published = make_rich_edition(2)
    client = member(django_user_model, published)
    draft = lifecycle.revise(published.plan)
    counts = {rows: getattr(draft, rows).count() for rows in ("goals", "figures", "remarks", "quotes")}
    links = sorted(draft.figures.values_list("passages", "remarks__key"))
    delete(client, draft)
    (line,) = recent(client)
    assert line.names[0][0].endswith("草稿 2")

    put_back(client, line)

    restored = Edition.objects.get(pk=draft.pk)
    assert (restored.state, restored.number, set(restored.sources.all())) == (
        "draft",
        2,
        set(published.sources.all()),
    )
    assert {rows: getattr(restored, rows).count() for rows in counts} == counts
    assert sorted(restored.figures.values_list("passages", "remarks__key")) == links
    # What is changed next differs from what was put back, links included, in nothing else.
    figure = restored.figures.first()
    figure.wording = "改"
    figure.save()
    newest, before = entries_from(Figure, records_of_row(Figure, figure.pk))[:2]
    assert [change.name for change in newest.fields] == ["wording"]
    assert before.reason == PUT_BACK


@pytest.mark.slow
def test_rows_deleted_before_their_draft_was_discarded_are_told_again_once_it_is_back(editor, draft):
    goal = make_goal(draft, title="增长")
    delete(editor, goal)
    delete(editor, draft)
    (line,) = recent(editor)

    put_back(editor, line)
    assert not Goal.objects.exists()
    put_back(editor, next(line for line in recent(editor) if line.names[0][0] == "增长"))

    assert Goal.objects.get().edition == draft


def test_put_back_is_in_the_history_with_its_user(editor, draft):
    goal = make_goal(draft, title="增长")
    delete(editor, goal)
    put_back(editor)

    newest = Goal.history.first()

    assert (newest.history_change_reason, newest.history_user.last_name) == ("put-back", "王")
    assert recent(editor)[0].deed == "恢复"


@pytest.mark.slow
def test_what_has_been_put_back_says_so_and_offers_it_no_more(editor, draft):
    delete(editor, make_goal(draft))
    line = recent(editor)[0]
    put_back(editor, line)

    deleted = next(line for line in recent(editor) if line.css == "deletelink")

    assert deleted.restore is None and deleted.note
    put_back(editor, line)
    assert Goal.objects.count() == 1


def test_every_model_with_a_history_can_be_put_back():
    models = {model for model in apps.get_app_config("initiatives").get_models() if has_history(model)}

    assert models == {*RESTORED}
    for place, model in enumerate(RESTORED):
        referred = {field.related_model for field in model._meta.get_fields() if field.concrete}
        assert not referred & {*RESTORED[place + 1 :]}, model


# Refused, with the reason


def test_row_whose_number_was_given_away_is_not_put_back_and_the_reason_is_told(editor, draft):
    project = make_project(draft, number=3, title="修路", theme="", drive="")
    delete(editor, project)
    other = make_project(draft, number=3)

    response = put_back(editor)

    assert "修路" in told(response) and str(other) in told(response)
    assert Project.objects.count() == 1


def test_row_of_an_edition_published_meanwhile_is_told_to_be_lost_for_it(editor, draft):
    delete(editor, make_goal(draft, title="增长"))
    line = recent(editor)[0]
    Edition.objects.filter(pk=draft.pk).update(state=EditionState.PUBLISHED)

    (told_line,) = [one for one in recent(editor) if one.css == "deletelink"]
    response = put_back(editor, line)

    assert told_line.restore is None
    assert "已发布" in told_line.note
    assert "已发布" in told(response)
    assert not Goal.objects.exists()


@pytest.mark.slow
def test_draft_is_not_put_back_beside_another(django_user_model):
    published = make_edition()
    client = member(django_user_model, published)
    first = lifecycle.revise(published.plan)
    delete(client, first)
    line = recent(client)[0]
    second = lifecycle.revise(published.plan)

    response = put_back(client, line)
    assert str(second) in told(response)
    assert Edition.objects.filter(plan=published.plan).count() == 2

    lifecycle.publish(second, user=None, note="改")
    put_back(client, recent(client)[-1])
    assert Edition.objects.get(pk=first.pk).number == 3


def test_nobody_puts_back_what_they_may_not_add(django_user_model, editor, draft):
    delete(editor, make_goal(draft))
    model, record = recent(editor)[0].restore

    for other in (member(django_user_model, draft, "viewer"), member(django_user_model, make_edition())):
        assert all(line.restore is None for line in recent(other))
        response = other.post(reverse("admin:restore"), {"model": model, "record": record})
        assert response.status_code == 403
    assert editor.get(reverse("admin:restore")).status_code == 405
    for record in ("999", "9" * 20, "9" * 5000):
        assert editor.post(reverse("admin:restore"), {"model": "goal", "record": record}).status_code == 404
    assert editor.post(reverse("admin:restore"), {"model": "user", "record": "1"}).status_code == 404
    assert not Goal.objects.exists()


# Confirmed


def test_confirmation_names_what_goes_along_by_kind_and_number(editor, draft):
    project = make_project(draft, title="修路行动", theme="修路", drive="行动")
    for title in ("甲路", "乙路"):
        make_measure(project, title=title)
    make_contribution(make_goal(draft, title="畅通"), project)
    project.passages.add(make_passage(make_source(draft)))

    page = words(editor.get(address(Project, "delete", project.pk)))

    assert "举措 2 甲路 乙路" in page
    assert "支撑关系 1 修路行动 → 畅通" in page
    assert "object (" not in page and "关系:" not in page


def test_confirmation_names_what_loses_its_reference(editor, draft):
    passage = make_passage(make_source(draft))
    make_goal(draft, title="畅通").passages.add(passage)

    page = words(editor.get(address(Passage, "delete", passage.pk)))

    assert "目标 1 畅通" in page


def test_confirmation_of_an_action_lists_the_chosen_by_name(editor, draft):
    goals = [make_goal(draft, title=title) for title in ("畅通", "增长")]

    page = words(delete_chosen(editor, *goals))

    assert "目标 2 畅通 增长" in page
    assert "object (" not in page


@pytest.mark.slow
def test_confirmation_of_discarding_counts_the_rows_of_each_kind(django_user_model):
    published = make_rich_edition(12)
    client = member(django_user_model, published)
    draft = lifecycle.revise(published.plan)

    response = client.get(address(Edition, "delete", draft.pk))

    page = words(response)
    assert f"数据 {draft.figures.count()}" in page
    assert f"目标 {draft.goals.count()}" in page
    assert "object (" not in page and "关系:" not in page
    assert "丢弃草稿" in response.text
    assert "<details>" in response.text


def test_metric_that_figures_need_is_not_deleted_and_they_are_named(admin_client, draft):
    metric = make_metric(name="企业数")
    figure = make_figure(draft, metric=metric)

    page = words(admin_client.get(address(type(metric), "delete", metric.pk)))

    assert str(figure) in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_membership_says_that_it_cannot_be_undone(admin_client, django_user_model, draft, language):
    member(django_user_model, draft)
    membership = Membership.objects.get()

    page = words(admin_client.get(address(Membership, "delete", membership.pk, language=language)))

    assert str(membership.user) in page
