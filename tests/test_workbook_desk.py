"""The workbook for readers, and at the desk: out, a look at what it would change, in."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from initiatives.editions import revise
from initiatives.models import Membership
from tests.factories import make_edition, make_goal, make_rich_edition
from tests.test_pages import queries

pytestmark = pytest.mark.django_db


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


def changed_book(client, edition, before: str, after: str) -> SimpleUploadedFile:
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


def test_number_of_queries_does_not_grow_with_the_rows(client):
    small, large = make_rich_edition(1), make_rich_edition(8)
    assert queries(client, small.url("workbook")) == queries(client, large.url("workbook"))


def test_workbook_is_looked_at_first_and_then_brought_into_the_draft(publisher, edition):
    book = changed_book(publisher, edition, "增长", "更快增长")
    shown = publisher.post(page_of(edition), {"file": book})
    assert "<del>增长</del> → <ins>更快增长</ins>" in shown.text
    assert edition.plan.editions.count() == 1
    done = publisher.post(page_of(edition), {"token": shown.context["token"]})
    assert done.headers["Location"] == f"/en/admin/initiatives/plan/{edition.plan.pk}/change/"
    assert edition.plan.editions.get(state="draft").goals.get(key="growth").title == "更快增长"
    assert edition.goals.get(key="growth").title == "增长"


def test_mistakes_are_listed_and_nothing_can_be_confirmed(publisher, edition):
    book = SimpleUploadedFile("plan.xlsx", b"no workbook")
    shown = publisher.post(page_of(edition), {"file": book})
    assert "This is not an Excel workbook, or it is damaged." in shown.text
    assert "token" not in shown.context


def test_confirmation_of_somebody_else_or_forged_is_refused(publisher, edition, django_user_model):
    shown = publisher.post(page_of(edition), {"file": changed_book(publisher, edition, "增长", "更快增长")})
    publisher.force_login(django_user_model.objects.create_superuser("other"))
    for token in (shown.context["token"], "forged"):
        publisher.post(page_of(edition), {"token": token})
    assert edition.plan.editions.count() == 1


@pytest.mark.parametrize(("role", "of_park", "status"), [("viewer", True, 403), ("publisher", False, 404)])
def test_whoever_may_not_edit_the_plan_brings_nothing_in(
    client, django_user_model, edition, role, of_park, status
):
    user = django_user_model.objects.create_user("someone", is_staff=True)
    park = edition.plan.park if of_park else make_edition().plan.park
    Membership.objects.create(user=user, park=park, role=role)
    client.force_login(user)
    assert client.get(page_of(edition)).status_code == status
