"""Find the numbers in a Chinese text, in any notation: 1,240家, ２４％, 两家, 二十一条, 百分之九十."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from initiatives.values.amounts import SCALES, Amount

DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
FULL_WIDTH_TO_ASCII = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
# An Arabic numeral, with commas only between thousands, or a Chinese one.
NUMERAL = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百千]+"
NUMBER = re.compile(rf"(?P<percent>百分之)?(?P<terms>(?:(?:{NUMERAL})[万亿]*)+)")
TERM = re.compile(rf"(?P<numeral>{NUMERAL})(?P<scale>[万亿]*)")


@dataclass(frozen=True)
class Number:
    """A number in the base unit (30亿元 is 3 000 000 000), and the text after it, its unit first."""

    value: Decimal
    after: str


def numbers_in(text: str) -> Iterator[Number]:
    """The numbers of a text, in order."""
    text = text.translate(FULL_WIDTH_TO_ASCII)
    for match in NUMBER.finditer(text):
        value = sum((_term_value(term) for term in TERM.finditer(match["terms"])), Decimal(0))
        after = "%" if match["percent"] else text[match.end() :]
        yield Number(value, after)


def states_amount(text: str, amount: Amount) -> bool:
    """Whether a text states an amount: with the same unit, or, if no number has that unit, with any.

    The sign is not compared, because a text says 下降5%, not -5%.
    """
    numbers = list(numbers_in(text))
    counted = [number for number in numbers if number.after.startswith(amount.unit.lstrip("万亿"))]
    return any(number.value == abs(amount.in_base_unit) for number in counted or numbers)


def leading_number(text: str) -> int | None:
    """The number at the beginning of a text: 3 of 三个增强; None if there is none."""
    begins_with_number = NUMBER.match(text.translate(FULL_WIDTH_TO_ASCII))
    return int(next(numbers_in(text)).value) if begins_with_number else None


def _term_value(term: re.Match[str]) -> Decimal:
    scale = reduce(lambda product, character: product * SCALES[character], term["scale"], Decimal(1))
    return _numeral_value(term["numeral"].replace(",", "")) * scale


def _numeral_value(text: str) -> Decimal:
    if text[0].isdecimal():
        return Decimal(text)
    if not set(text) & set(TENS):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    total, digit = 0, None
    for character in text:
        if character in TENS:
            total += (1 if digit is None else digit) * TENS[character]
            digit = None
        else:
            digit = DIGITS[character] or None
    return Decimal(total + (digit or 0))
