"""Parse a workbook into the rows of its sheets, or into a list of all its problems."""

import logging
import re
import warnings
from collections.abc import Callable
from typing import IO, Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from initiatives.models import Edition, Figure, Measure, Park, Passage, Plan, Project, Section
from initiatives.values.amount_words import is_unit
from initiatives.values.project_noun import NEUTRAL, ProjectNoun, using_noun
from initiatives.workbook import cell_parsers
from initiatives.workbook.archive import EXPORT_AGAIN, RefusedWorkbook, checked_copy
from initiatives.workbook.assignment_sheet import (
    is_assignment_sheet,
    read_assignment_sheet,
    unreadable_sheet,
)
from initiatives.workbook.combined_sheet import make_projects, names_project_alone
from initiatives.workbook.figure_cells import merge_figure
from initiatives.workbook.keys_and_references import give_keys, resolve_references
from initiatives.workbook.parse_notes import note_absent_columns, note_absent_sheets, note_new_units
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow, default_value
from initiatives.workbook.problems import Misread, Problem
from initiatives.workbook.sheets import (
    FINGERPRINT_PROPERTY,
    LANGUAGES,
    SHEETS,
    CellType,
    Sheet,
    SheetColumn,
    combined_title,
    instructions_title,
    optional_title,
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
# Titles that people write above the headings of a sheet.
MAX_TITLE_ROWS = 5
# A sheet of another name with more than this share of a missing sheet's headings is that sheet.
SHARE_OF_A_RENAMED_SHEET = 0.5
BRACKETS_AT_END = re.compile(r"\([^()]*\)$")


def read_workbook(file: IO[bytes], *, partial: bool = False) -> ParsedWorkbook | list[Problem]:
    """Return the parsed workbook with its problems; of a file that cannot be used at all, only why.

    A `partial` one holds some rows of a plan, so that nothing is said of sheets and columns it lacks.
    """
    try:
        content, merged_parts = checked_copy(file)
        with warnings.catch_warnings():
            # openpyxl warns of parts of the file that are not needed here.
            warnings.simplefilter("ignore")
            return _Parser(merged_parts, partial=partial).read(content)
    except RefusedWorkbook as refused:
        return [refused.problem]


def _open(content: IO[bytes]) -> Any:
    return load_workbook(content, read_only=True, data_only=False, keep_links=False)


# What workbooks of earlier versions call columns, by the field.
FORMER_HEADINGS = {"declared_projects": "自称的工程数", "declared_count": "自称数目"}


class _Parser:
    def __init__(self, merged_parts: frozenset[str], *, partial: bool) -> None:
        self.merged_parts, self.partial = merged_parts, partial
        self.parsed = ParsedWorkbook()
        self.problems: list[Problem] = []
        self.unreadable = self.parsed.unreadable
        # What projects may be called in the names of sheets and columns.
        self.nouns: list[ProjectNoun] = [NEUTRAL]
        self._headings_by_model: dict[type[models.Model], dict[str, SheetColumn]] = {}
        # The project of the line before, on the sheet of projects and measures.
        self.project_above: str | None = None

    def read(self, content: IO[bytes]) -> ParsedWorkbook:
        try:
            book = _open(content)
            self.nouns = nouns_of(book)
            self.parsed.noun = self.nouns[0]
            worksheets = {normalised_name(worksheet.title): worksheet for worksheet in book.worksheets}
            # By sheets that are named after no noun, which may be the same in both languages.
            self.parsed.language = "en" if normalised_name(SHEETS[0].title("en")) in worksheets else "zh-hans"
            with using_noun(self.parsed.noun):
                self._read_sheets(worksheets)
            self.parsed.state = _fingerprint(book)
        except Exception as error:
            # openpyxl raises errors of many kinds for a damaged part.
            logger.warning("A workbook could not be read", exc_info=True)
            raise RefusedWorkbook(
                _("This is not an Excel workbook, or it is damaged."), EXPORT_AGAIN
            ) from error
        note_new_units(self.parsed)
        self._check_single_rows()
        if self.parsed.combined and Measure in self.unreadable:
            # Nor can it be told which projects the sheet names.
            self.unreadable.add(Project)
        elif self.parsed.combined:
            make_projects(self.parsed)
        self.parsed.add(self.problems)
        give_keys(self.parsed)
        if not {Park, Edition} & self.unreadable:
            resolve_references(self.parsed)
        return self.parsed

    def _read_sheets(self, worksheets: dict[str, Any]) -> None:
        self._take_assignments(worksheets)
        found: dict[type[models.Model], Any] = {}
        for sheet in SHEETS:
            name = next((name for name in self._titles(sheet) if name in worksheets), None)
            if name is not None:
                found[sheet.model] = worksheets.pop(name)
                self.parsed.combined |= name in self._names(combined_title)
            if second := next((name for name in self._titles_in_blank(sheet) if name in worksheets), None):
                found[sheet.model] = found[sheet.model], worksheets.pop(second)
                self.parsed.combined |= second in self._names(combined_title)
        renamed = self._renamed_sheets([one for one in SHEETS if one.model not in found], worksheets)
        for sheet in SHEETS:
            if sheet.model in renamed:
                self._report_renamed(sheet, worksheets.pop(renamed[sheet.model]))
            elif isinstance(found.get(sheet.model), tuple):
                self._report_two(sheet, *found[sheet.model])
            elif sheet.model in found or sheet.single:
                self._read_sheet(sheet, found.get(sheet.model))
            else:
                self._leave_out(sheet)
        self._note_ignored_sheets(worksheets)
        if not self.partial:
            note_absent_sheets(self.parsed)
            note_absent_columns(self.parsed)

    def _take_assignments(self, worksheets: dict[str, Any]) -> None:
        """Read the sheet of assignments, which are of the plan and not of its edition."""
        for name in [name for name, one in worksheets.items() if is_assignment_sheet(one.title)]:
            worksheet = worksheets.pop(name)
            self.parsed.assignment_title = worksheet.title
            lines = read_assignment_sheet(worksheet)
            if lines is None:
                self.problems.append(unreadable_sheet(worksheet.title))
            self.parsed.assignments += lines or []

    def _titles(self, sheet: Sheet) -> list[str]:
        """What a sheet may be called, in blank workbooks too."""
        return [*self._names(sheet.title), *self._titles_in_blank(sheet)]

    def _titles_in_blank(self, sheet: Sheet) -> list[str]:
        optional = self._names(lambda language: optional_title(sheet.title(language), language))
        return [*optional, *(self._names(combined_title) if sheet.model is Measure else ())]

    def _report_two(self, sheet: Sheet, first: Any, second: Any) -> None:
        """Tell of a sheet that is there under its usual name and under that of blank workbooks."""
        self._leave_out(sheet)
        words = _("Its rows stand on two sheets, “{first}” and “{second}”.")
        expected = format_lazy(words, first=first.title, second=second.title)
        self._report_sheet(sheet, expected, _("Move all of them to one, and delete the other."))

    def _names(self, named: Callable[[str], str]) -> list[str]:
        """What a sheet or column may be called: `named` in each language, with each noun."""
        names = []
        for noun in self.nouns:
            with using_noun(noun):
                names += [normalised_name(named(language)) for language in LANGUAGES]
        return list(dict.fromkeys(names))

    def _headings(self, sheet: Sheet) -> dict[str, SheetColumn]:
        """The columns of a sheet by all that they may be called, in earlier versions too."""
        if sheet.model not in self._headings_by_model:
            self._headings_by_model[sheet.model] = self._possible_headings(sheet)
        return self._headings_by_model[sheet.model]

    def _possible_headings(self, sheet: Sheet) -> dict[str, SheetColumn]:
        # A column that is named after no noun goes before one that is.
        wanted = {name: column for column in sheet.columns for name in self._names(column.heading)}
        wanted |= {
            normalised_name(column.heading(language)): column
            for column in sheet.columns
            for language in LANGUAGES
            if not column.is_named_by_noun
        }
        return wanted | {
            normalised_name(former): column
            for column in sheet.columns
            if (former := FORMER_HEADINGS.get(column.name))
        }

    def _note_ignored_sheets(self, worksheets: dict[str, Any]) -> None:
        """Note ignored sheets, except the instructions and the hidden lists that an export adds."""
        instructions = {normalised_name(instructions_title(language)) for language in LANGUAGES}
        words = _("The sheet “{sheet}” is none of the plan's and was left aside.")
        for name, worksheet in worksheets.items():
            if name not in instructions and worksheet.sheet_state == "visible":
                self.parsed.notes.append(format_lazy(words, sheet=worksheet.title))

    def _leave_out(self, sheet: Sheet) -> None:
        model = sheet.model
        self.parsed.absent_sheets.add(model)
        self.parsed.rows[model], self.parsed.headings[model] = [], {}
        self.parsed.titles[model] = sheet.title(self.parsed.language)

    def _renamed_sheets(self, missing: list[Sheet], others: dict[str, Any]) -> dict[type[models.Model], str]:
        """The names of sheets that have the headings of a missing one, by its model."""
        renamed: dict[type[models.Model], str] = {}
        for name, worksheet in others.items():
            if worksheet.sheet_state != "visible":
                continue
            lines = worksheet.iter_rows(max_row=MAX_TITLE_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
            written = {normalised_name(value) for line in lines for value in line if not is_blank(value)}
            shares = {
                sheet: len(written & self._headings(sheet).keys()) / len(sheet.columns)
                for sheet in missing
                if sheet.model not in renamed
            }
            best = max(shares, key=lambda sheet: shares[sheet], default=None)
            if best and shares[best] > SHARE_OF_A_RENAMED_SHEET:
                renamed[best.model] = name
        return renamed

    def _report_renamed(self, sheet: Sheet, worksheet: Any) -> None:
        self._leave_out(sheet)
        title = self.parsed.titles[sheet.model]
        words = _("The sheet “{sheet}” has the headings of “{title}”, which is missing.")
        self._report_sheet(
            sheet,
            format_lazy(words, sheet=worksheet.title, title=title),
            format_lazy(_("Name it “{title}”."), title=title),
        )

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
        above: list[str] = []
        for number, line in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS), 1):
            if all(is_blank(cell.value) for cell in line):
                continue
            if number > MAX_ROWS + 1:
                self._report_sheet(
                    sheet, _("The sheet has more than 20,000 rows."), _("Remove what is not of the plan.")
                )
                return
            if columns is None:
                if len(above) < MAX_TITLE_ROWS and not self._has_headings(sheet, line):
                    above.append(next(str(cell.value).strip() for cell in line if not is_blank(cell.value)))
                    continue
                columns = self._read_headings(sheet, line)
                if columns is None:
                    return
                self._note_rows_above(sheet, above)
            else:
                self._read_row(
                    sheet, number, {index: line[index] for index in columns if index < len(line)}, columns
                )
        if columns is None:
            met = (
                format_lazy(_("The sheet has none of its headings, but “{met}”."), met=above[0])
                if above
                else ""
            )
            self._report_sheet(sheet, met or _("The sheet has no headings."), EXPORT_AGAIN)

    def _has_headings(self, sheet: Sheet, line: tuple[Any, ...]) -> bool:
        wanted = self._headings(sheet)
        return any(_base_name(cell.value) in wanted for cell in line if not is_blank(cell.value))

    def _note_rows_above(self, sheet: Sheet, above: list[str]) -> None:
        if above:
            words = _("What stands above the headings of “{sheet}” was left aside: {rows}.")
            title = self.parsed.titles[sheet.model]
            quoted = _(", ").join(f"“{text}”" for text in above)
            self.parsed.notes.append(format_lazy(words, sheet=title, rows=quoted))

    def _report_sheet(self, sheet: Sheet, expected: Any, remedy: Any) -> None:
        self.unreadable.add(sheet.model)
        self.problems.append(Problem(expected, remedy, sheet=self.parsed.titles[sheet.model]))

    def _read_headings(self, sheet: Sheet, line: tuple[Any, ...]) -> dict[int, SheetColumn] | None:
        columns: dict[int, SheetColumn] = {}
        wanted = self._headings(sheet)
        headings = self.parsed.headings[sheet.model]
        for index, cell in enumerate(line):
            if is_blank(cell.value):
                continue
            name, base = normalised_name(cell.value), _base_name(cell.value)
            column = wanted.get(name) or wanted.get(base)
            if column and name not in wanted and is_unit(name[len(base) :].strip("()")):
                self._report_column(
                    sheet,
                    str(cell.value),
                    _("The heading says a unit."),
                    format_lazy(
                        _("Write “{heading}”, and the unit in each cell, as in 30亿元."),
                        heading=cell.value[: len(base)],
                    ),
                )
            elif column is None:
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
        misread = row.misread
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
        if sheet.model is Measure and self.parsed.combined:
            self._continue_project(row)
            if names_project_alone(row):
                self.parsed.project_lines.append(row)
                return
        for column in sheet.columns:
            if row.values[column.name] is None and column.name not in misread:
                self._fill(row, column)
        self.parsed.rows[sheet.model].append(row)

    def _continue_project(self, row: SheetRow) -> None:
        """An empty cell goes on with the project above it, as people leave it in such lists."""
        if row.values["project"] is None and "project" not in row.misread:
            row.values["project"] = self.project_above
        elif row.values["project"]:
            self.project_above = row.values["project"]

    def _report_cell(self, row: SheetRow, column: str, error: Misread) -> None:
        row.misread.add(column)
        self.problems.append(self.parsed.problem(row, column, error.expected, error.remedy))

    def _fill(self, row: SheetRow, column: SheetColumn) -> None:
        """Set the value of an empty cell; one that must not be empty is a problem."""
        if column.required and column.name not in row.absent:
            self._report_cell(
                row, column.name, Misread(cell_parsers.EXPECTED_CONTENT[column.kind], _("Fill the cell."))
            )
        else:
            row.values[column.name] = default_value(column)

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


def _base_name(text: Any) -> str:
    """The normalised name, without brackets at its end if no column is named with them."""
    return BRACKETS_AT_END.sub("", normalised_name(text))
