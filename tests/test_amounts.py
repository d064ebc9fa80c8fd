"""Amounts: a number stays as stated; 万 and 亿 are understood exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.values.amounts import Amount


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        (Amount(Decimal("30"), "亿元", unit_en="yuan"), ("30", "亿元"), ("3", "billion yuan")),
        (Amount(Decimal("5000"), "万元", unit_en="yuan"), ("5,000", "万元"), ("50", "million yuan")),
        (Amount(Decimal("3"), "万元", unit_en="yuan"), ("3", "万元"), ("30,000", "yuan")),
        (Amount(Decimal("154"), "%"), ("154%", ""), ("154%", "")),
        (Amount(Decimal("90"), "%", ">"), ("> 90%", ""), ("> 90%", "")),
        (Amount(Decimal("1240"), "家"), ("1,240", "家"), ("1,240", "")),
        (Amount(Decimal("8.5"), "万亿元", "~", "yuan"), ("≈ 8.5", "万亿元"), ("≈ 8.5", "trillion yuan")),
        (Amount(Decimal("0"), "件"), ("0", "件"), ("0", "")),
        (Amount(Decimal("-2.5"), "%"), ("-2.5%", ""), ("-2.5%", "")),
    ],
)
def test_amount_is_printed_as_stated(amount, chinese, english):
    assert amount.parts("zh-Hans") == chinese
    assert amount.parts("en") == english


def test_amounts_compare_in_their_base_unit():
    stated = [Amount(Decimal(2), "亿元"), Amount(Decimal(3000), "万元"), Amount(Decimal("0.4"), "亿元")]
    assert sorted(stated, key=lambda amount: amount.in_base_unit) == [stated[1], stated[2], stated[0]]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_scaling_loses_nothing(value):
    assert Amount(value, "亿元").in_base_unit / 10**8 == value
    assert Amount(value, "万元").in_base_unit == Amount(value / 10**4, "亿元").in_base_unit
