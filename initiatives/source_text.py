"""The full text of a source in the database: attach it, detach it, and check the passages against it."""

import hashlib
from typing import IO

from django.db import transaction

from initiatives.article.blocks import ArticleSection, Phrase, parse_text
from initiatives.article.decoding import MAX_TEXT_BYTES, UnreadableText, decode, encoding_of
from initiatives.article.locating import Location, locate, occurrences, offsets_of
from initiatives.article.passage_report import PassageReport
from initiatives.models import Passage, Source, SourceText

__all__ = [
    "PassageReport",
    "UnreadableText",
    "attach",
    "check_text",
    "detach",
    "digest",
    "find_phrase",
    "locate_passages",
    "place_all_passages",
    "place_passages",
    "read_text_file",
]


def read_text_file(file: IO[bytes]) -> tuple[str, str]:
    """The text of a file, and the encoding it is in, such as GBK. Raises UnreadableText."""
    # One byte more than allowed, so that a file that is too large is refused and not cut.
    data = file.read(MAX_TEXT_BYTES + 1)
    return decode(data), encoding_of(data).upper()


def check_text(source: Source, text: str) -> PassageReport:
    """Look for a source's sections and passages in a text, attached or not. Two queries."""
    phrases = _phrases(source)
    parsed_text = parse_text(text, _sections(source), phrases)
    return PassageReport(parsed_text, locate(parsed_text, phrases))


def _sections(source: Source) -> list[ArticleSection]:
    return [
        ArticleSection(section.key, section.title, section.text("label")[0], section.paragraph_count)
        for section in source.sections.all()
    ]


def _phrases(source: Source) -> list[Phrase]:
    return [
        Phrase(row.key, row.section.key, row.phrase, row.place, row.paragraph, row.mark, row.start, row.end)
        for row in source.passages.all()
    ]


def place_passages(source: Source) -> PassageReport | None:
    """Give the source's passages their offsets in the attached text; None, and no offsets, without a text.

    Passages that are not found have none. The histories do not record offsets, since they follow from the
    text. Five queries at most for some hundred passages.
    """
    report = locate_passages(source)
    found = (
        {one.phrase.key: offsets_of(report.parsed_text, one) for one in report.locations} if report else {}
    )
    moved = []
    for passage in source.passages.all():
        offsets = found.get(passage.key) or (None, None)
        if (passage.start, passage.end) != offsets:
            passage.start, passage.end = offsets
            moved.append(passage)
    Passage.objects.bulk_update(moved, ["start", "end"])
    return report


def place_all_passages() -> None:
    """Do so where a text is attached and some passages have no offsets, as after an upgrade or `loaddata`."""
    for source in Source.objects.filter(full_text__isnull=False, passages__start=None).distinct():
        place_passages(source)


def find_phrase(passage: Passage) -> PassageReport | None:
    """Where the phrase of a passage, saved or not, stands in the attached text; None without a text.

    The report has one location for each block that holds the phrase, or one without a block.
    """
    attached = SourceText.objects.filter(source=passage.source).first()
    if attached is None:
        return None
    section, mark = (passage.section.key, passage.mark) if passage.section_id else ("", "")
    phrase = Phrase(passage.key, section, passage.phrase, passage.place, passage.paragraph, mark)
    # The others too, since phrases of captions and headings make their lines what they are.
    others = [one for one in _phrases(passage.source) if one.key != passage.key]
    parsed_text = parse_text(attached.text, _sections(passage.source), [*others, phrase])
    return PassageReport(parsed_text, occurrences(parsed_text, phrase) or [Location(phrase)])


def locate_passages(source: Source) -> PassageReport | None:
    """Look for them in the text attached to the source; None if there is none. Three queries."""
    attached = SourceText.objects.filter(source=source).first()
    return check_text(source, attached.text) if attached else None


@transaction.atomic
def attach(source: Source, *, text: str, public: bool | None = None) -> SourceText:
    """Save the source's full text, and the offsets of its passages in it.

    With `public` None it stays as public as it was, at first not.
    """
    values = {"text": text, "sha256": digest(text), **({} if public is None else {"public": public})}
    attached, _created = SourceText.objects.update_or_create(source=source, defaults=values)
    place_passages(source)
    return attached


@transaction.atomic
def detach(source: Source) -> bool:
    """Delete the source's full text, and the offsets of its passages; False if there was none."""
    deleted = SourceText.objects.filter(source=source).delete()[0] > 0
    Passage.objects.filter(source=source).update(start=None, end=None)
    return deleted


def digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
