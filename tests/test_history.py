"""Who changed what: every change is kept with its user and told in words, and can be put back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.editions import lifecycle
from initiatives.editions.history import (
    entries_from,
    entries_from_references,
    put_back,
    record_references,
    records_of_row,
    state_in,
)
from initiatives.models import Edition, Figure, Goal, Measure, Passage, Plan, Project, Quote, Remark
from initiatives.models.row_history import BASELINE, OUTSIDE, last_record, recorded, update_recorded
from initiatives.values.vocabulary import EditionState
from tests.admin_pages import address, form_data
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_passage,
    make_project,
    make_remark,
    make_rich_edition,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Edition:
    return make_edition(state=EditionState.DRAFT)


@pytest.fixture
def revised() -> Edition:
    """A draft of a plan that readers see."""
    edition = make_edition()
    goal = make_goal(edition, key="g", title="增长")
    make_figure(edition, key="f", goal=goal, value=8, unit="家")
    return lifecycle.revise(edition.plan)


def history(row):
    return entries_from(type(row), records_of_row(type(row), row.pk))


def changed(entry):
    return [(change.name, change.before, change.after) for change in entry.fields]


def put_back_address(row, entry):
    return reverse(f"admin:initiatives_{row._meta.model_name}_put_back", args=[row.pk, entry.number])


def send_again(client, page):
    return client.post(page, {"seen": client.get(page).context["seen"]})


# What is recorded


def test_form_saved_is_one_entry_with_its_user(admin_client, admin_user, draft):
    goal, passage = make_goal(draft, key="g", title="旧"), make_passage(make_source(draft), phrase="依据")
    page = address(Goal, "change", goal.pk)

    admin_client.post(page, {**form_data(admin_client.get(page)), "title": "新", "passages": [passage.pk]})

    entry, added = history(goal)
    assert (entry.user, entry.kind, added.kind, added.user) == (admin_user, "~", "+", None)
    assert changed(entry) == [("title", "旧", "新"), ("passages", "", str(passage))]
    assert entry.fields[1].added == (str(passage),)


def test_form_saved_unchanged_is_no_entry(admin_client, draft):
    goal = make_goal(draft, statement="一\n二")
    page = address(Goal, "change", goal.pk)

    admin_client.post(page, {**form_data(admin_client.get(page)), "statement": "一\r\n二"})

    assert len(history(goal)) == 1


def test_row_added_by_form_is_one_entry(admin_client, admin_user, draft):
    passage = make_passage(make_source(draft))
    goal = {"edition": draft.pk, "title": "目标", "key": "k1", "order": 0, "passages": [passage.pk]}

    admin_client.post(address(Goal, "add"), goal)

    (entry,) = history(Goal.objects.get(key="k1"))
    assert (entry.kind, entry.user) == ("+", admin_user)


def test_measure_changed_on_its_projects_page_has_an_entry(admin_client, admin_user, draft):
    measure = make_measure(make_project(draft), title="旧")
    page = address(Project, "change", measure.project.pk)

    admin_client.post(page, {**form_data(admin_client.get(page)), "measures-0-title": "新"})

    entry = history(measure)[0]
    assert (entry.user, changed(entry)) == (admin_user, [("title", "旧", "新")])
    assert len(history(measure.project)) == 1


def test_rows_deleted_by_an_action_are_attributed_and_keep_their_names(admin_client, admin_user, draft):
    goals = [make_goal(draft, title=title) for title in ("甲", "乙")]
    action = {"action": "delete_selected", "_selected_action": [goal.pk for goal in goals], "post": "yes"}

    admin_client.post(address(Goal, "changelist"), action)

    assert not Goal.objects.exists()
    latest = [entries_from(Goal, records_of_row(Goal, goal.pk))[0] for goal in goals]
    assert [(entry.kind, entry.user, entry.title) for entry in latest] == [
        ("-", admin_user, "甲"),
        ("-", admin_user, "乙"),
    ]


def test_change_without_a_request_has_no_user_but_its_reason(draft):
    goal = make_goal(draft, title="旧")

    with recorded(reason="import_plan"):
        goal.title = "新"
        goal.save()

    entry = history(goal)[0]
    assert (entry.user, entry.remark, changed(entry)) == (None, "import_plan", [("title", "旧", "新")])


def test_rows_updated_together_have_an_entry_each(draft):
    goals = [make_goal(draft) for _ in range(2)]

    assert update_recorded(Goal.objects.filter(edition=draft), statement="同") == 2

    assert [changed(history(goal)[0]) for goal in goals] == [[("statement", "", "同")]] * 2


def test_change_undone_in_the_same_act_is_no_entry(draft):
    goal = make_goal(draft, title="旧")

    with recorded():
        for title in ("新", "旧"):
            goal.title = title
            goal.save()

    assert len(history(goal)) == 1


def test_act_that_fails_leaves_no_entry(draft):
    goal = make_goal(draft, title="旧")

    with pytest.raises(RuntimeError), recorded():
        goal.title = "新"
        goal.save()
        raise RuntimeError

    goal.refresh_from_db()
    assert (goal.title, len(history(goal))) == ("旧", 1)


def test_link_made_from_the_other_side_is_an_entry_of_the_row_that_links(draft):
    remark, figure = make_remark(draft), make_figure(draft)

    figure.remarks.add(remark)

    assert [change.name for change in history(remark)[0].fields] == ["figures"]
    assert len(history(figure)) == 1


def test_first_change_of_a_copied_row_knows_what_was_before(revised):
    goal = revised.goals.get()
    assert history(goal) == []

    goal.title = "更高的增长"
    goal.save()

    entry, baseline = history(goal)
    assert changed(entry) == [("title", "增长", "更高的增长")]
    assert (baseline.reason, baseline.user) == (BASELINE, None)


def test_change_made_around_the_project_is_nobodys(admin_user, draft):
    goal = make_goal(draft, title="一", title_en="one")
    Goal.objects.filter(pk=goal.pk).update(title="二")
    goal.refresh_from_db()

    goal.title_en = "two"
    goal.save()

    mine, outside, _created = history(goal)
    assert (outside.reason, changed(outside)) == (OUTSIDE, [("title", "一", "二")])
    assert changed(mine) == [("title_en", "one", "two")]


@pytest.mark.slow
def test_loading_a_fixture_writes_no_history():
    call_command("loaddata", "yuhua-2024", verbosity=0)

    assert not Plan.history.exists()
    assert not any(model.history.exists() for model in (Edition, Goal, Figure, Passage, Quote, Remark))


def test_dumps_hold_no_history(tmp_path, draft):
    make_goal(draft)
    path = tmp_path / "dump.json"

    call_command("dumpdata", "initiatives", output=str(path), verbosity=0)

    assert "initiatives.goal" in path.read_text()
    assert "historical" not in path.read_text()


def test_published_edition_superseded_is_in_its_history(admin_user, revised):
    before = Edition.objects.published().get(plan=revised.plan)

    lifecycle.publish(revised, user=admin_user, note="更正")

    assert "state" in [change.name for change in history(before)[0].fields]


def test_equal_values_are_no_difference(draft):
    figure = make_figure(draft, value=Decimal("8.50"))
    figure.refresh_from_db()

    figure.value = Decimal("8.5")
    figure.save()

    assert len(history(figure)) == 1


# What is told


def test_history_page_tells_from_and_to_in_words(admin_client, draft):
    quote = Quote.objects.create(edition=draft, key="q", content="话", manner="verbatim")
    quote.manner = "reported"
    quote.save()

    body = admin_client.get(address(Quote, "history", quote.pk, language="en")).text

    assert f"<del>{Quote(manner='verbatim').get_manner_display()}</del>" not in body  # that is Chinese here
    assert "<dt>Manner</dt>" in body
    assert "<del>Verbatim</del>" in body


def test_history_page_of_a_deleted_row_remains(admin_client, draft):
    goal = make_goal(draft, title="已删")
    pk = goal.pk
    goal.delete()

    response = admin_client.get(address(Goal, "history", pk))

    assert response.status_code == 200
    assert "已删" in response.text


def test_history_page_of_a_row_whose_edition_is_gone_answers(admin_client, draft):
    goal = make_goal(draft)
    entry = history(goal)[0]
    pages = [
        address(Goal, "history", goal.pk),
        put_back_address(goal, entry),
        address(Goal, "change", goal.pk),
    ]
    draft.delete()

    assert admin_client.get(pages[0]).status_code in (200, 404)
    assert admin_client.get(pages[1]).status_code in (403, 404)
    assert admin_client.post(pages[2], {"title": "新"}).status_code in (302, 409)


def test_link_to_a_deleted_row_keeps_its_name(draft):
    goal = make_goal(draft)
    project = make_project(draft, title="工程甲", theme="", drive="")
    figure = make_figure(draft, goal=goal, project=project)
    figure.project = None
    figure.save()
    project.delete()

    assert changed(history(figure)[0]) == [("project", "工程甲", "")]


def test_history_page_of_a_row_never_changed_says_so(admin_client, revised):
    response = admin_client.get(address(Goal, "history", revised.goals.get().pk, language="en"))

    assert "Nothing has been changed here yet." in response.text


def test_history_of_nothing_is_not_found(admin_client):
    assert admin_client.get(address(Goal, "history", 999)).status_code == 404


def changes_address(edition):
    return reverse("admin:initiatives_edition_changes", args=[edition.pk])


def test_changes_of_an_edition_list_its_rows_and_no_other(admin_client, revised):
    goal, figure = revised.goals.get(), revised.figures.get()
    goal.title = "更高的增长"
    goal.save()
    figure.delete()
    make_goal(make_edition(), title="别处")

    lines = admin_client.get(changes_address(revised)).context["lines"]

    told = [(line.entry.kind, line.entry.model, line.entry.title, line.entry.exists) for line in lines]
    assert told == [
        ("-", Figure, "f", False),
        ("~", Goal, "更高的增长", True),
        ("+", Edition, str(revised), True),
    ]
    assert [bool(line.put_back) for line in lines] == [True, False, False]


def test_changes_of_an_edition_take_as_many_queries_for_many_rows(admin_client):
    few, many = (make_rich_edition(rows, state=EditionState.DRAFT) for rows in (1, 8))
    counts = []
    for edition in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(changes_address(edition)).status_code == 200
        counts.append(len(queries))

    assert counts[1] == counts[2]


@pytest.mark.slow
def test_changes_of_an_edition_are_paged(admin_client, draft):
    goal = make_goal(draft, title="0")
    for number in range(1, 105):
        goal.title = str(number)
        goal.save()

    first, second = (admin_client.get(changes_address(draft), {"p": page}) for page in (1, 2))

    assert (len(first.context["lines"]), first.context["lines"][0].entry.fields[0].after) == (100, "104")
    assert [line.entry.kind for line in second.context["lines"]][-2:] == ["+", "+"]
    assert len(entries_from_references(record_references(draft))) == 106


def test_pages_of_history_are_for_the_desk_only(client, django_user_model, draft):
    goal = make_goal(draft)
    client.force_login(django_user_model.objects.create_user("reader"))

    for page in (changes_address(draft), address(Goal, "history", goal.pk)):
        assert client.get(page).status_code == 302


# What is put back


def test_earlier_state_is_put_back_and_recorded(admin_client, admin_user, draft):
    goal, passage = make_goal(draft, title="旧"), make_passage(make_source(draft))
    goal.passages.add(passage)
    earlier = history(goal)[0]
    with recorded():
        goal.title = "新"
        goal.save()
        goal.passages.clear()

    response = send_again(admin_client, put_back_address(goal, earlier))

    goal.refresh_from_db()
    assert response.status_code == 302
    assert (goal.title, list(goal.passages.all())) == ("旧", [passage])
    entry = history(goal)[0]
    assert (entry.user, entry.reason) == (admin_user, "put-back")
    assert [change.name for change in entry.fields] == ["title", "passages"]


def test_putting_back_is_confirmed_against_what_was_shown(admin_client, draft):
    goal = make_goal(draft, title="一")
    earlier = history(goal)[0]
    update_recorded(Goal.objects.all(), title="二")
    page = put_back_address(goal, earlier)
    seen = admin_client.get(page).context["seen"]
    update_recorded(Goal.objects.all(), title="三")

    response = admin_client.post(page, {"seen": seen})

    goal.refresh_from_db()
    assert (response.status_code, goal.title) == (200, "三")
    assert response.context["errors"]


def test_deleted_row_is_put_back_with_its_links(admin_client, draft):
    goal, passage = make_goal(draft, title="目标"), make_passage(make_source(draft))
    goal.passages.add(passage)
    pk = goal.pk
    goal.delete()
    page = admin_client.get(changes_address(draft)).context["lines"][0].put_back

    response = send_again(admin_client, page)

    assert response.status_code == 302
    again = Goal.objects.get(pk=pk)
    assert (again.title, list(again.passages.all())) == ("目标", [passage])


def test_row_whose_key_was_given_away_is_not_put_back(admin_client, draft):
    goal = make_goal(draft, key="k")
    goal.delete()
    make_project(draft, key="k")
    entry = entries_from_references(record_references(draft))[1]

    response = send_again(
        admin_client, reverse("admin:initiatives_goal_put_back", args=[entry.pk, entry.number])
    )

    assert response.status_code == 200
    assert response.context["errors"]
    assert not Goal.objects.exists()


def test_row_below_a_deleted_one_is_put_back_after_it(draft):
    project = make_project(draft, title="工程甲", theme="", drive="")
    measure = make_measure(project)
    pks = project.pk, measure.pk
    project.delete()
    states = [state_in(last_record(model, pk)) for model, pk in zip((Project, Measure), pks, strict=True)]

    with pytest.raises(ValidationError, match="工程甲"):
        put_back(Measure, pks[1], states[1])
    put_back(Project, pks[0], states[0])
    put_back(Measure, pks[1], states[1])

    assert Measure.objects.get(pk=pks[1]).project_id == pks[0]


def test_row_of_a_draft_is_put_back_as_published(admin_client, revised):
    figure = revised.figures.get()
    figure.value, figure.goal = Decimal(9), None
    figure.save()
    page = reverse("admin:initiatives_figure_as_published", args=[figure.pk])

    assert page in admin_client.get(address(Figure, "change", figure.pk)).text
    response = send_again(admin_client, page)

    figure.refresh_from_db()
    assert response.status_code == 302
    assert (figure.value, figure.goal, figure.edition) == (8, revised.goals.get(), revised)


def test_row_that_readers_never_saw_has_nothing_to_be_put_back_to(admin_client, revised):
    goal = make_goal(revised)

    assert admin_client.get(reverse("admin:initiatives_goal_as_published", args=[goal.pk])).status_code == 404


def test_published_row_is_not_put_back(admin_client):
    goal = make_goal(make_edition(), title="旧")
    earlier = history(goal)[0]
    update_recorded(Goal.objects.all(), title="新")

    response = admin_client.post(put_back_address(goal, earlier))

    goal.refresh_from_db()
    assert (response.status_code, goal.title) == (403, "新")


def test_putting_an_edition_back_does_not_publish_it(admin_user, revised):
    before = Edition.objects.published().get(plan=revised.plan)
    earlier = last_record(Edition, before.pk)
    lifecycle.publish(revised, user=admin_user, note="更正")

    put_back(Edition, before.pk, state_in(earlier))

    before.refresh_from_db()
    assert before.state == EditionState.SUPERSEDED
