"""The amounts of a block that may be figures, each with what it shares with those beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.figure_sharing import (
    compared_before_verb,
    in_yuan,
    with_shared_units,
    with_shared_words,
)
from initiatives.reading.figure_thresholds import with_classes
from initiatives.reading.stated_periods import amounts_of
from initiatives.values.stated_amounts import StatedAmount
from initiatives.values.stated_times import StatedTime

DIGITS = re.compile("[0-9]")
# 110千伏 names a kind of line.
ELECTRIC = ("伏", "安", "kV", "KV", "V")


def counted_amounts(block: DocumentBlock, times: Sequence[StatedTime]) -> list[StatedAmount]:
    """The amounts in order, without parts of times, kinds that only words count (三类隐患) and 110千伏."""
    amounts = [
        amount
        for amount in amounts_of(block.text)
        if not _within_time(amount, times) and not block.plain.startswith(ELECTRIC, amount.end)
        if amount.unit not in ("类", "种") or amount.change or DIGITS.search(amount.words)
    ]
    amounts = with_shared_words(block.plain, with_shared_units(block.plain, amounts))
    amounts = compared_before_verb(block.plain, in_yuan(block.plain, amounts))
    amounts = _with_income_in_yuan(block.plain, with_classes(block.plain, amounts))
    return amounts


def _with_income_in_yuan(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """The amounts, those of 人均可支配收入 in 元: the metric is by person itself."""
    return [
        replace(amount, unit="元", unit_stated=amount.unit_stated.removesuffix("/人"))
        if amount.unit == "元/人" and "可支配收入" in plain[max(0, amount.start - 12) : amount.end]
        else amount
        for amount in amounts
    ]


def _within_time(amount: StatedAmount, times: Sequence[StatedTime]) -> bool:
    return any(time.start <= amount.start and amount.end <= time.end for time in times if time.kind != "none")
