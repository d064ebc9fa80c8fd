"""Previews: the readers' pages of any edition, for the park's staff alone, kept by nobody."""

import re

import pytest

from initiatives.editions.lifecycle import withdraw
from initiatives.models import Membership
from tests.factories import (
    SECRET,
    make_edition,
)
from tests.public_pages import plan_pages, preview_pages

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.slow
def test_preview_shows_the_draft_with_a_banner_and_is_kept_by_nobody(viewer, draft):
    for path in preview_pages(draft):
        assert path.startswith(f"/admin/preview/{draft.pk}/")
        response = viewer.get(path)
        assert response.status_code == 200, path
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
    page = viewer.get(preview_pages(draft)[0]).content.decode()
    assert '<p class="preview" role="note">' in page
    assert SECRET in page


def test_links_of_a_preview_stay_in_the_preview(viewer, draft):
    page = viewer.get(preview_pages(draft)[0]).content.decode()
    public = f'href="{draft.plan.get_absolute_url()}'
    assert public not in page
    assert re.search(rf'href="/admin/preview/{draft.pk}/projects/secret-project/"', page)


def test_preview_asks_for_a_sign_in_and_knows_no_strangers(client, django_user_model, draft):
    for path in preview_pages(draft):
        assert client.get(path).headers["Location"].startswith("/admin/login/?next=/admin/preview/")
    stranger = django_user_model.objects.create_user("stranger", is_staff=True)
    Membership.objects.create(user=stranger, park=make_edition().plan.park, role="publisher")
    client.force_login(stranger)
    for path in preview_pages(draft):
        assert client.get(path).status_code == 404, path


def test_draft_shows_at_no_public_door(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    pages = [
        *plan_pages(published),
        published.url("screen"),
        *(published.url("slide", number) for number in range(1, 8)),
        published.plan.park.get_absolute_url(),
        f"/search/?q={SECRET}",
        f"/en/search/?q={SECRET}",
    ]
    for path in pages:
        body = client.get(path).content.decode()
        # What was searched for stands in its own field and sentence, and nowhere else.
        allowed = 2 if "search" in path else 0
        assert body.count(SECRET) - body.count(f"{SECRET} · ") <= allowed, path
    for path in (
        published.url("goal", "secret-goal"),
        published.url("project", "secret-project"),
        published.url("metric", "secret-metric"),
        published.url("evidence", "project", "secret-project"),
        published.url("change", draft.number),
        published.url("source", draft.sources.order_by("-pk").first().slug),
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.slow
def test_plan_withdrawn_is_gone_with_the_next_request(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    paths = [*plan_pages(published), published.url("screen")]
    assert {client.get(path).status_code for path in paths} == {200}
    withdraw(published)
    assert {client.get(path).status_code for path in paths} == {404}
    assert published.title not in client.get("/search/?q=公开").content.decode()
