"""Write tables as CSV, Excel and JSON; CSV and JSON are generated in pieces for streaming."""

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
    sheet_name,
)
from initiatives.files.xml_text import INVALID_IN_XML
from initiatives.kinds.columns import Cell, Record

# Excel recognises UTF-8 by this only.
BYTE_ORDER_MARK = "\ufeff"
BATCH_SIZE = 200
Write = Callable[[Table, list[Record], Record], Iterable[bytes]]


def csv_text(cell: Cell) -> str:
    """Return a cell as text for CSV; text that a spreadsheet program could take for a formula is quoted."""
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


class _Echo:
    """A file for csv.writer whose `write` returns the line instead of storing it."""

    def write(self, text: str) -> str:
        return text


def as_csv(table: Table, records: list[Record], about: Record) -> Iterator[bytes]:
    """Yield CSV in UTF-8 with a byte order mark and the line ends of RFC 4180."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield (BYTE_ORDER_MARK + writer.writerow([csv_text(heading) for heading in table.headings])).encode()
    rows = table.rows(records)
    while lines := list(islice(rows, BATCH_SIZE)):
        yield "".join(writer.writerow([csv_text(cell) for cell in cells]) for cells in lines).encode()


def as_json(table: Table, records: list[Record], about: Record) -> Iterator[bytes]:
    """Yield a JSON object: the description of the plan, then the records as `rows`."""
    return _json({**about, "table": table.name}, {"rows": records})


def plan_as_json(about: Record, kinds: dict[str, list[Record]]) -> Iterator[bytes]:
    """Yield a JSON object: the description of the plan, then each kind of record under its name."""
    return _json(about, kinds)


def _json(about: Record, kinds: dict[str, list[Record]]) -> Iterator[bytes]:
    yield json.dumps(about, ensure_ascii=False)[:-1].encode()
    for name, records in kinds.items():
        yield f',\n"{name}": ['.encode()
        for start in range(0, len(records), BATCH_SIZE):
            lines = records[start : start + BATCH_SIZE]
            text = ",\n".join(json.dumps(record, ensure_ascii=False) for record in lines)
            yield f"{',' if start else ''}\n{text}".encode()
        yield b"]"
    yield b"}\n"


def as_xlsx(table: Table, records: list[Record], about: Record) -> Iterator[bytes]:
    """Yield a workbook of one sheet with typed cells, the same bytes for the same content."""
    book = Workbook(write_only=True)
    worksheet = book.create_sheet(sheet_name(str(table.label)))
    worksheet.freeze_panes = "A2"
    worksheet.sheet_properties.tabColor = CINNABAR
    for index, column in enumerate(table.columns, 1):
        worksheet.column_dimensions[get_column_letter(index)].width = column.width
    style = _Styles(worksheet)
    worksheet.append([style.cell(style.heading, heading) for heading in table.headings])
    for cells in table.rows(records):
        worksheet.append([_cell(style, cell) for cell in cells])
    yield deterministic_bytes(book)


class _Styles:
    """The styles of a sheet's cells, each made once: openpyxl compares each part with all that it has."""

    def __init__(self, worksheet: Any) -> None:
        self.worksheet = worksheet
        self.heading = self._made(
            font=Font(bold=True, color=PAPER),
            fill=PatternFill("solid", fgColor=INK),
            border=Border(bottom=Side(style="medium", color=CINNABAR)),
            alignment=Alignment(vertical="center", wrap_text=True),
        )
        self.text = self._made(alignment=Alignment(vertical="top", wrap_text=True))
        self.number = self._made(alignment=Alignment(vertical="top"))
        self.day = self._made(alignment=Alignment(vertical="top"), number_format="yyyy-mm-dd")

    def _made(self, **parts: Any) -> Any:
        cell: Any = WriteOnlyCell(self.worksheet)
        for name, part in parts.items():
            setattr(cell, name, part)
        return cell._style

    def cell(self, style: Any, value: Any = None) -> Any:
        cell: Any = WriteOnlyCell(self.worksheet, value)
        cell._style = style
        return cell


def _cell(styles: _Styles, value: Cell) -> Any:
    if value is None or value == "":
        return None
    cell = styles.cell(
        styles.text if isinstance(value, str) else styles.day if isinstance(value, date) else styles.number
    )
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if isinstance(value, Decimal):
        value = exact_number(value)
    if isinstance(value, date):
        value = value if value >= FIRST_EXCEL_DATE else value.isoformat()
    if isinstance(value, str):
        set_text(cell, cell_text(value)[:MAX_CELL_LENGTH])
    else:
        cell.value = value
    return cell


# The content type and the writer of each format, by the suffix of its URL.
FORMATS: dict[str, tuple[str, Write]] = {
    "csv": (f"{TABLE_CONTENT_TYPES['csv']}; charset=utf-8", as_csv),
    "xlsx": (TABLE_CONTENT_TYPES["xlsx"], as_xlsx),
    "json": (TABLE_CONTENT_TYPES["json"], as_json),
}
