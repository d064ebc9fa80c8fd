"""The exact place of words in a text: offsets that survive white space, and what stands there.

Offsets are a slice of the text without white space and invisible characters, as `squeeze` makes it. Another
copy of the text has the same ones, however its lines are broken and whatever its encoding is.
"""

from bisect import bisect_left
from dataclasses import dataclass

from initiatives.article.blocks import ArticleSection, Block, ParsedText


@dataclass(frozen=True)
class PlaceInText:
    """A slice of a text: the block in which it begins, and the words in it.

    `first` and `last` are the indexes of its first and last character within the block's squeezed text.
    `words` has the white space of the block, unless the slice runs over the block's end.
    """

    block: Block
    first: int
    last: int
    words: str

    @property
    def section(self) -> ArticleSection | None:
        return self.block.section

    @property
    def place(self) -> str:
        return self.block.place

    @property
    def paragraph(self) -> int | None:
        return self.block.paragraph


def place_at(parsed_text: ParsedText, start: int, end: int) -> PlaceInText | None:
    """What stands at offsets; None if they are not within the text.

    A caption or heading between two lines of one paragraph is no part of the words.
    """
    if not 0 <= start < end <= len(parsed_text.squeezed):
        return None
    block, first = parsed_text.block_at(start)
    last = _characters_before(block, end) - 1
    if parsed_text.block_at(end - 1)[0] is not block:
        return PlaceInText(block, first, last, parsed_text.squeezed[start:end])
    words = block.text[block.columns[first] : block.columns[last] + 1]
    return PlaceInText(block, first, last, words)


def offsets_in_block(parsed_text: ParsedText, block: Block, first: int, words: str) -> tuple[int, int]:
    """The offsets of squeezed words that begin at an index of the block's squeezed text.

    Words in one piece may run over the end of the block; otherwise they pass over what interrupts it.
    """
    start = _offset(block, first)
    if parsed_text.squeezed.startswith(words, start):
        return start, start + len(words)
    return start, _offset(block, first + len(words) - 1) + 1


def _offset(block: Block, index: int) -> int:
    """The offset in the whole text of a character of the block's squeezed text."""
    for start, end in block.spans:
        if index < end - start:
            return start + index
        index -= end - start
    raise IndexError(index)


def _characters_before(block: Block, offset: int) -> int:
    """How many characters of the block stand before an offset of the whole text."""
    return sum(min(max(offset - start, 0), end - start) for start, end in block.spans)


def index_of_column(block: Block, column: int) -> int:
    """The index in the block's squeezed text of a character of its text."""
    return bisect_left(block.columns, column)
