"""What was found of a source's passages in a text, for pages and commands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.article.blocks import ArticleSection, ParsedText
from initiatives.article.locating import Location, nearest_match


@dataclass(frozen=True)
class PassageReport:
    parsed_text: ParsedText
    locations: Sequence[Location]

    @property
    def faults(self) -> list[Location]:
        """Passages that are not at their recorded place."""
        return [location for location in self.locations if not location.is_recorded_place]

    @property
    def missing(self) -> list[Location]:
        return [location for location in self.locations if location.block is None]

    @property
    def paragraphs(self) -> list[tuple[ArticleSection, int]]:
        """The sections that have paragraphs, each with how many the text has."""
        counts = [
            (section, self.parsed_text.paragraph_count(section)) for section in self.parsed_text.sections
        ]
        return [(section, count) for section, count in counts if count or section.paragraphs]

    @property
    def summary(self) -> str:
        numbers = {"found": len(self.locations) - len(self.faults), "all": len(self.locations)}
        return (
            ngettext(
                "%(found)d of %(all)d passage found at its place.",
                "%(found)d of %(all)d passages found at their places.",
                numbers["all"],
            )
            % numbers
        )

    @property
    def descriptions(self) -> list[str]:
        """One sentence for each fault, with the nearest match."""
        return [self._describe(location) for location in self.faults]

    def _describe(self, location: Location) -> str:
        phrase, values = location.phrase, {"mark": location.phrase.mark, "phrase": location.phrase.words}
        if location.block:
            values |= {"place": location.block.mark}
            return _("%(mark)s “%(phrase)s”: found at %(place)s instead.") % values
        if match := nearest_match(self.parsed_text, phrase):
            values |= {"nearest": match.words, "place": match.block.mark}
            return _("%(mark)s “%(phrase)s”: not found. Nearest: “%(nearest)s” at %(place)s.") % values
        return _("%(mark)s “%(phrase)s”: not found, nor anything like it.") % values
