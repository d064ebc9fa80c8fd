"""A document as text and blocks: masthead, headings, paragraphs, captions, list items, table rows, noise."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from initiatives.article.whitespace import squeeze
from initiatives.values.chinese_numerals import plain_text


class BlockKind(StrEnum):
    MASTHEAD = "masthead"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CAPTION = "caption"
    NOISE = "noise"


# Full stops that pages have in the place of decimal points: 增长10。4%.
DECIMAL_STOP = re.compile(r"(?<=[0-9])。(?=[0-9]{1,4}(?:[亿万%元‰]|个百分点|平方))")
HAN = re.compile("[一-龥]")
# So many characters of a cell are a sentence as a rule.
SENTENCE_OF_CELL = 10
# Blocks whose words may state facts.
PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})


@dataclass(frozen=True)
class DocumentBlock:
    """A part of a document that is read as one.

    `pieces` are the slices of the document's text that it consists of: a paragraph broken over lines has
    several. `text` is these pieces joined. `level` counts from 1 for headings (0 otherwise), `marker` is the
    numbering at its head (一、, （二）, 1.), `table` the number of its table and `cells` the slices of `text`
    that are the cells of a row.
    """

    number: int
    kind: BlockKind
    text: str
    pieces: tuple[tuple[int, int], ...]
    level: int = 0
    marker: str = ""
    table: int = 0
    cells: tuple[tuple[int, int], ...] = ()

    @cached_property
    def plain(self) -> str:
        """The text with full-width letters, digits and signs as ASCII, of the same length."""
        return plain_text(DECIMAL_STOP.sub(".", self.text))

    @cached_property
    def _starts(self) -> list[int]:
        """For each piece, the index in `text` at which it begins."""
        return list(accumulate((end - start for start, end in self.pieces), initial=0))[:-1]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """A slice of the block's text as a slice of the document's."""
        return self._position(start), self._position(end - 1) + 1

    def _position(self, index: int) -> int:
        piece = bisect_right(self._starts, index) - 1
        return self.pieces[piece][0] + index - self._starts[piece]

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """A slice of the document's text as one of the block's, as far as the block holds it."""
        first = sum(max(0, min(start, last) - begin) for begin, last in self.pieces)
        return first, sum(max(0, min(end, last) - begin) for begin, last in self.pieces)

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]

    @property
    def cells_with_sentences(self) -> list[tuple[int, int]]:
        """The cells of a row that say more than a name or a number."""
        return [cell for cell in self.cells if len(HAN.findall(self.text[slice(*cell)])) >= SENTENCE_OF_CELL]

    @property
    def title(self) -> str:
        """The words without their numbering."""
        words = self.text[len(self.marker) :].strip()
        return words.rstrip("】]〗").strip() if self.marker.startswith(("【", "[", "〖")) else words


@dataclass(frozen=True)
class ReadDocument:
    """A document's text and its blocks in order. Offsets of blocks and proposals are slices of `text`."""

    text: str
    blocks: Sequence[DocumentBlock]
    details: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _squeezed_lengths(self) -> list[int]:
        return list(accumulate((bool(squeeze(character)) for character in self.text), initial=0))

    def squeezed_slice(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text without white space, as passages keep them (see `article.places`)."""
        return self._squeezed_lengths[start], self._squeezed_lengths[end]

    @cached_property
    def _kept(self) -> list[int]:
        """The places of the characters that are no white space."""
        return [index for index, character in enumerate(self.text) if squeeze(character)]

    def slice_of_squeezed(self, start: int, end: int) -> tuple[int, int] | None:
        """The slice of the text that offsets in it without white space stand for; None outside of it."""
        if not 0 <= start < end <= len(self._kept):
            return None
        return self._kept[start], self._kept[end - 1] + 1

    def printed(self, block: DocumentBlock) -> str:
        """The words of a block in the document's own characters; `block.text` has the usual ones."""
        return "".join(self.text[start:end] for start, end in block.pieces)

    def block_at(self, position: int) -> DocumentBlock | None:
        """The block that holds a character of the text."""
        for block in self.blocks:
            if any(start <= position < end for start, end in block.pieces):
                return block
        return None
