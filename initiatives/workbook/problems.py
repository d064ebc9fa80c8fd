"""What is wrong with a workbook: where, what was expected, what stood there, and what to do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# Text that is put into words when shown, in the reader's language.
Words = Any


@dataclass(frozen=True)
class Problem:
    """One mistake. `got` is None where there is nothing to show; `expected` then is a whole sentence."""

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
        names = {"sheet": self.sheet, "row": self.row, "column": self.column}
        if self.row and self.column:
            return _("Workbook “%(sheet)s”, row %(row)d, “%(column)s”") % names
        if self.row:
            return _("Workbook “%(sheet)s”, row %(row)d") % names
        if self.column:
            return _("Workbook “%(sheet)s”, “%(column)s”") % names
        return _("Workbook “%(sheet)s”") % names if self.sheet else _("Workbook")

    @property
    def message(self) -> str:
        """All of it in the current language."""
        said = {"place": self.place, "expected": self.expected, "got": self.got, "remedy": self.remedy}
        if self.got is None:
            return _("%(place)s: %(expected)s %(remedy)s") % said
        if not self.got:
            return _("%(place)s: expected %(expected)s, the cell is empty. %(remedy)s") % said
        return _("%(place)s: expected %(expected)s, got “%(got)s”. %(remedy)s") % said


class Misread(Exception):
    """A cell is not what its column needs."""

    def __init__(self, expected: Words, remedy: Words) -> None:
        super().__init__()
        self.expected, self.remedy = expected, remedy
