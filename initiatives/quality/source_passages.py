"""The passages of sources with the paragraphs and sentences of the attached texts around them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from initiatives.article.blocks import ArticleSection, Phrase, parse_text
from initiatives.article.locating import Location, locate
from initiatives.models import Passage, Section, Source, SourceText
from initiatives.models.plain_queries import read_rows, refer, remember
from initiatives.quality.content import PlacedPassage

# By the key of a source and of a passage.
SourcePassages = dict[int, "PlacedSource"]
SENTENCE_END = re.compile(r"[。！？!?][”’」』）)]*")


@dataclass(frozen=True)
class PlacedSource:
    """A source, its passages by primary key, and the paragraphs of its attached text with their sections."""

    source: Source
    passages: dict[int, PlacedPassage]
    paragraphs: tuple[tuple[str, str], ...] = ()


def passages_of(pks: Iterable[int]) -> SourcePassages:
    """The sources with these primary keys, in four queries."""
    sources = list(Source.objects.filter(pk__in=pks).order_by("pk"))
    texts = {text.source_id: text for text in SourceText.objects.filter(source__in=pks)}
    known = [source.pk for source in sources]
    sections = refer(
        read_rows(Section, "source_id", known, ("order", "key")) if known else [], source=sources
    )
    passages = refer(
        read_rows(Passage, "source_id", known, ("order", "key")) if known else [], source=sources
    )
    refer(passages, section=sections)
    for name, rows in (("sections", sections), ("passages", passages)):
        of_source = defaultdict(list)
        for row in rows:
            of_source[row.source_id].append(row)
        for source in sources:
            remember(source, name, of_source[source.pk])
    return {source.pk: _placed_source(source, texts.get(source.pk)) for source in sources}


def _placed_source(source: Source, attached: SourceText | None) -> PlacedSource:
    rows = list(source.passages.all())
    if attached is None:
        return PlacedSource(source, {row.pk: _placed_passage(row) for row in rows})
    sections = tuple(
        ArticleSection(row.key, row.title, row.label, row.paragraph_count) for row in source.sections.all()
    )
    phrases = tuple(Phrase(row.key, row.section.key, row.phrase, row.place, row.paragraph) for row in rows)
    paragraphs, locations = _located(attached.text, sections, phrases)
    placed = {row.pk: _placed_passage(row, location) for row, location in zip(rows, locations, strict=True)}
    return PlacedSource(source, placed, paragraphs)


@lru_cache(maxsize=32)
def _located(
    text: str, sections: tuple[ArticleSection, ...], phrases: tuple[Phrase, ...]
) -> tuple[tuple[tuple[str, str], ...], list[Location]]:
    """The paragraphs of a text with the keys of their sections, and where the phrases are."""
    parsed = parse_text(text, sections, phrases)
    paragraphs = tuple((block.section.key if block.section else "", block.text) for block in parsed.blocks)
    return paragraphs, locate(parsed, phrases)


def _placed_passage(row: Passage, location: Location | None = None) -> PlacedPassage:
    """A passage that is not at its recorded place has no paragraph, so that nothing is compared with it."""
    block = location.block if location and location.is_recorded_place else None
    found_at = None if location is None else location.block.mark if location.block else ""
    return PlacedPassage(
        pk=row.pk,
        key=row.key,
        source=row.source_id,
        phrase=row.phrase,
        phrase_en=row.phrase_en,
        section=row.section.key,
        place=row.place,
        paragraph=row.paragraph,
        mark=row.mark,
        found_at=row.mark if block else found_at,
        paragraph_text=block.text if block else "",
        sentence=sentence_at(block.text, location.start, location.end) if block and location else "",
    )


def sentence_at(paragraph: str, start: int, end: int) -> str:
    """The sentences of a paragraph that a slice of it is in."""
    first = max((match.end() for match in SENTENCE_END.finditer(paragraph, 0, start)), default=0)
    stop = SENTENCE_END.search(paragraph, max(start, end - 1))
    return paragraph[first : stop.end() if stop else len(paragraph)]
