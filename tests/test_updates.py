"""Reports on what has happened since: public at once, append-only, the latest one is the status."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.editions.lifecycle import publish, revise
from initiatives.models import Membership, Update
from tests.factories import make_edition, make_measure, make_passage, make_project, make_source
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project(make_edition(), key="roads")


def report(project, subject=None, **fields):
    row = subject or project
    number = Update.objects.count()
    defaults = {
        "key": f"report-{number}",
        "subject": row.kind_slug,
        "subject_key": row.key,
        "date": "2024-05-01",
        "content": f"进展{number}",
        "content_en": f"Report {number}",
    }
    return Update.objects.create(plan=project.edition.plan, **{**defaults, **fields})


def page_of(client, project) -> str:
    return client.get(f"/en{project.get_absolute_url()}").content.decode()


def test_project_without_reports_says_so(client, project):
    assert "Nothing has been reported on this project yet." in page_of(client, project)


def test_report_is_public_at_once_and_the_latest_is_the_status(client, project):
    report(project, date="2024-05-01", status="under-way")
    report(project, date="2024-06-01", status="done")
    report(project, date="2024-07-01")
    page = page_of(client, project)
    assert page.index("Report 2") < page.index("Report 1") < page.index("Report 0")
    assert '<h2 id="page:updates">Progress <span class="tag tag-status-done">Done</span></h2>' in page


def test_report_on_a_measure_gives_the_measure_its_status(client, project):
    measure = make_measure(project)
    report(project, measure, status="delayed", reason="等", reason_en="Waiting")
    page = page_of(client, project)
    assert page.count('<span class="tag tag-status-delayed">Delayed</span>') == 2
    assert f'<a href="#{measure.key}">' in page
    assert "Reason: Waiting" in page


def test_report_kept_as_a_draft_or_of_another_plan_is_not_shown(client, project):
    report(project, draft=True)
    other = make_project(make_edition(), key="roads")
    report(other)
    assert "Report" not in page_of(client, project).replace("Report a mistake", "").replace("reported", "")


def test_report_outlives_the_edition(client, project):
    report(project)
    publish(revise(project.edition.plan), user=None, note="x")
    assert "Report 0" in page_of(client, project)


def test_report_shows_its_evidence(client, project):
    passage = make_passage(make_source(project.edition))
    report(project).passages.add(passage)
    assert passage.mark in page_of(client, project)


def test_report_on_nothing_is_refused(project):
    update = Update(
        plan=project.edition.plan,
        key="x",
        subject="measure",
        subject_key="no-such",
        date="2024-05-01",
        content="x",
    )
    with pytest.raises(ValidationError) as refusal:
        update.full_clean()
    assert set(refusal.value.message_dict) == {"subject_key"}


def test_number_of_queries_does_not_grow_with_the_reports(client, project):
    passage = make_passage(make_source(project.edition))
    report(project, make_measure(project)).passages.add(passage)
    few = count_queries(client, project.get_absolute_url())
    for _ in range(20):
        report(project, make_measure(project)).passages.add(passage)
    assert count_queries(client, project.get_absolute_url()) == few


@pytest.mark.parametrize(("role", "is_draft"), [("editor", True), ("publisher", False)])
def test_report_becomes_public_only_by_whoever_may_publish(
    client, django_user_model, project, role, is_draft
):
    user = django_user_model.objects.create_user("writer", is_staff=True)
    Membership.objects.create(user=user, park=project.edition.plan.park, role=role)
    client.force_login(user)
    about = {"plan": project.edition.plan.pk, "subject": "project", "subject_key": project.key}
    client.post(
        "/admin/initiatives/update/add/", {**about, "key": "x", "date": "2024-05-01", "content": "已开工"}
    )
    update = Update.objects.get(key="x")
    assert (update.draft, update.author) == (is_draft, user)


def test_form_names_no_projects_of_plans_that_the_user_may_not_report_on(client, django_user_model, project):
    user = django_user_model.objects.create_user("stranger", is_staff=True)
    Membership.objects.create(user=user, park=make_edition().plan.park, role="editor")
    client.force_login(user)
    shown = client.get("/admin/initiatives/update/add/", {"plan": project.edition.plan.pk})
    assert shown.status_code == 200
    assert str(project) not in shown.content.decode()


def test_suggested_key_is_free_after_a_deletion(admin_client, project):
    def suggested() -> str:
        form = admin_client.get("/admin/initiatives/update/add/").context["adminform"].form
        return form.get_initial_for_field(form.fields["key"], "key")

    report(project, key=suggested())
    second = report(project, key=suggested())
    third = report(project, key=suggested())
    second.delete()

    assert suggested() != third.key
    assert len({suggested(), *Update.objects.values_list("key", flat=True)}) == 3
