"""The amount of a figure beside the amounts that texts state: the same number, unit, comparison or not."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from initiatives.quality.content import FigureRow
from initiatives.values.amount_words import UNITS
from initiatives.values.amounts import Amount
from initiatives.values.chinese_numerals import NUMERAL, numeral_value, plain_text, scale_factor
from initiatives.values.stated_amounts import StatedAmount, find_amounts

# The scale at the beginning of a unit: 亿 of 亿元, 千万 of 千万元, 千 of 千元, but none in 千米 or 百分点.
UNIT_SCALE = re.compile(r"^(?:[十百千]*[万亿]+|[十百千](?=元|美元|港元|欧元|日元|家|人|个|户|吨$|亩))")
# Units that say nothing of what is counted: 两大平台公司.
VAGUE_UNITS = frozenset({"", "大"})
PERCENT_UNITS = frozenset({"%", "‰"})
NUMERALS = re.compile(NUMERAL)


@lru_cache(maxsize=4096)
def amounts_in(text: str) -> tuple[StatedAmount, ...]:
    return tuple(find_amounts(text))


@lru_cache(maxsize=4096)
def numerals_in(text: str) -> frozenset[Decimal]:
    """The value of everything in a text that is written as a number, whatever it counts."""
    values = (numeral_value(match[0]) for match in NUMERALS.finditer(plain_text(text)))
    return frozenset(value for value in values if value is not None)


def split_unit(unit: str) -> tuple[Decimal, str]:
    """The scale of a unit and its base unit in the spelling of the grammar: (10⁸, 元) of 亿元."""
    plain = plain_text(unit).replace(" ", "")
    scale = UNIT_SCALE.match(plain)
    rest = plain[scale.end() :] if scale else plain
    return scale_factor(scale[0]) if scale else Decimal(1), UNITS.get(rest, rest)


def base_value(amount: Amount) -> Decimal:
    """The value in the base unit, whatever the scale in the unit: 3×10⁸ of 300000 千元."""
    return amount.value * split_unit(amount.unit)[0]


def base_bounds(amount: Amount) -> tuple[Decimal, Decimal | None, Decimal | None, str]:
    """What two figures must share to have the same value."""
    upper = None if amount.upper is None else amount.upper * split_unit(amount.unit)[0]
    return base_value(amount), upper, amount.ratio, amount.comparator


def same_unit(stated: StatedAmount, amount: Amount) -> bool:
    """Whether a stated amount may be in the unit of a figure."""
    unit = split_unit(amount.unit)[1]
    return stated.unit == unit or stated.unit in VAGUE_UNITS or stated.unit.startswith(f"{unit}/")


def same_number(stated: StatedAmount, amount: Amount) -> bool:
    """Whether a stated amount has the number of a figure, and the upper one of a range; without signs."""
    bounds = {abs(bound) for bound in (stated.low, stated.high, stated.to_base) if bound is not None}
    if stated.unit == "倍" and amount.unit == "%":
        bounds |= {bound * 100 for bound in bounds}
    if amount.ratio is not None and amount.ratio != stated.ratio:
        return False
    scale = split_unit(amount.unit)[0]
    wanted = {abs(value * scale) for value in (amount.value, amount.upper) if value is not None}
    return wanted <= bounds


def stating(text: str, amount: Amount) -> list[StatedAmount]:
    """The amounts of a text that have the number of a figure in a unit that may be its own."""
    return [one for one in amounts_in(text) if same_number(one, amount) and same_unit(one, amount)]


def states(text: str, amount: Amount) -> bool:
    """Whether a text has the number of a figure: in its unit, or in any if no amount of the text has it.

    Numbers that the grammar takes for no amounts count too, where no amount of the text has the unit.
    """
    found = amounts_in(text)
    own = [one for one in found if one.unit == split_unit(amount.unit)[1]]
    if own or amount.ratio is not None:
        return any(same_number(one, amount) for one in own or found)
    wanted = {abs(base_value(amount))} | ({abs(amount.upper)} if amount.upper is not None else set())
    return any(same_number(one, amount) for one in found) or wanted <= numerals_in(text)


def cropped(stated: StatedAmount, text: str) -> bool:
    """Whether words of comparison may be cut off, because the amount begins or ends its text."""
    return stated.start == 0 or stated.end >= len(text.rstrip("，。；、"))


def own_texts(figure: FigureRow) -> Iterator[tuple[str, str]]:
    """The wording and the phrases of a figure, each with where it stands: ("", wording), (§5 ¶3, phrase)."""
    if figure.wording:
        yield "", figure.wording
    yield from ((passage.mark, passage.phrase) for passage in figure.passages)


def sentences(figure: FigureRow) -> list[str]:
    """The sentences of its passages in the attached text."""
    return list(dict.fromkeys(passage.sentence for passage in figure.passages if passage.sentence))
