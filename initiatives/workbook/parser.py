"""A workbook read back: every row of every sheet, or every mistake in it, with its place and remedy."""

import logging
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from initiatives.models import Edition, Figure, Park
from initiatives.vocabulary import Availability
from initiatives.workbook import cell_parsers
from initiatives.workbook.archive import FRESH, RefusedWorkbook, checked
from initiatives.workbook.problems import Misread, Problem
from initiatives.workbook.references import References
from initiatives.workbook.sheets import (
    FINGERPRINT_PROPERTY,
    LANGUAGES,
    SHEETS,
    Kind,
    Sheet,
    SheetColumn,
    instructions_title,
    is_row,
)

logger = logging.getLogger(__name__)

MOST_ROWS = 20_000
MOST_COLUMNS = 200
CHOOSE = _("Choose from the list in the cell, or write the key of a row on that sheet.")


@dataclass
class SheetRow:
    """One line of a sheet: its values by field, references as the keys of what they refer to."""

    sheet: Sheet
    number: int
    values: dict[str, Any]
    # What stood in the cells, for messages.
    seen: dict[str, str]

    @property
    def key(self) -> str:
        """What other rows refer to it by."""
        if self.sheet.model is Edition:
            return ""
        key = self.values[self.sheet.key.name] or ""
        return f"{self.values['source'] or ''}/{key}" if self.sheet.within_source else key


@dataclass
class ParsedWorkbook:
    """What a workbook says, sheet by sheet."""

    rows: dict[type[models.Model], list[SheetRow]] = field(default_factory=dict)
    # Names as they stand in this file.
    titles: dict[type[models.Model], str] = field(default_factory=dict)
    headings: dict[type[models.Model], dict[str, str]] = field(default_factory=dict)
    # The fingerprint of what the plan said when the workbook was taken out; empty where it does not tell.
    state: str = ""
    # What was left aside.
    notes: list[Any] = field(default_factory=list)

    def problem(
        self, row: SheetRow, column: str, expected: Any, remedy: Any, *, complaint: bool = False
    ) -> Problem:
        """A mistake in one cell; a complaint is a sentence of its own."""
        model = row.sheet.model
        got = None if complaint else row.seen.get(column, "")
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
    """All the workbook's rows; if anything in it is wrong, all that is wrong and nothing else."""
    try:
        content, merging = checked(file)
        with warnings.catch_warnings():
            # Of things in the file that a plan has no use for.
            warnings.simplefilter("ignore")
            return _Reading(merging).read(content)
    except RefusedWorkbook as refused:
        return [refused.problem]


def _open(content: IO[bytes]) -> Any:
    return load_workbook(content, read_only=True, data_only=False, keep_links=False)


class _Reading:
    def __init__(self, merging: frozenset[str]) -> None:
        self.merging = merging
        self.parsed = ParsedWorkbook()
        # The language that the sheets are named in.
        self.language = LANGUAGES[0]
        self.problems: list[Problem] = []
        # Sheets that could not be read: what refers to their rows is not called wrong.
        self.unread: set[type[models.Model]] = set()

    def read(self, content: IO[bytes]) -> ParsedWorkbook | list[Problem]:
        try:
            book = _open(content)
            pages = {_folded(page.title): page for page in book.worksheets}
            english = {_folded(sheet.title("en")) for sheet in SHEETS}
            self.language = "en" if english & {*pages} else "zh-hans"
            for sheet in SHEETS:
                page = next((pages.pop(name) for name in _titles(sheet) if name in pages), None)
                self._read_sheet(sheet, page)
            self._note_strangers(pages)
            self.parsed.state = _state(book)
        except Exception as error:
            # openpyxl meets a damaged part with whatever error it runs into.
            logger.warning("A workbook could not be read", exc_info=True)
            raise RefusedWorkbook(
                Problem(_("This is not an Excel workbook, or it is damaged."), FRESH)
            ) from error
        self._check_single()
        self._give_keys()
        self._check_keys()
        if not {Park, Edition} & self.unread:
            self._check_references()
        self.problems.sort(key=lambda problem: (self._rank(problem.sheet), problem.row))
        return self.problems or self.parsed

    def _rank(self, title: str) -> int:
        titles = [*self.parsed.titles.values()]
        return titles.index(title) if title in titles else -1

    def _note_strangers(self, pages: dict[str, Any]) -> None:
        """Sheets of the users' own are left aside; the project's own other sheets go without saying."""
        own = {_folded(instructions_title(language)) for language in LANGUAGES}
        words = _("The sheet “{sheet}” is none of the plan's and was left aside.")
        for name, page in pages.items():
            if name not in own and page.sheet_state == "visible":
                self.parsed.notes.append(format_lazy(words, sheet=page.title))

    # One sheet

    def _read_sheet(self, sheet: Sheet, page: Any) -> None:
        model = sheet.model
        self.parsed.rows[model], self.parsed.headings[model] = [], {}
        self.parsed.titles[model] = page.title if page else sheet.title(self.language)
        if fault := _fault(sheet, page, self.merging):
            self._fault(sheet, *fault)
            return
        page.reset_dimensions()
        columns: dict[int, SheetColumn] | None = None
        for number, line in enumerate(page.iter_rows(max_col=MOST_COLUMNS), 1):
            if all(_blank(cell.value) for cell in line):
                continue
            if number > MOST_ROWS + 1:
                self._fault(
                    sheet, _("The sheet has more than 20,000 rows."), _("Remove what is not of the plan.")
                )
                return
            if columns is None:
                columns = self._read_headings(sheet, line)
                if columns is None:
                    return
            else:
                self._read_row(
                    sheet, number, {place: line[place] for place in columns if place < len(line)}, columns
                )
        if columns is None:
            self._fault(sheet, _("The sheet has no headings."), FRESH)

    def _fault(self, sheet: Sheet, expected: Any, remedy: Any) -> None:
        self.unread.add(sheet.model)
        self.problems.append(Problem(expected, remedy, sheet=self.parsed.titles[sheet.model]))

    def _read_headings(self, sheet: Sheet, line: tuple[Any, ...]) -> dict[int, SheetColumn] | None:
        columns: dict[int, SheetColumn] = {}
        wanted = {_folded(column.heading(one)): column for column in sheet.columns for one in LANGUAGES}
        headings = self.parsed.headings[sheet.model]
        for place, cell in enumerate(line):
            if _blank(cell.value):
                continue
            column = wanted.get(_folded(cell.value))
            if column is None:
                words = _("The column “{column}” of “{sheet}” is none of the plan's and was left aside.")
                title = self.parsed.titles[sheet.model]
                self.parsed.notes.append(format_lazy(words, column=str(cell.value), sheet=title))
            elif column.name in headings:
                self._fault_column(
                    sheet, str(cell.value), _("The column is there twice."), _("Remove one of them.")
                )
            else:
                columns[place], headings[column.name] = column, str(cell.value).strip()
        for column in sheet.columns:
            if column.name not in headings:
                self._fault_column(sheet, column.heading(self.language), _("The column is missing."), FRESH)
        return None if sheet.model in self.unread else columns

    def _fault_column(self, sheet: Sheet, heading: str, expected: Any, remedy: Any) -> None:
        self.unread.add(sheet.model)
        title = self.parsed.titles[sheet.model]
        self.problems.append(Problem(expected, remedy, sheet=title, column=heading))

    def _read_row(
        self, sheet: Sheet, number: int, line: dict[int, Any], columns: dict[int, SheetColumn]
    ) -> None:
        row = SheetRow(sheet, number, dict.fromkeys(column.name for column in sheet.columns), {})
        misread = set()
        for place, cell in line.items():
            column = columns[place]
            row.seen[column.name] = cell_parsers.shown(cell.value)
            try:
                row.values[column.name] = cell_parsers.read(cell, column)
            except Misread as error:
                misread.add(column.name)
                self._complain(row, column.name, error)
        if not any(row.seen.values()):
            return
        if sheet.model is Figure and "value" not in misread:
            misread |= self._settle_amount(row)
        for column in sheet.columns:
            if row.values[column.name] is None and column.name not in misread:
                self._fill(row, column)
        self.parsed.rows[sheet.model].append(row)

    def _complain(self, row: SheetRow, column: str, error: Misread) -> None:
        self.problems.append(self.parsed.problem(row, column, error.expected, error.remedy))

    def _fill(self, row: SheetRow, column: SheetColumn) -> None:
        """What an empty cell means; a cell that must not be empty is a mistake."""
        if column.needed:
            self._complain(row, column.name, Misread(EMPTY[column.kind], _("Fill the cell.")))
        elif column.kind is Kind.REFERENCES:
            row.values[column.name] = []
        elif column.kind not in (Kind.KEY, Kind.REFERENCE) and column.name != "order":
            default = column.field.get_default() if column.field.has_default() else None
            row.values[column.name] = "" if default is None and not column.field.null else default

    def _settle_amount(self, row: SheetRow) -> set[str]:
        """The number with its comparator and unit, whether they stand in one cell or in three."""
        values, stated = row.values, row.values["value"]
        if stated is None:
            if values["availability"] in (None, Availability.STATED):
                remedy = _("Write the number, or — if it is not stated.")
                self._complain(row, "value", Misread(_("a number"), remedy))
                return {"value", "availability"}
            return set()
        values["value"] = stated.value
        if stated.value is None:
            values["availability"] = values["availability"] or Availability.NOT_STATED
            return set()
        wrong = set()
        for name, found, given in (
            ("comparator", stated.comparator, values["comparator"]),
            ("unit", stated.unit, values["unit"]),
        ):
            if found and given is None:
                values[name] = found
            elif found and not _same(found, given):
                wrong.add(name)
                expected = format_lazy(
                    _("what “{heading}” says too"), heading=self.parsed.headings[Figure][name]
                )
                self._complain(
                    row, "value", Misread(expected, _("Write the number alone, or empty the other cell."))
                )
        return wrong

    # All sheets

    def _check_single(self) -> None:
        for sheet in SHEETS:
            if sheet.single and sheet.model not in self.unread and len(self.parsed.rows[sheet.model]) != 1:
                self._fault(sheet, _("The sheet must have exactly one row below its headings."), FRESH)

    def _give_keys(self) -> None:
        """A key for each new line, from what the line says: the same line is given the same key again."""
        taken = {row.values[row.sheet.key.name] for row in self._keyed()}
        highest = {
            sheet.model: max(
                (row.values.get("order") or 0 for row in self.parsed.rows[sheet.model]), default=0
            )
            for sheet in SHEETS
        }
        for row in self._keyed():
            if row.sheet.model is not Park and row.values[row.sheet.key.name] is None:
                said = "\n".join(f"{name}={value}" for name, value in row.seen.items() if name != "order")
                number = zlib.crc32(said.encode()) % 10**6
                while (key := f"{row.sheet.model._meta.model_name}-{number:06d}") in taken:
                    number = (number + 1) % 10**6
                taken.add(key)
                row.values[row.sheet.key.name] = key
            if "order" in row.values and row.values["order"] is None:
                highest[row.sheet.model] += 1
                row.values["order"] = highest[row.sheet.model]

    def _keyed(self) -> Iterator[SheetRow]:
        for sheet in SHEETS:
            if sheet.model is not Edition:
                yield from self.parsed.rows[sheet.model]

    def _check_keys(self) -> None:
        seen: dict[tuple[Any, str], SheetRow] = {}
        for row in self._keyed():
            # On pages rows of all kinds stand together, so they share one set of keys.
            first = seen.setdefault((None if is_row(row.sheet.model) else row.sheet.model, row.key), row)
            if first is not row:
                remedy = format_lazy(
                    _("“{sheet}”, row {row} has it already. Change one, or leave the new one empty."),
                    sheet=self.parsed.titles[first.sheet.model],
                    row=first.number,
                )
                self._complain(row, row.sheet.key.name, Misread(_("a key that no other row has"), remedy))

    def _check_references(self) -> None:
        park = self.parsed.park.values["slug"] or ""
        keys = {model: {row.key for row in rows} for model, rows in self.parsed.rows.items()}
        references = References(park, keys)
        for sheet in SHEETS:
            for row in self.parsed.rows[sheet.model]:
                for column in sheet.columns:
                    if column.kind in (Kind.REFERENCE, Kind.REFERENCES) and column.target not in self.unread:
                        self._resolve(references, row, column)

    def _resolve(self, references: References, row: SheetRow, column: SheetColumn) -> None:
        value = row.values[column.name]
        if not value:
            return
        found, unknown = references.resolve(column, value, row.values)
        for key in unknown:
            title = self.parsed.titles[column.target]
            expected = format_lazy(_("the key of a row of “{sheet}”"), sheet=title)
            problem = self.parsed.problem(row, column.name, expected, CHOOSE)
            self.problems.append(Problem(**{**vars(problem), "got": key}))
        row.values[column.name] = found if column.kind is Kind.REFERENCES else next(iter(found), None)


EMPTY: dict[Kind, Any] = {
    **dict.fromkeys((Kind.KEY, Kind.TEXT, Kind.LONG_TEXT), _("some text")),
    Kind.PERIOD: _("a period"),
    Kind.WHOLE: _("a whole number"),
    Kind.AMOUNT: _("a number"),
    Kind.DATE: _("a date"),
    Kind.YES_NO: _("yes or no"),
    Kind.CHOICE: _("a word from the list"),
    Kind.REFERENCE: _("a key"),
}


def _fault(sheet: Sheet, page: Any, merging: frozenset[str]) -> tuple[Any, Any] | None:
    """What keeps a sheet from being read at all, and what to do about it."""
    if page is None:
        return _("The sheet is missing."), _("Export the plan anew, or bring the sheet back under this name.")
    if page._worksheet_path.lstrip("/") in merging:
        return _("The sheet has merged cells."), _("Unmerge them and fill each cell.")
    if (page.max_row or 0) > 2**20 or (page.max_column or 0) > 2**14:
        return _("The sheet is larger than Excel allows."), FRESH
    if (page.max_row or 0) * (page.max_column or 0) > MOST_ROWS * MOST_COLUMNS:
        return (
            format_lazy(
                _("The sheet claims {rows} rows and {columns} columns; at most 20,000 and 200 are read."),
                rows=page.max_row,
                columns=page.max_column,
            ),
            FRESH,
        )
    return None


def _state(book: Any) -> str:
    return next(
        (str(one.value) for one in book.custom_doc_props.props if one.name == FINGERPRINT_PROPERTY), ""
    )


def _titles(sheet: Sheet) -> list[str]:
    return [_folded(sheet.title(language)) for language in LANGUAGES]


def _folded(text: Any) -> str:
    """A name without what people vary: spaces, capitals, full-width brackets."""
    return "".join(str(text).replace("（", "(").replace("）", ")").split()).casefold()


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _same(found: str, given: str) -> bool:
    """`30亿` in a cell beside `亿元` says the same."""
    return found == given or (found in ("万", "亿", "万亿") and given == f"{found}元")
