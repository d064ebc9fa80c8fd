"""Closing a period: a snapshot that nothing changes, whose checksum anybody can compute."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from initiatives.downloads.period_closing import close_period, periods_to_close
from initiatives.editions import lifecycle
from initiatives.editions.lifecycle import Refusal, publish, revise, withdraw
from initiatives.models import Edition, Membership, Snapshot
from initiatives.models.snapshots import SnapshotIsFinal
from initiatives.values.canonical_json import canonical, checksum
from tests.factories import SECRET, make_figure, make_rich_edition, make_secret_draft
from tests.public_pages import count_queries, feed_paths
from tests.settings import ON_SERVERS
from tests.test_accounts import page

# Dumped from SQLite by the first version that closed periods: what it wrote has to verify for ever.
FIRST_FORMAT = Path(__file__).with_name("cases") / "closed-period.json"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 7, 2, 2, 30, 15, 999, tzinfo=UTC))
    monkeypatch.setattr(lifecycle, "unanswered_errors", lambda edition: [])


@pytest.fixture
def edition(db) -> Edition:
    return make_rich_edition(1, released_at=datetime(2024, 3, 1, 4, tzinfo=UTC))


@pytest.fixture
def snapshot(edition) -> Snapshot:
    return close_period(edition, "2024-Q2", closed_by="经济发展局")


def verify() -> str:
    out = StringIO()
    call_command("verify_snapshots", stdout=out, stderr=out)
    return out.getvalue()


# The canonical form


def test_canonical_form_is_one_text_for_equal_values():
    moment = datetime(2024, 7, 2, 10, 30, tzinfo=timezone.get_fixed_timezone(480))
    values = {"乙": [Decimal("30.50"), date(2024, 6, 30), moment], "a": {"c": None, "b": True}, "n": "“\n”"}
    assert canonical(values) == (
        '{"a":{"b":true,"c":null},"n":"“\\n”","乙":["30.5","2024-06-30","2024-07-02T02:30:00Z"]}'
    )
    assert canonical(json.loads(canonical(values))) == canonical(values)


@pytest.mark.parametrize("value", [1.5, 2**53, {1, 2}, object()])
def test_values_that_programs_read_differently_have_no_canonical_form(value):
    with pytest.raises(TypeError):
        canonical({"value": value})


# Closing


def test_snapshot_has_what_readers_see_and_its_checksum(client, edition, snapshot):
    make_secret_draft(edition)
    address = f"{edition.get_absolute_url()}snapshots/2024-Q2"
    text = client.get(f"/en{address}/").text
    assert snapshot.checksum in text and "经济发展局" in text and "2 July 2024" in text
    response = client.get(f"{address}.json")
    assert hashlib.sha256(response.content).hexdigest() == snapshot.checksum
    content = response.json()
    assert (content["format"], content["version"], content["edition"]) == ("parkplan-snapshot", 1, 1)
    assert {"initiatives.goal", "initiatives.figure", "initiatives.passage"} <= {
        row["model"] for row in content["rows"]
    }
    assert SECRET not in response.text


def test_only_quarters_and_years_that_are_over_can_be_closed_and_once(edition, snapshot):
    assert periods_to_close(edition.plan) == ["2024-Q1"]
    for period in ("2024-Q2", "2024-Q3", "2024", "2023-Q1", "2024-06", "x"):
        with pytest.raises(Refusal):
            close_period(edition, period, closed_by="某人")
    assert Snapshot.objects.count() == 1


def test_plan_that_readers_do_not_see_cannot_be_closed(edition):
    with pytest.raises(Refusal):
        close_period(revise(edition.plan), "2024-Q1", closed_by="某人")


def test_later_edits_do_not_touch_it(client, edition, snapshot):
    address = f"{edition.get_absolute_url()}snapshots/2024-Q2.json"
    before = client.get(address).content
    draft = revise(edition.plan)
    make_figure(draft)
    draft.goals.update(title="改过的目标")
    publish(draft, user=None, note="改动")
    edition.plan.park.name = "改过的园区"
    edition.plan.park.save()
    assert client.get(address).content == before
    assert "1 snapshots are as they were written" in verify()


def test_nothing_changes_or_deletes_it(snapshot):
    snapshot.closed_by = "别人"
    for change in (
        snapshot.save,
        snapshot.delete,
        lambda: Snapshot.objects.update(closed_by="别人"),
        Snapshot.objects.all().delete,
        lambda: Snapshot.objects.bulk_update([snapshot], ["closed_by"]),
    ):
        with pytest.raises(SnapshotIsFinal), transaction.atomic():
            change()
    with pytest.raises(ProtectedError), transaction.atomic():
        snapshot.plan.delete()
    assert Snapshot.objects.get().closed_by == "经济发展局"


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("content", '{"rows":[]}', "not that of its content"),
        ("checksum", "0" * 64, "not that of its content"),
        ("closed_by", "别人", "not those that its content names"),
        ("period", "2024-Q1", "not those that its content names"),
        ("format_version", 9, "not known to this version"),
    ],
)
def test_what_was_changed_in_the_database_is_found(snapshot, column, value, told):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Snapshot._meta.db_table} SET {column} = %s", [value])
    assert any(told in fault for fault in Snapshot.objects.get().faults())
    with pytest.raises(CommandError, match="1 of 1"):
        verify()


def test_content_with_a_new_checksum_in_another_form_is_found(snapshot):
    changed = snapshot.content.replace(":", ": ", 1)
    with connection.cursor() as cursor:
        table = Snapshot._meta.db_table
        cursor.execute(f"UPDATE {table} SET content = %s, checksum = %s", [changed, checksum(changed)])
    assert list(Snapshot.objects.get().faults()) == ["its content is not in canonical form"]


# Dumps, loads, upgrades: on SQLite, and on PostgreSQL by `make test-databases`


@pytest.mark.parametrize("natural", [False, True])
def test_checksum_verifies_after_a_dump_and_a_load(edition, snapshot, tmp_path, natural):
    dump = tmp_path / "dump.json"
    options = {"use_natural_primary_keys": natural, "use_natural_foreign_keys": natural}
    call_command("dumpdata", "initiatives", output=str(dump), verbosity=0, **options)
    assert snapshot.checksum in dump.read_text(encoding="utf-8")
    call_command("loaddata", str(dump), verbosity=0)  # over the row that is there: nothing is to be changed
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Snapshot._meta.db_table}")
    assert not Snapshot.objects.exists()
    call_command("loaddata", str(dump), verbosity=0)
    loaded = Snapshot.objects.get()
    assert (loaded.content, loaded.checksum) == (snapshot.content, snapshot.checksum)
    assert "1 snapshots are as they were written" in verify()


def test_dump_with_another_content_is_not_loaded_over_it(snapshot, tmp_path):
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "initiatives.snapshot", output=str(dump), verbosity=0)
    dump.write_text(dump.read_text().replace(json.dumps("经济发展局")[1:-1], "X").replace("经济发展局", "X"))
    with pytest.raises(SnapshotIsFinal), transaction.atomic():
        call_command("loaddata", str(dump), verbosity=0)


@pytest.mark.django_db
def test_snapshot_of_the_first_version_verifies(client):
    call_command("loaddata", str(FIRST_FORMAT), verbosity=0)
    snapshot = Snapshot.objects.get()
    assert snapshot.checksum == "63deb34b55b4df42ad2ed931bfd010d848024c0d4f98bca8032b060a45fcd1c8"
    assert list(snapshot.faults()) == []
    file = client.get(f"{snapshot.plan.get_absolute_url()}snapshots/2024-Q2.json")
    assert checksum(file.text) == snapshot.checksum


# Who may see and do what


def test_plan_that_is_withdrawn_shows_no_snapshot(client, edition, snapshot):
    withdraw(edition)
    for ending in ("/", ".json"):
        assert client.get(f"{edition.get_absolute_url()}snapshots/2024-Q2{ending}").status_code == 404


def test_content_of_an_edition_that_is_withdrawn_is_not_shown(client, edition, snapshot):
    publish(revise(edition.plan), user=None, note="改动")
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn")
    address = f"{edition.get_absolute_url()}snapshots/2024-Q2"
    text = client.get(f"{address}/").text
    assert snapshot.checksum in text and f"{address}.json" not in text
    assert client.get(f"{address}.json").status_code == 404
    (told,) = client.get(f"/api/v1/plans/{edition.plan.park.slug}/2024").json()["data"]["snapshots"]
    assert told["file"] is None and told["checksum"] == snapshot.checksum


def test_page_of_changes_feeds_api_and_sitemap_know_it(client, edition, snapshot, public_site):
    address = f"{edition.get_absolute_url()}snapshots/2024-Q2/"
    assert f'href="{address}"' in client.get(edition.url("changes")).text
    for path in feed_paths(edition):
        assert f"{public_site}{address}" in client.get(path).text
    assert f"{public_site}{address}" in client.get("/sitemap.xml").text
    record = client.get(f"/api/v1/plans/{edition.plan.park.slug}/2024").json()["data"]
    (listed,) = client.get("/api/v1/plans").json()["data"]
    assert record["snapshots"] == listed["snapshots"]
    assert record["snapshots"][0]["checksum"] == snapshot.checksum


def test_pages_of_earlier_days_know_those_closed_by_then(client, edition, snapshot):
    address = f"{edition.get_absolute_url()}snapshots/2024-Q2/"
    assert client.get(address, {"as_of": "2024-07-01"}).status_code == 404
    assert client.get(address, {"as_of": "2024-07-02"}).status_code == 200
    assert "2024-Q2" not in client.get(edition.url("changes"), {"as_of": "2024-07-01"}).text


# On PostgreSQL a transaction moves a stamp once, and each write is one of its own.
@pytest.mark.django_db(transaction=ON_SERVERS)
def test_closing_shows_at_once(client, edition, settings):
    settings.PAGE_CACHE_MB = 8
    path = edition.url("changes")
    for period in ("2024-Q1", "2024-Q2"):
        assert period not in client.get(path).text
        close_period(edition, period, closed_by="某局")
        assert period in client.get(path).text


def test_closing_costs_no_queries(client, edition):
    path = edition.url("changes")
    close_period(edition, "2024-Q1", closed_by="某局")
    before = count_queries(client, path), count_queries(client, "/api/v1/plans")
    close_period(edition, "2024-Q2", closed_by="某局")
    assert (count_queries(client, path), count_queries(client, "/api/v1/plans")) == before


def test_publishers_close_periods_at_the_desk_and_nobody_else(client, edition, django_user_model):
    address = page("initiatives_plan_close", edition.plan_id)
    given = {"period": "2024-Q1", "closed_by": "经济发展局", "edition": edition.pk}
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    Membership.objects.create(user=editor, park=edition.plan.park, role="editor")
    client.force_login(editor)
    assert client.get(address).status_code == 403
    assert client.post(address, given).status_code == 403

    publisher = django_user_model.objects.create_user("publisher", is_staff=True)
    Membership.objects.create(user=publisher, park=edition.plan.park, role="publisher")
    client.force_login(publisher)
    asked = client.get(address).text
    assert 'value="2024-Q1"' in asked and 'value="2024-Q3"' not in asked
    assert client.post(address, {**given, "closed_by": ""}).status_code == 200
    assert not Snapshot.objects.exists()
    assert client.post(address, {**given, "edition": 0}).status_code == 200  # another edition was looked at
    assert not Snapshot.objects.exists()
    assert client.post(address, given).status_code == 302
    assert Snapshot.objects.get().closed_by == "经济发展局"
    plan_page = client.get(page("initiatives_plan_change", edition.plan_id)).text
    assert Snapshot.objects.get().checksum in plan_page
