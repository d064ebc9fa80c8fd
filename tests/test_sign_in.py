"""Signing in: locked after wrong passwords by name and address, with a way out; sessions; passwords."""

import re
import time

import pytest
from django.contrib.auth import get_user_model, hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from initiatives.desk.password_kinds import PasswordKindsValidator
from tests.test_accounts import page

pytestmark = pytest.mark.django_db
PASSWORD = "right-and-long"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture(autouse=True)
def li():
    return get_user_model().objects.create_superuser("li", email="li.jun@plan.cn", password=PASSWORD)


def sign_in(password: str, name: str = "li", client: Client | None = None, **more):
    data = {"username": name, "password": password}
    return (client or Client()).post(page("login"), data, **more)


def lock(**more) -> None:
    for number in range(5):
        last = sign_in(f"wrong-{number}", **more)
    assert last.status_code == 429


def test_right_password_is_refused_after_five_wrong_ones():
    lock()
    refused = sign_in(PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert "After 5 wrong passwords" in refused.text
    assert "Try again in 15 minutes" in refused.text


def test_four_wrong_passwords_and_a_right_one_begin_the_count_anew():
    for _ in range(2):
        for number in range(4):
            assert sign_in(f"wrong-{number}").status_code == 200
        assert sign_in(PASSWORD).status_code == 302


def test_locked_sign_in_computes_no_hash(monkeypatch):
    lock()
    monkeypatch.setattr(hashers, "check_password", pytest.fail)
    monkeypatch.setattr(get_user_model(), "check_password", pytest.fail)
    assert sign_in(PASSWORD).status_code == 429


def test_nobody_is_locked_out_by_somebody_elsewhere():
    lock()
    assert sign_in(PASSWORD, **ELSEWHERE).status_code == 302


def test_other_names_are_not_locked():
    lock()
    get_user_model().objects.create_superuser("wang", password=PASSWORD)
    assert sign_in(PASSWORD, name="wang").status_code == 302


def test_address_a_visitor_invents_does_not_help():
    for number in range(5):
        last = sign_in(f"wrong-{number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", **ELSEWHERE)
    assert last.status_code == 429


def test_address_behind_the_proxy_counts_and_what_stands_before_it_does_not():
    for number in range(5):
        forwarded = f"198.51.100.{number}, 203.0.113.5"
        last = sign_in(f"wrong-{number}", HTTP_X_FORWARDED_FOR=forwarded)
    assert last.status_code == 429
    assert sign_in(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.6").status_code == 302


def test_lock_ends_by_itself(monkeypatch, settings):
    lock()
    settings.AXES_COOLOFF_TIME = type(settings.AXES_COOLOFF_TIME)(0)
    assert sign_in(PASSWORD).status_code == 302


def test_command_unlocks(capsys):
    lock()
    call_command("axes_reset_username", "li")
    assert sign_in(PASSWORD).status_code == 302


def test_superuser_sees_and_unlocks_a_locked_account_at_the_desk(admin_client):
    lock(**ELSEWHERE)
    lock(name="guessed-name")
    shown = admin_client.get(page("auth_user_changelist")).text
    assert "5 wrong passwords from 192.0.2.9" in shown
    assert "guessed-name" not in shown

    told = admin_client.post(page("unlock"), {"username": "li"}, follow=True).text
    assert "“li” can sign in again" in told
    assert "Locked after wrong passwords" not in told
    assert sign_in(PASSWORD, **ELSEWHERE).status_code == 302


def test_only_superusers_unlock(client):
    client.force_login(get_user_model().objects.create_user("wang", is_staff=True))
    assert client.post(page("unlock"), {"username": "li"}).status_code == 403
    assert Client().post(page("unlock"), {"username": "li"}).status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x"]
)
def test_sign_in_never_leads_off_the_site(client, target):
    answer = sign_in(PASSWORD, client=client, QUERY_STRING=f"next={target}")
    assert answer.headers["Location"] == page("index")
    assert client.get(answer.headers["Location"]).status_code == 200


# Sessions


@pytest.fixture
def signed_in(client) -> Client:
    sign_in(PASSWORD, client=client)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(page("index")).status_code == 200


def age(client: Client, seconds: int, *names: str) -> None:
    session = client.session
    for name in names:
        session[name] -= seconds
    session.save()


def test_session_has_a_new_key_after_signing_in_and_none_of_before(client):
    client.get(page("login"))
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    sign_in(PASSWORD, client=client)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_session_in_use_ends_hours_after_the_sign_in(signed_in, settings):
    age(signed_in, settings.SESSION_HOURS * 3600 - 60, "signed_in_at")
    assert is_signed_in(signed_in)
    age(signed_in, 120, "signed_in_at")
    assert not is_signed_in(signed_in)


def test_session_of_an_earlier_version_ends_too(signed_in, settings):
    session = signed_in.session
    del session["signed_in_at"]
    session.save()
    assert is_signed_in(signed_in)


def test_session_that_is_not_used_ends(signed_in, settings):
    cookie = signed_in.cookies["sessionid"]
    assert cookie["max-age"] == settings.SESSION_COOKIE_AGE == 240 * 60
    row = signed_in.session.model.objects.get()
    assert abs(row.expire_date.timestamp() - time.time() - 240 * 60) < 60


def test_new_password_ends_the_other_sessions(signed_in, li):
    li.set_password("another-long-one")
    li.save()
    assert not is_signed_in(signed_in)


# Passwords


@pytest.mark.parametrize("password", ["9chars-ok", "1234567890123", "password123", "li.jun@plan.cn"])
def test_weak_password_is_refused_in_words(password, li):
    with pytest.raises(ValidationError):
        validate_password(password, li)


@pytest.mark.parametrize(
    ("password", "accepted"), [("longlowercase", False), ("longer12345", False), ("Longer-1234", True)]
)
def test_password_has_several_kinds_of_characters_where_a_setting_asks_for_it(password, accepted):
    rule = PasswordKindsValidator(least=3)
    if accepted:
        rule.validate(password)
    else:
        with override("en"), pytest.raises(ValidationError, match="at least 3 of these"):
            rule.validate(password)


def test_rules_of_passwords_are_explained_in_chinese(admin_client):
    with override("zh-hans"):
        address = reverse("admin:auth_user_add")
    shown = admin_client.get(address).text
    assert re.search(r"密码.{0,12}10 ?个字符", shown)
