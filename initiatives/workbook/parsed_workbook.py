"""The rows of a workbook as its sheets have them, and what is wrong with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from initiatives.models import Edition, Park
from initiatives.tasks.assignment_lines import AssignmentLine
from initiatives.values.project_noun import NEUTRAL, ProjectNoun
from initiatives.workbook.problems import Misread, Problem
from initiatives.workbook.sheets import LANGUAGES, SHEET_OF, SHEETS, CellType, Sheet, SheetColumn


@dataclass
class SheetRow:
    """One row of a sheet: its values by field name; references are keys."""

    sheet: Sheet
    number: int
    values: dict[str, Any]
    # The content of the cells by field name, for messages.
    cell_texts: dict[str, str]
    # Fields that the sheet has no column for. A row that exists keeps what it has there.
    absent: set[str] = field(default_factory=set)
    # Fields whose cells are problems, so that nothing more can be said of their values.
    misread: set[str] = field(default_factory=set)
    # The row and the field whose cell a row follows from that stands on no sheet of its own.
    origin: "tuple[SheetRow, str] | None" = None

    @property
    def key(self) -> str:
        """The key that other rows refer to."""
        if self.sheet.model is Edition:
            return ""
        key = self.values[self.sheet.key.name] or ""
        return f"{self.values['source'] or ''}/{key}" if self.sheet.within_source else key


def default_value(column: SheetColumn) -> Any:
    """What a row has where its cell is empty and need not be filled."""
    if column.kind is CellType.REFERENCES:
        return []
    if column.required or column.kind in (CellType.KEY, CellType.REFERENCE) or column.name == "order":
        return None
    default = column.field.get_default() if column.field.has_default() else None
    return "" if default is None and not column.field.null else default


def derived_row(model: type[models.Model], origin: tuple[SheetRow, str], **values: Any) -> SheetRow:
    """A row that follows from a cell of another one, with these values and the defaults."""
    sheet = SHEET_OF[model]
    texts = {name: str(value) for name, value in values.items() if value is not None}
    defaults = {column.name: default_value(column) for column in sheet.columns}
    return SheetRow(sheet, origin[0].number, defaults | values, texts, origin=origin)


@dataclass
class ParsedWorkbook:
    """The rows of a workbook by model, and the names of its sheets and columns."""

    rows: dict[type[models.Model], list[SheetRow]] = field(default_factory=dict)
    # The language that the sheets are named in.
    language: str = LANGUAGES[0]
    # Sheet titles and column headings as written in this file.
    titles: dict[type[models.Model], str] = field(default_factory=dict)
    headings: dict[type[models.Model], dict[str, str]] = field(default_factory=dict)
    # The fields without a column in this file, which a workbook of an older version lacks.
    absent: dict[type[models.Model], frozenset[str]] = field(default_factory=dict)
    # What the plan calls its projects.
    noun: ProjectNoun = NEUTRAL
    # The fingerprint of the edition that was exported; empty if the file has none.
    state: str = ""
    # Kinds of rows without a sheet in this file. What the plan has of them stays as it is.
    absent_sheets: set[type[models.Model]] = field(default_factory=set)
    # Whether the sheet of measures is the one on which projects are named too, and its lines without measure.
    combined: bool = False
    project_lines: list[SheetRow] = field(default_factory=list)
    # Sheets that could not be read.
    unreadable: set[type[models.Model]] = field(default_factory=set)
    # The lines of the sheet of assignments, and its title.
    assignments: list[AssignmentLine] = field(default_factory=list)
    assignment_title: str = ""
    problems: list[Problem] = field(default_factory=list)
    # Messages about sheets and columns that were ignored.
    notes: list[Any] = field(default_factory=list)

    def problem(
        self, row: SheetRow, column: str, expected: Any, remedy: Any, *, is_sentence: bool = False
    ) -> Problem:
        """Make a problem of one cell; with `is_sentence`, `expected` is a sentence of its own."""
        if row.origin:
            row, column = row.origin
        model = row.sheet.model
        got = None if is_sentence else row.cell_texts.get(column, "")
        heading = self.headings[model].get(column, "")
        return Problem(expected, remedy, got, self.titles[model], row.number, heading)

    def left_out(self, model: type[models.Model]) -> bool:
        """Whether the file has no sheet of these rows, or none that could be read."""
        return model in self.absent_sheets | self.unreadable

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems, and put all in the order of sheets and rows."""
        titles = [*self.titles.values()]
        self.problems += problems
        self.problems.sort(key=lambda one: (titles.index(one.sheet) if one.sheet in titles else -1, one.row))

    @property
    def park(self) -> SheetRow:
        return self.rows[Park][0]

    @property
    def edition(self) -> SheetRow:
        return self.rows[Edition][0]

    def count(self) -> int:
        return sum(map(len, self.rows.values()))

    def rows_with_keys(self) -> Iterator[SheetRow]:
        for sheet in SHEETS:
            if sheet.model is not Edition:
                yield from self.rows[sheet.model]

    def misread(self, row: SheetRow, column: str, error: Misread) -> Problem:
        """The problem of a cell that is not what its column requires."""
        row.misread.add(column)
        return self.problem(row, column, error.expected, error.remedy)
