"""Parse one cell for its column; ambiguous input raises Misread."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.datetime import from_excel

from initiatives.models import Passage
from initiatives.values.amount_words import is_unit, nearest_unit
from initiatives.values.stated_amounts import parse_amount
from initiatives.values.stated_fields import read_date, read_period
from initiatives.values.vocabulary import PeriodStanding
from initiatives.workbook.cell_text import clean_text
from initiatives.workbook.number_formats import UnclearFormat, plain, shown
from initiatives.workbook.problems import Misread
from initiatives.workbook.sheets import LANGUAGES, REFERENCE_SEPARATORS, CellType, SheetColumn

NOT_STATED = frozenset({"—", "——", "–", "-", "原文未给数量", "未公布", "未说明", "not stated", "n/a"})
# What workbooks of earlier versions call choices, by the field.
FORMER_WORDS = {"availability": {"已公布": "stated", "未公布": "not-stated"}, "kind": {"目标": "target"}}
YES = frozenset({"yes", "y", "true", "是", "1", "√", "✓"})
NO = frozenset({"no", "n", "false", "否", "0", "×"})
ENGLISH_COMPARATORS = {
    **{"at most": "≤", "at least": "≥", "more than": ">", "over": ">", "less than": "<", "under": "<"},
    **{"about": "~", "equal to": "=", "等于": "="},
}
WHOLE = re.compile(r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)")
# A number with a unit that the grammar of amounts does not know.
OTHER_UNIT = re.compile(r"(?P<amount>.*[0-9])\s*(?P<unit>[^\W\d_][^\d<>=~]{0,19})")
# Words of a number, which no such unit can hold.
WORDS_OF_NUMBERS = re.compile("[余多几以左右上下内含成至到〇零一二两三四五六七八九十百千]")
# 5G, 4K: names and no amounts.
NAME_WITH_DIGIT = re.compile("[A-Z]")
# What may stand before an amount and says nothing of it.
BEFORE_AMOUNT = re.compile("(?:由[正负]转[正负][，,]?|达到|达|为|实现|完成|力争|预计|进入|已)*")
KEY = re.compile("[A-Za-z0-9_-]+")
# Data types of openpyxl cells: a formula, and an error such as #REF!.
FORMULA, ERROR = "f", "e"
# Days as Excel counts them, here those of 1954 to 2119: 45281 is 21 December 2023.
SERIAL_DAY = re.compile("[2-7][0-9]{4}")
MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")
GENERAL = "General"
TIME_OF_DAY = _("Excel took it for a time of the day. Format the cell as text and write it again, as in 3:1.")


EXPECTED_CONTENT: dict[CellType, Any] = {
    **dict.fromkeys((CellType.KEY, CellType.TEXT, CellType.LONG_TEXT), _("some text")),
    CellType.PERIOD: _("a period"),
    CellType.WHOLE: _("a whole number"),
    CellType.AMOUNT: _("a number"),
    CellType.NUMBER: _("a number"),
    CellType.DATE: _("a date"),
    CellType.YES_NO: _("yes or no"),
    CellType.CHOICE: _("a word from the list"),
    **dict.fromkeys((CellType.REFERENCE, CellType.REFERENCES), _("a key")),
}


@dataclass(frozen=True)
class AmountCell:
    """The parts of an amount in one cell, named like the fields of a figure.

    `value`, `comparator`, `unit`, `upper_value` (of a range) and `ratio` are None if the cell lacks them.
    """

    value: Decimal | None
    comparator: str | None = None
    unit: str | None = None
    upper_value: Decimal | None = None
    approximate: bool = False
    change: bool = False
    rank: bool = False
    ratio: Decimal | None = None


@dataclass(frozen=True)
class PeriodCell:
    """A period in one cell with how a figure stands to it: 到2025年."""

    period: str
    standing: str


def parse_cell(cell: Any, column: SheetColumn) -> Any:
    """Return the value of an openpyxl cell, None for an empty one. Raises Misread."""
    value = cell.value
    if cell.data_type == FORMULA:
        raise Misread(_("a value, not a formula"), _("Copy the cell and paste it in place as a value."))
    if cell.data_type == ERROR:
        raise Misread(_("a value, not an error"), _("Write the value into the cell."))
    if isinstance(value, str):
        value = clean_text(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        value = _as_shown(value, cell.number_format or GENERAL, column)
    elif isinstance(value, datetime) and column.kind is CellType.PERIOD:
        value = _month_as_shown(value, cell.number_format or "")
    elif isinstance(value, (time, timedelta)):
        raise Misread(EXPECTED_CONTENT[column.kind], TIME_OF_DAY)
    return None if value is None or value == "" else PARSERS[column.kind](value, column)


def _as_shown(value: int | float, number_format: str, column: SheetColumn) -> Any:
    """A number, or, if its format adds anything to it, as the text that it shows: 100%, 241家."""
    number = _decimal(value)
    if column.kind is CellType.DATE:
        return number
    try:
        text = shown(number, number_format)
    except UnclearFormat:
        remedy = format_lazy(
            _("Its number format “{format}” shows something else than it holds, {number}. Write it as text."),
            format=number_format,
            number=plain(number),
        )
        raise Misread(EXPECTED_CONTENT[column.kind], remedy) from None
    return number if text == plain(number) else text


def _month_as_shown(value: datetime, number_format: str) -> Any:
    """2024-06 typed into a cell becomes 1 June, in a format that shows no day."""
    return f"{value:%Y-%m}" if value.day == 1 and "d" not in number_format.lower() else value


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
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (date, datetime)):
        remedy = _("Excel took it for a date. Format the cell as text and write it again.")
        raise Misread(_("some text"), remedy)
    return str(value)


def _decimal(number: float) -> Decimal:
    """The number with the fifteen digits that Excel keeps: 0.1 + 0.2 is 0.3."""
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")


def _parse_reference(value: Any, column: SheetColumn) -> str:
    return _parse_text(value).strip()


def _parse_key(value: Any, column: SheetColumn) -> str:
    key = _normalised(value)
    if not KEY.fullmatch(key):
        raise Misread(
            _("a key of Latin letters, digits and hyphens"),
            _("Write another one as in new-measure-3, or leave the cell of a new row empty."),
        )
    return key


def _parse_period(value: Any, column: SheetColumn) -> "str | PeriodCell":
    """A period alone as text; with its standing where the column has a neighbour for it."""
    remedy = _("Write 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09 in a cell formatted as text.")
    found = None if isinstance(value, (date, datetime)) else read_period(_normalised(value).replace(" ", ""))
    if found is None:
        raise Misread(_("a period"), remedy)
    period, standing = found
    if standing == PeriodStanding.WITHIN:
        return period
    if f"{column.name}_standing" in {one.name for one in column.field.model._meta.concrete_fields}:
        return PeriodCell(period, standing)
    # Whatever is due in a period is due by its end.
    if standing != PeriodStanding.BY:
        raise Misread(_("a period"), remedy)
    return period


def _parse_whole(value: Any, column: SheetColumn) -> int:
    found = None if isinstance(value, (bool, date)) else WHOLE.fullmatch(_normalised(value))
    number = Decimal(found["number"].replace(",", "")) if found else None
    if number is None or number != number.to_integral_value() or abs(number) > 2**31:
        raise Misread(_("a whole number"), _("Write digits only."))
    return int(number)


def _parse_amount(value: Any, column: SheetColumn) -> AmountCell:
    expected = _("a number")
    remedy = _("Write the number alone, or as in 30亿元 or 超90%; — if it is not stated.")
    if isinstance(value, (bool, date, datetime)):
        raise Misread(expected, remedy)
    if isinstance(value, Decimal):
        _check_digits(column, value)
        return AmountCell(value)
    text = _normalised(value)
    if text.lower() in NOT_STATED or str(value).strip() in NOT_STATED:
        return AmountCell(None)
    for english, sign in ENGLISH_COMPARATORS.items():
        if text.lower().startswith(english):
            text = sign + text[len(english) :].strip()
    # With a sign of equality, the cell states the comparator too.
    equal = text.startswith("=")
    amount = _amount_cell(text.removeprefix("=").strip())
    if amount is None:
        raise Misread(expected, remedy)
    _check_digits(column, amount.value, amount.upper_value, amount.ratio)
    if amount.unit and not is_unit(amount.unit):
        raise _unknown_unit(amount.unit)
    return replace(amount, comparator="=") if equal else amount


def _unknown_unit(unit: str) -> Misread:
    """A unit beside a number may be a slip; one in the column of units is meant."""
    nearest = nearest_unit(unit)
    new = _("If “{unit}” is right, write the number alone and the unit into the column of units.")
    question = _("Did you mean “{nearest}”? If “{unit}” is right, write it into the column of units.")
    remedy = format_lazy(question if nearest else new, nearest=nearest, unit=unit)
    return Misread(_("a number with a known unit"), remedy)


def _check_digits(column: SheetColumn, *numbers: Decimal | None) -> None:
    """Refuse a number with more decimals or digits than the field keeps."""
    places = column.field.decimal_places
    for number in filter(None, numbers):
        if number != round(number, places):
            expected = format_lazy(_("a number with at most {places} decimals"), places=places)
            raise Misread(expected, _("Round it, or write it in a smaller unit."))
        if abs(number) >= 10 ** (column.field.max_digits - places):
            raise Misread(_("a smaller number"), _("Write it in a larger unit, as in 30亿元."))


def _parse_number(value: Any, column: SheetColumn) -> Decimal | None:
    """A number alone, of which nothing else is said but that it is one of per cent."""
    stated = _parse_amount(value, column)
    if stated not in (AmountCell(stated.value), AmountCell(stated.value, unit="%")):
        raise Misread(_("a number"), _("Write digits only."))
    return stated.value


def _amount_cell(text: str) -> AmountCell | None:
    """Return the amount that a text consists of, None if it is none or may be read in several ways."""
    stated, unit = parse_amount(text), ""
    if (
        stated is None
        and (other := OTHER_UNIT.fullmatch(text))
        and not WORDS_OF_NUMBERS.search(other["unit"])
        and not NAME_WITH_DIGIT.fullmatch(other["unit"])
    ):
        stated, unit = parse_amount(other["amount"]), other["unit"].strip()
        text = other["amount"]
    if stated is None or stated.numeral or not BEFORE_AMOUNT.fullmatch(text[: stated.start].strip()):
        return None
    return AmountCell(
        stated.value,
        None if stated.comparator == "=" else stated.comparator,
        stated.unit_stated + unit or None,
        stated.upper,
        *(stated.approximate, stated.change, stated.rank, stated.ratio),
    )


def _parse_date(value: Any, column: SheetColumn) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = "" if isinstance(value, bool) else _normalised(value)
    if SERIAL_DAY.fullmatch(text):
        return cast(datetime, from_excel(int(text))).date()
    day = read_date(MIDNIGHT.sub("", text))
    if day is None:
        raise Misread(_("a date"), _("Write it as 2024-01-05."))
    return day


def _parse_yes_no(value: Any, column: SheetColumn) -> bool:
    word = _normalised(value).lower()
    if word not in YES | NO:
        raise Misread(_("yes or no"), _("Choose from the list in the cell."))
    return word in YES


def _parse_choice(value: Any, column: SheetColumn) -> str:
    word = _normalised(value).lower()
    former = FORMER_WORDS.get(column.name, {}).get(word, "")
    if former and former in dict(column.field.choices):
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
    if column.target is Passage:
        # Words of a source, in which commas are no separators.
        return list(dict.fromkeys(filter(None, map(str.strip, _parse_text(value).split("\n")))))
    keys = [
        unicodedata.normalize("NFKC", key).strip() for key in REFERENCE_SEPARATORS.split(_parse_text(value))
    ]
    return list(dict.fromkeys(key for key in keys if key))


PARSERS = {
    **{
        CellType.KEY: _parse_key,
        CellType.REFERENCE: _parse_reference,
        CellType.TEXT: _parse_text,
        CellType.LONG_TEXT: _parse_text,
        CellType.PERIOD: _parse_period,
    },
    **{
        CellType.WHOLE: _parse_whole,
        CellType.AMOUNT: _parse_amount,
        CellType.NUMBER: _parse_number,
        CellType.DATE: _parse_date,
        CellType.YES_NO: _parse_yes_no,
    },
    **{CellType.CHOICE: _parse_choice, CellType.REFERENCES: _parse_references},
}
