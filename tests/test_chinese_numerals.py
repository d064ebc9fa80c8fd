"""Numerals: the same number in Chinese, Arabic and mixed notation."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from initiatives.values.chinese_numerals import numeral_value
from initiatives.values.stated_amounts import parse_amount

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 10¹² in Chinese: 105 as 一百零五."""
    if number < 10**4:
        return four_digits(number) or "零"
    scale, word = (10**8, "亿") if number >= 10**8 else (10**4, "万")
    high, rest = divmod(number, scale)
    zero = "零" if rest and rest < scale // 10 else ""
    return chinese(high) + word + zero + (chinese(rest) if rest else "")


def four_digits(number: int) -> str:
    text, zero = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + word
        zero = not digit
        number %= scale
        if not number:
            break
    return text


def mixed(number: int) -> str:
    """A number with Arabic digits before each scale: 3亿2000万; 1万0005, since 1万5 is 15,000."""
    text = ""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, scale)
        digits = f"{part:04}" if text and part < 10 else f"{part}"
        text += f"{digits}{word}" if part else ""
    return text or "0"


NUMBERS = st.integers(0, 10**8)


@given(NUMBERS)
@settings(max_examples=300)
def test_chinese_numeral_is_the_number(number):
    assert numeral_value(chinese(number)) == number


@given(NUMBERS, st.sampled_from(["家", "元", "平方米", "%"]))
@example(10_000_001, "家")
def test_number_is_the_same_in_every_notation(number, unit):
    written = [f"{number}{unit}", f"{number:,}{unit}", f"{mixed(number)}{unit}", f"{chinese(number)}{unit}"]
    amounts = [parse_amount(text) for text in written]
    assert [(amount.low, amount.high, amount.unit) for amount in amounts if amount] == [
        (number, number, unit)
    ] * len(written)


@given(st.integers(10, 9999))
def test_digits_in_a_row_are_a_number(number):
    digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    # 二三 alone would be two or three.
    assert len(digits) == 2 or numeral_value(digits) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("两千三", 2300), ("一万二", 12000), ("三亿五", 350_000_000), ("一百零五", 105), ("一百五", 150)),
        *(
            ("1.2万亿", 12 * 10**11),
            ("5千万", 5 * 10**7),
            ("3亿2千万", 32 * 10**7),
            ("一万二千亿", 12 * 10**11),
        ),
        *(("一点二亿", 12 * 10**7), ("三亿零四千", 300_004_000), ("1亿2000万", 12 * 10**7), ("千亿", 10**11)),
        *(("3亿4千", None), ("百千", None), ("3五", None), ("万万", None), ("点五", None), ("", None)),
    ],
)
def test_numeral_value(text, value):
    assert numeral_value(text) == value
