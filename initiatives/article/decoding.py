"""Decode the bytes of a text file and validate the text."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from django.utils.translation import gettext as _

from initiatives.article.whitespace import squeeze

# Of the file, and of its text in UTF-8.
MAX_TEXT_BYTES = 2_000_000


class UnreadableText(ValueError):
    """Why a file or text is refused: a translated message for the person who sent it."""


def decode(data: bytes) -> str:
    """The validated text of a file in UTF-8, UTF-16 with a byte order mark, or GBK; else UnreadableText."""
    return clean_text(data.decode(encoding_of(data)))


def encoding_of(data: bytes) -> str:
    """Python's name of the encoding. Valid UTF-8 is always UTF-8. UnreadableText if none fits."""
    if len(data) > MAX_TEXT_BYTES:
        raise text_too_large()
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        names = ["utf-16"]
    elif b"\0" in data:
        raise not_text()
    else:
        names = ["utf-8-sig"] if data.startswith(BOM_UTF8) else ["utf-8", "gb18030"]
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "gb18030" or _is_mostly_common_chinese(text):
            return name
    raise UnreadableText(_("The encoding of this file is not known. Save it as plain text in UTF-8."))


def _is_mostly_common_chinese(text: str) -> bool:
    """Whether nine in ten characters are in GB2312: almost any bytes decode as rare ones of GB18030."""
    common = text.encode("gb2312", "ignore").decode("gb2312")
    return len(common) >= 0.9 * len(text)


def clean_text(text: str) -> str:
    """The text with LF line ends and no byte order mark. UnreadableText if empty, too long or binary."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise not_text()
    if not squeeze(text):
        raise UnreadableText(_("There is no text in it."))
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise text_too_large()
    return text


def text_too_large() -> UnreadableText:
    return UnreadableText(_("This is more than 2 MB. Attach the text alone, without pictures."))


def not_text() -> UnreadableText:
    return UnreadableText(_("This is not a text file. Save the text as plain text in UTF-8."))
