"""Periods: reading, writing, order, and what lies in what."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.values.periods import Period

PERIODS = st.builds(
    lambda year, part: f"{year:04d}{part}",
    st.integers(1, 9998),
    st.sampled_from(
        ["", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4", *(f"-{month:02d}" for month in range(1, 13))]
    ),
).map(Period.parse)


@given(PERIODS)
def test_period_written_and_read_again_is_the_same(period):
    assert Period.parse(str(period)) == period


@given(PERIODS, st.integers(-50, 50))
def test_period_shifted_there_and_back_is_the_same(period, steps):
    if not 1 <= period.year + steps <= 9998:
        return
    assert period.shifted(steps).shifted(-steps) == period


@given(PERIODS)
def test_period_ends_the_day_before_the_next_begins(period):
    assert (period.shifted(1).start - period.end).days == 1


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-H3", "2024-Q0", "2024-1", " 2024", "2024\n", "２０２４", "明年"]
)
def test_period_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


def test_periods_sort_by_their_end_and_totals_follow_their_parts():
    texts = ["2024", "2023", "2024-Q1", "2024-12", "2024-H2", "2024-Q4", "2024-H1"]
    ordered = [str(period) for period in sorted(map(Period.parse, texts))]
    assert ordered == ["2023", "2024-Q1", "2024-H1", "2024-12", "2024-Q4", "2024-H2", "2024"]


def test_period_contains_its_parts_and_days():
    year = Period.parse("2024")
    assert Period.parse("2024-Q3") in year
    assert date(2024, 2, 29) in year
    assert Period.parse("2023-12") not in year
    assert year not in Period.parse("2024-H1")
