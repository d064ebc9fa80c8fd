"""Typesetting for share cards: text widths, glyph positions, and fitting text into a space.

Glyphs are positioned one by one from the font's unrounded advance widths, so that the result does not depend
on whether a text shaping engine is installed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from initiatives.pictures.font_coverage import PROPORTIONAL
from initiatives.pictures.line_breaking import ELLIPSIS, BreakableText, is_wide, shorten

FOLDER = Path(__file__).parent / "fonts"
# The font size at which widths are measured; rounding is then at most a thousandth of the size.
MEASURING_SIZE = 1000
# How many font sizes stay loaded; a card uses about six. Each maps the font's file anew, which counts as
# memory of the process: all sizes of all cards came to 30 MB.
MAX_LOADED_FONTS = 6
# In em: the space between Han and Latin text, and the empty half of a full-width mark.
SCRIPT_GAP, HALF_MARK = 0.16, 0.5
# Full-width marks whose ink is in the left half of the square, and those whose ink is in the right half.
CLOSING_MARKS = frozenset("，。、；：！？）》」』】”’")
OPENING_MARKS = frozenset("（《「『【“‘")


@lru_cache(MAX_LOADED_FONTS)
def _load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / name, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advance(name: str, characters: str) -> float:
    """The width of one character, or of two including their kerning, in em."""
    return _load_font(name, MEASURING_SIZE).getlength(characters) / MEASURING_SIZE


def adapt_quotes(text: str) -> str:
    """Replace quotation marks by narrow ones in Latin text and within Latin words."""
    chinese = is_chinese(text)
    return "".join(
        PROPORTIONAL.get(character, character)
        if not chinese or (character == "’" and _in_word(text, at))
        else character
        for at, character in enumerate(text)
    )


def is_chinese(text: str) -> bool:
    """Whether a text contains any full-width character."""
    return any(is_wide(character) and character not in PROPORTIONAL for character in text)


def _in_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isascii() and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()


@dataclass(frozen=True)
class Face:
    """One font; `name` is its file."""

    name: str

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        return _load_font(self.name, size)

    def glyph_positions(self, text: str) -> Iterator[tuple[str, float]]:
        """Each character with its offset from the start of the text, in em."""
        x, before = 0.0, ""
        for character in text:
            if character in OPENING_MARKS and before == "":
                x -= HALF_MARK  # flush with the lines above and below
            x += self._spacing(before, character)
            yield character, x
            x += _advance(self.name, character)
            before = character

    def width(self, text: str) -> float:
        """The width in em; an opening mark at the start counts in full, unlike in glyph_positions."""
        x, before = 0.0, ""
        for character in text:
            x += self._spacing(before, character) + _advance(self.name, character)
            before = character
        return x

    def _spacing(self, before: str, after: str) -> float:
        """The space to add between two adjacent characters, in em; negative moves them closer."""
        if not before:
            return 0.0
        if before in CLOSING_MARKS and (after in CLOSING_MARKS or after in OPENING_MARKS):
            return -HALF_MARK
        if before in OPENING_MARKS and after in OPENING_MARKS:
            return -HALF_MARK
        wide = is_wide(before), is_wide(after)
        if wide == (False, False):
            return _kerning(self.name, before, after)
        letters = before.isalnum() or before in "%‰℃", after.isalnum()
        return SCRIPT_GAP if wide[0] != wide[1] and all(letters) else 0.0


@cache
def _kerning(name: str, before: str, after: str) -> float:
    return _advance(name, before + after) - _advance(name, before) - _advance(name, after)


SANS = Face("NotoSansSC-Medium-subset.ttf")
SERIF = Face("NotoSerifSC-Bold-subset.ttf")
NUMERALS = Face("NotoSansSC-Bold-numerals.ttf")


@dataclass(frozen=True)
class TextBlock:
    """A text broken into lines, with font face, size in pixels and relative line height."""

    face: Face
    size: int
    lines: tuple[str, ...]
    leading: float
    whole: bool = True  # False if the text was shortened

    @property
    def line_height(self) -> float:
        return self.size * self.leading

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last, without the space below it."""
        return (len(self.lines) - 1) * self.line_height + self.size if self.lines else 0.0

    @property
    def width(self) -> float:
        return max((self.face.width(line) * self.size for line in self.lines), default=0.0)


def fit_text(
    text: str,
    face: Face,
    sizes: Iterable[int],
    width: float,
    max_lines: int,
    *,
    leading: float = 1.3,
    balanced: bool = False,
    height: float = float("inf"),
) -> TextBlock:
    """Set a text in the first of the sizes (descending) that needs at most `max_lines` and `height`.

    If not even the last size fits, the text is shortened and ends in an ellipsis.
    """
    breakable = BreakableText(adapt_quotes(text), face.width)
    block = TextBlock(face, 0, (), leading)
    for size in sizes:
        lines = breakable.lines(width / size, balanced=balanced, max_lines=max_lines)
        block = TextBlock(face, size, tuple(lines), leading)
        whole = all(breakable.width(at, at) * size <= width for at in range(len(breakable.pieces)))
        if len(lines) <= max_lines and block.height <= height and whole:
            return block
    room = max_lines
    while room > 1 and TextBlock(face, block.size, block.lines[:room], leading).height > height:
        room -= 1
    ellipsis = ELLIPSIS if is_chinese(text) else PROPORTIONAL[ELLIPSIS]
    lines = shorten(block.lines, room, width / block.size, face.width, ellipsis)
    return TextBlock(face, block.size, tuple(lines), leading, whole=len(lines) == len(block.lines))
