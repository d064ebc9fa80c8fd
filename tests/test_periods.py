"""Periods: reading, writing, order, and what lies in what."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from initiatives.values.periods import Period
from initiatives.values.stated_fields import read_period

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


# A period and its standing; as printed in Chinese and in English.
IN_WORDS = [
    ("2023", "within", "2023年", "2023"),
    ("2024-H1", "within", "2024年上半年", "First half of 2024"),
    ("2024-Q3", "within", "2024年第3季度", "Quarter 3 of 2024"),
    ("2024-06", "within", "2024年6月", "June 2024"),
    ("2024-01/2024-09", "within", "2024年前三季度", "First three quarters of 2024"),
    ("2024-01/2024-11", "within", "2024年1—11月", "January to November 2024"),
    ("2023-11/2024-02", "within", "2023年11月—2024年2月", "November 2023 to February 2024"),
    ("2021/2025", "within", "2021—2025年", "2021–2025"),
    ("2025", "by", "到2025年", "by 2025"),
    ("2024-H1", "by", "到2024年上半年", "by the first half of 2024"),
    ("2024-01/2024-09", "as-of", "截至2024年前三季度", "as of the first three quarters of 2024"),
    ("2023-11", "as-of", "截至2023年11月", "as of November 2023"),
    ("2023", "since", "2023年以来", "since 2023"),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_period_is_told_in_words(language):
    with override(language):
        told = [Period.parse(period).standing_in_words(standing) for period, standing, *_words in IN_WORDS]
    assert told == [words[language == "en"] for _period, _standing, *words in IN_WORDS]


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("2024", ("2024", "within")),
        ("2024年前三季度", ("2024-01/2024-09", "within")),
        ("2024年1—11月", ("2024-01/2024-11", "within")),
        ("“十四五”期间", ("2021/2025", "within")),
        ("到2025年", ("2025", "by")),
        ("2024年6月底前", ("2024-06", "by")),
        ("截至2023年11月底", ("2023-11", "as-of")),
        ("2024年6月15日前", None),
        ("前三季度", None),
        ("明年", None),
        ("每季度", None),
        ("长期坚持", None),
    ],
)
def test_period_is_read_from_words_that_say_their_year(words, stored):
    assert read_period(words) == stored
