"""Write a plan as a workbook in one language, with drop-downs and typed cells and without formulas."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.editions.comparison import snapshot
from initiatives.editions.lifecycle import start_next_year
from initiatives.files.file_cache import cached_file, content_digest
from initiatives.files.spreadsheets import (
    CINNABAR,
    FIRST_EXCEL_DATE,
    INK,
    MAX_CELL_LENGTH,
    PAPER,
    cell_text,
    deterministic_bytes,
    exact_number,
    set_text,
)
from initiatives.models import (
    Edition,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    Section,
    Source,
)
from initiatives.models.park import invented_words
from initiatives.models.row_state import value_in_words
from initiatives.values.project_noun import NEUTRAL, noun_in_force, using_noun
from initiatives.values.vocabulary import OPEN_STATES
from initiatives.workbook.assignment_sheet import SheetLines, add_assignment_sheet, assignment_cells
from initiatives.workbook.instructions import write_instructions
from initiatives.workbook.names import shown_names
from initiatives.workbook.sheet_pages import SheetPage, blank_pages, place_of_names, usual_pages
from initiatives.workbook.sheets import (
    FINGERPRINT_PROPERTY,
    KEPT_BY_SITE,
    LANGUAGES,
    NOUN_PROPERTIES,
    SHEET_OF,
    SHEETS,
    CellType,
    Sheet,
    SheetColumn,
    identity,
    is_edition_row,
    refers_to_other_editions,
)

# Drop-downs reach down to this row, so that new rows have them too.
PREPARED_ROWS = 2000
WIDTHS = {
    **{
        CellType.KEY: 26,
        CellType.TEXT: 24,
        CellType.LONG_TEXT: 56,
        CellType.PERIOD: 17,
        CellType.WHOLE: 10,
        CellType.AMOUNT: 14,
        CellType.NUMBER: 12,
    },
    **{
        CellType.DATE: 13,
        CellType.YES_NO: 10,
        CellType.CHOICE: 16,
        CellType.REFERENCE: 24,
        CellType.REFERENCES: 28,
    },
}


class Unwritable(ValueError):
    """The plan has a text that does not fit into a cell; the message names it."""


Rows = dict[type[models.Model], list[Any]]
# The values of the cells of each sheet, row by row.
Lines = dict[type[models.Model], list[list[Any]]]


def write_workbook(edition: Edition, language: str = LANGUAGES[0]) -> bytes:
    """Return the workbook of an edition, with the organisations, sources and metrics it refers to."""
    with using_noun(edition.project_words):
        lines = _lines(_rows_of(edition), language)
        with translation.override(language):
            assigned = assignment_cells(edition, for_readers=False)
        return _write(lines, language, snapshot(edition).fingerprint, assigned=assigned)


def cached_workbook(
    edition: Edition, language: str = LANGUAGES[0], *, for_readers: bool = True
) -> tuple[str, bytes]:
    """Return the digest and the bytes of an edition's workbook, from the cache if it is there."""
    with using_noun(edition.project_words):
        lines = _lines_for_readers(edition, language) if for_readers else _lines(_rows_of(edition), language)
        with translation.override(language):
            assigned = assignment_cells(edition, for_readers=for_readers)
        headings = [[column.heading(language) for column in sheet.columns] for sheet in SHEETS]
        state = snapshot(edition).fingerprint
        name = content_digest(
            "workbook", language, state, headings, [lines[sheet.model] for sheet in SHEETS], assigned
        )
        return name, cached_file(name, lambda: _write(lines, language, state, assigned=assigned))


def next_years_workbook(edition: Edition, language: str = LANGUAGES[0]) -> bytes:
    """Return the workbook of the draft that `start_next_year` would create; nothing is stored.

    Raises Refusal if there is a plan for that year.
    """
    with transaction.atomic():
        lines = _lines(_rows_of(start_next_year(edition)), language)
        transaction.set_rollback(True)
    with using_noun(edition.project_words):
        return _write(lines, language)


def blank_workbook(language: str = LANGUAGES[0], plan: Plan | None = None) -> bytes:
    """Return a workbook without rows, for a new plan; with `plan` it says park and year of that plan.

    It opens on the sheets that people fill first, and has the metrics and organisations to choose from.
    """
    editions = plan.editions.order_by("number") if plan else Edition.objects.none()
    edition = editions.filter(state__in=OPEN_STATES).first() or editions.last()
    with using_noun(edition.project_words if edition else NEUTRAL):
        pages = blank_pages(language)
        lines = _lines(_rows_to_begin_with(plan, edition), language)
        return _write(lines, language, pages=pages)


def _rows_to_begin_with(plan: Plan | None, edition: Edition | None) -> Rows:
    """What a new plan knows before anybody writes anything."""
    rows: Rows = {sheet.model: [] for sheet in SHEETS}
    rows[Metric] = [*Metric.objects.order_by("code")]
    if plan:
        rows[Park], rows[Edition] = [plan.park], [edition or Edition(plan=plan)]
        rows[Organisation] = [*Organisation.objects.filter(park=plan.park)]
        rows[Source] = [*Source.objects.filter(editions=edition)] if edition else []
    return rows


def _rows_of(edition: Edition) -> Rows:
    """Return the rows of an edition, and for editors to choose from all organisations of its park."""
    park = edition.plan.park
    sources = {"source__editions": edition}
    rows: Rows = {
        Park: [park],
        Edition: [edition],
        Metric: [*Metric.objects.filter(figures__edition=edition).distinct().order_by("code")],
        Organisation: [*Organisation.objects.filter(park=park)],
        Source: [*Source.objects.filter(editions=edition)],
        Section: [*Section.objects.filter(**sources).select_related("source")],
        Passage: [*Passage.objects.filter(**sources).select_related("source", "section__source")],
    }
    for sheet in SHEETS:
        if is_edition_row(sheet.model):
            rows[sheet.model] = [*_edition_rows(sheet, edition)]
    return rows


def _lines_for_readers(edition: Edition, language: str) -> Lines:
    """The lines of published rows without earlier Chinese, which may never have been published."""
    lines = _lines(_rows_for_readers(edition), language)
    for sheet in SHEETS:
        names = [column.name for column in sheet.columns]
        if KEPT_BY_SITE in names:
            place = names.index(KEPT_BY_SITE)
            lines[sheet.model] = [[*line[:place], "", *line[place + 1 :]] for line in lines[sheet.model]]
    return lines


def _rows_for_readers(edition: Edition) -> Rows:
    """Return the rows of an edition without any that only unpublished editions refer to."""
    rows = _rows_of(edition)
    rows[Organisation] = [*Organisation.objects.in_edition(edition)]
    cited = Passage.objects.behind(edition).filter(source__editions=edition)
    rows[Passage] = [*cited.select_related("source", "section__source")]
    for sheet in SHEETS:
        if any(map(refers_to_other_editions, sheet.columns)):
            rows[sheet.model] = [*_edition_rows(sheet, edition, outside=sheet.model.objects.published())]  # type: ignore[attr-defined]
    return rows


def _edition_rows(sheet: Sheet, edition: Edition, outside: models.QuerySet | None = None) -> models.QuerySet:
    """Return the rows of one kind with all they refer to, of other editions only the rows `outside`."""
    along = [column.name for column in sheet.columns if column.kind is CellType.REFERENCE]
    lists: list[Any] = []
    for column in sheet.columns:
        if column.kind is CellType.REFERENCES and refers_to_other_editions(column):
            others = sheet.model._default_manager.all() if outside is None else outside
            lists.append(models.Prefetch(column.name, others.select_related("edition__plan__park")))
        elif column.kind is CellType.REFERENCES:
            lists.append(column.name + ("__source" if column.target is Passage else ""))
    rows = sheet.model._default_manager.filter(edition=edition)
    return rows.select_related(*along).prefetch_related(*lists)


def _lines(rows: Rows, language: str) -> Lines:
    references = _ReferenceWords(rows, language)
    with translation.override(language):
        return {
            sheet.model: [
                [_value(row, column, references) for column in sheet.columns] for row in rows[sheet.model]
            ]
            for sheet in SHEETS
        }


def _write(
    lines: Lines,
    language: str,
    state: str = "",
    pages: Sequence[SheetPage] = (),
    assigned: SheetLines | None = None,
) -> bytes:
    book: Any = Workbook()
    if state:
        book.custom_doc_props.append(StringProperty(name=FINGERPRINT_PROPERTY, value=state))
    noun = noun_in_force()
    for name, value in zip(NOUN_PROPERTIES, (noun.chinese, noun.english), strict=True):
        if value:
            book.custom_doc_props.append(StringProperty(name=name, value=value))
    with translation.override(language):
        write_instructions(book.active, is_blank=bool(pages), note=_note_on(lines))
        pages = pages or usual_pages(language, lines)
        lists = _ChoiceLists(book, pages)
        for page in pages:
            worksheet = book.create_sheet(page.title)
            _write_headings(worksheet, page, language)
            for number, line in enumerate(lines.get(page.sheet.model, []), 2):
                for index, (value, column) in enumerate(page.in_order(line), 1):
                    _write_cell(worksheet, number, index, value, column)
            _offer_choices(worksheet, page, language, lists)
        lists.hide()
        add_assignment_sheet(book, assigned or [], language)
        # A new plan begins on the first sheet to fill, one that is there on what there is to know.
        book.active = 1 if pages[0].is_first_to_fill else 0
    return deterministic_bytes(book)


def _note_on(lines: Lines) -> str:
    """Words that say that the park is invented; empty where it is not."""
    place = next(place for place, column in enumerate(SHEET_OF[Park].columns) if column.name == "invented")
    return invented_words() if any(line[place] for line in lines.get(Park, ())) else ""


class _ReferenceWords:
    """What cells write for the rows they refer to: the name if it is theirs alone, else the key."""

    def __init__(self, rows: Rows, language: str) -> None:
        self.names = {model: shown_names(model, found, language) for model, found in rows.items()}
        passages = rows[Passage]
        count = Counter(passage.key for passage in passages)
        # Keys that only one passage has can be written without their source.
        self.short_keys = {key for key, number in count.items() if number == 1}

    def word(self, row: Any, column: SheetColumn) -> str:
        if column.kind is CellType.REFERENCES and refers_to_other_editions(column):
            return "/".join(str(part) for part in row.natural_key())
        if isinstance(row, Section):
            return row.key
        if isinstance(row, Passage):
            return row.key if row.key in self.short_keys else identity(row)
        return self.names[column.target].get(row.pk) or identity(row)


def _value(row: Any, column: SheetColumn, references: _ReferenceWords) -> Any:
    if isinstance(row, Edition) and column.name == "year":
        return row.plan.year
    if row.pk is None and column.kind is CellType.REFERENCES:
        return ""
    value = getattr(row, column.name)
    if column.kind in (CellType.CHOICE, CellType.YES_NO):
        implied = column.has_implied_value and value == column.field.default
        return "" if implied else value_in_words(column.field, value)
    if column.kind is CellType.REFERENCE:
        return value and references.word(value, column)
    if column.kind is CellType.REFERENCES:
        return "\n".join(references.word(related, column) for related in value.all())
    return value


def _write_cell(worksheet: Worksheet, number: int, index: int, value: Any, column: SheetColumn) -> None:
    if value is None or value == "":
        return
    cell: Any = worksheet.cell(number, index)
    if isinstance(value, date):
        value = value if value >= FIRST_EXCEL_DATE else value.isoformat()
        cell.number_format = "yyyy-mm-dd"
    if isinstance(value, Decimal):
        value = exact_number(value)
    if isinstance(value, str):
        value = cell_text(value)
        if len(value) > MAX_CELL_LENGTH:
            raise Unwritable(
                _("“%(heading)s” in row %(row)d of “%(sheet)s” is longer than 32,767 characters.")
                % {
                    "heading": column.heading(translation.get_language()),
                    "row": number,
                    "sheet": worksheet.title,
                }
            )
        cell.number_format = "@"
        set_text(cell, value)
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))


def _write_headings(worksheet: Worksheet, page: SheetPage, language: str) -> None:
    fill, rule = PatternFill("solid", fgColor=INK), Side(style="medium", color=CINNABAR)
    for index, column in enumerate(page.columns, 1):
        cell: Any = worksheet.cell(1, index, column.heading(language))
        cell.font = Font(bold=True, color=PAPER)
        cell.fill = PatternFill("solid", fgColor=CINNABAR) if column.obligatory else fill
        cell.border = Border(bottom=rule)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        dimension = worksheet.column_dimensions[get_column_letter(index)]
        dimension.width = WIDTHS[column.kind]
        if column.kind in (CellType.KEY, CellType.TEXT, CellType.PERIOD):
            # Otherwise Excel turns 2024-06 into a date as it is typed.
            dimension.number_format = "@"
    worksheet.row_dimensions[1].height = 32
    worksheet.freeze_panes = "B2"
    worksheet.sheet_properties.tabColor = CINNABAR if page.is_marked else INK


class _ChoiceLists:
    """The hidden sheet with the words of the drop-downs."""

    def __init__(self, book: Workbook, pages: Sequence[SheetPage]) -> None:
        self.book, self.pages = book, pages
        self.worksheet = book.create_sheet(_("Lists"))
        self.ranges: dict[tuple[str, ...], str] = {}

    def range_of_words(self, words: tuple[str, ...]) -> str:
        """Return the range of cells with these words, which columns share."""
        if words not in self.ranges:
            index = len(self.ranges) + 1
            for number, word in enumerate(words, 1):
                cell: Any = self.worksheet.cell(number, index)
                set_text(cell, word)
            letter = get_column_letter(index)
            self.ranges[words] = f"'{self.worksheet.title}'!${letter}$1:${letter}${len(words)}"
        return self.ranges[words]

    def range_of_names(self, target: type[models.Model]) -> str:
        """The range of what rows are called on their sheet, that of new rows included."""
        page, field = place_of_names(self.pages, target)
        letter = get_column_letter([column.name for column in page.columns].index(field) + 1)
        return f"'{page.title}'!${letter}$2:${letter}${PREPARED_ROWS}"

    def hide(self) -> None:
        self.book.move_sheet(self.worksheet, len(self.pages))
        self.worksheet.sheet_state = "hidden"


def _offer_choices(worksheet: Worksheet, page: SheetPage, language: str, lists: _ChoiceLists) -> None:
    for index, column in enumerate(page.columns, 1):
        if page.makes(column):
            continue
        if column.kind is CellType.CHOICE:
            source = lists.range_of_words(tuple(column.words(language).values()))
        elif column.kind is CellType.YES_NO:
            source = lists.range_of_words((_("yes"), _("no")))
        elif column.kind is CellType.REFERENCE:
            source = lists.range_of_names(column.target)
        else:
            continue
        choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        # What is not in this workbook is allowed: it may be the key or the English name of a row.
        choice.errorStyle = "warning" if column.kind is CellType.REFERENCE else "stop"
        letter = get_column_letter(index)
        choice.add(f"{letter}2:{letter}{PREPARED_ROWS}")
        worksheet.add_data_validation(choice)
