"""Readers' corrections: noted at the fact, settled, and public only as far as the editors say."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from initiatives.desk.roles import sync_staff_status
from initiatives.downloads.fixture import cached_published_fixture, dump_plan
from initiatives.editions.lifecycle import publish, revise
from initiatives.models import Edition, Figure, Goal, Membership, Plan, ReaderCorrection, Update
from tests.admin_pages import address, errors, form_data
from tests.factories import make_edition, make_figure, make_goal, make_rich_edition
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db
NAME = "李先生 13800000000"


@pytest.fixture
def edition() -> Edition:
    edition = make_edition()
    make_goal(edition, key="growth", title="增长")
    return edition


def member(django_user_model: Any, edition: Edition, role: str) -> Client:
    user = django_user_model.objects.create_user(f"{role}-{edition.pk}")
    Membership.objects.create(user=user, park=edition.plan.park, role=role)
    sync_staff_status(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(django_user_model, edition) -> Client:
    return member(django_user_model, edition, "editor")


@pytest.fixture
def publisher(django_user_model, edition) -> Client:
    return member(django_user_model, edition, "publisher")


def make_correction(edition: Edition, **fields: Any) -> ReaderCorrection:
    values = {
        "row_key": "growth",
        "content": "增速应为8%",
        "reported_on": date(2024, 5, 2),
        "reported_by": NAME,
    }
    return ReaderCorrection.objects.create(plan=edition.plan, **{**values, **fields})


def note(client: Client, edition: Edition, **fields: Any) -> Any:
    values = {"plan": edition.plan.pk, "row_key": "growth", "content": "有误", "reported_on": "2024-05-02"}
    return client.post(address(ReaderCorrection, "add"), {**values, "state": "open", **fields})


# At the desk


def test_form_of_a_row_leads_to_a_form_that_knows_plan_and_row(editor, edition):
    goal = revise(edition.plan).goals.get()
    page = editor.get(address(Goal, "change", goal.pk))
    (link,) = [url for label, url in page.context["object_links"] if "correction" in url or "指正" in label]

    form = editor.get(link).context["adminform"].form

    assert form.get_initial_for_field(form.fields["plan"], "plan") == str(edition.plan.pk)
    assert form["row_key"].value() == "growth"
    assert [kind for kind, _rows in form.fields["row_key"].widget.choices][1:] == ["目标"]
    assert form["reported_on"].value() is not None


def test_row_says_how_many_corrections_are_noted_about_it(editor, edition):
    make_correction(edition)
    make_correction(edition, row_key="other")

    links = editor.get(address(Goal, "change", edition.goals.get().pk)).context["object_links"]

    url = next(url for label, url in links if "(1)" in label or "（1）" in label)
    assert editor.get(url).context["cl"].queryset.count() == 1


def test_correction_is_noted_by_an_editor_with_history(editor, edition):
    assert note(editor, edition, reported_by=NAME).status_code == 302

    correction = ReaderCorrection.objects.get()

    assert (correction.reported_by, correction.state, correction.public) == (NAME, "open", False)
    assert correction.history.get().history_user.username.startswith("editor")


def test_correction_survives_the_edition_in_which_the_row_was_wrong(editor, edition):
    make_correction(edition)
    draft = revise(edition.plan)
    draft.goals.update(title="更高的增长")
    publish(draft, user=None, note="改")

    links = editor.get(address(Goal, "change", draft.goals.get().pk)).context["object_links"]

    assert any("1" in label for label, _url in links)


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_correction_settled_without_a_day_is_settled_today(editor, edition, state):
    note(editor, edition, state=state, reason="已核对")

    assert ReaderCorrection.objects.get().settled_on is not None


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"state": "declined", "settled_on": "2024-05-03"}, "reason"),
        ({"state": "open", "settled_on": "2024-05-03"}, "settled_on"),
        ({"state": "accepted", "settled_on": "2024-05-01"}, "settled_on"),
        ({"row_key": "nothing"}, "row_key"),
    ],
)
def test_contradictory_correction_is_told_at_its_field(editor, edition, fields, where):
    assert [*errors(note(editor, edition, **fields))] == [where]


@pytest.mark.parametrize(
    "fields", [{"state": "accepted"}, {"settled_on": date(2024, 5, 3)}, {"state": "declined"}]
)
def test_contradictory_correction_is_refused_by_the_model(edition, fields):
    with pytest.raises(ValidationError):
        make_correction(edition, row_key="growth").__class__(
            plan=edition.plan, row_key="growth", content="x", reported_on=date(2024, 5, 2), **fields
        ).full_clean()


def test_plan_page_lists_open_corrections(editor, django_user_model, edition):
    make_correction(edition, content="尚未处理")
    make_correction(edition, content="已经处理", state="accepted", settled_on=date(2024, 5, 3))
    page = address(Plan, "change", edition.plan.pk)

    shown = editor.get(page)
    plan_page = shown.context["plan_page"]

    assert [correction.content for correction in plan_page.open_corrections] == ["尚未处理"]
    assert plan_page.corrections.count == 2
    assert "尚未处理" in shown.text
    viewer = member(django_user_model, edition, "viewer")
    assert viewer.get(page).context["plan_page"].corrections.add_url == ""


def test_editor_cannot_make_it_public_and_whoever_may_publish_can(editor, publisher, edition):
    note(editor, edition, public="on")
    correction = ReaderCorrection.objects.get()
    assert not correction.public
    page = address(ReaderCorrection, "change", correction.pk)

    publisher.post(page, {**form_data(publisher.get(page)), "public": "on"})

    assert ReaderCorrection.objects.get().public
    assert editor.post(page, {}).status_code == 403


def test_editor_does_not_make_it_public_by_putting_an_earlier_state_back(editor, edition):
    correction = make_correction(edition, public=True)
    shown = correction.history.first()
    correction.public, correction.content = False, "改写"
    correction.save()
    page = reverse("admin:initiatives_readercorrection_put_back", args=[correction.pk, shown.history_id])

    editor.post(page, {"seen": editor.get(page).context["seen"]})

    correction.refresh_from_db()
    assert (correction.content, correction.public) == ("增速应为8%", False)


def test_public_correction_that_was_deleted_is_put_back_by_those_who_may_publish(editor, publisher, edition):
    correction = make_correction(edition, public=True)
    publisher.post(address(ReaderCorrection, "delete", correction.pk), {"post": "yes"})

    lines = [client.get("/admin/").context["dashboard"].recent[0] for client in (editor, publisher)]

    assert [line.restore is not None for line in lines] == [False, True]


def test_corrections_of_other_parks_are_not_seen(django_user_model, edition):
    correction = make_correction(edition)
    stranger = member(django_user_model, make_edition(), "editor")

    assert stranger.get(address(ReaderCorrection, "change", correction.pk)).status_code == 302
    assert NAME not in stranger.get(address(ReaderCorrection, "changelist")).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_form_names_no_rows_of_plans_that_the_user_may_not_correct(django_user_model, edition, method):
    draft = revise(edition.plan)
    draft.goals.update(title="尚未公开的目标")
    stranger = member(django_user_model, make_edition(), "editor")
    page = address(ReaderCorrection, "add")

    shown = getattr(stranger, method)(page, {"plan": draft.plan_id})

    assert shown.status_code == 200
    assert "尚未公开的目标" not in shown.text


@pytest.mark.parametrize("model", [ReaderCorrection, Update])
@pytest.mark.parametrize("plan", ["99999999999999999999", "9" * 5000, "x"])
def test_form_of_a_plan_that_cannot_be_is_one_of_no_plan(editor, model, plan):
    assert editor.get(address(model, "add"), {"plan": plan}).status_code == 200


def test_roles_get_their_permissions_by_the_migration(monkeypatch):
    # The migration takes it from the app, since it expects one that is there for migrations alone.
    config = apps.get_app_config("initiatives")
    monkeypatch.setattr(config, "models_module", config.models_module)
    migration = import_module("initiatives.migrations.0013_reader_corrections")
    ours = Permission.objects.filter(codename__endswith="_readercorrection")
    for group in Group.objects.all():
        group.permissions.remove(*ours)
    Group.objects.get(name="发布").delete()

    migration.add_to_roles(apps, None)

    permitted = {
        name: sorted(ours.filter(group__name=name).values_list("codename", flat=True))
        for name in ("查看", "编辑")
    }
    assert permitted == {
        "查看": ["view_readercorrection"],
        "编辑": sorted(f"{action}_readercorrection" for action in ("view", "add", "change", "delete")),
    }
    assert not Group.objects.filter(name="发布").exists()


# For readers


def test_public_correction_stands_on_the_page_of_changes_with_its_fact(client, edition):
    correction = make_correction(
        edition, public=True, state="declined", settled_on=date(2024, 5, 6), reason="原文如此"
    )

    page = client.get(edition.url("changes")).text

    assert f'id="{correction.anchor}"' in page
    assert edition.goals.get().get_absolute_url() in page
    for words in ("增速应为8%", "2024年5月2日", "2024年5月6日", "原文如此"):
        assert words in page


def test_correction_is_not_public_unless_the_editor_says_so(client, edition):
    make_correction(edition)

    assert "增速应为8%" not in client.get(edition.url("changes")).text


@pytest.mark.parametrize("name_public", [True, False])
def test_name_of_the_reporter_is_public_only_if_the_editor_says_so(client, edition, name_public):
    make_correction(edition, public=True, name_public=name_public)

    assert (NAME in client.get(edition.url("changes")).text) == name_public


def test_reason_of_an_open_correction_waits(client, edition):
    make_correction(edition, public=True, reason="还在核对")

    assert "还在核对" not in client.get(edition.url("changes")).text


def test_correction_of_a_row_that_is_gone_says_so(client, edition):
    make_correction(edition, public=True)
    draft = revise(edition.plan)
    draft.goals.all().delete()
    publish(draft, user=None, note="删去")

    page = client.get(f"/en{draft.url('changes')}").text

    assert "No longer part of this edition" in page


def test_correction_of_a_row_that_only_a_draft_has_waits_for_its_publication(client, publisher, edition):
    draft = revise(edition.plan)
    make_goal(draft, key="new", title="新目标", title_en="New goal")
    told = publisher.post(
        address(ReaderCorrection, "add"),
        {
            "plan": edition.plan_id,
            "row_key": "new",
            "content": "尚未公开",
            "reported_on": "2024-05-02",
            "state": "open",
            "public": "on",
        },
        follow=True,
    )
    assert "目前只有草稿里有这一条内容；含有它的版本发布后，读者才能看到这条指正。" in told.text
    assert "尚未公开" not in client.get(edition.url("changes")).text

    publish(draft, user=None, note="加")

    assert "尚未公开" in client.get(draft.url("changes")).text


def test_no_name_stands_in_any_file_of_the_plan(client, edition):
    make_correction(edition, public=True, name_public=False)

    _name, fixture = cached_published_fixture(edition)

    assert NAME not in fixture.decode() + dump_plan(edition.plan)
    assert NAME not in client.get(edition.url("plan-json")).getvalue().decode()


def test_page_needs_as_many_queries_for_many_corrections(client, many_rows):
    edition = make_rich_edition(2)
    keys = [*edition.figures.values_list("key", flat=True), *edition.goals.values_list("key", flat=True)]
    make_correction(edition, public=True, row_key=keys[0])
    make_correction(edition, public=True, row_key=keys[-1])
    few = count_queries(client, edition.url("changes"))

    for number in range(many_rows):
        make_correction(edition, public=True, row_key=keys[number % len(keys)])

    assert count_queries(client, edition.url("changes")) == few


def test_preview_links_to_the_preview_of_the_fact(editor, edition):
    make_correction(edition, public=True)
    draft = revise(edition.plan)
    draft.previewed = True

    page = editor.get(draft.url("changes")).text

    assert draft.url("goal", "growth") in page


def test_correction_about_a_figure_is_found(client, edition):
    figure = make_figure(edition, key="firms")
    make_correction(edition, public=True, row_key="firms")

    page = client.get(edition.url("changes")).text

    assert Figure.objects.get(pk=figure.pk).get_absolute_url() in page.replace("&amp;", "&")
