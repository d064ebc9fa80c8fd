"""Find phrases in a parsed text, or what is most similar to a phrase that is not in it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from initiatives.article.blocks import Block, ParsedText, Phrase
from initiatives.article.places import index_of_column, offsets_in_block, place_at
from initiatives.article.whitespace import squeeze

# SequenceMatcher ratios (0 to 1): below the first nothing is similar, from the second on it is good enough
# not to search the other sections.
MIN_RATIO, GOOD_RATIO = 0.5, 0.75


@dataclass(frozen=True)
class Location:
    """Where a phrase was found, as a slice of the block's text; `block` is None if it was not found."""

    phrase: Phrase
    block: Block | None = None
    start: int = 0
    end: int = 0

    @property
    def is_recorded_place(self) -> bool:
        return self.block is not None and self.block.is_recorded_place_of(self.phrase)


def locate(parsed_text: ParsedText, phrases: Iterable[Phrase]) -> list[Location]:
    """Find each phrase: at its offsets if they still hold it, else by its words at its recorded place."""
    return [_locate(parsed_text, phrase) for phrase in phrases]


def offsets_of(parsed_text: ParsedText, location: Location) -> tuple[int, int] | None:
    """The slice of the squeezed text where a phrase was found; None if it was not."""
    if location.block is None:
        return None
    first = index_of_column(location.block, location.start)
    return offsets_in_block(parsed_text, location.block, first, location.phrase.squeezed)


def occurrences(parsed_text: ParsedText, phrase: Phrase) -> list[Location]:
    """The phrase in each block that holds it, wherever it is recorded; else where it runs over a block."""
    words = phrase.squeezed
    containing = [block for block in parsed_text.blocks if words and words in block.squeezed]
    if containing:
        return [_location(phrase, block, block.squeezed.index(words)) for block in containing]
    # A phrase that runs over the end of a block belongs to the block in which it begins.
    position = parsed_text.squeezed.find(words) if words else -1
    return [_location(phrase, *parsed_text.block_at(position))] if position >= 0 else []


def _locate(parsed_text: ParsedText, phrase: Phrase) -> Location:
    known = _at_known_offsets(parsed_text, phrase)
    if known and known.is_recorded_place:
        return known
    found = min(
        occurrences(parsed_text, phrase),
        key=lambda one: (
            not one.is_recorded_place,
            not one.block or one.block.section is None or one.block.section.key != phrase.section,
        ),
        default=Location(phrase),
    )
    return known if known and not found.is_recorded_place else found


def _at_known_offsets(parsed_text: ParsedText, phrase: Phrase) -> Location | None:
    """The phrase at the offsets it was last found at; None if other words stand there now."""
    if phrase.start is None or phrase.end is None:
        return None
    place = place_at(parsed_text, phrase.start, phrase.end)
    holds_phrase = place is not None and squeeze(place.words) == phrase.squeezed
    return _location(phrase, place.block, place.first) if place and holds_phrase else None


def _location(phrase: Phrase, block: Block, position: int) -> Location:
    last = min(position + len(phrase.squeezed), len(block.columns)) - 1
    return Location(phrase, block, block.columns[position], block.columns[last] + 1)


@dataclass(frozen=True)
class NearMatch:
    """The words most similar to a phrase that is not in the text, and the block in which they begin."""

    words: str
    block: Block
    ratio: float


def nearest_match(parsed_text: ParsedText, phrase: Phrase) -> NearMatch | None:
    """Search the phrase's own section first, then the whole text. None if nothing is similar."""
    own = [block for block in parsed_text.blocks if block.section and block.section.key == phrase.section]
    best = _nearest_in(own, phrase.squeezed)
    if not best or best.ratio < GOOD_RATIO:
        matches = [match for match in (best, _nearest_in(parsed_text.blocks, phrase.squeezed)) if match]
        best = max(matches, key=lambda match: match.ratio, default=None)
    return best if best and best.ratio >= MIN_RATIO else None


def _nearest_in(blocks: Sequence[Block], words: str) -> NearMatch | None:
    text = "".join(block.squeezed for block in blocks)
    matcher = SequenceMatcher(None, b=words, autojunk=False)
    best: tuple[float, int, str] | None = None
    for start, end in sorted(_windows(text, words)):
        matcher.set_seq1(text[start:end])
        ratio = matcher.ratio()
        if not best or ratio > best[0]:
            best = ratio, start, text[start:end]
    if not best:
        return None
    starts = list(accumulate((len(block.squeezed) for block in blocks), initial=0))
    return NearMatch(best[2], blocks[bisect_right(starts, best[1]) - 1], best[0])


def _windows(text: str, words: str) -> set[tuple[int, int]]:
    """Slices of about the length of the words, where most of their pairs of characters are in line."""
    votes: Counter[int] = Counter()
    for size in (2, 1):
        for number in range(len(words) - size + 1):
            gram = words[number : number + size]
            position = text.find(gram)
            while position >= 0:
                votes[position - number] += 1
                position = text.find(gram, position + 1)
        if votes:
            break
    return {
        (max(start, 0), start + length)
        for begin, _count in votes.most_common(5)
        for start in range(begin - 2, begin + 3)
        for length in range(max(len(words) - 2, 1), len(words) + 3)
        if start + length > 0
    }
