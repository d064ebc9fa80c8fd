"""The audit log: sign-ins, changes, exports and releases, with user and request and nothing personal."""

import json
import logging
import logging.config
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import RequestFactory

from initiatives.audit_log import request_in_hand
from initiatives.editions.lifecycle import publish, withdraw
from initiatives.models import Goal
from initiatives.models.row_history import recorded, update_recorded
from parkplan.log_lines import (
    AuditTextFormatter,
    DailyFileHandler,
    JsonFormatter,
    RequestIdFilter,
    logging_settings,
)
from tests.admin_pages import make_park_edition, make_rows
from tests.test_accounts import page
from tests.test_sign_in import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


class Records(logging.Handler):
    """Events and their facts, as far as they are committed."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def told(self, *names: str) -> list[tuple]:
        return [
            (record.getMessage(), *(record.__dict__["facts"].get(name) for name in names))
            for record in self.records
        ]


@pytest.fixture
def audited(monkeypatch, django_capture_on_commit_callbacks):
    """Events at once, without waiting for the end of the test's transaction."""
    handler = Records()
    logger = logging.getLogger("parkplan.audit")
    logger.addHandler(handler)
    monkeypatch.setattr("initiatives.audit_log.transaction.on_commit", lambda work, **_more: work())
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def li():
    return get_user_model().objects.create_superuser("li", password=PASSWORD)


def test_sign_ins_are_recorded_and_what_is_typed_as_a_name_is_not(li, client, audited):
    sign_in("wrong")
    sign_in("wrong", name="my-secret-password")
    sign_in(PASSWORD, client=client)
    client.post(page("logout"))
    assert audited.told("user") == [
        ("sign-in-failed", "li"),
        ("sign-in-failed", "(unknown)"),
        ("signed-in", "li"),
        ("signed-out", "li"),
    ]


def test_lock_and_unlock_are_recorded(li, admin_client, audited):
    for number in range(5):
        sign_in(f"wrong-{number}")
    admin_client.post(page("unlock"), {"username": "li"})
    told = audited.told("user", "account")
    assert told.count(("sign-in-failed", "li", None)) == 5
    assert told.count(("sign-in-locked", "li", None)) == 1
    assert told[-1] == ("sign-in-unlocked", "admin", "li")


def test_one_act_is_one_line_whatever_the_number_of_rows(li, audited):
    edition = make_park_edition()
    with recorded(user=li):
        for number in range(3):
            Goal.objects.create(edition=edition, key=f"g-{number}", title="目标")
    assert audited.told("user", "rows")[-1] == ("changed", "li", "goal+:3")
    update_recorded(Goal.objects.all(), title="改过")
    assert audited.told("rows")[-1] == ("changed", "goal~:3")


def test_change_of_an_account_is_recorded(admin_client, audited, li):
    admin_client.post(
        page("auth_user_delete", li.pk),
        {"post": "yes"},
    )
    assert ("account-changed", "admin", "deleted", f"user:{li.pk}") in audited.told("user", "done", "what")


def test_release_and_its_end_are_recorded(audited, li):
    edition = make_park_edition()
    publish(edition, user=li, note="第一版")
    withdraw(edition)
    events = [event for event in audited.told("edition") if event[0].startswith("release")]
    assert events == [("released", str(edition.pk)), ("release-ended", str(edition.pk))]


def test_file_that_an_editor_takes_along_is_recorded(admin_client, audited):
    make_rows(edition := make_park_edition())
    address = page("initiatives_plan_blank-workbook", edition.plan_id)
    assert admin_client.get(address).status_code == 200
    assert audited.told("user", "path")[-1] == ("exported", "admin", address)


def test_export_by_a_command_is_recorded(audited, tmp_path):
    edition = make_park_edition(state="published")
    call_command("export_plan", "park", 2024, str(tmp_path / "plan.xlsx"), verbosity=0)
    assert audited.told("command", "plan")[-1] == ("exported", "export_plan", f"park/{edition.plan.year}")


def test_addresses_are_recorded_only_where_a_setting_asks_for_them(li, audited, settings):
    behind_proxy = {"HTTP_X_FORWARDED_FOR": "203.0.113.5"}
    sign_in("wrong", **behind_proxy)
    settings.AUDIT_ADDRESSES = True
    sign_in("wrong", **behind_proxy)
    assert audited.told("address") == [("sign-in-failed", None), ("sign-in-failed", "203.0.113.5")]


def test_lines_of_one_request_have_its_identifier(li, audited, client):
    sign_in("wrong", HTTP_X_REQUEST_ID="proxy-0001-abcd")
    sign_in("wrong", HTTP_X_REQUEST_ID="bad id\n", REMOTE_ADDR="192.0.2.9")
    first, second = (facts for _event, facts in audited.told("request"))
    assert first == "proxy-0001-abcd"
    assert len(second) == 16


# Files


def record(**facts: str) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "parkplan.audit", "msg": "signed-in", "levelname": "INFO"})
    made.facts = facts
    return made


def test_line_of_text_and_of_json():
    facts = {"user": "li", "reason": 'a "b"\nc', "request": ""}
    line = AuditTextFormatter().format(record(**facts))
    assert line.endswith('signed-in user=li reason="a \\"b\\"\\nc"')
    content = json.loads(JsonFormatter().format(record(**facts)))
    assert (content["event"], content["user"], content["reason"]) == ("signed-in", "li", facts["reason"])


def test_file_a_day_is_kept_for_some_days(tmp_path):
    old, kept = (date.today() - timedelta(days=days) for days in (11, 9))
    for day in (old, kept):
        (tmp_path / f"{day}.log").write_text("x")
    handler = DailyFileHandler(tmp_path, days=10)
    handler.setFormatter(AuditTextFormatter())
    handler.emit(record(user="li"))
    handler.emit(record(user="wang"))
    today = tmp_path / f"{date.today()}.log"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"{kept}.log", today.name])
    assert [line.split("user=")[1] for line in today.read_text().splitlines()] == ["li", "wang"]
    assert today.stat().st_mode & 0o777 == 0o600


def test_audit_log_that_cannot_be_written_disturbs_nothing(tmp_path, capsys):
    (tmp_path / "file").touch()
    handler = DailyFileHandler(tmp_path / "file", days=10)
    handler.setFormatter(AuditTextFormatter())
    handler.emit(record(user="li"))
    assert "user=li" in capsys.readouterr().err


@pytest.mark.parametrize("line_format", ["text", "json"])
def test_line_of_an_error_has_the_identifier_of_its_request(line_format, tmp_path):
    settings = logging_settings(line_format, "off", tmp_path, days=1)
    made = logging.makeLogRecord({"name": "django.request", "msg": "an %s", "args": ("error",)})
    formatter = logging.config.DictConfigurator(settings).configure_formatter(settings["formatters"]["line"])
    with request_in_hand(RequestFactory().get("/"), "proxy-0001-abcd"):
        RequestIdFilter().filter(made)
    line = formatter.format(made)
    assert "proxy-0001-abcd" in line
    assert "an error" in line
    assert (line_format == "json") == line.startswith("{")
