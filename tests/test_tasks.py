"""Who does what by when: the list of tasks, what a body answers for, and what became of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from initiatives.downloads.fixture import dump_plan
from initiatives.editions.lifecycle import publish, revise
from initiatives.models import Assignment, Organisation, Update
from initiatives.tasks import assigned_tasks
from tests.factories import (
    make_assignment,
    make_edition,
    make_figure,
    make_measure,
    make_metric,
    make_organisation,
    make_project,
    make_report,
)
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _midsummer(monkeypatch):
    """Every page is of 30 June 2024."""
    for module in (
        "initiatives.pages.task_list",
        "initiatives.pages.progress_board",
        "initiatives.pages.organisations",
        "initiatives.tasks.assigned_tasks",
        "initiatives.kinds.progress",
        "initiatives.search.finding",
    ):
        monkeypatch.setattr(f"{module}.site_day", lambda: date(2024, 6, 30))


@pytest.fixture
def edition():
    return make_edition(year=2024)


@pytest.fixture
def project(edition):
    return make_project(edition, key="roads", number=1)


@pytest.fixture
def bureau(edition):
    return make_organisation(edition.plan.park, slug="bureau", name="经发局", name_en="Economic bureau")


@pytest.fixture
def firms(project):
    """A target of 100 firms within 2024."""
    metric = make_metric(nature="count", base_unit="家", direction="up")
    return make_figure(
        project.edition, metric=metric, project=project, kind="target", period="2024", value=100, unit="家"
    )


def page(client, edition, path: str) -> str:
    response = client.get(f"/en{edition.get_absolute_url()}{path}")
    assert response.status_code == 200
    return b"".join(response).decode()


def test_plan_without_assignments_gains_nothing(client, edition, project):
    make_measure(project)
    for path in ("", "projects/roads/", "metrics/"):
        text = page(client, edition, path)
        assert "Responsibilities" not in text and "What became of it" not in text
    assert "<table" not in page(client, edition, "tasks/")


def test_list_says_who_does_what_by_when_and_what_became_of_it(client, edition, project, bureau):
    measure = make_measure(project, key="bridge", title_en="Build the bridge")
    office = make_organisation(edition.plan.park, slug="office", name="建设局", name_en="Works office")
    make_assignment(
        measure,
        lead=bureau,
        joint=[office],
        leader="王某",
        leader_en="Mr Wang",
        contact="综合科",
        due="2024-06-29",
        milestones="2024-Q1 立项",
        note="市级重点",
    )
    make_report(measure, "2024-06-01", status="under-way", content_en="Piles are driven")
    text = page(client, edition, "tasks/")
    for words in (
        "Build the bridge",
        "Economic bureau",
        "Works office",
        "Mr Wang",
        "综合科",
        "立项",
        "市级重点",
    ):
        assert words in text
    assert "Late" in text and "behind but moving" in text and "1 day late" in text
    assert "Piles are driven" in text


def test_due_day_of_the_plan_holds_where_the_assignment_has_none(client, edition, project):
    make_assignment(make_measure(project, due="2024-Q3"))
    text = page(client, edition, "tasks/")
    assert 'datetime="2024-09-30"' in text and "as the plan says" in text


def test_drafts_and_what_no_published_edition_has_are_not_public(client, edition, project, bureau):
    shown, drafted = make_measure(project, title_en="Shown"), make_measure(project, title_en="Drafted")
    make_assignment(shown, note="公开备注")
    make_assignment(drafted, draft=True, lead=bureau, note="只在草稿里")
    draft = revise(edition.plan)
    added = make_measure(draft.projects.get(), key="added")
    make_assignment(added, note="只在草稿里")
    for path in ("tasks/", "progress/", "tasks.csv", "tasks.json", "plan.json", "plan.yaml"):
        response = client.get(f"{edition.get_absolute_url()}{path}")
        body = b"".join(response) if response.streaming else response.content
        assert "只在草稿里" not in body.decode()
    assert client.get(f"{edition.get_absolute_url()}organisations/bureau/").status_code == 404
    assert "只在草稿里" not in client.get("/api/v1/assignments").content.decode()
    assert "只在草稿里" not in client.get("/search/", {"q": "草稿"}).content.decode()
    publish(draft, user=None, note="修订")
    assert "只在草稿里" in client.get(f"{edition.get_absolute_url()}tasks/").content.decode()


def test_filters_stand_in_the_address_and_hold_for_the_file(client, edition, project, bureau):
    led, other = make_measure(project, title_en="Led"), make_measure(project, title_en="Other")
    make_assignment(led, lead=bureau, leader="王某", due="2024-05-31")
    make_assignment(other, due="2024-12-31")
    make_report(led, "2024-05-30", status="done")
    for query in ("body=bureau", "leader=王某", "due=2024-Q2", "state=done"):
        text = page(client, edition, f"tasks/?{query}")
        assert "Led" in text and ">Other<" not in text
    assert page(client, edition, "tasks/?state=late").count("No task meets") == 1
    rows = page(client, edition, "tasks.csv?body=bureau").splitlines()
    assert len(rows) == 2 and "Economic bureau" in rows[1]


def test_page_of_a_body_says_what_it_leads_joins_and_is_late_with(client, edition, project, bureau):
    late, led, joined = (make_measure(project, title_en=name) for name in ("Overdue", "Led", "Joined"))
    make_assignment(late, lead=bureau, due="2024-06-01")
    make_report(late, "2024-03-01")
    make_assignment(led, lead=bureau)
    make_assignment(joined, joint=[bureau])
    text = page(client, edition, "organisations/bureau/")
    assert text.index("Overdue") < text.index(">Led<") < text.index(">Joined<")
    assert "behind and still" in text


def test_body_without_a_task_has_no_page_of_its_own(client, edition, bureau):
    assert client.get(f"{edition.get_absolute_url()}organisations/bureau/").status_code == 404


def test_measures_of_a_project_show_their_assignment_and_state(client, edition, project, bureau):
    make_assignment(make_measure(project), lead=bureau)
    make_measure(project)
    text = page(client, edition, "projects/roads/")
    assert text.count("The park’s own list:") == 1
    assert "Nothing reported yet" in text


def test_value_reached_is_held_against_the_target(client, edition, project, firms):
    make_assignment(firms)
    make_report(firms, "2024-06-30", value=40)
    text = page(client, edition, "progress/")
    assert "At risk" in text and "Behind by" in text and "(40%)" in text
    assert "Reached: 40" in page(client, edition, "projects/roads/")


def test_only_a_report_on_a_target_has_a_value(project):
    with pytest.raises(Exception, match="update_value_of_a_target"):
        make_report(make_measure(project), "2024-06-30", value=3)


def test_progress_shows_states_trend_timeline_and_the_rhythm_that_the_plan_promises(
    client, edition, project, bureau
):
    measure = make_measure(project, cadence="monthly", title_en="A project a month")
    make_assignment(measure, lead=bureau, due="2024-12-31")
    make_report(measure, "2024-01-20")
    make_report(measure, "2024-03-02")
    text = page(client, edition, "progress/")
    for words in ("States", "Quarter by quarter", "Every month, every quarter", "Due days and reports"):
        assert words in text
    assert text.count("cell-reported") == 2
    assert text.count("cell-silent") == 3
    assert "What became of it" in page(client, edition, "")


def test_assignment_needs_a_measure_or_target_of_the_plan(edition, project):
    with pytest.raises(ValidationError, match="subject_key"):
        Assignment(plan=edition.plan, subject_key="nowhere").full_clean()
    with pytest.raises(ValidationError, match="milestones"):
        measure = make_measure(project)
        Assignment(plan=edition.plan, subject_key=measure.key, milestones="立项").full_clean()


def test_body_that_only_answers_is_in_the_file_and_found(client, edition, project):
    body = Organisation.objects.create(park=edition.plan.park, slug="own", name="督查室", kind="park-body")
    make_assignment(make_measure(project), lead=body)
    assert "督查室" in client.get(f"{edition.get_absolute_url()}plan.yaml").getvalue().decode()
    assert "organisations/own/" in client.get("/search/", {"q": "督查室"}).content.decode()
    assert "督查室" not in client.get(f"{edition.get_absolute_url()}organisations/").content.decode()


def test_leader_is_found(client, edition, project):
    make_assignment(make_measure(project, key="bridge"), leader="王小明")
    assert "tasks/#bridge" in client.get("/search/", {"q": "王小明"}).content.decode()


def test_api_tells_assignments_with_their_state(client, edition, project, bureau):
    make_assignment(make_measure(project, key="bridge"), lead=bureau, due="2024-07-01")
    (record,) = client.get("/api/v1/assignments", {"lead": "bureau"}).json()["data"]
    assert record["state"] == "nothing-reported" and record["due"] == "2024-07-01"
    assert record["lead"]["name"] == "经发局" and record["about"]["id"].endswith("/bridge")


@pytest.mark.parametrize(
    "path", ["tasks/", "tasks.csv", "progress/", "organisations/bureau/", "projects/roads/", ""]
)
def test_queries_do_not_grow_with_assignments_and_reports(client, edition, project, bureau, path):
    def fill(count: int) -> None:
        for _ in range(count):
            measure = make_measure(project, cadence="monthly")
            make_assignment(measure, lead=bureau, joint=[bureau], due="2024-09-30")
            make_report(measure, "2024-05-01")
            make_report(measure, "2024-06-01")

    address = f"{edition.get_absolute_url()}{path}"
    fill(2)
    few = count_queries(client, address)
    fill(8)
    assert count_queries(client, address) == few


def test_states_are_of_today_in_china(settings):
    assert assigned_tasks.reporting_days().risk == settings.TASK_RISK_DAYS


def test_file_brings_assignments_and_values_back(edition, project, bureau, firms, tmp_path):
    make_assignment(firms, lead=bureau, joint=[bureau], due="2024-12-31", milestones="2024-Q3 过半")
    make_report(firms, "2024-06-30", value=40)
    file = tmp_path / "plan.yaml"
    file.write_text(dump_plan(edition.plan), encoding="utf-8")
    Assignment.objects.all().delete()
    Update.objects.all().delete()
    call_command("loaddata", str(file), verbosity=0)
    row = Assignment.objects.get()
    assert (row.lead, list(row.joint.all()), row.milestones) == (bureau, [bureau], "2024-Q3 过半")
    assert Update.objects.get().value == 40


def test_feed_tells_what_was_reached(client, public_site, edition, project, firms):
    make_report(firms, "2024-06-30", value=40)
    feed = client.get(f"/en{edition.get_absolute_url()}feed.atom").content.decode()
    assert "Reached: 40" in feed
