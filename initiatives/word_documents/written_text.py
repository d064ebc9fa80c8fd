"""Texts on their way into a document: runs of one look, and how much room they take."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from initiatives.files.xml_text import INVALID_IN_XML
from initiatives.word_documents.official_format import OfficialFormat, Typeface

# What a raised mark takes of the width of the text beside it.
RAISED = 0.65


@dataclass(frozen=True)
class TextRun:
    """Some words of one look. `foreign` are words in Chinese in an English document."""

    text: str
    typeface: Typeface = Typeface.BODY
    raised: bool = False
    bold: bool = False
    foreign: bool = False


Runs = Sequence[TextRun]


def plain_runs(*words: str) -> list[TextRun]:
    return [TextRun(text) for text in words if text]


def writable(text: str) -> str:
    """The text without characters that XML cannot hold, all line ends as LF."""
    return INVALID_IN_XML.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def joined(parts: Iterable[Runs], separator: str) -> list[TextRun]:
    """The runs of several parts with a separator between them."""
    found: list[TextRun] = []
    for part in parts:
        if found and part:
            found.append(TextRun(separator))
        found += part
    return found


def width_in_ems(text: str, form: OfficialFormat) -> float:
    """About how wide a text is; in Chinese documents quotation marks and dashes are as wide as characters."""
    wide = "WFA" if form.grid else "WF"
    return sum(1 if unicodedata.east_asian_width(character) in wide else form.letter for character in text)


def count_document_lines(runs: Iterable[TextRun], form: OfficialFormat) -> int:
    """About how many lines of a page a paragraph takes; rather one too many than one too few."""
    wide = 0.0
    for run in runs:
        width = width_in_ems(run.text, form)
        wide += width * RAISED if run.raised else width
    if not wide:
        return 0
    # A line may end early, since no punctuation begins one and no Latin word is broken.
    return math.ceil((form.indent + wide) * form.ragged / (form.line_width - 0.5))
