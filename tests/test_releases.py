"""Releases are intervals: each time readers saw an edition has a beginning and an end of its own."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from initiatives.downloads.fixture import dump_plan
from initiatives.editions.lifecycle import go_back, publish, revise, withdraw
from initiatives.models import Edition, Plan, Release
from initiatives.pages.changes import ChangeList
from initiatives.quality.answers import unanswered_errors
from tests.factories import make_edition, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of the next steps."""

    def at(month: int, day: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime(2024, month, day, 2, tzinfo=UTC))

    return at


@pytest.fixture
def restored(clock) -> Edition:
    """Edition 1 public from 1 March, replaced by edition 2 on 1 April, restored on 1 May."""
    first = make_edition(released_at=datetime(2024, 3, 1, 2, tzinfo=UTC), release_note="首次发布")
    clock(4, 1)
    publish(revise(first.plan), user=None, note="更正两处")
    clock(5, 1)
    return go_back(first, user=None, note="第2版有误", note_en="Edition 2 was wrong")


def intervals(plan: Plan) -> list[tuple]:
    rows = Release.objects.filter(edition__plan=plan).select_related("edition")
    return [
        (one.edition.number, *(moment and f"{moment:%m-%d}" for moment in (one.started_at, one.ended_at)))
        for one in rows
    ]


def public_on(plan: Plan, *day: int) -> list[int]:
    return [one.edition.number for one in Release.objects.filter(edition__plan=plan).on(date(*day))]


# What the steps write


def test_going_back_adds_an_interval_and_leaves_the_others_alone(restored):
    assert intervals(restored.plan) == [(1, "03-01", "04-01"), (2, "04-01", "05-01"), (1, "05-01", None)]
    assert [one.restored for one in Release.objects.all()] == [False, False, True]
    assert Release.objects.last().note == "第2版有误"
    assert Edition.objects.get(pk=restored.pk).released_at == datetime(2024, 5, 1, 2, tzinfo=UTC)


def test_withdrawing_ends_the_interval(restored, clock):
    clock(6, 1)
    withdraw(restored)
    assert intervals(restored.plan)[-1] == (1, "05-01", "06-01")
    assert not Release.objects.seen().exists()


@pytest.mark.parametrize("step", (withdraw, lambda one: publish(revise(one.plan), user=None, note="更正")))
def test_release_of_a_start_yet_to_come_ends_when_it_starts(clock, step):
    edition = make_edition(released_at=datetime(2024, 3, 1, 2, tzinfo=UTC))
    clock(2, 1)
    step(edition)
    assert (1, "03-01", "03-01") in intervals(edition.plan)


def test_interval_of_an_edition_with_unknown_beginning_ends_all_the_same(clock):
    first = make_edition()
    clock(4, 1)
    publish(revise(first.plan), user=None, note="x")
    assert intervals(first.plan) == [(1, None, "04-01"), (2, "04-01", None)]


# What was public on a day


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        ((2024, 2, 29), []),
        ((2024, 3, 1), [1]),
        ((2024, 3, 31), [1]),
        ((2024, 4, 1), [1, 2]),
        ((2024, 4, 30), [2]),
        ((2024, 5, 1), [2, 1]),
        ((2024, 5, 2), []),  # a day to come
    ],
)
def test_what_was_public_on_a_day(restored, day, numbers):
    assert public_on(restored.plan, *day) == numbers


def test_days_are_those_of_the_site_not_of_greenwich():
    edition = make_edition(released_at=datetime(2024, 4, 30, 17, tzinfo=UTC))
    assert public_on(edition.plan, 2024, 4, 30) == []
    assert public_on(edition.plan, 2024, 5, 1) == [1]


def test_unknown_end_is_the_next_release_at_the_latest():
    first = make_edition(state="superseded", released_at=datetime(2024, 3, 1, tzinfo=UTC))
    second = make_edition(plan=first.plan, number=2)
    make_release(second, started_at=datetime(2024, 4, 1, 2, tzinfo=UTC))
    assert public_on(first.plan, 2024, 3, 15) == [1]
    assert public_on(first.plan, 2024, 4, 2) == [2]


def test_unknown_beginning_is_any_day_before_the_end():
    first = make_edition(state="superseded")
    make_release(first, ended_at=datetime(2024, 4, 1, 2, tzinfo=UTC))
    assert public_on(first.plan, 2020, 1, 1) == [1]
    assert public_on(first.plan, 2024, 4, 2) == []


# What readers see of it


def test_restored_edition_stands_among_the_changes_as_what_it_is(client, restored):
    page = client.get(f"/en{restored.url('changes')}").content.decode()
    order = [page.index(words) for words in ("Edition 1 restored", ">Edition 2<", ">Edition 1<")]
    assert order == sorted(order)
    assert "Edition 2 was wrong" in page
    assert page.count("首次发布") == 1
    told = [(one.edition.number, one.restored) for one in ChangeList.build(restored).releases]
    assert told == [(1, True), (2, False), (1, False)]


def test_changes_page_says_what_was_public_on_a_day(client, restored):
    def answer(day: str) -> str:
        page = client.get(f"/en{restored.url('changes')}", {"on": day}).content.decode()
        return page.partition('id="page:answer"')[2].partition("</div>")[0]

    assert ">Edition 1<" in answer("2024-03-15")
    assert ">Edition 2<" in answer("2024-04-15")
    assert ">Edition 1 restored<" in answer("2024-05-01")
    assert "No edition was public." in answer("2024-01-01")
    assert "“&lt;May&gt;” is no day. Write it as 2024-05-01." in answer("<May>")
    for day in ("2024-05-02", "9999-12-31"):
        assert "This day is still to come." in answer(day)
        assert ">Edition 1" not in answer(day)
    assert 'max="2024-05-01"' in client.get(restored.url("changes")).content.decode()


def test_withdrawn_edition_is_told_of_without_its_number(client, restored, clock):
    clock(6, 1)
    second = Edition.objects.get(plan=restored.plan, number=2)
    withdraw(restored)
    go_back(second, user=None)
    page = client.get(f"/en{restored.url('changes')}", {"on": "2024-03-15"}).content.decode()
    assert "An edition that has been withdrawn since was public." in page
    assert "Edition 1" not in page


def test_plan_of_unknown_times_says_that_they_are_not_recorded(client):
    edition = make_edition()
    page = client.get(f"/en{edition.url('changes')}", {"on": "2024-03-15"}).content.decode()
    assert "Which edition was public then is not recorded." in page


def test_feed_tells_of_the_restoration_under_an_address_of_its_own(client, restored, settings):
    settings.SITE_URL = "https://plan.example"
    feed = client.get(f"/en{restored.plan.get_absolute_url()}feed.atom").content.decode()
    first = f"<id>https://plan.example/en{restored.url('change', 1)}</id>"
    assert feed.count(first) == 1
    assert f"{first[:-5]}#page:restored-20240501T020000Z</id>" in feed
    assert feed.index("edition 1 restored") < feed.index("edition 2<")


def test_api_and_table_hold_the_intervals(client, restored):
    place = {"park": restored.plan.park.slug}
    (plan,) = client.get("/api/v1/plans", place).json()["data"]
    assert plan["released_at"] == "2024-05-01T10:00:00+08:00"
    assert plan["releases"] == [
        {
            "started_at": "2024-03-01T10:00:00+08:00",
            "ended_at": "2024-04-01T10:00:00+08:00",
            "restored": False,
            "note": None,
        },
        {"started_at": plan["released_at"], "ended_at": None, "restored": True, "note": "第2版有误"},
    ]
    table = json.loads(client.get(restored.url("table", "changes", "json")).getvalue())
    assert [(row["edition"], row["restored"]) for row in table["rows"]] == [(1, True), (2, False), (1, False)]


def test_day_of_a_release_is_that_of_the_site_everywhere(client, settings):
    settings.SITE_URL = "https://plan.example"
    edition = make_edition(released_at=datetime(2024, 4, 30, 17, tzinfo=UTC))
    plan = client.get("/api/v1/plans").json()["data"][0]
    places = {
        "changes": client.get(f"/en{edition.url('changes')}").content.decode().partition("<main")[2],
        "linked data": client.get(edition.url("goals")).content.decode(),
        "brief": client.get(edition.url("brief")).content.decode(),
        "feed": client.get("/feed.atom").content.decode(),
        "sitemap": client.get("/sitemap.xml").content.decode(),
        "table": client.get(edition.url("table", "changes", "csv")).getvalue().decode(),
        "record": str(plan),
    }
    for name, text in places.items():
        assert "2024-04-30" not in text, name
        assert "30 April 2024" not in text, name
    assert "1 May 2024" in places["changes"]
    assert "2024-05-01" in places["sitemap"]


# The desk


def test_editors_see_who_released_what_and_from_when_to_when(admin_client, restored):
    page = admin_client.get(
        reverse("admin:initiatives_plan_change", args=[restored.plan.pk])
    ).content.decode()
    assert page.count("<time") >= 4
    assert "第2版有误" in page


def test_going_back_asks_why(admin_client, restored):
    second = Edition.objects.get(plan=restored.plan, number=2)
    url = reverse("admin:initiatives_plan_go-back", args=[restored.plan.pk])
    assert 'name="note"' in admin_client.get(url, {"edition": second.pk}).content.decode()
    admin_client.post(url, {"edition": second.pk, "note": "第2版无误", "note_en": ""})
    last = Release.objects.last()
    assert (last.edition, last.note, last.released_by.is_superuser) == (second, "第2版无误", True)


# Files


@pytest.mark.slow
def test_second_loading_of_the_shipped_plan_changes_nothing(shipped):
    (fixture,) = Path(settings.BASE_DIR, "fixtures").glob("*.yaml")
    edition = Edition.objects.get()
    make_release(edition, started_at=datetime(2024, 3, 1, tzinfo=UTC))
    before = dump_plan(edition.plan)
    call_command("loaddata", str(fixture), verbosity=0)
    assert Edition.objects.get().released_at == datetime(2024, 3, 1, tzinfo=UTC)
    assert dump_plan(edition.plan) == before
    assert not unanswered_errors(edition)


def test_dump_holds_the_intervals_and_loads_twice(restored, tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(dump_plan(restored.plan), encoding="utf-8")
    before = intervals(restored.plan)
    restored.plan.delete()
    for _ in range(2):
        call_command("loaddata", str(file), verbosity=0)
        assert intervals(Plan.objects.get()) == before


def file_of_an_earlier_version(plan: Plan, folder: Path) -> str:
    """A published edition 1 with the time of its release."""
    file = folder / "plan.yaml"
    file.write_text(
        f"- model: initiatives.edition\n  fields:\n    plan: [{plan.park.slug}, {plan.year}]\n"
        "    title: 计划\n    state: published\n    released_at: 2024-03-01 02:00:00+00:00\n",
        encoding="utf-8",
    )
    return str(file)


def test_time_of_release_in_a_file_of_an_earlier_version_becomes_a_release(tmp_path):
    edition = make_edition()
    call_command("loaddata", file_of_an_earlier_version(edition.plan, tmp_path), verbosity=0)
    assert intervals(edition.plan) == [(1, "03-01", None)]


def test_file_that_does_not_know_the_end_of_a_release_does_not_take_it_away(restored, tmp_path):
    before = intervals(restored.plan)
    call_command("loaddata", file_of_an_earlier_version(restored.plan, tmp_path), verbosity=0)
    assert intervals(restored.plan) == before


def test_file_written_before_a_release_ended_leaves_it_ended(clock, tmp_path):
    edition = make_edition(released_at=datetime(2024, 3, 1, 2, tzinfo=UTC))
    file = tmp_path / "plan.yaml"
    file.write_text(dump_plan(edition.plan), encoding="utf-8")
    clock(4, 1)
    withdraw(edition)
    call_command("loaddata", str(file), verbosity=0)
    assert (1, "03-01", "04-01") in intervals(edition.plan)
