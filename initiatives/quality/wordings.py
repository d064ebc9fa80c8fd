"""Whether the wording of a figure states its amount, and the number that a label begins with."""

import re
from decimal import Decimal

from initiatives.values.amount_words import UNITS, split_unit
from initiatives.values.amounts import Amount
from initiatives.values.chinese_numerals import NUMERAL, numeral_value, plain_text
from initiatives.values.stated_amounts import StatedAmount, find_amounts, parse_amount

LEADING_NUMERAL = re.compile(rf"[“「『\"]?(?P<numeral>{NUMERAL})")
SCALES_ALONE = re.compile("[百千万亿]+")


def states_amount(text: str, amount: Amount) -> bool:
    """Whether a text states an amount: with the same unit, or, if no number has that unit, with any.

    The sign counts where the text gives the direction: 下降3.2% states -3.2 and not 3.2. 3.2% states both.
    """
    base_unit = split_unit(amount.unit)[1]
    canonical = UNITS.get(base_unit, base_unit)
    whole = parse_amount(text)
    stated = [whole] if whole else find_amounts(text)
    with_unit = [found for found in stated if found.unit == canonical]
    if any(_has_value(found, amount.in_base_unit) for found in with_unit or stated):
        return True
    # A unit that the grammar does not know stands right after its number.
    return base_unit not in UNITS and _states_literally(plain_text(text), amount, base_unit)


def leading_number(text: str) -> int | None:
    """The number at the beginning of a text: 3 of 三个增强; None if there is none."""
    match = LEADING_NUMERAL.match(plain_text(text))
    if not match or SCALES_ALONE.fullmatch(match["numeral"]):
        return None
    value = numeral_value(match["numeral"])
    return int(value) if value is not None else None


def _has_value(stated: StatedAmount, value: Decimal) -> bool:
    bounds = [bound for bound in (stated.low, stated.high) if bound is not None]
    return value in bounds if stated.signed else abs(value) in map(abs, bounds)


def _states_literally(text: str, amount: Amount, base_unit: str) -> bool:
    numbers = re.finditer(rf"(?P<numeral>{NUMERAL})\s*{re.escape(base_unit)}", text)
    return any(numeral_value(number["numeral"]) == abs(amount.in_base_unit) for number in numbers)
