"""Accounts: made with role and park on one page; one without a park is told so."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from initiatives.models import Membership, Park, Plan
from tests.admin_pages import address

pytestmark = pytest.mark.django_db
PASSWORD = "long-enough-12"


def page(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"admin:{name}", args=args)


def new_account(admin_client: Client, **memberships: object):
    data = {
        "username": "wang",
        "last_name": "王",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        **{f"memberships-0-{name}": value for name, value in memberships.items()},
    }
    return admin_client.post(page("auth_user_add"), data, follow=True)


def test_account_role_and_park_are_made_on_one_page(admin_client):
    park = Park.objects.create(slug="park", name="园区")
    shown = admin_client.get(page("auth_user_add")).content.decode()
    assert "Parks and roles" in shown
    new_account(admin_client, park=park.pk, role="editor")
    assert [(one.park, one.role) for one in Membership.objects.filter(user__username="wang")] == [
        (park, "editor")
    ]
    assert get_user_model().objects.get(username="wang").check_password(PASSWORD)
    signed_in = Client().post(
        page("login"), {"username": "wang", "password": PASSWORD, "next": page("index")}
    )
    assert signed_in.status_code == 302


def test_account_without_a_park_is_told_so_to_its_maker_and_when_it_signs_in(admin_client):
    assert "cannot sign in yet" in new_account(admin_client).content.decode()
    told = Client().post(page("login"), {"username": "wang", "password": PASSWORD})
    assert "Your account has no park yet" in told.content.decode()


def test_member_of_a_group_without_a_park_is_told_so_at_the_desk(client):
    user = get_user_model().objects.create_user("li", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="编辑")[0])
    client.force_login(user)
    shown = client.get(page("index")).content.decode()
    assert "Your account has no park yet" in shown
    assert "a group alone is not enough" in shown


def test_groups_and_permissions_that_mean_nothing_are_not_offered(admin_client, admin_user):
    shown = admin_client.get(page("auth_user_change", admin_user.pk)).content.decode()
    assert 'name="groups"' not in shown
    assert 'name="user_permissions"' not in shown
    assert 'name="is_staff"' not in shown


def test_first_draft_of_a_plan_is_no_revision(admin_client):
    plan = Plan.objects.create(park=Park.objects.create(slug="park", name="园区"), year=2025)
    for place in (
        page("index"),
        address(Plan, "changelist", language="en"),
        page("initiatives_plan_change", plan.pk),
    ):
        shown = admin_client.get(place).content.decode()
        assert "Begin the first draft" in shown
        assert ">Revise<" not in shown
    admin_client.post(page("initiatives_plan_begin", plan.pk))
    assert plan.editions.get().state == "draft"
