"""A Word document in the form of an official one: title, numbered headings, paragraphs, tables."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from initiatives.files.zip_packages import with_fixed_times
from initiatives.word_documents.official_format import (
    LEFT,
    PAGE_WIDTH,
    RIGHT,
    OfficialFormat,
    Typeface,
)
from initiatives.word_documents.official_styles import (
    NOTE,
    TABLE_TEXT,
    blank_document,
    font_properties,
    font_table,
    new_element,
)
from initiatives.word_documents.written_text import Runs, TextRun, plain_runs, writable

DIGITS = "零一二三四五六七八九"
LEVELS = 3
# Word's own limit for a property such as the title.
MAX_PROPERTY_LENGTH = 255


def chinese_number(number: int) -> str:
    """A number from 1 in Chinese: 八, 十二, 四百零五; from a thousand on in digits."""
    if number >= 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


class OfficialDocument:
    """Written from the top. Headings are numbered as they come: 一、（一）1. and in English 1, 1.1, 1.1.1."""

    def __init__(self, form: OfficialFormat, title: str, written_at: datetime | None = None) -> None:
        self.form = form
        self.word: Any = blank_document(form)
        self.counts = [0] * LEVELS
        # Names lead to styles by a search each time.
        self.style_ids = {style.name: style.style_id for style in self.word.styles}
        properties = self.word.core_properties
        properties.title = writable(title)[:MAX_PROPERTY_LENGTH]
        properties.author = properties.last_modified_by = "parkplan"
        properties.comments = ""
        properties.language = form.language
        properties.created = properties.modified = written_at or datetime(2000, 1, 1, tzinfo=UTC)

    def title(self, title: Runs, subtitle: str) -> None:
        self._paragraph("Title", title)
        self._paragraph("Subtitle", plain_runs(subtitle))

    def heading(self, level: int, runs: Runs) -> None:
        """A heading of level 1 to 3 with the next number."""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (LEVELS - level)
        self._paragraph(f"Heading {level}", [TextRun(self._number(level)), *runs])

    def paragraph(self, runs: Runs) -> None:
        if runs:
            self._paragraph("Normal", runs)

    def note(self, runs: Runs) -> None:
        """A paragraph in smaller type: what editors remark, how to read it."""
        if runs:
            self._paragraph(NOTE, runs)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[Runs]], widths: Sequence[int]) -> None:
        """A table across the page; the widths of its columns as shares. Its headings stand on each page."""
        whole = PAGE_WIDTH - LEFT - RIGHT
        columns = [round(Mm(whole * width / sum(widths)).twips) for width in widths]
        table = self.word.add_table(rows=0, cols=len(columns), style="Table Grid")
        table.autofit = False
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, columns, strict=True):
            column.set(qn("w:w"), str(width))
        head = [[TextRun(heading, Typeface.HEADING, bold=not self.form.grid)] for heading in headings]
        table._tbl.append(self._row(head, columns, repeated=True))
        for row in rows:
            table._tbl.append(self._row(row, columns))
        # Word keeps no table at the end of a page apart from the next one, or from the end of the document.
        self._paragraph(TABLE_TEXT, [])

    def as_bytes(self) -> bytes:
        """The file, which depends on what was written only, not on the time."""
        written = io.BytesIO()
        self.word.save(written)
        return with_fixed_times(written.getvalue(), _with_font_table)

    def run_in_number(self, number: int) -> str:
        """What stands before a heading in the line of its paragraph."""
        return f"{chinese_number(number)}、" if self.form.grid else f"{number}. "

    def _number(self, level: int) -> str:
        count = self.counts[level - 1]
        if not self.form.grid:
            return f"{'.'.join(map(str, self.counts[:level]))}  "
        return (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}. ")[level - 1]

    def _paragraph(self, style: str, runs: Runs) -> Any:
        paragraph = self.word._body._element.add_p()
        paragraph.style = self.style_ids[style]
        self._add_runs(paragraph, runs)
        return paragraph

    def _row(self, cells: Sequence[Runs], columns: Sequence[int], *, repeated: bool = False) -> Any:
        """A row of a table, made at once: python-docx takes ever longer for each cell of a long table."""
        row = OxmlElement("w:tr")
        properties = new_element("w:trPr")
        properties.append(new_element("w:cantSplit"))
        if repeated:
            properties.append(new_element("w:tblHeader"))
        row.append(properties)
        for runs, width in zip(cells, columns, strict=True):
            cell, cell_properties = new_element("w:tc"), new_element("w:tcPr")
            cell_properties.append(new_element("w:tcW", w=width, type="dxa"))
            cell_properties.append(new_element("w:vAlign", val="center"))
            cell.append(cell_properties)
            paragraph = OxmlElement("w:p")
            cell.append(paragraph)
            paragraph.style = self.style_ids[TABLE_TEXT]
            self._add_runs(paragraph, runs)
            row.append(cell)
        return row

    def _add_runs(self, paragraph: Any, runs: Runs) -> None:
        for run in runs:
            element = paragraph.add_r()
            element.text = writable(run.text)
            self._format(element.get_or_add_rPr(), run)

    def _format(self, properties: Any, run: TextRun) -> None:
        """Say of a run what its style does not; the order of the elements is that of the schema."""
        chinese = (self.form.grid or run.foreign) and not run.raised
        fonts = new_element("w:rFonts")
        if run.typeface != Typeface.BODY:
            fonts = font_properties(self.form, run.typeface)
        if chinese:
            # Quotation marks and dashes are those of the Chinese font.
            fonts.set(qn("w:hint"), "eastAsia")
        if fonts.attrib:
            properties.append(fonts)
        if run.bold or (run.typeface in self.form.bold):
            properties.append(new_element("w:b"))
        if run.foreign:
            # Chinese has no italics.
            properties.append(new_element("w:i", val=0))
        if run.raised:
            properties.append(new_element("w:vertAlign", val="superscript"))
        if run.foreign:
            properties.append(new_element("w:lang", val="zh-CN", eastAsia="zh-CN"))


def _with_font_table(name: str, part: bytes) -> bytes:
    return font_table() if name == "word/fontTable.xml" else part
