"""Parse a workbook into the rows of its sheets, or into a list of all its problems."""

import logging
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from initiatives.models import Edition, Figure, Park, Passage, Plan, Section
from initiatives.values.project_noun import NEUTRAL, ProjectNoun, using_noun
from initiatives.workbook import cell_parsers
from initiatives.workbook.archive import EXPORT_AGAIN, RefusedWorkbook, checked_copy
from initiatives.workbook.figure_cells import merge_figure
from initiatives.workbook.problems import Misread, Problem
from initiatives.workbook.references import References
from initiatives.workbook.sheets import (
    FINGERPRINT_PROPERTY,
    LANGUAGES,
    SHEETS,
    CellType,
    Sheet,
    SheetColumn,
    instructions_title,
    is_edition_row,
)
from initiatives.workbook.workbook_nouns import (
    MAX_COLUMNS,
    book_property,
    is_blank,
    normalised_name,
    nouns_of,
)

logger = logging.getLogger(__name__)

MAX_ROWS = 20_000
CHOOSE_KEY = _("Choose from the list in the cell, or write the key of a row on that sheet.")


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

    @property
    def key(self) -> str:
        """The key that other rows refer to."""
        if self.sheet.model is Edition:
            return ""
        key = self.values[self.sheet.key.name] or ""
        return f"{self.values['source'] or ''}/{key}" if self.sheet.within_source else key


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
    # Messages about sheets and columns that were ignored.
    notes: list[Any] = field(default_factory=list)

    def problem(
        self, row: SheetRow, column: str, expected: Any, remedy: Any, *, is_sentence: bool = False
    ) -> Problem:
        """Make a problem of one cell; with `is_sentence`, `expected` is a sentence of its own."""
        model = row.sheet.model
        got = None if is_sentence else row.cell_texts.get(column, "")
        heading = self.headings[model].get(column, "")
        return Problem(expected, remedy, got, self.titles[model], row.number, heading)

    @property
    def park(self) -> SheetRow:
        return self.rows[Park][0]

    @property
    def edition(self) -> SheetRow:
        return self.rows[Edition][0]

    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def read_workbook(file: IO[bytes]) -> ParsedWorkbook | list[Problem]:
    """Return the parsed workbook, or, if anything in it is wrong, all problems."""
    try:
        content, merged_parts = checked_copy(file)
        with warnings.catch_warnings():
            # openpyxl warns of parts of the file that are not needed here.
            warnings.simplefilter("ignore")
            return _Parser(merged_parts).read(content)
    except RefusedWorkbook as refused:
        return [refused.problem]


def _open(content: IO[bytes]) -> Any:
    return load_workbook(content, read_only=True, data_only=False, keep_links=False)


# What workbooks of earlier versions call columns, by the field.
FORMER_HEADINGS = {"declared_projects": "自称的工程数", "declared_count": "自称数目"}


class _Parser:
    def __init__(self, merged_parts: frozenset[str]) -> None:
        self.merged_parts = merged_parts
        self.parsed = ParsedWorkbook()
        self.problems: list[Problem] = []
        # Sheets that could not be read; references to their rows are not checked.
        self.unreadable: set[type[models.Model]] = set()
        # What projects may be called in the names of sheets and columns.
        self.nouns: list[ProjectNoun] = [NEUTRAL]

    def read(self, content: IO[bytes]) -> ParsedWorkbook | list[Problem]:
        try:
            book = _open(content)
            self.nouns = nouns_of(book)
            self.parsed.noun = self.nouns[0]
            worksheets = {normalised_name(worksheet.title): worksheet for worksheet in book.worksheets}
            # By sheets that are named after no noun, which may be the same in both languages.
            self.parsed.language = "en" if normalised_name(SHEETS[0].title("en")) in worksheets else "zh-hans"
            with using_noun(self.parsed.noun):
                for sheet in SHEETS:
                    names = self._names(sheet.title)
                    worksheet = next((worksheets.pop(name) for name in names if name in worksheets), None)
                    self._read_sheet(sheet, worksheet)
                self._note_ignored_sheets(worksheets)
                self._note_absent_columns()
            self.parsed.state = _fingerprint(book)
        except Exception as error:
            # openpyxl raises errors of many kinds for a damaged part.
            logger.warning("A workbook could not be read", exc_info=True)
            raise RefusedWorkbook(
                _("This is not an Excel workbook, or it is damaged."), EXPORT_AGAIN
            ) from error
        self._check_single_rows()
        self._assign_keys()
        self._check_keys()
        if not {Park, Edition} & self.unreadable:
            self._check_references()
        self.problems.sort(key=lambda problem: (self._rank(problem.sheet), problem.row))
        return self.problems or self.parsed

    def _names(self, named: Callable[[str], str]) -> list[str]:
        """What a sheet or column may be called: `named` in each language, with each noun."""
        names = []
        for noun in self.nouns:
            with using_noun(noun):
                names += [normalised_name(named(language)) for language in LANGUAGES]
        return list(dict.fromkeys(names))

    def _rank(self, title: str) -> int:
        titles = [*self.parsed.titles.values()]
        return titles.index(title) if title in titles else -1

    def _note_ignored_sheets(self, worksheets: dict[str, Any]) -> None:
        """Note ignored sheets, except the instructions and the hidden lists that an export adds."""
        instructions = {normalised_name(instructions_title(language)) for language in LANGUAGES}
        words = _("The sheet “{sheet}” is none of the plan's and was left aside.")
        for name, worksheet in worksheets.items():
            if name not in instructions and worksheet.sheet_state == "visible":
                self.parsed.notes.append(format_lazy(words, sheet=worksheet.title))

    def _note_absent_columns(self) -> None:
        """Note all absent columns at once: a workbook of an older version lacks several."""
        named = []
        for sheet in SHEETS:
            names = self.parsed.absent.get(sheet.model, ())
            absent = [one.heading(self.parsed.language) for one in sheet.columns if one.name in names]
            if absent and sheet.model not in self.unreadable:
                named.append(f"{self.parsed.titles[sheet.model]}: {_(', ').join(absent)}")
        if named:
            words = _(
                "The workbook has no columns for these: {columns}. What rows have there stays as it is; "
                "new rows get the default."
            )
            self.parsed.notes.append(format_lazy(words, columns=_("; ").join(named)))

    # One sheet

    def _read_sheet(self, sheet: Sheet, worksheet: Any) -> None:
        model = sheet.model
        self.parsed.rows[model], self.parsed.headings[model] = [], {}
        self.parsed.titles[model] = worksheet.title if worksheet else sheet.title(self.parsed.language)
        if reason := _reason_unreadable(sheet, worksheet, self.merged_parts):
            self._report_sheet(sheet, *reason)
            return
        worksheet.reset_dimensions()
        columns: dict[int, SheetColumn] | None = None
        for number, line in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS), 1):
            if all(is_blank(cell.value) for cell in line):
                continue
            if number > MAX_ROWS + 1:
                self._report_sheet(
                    sheet, _("The sheet has more than 20,000 rows."), _("Remove what is not of the plan.")
                )
                return
            if columns is None:
                columns = self._read_headings(sheet, line)
                if columns is None:
                    return
            else:
                self._read_row(
                    sheet, number, {index: line[index] for index in columns if index < len(line)}, columns
                )
        if columns is None:
            self._report_sheet(sheet, _("The sheet has no headings."), EXPORT_AGAIN)

    def _report_sheet(self, sheet: Sheet, expected: Any, remedy: Any) -> None:
        self.unreadable.add(sheet.model)
        self.problems.append(Problem(expected, remedy, sheet=self.parsed.titles[sheet.model]))

    def _read_headings(self, sheet: Sheet, line: tuple[Any, ...]) -> dict[int, SheetColumn] | None:
        columns: dict[int, SheetColumn] = {}
        # A column that is named after no noun goes before one that is.
        wanted = {name: column for column in sheet.columns for name in self._names(column.heading)}
        wanted |= {
            normalised_name(column.heading(language)): column
            for column in sheet.columns
            for language in LANGUAGES
            if not column.is_named_by_noun
        }
        wanted |= {
            normalised_name(former): column
            for column in sheet.columns
            if (former := FORMER_HEADINGS.get(column.name))
        }
        headings = self.parsed.headings[sheet.model]
        for index, cell in enumerate(line):
            if is_blank(cell.value):
                continue
            column = wanted.get(normalised_name(cell.value))
            if column is None:
                words = _("The column “{column}” of “{sheet}” is none of the plan's and was left aside.")
                title = self.parsed.titles[sheet.model]
                self.parsed.notes.append(format_lazy(words, column=str(cell.value), sheet=title))
            elif column.name in headings:
                self._report_column(
                    sheet, str(cell.value), _("The column is there twice."), _("Remove one of them.")
                )
            else:
                columns[index], headings[column.name] = column, str(cell.value).strip()
        absent = [column for column in sheet.columns if column.name not in headings]
        self.parsed.absent[sheet.model] = frozenset(column.name for column in absent)
        for column in filter(_identifies_rows, absent):
            self._report_column(
                sheet, column.heading(self.parsed.language), _("The column is missing."), EXPORT_AGAIN
            )
        return None if sheet.model in self.unreadable else columns

    def _report_column(self, sheet: Sheet, heading: str, expected: Any, remedy: Any) -> None:
        self.unreadable.add(sheet.model)
        title = self.parsed.titles[sheet.model]
        self.problems.append(Problem(expected, remedy, sheet=title, column=heading))

    def _read_row(
        self, sheet: Sheet, number: int, line: dict[int, Any], columns: dict[int, SheetColumn]
    ) -> None:
        values = dict.fromkeys(column.name for column in sheet.columns)
        row = SheetRow(sheet, number, values, {}, set(self.parsed.absent[sheet.model]))
        misread = set()
        for index, cell in line.items():
            column = columns[index]
            row.cell_texts[column.name] = cell_parsers.message_text(cell.value)
            try:
                row.values[column.name] = cell_parsers.parse_cell(cell, column)
            except Misread as error:
                misread.add(column.name)
                self._report_cell(row, column.name, error)
        if not any(row.cell_texts.values()):
            return
        if sheet.model is Figure and "value" not in misread:
            for wrong, place, problem in merge_figure(row, self.parsed.headings[Figure]):
                misread |= wrong
                self._report_cell(row, place, problem)
        for column in sheet.columns:
            if row.values[column.name] is None and column.name not in misread:
                self._fill(row, column)
        self.parsed.rows[sheet.model].append(row)

    def _report_cell(self, row: SheetRow, column: str, error: Misread) -> None:
        self.problems.append(self.parsed.problem(row, column, error.expected, error.remedy))

    def _fill(self, row: SheetRow, column: SheetColumn) -> None:
        """Set the value of an empty cell; one that must not be empty is a problem."""
        if column.required and column.name not in row.absent:
            self._report_cell(row, column.name, Misread(EXPECTED_CONTENT[column.kind], _("Fill the cell.")))
        elif column.kind is CellType.REFERENCES:
            row.values[column.name] = []
        elif (
            not column.required
            and column.kind not in (CellType.KEY, CellType.REFERENCE)
            and column.name != "order"
        ):
            default = column.field.get_default() if column.field.has_default() else None
            row.values[column.name] = "" if default is None and not column.field.null else default

    # All sheets

    def _check_single_rows(self) -> None:
        for sheet in SHEETS:
            if (
                sheet.single
                and sheet.model not in self.unreadable
                and len(self.parsed.rows[sheet.model]) != 1
            ):
                self._report_sheet(
                    sheet, _("The sheet must have exactly one row below its headings."), EXPORT_AGAIN
                )

    def _assign_keys(self) -> None:
        """Give each new row a key derived from its content, so that the same row gets the same key again."""
        taken = {row.values[row.sheet.key.name] for row in self._rows_with_keys()}
        highest = {
            sheet.model: max(
                (row.values.get("order") or 0 for row in self.parsed.rows[sheet.model]), default=0
            )
            for sheet in SHEETS
        }
        for row in self._rows_with_keys():
            if row.sheet.model is not Park and row.values[row.sheet.key.name] is None:
                content = "\n".join(
                    f"{name}={value}" for name, value in row.cell_texts.items() if name != "order"
                )
                number = zlib.crc32(content.encode()) % 10**6
                while (key := f"{row.sheet.model._meta.model_name}-{number:06d}") in taken:
                    number = (number + 1) % 10**6
                taken.add(key)
                row.values[row.sheet.key.name] = key
            if "order" in row.values and row.values["order"] is None:
                highest[row.sheet.model] += 1
                row.values["order"] = highest[row.sheet.model]

    def _rows_with_keys(self) -> Iterator[SheetRow]:
        for sheet in SHEETS:
            if sheet.model is not Edition:
                yield from self.parsed.rows[sheet.model]

    def _check_keys(self) -> None:
        cell_texts: dict[tuple[Any, str], SheetRow] = {}
        for row in self._rows_with_keys():
            # Keys are unique among rows of all kinds, because worksheets show them together.
            first = cell_texts.setdefault(
                (None if is_edition_row(row.sheet.model) else row.sheet.model, row.key), row
            )
            if first is not row:
                remedy = format_lazy(
                    _("“{sheet}”, row {row} has it already. Change one, or leave the new one empty."),
                    sheet=self.parsed.titles[first.sheet.model],
                    row=first.number,
                )
                self._report_cell(row, row.sheet.key.name, Misread(_("a key that no other row has"), remedy))

    def _check_references(self) -> None:
        park = self.parsed.park.values["slug"] or ""
        keys = {model: {row.key for row in rows} for model, rows in self.parsed.rows.items()}
        references = References(park, keys)
        for sheet in SHEETS:
            for row in self.parsed.rows[sheet.model]:
                for column in sheet.columns:
                    if (
                        column.kind in (CellType.REFERENCE, CellType.REFERENCES)
                        and column.target not in self.unreadable
                    ):
                        self._resolve(references, row, column)

    def _resolve(self, references: References, row: SheetRow, column: SheetColumn) -> None:
        value = row.values[column.name]
        if not value:
            return
        found, unknown = references.resolve(column, value, row.values)
        for key in unknown:
            title = self.parsed.titles[column.target]
            expected = format_lazy(_("the key of a row of “{sheet}”"), sheet=title)
            problem = self.parsed.problem(row, column.name, expected, CHOOSE_KEY)
            self.problems.append(Problem(**{**vars(problem), "got": key}))
        row.values[column.name] = found if column.kind is CellType.REFERENCES else next(iter(found), None)


EXPECTED_CONTENT: dict[CellType, Any] = {
    **dict.fromkeys((CellType.KEY, CellType.TEXT, CellType.LONG_TEXT), _("some text")),
    CellType.PERIOD: _("a period"),
    CellType.WHOLE: _("a whole number"),
    CellType.AMOUNT: _("a number"),
    CellType.NUMBER: _("a number"),
    CellType.DATE: _("a date"),
    CellType.YES_NO: _("yes or no"),
    CellType.CHOICE: _("a word from the list"),
    CellType.REFERENCE: _("a key"),
}


def _identifies_rows(column: SheetColumn) -> bool:
    """Whether rows cannot be told apart without this column: their key, source, or the plan's year."""
    within_source = column.field.model in (Section, Passage) and column.name == "source"
    return column.kind is CellType.KEY or within_source or column.field.model is Plan


def _reason_unreadable(sheet: Sheet, worksheet: Any, merged_parts: frozenset[str]) -> tuple[Any, Any] | None:
    """Return why a sheet cannot be read at all and the remedy, or None."""
    if worksheet is None:
        return _("The sheet is missing."), _("Export the plan anew, or bring the sheet back under this name.")
    # Private, but openpyxl has no other name for the part of a read-only sheet, nor its merged cells.
    if worksheet._worksheet_path.lstrip("/") in merged_parts:
        return _("The sheet has merged cells."), _("Unmerge them and fill each cell.")
    if (worksheet.max_row or 0) > 2**20 or (worksheet.max_column or 0) > 2**14:
        return _("The sheet is larger than Excel allows."), EXPORT_AGAIN
    if (worksheet.max_row or 0) * (worksheet.max_column or 0) > MAX_ROWS * MAX_COLUMNS:
        return (
            format_lazy(
                _("The sheet claims {rows} rows and {columns} columns; at most 20,000 and 200 are read."),
                rows=worksheet.max_row,
                columns=worksheet.max_column,
            ),
            EXPORT_AGAIN,
        )
    return None


def _fingerprint(book: Any) -> str:
    return book_property(book, FINGERPRINT_PROPERTY)
