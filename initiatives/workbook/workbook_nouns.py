"""What a workbook calls the plan's projects, by which its sheets and columns are named."""

from typing import Any

from initiatives.models import Edition
from initiatives.values.project_noun import NEUTRAL, ProjectNoun
from initiatives.workbook.sheets import LANGUAGES, NOUN_PROPERTIES, SHEET_OF

MAX_COLUMNS = 200
# How far down the plan's line is looked for.
MAX_EMPTY_ROWS = 50
# What workbooks of earlier versions call projects, whatever the plan does.
FORMER_NOUN = ProjectNoun("工程", "project")


def nouns_of(book: Any) -> list[ProjectNoun]:
    """What projects may be called in a workbook, first as its plan has it, as far as that can be told.

    Who changes the plan's noun does not have to rename the sheet: its noun when it was exported counts too.
    """
    exported = ProjectNoun(*(book_property(book, name) for name in NOUN_PROPERTIES))
    stated = _stated_noun(book)
    return list(dict.fromkeys((exported if stated is None else stated, exported, FORMER_NOUN, NEUTRAL)))


def _stated_noun(book: Any) -> ProjectNoun | None:
    """The nouns in the first line of the plan's sheet; None if it has no column for them."""
    titles = {normalised_name(SHEET_OF[Edition].title(language)) for language in LANGUAGES}
    sheet = next((sheet for sheet in book.worksheets if normalised_name(sheet.title) in titles), None)
    rows = sheet.iter_rows(max_row=MAX_EMPTY_ROWS, max_col=MAX_COLUMNS, values_only=True) if sheet else ()
    filled = [row for row in rows if not all(map(is_blank, row))][:2]
    if len(filled) < 2:
        return None
    cells = {normalised_name(heading): value for heading, value in zip(*filled, strict=False)}
    found = []
    for name in ("project_noun", "project_noun_en"):
        (column,) = [one for one in SHEET_OF[Edition].columns if one.name == name]
        headings = (normalised_name(column.heading(language)) for language in LANGUAGES)
        found.append(next((str(cells[one] or "").strip() for one in headings if one in cells), None))
    return None if found == [None, None] else ProjectNoun(*(text or "" for text in found))


def book_property(book: Any, name: str) -> str:
    return next((str(item.value) for item in book.custom_doc_props.props if item.name == name), "")


def normalised_name(text: Any) -> str:
    """Return a name without white space, in lower case and with ASCII brackets, for comparison."""
    return "".join(str(text).replace("（", "(").replace("）", ")").split()).casefold()


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
