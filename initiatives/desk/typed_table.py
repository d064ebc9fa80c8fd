"""Several rows of one kind as a table that is typed or pasted: its columns, and its rows as texts."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import (
    Contribution,
    Edition,
    EditionRow,
    Figure,
    Goal,
    Measure,
    Metric,
    Organisation,
    Project,
    Quote,
    Section,
    Source,
    Statement,
)
from initiatives.workbook.names import shown_names
from initiatives.workbook.sheets import LANGUAGES, SHEET_OF, CellType, SheetColumn, identity
from initiatives.workbook.workbook_nouns import normalised_name

# The kinds of rows that can be typed as a table, with the columns that are shown at first.
TABLES: dict[type[Model], tuple[str, ...]] = {
    Section: ("source", "title", "label"),
    Goal: ("title", "group", "statement", "passages"),
    Project: ("number", "title", "summary", "passages"),
    Measure: ("project", "title", "due", "timing_stated", "passages"),
    Figure: ("metric", "value", "period", "kind", "project", "wording", "passages"),
    Statement: ("project", "kind", "content", "passages"),
    Quote: ("project", "speaker", "speaker_title", "content", "manner", "passages"),
    Contribution: ("project", "goal", "basis", "reason", "passages"),
    Organisation: ("name", "kind"),
}
# A new row begins with what the row above has there.
CARRIED = frozenset(("source", "project", "kind", "period", "manner", "basis"))
LONG_COLUMNS = frozenset(("title", "metric", "wording", "passages", "goal"))
SAME_AS_ABOVE = frozenset(("〃", "″", '"', "同上"))
BLANK_ROWS = 10
# Browsers send each cell as a field, and three for each new metric; Django reads at most 1000.
MAX_CELLS = 600
# No row has a number with more digits.
MAX_DIGITS = 4


class UnusableRows(ValueError):
    """More rows than one page can hold, or no lines of cells; the message says so."""


@dataclass(frozen=True)
class TypedColumn:
    """A column of the table with what may be chosen in it."""

    column: SheetColumn
    heading: str
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_carried(self) -> bool:
        return self.name in CARRIED

    @property
    def is_required(self) -> bool:
        # The number of a project and the label of a section are counted on.
        return self.column.required and self.name not in ("number", "label")

    @property
    def is_long(self) -> bool:
        return self.column.kind is CellType.LONG_TEXT or self.name in LONG_COLUMNS


@dataclass
class TypedCell:
    """One cell: its text, and what is wrong with it or to be said of it."""

    column: TypedColumn
    text: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class TypedRow:
    cells: dict[str, TypedCell]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed, but for what it may have from the row above."""
        return not any(cell.text for cell in self.cells.values() if not cell.column.is_carried)

    @property
    def texts(self) -> dict[str, str]:
        return {name: cell.text for name, cell in self.cells.items() if cell.text}


@dataclass
class TypedTable:
    """The table of one kind of row of an edition."""

    edition: Edition
    model: Any
    columns: list[TypedColumn]
    rows: list[TypedRow] = field(default_factory=list)

    @classmethod
    def begin(cls, edition: Edition, model: type[Model], *, all_columns: bool = False) -> "TypedTable":
        """A table without rows, of the main columns or all that a workbook has."""
        language = get_language() or LANGUAGES[0]
        found = {column.name: column for column in SHEET_OF[model].columns}
        others = [one.name for one in found.values() if one.kind is not CellType.KEY and one.name != "order"]
        names = [*TABLES[model], *(name for name in others if all_columns and name not in TABLES[model])]
        columns = [
            TypedColumn(found[name], found[name].heading(language), tuple(_choices(found[name], edition)))
            for name in names
        ]
        return cls(edition, model, columns)

    @property
    def max_rows(self) -> int:
        return MAX_CELLS // len(self.columns)

    @property
    def filled(self) -> list[TypedRow]:
        return [row for row in self.rows if not row.is_blank]

    def add_row(self, texts: Mapping[str, str]) -> None:
        if len(self.rows) >= self.max_rows:
            words = _("At most %(most)d rows at once. Enter the rest afterwards, or bring a workbook in.")
            raise UnusableRows(words % {"most": self.max_rows})
        self.rows.append(
            TypedRow({one.name: TypedCell(one, texts.get(one.name, "").strip()) for one in self.columns})
        )

    def add_blank_rows(self, initial: Mapping[str, str], count: int = BLANK_ROWS) -> None:
        """Blank rows that begin with these values, or with what the last row has in such columns."""
        last = self.filled[-1].texts if self.filled else initial
        carried = {name: text for name, text in last.items() if name in CARRIED}
        for _number in range(min(count, self.max_rows - len(self.rows))):
            self.add_row(carried)

    def read(self, sent: Mapping[str, str]) -> None:
        """Take the rows that a form sent, in fields such as `3-title`."""
        found = {name.partition("-")[0] for name in sent}
        for number in sorted(int(one) for one in found if one.isdecimal() and len(one) <= MAX_DIGITS):
            self.add_row({one.name: sent.get(f"{number}-{one.name}", "") for one in self.columns})
        self._repeat_from_above()

    def paste(self, text: str) -> None:
        """Add the lines that a spreadsheet program copied; the first may be headings of any columns."""
        self.rows = self.filled
        try:
            lines = [line for line in csv.reader(text.splitlines(keepends=True), delimiter="\t") if any(line)]
        except csv.Error:
            raise UnusableRows(_("These are no lines of cells. Copy the cells in Excel anew.")) from None
        names = [one.name for one in self.columns]
        if lines and (headings := self._headings(lines[0])):
            names, lines = headings, lines[1:]
        for line in lines:
            self.add_row({name: text for name, text in zip(names, line, strict=False) if name})
        self._repeat_from_above()

    def _headings(self, line: list[str]) -> list[str]:
        """The columns that a line names; none if it is no line of headings."""
        known = {
            normalised_name(column.heading(language)): column.name
            for column in (one.column for one in self.columns)
            for language in LANGUAGES
        }
        names = [known.get(normalised_name(text), "") for text in line]
        return names if all(name for name, text in zip(names, line, strict=True) if text.strip()) else []

    def _repeat_from_above(self) -> None:
        above: dict[str, str] = {}
        for row in self.rows:
            for name, cell in row.cells.items():
                if cell.text in SAME_AS_ABOVE:
                    cell.text = above.get(name, "")
            above = row.texts if not row.is_blank else above


def _choices(column: SheetColumn, edition: Edition) -> Iterable[str]:
    """What may be written into a column: words of a vocabulary, or what rows are called."""
    language = get_language() or LANGUAGES[0]
    if column.kind is CellType.CHOICE:
        return column.words(language).values()
    if column.kind is CellType.YES_NO:
        return (_("yes"), _("no"))
    if column.kind is CellType.REFERENCE:
        return names_in_cells(column.target, edition)
    return ()


def names_in_cells(model: Any, edition: Edition) -> Iterator[str]:
    """What cells call the rows that an edition may refer to; a row without a name of its own by its key."""
    rows = list(_rows_near(model, edition))
    names = shown_names(model, rows, get_language() or LANGUAGES[0])
    return (names.get(row.pk) or identity(row) for row in rows)


def _rows_near(model: Any, edition: Edition) -> Iterable[Any]:
    if issubclass(model, EditionRow):
        return model.objects.filter(edition=edition)
    if model is Source:
        return edition.sources.all()
    if model is Metric:
        return model.objects.all()
    return model.objects.filter(park=edition.plan.park_id) if model is Organisation else ()
