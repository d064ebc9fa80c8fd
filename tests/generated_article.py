"""The article of a generated plan as it is written: sections, paragraphs, captions, and passages in them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from initiatives import models
from initiatives.article.blocks import PARAGRAPH_ENDINGS


@dataclass
class Paragraph:
    """One paragraph. What is cited is added to the article's passages."""

    article: "Article"
    section: str
    number: int
    text: str = ""

    def say(self, words: str) -> None:
        self.text += words

    def cite(self, phrase: str, english: str) -> str:
        """The key of the passage with these words of the paragraph."""
        assert phrase in self.text, (phrase, self.text)
        return self.article.passage(self.section, "paragraph", self.number, phrase, english)


@dataclass
class Section:
    """A section: its heading, lines that are headings or captions, and its paragraphs."""

    article: "Article"
    key: str
    fields: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)

    def paragraph(self) -> Paragraph:
        self.paragraphs.append(Paragraph(self.article, self.key, len(self.paragraphs) + 1))
        return self.paragraphs[-1]

    def heading(self, key: str, phrase: str, english: str) -> str:
        self.lines.append(phrase)
        return self.article.passage(self.key, "heading", None, phrase, english, key)

    def caption(self, key: str, phrase: str, english: str, line: str) -> str:
        """The key of a passage in a caption whose whole line is given."""
        self.lines.append(line)
        return self.cite_caption(key, phrase, english)

    def cite_caption(self, key: str, phrase: str, english: str) -> str:
        return self.article.passage(self.key, "caption", None, phrase, english, key)


@dataclass
class Article:
    by_key: dict[str, Section] = field(default_factory=dict)
    # By section, place, paragraph and phrase.
    passages: dict[tuple[str, str, int | None, str], dict[str, Any]] = field(default_factory=dict)

    def section(self, key: str, title: str, title_en: str, label: str, label_en: str) -> Section:
        fields = {"title": title, "title_en": title_en, "label": label, "label_en": label_en}
        self.by_key[key] = Section(self, key, fields)
        return self.by_key[key]

    def passage(
        self, section: str, place: str, paragraph: int | None, phrase: str, english: str, key: str = ""
    ) -> str:
        identity = (section, place, paragraph, phrase)
        fields = {"key": key or f"passage-{len(self.passages) + 1}", "phrase_en": english}
        return str(self.passages.setdefault(identity, fields)["key"])

    def typeset(self, rng: Random) -> str:
        """The text: paragraphs now and then broken or indented, captions between paragraphs."""
        blocks = list(self.by_key["masthead"].lines)
        for key, section in self.by_key.items():
            if key in ("masthead", "captions"):
                continue
            blocks += section.lines
            blocks += [typeset(rng, paragraph.text) for paragraph in section.paragraphs]
        for caption in self.by_key["captions"].lines:
            blocks.insert(rng.randint(len(self.by_key["masthead"].lines) + 1, len(blocks)), caption)
        return "\n\n".join(blocks) + "\n"

    def save(self, source: models.Source) -> dict[str, models.Passage]:
        """Store sections and passages; the passages by key."""
        sections = models.Section.objects.bulk_create(
            models.Section(
                source=source, key=key, order=order, paragraph_count=len(section.paragraphs), **section.fields
            )
            for order, (key, section) in enumerate(self.by_key.items())
        )
        by_key = {section.key: section for section in sections}
        passages = models.Passage.objects.bulk_create(
            models.Passage(
                source=source,
                section=by_key[section],
                place=place,
                paragraph=paragraph,
                phrase=phrase,
                order=order,
                **fields,
            )
            for order, ((section, place, paragraph, phrase), fields) in enumerate(self.passages.items())
        )
        return {passage.key: passage for passage in passages}


def typeset(rng: Random, text: str) -> str:
    """A paragraph as a page shows it: perhaps indented, perhaps broken in two by the end of a column."""
    indent = "　　" if rng.random() < 0.3 else ""
    if rng.random() < 0.25:
        # Not after what ends a paragraph, nor within a number.
        places = [
            place
            for place in range(4, len(text) - 4)
            if not text[:place].endswith(PARAGRAPH_ENDINGS)
            and not any(one.isascii() or one.isdigit() for one in text[place - 1 : place + 1])
        ]
        if places:
            place = rng.choice(places)
            return indent + text[:place] + rng.choice(["\n", "\n\n"]) + text[place:]
    return indent + text


def english_list(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
