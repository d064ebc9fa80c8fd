"""Passages for rows that are typed at the desk: found from the words of a source, or made from them."""

import re
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from initiatives.article.blocks import Phrase
from initiatives.article.locating import Location, nearest_match, occurrences
from initiatives.article.whitespace import squeeze
from initiatives.models import Edition, Passage, Source
from initiatives.source_text import PassageReport, locate_passages
from initiatives.values.row_keys import key_from
from initiatives.values.vocabulary import PassagePlace
from initiatives.workbook.sheets import REFERENCE_SEPARATORS, identity

# Between the words of several passages in one cell; words themselves hold commas.
WORDS_SEPARATORS = re.compile(r"[\n|｜]")
# A place before the words, as marks have it: §2 ¶3, or 第三章第2段.
PLACE_AND_WORDS = re.compile(r"(?P<label>\S.*?)\s*(?:¶|第)\s*(?P<paragraph>[0-9]+)\s*段?\s+(?P<words>\S.*)")
MAX_PHRASE = 200
Index = defaultdict[str, list[str]]


class UnknownWords(ValueError):
    """The words name no passage; the message says why, and what to write instead."""


class TypedPassages:
    """The passages of an edition's sources by their words, and those that are new."""

    def __init__(self, edition: Edition) -> None:
        self.sources = list(edition.sources.prefetch_related("sections", "passages__section"))
        self.sections = [(source, section) for source in self.sources for section in source.sections.all()]
        stored = [passage for source in self.sources for passage in _passages_of(source)]
        # Keys with that of their source by keys and by words, which several passages may have.
        self.keys: Index = defaultdict(list)
        self.by_words: Index = defaultdict(list)
        for passage in stored:
            self.keys[identity(passage)].append(identity(passage))
            self.keys[passage.key].append(identity(passage))
            self.by_words[squeeze(passage.phrase)].append(identity(passage))
        self.taken = {passage.key for passage in stored}
        self.order = max((passage.order for passage in stored), default=0)
        self.reports: list[tuple[Source, PassageReport]] = [
            (source, report) for source in self.sources if (report := locate_passages(source))
        ]
        # Rows of passages that are new, as a workbook has them, and their marks by key.
        self.new: list[dict[str, str]] = []
        self.marks = {identity(passage): passage.mark for passage in stored}
        # Keys by source, section, paragraph and words.
        self.placed = {
            (one.source.slug, one.section.key, str(one.paragraph or ""), squeeze(one.phrase)): identity(one)
            for one in stored
        }

    @property
    def has_text(self) -> bool:
        return bool(self.reports)

    def keys_of(self, cell: str) -> list[str]:
        """The keys of the passages that a cell names by keys or words. Raises UnknownWords."""
        parts = [part.strip() for part in REFERENCE_SEPARATORS.split(cell) if part.strip()]
        if parts and all(part in self.keys for part in parts):
            return [self._only(part, self.keys[part]) for part in parts]
        return [self._key_of(words.strip()) for words in WORDS_SEPARATORS.split(cell) if words.strip()]

    def keys_where_found(self, *texts: str) -> list[str]:
        """The passage of the first text that is one passage or stands in the sources just once, if any."""
        for text in filter(None, (text.strip() for text in texts)):
            if known := self.by_words.get(squeeze(text)):
                if len(known) > 1:
                    continue
                return known
            found = self._places(text)
            if len(found) == 1 and len(text) <= MAX_PHRASE and found[0][1].block.section:
                return [self._add_found(text, *found[0])]
        return []

    def _key_of(self, words: str) -> str:
        if known := self.keys.get(words) or self.by_words.get(squeeze(words)):
            return self._only(words, known)
        if placed := self._placed(words):
            return placed
        found = self._places(words)
        if len(found) == 1:
            if found[0][1].block.section is None:
                message = _("“%(words)s” stands in none of the sections that are entered. Enter its section.")
                raise UnknownWords(message % {"words": words})
            return self._add_found(words, *found[0])
        raise UnknownWords(self._why_unknown(words, found))

    def _only(self, words: str, known: list[str]) -> str:
        """The only one of the passages with these words or this key."""
        if len(known) == 1:
            return known[0]
        named = _("; ").join(_("%(key)s (%(mark)s)") % {"key": key, "mark": self.marks[key]} for key in known)
        message = _(
            "“%(words)s” names several passages: %(passages)s. Write one of these keys, or more words."
        )
        raise UnknownWords(message % {"words": words, "passages": named})

    def _why_unknown(self, words: str, found: list[tuple[Source, Any]]) -> str:
        values = {"words": words, "places": _("; ").join(location.block.mark for _source, location in found)}
        if found:
            return _("“%(words)s” stands at %(places)s. Write more words, so that it is one place.") % values
        if not self.has_text:
            values["example"] = _("§2 ¶3 words")
            return (
                _(
                    "No source has its text attached, in which “%(words)s” could be found. Attach it, or "
                    "write the place before the words: %(example)s."
                )
                % values
            )
        phrase = Phrase("", "", words)
        matches = [
            match for _source, report in self.reports if (match := nearest_match(report.parsed_text, phrase))
        ]
        if nearest := max(matches, key=lambda match: match.ratio, default=None):
            values |= {"nearest": nearest.words, "place": nearest.block.mark}
            return _("“%(words)s” is not in the source. Nearest: “%(nearest)s” at %(place)s.") % values
        return _("“%(words)s” is not in the source. Copy the words as they stand there.") % values

    def _places(self, words: str) -> list[tuple[Source, Any]]:
        phrase = Phrase("", "", words)
        return [
            (source, location)
            for source, report in self.reports
            for location in occurrences(report.parsed_text, phrase)
        ]

    def _placed(self, words: str) -> str:
        """The key of the passage, maybe new, whose place stands before its words; empty if none does."""
        match = PLACE_AND_WORDS.fullmatch(words)
        if match is None:
            return ""
        label = squeeze(match["label"])
        for source, section in self.sections:
            if label in (squeeze(section.label), squeeze(section.title)):
                place = (source.slug, section.key, match["paragraph"], squeeze(match["words"]))
                return self.placed.get(place) or self._add(
                    source, section.key, section.label, "paragraph", match["paragraph"], match["words"]
                )
        return ""

    def _add_found(self, words: str, source: Source, location: Location) -> str:
        block: Any = location.block
        paragraph = str(block.paragraph) if block.paragraph else ""
        return self._add(source, block.section.key, block.section.label, block.place, paragraph, words)

    def _add(self, source: Source, section: str, label: str, place: str, paragraph: str, words: str) -> str:
        key = key_from(words, self.taken) or f"passage-{len(self.taken) + 1}"
        self.taken.add(key)
        self.order += 1
        full = f"{source.slug}/{key}"
        self.by_words[squeeze(words)].append(full)
        self.placed[source.slug, section, paragraph, squeeze(words)] = full
        self.marks[full] = f"{label} ¶{paragraph}" if paragraph else label
        self.new.append(
            {
                "source": source.slug,
                "section": section,
                "key": key,
                "order": str(self.order),
                "place": PassagePlace(place).value,
                "paragraph": paragraph,
                "phrase": words,
            }
        )
        return full


def _passages_of(source: Source) -> list[Passage]:
    found = list(source.passages.all())
    for passage in found:
        # Known already, so that keys and marks take no query.
        passage.source = source
    return found
