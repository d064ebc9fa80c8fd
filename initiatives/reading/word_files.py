"""Word files (.docx) as lines: paragraphs with the level of headings, rows of tables, text boxes."""

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from initiatives.reading.document_limits import (
    MAX_CHARACTERS,
    MAX_NESTING,
    DocumentRefusal,
    UnreadableDocument,
    check_word_file,
)
from initiatives.reading.source_lines import FormattedLine

PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
TEXT, TAB, BREAK, RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
TEXT_BOX, TABS = qn("w:txbxContent"), qn("w:tabs")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
DELETED = (qn("w:del"), qn("w:moveFrom"))
HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-6])$", re.IGNORECASE)


def word_lines(data: bytes) -> list[FormattedLine]:
    """The lines of a Word file. UnreadableDocument if it is none, too large or holds macros."""
    check_word_file(data)
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:
        # A damaged file fails with errors of zipfile, lxml, KeyError and others.
        raise UnreadableDocument(DocumentRefusal.DAMAGED) from error
    levels = _heading_levels(document)
    lines, length = [], 0
    for line in _Walk(levels).lines(document.element.body, 0):
        length += len(line.text)
        if length > MAX_CHARACTERS:
            raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
        lines.append(line)
    return lines


def _heading_levels(document: Document) -> dict[str, int]:
    """The level of each style that is a heading, by the style's id."""
    levels = {}
    for style in document.styles.element.iter(qn("w:style")):
        name = style.find(qn("w:name"))
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        match = HEADING_STYLE.match(name.get(qn("w:val"), "")) if name is not None else None
        value = outline.get(qn("w:val"), "9") if outline is not None else "9"
        if match:
            levels[style.get(qn("w:styleId"), "")] = int(match[1])
        elif value.isdigit() and int(value) < 6:
            levels[style.get(qn("w:styleId"), "")] = int(value) + 1
    return levels


class _Walk:
    """A walk through the body in the order of the text; tables are numbered."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = levels
        self.tables = 0

    def lines(self, parent: etree._Element, depth: int) -> Iterator[FormattedLine]:
        if depth > MAX_NESTING:
            return
        for element in parent:
            if element.tag == PARAGRAPH:
                yield from self._paragraph(element, depth)
            elif element.tag == TABLE:
                yield from self._table(element)
            elif element.tag not in DELETED and len(element) and element.tag != FALLBACK:
                yield from self.lines(element, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[FormattedLine]:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = self.levels.get(style.get(qn("w:val"), ""), 0) if style is not None else 0
        outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None and outline.get(qn("w:val"), "9") in "012345":
            level = int(outline.get(qn("w:val"), "0")) + 1
        listed = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        for text in _text(paragraph).split("\n"):
            if text.strip():
                yield FormattedLine(
                    text.replace("\t", " ").strip(), whole=True, heading=level, listed=listed and not level
                )
        for box in paragraph.iter(TEXT_BOX):
            if not any(above.tag == FALLBACK for above in box.iterancestors()):
                yield from self.lines(box, depth + 1)

    def _table(self, table: etree._Element) -> Iterator[FormattedLine]:
        self.tables += 1
        for row in table.iter(ROW):
            if next(row.iterancestors(TABLE), None) is not table:
                continue
            cells = tuple(
                " ".join(
                    filter(
                        None,
                        (
                            _text(paragraph).replace("\n", " ").replace("\t", " ").strip()
                            for paragraph in cell.iter(PARAGRAPH)
                        ),
                    )
                )
                for cell in row.findall(CELL)
            )
            if len(cells) == 1 and cells[0]:
                yield FormattedLine(cells[0], whole=True)
            elif any(cells):
                yield FormattedLine("\t".join(cells), whole=True, table=self.tables, cells=cells)


def _text(paragraph: etree._Element) -> str:
    """The words of a paragraph, with those that a tracked change adds, without text boxes."""
    parts = []
    for node in paragraph.iter(TEXT, TAB, BREAK, RETURN):
        above = [ancestor.tag for ancestor in node.iterancestors()]
        own = above[: above.index(PARAGRAPH)] if PARAGRAPH in above else above
        nearest = next((ancestor for ancestor in node.iterancestors(PARAGRAPH)), None)
        if nearest is not paragraph or any(tag in DELETED or tag == FALLBACK for tag in own):
            continue
        if node.tag == TEXT:
            parts.append(node.text or "")
        elif node.tag == TAB and TABS not in own:
            parts.append("\t")
        elif node.tag in (BREAK, RETURN):
            parts.append("\n")
    return "".join(parts)
