"""Tables as CSV, Excel and JSON. CSV and JSON come piece by piece, whatever the size of the plan."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from initiatives.downloads.tables import Table
from initiatives.files.content_types import TABLE_CONTENT_TYPES
from initiatives.files.spreadsheets import (
    CINNABAR,
    FIRST_EXCEL_DATE,
    FORMULA_PREFIXES,
    INK,
    MAX_CELL_LENGTH,
    PAPER,
    cell_text,
    deterministic_bytes,
    exact_number,
    set_text,
)
from initiatives.files.xml_text import INVALID_IN_XML
from initiatives.kinds.columns import Cell, Record

# Excel takes UTF-8 for what it is only after this.
BYTE_ORDER_MARK = "\ufeff"
LINES_AT_A_TIME = 200
Write = Callable[[Table, list[Record], Record], Iterable[bytes]]


def in_words(cell: Cell) -> str:
    """A cell as text that no spreadsheet program computes with; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, Decimal):
        return f"{cell.normalize() + 0:f}"
    if isinstance(cell, str):
        text = INVALID_IN_XML.sub(" ", cell)
        return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text
    return str(cell)


class _Line:
    """What csv writes into: hands the line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def as_csv(table: Table, found: list[Record], about: Record) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, lines ended as RFC 4180 has them."""
    line = csv.writer(_Line(), lineterminator="\r\n")
    yield (BYTE_ORDER_MARK + line.writerow([in_words(heading) for heading in table.headings])).encode()
    rows = table.rows(found)
    while lines := list(islice(rows, LINES_AT_A_TIME)):
        yield "".join(line.writerow([in_words(cell) for cell in cells]) for cells in lines).encode()


def as_json(table: Table, found: list[Record], about: Record) -> Iterator[bytes]:
    """Whose records these are, then the records."""
    return _json({**about, "table": table.name}, {"rows": found})


def plan_as_json(about: Record, kinds: dict[str, list[Record]]) -> Iterator[bytes]:
    """A whole plan: what it is, then every kind of record under its name."""
    return _json(about, kinds)


def _json(about: Record, kinds: dict[str, list[Record]]) -> Iterator[bytes]:
    yield json.dumps(about, ensure_ascii=False)[:-1].encode()
    for name, found in kinds.items():
        yield f',\n"{name}": ['.encode()
        for start in range(0, len(found), LINES_AT_A_TIME):
            lines = found[start : start + LINES_AT_A_TIME]
            text = ",\n".join(json.dumps(record, ensure_ascii=False) for record in lines)
            yield f"{',' if start else ''}\n{text}".encode()
        yield b"]"
    yield b"}\n"


def as_xlsx(table: Table, found: list[Record], about: Record) -> Iterator[bytes]:
    """One sheet with typed cells; the same bytes for the same content."""
    book = Workbook(write_only=True)
    page = book.create_sheet(str(table.label)[:31])
    page.freeze_panes = "A2"
    page.sheet_properties.tabColor = CINNABAR
    for place, column in enumerate(table.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.append([_heading(page, heading) for heading in table.headings])
    for cells in table.rows(found):
        page.append([_cell(page, cell) for cell in cells])
    yield deterministic_bytes(book)


def _heading(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, text)
    cell.font = Font(bold=True, color=PAPER)
    cell.fill = PatternFill("solid", fgColor=INK)
    cell.border = Border(bottom=Side(style="medium", color=CINNABAR))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(page: Any, value: Cell) -> Any:
    if value is None or value == "":
        return None
    cell: Any = WriteOnlyCell(page)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if isinstance(value, Decimal):
        value = exact_number(value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
        value = value if value >= FIRST_EXCEL_DATE else value.isoformat()
    if isinstance(value, str):
        set_text(cell, cell_text(value)[:MAX_CELL_LENGTH])
    else:
        cell.value = value
    return cell


# Each format by the ending of its address: what it is served as, and how it is written.
FORMATS: dict[str, tuple[str, Write]] = {
    "csv": (f"{TABLE_CONTENT_TYPES['csv']}; charset=utf-8", as_csv),
    "xlsx": (TABLE_CONTENT_TYPES["xlsx"], as_xlsx),
    "json": (TABLE_CONTENT_TYPES["json"], as_json),
}
