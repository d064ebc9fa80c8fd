"""Texts in which editors tell what a source says, and whether they still are the source's own words."""

from typing import Any, ClassVar

from django.db import models

from initiatives.article.verbatim_text import PhrasePlace, is_source_words


class NarrativeTexts(models.Model):
    """A row with passages whose texts are the editors' own words, those in `verbatim_fields` aside."""

    # Words of the source by nature: names, terms, captions, what was said.
    verbatim_fields: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def narrative_fields(cls) -> frozenset[str]:
        fields: Any = cls
        return frozenset(fields.text_fields()) - cls.verbatim_fields

    def is_in_source_words(self, field: str) -> bool:
        """Whether the Chinese of a field is taken over from the row's passages, by what these are now."""
        if field not in self.narrative_fields():
            return False
        passages = self.cited  # type: ignore[attr-defined]  # all subclasses have passages
        phrases = [PhrasePlace(one.source_id, one.phrase, one.start, one.end) for one in passages]
        return is_source_words(getattr(self, field), phrases)

    @property
    def fields_in_source_words(self) -> list[str]:
        return [name for name in sorted(self.narrative_fields()) if self.is_in_source_words(name)]
