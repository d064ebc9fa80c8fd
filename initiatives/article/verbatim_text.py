"""Whose words a text is in: whether it is words of a source, and which runs of it are copied from one.

White space and the marks at the end of a text make no difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from initiatives.article.whitespace import squeeze

# A text of at most so many characters is a name or a term, and nobody's words.
LONGEST_TERM = 20
# Longer words are kept by two phrases, how they begin and how they end, each of at least so many characters.
LONGEST_PHRASE, SHORTEST_END = 90, 20
# A run of more characters than this is copied.
LONGEST_RUN = 25
ENDINGS = "。，；：、！？,.;:!?…"
OPENING, CLOSING, STRAIGHT = "“「『《", "”」』》", '"'


@dataclass(frozen=True)
class PhrasePlace:
    """A phrase of a source, and its slice of the source's text without white space, if that is known."""

    source: int
    phrase: str
    start: int | None = None
    end: int | None = None


def is_source_words(text: str, phrases: Sequence[PhrasePlace]) -> bool:
    """Whether a text stands within one of its phrases, or begins and ends with two of one source.

    Two phrases tell of what stands between them only where their places are known: its length. Elsewhere a
    text that was rewritten between its beginning and its end passes for the source's.
    """
    words = squeeze(text).rstrip(ENDINGS)
    if len(words) <= LONGEST_TERM:
        return False
    if any(words in squeeze(one.phrase) for one in phrases):
        return True
    return len(words) > LONGEST_PHRASE and any(
        _spans(words, first, last)
        for first in phrases
        for last in phrases
        if first is not last and first.source == last.source
    )


def _spans(words: str, first: PhrasePlace, last: PhrasePlace) -> bool:
    beginning, end = squeeze(first.phrase).rstrip(ENDINGS), squeeze(last.phrase).rstrip(ENDINGS)
    if min(len(beginning), len(end)) < SHORTEST_END:
        return False
    if not words.startswith(beginning) or not words.endswith(end):
        return False
    if first.start is None or last.end is None:
        return True
    # Marks at the end of the slice may have been left out of the text.
    return 0 <= last.end - first.start - len(words) <= len(squeeze(last.phrase)) - len(end)


class SourceRuns:
    """The runs of one character more than `LONGEST_RUN` in some texts, to find what is copied from them."""

    LENGTH = LONGEST_RUN + 1

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs = {
            squeezed[start : start + self.LENGTH]
            for squeezed in map(squeeze, texts)
            for start in range(len(squeezed) - self.LENGTH + 1)
        }

    def longest_in(self, text: str) -> str:
        """The longest run of a text that is copied; "" if none has more characters than allowed.

        Characters in quotation marks or in the title of a document do not count.
        """
        words = squeeze(text)
        if len(words) < self.LENGTH or not self._runs:
            return ""
        outside = _outside_marks(words)
        runs = (
            words[start:end] for start, end in self._copied(words) if sum(outside[start:end]) > LONGEST_RUN
        )
        return max(runs, key=len, default="").strip(ENDINGS)

    def _copied(self, words: str) -> Iterator[tuple[int, int]]:
        """The slices of which every run stands in the texts."""
        start = None
        for place in range(len(words) - self.LENGTH + 1):
            if words[place : place + self.LENGTH] in self._runs:
                start = place if start is None else start
            elif start is not None:
                yield start, place + self.LENGTH - 1
                start = None
        if start is not None:
            yield start, len(words)


def _outside_marks(words: str) -> list[bool]:
    """For each character whether it stands outside quotation marks."""
    depth, straight, outside = 0, False, []
    for character in words:
        if character == STRAIGHT:
            straight = not straight
        depth += character in OPENING
        outside.append(depth == 0 and not straight and character not in STRAIGHT + CLOSING)
        depth = max(0, depth - (character in CLOSING))
    return outside
