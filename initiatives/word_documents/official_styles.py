"""The styles, page and settings of a Word document, as its format says."""

from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from initiatives.word_documents.official_format import (
    BOTTOM,
    FONTS,
    FOOTER,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    TIMES,
    TOP,
    OfficialFormat,
    Typeface,
)

# The styles of the package's template that are used; it brings some 160 more, in its own colours.
KEPT_STYLES = {
    *("Normal", "Title", "Subtitle", "Heading1", "Heading2", "Heading3", "Footer"),
    *("DefaultParagraphFont", "TableNormal", "NoList", "TableGrid"),
}
NOTE, TABLE_TEXT = "Note", "Table Text"
WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# 28 characters take 441 points of the 442 that a line has.
CHARACTER_SPACING = -5
# Parts of the template that say nothing of the document.
NEEDLESS = ("stylesWithEffects", "thumbnail", "customXml")


def blank_document(form: OfficialFormat) -> WordDocument:
    """A document without text, with the page, the styles and the page numbers of a format."""
    document = Document()
    for rels in (document.part.rels, document.part.package.rels):
        for name in [name for name, rel in rels.items() if rel.reltype.endswith(NEEDLESS)]:
            del rels[name]
    _set_settings(document)
    _set_styles(document, form)
    _set_page(document, form)
    return document


def font_table() -> bytes:
    """The part `word/fontTable.xml`: every font with those that may take its place."""
    fonts = "".join(font.xml for font in FONTS)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{WORD_NAMESPACE}">{fonts}</w:fonts>'
    ).encode()


def new_element(name: str, **values: object) -> Any:
    """An element with attributes of the same prefix: `new_element("w:sz", val=32)`."""
    found = OxmlElement(name)
    for attribute, value in values.items():
        found.set(qn(f"w:{attribute}"), str(value))
    return found


def font_properties(form: OfficialFormat, typeface: Typeface) -> Any:
    """`w:rFonts`: Latin letters and digits in one font, Chinese in that of the typeface."""
    chinese = form.fonts[typeface].name
    # Chinese page numbers have digits of 宋体.
    latin = chinese if form.grid and typeface == Typeface.NUMBER else TIMES.name
    return new_element("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=chinese, cs=latin)


def _set_settings(document: WordDocument) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    defaults = document.styles.element.find(qn("w:docDefaults"))
    language = defaults.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")


def _set_page(document: WordDocument, form: OfficialFormat) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(FOOTER)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    # Lines alone: each program draws a grid of characters in its own way, so the styles set these apart.
    properties.append(new_element("w:docGrid", type="lines", linePitch=round(form.line * 20)))
    for footer, outside in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = outside
        # One character from the edge of the type area.
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        paragraph.add_run("— ")
        field = new_element("w:fldSimple", instr=" PAGE ")
        field.append(new_element("w:r"))
        field[0].append(new_element("w:t"))
        field[0][0].text = "1"
        paragraph._p.append(field)
        paragraph.add_run(" —")


def _set_styles(document: WordDocument, form: OfficialFormat) -> None:
    for style in list(document.styles):
        if style.style_id not in KEPT_STYLES:
            style.element.getparent().remove(style.element)
    for name in (NOTE, TABLE_TEXT):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    table = form.table_size, form.table_line
    body = form.size, form.line
    _set_style(document, "Normal", Typeface.BODY, form, body)
    _set_style(document, "Title", Typeface.TITLE, form, (form.title_size, form.title_line))
    _set_style(document, "Subtitle", Typeface.SUBHEADING, form, body)
    larger = body if form.grid else (form.size + 3, form.line + 4)
    _set_style(document, "Heading 1", Typeface.HEADING, form, larger)
    _set_style(document, "Heading 2", Typeface.SUBHEADING, form, body)
    _set_style(document, "Heading 3", Typeface.BODY, form, body)
    document.styles["Heading 3"].font.bold = True
    _set_style(document, NOTE, Typeface.SUBHEADING if form.grid else Typeface.BODY, form, table)
    _set_style(document, TABLE_TEXT, Typeface.BODY, form, table)
    _set_style(document, "Footer", Typeface.NUMBER, form, (14 if form.grid else 10, 16))


def _set_style(
    document: WordDocument,
    name: str,
    typeface: Typeface,
    form: OfficialFormat,
    type_size: tuple[float, float],
) -> None:
    """Give a paragraph style its font, size and line in points, and nothing of what the template says."""
    style: Any = document.styles[name]
    element = style.element
    for tag in ("w:pPr", "w:rPr", "w:link"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    size, line = type_size
    element.get_or_add_rPr().append(font_properties(form, typeface))
    if form.grid and size == form.size:
        # In twentieths of a point: 28 characters of 三号 are a little wider than the type area.
        element.rPr.append(new_element("w:spacing", val=CHARACTER_SPACING))
    style.font.size = Pt(size)
    if typeface in form.bold:
        style.font.bold = True
    if not form.grid and name == NOTE:
        style.font.italic = True
    _set_paragraphs(style, name, form, line)


def _set_paragraphs(style: Any, name: str, form: OfficialFormat, line: float) -> None:
    paragraphs = style.paragraph_format
    paragraphs.line_spacing_rule, paragraphs.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    paragraphs.space_before = Pt(0)
    paragraphs.space_after = Pt(0 if name in (TABLE_TEXT, "Footer") else form.after)
    paragraphs.widow_control = not form.grid
    short = name in (TABLE_TEXT, "Footer")
    if name in ("Title", "Subtitle"):
        paragraphs.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        justified = form.grid and not short
        paragraphs.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if justified else WD_ALIGN_PARAGRAPH.LEFT
    # Stated as nothing too, or it would be that of the style below.
    ems = 0 if short or name in ("Title", "Subtitle") else form.indent
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(ems * 100))
    indent.set(qn("w:firstLine"), str(round(style.font.size.pt * 20 * ems)))
    if name.startswith("Heading"):
        paragraphs.keep_with_next = True
        style.element.get_or_add_pPr().append(new_element("w:outlineLvl", val=int(name[-1]) - 1))
        if not form.grid:
            paragraphs.space_before = Pt(8)
