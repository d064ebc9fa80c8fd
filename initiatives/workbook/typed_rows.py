"""Rows that somebody typed at the desk, as a workbook that adds them to a draft: read like any other one."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from initiatives.files.spreadsheets import MAX_CELL_LENGTH, cell_text, set_text
from initiatives.models import Edition, Park
from initiatives.values.project_noun import ProjectNoun, using_noun
from initiatives.workbook.sheets import LANGUAGES, NOUN_PROPERTIES, SHEET_OF, Sheet

# The number of the first line below the headings.
FIRST_ROW = 2
# Lines of one kind: the text of each cell by field.
TypedRows = Sequence[Mapping[str, str]]


def typed_workbook(edition: Edition, typed: Mapping[type[models.Model], TypedRows]) -> io.BytesIO:
    """A workbook of an edition's park and plan with these rows, in the current language.

    Sheets and columns are named by the noun in force.
    """
    park, year = edition.plan.park.slug, str(edition.plan.year)
    book = _new_book(edition.project_words)
    _write_sheet(book, SHEET_OF[Park], [{"slug": park}], ["slug"])
    _write_sheet(book, SHEET_OF[Edition], [{"year": year}], ["year"])
    for model, rows in typed.items():
        sheet = SHEET_OF[model]
        _write_sheet(book, sheet, rows, [column.name for column in sheet.columns])
    return _saved(book)


def rows_workbook(typed: Mapping[type[models.Model], TypedRows], noun: ProjectNoun) -> io.BytesIO:
    """A workbook of rows of which those of the park and the plan are two, with the columns that they have."""
    book = _new_book(noun)
    with using_noun(noun):
        for model, rows in typed.items():
            sheet = SHEET_OF[model]
            named = {name for row in rows for name, text in row.items() if text}
            _write_sheet(book, sheet, rows, [one.name for one in sheet.columns if one.name in named])
    return _saved(book)


def _new_book(noun: ProjectNoun) -> Any:
    # The stubs know neither custom properties nor that a new workbook has a sheet.
    book: Any = Workbook()
    book.remove(book.active)
    for name, value in zip(NOUN_PROPERTIES, (noun.chinese, noun.english), strict=True):
        if value:
            book.custom_doc_props.append(StringProperty(name=name, value=value))
    return book


def _saved(book: Any) -> io.BytesIO:
    saved = io.BytesIO()
    book.save(saved)
    saved.seek(0)
    return saved


def _write_sheet(book: Any, sheet: Sheet, rows: TypedRows, names: list[str]) -> None:
    language = get_language() or LANGUAGES[0]
    worksheet = book.create_sheet(sheet.title(language))
    headings = {column.name: column.heading(language) for column in sheet.columns}
    for index, name in enumerate(names, 1):
        worksheet.cell(1, index, headings[name])
        for number, row in enumerate(rows, FIRST_ROW):
            if row.get(name):
                # Longer texts are for the caller to refuse.
                text = cell_text(row[name])[:MAX_CELL_LENGTH]
                set_text(worksheet.cell(number, index), text)
