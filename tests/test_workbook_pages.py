"""The workbook for readers, and at the desk: out, a look at what it would change, in."""

import errno
import os
import time
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from initiatives.editions.lifecycle import revise, start_next_year
from initiatives.models import Membership, Organisation, Plan
from initiatives.workbook import import_job
from initiatives.workbook.import_job import progress_path
from initiatives.workbook.import_report import write_json_atomically
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_organisation,
    make_rich_edition,
    make_statement,
)
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_other_jobs(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The command runs in a process of its own; here in this one, where the test's rows are."""

    def run(command, lock, patience):
        with suppress(CommandError):
            call_command(*command, stdout=StringIO(), stderr=StringIO())

    monkeypatch.setattr(import_job, "launch", run)


@pytest.fixture
def edition():
    edition = make_edition()
    make_goal(edition, key="growth", title="增长")
    return edition


@pytest.fixture
def publisher(client, django_user_model, edition):
    user = django_user_model.objects.create_user("publisher", is_staff=True)
    Membership.objects.create(user=user, park=edition.plan.park, role="publisher")
    client.force_login(user)
    return client


def changed_book(client, edition, before: Any, after: Any) -> SimpleUploadedFile:
    """The plan's workbook with one text changed wherever it stands in a cell of its own."""
    book = load_workbook(BytesIO(client.get(edition.url("workbook")).content))
    for page in book:
        for line in page.iter_rows():
            for cell in line:
                if cell.value == before:
                    cell.value = after
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("plan.xlsx", file.getvalue())


def page_of(edition) -> str:
    return f"/en/admin/initiatives/plan/{edition.plan.pk}/workbook/"


def test_readers_get_the_published_plan(client, edition):
    draft = revise(edition.plan)
    make_goal(draft, title="只在草稿里")
    response = client.get(edition.url("workbook"))
    assert response.headers["Content-Disposition"].endswith('.xlsx"')
    cells = [cell.value for page in load_workbook(BytesIO(response.content)) for row in page for cell in row]
    assert "增长" in cells
    assert "只在草稿里" not in cells
    assert client.get(edition.url("workbook")).headers["ETag"] == response.headers["ETag"]


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_rows(client):
    small, large = make_rich_edition(1), make_rich_edition(8)
    assert count_queries(client, small.url("workbook")) == count_queries(client, large.url("workbook"))


def bring_in(client, edition, file) -> Any:
    """Upload the file and follow to what it would change."""
    return client.post(page_of(edition), {"file": file}, follow=True)


def test_workbook_is_looked_at_first_and_then_brought_into_the_draft(publisher, edition):
    shown = bring_in(publisher, edition, changed_book(publisher, edition, "增长", "更快增长"))
    assert "<del>增长</del> → <ins>更快增长</ins>" in shown.text
    assert "0 added, 1 changed, 0 removed, 0 unchanged" in shown.text
    assert edition.plan.editions.count() == 1
    done = publisher.post(shown.request["PATH_INFO"], follow=True)
    place = f"/en/admin/initiatives/plan/{edition.plan.pk}/change/"
    assert done.redirect_chain[-1] == (place, 302)
    assert "The workbook is in the draft." in done.text
    goal = edition.plan.editions.get(state="draft").goals.get(key="growth")
    assert goal.title == "更快增长"
    assert goal.history.first().history_user.username == "publisher"
    assert edition.goals.get(key="growth").title == "增长"
    assert publisher.get(shown.request["PATH_INFO"]).status_code == 302


@pytest.mark.slow
def test_findings_in_the_draft_as_it_would_be_are_told_with_their_cells_and_keep_nothing_out(
    publisher, edition
):
    figure = make_figure(edition, value=241, wording="达241家", wording_en="241 firms")
    shown = bring_in(publisher, edition, changed_book(publisher, edition, 241, 250))
    (finding,) = [one for one in shown.context["report"].new_findings if one.code == "not-in-wording"]
    assert finding.place == "Workbook “数据”, row 2, “数值”"
    assert "250" in finding.message and "241" in finding.message
    assert [one.code for one in shown.context["report"].old_findings].count("without-passage") == 2
    publisher.post(shown.request["PATH_INFO"])
    assert edition.plan.editions.get(state="draft").figures.get(key=figure.key).value == 250


def test_mistakes_are_listed_and_nothing_can_be_confirmed(publisher, edition):
    shown = bring_in(publisher, edition, SimpleUploadedFile("plan.xlsx", b"no workbook"))
    assert "This is not an Excel workbook, or it is damaged." in shown.text
    assert "Bring it into the draft" not in shown.text
    publisher.post(shown.request["PATH_INFO"])
    assert edition.plan.editions.count() == 1


@pytest.mark.slow
def test_check_of_somebody_else_or_unknown_is_not_shown(publisher, edition, django_user_model):
    shown = bring_in(publisher, edition, changed_book(publisher, edition, "增长", "更快增长"))
    publisher.force_login(django_user_model.objects.create_superuser("other"))
    for path in (
        shown.request["PATH_INFO"],
        *(f"{page_of(edition)}{name}/" for name in ("forged", "x" * 300)),
    ):
        assert publisher.post(path).headers["Location"] == page_of(edition)
    assert edition.plan.editions.count() == 1


@pytest.mark.slow
def test_shared_rows_are_changed_by_publishers_only(client, django_user_model, edition):
    make_statement(edition).organisations.add(make_organisation(edition.plan.park, name="老名字"))
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    Membership.objects.create(user=editor, park=edition.plan.park, role="editor")
    client.force_login(editor)
    shown = bring_in(client, edition, changed_book(client, edition, "老名字", "新名字"))
    assert "Ask a publisher." in shown.text
    client.post(shown.request["PATH_INFO"])
    assert Organisation.objects.get().name == "老名字"


@pytest.mark.slow
def test_changes_made_here_meanwhile_are_told_of(publisher, edition):
    book = changed_book(publisher, edition, "增长", "更快增长")
    draft = revise(edition.plan)
    draft.goals.update(title="别人改的")
    shown = bring_in(publisher, edition, book)
    assert "was changed here since then" in shown.text
    assert "<del>别人改的</del> → <ins>更快增长</ins>" in shown.text


def test_long_import_is_waited_for_on_a_page_that_follows_by_itself(publisher, edition, monkeypatch):
    """The process holds the lock as long as it lives; here it is held as long as the test wants."""
    held: list[int] = []

    def begin(command, lock, patience):
        held.append(os.dup(lock))
        report = Path(next(one for one in command if one.startswith("--report="))[len("--report=") :])
        write_json_atomically(progress_path(report), [1500, 10000])

    monkeypatch.setattr(import_job, "launch", begin)
    book = changed_book(publisher, edition, "增长", "更快增长")
    shown = bring_in(publisher, edition, book)
    page = shown.request["PATH_INFO"]
    assert "1,500 of 10,000 rows" in shown.text
    assert shown.headers["Refresh"] == "1"
    assert '<progress id="done" max="10000" value="1500">' in shown.text
    publisher.post(page)
    assert len(held) == 1
    # The page writes nothing: while the import holds the database, that would have to wait.
    with CaptureQueriesContext(connection) as queries:
        publisher.get(page)
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    os.close(held.pop())
    stopped = publisher.get(page, follow=True)
    assert "The check was broken off, and nothing was written." in stopped.text


@pytest.mark.slow
def test_import_gone_without_a_word_may_have_been_written(publisher, edition, monkeypatch):
    shown = bring_in(publisher, edition, changed_book(publisher, edition, "增长", "更快增长"))
    monkeypatch.setattr(import_job, "launch", lambda command, lock, patience: None)
    stopped = publisher.post(shown.request["PATH_INFO"], follow=True)
    assert "it is as it was, or all of it is in it" in stopped.text


@pytest.mark.slow
def test_draft_changed_while_the_workbook_waits_is_shown_anew(publisher, edition):
    book = changed_book(publisher, edition, "增长", "更快增长")
    shown = bring_in(publisher, edition, book)
    draft = revise(edition.plan)
    draft.goals.update(title="别人改的")
    again = publisher.post(shown.request["PATH_INFO"], follow=True)
    assert "The draft was changed meanwhile." in again.text
    assert "<del>别人改的</del> → <ins>更快增长</ins>" in again.text
    assert draft.goals.get().title == "别人改的"
    publisher.post(shown.request["PATH_INFO"], follow=True)
    assert draft.goals.get().title == "更快增长"


@pytest.mark.slow
def test_two_confirmations_at_once_are_one(publisher, edition, monkeypatch):
    shown = bring_in(publisher, edition, changed_book(publisher, edition, "增长", "更快增长"))
    page, begun = shown.request["PATH_INFO"], []

    def confirm_again(command, lock, patience):
        begun.append(command)
        assert "1500" in publisher.post(page, follow=True).text
        call_command(*command, stdout=StringIO(), stderr=StringIO())

    found = next((settings.VAR_DIR / "imports").glob("*/report.json"))
    write_json_atomically(progress_path(found), [1500, 2000])
    monkeypatch.setattr(import_job, "launch", confirm_again)
    done = publisher.post(page, follow=True)
    assert len(begun) == 1
    assert "The workbook is in the draft." in done.text


@pytest.mark.slow
def test_check_ends_after_an_hour(publisher, edition):
    shown = bring_in(publisher, edition, changed_book(publisher, edition, "增长", "更快增长"))
    page = shown.request["PATH_INFO"]
    (folder,) = (settings.VAR_DIR / "imports").glob("*")
    hours_ago = time.time() - 2 * import_job.JOB_SECONDS
    os.utime(folder, (hours_ago, hours_ago))
    assert "That check has expired." in publisher.post(page, follow=True).text
    assert not folder.exists()
    assert edition.plan.editions.count() == 1


def test_disk_that_is_full_is_told_in_words(publisher, edition, monkeypatch):
    def full(self, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    book = changed_book(publisher, edition, "增长", "更快增长")
    monkeypatch.setattr(Path, "write_bytes", full)
    shown = publisher.post(page_of(edition), {"file": book})
    assert shown.status_code == 503
    assert "The disk is full or read-only." in shown.text
    assert not [*(settings.VAR_DIR / "imports").glob("*")]


def test_blank_and_next_years_workbook_are_at_hand(publisher, edition):
    blank = publisher.get(f"{page_of(edition)}blank.xlsx")
    book = load_workbook(BytesIO(blank.content))
    assert (book["Goals (optional)"].max_row, book["Plan"]["A2"].value) == (1, edition.plan.year)
    begun = load_workbook(BytesIO(publisher.get(f"{page_of(edition)}next-year.xlsx").content))
    assert (begun["Plan"]["A2"].value, begun["Goals"].max_row) == (2025, 2)
    start_next_year(edition)
    refused = publisher.get(f"{page_of(edition)}next-year.xlsx", follow=True)
    assert "There is a plan for 2025 already" in refused.text


def test_plan_without_editions_takes_a_workbook(publisher, edition):
    empty = Plan.objects.create(park=edition.plan.park, year=2030)
    place = publisher.get(f"/en/admin/initiatives/plan/{empty.pk}/change/")
    assert f"/en/admin/initiatives/plan/{empty.pk}/workbook/" in place.text


@pytest.mark.parametrize(("role", "of_park", "status"), [("viewer", True, 403), ("publisher", False, 404)])
def test_whoever_may_not_edit_the_plan_brings_nothing_in(
    client, django_user_model, edition, role, of_park, status
):
    user = django_user_model.objects.create_user("someone", is_staff=True)
    park = edition.plan.park if of_park else make_edition().plan.park
    Membership.objects.create(user=user, park=park, role=role)
    client.force_login(user)
    assert client.get(page_of(edition)).status_code == status
