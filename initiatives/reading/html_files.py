"""Web pages as lines: the part of a page with most of its paragraphs, headings and tables."""

import re
from collections.abc import Iterator

from lxml import etree, html

from initiatives.article.decoding import encoding_of
from initiatives.reading.document_limits import (
    MAX_CHARACTERS,
    MAX_HTML_BYTES,
    DocumentRefusal,
    UnreadableDocument,
)
from initiatives.reading.source_lines import FormattedLine

DROPPED = {
    *(
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "form",
        "select",
        "button",
    ),
    *("nav", "footer", "aside", "input", "textarea", "head", "canvas", "video", "audio"),
}
BLOCKS = {
    *(
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "tr",
        "table",
        "section",
        "article",
        "blockquote",
        "dd",
        "dt",
    ),
    *(
        "ul",
        "ol",
        "dl",
        "figure",
        "figcaption",
        "header",
        "main",
        "pre",
        "center",
        "body",
        "caption",
        "tbody",
        "thead",
        "hr",
        "address",
    ),
}
HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
CONTAINERS = ("article", "main", "section", "div", "td", "body")
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A part of a page must hold this share of its text to be taken for the article.
MAIN_SHARE = 0.5


def html_lines(data: bytes) -> list[FormattedLine]:
    """The lines of a web page. Nothing that it refers to is fetched."""
    if len(data) > MAX_HTML_BYTES:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    text = _decoded(data)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(DocumentRefusal.DAMAGED) from error
    for element in list(root.iter(*DROPPED)):
        if element.getparent() is not None:
            element.drop_tree()
    for element in [each for each in root.iter() if isinstance(each.tag, str) and _is_hidden(each)]:
        if element.getparent() is not None:
            element.drop_tree()
    body = root.find("body")
    lines = list(_lines(_main_part(body if body is not None else root)))
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    return lines


def _decoded(data: bytes) -> str:
    declared = CHARSET.search(data[:4096])
    names = [declared[1].decode("ascii").lower()] if declared else []
    for name in names:
        try:
            return data.decode("gb18030" if name in ("gb2312", "gbk") else name)
        except (LookupError, UnicodeDecodeError):
            continue
    try:
        return data.decode(
            encoding_of(data[:1_900_000]) if len(data) > 1_900_000 else encoding_of(data), "replace"
        )
    except ValueError as error:
        raise UnreadableDocument(DocumentRefusal.DAMAGED) from error


def _is_hidden(element: etree._Element) -> bool:
    return bool(HIDDEN.search(element.get("style", ""))) or element.get("hidden") is not None


def _main_part(body: etree._Element) -> etree._Element:
    """The innermost part that holds most of the text of paragraphs."""
    lengths: dict[etree._Element, int] = {}
    total = 0
    for paragraph in body.iter("p", "li", "td", "h1", "h2", "h3"):
        length = (
            len("".join(paragraph.itertext()).strip()) if paragraph.tag != "td" or not len(paragraph) else 0
        )
        total += length
        for above in paragraph.iterancestors():
            lengths[above] = lengths.get(above, 0) + length
    best = body
    while total:
        inner = [
            child
            for child in best
            if isinstance(child.tag, str) and lengths.get(child, 0) > MAIN_SHARE * total
        ]
        if len(inner) != 1 or (
            inner[0].tag in ("table", "tbody", "tr", "ul", "ol") and inner[0].tag in ("ul", "ol")
        ):
            return best
        if lengths[inner[0]] < 0.8 * lengths.get(best, 0) and any(
            child.tag in ("h1", "h2") for child in best
        ):
            return best
        best = inner[0]
    return best


def _lines(part: etree._Element) -> Iterator[FormattedLine]:
    """The lines of a part in order; a table with rows of several cells is one of values."""
    buffer: list[str] = []
    state = {"tables": 0}

    def flush(element: etree._Element | None) -> Iterator[FormattedLine]:
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(buffer)).strip()
        buffer.clear()
        if text:
            tag = element.tag if element is not None else ""
            yield FormattedLine(text, whole=True, heading=HEADINGS.get(str(tag), 0), listed=tag == "li")

    current: etree._Element | None = None
    inside: etree._Element | None = None
    for event, element in etree.iterwalk(part, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if inside is not None:
            if event == "end" and element is inside:
                inside = None
                buffer.append(element.tail or "")
            continue
        if event == "start":
            if element.tag in BLOCKS:
                yield from flush(current)
                current = element
            if element.tag == "table" and _is_data(element):
                state["tables"] += 1
                yield from _rows(element, state["tables"])
                inside = element
                continue
            if element.tag == "br":
                yield from flush(current)
            buffer.append(element.text or "")
        else:
            if element.tag in BLOCKS:
                yield from flush(element)
                current = element.getparent()
            if element is not part:
                buffer.append(element.tail or "")
    yield from flush(current)


def _is_data(table: etree._Element) -> bool:
    rows = table.findall(".//tr")
    return (
        len(rows) > 1 and not table.findall(".//table") and sum(len(row) > 1 for row in rows) * 2 > len(rows)
    )


def _rows(table: etree._Element, number: int) -> Iterator[FormattedLine]:
    for row in table.iter("tr"):
        cells = tuple(" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("td", "th"))
        if len(cells) == 1 and cells[0]:
            yield FormattedLine(cells[0], whole=True)
        elif any(cells):
            yield FormattedLine("\t".join(cells), whole=True, table=number, cells=cells)
