"""What the rules could not check, because no text is attached to a source."""

from dataclasses import dataclass

from initiatives.quality.content import Content, FigureRow, QuoteRow, SourceRow
from initiatives.values.vocabulary import Manner


@dataclass(frozen=True)
class UncheckedSource:
    """A source without its text: how many wordings and verbatim quotations rest on it."""

    pk: int
    name: str
    wordings: int
    quotes: int


def unchecked(content: Content) -> list[UncheckedSource]:
    """The sources without an attached text that wordings or verbatim quotations point to."""
    found = []
    for source in content.of(SourceRow):
        if source.has_text:
            continue
        wordings = sum(
            bool(figure.wording) and any(one.source == source.pk for one in figure.passages)
            for figure in content.of(FigureRow)
        )
        quotes = sum(
            quote.manner == Manner.VERBATIM and any(one.source == source.pk for one in quote.passages)
            for quote in content.of(QuoteRow)
        )
        if wordings or quotes:
            found.append(UncheckedSource(source.pk, source.name, wordings, quotes))
    return found
