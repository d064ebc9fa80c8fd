"""PDF files with text as lines: columns in order, broken lines healed, page numbers dropped."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from initiatives.article.blocks import PARAGRAPH_ENDINGS
from initiatives.reading.document_limits import (
    MAX_CHARACTERS,
    MAX_PAGE_CHARACTERS,
    MAX_PAGES,
    DocumentRefusal,
    UnreadableDocument,
)
from initiatives.reading.page_columns import PageSegment, ordered_columns
from initiatives.reading.source_lines import FormattedLine

UNREADABLE = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
# Fewer characters than this on each page is a scan, perhaps with page numbers.
MIN_PAGE_CHARACTERS = 8
# Lines that stand at the same height of as many pages are running heads.
MIN_REPEATED_PAGES = 3


@dataclass
class _Paragraph:
    """Lines put together; `last` is the last of them, `right` the right edge of its column."""

    text: str
    size: float
    last: PageSegment
    right: float
    bold: bool
    cells: tuple[str, ...] = ()
    table: int = 0


def pdf_lines(data: bytes) -> list[FormattedLine]:
    """The paragraphs, headings and rows of tables of a PDF. UnreadableDocument for scans and locked files."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > MAX_PAGES:
                raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
            pages = [_page(page) for page in file.pages]
    except PDFPasswordIncorrect as error:
        raise UnreadableDocument(DocumentRefusal.PASSWORD) from error
    except PdfminerException as error:
        locked = any(isinstance(each, PDFPasswordIncorrect) for each in error.args)
        raise UnreadableDocument(DocumentRefusal.PASSWORD if locked else DocumentRefusal.DAMAGED) from error
    segments = [segment for page in pages for segment, _table in page]
    length = sum(len(segment.text) for segment in segments)
    if length < MIN_PAGE_CHARACTERS * max(len(pages), 1):
        raise UnreadableDocument(DocumentRefusal.SCAN)
    if length > MAX_CHARACTERS:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    if sum(len(UNREADABLE.findall(segment.text)) for segment in segments) * 5 > length:
        raise UnreadableDocument(DocumentRefusal.UNREADABLE_FONT)
    body = median([segment.size for segment in segments for _character in segment.text[:40]])
    return list(_formatted(_without_running_heads(pages), body))


Page = list[tuple[PageSegment, tuple[int, tuple[str, ...]] | None]]


def _page(page: Any) -> Page:
    """The segments of a page in the order in which they are read, rows of tables among them."""
    if len(page.chars) > MAX_PAGE_CHARACTERS:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    tables = [table for table in page.find_tables() if _is_table(table)] if len(page.edges) > 5 else []
    segments = [
        segment for segment in _segments(page) if not any(_inside(segment, table.bbox) for table in tables)
    ]
    rows = [
        (PageSegment("\t".join(cells), *_row_box(table, row), 0.0, column=-1), (number, cells))
        for number, table in enumerate(tables, page.page_number * 100)
        for row, cells in zip(table.rows, map(_row_cells, table.extract()), strict=True)
        if any(cells)
    ]
    found: Page = []
    for segment in ordered_columns(segments, page.width):
        while rows and rows[0][0].top < segment.top and segment.column <= 0:
            found.append(rows.pop(0))
        found.append((segment, None))
    page.close()
    return found + list(rows)


def _is_table(table: Any) -> bool:
    return len(table.rows) > 1 and any(len([cell for cell in row.cells if cell]) > 1 for row in table.rows)


def _row_cells(cells: Sequence[str | None]) -> tuple[str, ...]:
    return tuple("".join((cell or "").split()) for cell in cells)


def _row_box(table: Any, row: Any) -> tuple[float, float, float, float]:
    return table.bbox[0], table.bbox[2], row.bbox[1], row.bbox[3]


def _inside(segment: PageSegment, box: tuple[float, float, float, float]) -> bool:
    middle = (segment.top + segment.bottom) / 2
    return box[0] - 1 <= segment.left and segment.right <= box[2] + 1 and box[1] <= middle <= box[3]


def _segments(page: Any) -> Iterator[PageSegment]:
    """Runs of characters of one line without a wide gap."""
    words = page.extract_words(
        keep_blank_chars=True,
        x_tolerance_ratio=1.4,
        y_tolerance=3,
        use_text_flow=False,
        extra_attrs=[],
        return_chars=True,
    )
    for word in words:
        text = word["text"].strip()
        if text:
            size = median(character["size"] for character in word["chars"])
            bold = sum(
                "bold" in character["fontname"].lower() or "hei" in character["fontname"].lower()
                for character in word["chars"]
            )
            yield PageSegment(
                *(text, word["x0"], word["x1"], word["top"], word["bottom"], round(size, 1)),
                bold=bold * 2 > len(word["chars"]),
            )


def _without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without lines that many of them repeat at one height, and without their numbers."""
    counts = Counter(
        (re.sub(r"\d+", "#", segment.text), round(segment.top / 4))
        for page in pages
        for segment, _row in page
    )
    least = max(MIN_REPEATED_PAGES, len(pages) // 3)
    return [
        [
            (segment, row)
            for segment, row in page
            if row or counts[(re.sub(r"\d+", "#", segment.text), round(segment.top / 4))] < least
        ]
        for page in pages
    ]


def _formatted(pages: Sequence[Page], body: float) -> Iterator[FormattedLine]:
    for paragraph in _paragraphs(pages):
        short = len(paragraph.text) <= 40 and not paragraph.text.endswith(("。", "；", "，"))
        larger = paragraph.size > 1.08 * body
        level = (1 if short and (larger or paragraph.bold) else 0) if not paragraph.cells else 0
        yield FormattedLine(
            paragraph.text, whole=True, heading=level, table=paragraph.table, cells=paragraph.cells
        )


def _paragraphs(pages: Sequence[Page]) -> Iterator[_Paragraph]:
    """Put lines together over columns and pages."""
    begun: _Paragraph | None = None
    for page in pages:
        edges = _edges([segment for segment, row in page if not row])
        for segment, row in page:
            if row:
                if begun:
                    yield begun
                    begun = None
                yield _Paragraph(segment.text, segment.size, segment, segment.right, False, row[1], row[0])
                continue
            left, right = edges[segment.column]
            if begun and _continues(begun, segment, left):
                joint = (
                    " "
                    if begun.text[-1].isascii() and segment.text[0].isascii() and begun.text[-1] != "-"
                    else ""
                )
                begun = replace(begun, text=begun.text + joint + segment.text, last=segment, right=right)
            else:
                if begun:
                    yield begun
                begun = _Paragraph(segment.text, segment.size, segment, right, segment.bold)
    if begun:
        yield begun


def _edges(segments: Sequence[PageSegment]) -> dict[int, tuple[float, float]]:
    """The left and right edge of the text in each column."""
    edges: dict[int, tuple[float, float]] = {}
    for segment in segments:
        left, right = edges.get(segment.column, (segment.left, segment.right))
        edges[segment.column] = min(left, segment.left), max(right, segment.right)
    return edges


def _continues(begun: _Paragraph, segment: PageSegment, left: float) -> bool:
    """Whether a line goes on with a paragraph: of its size, not indented, after a line that is full."""
    if abs(segment.size - begun.size) > 0.08 * begun.size or segment.bold != begun.bold:
        return False
    last, size = begun.last, segment.size
    same_line = abs(segment.top - last.top) < 0.5 * size and segment.left > last.right
    if same_line:
        return True
    full = last.right > begun.right - 2.2 * size
    indented = segment.left > left + 0.9 * size
    below = segment.top > last.top and segment.column == last.column
    far = below and segment.top - last.bottom > 1.6 * size
    if indented or far:
        return False
    ended = begun.text.endswith(PARAGRAPH_ENDINGS)
    return full or (not ended and len(begun.text) > 20)
