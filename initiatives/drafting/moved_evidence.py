"""Give rows of a draft other words of their source as evidence. Passages are never altered, only exchanged.

Editions share the passages of their sources, so a passage that says other words is another passage.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from initiatives.drafting.source_rows import SourceRows
from initiatives.models import EDITION_ROWS, Edition, Passage, Section, Source, Update
from initiatives.models.row_history import recorded
from initiatives.reading.document_blocks import ReadDocument


class WordsWithoutSection(ValueError):
    """Words that stand in no section of the source, so that no passage can say where they are."""


def passages_at(source: Source, document: ReadDocument, start: int, end: int) -> list[Passage]:
    """The passages of a slice of a source's text, found or unsaved; two where it is long.

    Section, paragraph and phrase follow from the text. Raises WordsWithoutSection.
    """
    rows = SourceRows(document, source.slug, source)
    keys = [key.partition("/")[2] for key in rows.keys_of(start, end)]
    if not keys:
        raise WordsWithoutSection
    found = {passage.key: passage for passage in source.passages.filter(key__in=keys)}
    sections = {section.key: section for section in Section.objects.filter(source=source)}
    for row in rows.passages:
        first, last = rows.offsets[row["key"]]
        found[row["key"]] = Passage(
            source=source,
            section=sections[row["section"]],
            key=row["key"],
            order=int(row["order"]),
            place=row["place"],
            paragraph=int(row["paragraph"]) if row["paragraph"] else None,
            phrase=row["phrase"],
            start=first,
            end=last,
        )
    return [found[key] for key in keys]


def give_evidence(
    rows: Iterable[Any], passages: Sequence[Passage], *, instead: Passage | None, reason: str
) -> None:
    """Add passages to rows, in place of one of theirs if one is named. Unsaved passages are saved."""
    with recorded(reason=reason):
        for passage in passages:
            if passage.pk is None:
                passage.save()
        for row in rows:
            kept = [passage for passage in row.passages.all() if instead is None or passage.pk != instead.pk]
            row.passages.set([*kept, *passages])


def is_used(passage: Passage) -> bool:
    """Whether anything, of whatever edition, is drawn from a passage."""
    models = (Edition, *EDITION_ROWS, Update)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: passage}).exists()
        for relation in Passage._meta.related_objects
        if relation.related_model in models
    )
