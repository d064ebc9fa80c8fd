"""Assignments and reports typed at the desk and brought in by the workbook; what is due now."""

import io
from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from initiatives.models import Assignment, Membership, Organisation, Update
from initiatives.tasks.assigned_tasks import tasks_of
from initiatives.tasks.assignment_lines import read_due
from initiatives.tasks.reporting_calendar import reporting_period, reports_due
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.writer import write_workbook
from tests.factories import (
    make_assignment,
    make_edition,
    make_measure,
    make_organisation,
    make_project,
    make_report,
)
from tests.test_roles import member, signed_in

pytestmark = pytest.mark.django_db
DAY = date(2024, 7, 10)


@pytest.fixture(autouse=True)
def _tenth_of_july(monkeypatch):
    for module in (
        "initiatives.desk.report_list",
        "initiatives.desk.dashboard",
        "initiatives.tasks.assigned_tasks",
    ):
        monkeypatch.setattr(f"{module}.site_day", lambda: DAY)
    monkeypatch.setattr("initiatives.management.commands.remind.site_day", lambda: DAY)


@pytest.fixture
def edition():
    return make_edition(year=2024)


@pytest.fixture
def measure(edition):
    return make_measure(
        make_project(edition, number=1), key="bridge", title="修桥", title_en="Build the bridge"
    )


@pytest.fixture
def publisher(django_user_model, edition):
    return signed_in(member(django_user_model, "publisher", edition.plan.park))


@pytest.fixture
def editor(django_user_model, edition):
    return signed_in(member(django_user_model, "editor", edition.plan.park))


def tasks_address(edition) -> str:
    return reverse("admin:initiatives_plan_tasks", args=[edition.plan_id])


def reports_address(edition) -> str:
    return reverse("admin:initiatives_plan_reports", args=[edition.plan_id])


def send_line(client, address, mark="", **cells):
    """What the script sends as a line is left; the answer for that line."""
    sent = {f"0-{name}": text for name, text in cells.items()}
    data = {"line": "0", "0-key": "bridge", "0-mark": mark, **sent}
    (line,) = client.post(address, data).json()["lines"]
    return line


# Assignments


def test_line_typed_at_the_desk_is_saved_as_it_is_left(publisher, edition, measure):
    line = send_line(
        publisher, tasks_address(edition), lead="经发局", joint="建设局、环保局", due="6月底前", leader="王某"
    )
    assert line["saved"], line
    row = Assignment.objects.get()
    assert (row.subject_key, row.lead.name, row.leader, row.due) == (
        "bridge",
        "经发局",
        "王某",
        date(2024, 6, 30),
    )
    assert {body.name for body in row.joint.all()} == {"建设局", "环保局"}
    assert row.history.count() >= 1 and not row.draft
    assert Organisation.objects.filter(name="经发局", park=edition.plan.park).count() == 1


def test_marks_within_the_name_of_a_known_body_part_no_names(publisher, edition, measure):
    known = make_organisation(edition.plan.park, slug="joint", name="经济发展局（商务、统计局）")
    joint = "建设局、经济发展局（商务、统计局），环保局"
    assert send_line(publisher, tasks_address(edition), joint=joint, due="6月底前")["saved"]
    bodies = Assignment.objects.get().joint.all()
    assert {body.name for body in bodies} == {"建设局", known.name, "环保局"}


def test_ends_of_lines_as_browsers_send_them_change_nothing(publisher, edition, measure):
    make_assignment(measure, milestones="2024-03 图纸\n2024-06 动工")
    data = {"line": "0", "0-key": "bridge", "0-mark": "", "0-milestones": "2024-03 图纸\r\n2024-06 动工"}
    # Neither a change nor, with the mark of a line that is not there yet, a conflict.
    assert publisher.post(tasks_address(edition), data).json()["lines"] == []


def test_line_of_somebody_else_is_not_overwritten_unseen(publisher, edition, measure):
    address = tasks_address(edition)
    first = send_line(publisher, address, leader="王某")
    refused = send_line(publisher, address, mark="", leader="李某")
    assert not refused["saved"] and "王某" in refused["message"]
    assert Assignment.objects.get().leader == "王某"
    assert send_line(publisher, address, mark=first["mark"], leader="李某")["saved"]
    assert Assignment.objects.get().leader == "李某"


def test_every_mistake_of_a_line_is_told_and_nothing_saved(publisher, edition, measure):
    line = send_line(publisher, tasks_address(edition), due="改天", order="一", milestones="立项")
    assert len(line["problems"]) == 3 and not line["saved"]
    assert not Assignment.objects.exists()


def test_emptied_line_assigns_nobody(publisher, edition, measure):
    mark = send_line(publisher, tasks_address(edition), leader="王某")["mark"]
    assert send_line(publisher, tasks_address(edition), mark=mark, leader="")["saved"]
    assert not Assignment.objects.exists()


def test_editor_saves_drafts_and_cannot_change_what_readers_see(editor, edition, measure):
    line = send_line(editor, tasks_address(edition), leader="王某")
    assert line["saved"] and Assignment.objects.get().draft
    Assignment.objects.update(draft=False)
    page = editor.get(tasks_address(edition)).context["work"].lines[0]
    assert not send_line(editor, tasks_address(edition), mark=page.mark, leader="李某")["saved"]
    assert Assignment.objects.get().leader == "王某"


def test_lists_of_another_park_are_closed(django_user_model, edition, measure):
    outsider = signed_in(member(django_user_model, "publisher", make_edition().plan.park))
    for address in (tasks_address(edition), reports_address(edition)):
        assert outsider.get(address).status_code in (302, 403, 404)
        assert outsider.post(address, {"line": "0"}).status_code in (302, 403, 404)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-30", date(2024, 6, 30)),
        ("2024.6.30", date(2024, 6, 30)),
        ("2024年6月30日", date(2024, 6, 30)),
        ("2024-06", date(2024, 6, 30)),
        ("2024-Q3", date(2024, 9, 30)),
        ("6月底前", date(2024, 6, 30)),
        ("2024年上半年", date(2024, 6, 30)),
    ],
)
def test_due_times_are_read_as_offices_write_them(text, day):
    assert read_due(text, 2024) == day


# Reports


def test_reports_are_typed_as_drafts_and_made_public_together(publisher, edition, measure):
    make_assignment(measure)
    address = reports_address(edition)
    assert send_line(publisher, address, status="under-way", content="已打桩")["saved"]
    report = Update.objects.get()
    assert report.draft and (report.date, report.subject, report.subject_key) == (DAY, "measure", "bridge")
    publisher.post(address, {"step": "publish", "on": "2024-07-10"})
    report.refresh_from_db()
    assert not report.draft
    assert send_line(publisher, address, content="更正")["saved"]
    assert Update.objects.count() == 2


def test_only_the_drafts_that_the_list_shows_are_made_public(publisher, edition, measure):
    """Of two drafts on a task of one day it shows the later."""
    unseen, shown = (make_report(measure, "2024-07-10", draft=True) for _number in range(2))
    publisher.post(reports_address(edition), {"step": "publish", "on": "2024-07-10"})
    assert list(Update.objects.filter(draft=True)) == [unseen]
    assert list(Update.objects.filter(draft=False)) == [shown]


def test_report_without_words_is_told(publisher, edition, measure):
    line = send_line(publisher, reports_address(edition), status="done")
    assert line["problems"] and not Update.objects.exists()


def test_forty_lines_are_saved_together_without_script(publisher, edition, measure):
    project = edition.projects.get()
    keys = ["bridge", *(make_measure(project).key for _ in range(39))]
    sent = {}
    for number, key in enumerate(keys):
        sent |= {f"{number}-key": key, f"{number}-mark": "", f"{number}-content": f"进展{number}"}
    assert publisher.post(reports_address(edition), sent).status_code == 200
    assert Update.objects.filter(draft=True).count() == 40


def test_editor_cannot_publish_reports(editor, edition, measure):
    send_line(editor, reports_address(edition), content="已打桩")
    editor.post(reports_address(edition), {"step": "publish", "on": "2024-07-10"})
    assert Update.objects.get().draft


# What is due


def test_reporting_periods_are_those_of_the_calendar():
    assert str(reporting_period(date(2024, 3, 31), "quarterly")) == "2024-Q1"
    assert str(reporting_period(date(2024, 4, 1), "quarterly")) == "2024-Q2"
    assert str(reporting_period(date(2024, 4, 1), "monthly")) == "2024-04"


@pytest.mark.parametrize(
    ("last", "where"),
    [("2024-03-31", "missing"), ("2024-04-01", "open"), ("2024-06-30", "open"), ("2024-07-01", "")],
)
def test_each_quarter_wants_a_report(edition, measure, last, where):
    make_assignment(measure)
    make_report(measure, last)
    due = reports_due(tasks_of(edition, DAY), DAY)
    assert [name for name in ("missing", "open") if getattr(due, name)] == ([where] if where else [])


def test_what_is_done_wants_no_report(edition, measure):
    make_assignment(measure, due="2024-01-31")
    make_report(measure, "2024-01-01", status="done")
    assert not reports_due(tasks_of(edition, DAY), DAY)


def test_reminder_is_printed_and_mailed_where_mail_is_set_up(
    edition, measure, django_user_model, settings, capsys
):
    make_assignment(measure, due="2024-07-20")
    user = member(django_user_model, "editor", edition.plan.park)
    django_user_model.objects.filter(pk=user.pk).update(email="clerk@example.org")
    viewer = member(django_user_model, "viewer", edition.plan.park)
    django_user_model.objects.filter(pk=viewer.pk).update(email="viewer@example.org")
    call_command("remind", language="en")
    assert "Build the bridge" in capsys.readouterr().out and mail.outbox == []
    settings.EMAIL_SET_UP = True
    call_command("remind", language="en")
    assert [letter.to for letter in mail.outbox] == [["clerk@example.org"]]
    assert "Build the bridge" in mail.outbox[0].body


def test_desk_says_what_is_due(publisher, edition, measure):
    make_assignment(measure)
    assert 'id="reporting"' in publisher.get(reverse("admin:index")).content.decode()
    Membership.objects.all().update(role="viewer")
    assert 'id="reporting"' not in publisher.get(reverse("admin:index")).content.decode()


# The workbook


def test_list_goes_out_and_comes_in_as_a_sheet_that_offices_know(edition, measure):
    make_assignment(measure, leader="王某", due="2024-06-30")
    make_report(measure, "2024-06-01", content="已打桩")
    book = load_workbook(io.BytesIO(write_workbook(edition)))
    sheet = book["责任清单"]
    headings = [cell.value for cell in sheet[1]]
    assert {"序号", "重点任务", "责任领导", "牵头单位", "配合单位", "完成时限", "进展", "备注"} <= set(
        headings
    )
    row = {heading: cell.value for heading, cell in zip(headings, sheet[2], strict=True)}
    assert (row["重点任务"], row["责任领导"]) == ("修桥", "王某") and "已打桩" in row["进展"]
    sheet.cell(2, headings.index("牵头单位") + 1).value = "经发局"
    sheet.cell(2, headings.index("完成时限") + 1).value = "9月底前"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    result = import_workbook(file, plan=edition.plan)
    assert [str(problem) for problem in result.problems] == []
    row = Assignment.objects.get()
    assert (row.lead.name, row.leader, row.due) == ("经发局", "王某", date(2024, 9, 30))


def test_mistakes_on_the_sheet_keep_everything_out(edition, measure):
    book = load_workbook(io.BytesIO(write_workbook(edition)))
    sheet = book["责任清单"]
    sheet.append([1, "没有这项", "王某"])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    result = import_workbook(file, plan=edition.plan)
    (problem,) = result.problems
    assert problem.sheet == "责任清单" and problem.row == 3 and "没有这项" in str(problem)
    assert not Assignment.objects.exists()


def test_workbook_without_the_sheet_leaves_assignments_alone(edition, measure):
    make_assignment(measure, leader="王某")
    book = load_workbook(io.BytesIO(write_workbook(edition)))
    del book["责任清单"]
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    assert import_workbook(file, plan=edition.plan).problems == []
    assert Assignment.objects.get().leader == "王某"
