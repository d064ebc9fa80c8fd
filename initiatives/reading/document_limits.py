"""Limits of documents, checked before they are parsed, and why one is refused."""

import io
import zipfile
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.article.decoding import UnreadableText

MAX_DOCUMENT_BYTES = 20 * 2**20
MAX_HTML_BYTES = 5 * 2**20
# Of a Word file's parts, unpacked.
MAX_UNPACKED_BYTES = 80 * 2**20
MAX_TEXT_PART_BYTES = 30 * 2**20
MAX_ZIP_PARTS = 3000
# XML compresses to a tenth or a thirtieth; a far better ratio is that of a zip bomb.
MAX_RATIO = 200
MIN_RATIO_BYTES = 2**20
MAX_PAGES = 300
MAX_CHARACTERS = 600_000
# Characters of one page; a page of a newspaper has some 12,000.
MAX_PAGE_CHARACTERS = 60_000
MAX_NESTING = 40
OLE_BEGINNING = b"\xd0\xcf\x11\xe0"


class DocumentRefusal(StrEnum):
    """Why a document is refused."""

    TOO_LARGE = "too-large"
    DAMAGED = "damaged"
    OLD_WORD = "old-word"
    MACROS = "macros"
    PASSWORD = "password"
    SCAN = "scan"
    UNREADABLE_FONT = "unreadable-font"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    TOO_LONG = "too-long"


MESSAGES: dict[DocumentRefusal, Promise] = {
    DocumentRefusal.TOO_LARGE: _("This document is too large. Remove its pictures, or paste its text."),
    DocumentRefusal.DAMAGED: _(
        "This document is damaged, or not what its name says. Save it anew, or paste its text."
    ),
    DocumentRefusal.OLD_WORD: _(
        "This is an old Word document (.doc), or one with a password. Save it as .docx without a password."
    ),
    DocumentRefusal.MACROS: _("This document holds macros. Save it as .docx without macros."),
    DocumentRefusal.PASSWORD: _("This document asks for a password. Save it without one."),
    DocumentRefusal.SCAN: _(
        "This PDF holds pictures of pages and no text. Recognise its text first, or paste the text."
    ),
    DocumentRefusal.UNREADABLE_FONT: _(
        "The characters of this PDF cannot be read: its fonts do not say which they are. Paste its text."
    ),
    DocumentRefusal.EMPTY: _("There is no text in it."),
    DocumentRefusal.UNKNOWN: _(
        "Documents of this kind are not read. Use .txt, .docx, .pdf or .html, or paste the text."
    ),
    DocumentRefusal.TOO_LONG: _("Reading this document takes too long or too much memory. Paste its text."),
}


class UnreadableDocument(UnreadableText):
    """A document that is refused; the message is for the person who sent it."""

    def __init__(self, reason: DocumentRefusal) -> None:
        self.reason = reason
        super().__init__(MESSAGES[reason])


def check_word_file(data: bytes) -> None:
    """Refuse a Word file whose parts are too many or too large, or that holds macros, before it is opened."""
    if data.startswith(OLE_BEGINNING):
        raise UnreadableDocument(DocumentRefusal.OLD_WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except Exception as error:
        raise UnreadableDocument(DocumentRefusal.DAMAGED) from error
    if len(parts) > MAX_ZIP_PARTS:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or "word/document.xml" not in names:
        raise UnreadableDocument(DocumentRefusal.DAMAGED)
    if any("vbaproject" in name.lower() for name in names):
        raise UnreadableDocument(DocumentRefusal.MACROS)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    largest = max(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    bomb = unpacked > MIN_RATIO_BYTES and unpacked > MAX_RATIO * max(packed, 1)
    if unpacked > MAX_UNPACKED_BYTES or largest > MAX_TEXT_PART_BYTES or bomb:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableDocument(DocumentRefusal.PASSWORD)
