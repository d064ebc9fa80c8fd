"""The desk: a plan's life through the admin, its place and the front page, and many figures set at once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from initiatives.desk.plan_page import PlanPage
from initiatives.editions import lifecycle
from initiatives.models import Edition, Figure, Goal, Measure, Passage, Plan, Project, Source, Update
from initiatives.quality import findings, findings_of
from initiatives.values.vocabulary import EditionState
from tests.admin_pages import address, form_data
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_park,
    make_project,
    make_rich_edition,
)
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(admin_client: Client) -> Client:
    return admin_client


def at(plan: Plan, page: str = "change") -> str:
    return address(Plan, page, plan.pk, language="en")


def said(response: Any) -> list[str]:
    """The messages on the page that was led to."""
    return [str(message) for message in response.context["messages"]]


def states(plan: Plan) -> list[str]:
    return list(plan.editions.order_by("number").values_list("state", flat=True))


def publish(client: Client, plan: Plan, **changes: str) -> Any:
    """What a browser sends after the page to publish was looked at."""
    page = client.get(at(plan, "publish"))
    difference = page.context["difference"]
    sent = {
        "edition": page.context["edition"].pk,
        "stamp": difference.stamp if difference else "",
        "note": "更正一处",
    }
    return client.post(at(plan, "publish"), {**sent, **changes}, follow=True)


def test_plan_is_revised_edited_submitted_published_and_gone_back_to(publisher, client):
    edition = make_edition()
    goal, plan = make_goal(edition, title="旧目标", title_en=""), edition.plan

    def public_page() -> str:
        return client.get(goal.get_absolute_url()).text

    with override("en"):
        said_at_first = said(publisher.post(at(plan, "revise"), follow=True))
    draft = plan.editions.get(state="draft")
    page = address(Goal, "change", draft.goals.get().pk)
    publisher.post(page, {**form_data(publisher.get(page)), "title": "新目标"})
    assert said_at_first == ["The draft is open for editing."]
    assert "旧目标" in public_page()

    assert said(publisher.post(at(plan, "submit"), {"edition": draft.pk}, follow=True))
    assert publisher.post(page, {"title": "更新的目标"}).status_code == 403
    assert states(plan) == ["published", "submitted"]
    assert "旧目标" in public_page()

    response = publish(publisher, plan)
    assert said(response) == ["Published. Readers see it now."]
    assert response.redirect_chain == [(at(plan), 302)]
    assert states(plan) == ["superseded", "published"]
    assert "新目标" in public_page()
    draft.refresh_from_db()
    assert (draft.release_note, draft.releases.get().released_by.username) == ("更正一处", "admin")

    publisher.post(at(plan, "go-back"), {"edition": edition.pk})
    assert states(plan) == ["published", "superseded"]
    assert "旧目标" in public_page()

    publisher.post(at(plan, "withdraw"), {"edition": edition.pk})
    assert client.get(goal.get_absolute_url()).status_code == 404
    publisher.post(at(plan, "go-back"), {"edition": edition.pk})
    assert client.get(goal.get_absolute_url()).status_code == 200


def test_submitted_edition_is_returned_to_its_editors(publisher):
    plan = make_edition(state=EditionState.SUBMITTED).plan

    publisher.post(at(plan, "return"))

    assert states(plan) == ["draft"]


@pytest.mark.slow
def test_new_plan_is_begun_and_published(publisher, client):
    park = make_park()

    response = publisher.post(
        address(Plan, "add", language="en"), {"park": park.pk, "year": 2027, "_save": "x"}, follow=True
    )
    plan = Plan.objects.get(park=park)
    assert response.redirect_chain == [(at(plan), 302)]
    assert "The plan is empty. Begin with its first draft." in response.text
    publisher.post(at(plan, "revise"))
    assert client.get(plan.get_absolute_url()).status_code == 404

    page = publisher.get(at(plan, "publish")).text
    assert "Readers see nothing of this plan yet. All of it will be new to them." in page
    publish(publisher, plan)

    assert client.get(plan.get_absolute_url()).status_code == 200


def test_next_years_plan_is_started_at_its_own_place(publisher):
    edition = make_rich_edition(1)

    response = publisher.post(at(edition.plan, "next-year"), {"edition": edition.pk}, follow=True)

    plan = Plan.objects.get(year=edition.plan.year + 1)
    assert response.redirect_chain == [(at(plan), 302)]
    assert said(response) == ["The draft for the next year is open for editing."]


@pytest.mark.parametrize("step", ("revise", "submit", "return", "withdraw", "go-back", "next-year"))
def test_step_asks_before_it_is_done(publisher, step):
    edition = make_edition()
    opened = make_edition(plan=edition.plan, number=2, state=EditionState.DRAFT)
    about = opened if step in ("submit", "return") else edition

    response = publisher.get(at(edition.plan, step), {"edition": about.pk})

    assert response.status_code == 200
    assert "<form" in response.text
    assert states(edition.plan) == ["published", "draft"]


@pytest.mark.parametrize(
    ("step", "state", "words"),
    (
        ("submit", "submitted", "This edition is “Submitted” now, so that cannot be done. Reload the page."),
        ("return", "draft", "This edition is “Draft” now, so that cannot be done. Reload the page."),
        ("withdraw", "draft", "This edition is “Draft” now, so that cannot be done. Reload the page."),
        ("publish", "withdrawn", "The plan has no edition for that now."),
        ("go-back", "draft", "Only an edition that was published before can be gone back to."),
    ),
)
def test_step_in_the_wrong_state_is_refused_in_words(publisher, step, state, words):
    edition = make_edition(state=state)

    sent = {"edition": edition.pk, "note": "x"}
    response = publisher.post(at(edition.plan, step), sent, follow=True)

    assert said(response) == [words]
    assert states(edition.plan) == [state]


@pytest.mark.parametrize("step", ("submit", "return", "publish", "withdraw", "go-back", "next-year"))
def test_step_without_an_edition_to_do_it_to_is_refused_in_words(publisher, step):
    plan = Plan.objects.create(park=make_park(), year=2024)

    assert said(publisher.post(at(plan, step), follow=True)) == ["The plan has no edition for that now."]


def test_next_year_that_is_there_already_is_refused_in_words(publisher):
    edition = make_edition()
    make_edition(park=edition.plan.park, year=edition.plan.year + 1)

    response = publisher.post(at(edition.plan, "next-year"), follow=True)

    assert said(response) == ["There is a plan for 2025 already. Open it instead."]


def test_publishing_asks_for_a_note(publisher):
    plan = make_edition(state=EditionState.DRAFT).plan

    response = publish(publisher, plan, note="  ")

    assert response.context["form"].errors["note"]
    assert states(plan) == ["draft"]


def test_published_is_only_what_was_looked_at(publisher):
    edition = make_edition()
    plan = edition.plan
    publisher.post(at(plan, "revise"))
    page = publisher.get(at(plan, "publish"))
    sent = {"edition": page.context["edition"].pk, "stamp": page.context["difference"].stamp, "note": "x"}
    make_goal(page.context["edition"])

    response = publisher.post(at(plan, "publish"), sent)

    assert said(response) == ["The plan has changed meanwhile. Look again before you publish."]
    assert states(plan) == ["published", "draft"]
    assert response.context["form"]["note"].value() == "x"


def test_publish_page_shows_findings_and_what_changes(publisher):
    edition = make_edition()
    make_figure(edition, key="figure", value=18, unit="%", wording="增长18%")
    make_goal(edition, key="old", title_en="Old goal")
    publisher.post(at(edition.plan, "revise"))
    draft = edition.plan.editions.get(state="draft")
    draft.goals.get().delete()
    draft.figures.update(value=19)
    make_project(draft, key="new", title_en="New project")

    body = publisher.get(at(edition.plan, "publish")).text

    assert "1 added" in body and "1 removed" in body and "1 changed" in body
    assert "<b>Removed</b>" in body and "Old goal" in body and "New project" in body
    assert "<del>18</del>" in body and "<ins>19</ins>" in body
    assert "19% does not occur in its wording, “增长18%”." in body
    assert "New project: this project serves no goal." in body


def test_changes_are_shown_as_text(publisher):
    edition = make_edition()
    publisher.post(at(edition.plan, "revise"))
    edition.plan.editions.filter(state="draft").update(title="<script>alert(1)</script>")

    for page in ("change", "publish", "changes"):
        assert "<script>alert" not in publisher.get(at(edition.plan, page)).text


def test_plan_has_one_draft_however_often_it_is_revised(publisher):
    plan = make_edition().plan

    publisher.post(at(plan, "revise"))
    publisher.post(at(plan, "revise"))

    assert states(plan) == ["published", "draft"]


def test_steps_need_a_token(admin_user):
    plan = make_edition().plan
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(admin_user)

    assert careful.post(at(plan, "revise")).status_code == 403
    assert states(plan) == ["published"]


def test_steps_are_noted_in_the_log(publisher):
    from django.contrib.admin.models import LogEntry

    plan = make_edition().plan

    publisher.post(at(plan, "revise"))

    entry = LogEntry.objects.get(object_id=str(plan.pk))
    assert entry.get_change_message().startswith("Revise：")


@pytest.mark.slow
def test_of_two_who_publish_at_once_the_second_is_told_so(publisher):
    edition = make_edition()
    plan = edition.plan
    publisher.post(at(plan, "revise"))
    pages = [publisher.get(at(plan, "publish")) for _ in range(2)]
    sent = [
        {
            "edition": page.context["edition"].pk,
            "stamp": page.context["difference"].stamp,
            "note": f"第{number}人",
        }
        for number, page in enumerate(pages, 1)
    ]

    answers = [publisher.post(at(plan, "publish"), one, follow=True) for one in sent]

    assert [said(answer) for answer in answers] == [
        ["Published. Readers see it now."],
        ["The plan has no edition for that now."],
    ]
    assert states(plan) == ["superseded", "published"]
    assert plan.editions.get(state="published").release_note == "第1人"


def test_edition_published_while_the_second_waits_is_not_published_twice(publisher, monkeypatch):
    """The state is looked at again once the plan is held."""
    edition = make_edition(state=EditionState.SUBMITTED)
    plan = edition.plan
    page = publisher.get(at(plan, "publish"))
    held = lifecycle._lock_all_of_plan

    def slowly(waiting: Edition) -> Edition:
        Edition.objects.filter(pk=waiting.pk).update(state="published", release_note="第1人")
        return held(waiting)

    monkeypatch.setattr(lifecycle, "_lock_all_of_plan", slowly)
    sent = {"edition": page.context["edition"].pk, "stamp": "", "note": "第2人"}
    response = publisher.post(at(plan, "publish"), sent, follow=True)

    assert said(response) == ["Only a draft or a submitted edition can be published. Revise the plan first."]
    assert plan.editions.get().released_at is None


# The plan's place


def test_place_links_to_all_that_the_draft_holds(publisher):
    edition = make_rich_edition(2, state=EditionState.DRAFT)

    body = publisher.get(at(edition.plan)).text

    for model in ("goal", "project", "statement", "measure", "figure", "quote", "photo", "remark"):
        assert f"/en/admin/initiatives/{model}/?edition__id__exact={edition.pk}" in body
    assert f"/en/admin/initiatives/organisation/?park__id__exact={edition.plan.park_id}" in body
    project = edition.projects.first()
    added = f"/en/admin/initiatives/figure/add/?edition={edition.pk}&amp;project={project.pk}"
    assert added in body
    assert f"/en/admin/preview/{edition.pk}/" in body


@pytest.mark.slow
def test_links_of_the_place_lead_somewhere(publisher):
    import re

    edition = make_rich_edition(1, state=EditionState.DRAFT)

    body = publisher.get(at(edition.plan)).text
    links = set(re.findall(r'href="(/en/admin/[^"]+)"', body)) - {reverse("admin:logout")}

    assert len(links) > 40
    for link in links:
        assert publisher.get(link.replace("&amp;", "&")).status_code == 200, link


def test_form_reached_from_a_project_has_edition_and_project_filled_in(publisher):
    edition = make_rich_edition(1, state=EditionState.DRAFT)
    project = edition.projects.first()

    page = publisher.get(address(Figure, "add"), {"edition": edition.pk, "project": project.pk})

    form = page.context["adminform"].form
    assert (form["edition"].value(), form["project"].value()) == (str(edition.pk), str(project.pk))
    assert set(form.fields["project"].queryset) == set(edition.projects.all())


def test_source_added_from_the_place_becomes_a_source_of_the_draft(publisher):
    edition = make_edition(state=EditionState.DRAFT)
    page = f"{address(Source, 'add')}?park={edition.plan.park_id}&edition={edition.pk}"

    publisher.post(page, {"park": edition.plan.park_id, "slug": "article", "title": "报道"})

    assert [source.slug for source in edition.sources.all()] == ["article"]


def test_place_tells_what_is_still_missing(publisher, admin_user):
    edition = make_edition(state=EditionState.DRAFT)
    make_goal(edition, title_en="First goal")
    make_project(edition)

    tasks = _place(edition, admin_user).tasks
    body = publisher.get(at(edition.plan)).text

    assert [task.count for task in tasks] == [0, 0, 0, 1, 1, 0, 0, 0, 0]
    assert not any(task.done for task in tasks)
    assert "First goal: no passage of a source stands behind it." in body
    assert "1 project has no measure; fine if the source names none." not in body
    make_measure(make_project(edition))
    assert "2 projects have no measure" not in publisher.get(at(edition.plan)).text
    assert "1 project has no measure; fine if the source names none." in publisher.get(at(edition.plan)).text


def test_step_is_done_when_nothing_is_missing(admin_user):
    edition = make_rich_edition(1, state=EditionState.DRAFT, read_whole_on="2024-01-05")
    passages = Passage.objects.all()
    for figure in edition.figures.all():
        figure.passages.set(passages)
    edition.contributions.update(basis="stated")
    edition.projects.update(number=1)

    place = _place(edition, admin_user)

    assert [task.missing for task in place.tasks] == [[]] * 9
    assert place.all_done


def test_sources_not_read_whole_are_a_step_still_open(admin_user):
    edition = make_rich_edition(1, state=EditionState.DRAFT)
    assert _place(edition, admin_user).tasks[0].missing == ["Nobody has said yet that they were read whole."]


def test_projects_without_measures_are_no_gap_once_the_source_was_read_whole(admin_user):
    edition = make_rich_edition(1, state=EditionState.DRAFT, read_whole_on="2024-01-05")
    make_project(edition)
    (measures,) = (task for task in _place(edition, admin_user).tasks if task.anchor == "measure")
    assert measures.missing == []


def _place(edition: Edition, user: Any) -> PlanPage:
    with override("en"):
        place = PlanPage.build(edition.plan, user)
        assert place.tasks
        return place


def test_place_lists_editions_and_what_can_be_done_with_each(publisher):
    edition = make_edition(release_note="首次发布", release_note_en="First release")
    old = make_edition(plan=edition.plan, number=2, state=EditionState.SUPERSEDED)

    body = publisher.get(at(edition.plan)).text

    assert "First release" in body
    assert f"{at(edition.plan, 'go-back')}?edition={old.pk}" in body
    assert f"{at(edition.plan, 'go-back')}?edition={edition.pk}" not in body
    assert f"{at(edition.plan, 'withdraw')}?edition={edition.pk}" in body


@pytest.mark.slow
def test_queries_of_a_plans_pages_do_not_grow_with_its_rows(subtests, publisher, many_rows):
    plans = [make_rich_edition(rows).plan for rows in (1, many_rows)]
    for plan in plans:
        publisher.post(at(plan, "revise"))
        Goal.objects.filter(edition__plan=plan, edition__state="draft").update(title="新")
    for page in ("change", "publish", "changes"):
        with subtests.test(page=page):
            for plan in plans:
                publisher.get(at(plan, page))
            few, many = (count_queries(publisher, at(plan, page)) for plan in plans)
            assert few == many


# The front page


def test_front_page_names_plans_with_state_findings_and_next_step(publisher):
    edition = make_edition()
    publisher.post(at(edition.plan, "revise"))
    draft = edition.plan.editions.get(state="draft")
    make_goal(draft)

    body = publisher.get(reverse("admin:index")).text
    with override("en"):
        english = publisher.get(reverse("admin:index")).text

    assert str(edition.plan.year) in body
    assert f"/en/admin/initiatives/edition/{draft.pk}/change/#findings" in english
    assert "Draft 1" not in english and "Go on with it" in english
    assert "Revise：" in english


def test_front_page_counts_what_there_is_no_news_of(publisher):
    edition = make_edition()
    told, untold = make_project(edition), make_project(edition)
    make_measure(untold)
    make_project(make_edition(state=EditionState.DRAFT))
    from django.utils import timezone

    report = {"plan": edition.plan, "subject": "project", "content": "已开工", "content_en": "Begun"}
    Update.objects.create(**report, key="u", subject_key=told.key, date=timezone.localdate())
    Update.objects.create(**report, key="v", subject_key=untold.key, date="2020-01-01")

    front = publisher.get(reverse("admin:index")).context["dashboard"]
    lists = [publisher.get(line.url).context["cl"].queryset for line in front.quiet]

    assert [line.count for line in front.quiet] == [1, 1]
    assert [list(rows) for rows in lists] == [[untold], list(Measure.objects.all())]


def test_findings_of_several_editions_are_those_of_each(publisher):
    editions = [make_rich_edition(1), make_rich_edition(2), make_edition()]

    together = findings_of(editions)

    for edition in editions:
        alone = findings(Edition.objects.get(pk=edition.pk))
        assert [one.message for one in together[edition.pk]] == [one.message for one in alone]


@pytest.mark.slow
def test_queries_of_the_front_page_do_not_grow(publisher):
    def fill(plans: int, rows: int) -> None:
        for _ in range(plans):
            plan = make_rich_edition(rows).plan
            publisher.post(at(plan, "revise"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert publisher.get(reverse("admin:index")).status_code == 200
        return len(queries)

    fill(1, 1)
    count()
    few = count()
    fill(4, 3)

    assert count() == few


# Many figures at once


def set_figures(client: Client, figures: list[Figure], **sent: str) -> Any:
    chosen = {"action": "set_period_or_kind", "_selected_action": [figure.pk for figure in figures]}
    return client.post(address(Figure, "changelist", language="en"), {**chosen, **sent}, follow=True)


def test_period_and_kind_of_several_figures_are_set_after_a_look(publisher):
    edition = make_edition(state=EditionState.DRAFT)
    figures = [make_figure(edition, kind="actual", period="2023"), make_figure(edition, period="2024")]

    asked = set_figures(publisher, figures)
    shown = set_figures(publisher, figures, period="2024", kind="")
    assert [one.period for one in Figure.objects.order_by("pk")] == ["2023", "2024"]
    done = set_figures(publisher, figures, period="2024", kind="", apply="yes")

    assert "2 figures chosen" in asked.text
    assert "<del>2023</del>" in shown.text and "<ins>2024</ins>" in shown.text
    assert "1 figure will change" in shown.text and "stays as it is" in shown.text
    assert said(done) == ["1 figure was changed."]
    assert [one.period for one in Figure.objects.order_by("pk")] == ["2024", "2024"]
    history = publisher.get(address(Figure, "history", figures[0].pk, language="en")).text
    assert "2024" in history


@pytest.mark.parametrize(("period", "kind"), (("2024-13", ""), ("next year", ""), ("", "wish"), ("", "")))
def test_wrong_period_or_kind_is_refused_for_all(publisher, period, kind):
    figure = make_figure(make_edition(state=EditionState.DRAFT))

    response = set_figures(publisher, [figure], period=period, kind=kind, apply="yes")

    assert response.context["form"].errors
    figure.refresh_from_db()
    assert (figure.period, figure.kind) == ("2023", "actual")


def test_figures_of_a_published_edition_are_not_set(publisher):
    edition = make_edition()
    figures = [make_figure(edition), make_figure(make_edition(state=EditionState.DRAFT))]

    response = set_figures(publisher, figures, period="2024", kind="", apply="yes")

    assert said(response) == ["Some of these figures may not be changed. Choose figures of a draft."]
    assert {one.period for one in Figure.objects.all()} == {"2023"}


# Forms


def test_forms_say_what_to_type(publisher):
    body = publisher.get(address(Figure, "add", language="en")).text

    assert "The words of the source that hold the number, e.g. 高新技术企业达241家." in body


@pytest.mark.parametrize("model", (Goal, Project, Measure, Figure))
def test_every_field_of_a_form_has_help_or_a_twin(publisher, model):
    form = publisher.get(address(model, "add")).context["adminform"].form

    without = [name for name, field in form.fields.items() if not field.help_text]

    assert not [name for name in without if not name.endswith("_en") and name != "made_from"]


def test_session_is_prolonged_now_and_then_and_not_by_each_page(publisher):
    publisher.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        publisher.get("/admin/")
    assert [one["sql"] for one in queries if not one["sql"].lstrip("(").startswith("SELECT")] == []
    session = publisher.session
    session["prolonged"] -= 11 * 60
    session.save()
    before = session.get_expiry_date()
    response = publisher.get("/admin/")
    assert "sessionid" in response.cookies
    assert publisher.session.get_expiry_date() >= before


def test_page_is_shown_though_its_session_cannot_be_renewed(publisher, monkeypatch):
    from django.contrib.sessions.backends.base import UpdateError
    from django.contrib.sessions.backends.db import SessionStore

    def locked(self, must_create=False):
        raise UpdateError

    monkeypatch.setattr(SessionStore, "save", locked)
    session = publisher.session
    assert "prolonged" not in session
    assert publisher.get("/en/admin/").status_code == 200


def test_plan_without_an_edition_has_neither_tasks_nor_contents(django_user_model):
    plan = Plan.objects.create(park=make_park(), year=2031)

    page = PlanPage.build(plan, django_user_model.objects.create_superuser("s"))

    assert (page.tasks, page.contents, page.projects, page.all_done) == ([], [], [], True)


def test_viewer_sees_what_changes_for_readers(client, django_user_model):
    plan = make_edition().plan
    viewer = django_user_model.objects.create_user("viewer", is_staff=True)
    viewer.memberships.create(park=plan.park, role="viewer")
    client.force_login(viewer)

    assert client.get(at(plan, "changes")).status_code == 200
    assert client.get(at(plan, "workbook")).status_code == 403
