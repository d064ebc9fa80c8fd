"""Two people at one record: neither overwrites the other unseen."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from initiatives.editions.history import entries_from, records_of_row
from initiatives.models import Edition, Goal, Measure, Project
from initiatives.values.vocabulary import EditionState
from tests.admin_pages import address, form_data, make_rows
from tests.factories import make_edition, make_goal, make_measure, make_passage, make_project, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def first(django_user_model) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("first", first_name="甲"))
    return client


@pytest.fixture
def second(django_user_model) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("second", first_name="乙"))
    return client


@pytest.fixture
def goal() -> Goal:
    return make_goal(make_edition(state=EditionState.DRAFT), title="原", title_en="Original", statement="")


def open_form(client, row):
    return form_data(client.get(address(type(row), "change", row.pk, language="en")))


def send(client, row, form, **values):
    return client.post(address(type(row), "change", row.pk, language="en"), {**form, **values})


def conflict(response):
    assert response.status_code == 200
    return response.context["adminform"].form.conflict


def told(response):
    return [(one.name, one.theirs, one.mine, one.both, one.chosen) for one in conflict(response).choices]


@pytest.mark.slow
def test_form_sent_after_somebody_elses_is_shown_again_with_both(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")

    response = send(second, goal, form, title="乙的")

    goal.refresh_from_db()
    assert goal.title == "甲的"
    assert told(response) == [("title", "甲的", "乙的", True, "")]
    assert 'value="乙的"' in response.text
    assert "甲, " in response.text


@pytest.mark.parametrize(("choice", "title"), (("theirs", "甲的"), ("mine", "乙的")))
@pytest.mark.slow
def test_what_is_chosen_is_saved(first, second, goal, choice, title):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")
    asked = conflict(send(second, goal, form, title="乙的", statement="乙的说明"))

    response = send(
        second, goal, form, title="乙的", statement="乙的说明", seen=asked.seen, **{"choose-title": choice}
    )

    goal.refresh_from_db()
    assert response.status_code == 302
    assert (goal.title, goal.statement) == (title, "乙的说明")
    assert entries_from(Goal, records_of_row(Goal, goal.pk))[0].user.username == "second"


def test_field_that_both_changed_must_be_chosen(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")
    asked = conflict(send(second, goal, form, title="乙的"))

    response = send(second, goal, form, title="乙的", seen=asked.seen)

    goal.refresh_from_db()
    assert (response.status_code, goal.title) == (200, "甲的")


@pytest.mark.slow
def test_changes_of_different_fields_both_survive(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")

    asked = send(second, goal, form, title_en="Second's")
    assert told(asked) == [("title", "甲的", "原", False, "theirs")]
    send(second, goal, form, title_en="Second's", seen=conflict(asked).seen, **{"choose-title": "theirs"})

    goal.refresh_from_db()
    assert (goal.title, goal.title_en) == ("甲的", "Second's")


def test_the_same_change_by_both_is_no_conflict(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="同")

    assert send(second, goal, form, title="同").status_code == 302


@pytest.mark.slow
def test_english_is_not_said_to_fit_chinese_that_the_editor_did_not_see(first, second, goal):
    goal.title = "改"
    goal.save()
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")
    asked = conflict(send(second, goal, form, english_fits="title"))

    send(second, goal, form, english_fits="title", seen=asked.seen, **{"choose-title": "theirs"})

    goal.refresh_from_db()
    assert (goal.title, goal.outdated_english) == ("甲的", {"title": "原"})


@pytest.mark.slow
def test_third_change_while_choosing_is_shown_too(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")
    asked = conflict(send(second, goal, form, title="乙的"))
    send(first, goal, open_form(first, goal), title="甲的又一")

    response = send(second, goal, form, title="乙的", seen=asked.seen, **{"choose-title": "mine"})

    goal.refresh_from_db()
    assert (goal.title, told(response)[0][1]) == ("甲的又一", "甲的又一")


@pytest.mark.slow
def test_one_choice_for_all_fields(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的", title_en="First's")
    asked = conflict(send(second, goal, form, title="乙的", title_en="Second's"))

    send(second, goal, form, title="乙的", title_en="Second's", seen=asked.seen, **{"choose-all": "mine"})

    goal.refresh_from_db()
    assert (goal.title, goal.title_en) == ("乙的", "Second's")


@pytest.mark.slow
def test_theirs_may_be_chosen_where_mine_is_not_valid(first, second, goal):
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")
    asked = conflict(send(second, goal, form, title=""))

    response = send(second, goal, form, title="", seen=asked.seen, **{"choose-title": "theirs"})

    goal.refresh_from_db()
    assert (response.status_code, goal.title) == (302, "甲的")


@pytest.mark.slow
def test_links_that_both_changed_are_chosen_between(first, second, goal):
    source = make_source(goal.edition)
    one, two = make_passage(source), make_passage(source)
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), passages=[one.pk])

    asked = send(second, goal, form, passages=[two.pk])
    assert told(asked) == [("passages", str(one), str(two), True, "")]
    send(second, goal, form, passages=[two.pk], seen=conflict(asked).seen, **{"choose-passages": "theirs"})

    assert list(goal.passages.all()) == [one]


@pytest.mark.slow
def test_links_that_only_the_other_changed_stay(first, second, goal):
    passage = make_passage(make_source(goal.edition))
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), passages=[passage.pk])

    asked = conflict(send(second, goal, form, title="乙的"))
    send(second, goal, form, title="乙的", seen=asked.seen)

    goal.refresh_from_db()
    assert (goal.title, list(goal.passages.all())) == ("乙的", [passage])


def test_change_around_the_desk_is_seen_too(second, goal):
    form = open_form(second, goal)
    Goal.objects.filter(pk=goal.pk).update(title="别处的")

    response = send(second, goal, form, title="乙的")

    assert told(response) == [("title", "别处的", "乙的", True, "")]
    assert "not known by whom" in response.text


def test_edition_is_guarded_like_its_rows(first, second):
    edition = make_edition(state=EditionState.DRAFT)
    form = open_form(second, edition)
    send(first, edition, open_form(first, edition), slogan="甲的")

    response = send(second, edition, form, slogan="乙的")

    assert ("slogan", "甲的", "乙的", True, "") in told(response)
    assert Edition.objects.get(pk=edition.pk).slogan == "甲的"


def test_form_without_its_stamp_is_refused(second, goal):
    form = open_form(second, goal)

    response = send(second, goal, form, title="乙的", made_from="x")

    goal.refresh_from_db()
    assert (response.status_code, goal.title) == (200, "原")


def test_what_was_typed_into_a_record_deleted_meanwhile_is_shown(first, second, goal):
    form = open_form(second, goal)
    first.post(address(Goal, "delete", goal.pk), {"post": "yes"})

    response = send(second, goal, form, title="乙打了很久的字")

    assert response.status_code == 409
    assert "乙打了很久的字" in response.text
    assert reverse("admin:initiatives_goal_history", args=[goal.pk]) in response.text


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_project(make_edition(state=EditionState.DRAFT)), title="原", title_en="Original")


def words(response):
    formset = response.context["inline_admin_formsets"][0].formset
    return str(formset.non_form_errors()) + "".join(str(form.non_field_errors()) for form in formset.forms)


@pytest.mark.slow
def test_measure_changed_meanwhile_is_not_overwritten_from_its_projects_page(first, second, measure):
    form = open_form(second, measure.project)
    send(first, measure, open_form(first, measure), title="甲的")

    response = send(second, measure.project, form, **{"measures-0-title": "乙的"})

    measure.refresh_from_db()
    assert (response.status_code, measure.title) == (200, "甲的")
    assert "“Original” was changed meanwhile (甲, " in words(response)
    assert reverse("admin:initiatives_measure_change", args=[measure.pk]) in words(response)


@pytest.mark.slow
def test_measure_changed_meanwhile_survives_the_saving_of_its_projects_page(first, second, measure):
    form = open_form(second, measure.project)
    send(first, measure, open_form(first, measure), title="甲的")

    response = send(second, measure.project, form, summary="乙的")

    measure.refresh_from_db()
    assert (response.status_code, measure.title) == (302, "甲的")
    assert Project.objects.get().summary == "乙的"


@pytest.mark.slow
def test_measure_changed_meanwhile_is_not_deleted_from_its_projects_page(first, second, measure):
    form = open_form(second, measure.project)
    send(first, measure, open_form(first, measure), title="甲的")

    response = send(second, measure.project, form, **{"measures-0-DELETE": "on"})

    assert response.status_code == 200
    assert Measure.objects.filter(title="甲的").exists()
    assert "was changed meanwhile" in words(response)


@pytest.mark.slow
def test_measure_deleted_meanwhile_is_named_on_its_projects_page(first, second, measure):
    form = open_form(second, measure.project)
    first.post(address(Measure, "delete", measure.pk), {"post": "yes"})

    response = send(second, measure.project, form, **{"measures-0-title": "乙的"})

    assert response.status_code == 200
    assert "“Original” was deleted or moved meanwhile" in words(response)


@pytest.mark.slow
def test_every_form_that_can_be_sent_carries_its_stamp(first):
    rows = make_rows(make_edition(state=EditionState.DRAFT))
    for model in (model for model in rows if admin.site.is_registered(model)):
        page = first.get(address(model, "change", rows[model].pk)).text
        assert 'name="_save"' not in page or 'name="made_from"' in page, model


@pytest.mark.slow
def test_name_of_the_other_is_in_its_languages_order(first, second, goal, django_user_model):
    django_user_model.objects.filter(username="first").update(last_name="王")
    form = open_form(second, goal)
    send(first, goal, open_form(first, goal), title="甲的")

    assert conflict(send(second, goal, form, title="乙的")).choices[0].last_change.who == "王甲"


def test_forms_of_the_desk_load_its_script(first, goal):
    assert "admin/js/desk.js" in first.get(address(Goal, "change", goal.pk)).text
