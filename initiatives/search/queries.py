"""What is asked of the search: words, and which facts they are looked for in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from initiatives.models import Edition
from initiatives.values.folded_text import find_folded, fold, slices_as_written
from initiatives.values.search_terms import SearchText, Term
from initiatives.values.spoken_names import pinyin_places
from initiatives.values.stated_numbers import MAX_UNIT, NUMBER, number_keys

MAX_QUERY_LENGTH, MAX_TERMS, MAX_HITS = 80, 6, 50
# The state of figures that a remark doubts or another figure contradicts, as addresses name it.
IN_QUESTION = "in-question"
# Above what any site holds: for whoever wants all.
NO_HIT_LIMIT = 1_000_000_000


@dataclass(frozen=True)
class Query:
    """What was asked: all terms must occur, or all of them as one (`30 亿元` is found as `30亿元`)."""

    words: str
    # Only what this edition says; else whatever is published.
    edition: Edition | None = None
    # So many hits of each kind, and so many are counted.
    most: int = MAX_HITS
    counted: int = 0
    # Kinds are gone through until so many hits are found.
    most_in_all: int = NO_HIT_LIMIT
    # Only of a park, by its primary key; of plans of a year; of a kind, as the API calls it; in question.
    park: int | None = None
    year: int | None = None
    kind: str = ""
    in_question: bool = False
    # Only what follows the hit with this key.
    after: str = ""

    @classmethod
    def parse(cls, text: str, **filters: object) -> "Query":
        """The words as they were written; what is too long is cut."""
        return cls(" ".join(text[:MAX_QUERY_LENGTH].split()[:MAX_TERMS]), **filters)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return bool(self.terms)

    @cached_property
    def terms(self) -> list[Term]:
        # A character may become several with a space between them.
        return [Term(word) for word in fold(self.words).split()[:MAX_TERMS]]

    @cached_property
    def joined(self) -> Term:
        """All terms as one."""
        return Term("".join(term.folded for term in self.terms))

    def finds(self, text: SearchText, *, names_only: bool = False) -> bool:
        """Whether a row with these texts is found, or found by its names."""
        if all(term.is_in(text, names_only=names_only) for term in self.terms):
            return True
        return len(self.terms) > 1 and self.joined.is_in(text, names_only=names_only)

    def required_tokens(self, *, names_only: bool) -> list[list[frozenset[str]]]:
        """Requirements, each with its alternatives: sets of tokens of which one is in all that is found."""
        each = [term.alternatives(names_only=names_only) for term in self.terms]
        if len(each) == 1:
            return each
        return [[*one, *self.joined.alternatives(names_only=names_only)] for one in each]

    def places_in(self, text: str, spoken: Sequence[tuple[str, str]] = ()) -> list[tuple[int, int]]:
        """Where a text should be marked, as slices; `spoken` has folded names in it, and their pinyin."""
        terms = (self.joined, *self.terms)
        if places := find_folded(text, {term.folded for term in terms}):
            return places
        if places := slices_as_written(text, lambda folded: self._number_places(folded)):
            return places
        return slices_as_written(text, lambda folded: self._spoken_places(folded, spoken)) if spoken else []

    def _number_places(self, folded: str) -> Iterator[tuple[int, int]]:
        wanted = [term.number for term in (self.joined, *self.terms) if term.number]
        if not wanted:
            return
        for match in NUMBER.finditer(folded):
            for key in number_keys(folded[match.start() : match.end() + MAX_UNIT]):
                for number in wanted:
                    if key.startswith(number):
                        yield match.start(), match.end() + len(number.partition("=")[2])
                        break
                break

    def _spoken_places(self, folded: str, spoken: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
        for name, line in spoken:
            start = folded.find(name)
            for term in (self.joined, *self.terms) if start >= 0 else ():
                if term.pinyin and (place := next(pinyin_places(term.pinyin, line), None)):
                    yield start + place[0], start + place[1]
                    return


class EveryRow(Query):
    """No words at all: whatever could be found, for a copy of the site that searches by itself."""

    def __bool__(self) -> bool:
        return True

    def finds(self, text: SearchText, *, names_only: bool = False) -> bool:
        return True

    def places_in(self, text: str, spoken: Sequence[tuple[str, str]] = ()) -> list[tuple[int, int]]:
        return []
