"""Problems in a workbook: location, expected and actual content, and remedy."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# A text or lazy translation, formatted in the language of whoever reads it.
Words = Any


@dataclass(frozen=True)
class Place:
    """A cell, row or sheet of a workbook; all empty for the workbook as a whole."""

    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        """The place in words of the current language."""
        names = {"sheet": self.sheet, "row": self.row, "column": self.column}
        if self.row and self.column:
            return _("Workbook “%(sheet)s”, row %(row)d, “%(column)s”") % names
        if self.row:
            return _("Workbook “%(sheet)s”, row %(row)d") % names
        if self.column:
            return _("Workbook “%(sheet)s”, “%(column)s”") % names
        return _("Workbook “%(sheet)s”") % names if self.sheet else _("Workbook")


@dataclass(frozen=True)
class Problem:
    """One problem. Where `got` is None, `expected` is a sentence of its own."""

    expected: Words
    remedy: Words
    got: str | None = None
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        return self.message

    @property
    def place(self) -> str:
        return str(Place(self.sheet, self.row, self.column))

    @property
    def message(self) -> str:
        """The whole problem in the current language."""
        values = {"place": self.place, "expected": self.expected, "got": self.got, "remedy": self.remedy}
        if self.got is None:
            return _("%(place)s: %(expected)s %(remedy)s") % values
        if not self.got:
            return _("%(place)s: expected %(expected)s, the cell is empty. %(remedy)s") % values
        return _("%(place)s: expected %(expected)s, got “%(got)s”. %(remedy)s") % values


class Misread(Exception):
    """Raised for a cell that is not what its column requires."""

    def __init__(self, expected: Words, remedy: Words) -> None:
        super().__init__()
        self.expected, self.remedy = expected, remedy


def words_of(error: ValidationError) -> tuple[Words, Words] | None:
    """What a field expects and the remedy, for errors that Django words for programmers; None for others."""
    if error.code in ("null", "blank", "required"):
        return gettext_lazy("some content"), gettext_lazy("Fill the cell.")
    if error.code == "max_length":
        limit = (error.params or {}).get("limit_value", "")
        expected = format_lazy(gettext_lazy("at most {limit} characters"), limit=limit)
        return expected, gettext_lazy("Shorten the text.")
    return None
