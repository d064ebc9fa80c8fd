"""The list of quotes."""

from dataclasses import dataclass
from typing import ClassVar

from initiatives.models import Edition, Quote


@dataclass(frozen=True)
class QuoteList:
    url_name: ClassVar[str] = "quotes"

    edition: Edition
    quotes: list[Quote]

    @classmethod
    def build(cls, edition: Edition) -> "QuoteList":
        return cls(edition, list(edition.quotes.with_evidence().select_related("project")))
