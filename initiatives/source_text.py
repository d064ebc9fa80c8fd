"""The full text of a source in the database: attach it, detach it, and check the passages against it."""

import hashlib
from typing import IO

from initiatives.article.blocks import ArticleSection, Phrase, parse_text
from initiatives.article.decoding import MAX_TEXT_BYTES, UnreadableText, decode, encoding_of
from initiatives.article.locating import locate
from initiatives.article.passage_report import PassageReport
from initiatives.models import Source, SourceText

__all__ = [
    "PassageReport",
    "UnreadableText",
    "attach",
    "check_text",
    "detach",
    "digest",
    "locate_passages",
    "read_text_file",
]


def read_text_file(file: IO[bytes]) -> tuple[str, str]:
    """The text of a file, and the encoding it is in, such as GBK. Raises UnreadableText."""
    # One byte more than allowed, so that a file that is too large is refused and not cut.
    data = file.read(MAX_TEXT_BYTES + 1)
    return decode(data), encoding_of(data).upper()


def check_text(source: Source, text: str) -> PassageReport:
    """Look for a source's sections and passages in a text, attached or not. Two queries."""
    sections = [
        ArticleSection(section.key, section.title, section.text("label")[0], section.paragraph_count)
        for section in source.sections.all()
    ]
    phrases = [
        Phrase(row.key, row.section.key, row.phrase, row.place, row.paragraph, row.mark)
        for row in source.passages.all()
    ]
    parsed_text = parse_text(text, sections, phrases)
    return PassageReport(parsed_text, locate(parsed_text, phrases))


def locate_passages(source: Source) -> PassageReport | None:
    """Look for them in the text attached to the source; None if there is none. Three queries."""
    attached = SourceText.objects.filter(source=source).first()
    return check_text(source, attached.text) if attached else None


def attach(source: Source, *, text: str, public: bool | None = None) -> SourceText:
    """Save the source's full text. With `public` None it stays as public as it was, at first not."""
    values = {"text": text, "sha256": digest(text), **({} if public is None else {"public": public})}
    return SourceText.objects.update_or_create(source=source, defaults=values)[0]


def detach(source: Source) -> bool:
    """Delete the source's full text; False if there was none."""
    return SourceText.objects.filter(source=source).delete()[0] > 0


def digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
