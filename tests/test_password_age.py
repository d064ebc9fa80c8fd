"""PASSWORD_DAYS: a password that is too old leads to the page for a new one, which must be another one."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from initiatives.desk import password_age
from initiatives.desk.request_limits import OneAtATimePasswordHasher

pytestmark = pytest.mark.django_db
OLD, NEW = "long-enough-12", "another-one-34"


@pytest.fixture(autouse=True)
def rules(settings):
    settings.PASSWORD_HASHERS = ["initiatives.desk.request_limits.OneAtATimePasswordHasher"]
    settings.PASSWORD_DAYS = 90
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": "initiatives.desk.password_age.AnotherPasswordValidator"}]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(OneAtATimePasswordHasher, "iterations", 1)


def page(name: str) -> str:
    with override("en"):
        return reverse(f"admin:{name}")


def editor(monkeypatch, days: int) -> tuple[Client, object]:
    """Somebody who is signed in with a password that was set some days ago."""

    class Then(date):
        @classmethod
        def today(cls) -> "Then":
            day = date.today() - timedelta(days=days)
            return cls(day.year, day.month, day.day)

    with monkeypatch.context() as changed:
        changed.setattr(password_age, "date", Then)
        user = get_user_model().objects.create_superuser("li", password=OLD)
    client = Client()
    client.force_login(user)
    return client, user


def test_password_within_its_time_is_not_noticed(monkeypatch):
    client, user = editor(monkeypatch, days=89)
    assert client.get(page("index")).status_code == 200
    assert user.check_password(OLD)


def test_password_that_is_too_old_must_be_changed_first(monkeypatch):
    client, _user = editor(monkeypatch, days=91)
    for name in ("index", "initiatives_plan_changelist"):
        assert client.get(page(name)).headers["Location"] == page("password_change")
    shown = client.get(page("password_change"))
    assert shown.status_code == 200 and "older than 90 days" in shown.content.decode()
    assert client.get("/").status_code in {200, 302}, "readers' pages ask nobody"

    same = {"old_password": OLD, "new_password1": OLD, "new_password2": OLD}
    assert "must not be the one you have" in client.post(page("password_change"), same).content.decode()
    other = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(page("password_change"), other).status_code == 302
    assert client.get(page("index")).status_code == 200


def test_password_of_unknown_age_is_too_old(settings):
    assert password_age.has_ended("pbkdf2_sha256$1000000$abcdefgh$x=")
    settings.PASSWORD_DAYS = 0
    assert not password_age.has_ended("pbkdf2_sha256$1000000$abcdefgh$x=")


def test_passwords_without_a_limit_ask_nothing(monkeypatch, settings):
    client, _user = editor(monkeypatch, days=9999)
    settings.PASSWORD_DAYS = 0
    assert client.get(page("index")).status_code == 200
