"""What all spreadsheet files have in common: no text acts as a formula, numbers stay exact, bytes repeat."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from initiatives.files.xml_text import INVALID_IN_XML

# The colours of the site's own pages.
INK, PAPER, CINNABAR = "FF1D1B18", "FFFAF8F4", "FFB3261E"
# Excel's own limit for one cell.
MAX_CELL_LENGTH = 32_767
# More digits than Excel's numbers hold exactly.
EXACT_DIGITS = 15
FIRST_EXCEL_DATE = date(1900, 3, 1)
# What a spreadsheet program would take for the beginning of a formula; some take the wide forms too.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Files are the same for the same content, so they carry no time of their own.
ZIP_EPOCH = (2000, 1, 1, 0, 0, 0)
SAVED_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def cell_text(text: str) -> str:
    """The text without characters that no cell can hold, its lines ended in one way."""
    return INVALID_IN_XML.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")


def exact_number(value: Decimal) -> Decimal | str:
    """The number, or its digits as text where a cell could not hold them all."""
    plain = value.normalize() + 0
    return plain if len(value.normalize().as_tuple().digits) <= EXACT_DIGITS else f"{plain:f}"


def set_text(cell: Any, text: str) -> None:
    """Text is text, whatever a spreadsheet program would make of it."""
    cell.value, cell.data_type = text, "s"
    cell.quotePrefix = text.startswith(FORMULA_PREFIXES)


def deterministic_bytes(book: Workbook) -> bytes:
    """The file's bytes, the same for the same content whenever it is written."""
    written, rewritten = io.BytesIO(), io.BytesIO()
    book.properties.creator = "parkplan"
    book.save(written)
    with (
        zipfile.ZipFile(written) as before,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename == "docProps/core.xml":
                part = SAVED_AT.sub(rb"\g<1>2000-01-01T00:00:00Z", part)
            after.writestr(zipfile.ZipInfo(entry.filename, ZIP_EPOCH), part, zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
