"""Words looked up in the texts that are attached to the sources of a park."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from initiatives.article.blocks import ArticleSection, Block, ParsedText, Phrase, parse_text
from initiatives.article.locating import NearMatch, nearest_match, occurrences
from initiatives.models import Passage, SourceText
from initiatives.values.vocabulary import PassagePlace

# The section of a source whose sections nobody has recorded.
WHOLE_KEY = "full-text"
WHOLE = {"title": "全文", "title_en": "Full text", "label": "全文", "label_en": "Full text"}


@dataclass(frozen=True)
class WordsPlace:
    """Where words stand, by the fields of a passage; `section` is a key."""

    section: str = WHOLE_KEY
    place: str = PassagePlace.SOMEWHERE
    paragraph: int | None = None


class AttachedTexts:
    """The attached texts by their sources, parsed with the sections that workbook or database have.

    `sections` gives those by the slug of the source. Three queries for each source that is asked about.
    """

    def __init__(self, park: str, sections: Mapping[str, Sequence[ArticleSection]]) -> None:
        self.park, self.sections = park, sections
        self.texts: dict[str, ParsedText | None] = {}

    def text(self, source: str) -> ParsedText | None:
        """The parsed text of a source; None if it has none."""
        if source not in self.texts:
            of_source = {"source__park__slug": self.park, "source__slug": source}
            attached = SourceText.objects.filter(**of_source).first()
            sections = self.sections.get(source) or [
                ArticleSection(WHOLE_KEY, WHOLE["title"], WHOLE["label"])
            ]
            phrases = [
                Phrase(one.key, one.section.key, one.phrase, one.place, one.paragraph)
                for one in Passage.objects.filter(**of_source).select_related("section")
            ]
            self.texts[source] = parse_text(attached.text, sections, phrases) if attached else None
        return self.texts[source]

    def blocks(self, source: str, words: str) -> list[Block]:
        """The paragraphs, headings and captions that hold the words."""
        text = self.text(source)
        found = occurrences(text, Phrase("", "", words)) if text else []
        return [location.block for location in found if location.block]

    def nearest(self, source: str, words: str) -> NearMatch | None:
        text = self.text(source)
        return nearest_match(text, Phrase("", "", words)) if text else None

    def paragraphs(self, source: str) -> int:
        """The number of all paragraphs of a text, 0 without one."""
        text = self.text(source)
        return sum(block.place == PassagePlace.PARAGRAPH for block in text.blocks) if text else 0
