"""The first sheet of a workbook: how it is filled, and an example."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font, PatternFill

from initiatives.files.spreadsheets import CINNABAR, INK, PAPER, set_text
from initiatives.models import Figure, Quote
from initiatives.workbook.sheets import (
    LANGUAGES,
    SHEET_OF,
    CellType,
    Sheet,
    combined_title,
    instructions_title,
)


def _title() -> Iterator[str]:
    yield _("A park's work plan as a workbook")


def _beginning() -> Iterator[str]:
    yield from _title()
    first = {
        "measures": combined_title(_language()),
        "figures": SHEET_OF[Figure].title(_language()),
        "quotes": SHEET_OF[Quote].title(_language()),
    }
    yield (
        _("Fill “%(measures)s”, “%(figures)s” and “%(quotes)s”; the other sheets are for who needs them.")
        % first
    )
    yield (
        _(
            "On “%(measures)s” write each measure under its project. The project may have its number before "
            "it (03 …), and stands only in the first line of its measures."
        )
        % first
    )


def _instructions() -> Iterator[str]:
    yield _("Each sheet holds one kind of row, one row a line. Change cells, add lines below, delete lines.")
    yield _("Name a row of another sheet as it is called there; a project may be named by its number.")
    yield _("Leave the keys of new lines empty: they are given one. Never change the key of a line.")
    yield _("Headings in red must be filled. Rows and sheets may be moved, headings may not be renamed.")
    yield _(
        "Beside a fact write a few words exactly as the source has them. The place is looked up where its "
        "text is attached. Of several sources say which: 《title》：words."
    )
    yield _("Several references in one cell stand one below the other, or with 、 or ; between them.")
    yield _("A period is written 2024, 2024-H1, 2024-Q3 or 2024-06; a date 2024-01-05.")
    yield _("A value is a number, or a number as the source puts it: 30亿元, 超90%. Not published: write —.")
    yield _("Formulas, macros and merged cells are not accepted. What a line says is checked, line by line.")
    yield _(
        "A deleted line is removed from the draft. Readers see nothing of it before the draft is published."
    )
    yield _("Organisations, sources, passages and metrics belong to all plans: a deleted line removes none.")


def write_instructions(worksheet: Any, *, is_blank: bool = False, note: str = "") -> None:
    """Fill the sheet; `is_blank` for the workbook of a plan of which nothing is written yet.

    `note` stands below the title."""
    worksheet.title = instructions_title(_language())
    worksheet.column_dimensions["A"].width = 24
    worksheet.column_dimensions["B"].width = 90
    worksheet.sheet_view.showGridLines = False
    worksheet.sheet_properties.tabColor = CINNABAR
    lines = [*(_beginning() if is_blank else _title()), *_instructions()]
    worksheet["A1"] = lines[0]
    worksheet["A1"].font = Font(bold=True, size=16, color=CINNABAR)
    worksheet["A2"] = note or None
    worksheet["A2"].font = Font(bold=True, color=CINNABAR)
    for number, line in enumerate(lines[1:], 3):
        worksheet.cell(number, 1, number - 2).alignment = Alignment(horizontal="right", vertical="top")
        worksheet.cell(number, 2, line).alignment = Alignment(vertical="top", wrap_text=True)
    start = len(lines) + 4
    sheet = SHEET_OF[Figure]
    worksheet.cell(start, 1, _("An example: one line of “%(sheet)s”") % {"sheet": sheet.title(_language())})
    worksheet.cell(start, 1).font = Font(bold=True, color=INK)
    for offset, (heading, example) in enumerate(_example(sheet), 1):
        worksheet.cell(start + offset, 1, heading).font = Font(bold=True, color=PAPER)
        worksheet.cell(start + offset, 1).fill = PatternFill("solid", fgColor=INK)
        set_text(worksheet.cell(start + offset, 2), example)


def _example(sheet: Sheet) -> Iterator[tuple[str, str]]:
    words = {
        column.name: column.words(_language()) for column in sheet.columns if column.kind is CellType.CHOICE
    }
    examples = {
        "metric": "高新技术企业数",
        "kind": words["kind"]["target"],
        "period": "2024",
        "value": _("more than 250"),
        "unit": "家",
        "featured": _("yes"),
        "passages": "高新技术企业突破250家",
    }
    for column in sheet.columns:
        if column.name in examples:
            yield column.heading(_language()), examples[column.name]


def _language() -> str:
    return translation.get_language() or LANGUAGES[0]
