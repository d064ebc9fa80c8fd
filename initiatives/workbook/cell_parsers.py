"""Parse one cell for its column; ambiguous input raises Misread."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.values.periods import Period
from initiatives.workbook.problems import Misread
from initiatives.workbook.sheets import LANGUAGES, CellType, SheetColumn

NOT_STATED = frozenset({"—", "——", "–", "-", "原文未给数量", "未公布", "未说明", "not stated", "n/a"})
# What workbooks of earlier versions call choices, by the field.
FORMER_WORDS = {"availability": {"已公布": "stated", "未公布": "not-stated"}}
YES = frozenset({"yes", "y", "true", "是", "1", "√", "✓"})
NO = frozenset({"no", "n", "false", "否", "0", "×"})
COMPARATORS = {
    **dict.fromkeys(("不超过", "不高于", "不多于", "至多", "at most", "<=", "≤"), "<="),
    **dict.fromkeys(("不低于", "不少于", "至少", "at least", ">=", "≥"), ">="),
    **dict.fromkeys(("超过", "超", "突破", "逾", "过", "more than", "over", ">"), ">"),
    **dict.fromkeys(("不足", "低于", "少于", "less than", "under", "<"), "<"),
    **dict.fromkeys(("约", "大约", "about", "~", "≈"), "~"),
    **dict.fromkeys(("等于", "equal to", "="), "="),
}
NUMBER = r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
AMOUNT = re.compile(
    rf"(?P<comparator>{'|'.join(sorted(map(re.escape, COMPARATORS), key=len, reverse=True))})?\s*"
    rf"{NUMBER}\s*(?P<unit>%|[^\W\d_][^\d<>=~]{{0,19}})?"
)
WHOLE = re.compile(NUMBER)
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
PERIOD_WORDS = re.compile(
    r"(?P<year>\d{4})年?(?:(?P<half>[上下])半年|第?(?P<quarter>[1-4一二三四])季度|(?P<month>\d{1,2})月)?",
    re.ASCII,
)
REFERENCE_SEPARATORS = re.compile(r"[\n、;；,，]")
# Data types of openpyxl cells: a formula, and an error such as #REF!.
FORMULA, ERROR = "f", "e"


@dataclass(frozen=True)
class StatedAmount:
    """The parts of an amount in one cell. A part that the cell does not state is None."""

    value: Decimal | None
    comparator: str | None = None
    unit: str | None = None


def parse_cell(cell: Any, column: SheetColumn) -> Any:
    """Return the value of an openpyxl cell, None for an empty one. Raises Misread."""
    value = cell.value
    if cell.data_type == FORMULA:
        raise Misread(_("a value, not a formula"), _("Copy the cell and paste it in place as a value."))
    if cell.data_type == ERROR:
        raise Misread(_("a value, not an error"), _("Write the value into the cell."))
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, float) and "%" in (cell.number_format or "") and column.kind is CellType.AMOUNT:
        # Excel stores 0.085 and shows 8.5%, which is what was typed.
        return StatedAmount(_decimal(value) * 100, unit="%")
    return PARSERS[column.kind](value, column)


def message_text(value: Any) -> str:
    """Return a cell's value as text for a message, of at most 60 characters."""
    text = value.strftime("%Y-%m-%d") if isinstance(value, datetime) else str("" if value is None else value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _normalised(value: Any) -> str:
    """Return text with full-width digits and signs as ASCII."""
    return unicodedata.normalize("NFKC", _parse_text(value)).strip()


def _parse_text(value: Any, column: SheetColumn | None = None) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{_decimal(value):f}"
    if isinstance(value, (date, datetime)):
        raise Misread(_("some text"), _("Format the cell as text and write it again."))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _decimal(number: float) -> Decimal:
    exact = Decimal(repr(number))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() and abs(exact) < 10**20 else exact


def _parse_key(value: Any, column: SheetColumn) -> str:
    return _normalised(value)


def _parse_period(value: Any, column: SheetColumn) -> str:
    expected = _("a period")
    remedy = _("Write 2024, 2024-H1, 2024-Q3 or 2024-06 in a cell formatted as text.")
    if isinstance(value, (date, datetime)):
        raise Misread(expected, remedy)
    text = _normalised(value)
    if words := PERIOD_WORDS.fullmatch(text.replace(" ", "")):
        text = words["year"]
        if words["half"]:
            text += f"-H{'上下'.index(words['half']) + 1}"
        elif words["quarter"]:
            text += f"-Q{'1234一二三四'.index(words['quarter']) % 4 + 1}"
        elif words["month"]:
            text += f"-{int(words['month']):02d}"
    try:
        return str(Period.parse(text))
    except ValueError:
        raise Misread(expected, remedy) from None


def _parse_whole(value: Any, column: SheetColumn) -> int:
    found = None if isinstance(value, (bool, date)) else WHOLE.fullmatch(_normalised(value))
    number = Decimal(found["number"].replace(",", "")) if found else None
    if number is None or number != number.to_integral_value() or abs(number) > 2**31:
        raise Misread(_("a whole number"), _("Write digits only."))
    return int(number)


def _parse_amount(value: Any, column: SheetColumn) -> StatedAmount:
    expected = _("a number")
    remedy = _("Write the number alone, or as in 30亿元 or 超90%; — if it is not stated.")
    if isinstance(value, (bool, date, datetime)):
        raise Misread(expected, remedy)
    if isinstance(value, (int, float)):
        return StatedAmount(_decimal(value))
    text = _normalised(value)
    if text.lower() in NOT_STATED or str(value).strip() in NOT_STATED:
        return StatedAmount(None)
    found = AMOUNT.fullmatch(text)
    if not found:
        raise Misread(expected, remedy)
    comparator = COMPARATORS[found["comparator"]] if found["comparator"] else None
    return StatedAmount(
        Decimal(found["number"].replace(",", "")), comparator, (found["unit"] or "").strip() or None
    )


def _parse_date(value: Any, column: SheetColumn) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = None if isinstance(value, (bool, int, float)) else DATE.fullmatch(_normalised(value))
    try:
        return date(*map(int, found.groups()))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise Misread(_("a date"), _("Write it as 2024-01-05.")) from None


def _parse_yes_no(value: Any, column: SheetColumn) -> bool:
    word = _normalised(value).lower()
    if word not in YES | NO:
        raise Misread(_("yes or no"), _("Choose from the list in the cell."))
    return word in YES


def _parse_choice(value: Any, column: SheetColumn) -> str:
    word = _normalised(value).lower()
    if former := FORMER_WORDS.get(column.name, {}).get(word):
        return former
    for language in LANGUAGES:
        for member, name in column.words(language).items():
            if word in (member.lower(), unicodedata.normalize("NFKC", name).lower()):
                return member
    expected = format_lazy(_("one of {words}"), words=ChoiceWords(column))
    raise Misread(expected, _("Choose from the list in the cell."))


class ChoiceWords:
    """The words of a column's choices, translated each time they are formatted."""

    def __init__(self, column: SheetColumn) -> None:
        self.column = column

    def __str__(self) -> str:
        return " / ".join(str(word) for value, word in self.column.field.choices if value)


def _parse_references(value: Any, column: SheetColumn) -> list[str]:
    keys = [
        unicodedata.normalize("NFKC", key).strip() for key in REFERENCE_SEPARATORS.split(_parse_text(value))
    ]
    return list(dict.fromkeys(key for key in keys if key))


PARSERS = {
    **{
        CellType.KEY: _parse_key,
        CellType.REFERENCE: _parse_key,
        CellType.TEXT: _parse_text,
        CellType.LONG_TEXT: _parse_text,
        CellType.PERIOD: _parse_period,
    },
    **{
        CellType.WHOLE: _parse_whole,
        CellType.AMOUNT: _parse_amount,
        CellType.DATE: _parse_date,
        CellType.YES_NO: _parse_yes_no,
    },
    **{CellType.CHOICE: _parse_choice, CellType.REFERENCES: _parse_references},
}
