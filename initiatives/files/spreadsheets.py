"""Rules for all spreadsheet files: text is never a formula, numbers stay exact, output is deterministic."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from initiatives.files.xml_text import INVALID_IN_XML
from initiatives.files.zip_packages import with_fixed_times

# The colours of the site's pages.
INK, PAPER, CINNABAR = "FF1D1B18", "FFFAF8F4", "FFB3261E"
# Excel's own limit for one cell.
MAX_CELL_LENGTH = 32_767
# Excel's numbers hold this many digits exactly.
EXACT_DIGITS = 15
FIRST_EXCEL_DATE = date(1900, 3, 1)
# Spreadsheet programs take text with these prefixes for a formula, some of them the full-width forms too.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SAVED_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def cell_text(text: str) -> str:
    """Replace characters that XML cannot hold by spaces, and all line ends by LF."""
    return INVALID_IN_XML.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")


def sheet_name(text: str) -> str:
    """A text as the name of a sheet: what Excel allows in none becomes a space, and it has 31 characters."""
    return re.sub(r"[\\/?*\[\]:']", " ", cell_text(text).replace("\n", " "))[:31].strip() or "1"


def exact_number(value: Decimal) -> Decimal | str:
    """Return the number, or its digits as text if it has more than a cell holds exactly."""
    plain = value.normalize() + 0
    return plain if len(value.normalize().as_tuple().digits) <= EXACT_DIGITS else f"{plain:f}"


def set_text(cell: Any, text: str) -> None:
    """Set the value of a cell as text, never as a formula."""
    cell.value, cell.data_type = text, "s"
    cell.quotePrefix = text.startswith(FORMULA_PREFIXES)


def deterministic_bytes(book: Workbook) -> bytes:
    """Save a workbook as bytes that depend on its content only, not on the time."""
    written = io.BytesIO()
    book.properties.creator = "parkplan"
    book.save(written)
    return with_fixed_times(written.getvalue(), _without_time_of_saving)


def _without_time_of_saving(name: str, part: bytes) -> bytes:
    return SAVED_AT.sub(rb"\g<1>2000-01-01T00:00:00Z", part) if name == "docProps/core.xml" else part
