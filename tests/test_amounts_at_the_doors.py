"""Amounts as sources write them hold at every door: in rules (commands, publishing), workbook and form."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from initiatives.models import Figure
from initiatives.quality import Content, check
from initiatives.quality.content import FigureRow
from initiatives.values.amounts import Amount
from initiatives.values.stated_fields import read_amount
from initiatives.workbook.cell_parsers import PARSERS
from initiatives.workbook.problems import Misread
from initiatives.workbook.sheets import CellType, columns_of

CASES = yaml.safe_load((Path(__file__).parent / "cases/amounts.yaml").read_text(encoding="utf-8"))
STATED = [case for case in CASES if "low" in case or "high" in case]
WITHOUT = [case for case in CASES if case.get("none") or case.get("numeral")]
VALUE = next(column for column in columns_of(Figure) if column.kind is CellType.AMOUNT)
ABOUT_WORDINGS = frozenset(
    {"not-in-wording", "comparison-contradicts", "unit-contradicts", "sign-contradicts"}
)


def said(case: dict[str, Any]) -> str:
    return str(case["text"])


def expected(case: dict[str, Any]) -> Amount:
    """What a figure says that has all of it, in the base unit."""
    low, high = (None if name not in case else Decimal(str(case[name])) for name in ("low", "high"))
    is_open, about = case.get("open"), bool(case.get("about"))
    if low is not None and high is not None:
        comparator, upper = ("~" if about else "="), (high if high > low else None)
        if upper is not None:
            comparator = "="
    elif low is not None:
        comparator, upper = (">" if is_open else ">="), None
    else:
        comparator, upper = ("<" if is_open else "<="), None
    value = high if low is None else low
    assert value is not None
    ratio = None if "ratio" not in case else Decimal(str(case["ratio"]))
    return Amount(
        value,
        case["unit"],
        comparator,
        upper=upper,
        approximate=about and comparator != "~",
        change=bool(case.get("change")),
        rank=bool(case.get("rank")),
        ratio=ratio,
    )


def parts(amount: Amount) -> tuple[Any, ...]:
    scale = amount.scale
    upper = None if amount.upper is None else amount.upper * scale
    return (
        *(amount.value * scale, upper, amount.comparator, amount.approximate or amount.comparator == "~"),
        *(amount.change, amount.rank, amount.ratio),
    )


def amount_of(fields: dict[str, Any]) -> Amount:
    fields = {"comparator": "=", **{name: value for name, value in fields.items() if value is not None}}
    fields["upper"] = fields.pop("upper_value", None)
    return Amount(**fields)


def findings_of(wording: str, amount: Amount) -> set[str]:
    nature = "rank" if amount.rank else "growth" if amount.change else "count"
    figure = FigureRow(
        key="f",
        metric="m",
        nature=nature,
        period="2024",
        figure_kind="actual",
        amount=amount,
        wording=wording,
    )
    found = check(Content(year=2024, today=date(2024, 6, 1), rows=(figure,)))
    return {one.code for one in found} & ABOUT_WORDINGS


@pytest.mark.parametrize("case", STATED, ids=said)
def test_wording_states_the_figure_that_says_the_same(case):
    assert findings_of(case["text"], expected(case)) == set()


@pytest.mark.parametrize("case", STATED, ids=said)
def test_wording_contradicts_a_figure_that_says_another_number(case):
    amount = expected(case)
    other = Amount(**{**vars(amount), "value": amount.value * 7 + 1, "upper": None})
    assert "not-in-wording" in findings_of(case["text"], other)


@pytest.mark.parametrize("case", STATED, ids=said)
def test_form_reads_all_of_it(case):
    fields = read_amount(case["text"])
    assert fields is not None
    assert parts(amount_of(fields)) == parts(expected(case))


@pytest.mark.parametrize("case", STATED, ids=said)
def test_cell_reads_all_of_it(case):
    cell = PARSERS[VALUE.kind](case["text"], VALUE)
    names = ("value", "upper_value", "comparator", "approximate", "change", "rank", "ratio", "unit")
    fields = {name: getattr(cell, name) for name in names}
    assert parts(amount_of(fields)) == parts(expected(case))


@pytest.mark.parametrize("case", WITHOUT, ids=said)
def test_what_states_no_number_is_given_none(case):
    assert read_amount(case["text"]) is None
    with pytest.raises(Misread):
        PARSERS[VALUE.kind](case["text"], VALUE)
