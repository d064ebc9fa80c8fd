"""The fonts cards are drawn with: how wide a text is, where each glyph stands, what size fits.

Glyphs are placed one by one at fractions of a pixel by the font's own unrounded widths, so that no shaping
engine, whose presence differs between machines, takes part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from initiatives.pictures.font_coverage import PROPORTIONAL
from initiatives.pictures.line_breaking import ELLIPSIS, Paragraph, is_wide, shortened

FOLDER = Path(__file__).parent / "fonts"
# The size at which widths are measured; at it rounding is a thousandth of the width.
MEASURED_AT = 1000
# How many sizes stay loaded. A card uses about six.
SIZES_KEPT = 100
# Between Han and Latin, in widths of a Han character; half of a full-width mark is empty.
GAP, HALF = 0.16, 0.5
# Marks with their ink at the left, at the right, of a full-width square.
CLOSING = frozenset("，。、；：！？）》」』】”’")
OPENING = frozenset("（《「『【“‘")


@lru_cache(SIZES_KEPT)
def _loaded(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / name, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advance(name: str, characters: str) -> float:
    """The width of one character, or of two with what their meeting changes, in em."""
    return _loaded(name, MEASURED_AT).getlength(characters) / MEASURED_AT


def in_face(text: str) -> str:
    """The text with the quotation marks its script takes: narrow ones in Latin text and within words."""
    chinese = is_chinese(text)
    return "".join(
        PROPORTIONAL.get(character, character)
        if not chinese or (character == "’" and _in_word(text, at))
        else character
        for at, character in enumerate(text)
    )


def is_chinese(text: str) -> bool:
    """Whether it holds any character as wide as it is high."""
    return any(is_wide(character) and character not in PROPORTIONAL for character in text)


def _in_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isascii() and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()


@dataclass(frozen=True)
class Face:
    """One font; `name` is its file."""

    name: str

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _loaded(self.name, size)

    def placed(self, text: str) -> Iterator[tuple[str, float]]:
        """Each character and where it begins, in em from the text's own beginning."""
        x, before = 0.0, ""
        for character in text:
            if character in OPENING and before == "":
                x -= HALF  # flush with the lines above and below
            x += self._between(before, character)
            yield character, x
            x += _advance(self.name, character)
            before = character

    def width(self, text: str) -> float:
        """In em, as lines are measured: without the mark's empty half at the beginning taken off."""
        x, before = 0.0, ""
        for character in text:
            x += self._between(before, character) + _advance(self.name, character)
            before = character
        return x

    def _between(self, before: str, after: str) -> float:
        """How much further apart (or nearer) two neighbours stand than their widths say."""
        if not before:
            return 0.0
        if before in CLOSING and (after in CLOSING or after in OPENING):
            return -HALF
        if before in OPENING and after in OPENING:
            return -HALF
        wide = is_wide(before), is_wide(after)
        if wide == (False, False):
            return _kerning(self.name, before, after)
        letters = before.isalnum() or before in "%‰℃", after.isalnum()
        return GAP if wide[0] != wide[1] and all(letters) else 0.0


@cache
def _kerning(name: str, before: str, after: str) -> float:
    return _advance(name, before + after) - _advance(name, before) - _advance(name, after)


SANS = Face("NotoSansSC-Medium-subset.ttf")
SERIF = Face("NotoSerifSC-Bold-subset.ttf")
NUMERALS = Face("NotoSansSC-Bold-numerals.ttf")


@dataclass(frozen=True)
class TextBlock:
    """A text as it will be drawn: its lines in a face, size and distance."""

    face: Face
    size: int
    lines: tuple[str, ...]
    leading: float
    whole: bool = True  # nothing of the text left out

    @property
    def line_height(self) -> float:
        return self.size * self.leading

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last, without the space below that."""
        return (len(self.lines) - 1) * self.line_height + self.size if self.lines else 0.0

    @property
    def width(self) -> float:
        return max((self.face.width(line) * self.size for line in self.lines), default=0.0)


def fitted(
    text: str,
    face: Face,
    sizes: Iterable[int],
    width: float,
    most: int,
    *,
    leading: float = 1.3,
    balanced: bool = False,
    height: float = float("inf"),
) -> TextBlock:
    """The text in the largest size that needs at most so many lines and so much height.

    Where even the smallest needs more, the end is left out, and an ellipsis says so.
    """
    paragraph = Paragraph(in_face(text), face.width)
    block = TextBlock(face, 0, (), leading)
    for size in sizes:
        lines = paragraph.lines(width / size, balanced=balanced, most=most)
        block = TextBlock(face, size, tuple(lines), leading)
        whole = all(paragraph.width(at, at) * size <= width for at in range(len(paragraph.pieces)))
        if len(lines) <= most and block.height <= height and whole:
            return block
    room = most
    while room > 1 and TextBlock(face, block.size, block.lines[:room], leading).height > height:
        room -= 1
    ellipsis = ELLIPSIS if is_chinese(text) else PROPORTIONAL[ELLIPSIS]
    lines = shortened(block.lines, room, width / block.size, face.width, ellipsis)
    return TextBlock(face, block.size, tuple(lines), leading, whole=len(lines) == len(block.lines))
