"""Amounts: a number stays as stated with all that is said of it; 万 and 亿 are understood exactly."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.values.amounts import Amount
from initiatives.values.english_units import CLASSIFIERS, NAMES
from initiatives.values.stated_fields import read_amount


def amount(value, unit="", comparator="=", unit_en="", **more) -> Amount:
    numbers: dict[str, Any] = {name: Decimal(more.pop(name)) for name in ("upper", "ratio") if name in more}
    return Amount(Decimal(value), unit, comparator, unit_en, **numbers, **more)


@pytest.mark.parametrize(
    ("stated", "chinese", "english"),
    [
        (amount("30", "亿元", unit_en="yuan"), ("30", "亿元"), ("3", "billion yuan")),
        (amount("5000", "万元", unit_en="yuan"), ("5,000", "万元"), ("50", "million yuan")),
        (amount("3", "万元", unit_en="yuan"), ("3", "万元"), ("30,000", "yuan")),
        (amount("154", "%"), ("154%", ""), ("154%", "")),
        (amount("90", "%", ">"), ("> 90%", ""), ("> 90%", "")),
        (amount("1240", "家"), ("1,240", "家"), ("1,240", "")),
        (amount("8.5", "万亿元", "~", "yuan"), ("约 8.5", "万亿元"), ("about 8.5", "trillion yuan")),
        (amount("0", "件"), ("0", "件"), ("0", "")),
        (amount("-2.5", "%"), ("−2.5%", ""), ("−2.5%", "")),
    ],
)
def test_amount_is_printed_as_stated(stated, chinese, english):
    assert stated.parts("zh-Hans") == chinese
    assert stated.parts("en") == english


# What a source says, and how it is printed.
PRINTED = {
    "约60个": ("约 60 个", "about 60"),
    "8%左右": ("约 8%", "about 8%"),
    "30余亿元": ("30余亿元", "more than 3 billion yuan"),
    "3亿多元": ("3 亿多元", "more than 300 million yuan"),
    "100多家": ("100余家", "more than 100"),
    "近百家": ("近 100 家", "nearly 100"),
    "超过50亿元": ("> 50 亿元", "> 5 billion yuan"),
    "不超过12个": ("≤ 12 个", "≤ 12"),
    "8%—10%": ("8%—10%", "8–10%"),
    "20至30家": ("20—30 家", "20–30"),
    "30亿—50亿元": ("30—50 亿元", "3–5 billion yuan"),
    "增长24%": ("+24%", "+24%"),
    "同比下降3.2%": ("−3.2%", "−3.2%"),
    "增长8%—10%": ("+8%—10%", "+8–10%"),
    "下降3%—5%": ("−5%至−3%", "−5% to −3%"),
    "提高0.5个百分点": ("+0.5 个百分点", "+0.5 percentage points"),
    "提高1个百分点": ("+1 个百分点", "+1 percentage point"),
    "增长1.5倍": ("+1.5 倍", "+1.5 times the base"),
    "全省第3位": ("第3位", "No. 3"),
    "前三": ("前3位", "top 3"),
    "3:1": ("3:1", "3:1"),
    "每亩400万元": ("400 万元/亩", "4 million yuan per mu"),
    "5.1平方公里": ("5.1 平方公里", "5.1 square kilometres"),
    "7450万美元": ("7,450 万美元", "74.5 million US dollars"),
    "300000千元": ("300,000 千元", "300 million yuan"),
    "5千万元": ("5 千万元", "50 million yuan"),
    "3‰": ("3‰", "3‰"),
}
FIELDS = {"upper_value": "upper"}


def read(text: str) -> Amount:
    fields = read_amount(text)
    assert fields is not None, text
    return Amount(**{FIELDS.get(name, name): value for name, value in fields.items()})


def test_all_that_a_source_says_of_a_number_is_printed():
    assert {text: (read(text).in_words("zh-Hans"), read(text).in_words("en")) for text in PRINTED} == PRINTED


def test_what_states_no_number_is_no_amount():
    texts = ("由负转正", "持平", "更多", "八大工程", "30家、40家")
    assert [read_amount(text) for text in texts] == [None] * len(texts)


UNITS = st.one_of(
    st.sampled_from(sorted({*NAMES, *CLASSIFIERS, "%", "‰"})),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4),
)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from(["", "千", "万", "亿", "万亿"]),
    UNITS,
    st.sampled_from(["", "亩", "平方米", "人"]),
    st.sampled_from(["=", ">", "<=", "~"]),
    st.booleans(),
    st.booleans(),
)
def test_no_unit_vanishes_in_english(value, scale, unit, per, comparator, approximate, change):
    """A unit without a translation is named or stays Chinese; English leaves out measure words alone."""
    stated = Amount(
        value, scale + unit + (per and f"/{per}"), comparator, approximate=approximate, change=change
    )
    number, printed = stated.parts("en")
    assert printed or number.endswith(("%", "‰")) or stated.base_unit in {*CLASSIFIERS, ""}
    if per:
        assert " per " in printed


def test_amounts_compare_in_their_base_unit():
    stated = [Amount(Decimal(2), "亿元"), Amount(Decimal(3000), "万元"), Amount(Decimal("0.4"), "亿元")]
    assert sorted(stated, key=lambda amount: amount.in_base_unit) == [stated[1], stated[2], stated[0]]


def test_range_ends_in_the_base_unit():
    assert amount(3, "亿元", upper=5).upper_in_base_unit == 500_000_000
    assert amount(3, "亿元").upper_in_base_unit is None


@pytest.mark.parametrize(
    ("unit", "scale", "base"),
    [
        ("百万元", 10**6, "元"),
        ("千万元", 10**7, "元"),
        ("万亿元", 10**12, "元"),
        ("千元", 1000, "元"),
        ("千米", 1, "千米"),
        ("万千瓦", 10**4, "千瓦"),
        ("个百分点", 1, "个百分点"),
        ("万元/亩", 10**4, "元/亩"),
    ],
)
def test_unit_is_its_factor_and_its_base(unit, scale, base):
    assert (amount(1, unit).scale, amount(1, unit).base_unit) == (scale, base)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_scaling_loses_nothing(value):
    assert Amount(value, "亿元").in_base_unit / 10**8 == value
    assert Amount(value, "万元").in_base_unit == Amount(value / 10**4, "亿元").in_base_unit
