"""The text of a cell as a person sees it: escapes of XML resolved, characters without a picture dropped."""

import re
import unicodedata

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.escape import unescape

from initiatives.workbook.problems import Misread

# Marks of byte order and of writing direction, soft hyphens, and spaces without width: they come with text
# copied from web pages and documents, and nobody sees or means them. Joiners inside emoji stay.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
NARROW_SPACES = re.compile("[\u00a0\u2007\u202f]")
LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x85")
# Characters for private use and those of later versions of Unicode stay: rare characters of names are such.
NOT_IN_TEXT = {"Cc", "Cs"}


def clean_text(text: str) -> str:
    """Return the text with ordinary spaces and line ends, stripped.

    Raises Misread for a character that no text holds, and names it.
    """
    text = visible_text(unescape(text))
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in NOT_IN_TEXT:
            code = f"U+{ord(character):04X}"
            raise Misread(
                format_lazy(_("text without the invisible character {code}"), code=code),
                _("Delete it: type the cell anew, or paste its text by way of a plain text editor."),
            )
    return text


def visible_text(text: str) -> str:
    """The text without characters that nobody sees, with ordinary spaces and line ends, stripped."""
    return NARROW_SPACES.sub(" ", UNSEEN.sub("", LINE_ENDS.sub("\n", text))).strip()
