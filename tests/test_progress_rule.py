"""The state of a task, on both sides of each border day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from initiatives.values.progress_rule import (
    DatedReport,
    ReportingDays,
    SummedTarget,
    progress_of,
    rule_in_words,
)
from initiatives.values.vocabulary import ProgressState

TODAY = date(2024, 6, 30)
DAYS = ReportingDays(risk=30, quiet=60)


def ago(days: int, status: str = "under-way", value: str | None = None) -> DatedReport:
    return DatedReport(TODAY - timedelta(days=days), status, Decimal(value) if value else None)


def due_in(days: int) -> date:
    return TODAY + timedelta(days=days)


def state(due, *reports, days=DAYS, target=None):
    return progress_of(due, reports, TODAY, days, target).state


CASES = {
    "done on the due day": (0, [ago(0, "done")], "done"),
    "done the day after": (-1, [ago(0, "done")], "done-late"),
    "done before, and still done when it is due": (-30, [ago(40, "done")], "done"),
    "done, taken back, done again too late": (
        -10,
        [ago(20, "done"), ago(15, "under-way"), ago(5, "done")],
        "done-late",
    ),
    "done, with a later report without a status": (-10, [ago(20, "done"), ago(5, "")], "done"),
    "done, confirmed after the due day": (-10, [ago(20, "done"), ago(5, "done")], "done"),
    "due today, reported today": (0, [ago(0)], "on-time"),
    "due yesterday": (-1, [ago(0)], "late"),
    "due in 30 days, last report 30 days old": (30, [ago(30)], "on-time"),
    "due in 30 days, last report 31 days old": (30, [ago(31)], "at-risk"),
    "due in 31 days, last report 31 days old": (31, [ago(31)], "on-time"),
    "last report 60 days old": (200, [ago(60)], "on-time"),
    "last report 61 days old": (200, [ago(61)], "no-news"),
    "due in 30 days and no report for 61: at risk comes before no news": (30, [ago(61)], "at-risk"),
    "a report says delayed": (200, [ago(1, "delayed")], "at-risk"),
    "a report says stopped": (200, [ago(1, "stopped")], "at-risk"),
    "no due day": (None, [ago(1)], "on-time"),
    "no due day, no news": (None, [ago(61)], "no-news"),
    "no due day, done": (None, [ago(500, "done")], "done"),
    "nothing reported": (200, [], "nothing-reported"),
    "nothing reported, and the due day has passed": (-200, [], "nothing-reported"),
    "a report of tomorrow does not count yet": (200, [ago(-1)], "nothing-reported"),
}


@pytest.mark.parametrize(("due", "reports", "expected"), CASES.values(), ids=CASES)
def test_state(due, reports, expected):
    assert state(None if due is None else due_in(due), *reports) == expected


def test_every_state_has_a_case():
    assert {expected for _due, _reports, expected in CASES.values()} == set(ProgressState.values)


def test_both_numbers_of_days_are_settings():
    days = ReportingDays(risk=7, quiet=14)
    assert state(due_in(7), ago(8), days=days) == "at-risk"
    assert state(due_in(8), ago(8), days=days) == "on-time"
    assert state(due_in(100), ago(14), days=days) == "on-time"
    assert state(due_in(100), ago(15), days=days) == "no-news"


YEAR = SummedTarget(Decimal(366), date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("reached", "expected"), [("182", "on-time"), ("181", "at-risk"), ("400", "on-time"), ("0", "at-risk")]
)
def test_value_reached_is_held_against_the_share_of_the_time_passed(reached, expected):
    """By 30 June 182 of the 366 days of 2024 have passed."""
    assert state(due_in(184), ago(0, value=reached), target=YEAR) == expected


def test_value_is_held_against_the_day_on_which_it_was_reported():
    assert YEAR.asked_by(date(2024, 3, 31)) == 91
    assert state(due_in(184), ago(91, value="91"), ago(1, ""), target=YEAR) == "on-time"


def test_share_asked_is_nothing_before_and_all_after_the_period():
    assert YEAR.asked_by(date(2023, 12, 31)) == 0
    assert YEAR.asked_by(date(2024, 12, 31)) == YEAR.asked_by(date(2025, 2, 1)) == 366


MOVING = {
    "late, with a report 60 days old": (-1, ago(60), True),
    "late, with a report 61 days old": (-1, ago(61), False),
    "late, not started": (-1, ago(1, "not-started"), False),
    "late, stopped": (-1, ago(1, "stopped"), False),
    "late, delayed but worked at": (-1, ago(1, "delayed"), True),
    "on time: the question does not arise": (100, ago(1), None),
    "at risk for want of news alone": (10, ago(40), None),
    "done late": (-1, ago(0, "done"), None),
}


@pytest.mark.parametrize(("due", "report", "expected"), MOVING.values(), ids=MOVING)
def test_behind_but_moving_is_told_from_behind_and_still(due, report, expected):
    assert progress_of(due_in(due), [report], TODAY, DAYS).moving is expected


def test_how_late_it_was_stays_known():
    assert progress_of(due_in(-12), [ago(2, "done")], TODAY, DAYS).days_late == 10
    assert progress_of(due_in(-12), [ago(2)], TODAY, DAYS).days_late == 12
    assert progress_of(due_in(-12), [], TODAY, DAYS).past_due


def test_rule_is_told_with_its_numbers_and_every_state_once():
    with translation.override("en"):
        told = [(state, str(words)) for state, words in rule_in_words(ReportingDays(risk=7, quiet=1))]
    assert sorted(state for state, _words in told) == sorted(ProgressState.values)
    assert "7 days" in dict(told)[ProgressState.AT_RISK]
    assert "1 day." in dict(told)[ProgressState.NO_NEWS]


def test_days_are_those_of_shanghai(settings):
    assert settings.TIME_ZONE == str(timezone.get_default_timezone()) == "Asia/Shanghai"
