"""The paper a card is drawn on, and the few things the house draws: text, rules, frames, marks, patterns."""

import io
from functools import cache
from typing import Any, NamedTuple

from PIL import Image, ImageDraw

from initiatives.pictures import logo
from initiatives.pictures.typesetting import Face, TextBlock

# As static/css/tokens.css has them for light pages; a test compares the two.
COLOURS = {
    "paper": "#faf8f4",
    "sheet": "#fffdf9",
    "ink": "#1d1b18",
    "ink-2": "#514b43",
    "ink-3": "#645d52",
    "rule": "#e4ded2",
    "rule-2": "#cfc6b5",
    "red": "#b3261e",
    "red-soft": "#f7e7e3",
    "teal": "#0d5c55",
    "teal-soft": "#e3efec",
    "teal-line": "#8fb8b2",
    "gold": "#755310",
    "gold-soft": "#f6edd9",
    "dark-ground": "#1d1b18",
    "dark-ink": "#f4efe6",
    "dark-ink-2": "#c6bdae",
    "dark-red": "#e9897f",
}
# Edges are drawn so many times finer, then reduced.
FINER = 4
# Of the finished file's 256 colours so many are the most frequent ones, kept exactly; the rest are the shades
# of edges, one for each neighbourhood of colours, sixteen steps wide.
EXACT = 32
# Nine takes ten times as long for a tenth less.
COMPRESSION = 6


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@cache
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    """A mask of a rectangle with round corners."""
    mask = Image.new("L", (width, height), 255)
    corner = Image.new("L", (radius * FINER, radius * FINER), 0)
    ImageDraw.Draw(corner).ellipse((0, 0, 2 * radius * FINER - 1, 2 * radius * FINER - 1), fill=255)
    corner = corner.resize((radius, radius), Image.Resampling.LANCZOS)
    places = ((0, 0), (width - radius, 0), (0, height - radius), (width - radius, height - radius))
    turns = (
        None,
        Image.Transpose.FLIP_LEFT_RIGHT,
        Image.Transpose.FLIP_TOP_BOTTOM,
        Image.Transpose.ROTATE_180,
    )
    for place, turn in zip(places, turns, strict=True):
        mask.paste(corner.transpose(turn) if turn is not None else corner, place)
    return mask


def palette_of(image: Image.Image) -> Image.Image:
    """Every colour an image is mostly made of, and one of each kind of shade between them."""
    found: list[Any] = image.getcolors(image.width * image.height) or []
    by_count = [colour for _, colour in sorted(found, key=lambda entry: (-entry[0], entry[1]))]
    edges = {tuple(part >> 4 for part in colour): colour for colour in reversed(by_count)}
    chosen = list(dict.fromkeys([*by_count[:EXACT], *sorted(edges.values())]))[:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return palette


class Canvas:
    """A picture in the making. Positions are pixels from the left and the top."""

    def __init__(self, width: int, height: int, ground: str = "paper") -> None:
        self.image = Image.new("RGB", (width, height), COLOURS[ground])
        self.draw = ImageDraw.Draw(self.image)

    def words(self, x: float, baseline: float, text: str, face: Face, size: int, colour: str) -> float:
        """One line from x on; gives where it ends."""
        font = face.at(size)
        for glyph, offset in face.placed(text):
            if not glyph.isspace():
                self.draw.text(
                    (x + offset * size, baseline), glyph, font=font, fill=COLOURS[colour], anchor="ls"
                )
        return x + face.width(text) * size

    def block(self, x: float, top: float, block: TextBlock, colour: str) -> float:
        """Lines below each other; gives the foot of the last."""
        for number, line in enumerate(block.lines):
            # Han characters fill their square, which reaches 0.88 of its size above the baseline.
            baseline = top + number * block.line_height + 0.88 * block.size
            self.words(x, round(baseline), line, block.face, block.size, colour)
        return top + block.height

    def rule(self, left: float, right: float, y: float, colour: str, thickness: int = 1) -> None:
        self.draw.rectangle((left, y, right - 1, y + thickness - 1), fill=COLOURS[colour])

    def upright(self, x: float, top: float, bottom: float, colour: str, thickness: int = 1) -> None:
        self.draw.rectangle((x, top, x + thickness - 1, bottom - 1), fill=COLOURS[colour])

    def frame(self, box: Box, fill: str, edge: str = "", radius: int = 12, thickness: int = 1) -> None:
        """A rectangle with round corners, with or without an edge of another colour."""
        outer = [round(side) for side in box]
        self._fill(outer, edge or fill, radius)
        if edge:
            left, top, right, bottom = outer
            inner = [left + thickness, top + thickness, right - thickness, bottom - thickness]
            self._fill(inner, fill, max(1, radius - thickness))

    def _fill(self, box: list[int], colour: str, radius: int) -> None:
        left, top, right, bottom = box
        mask = _rounded(right - left, bottom - top, radius)
        self.image.paste(COLOURS[colour], (left, top), mask)

    def swatch(self, box: Box, kind: str) -> None:
        """How charts draw a figure of this kind: solid is actual, hatched expected, an outline a target."""
        if kind == "actual":
            self.frame(box, "teal", radius=3)
        elif kind == "target":
            self.frame(box, "paper", "teal", radius=3, thickness=3)
        else:
            self._hatch(box)

    def _hatch(self, box: Box) -> None:
        left, top, right, bottom = (round(side) for side in box)
        size = (right - left) * FINER, (bottom - top) * FINER
        stripes = Image.new("L", size, 0)
        draw = ImageDraw.Draw(stripes)
        for start in range(-size[1], size[0], 10 * FINER):
            corners = [(start, size[1]), (start + size[1], 0)]
            draw.line(corners, fill=255, width=4 * FINER)
        stripes = stripes.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        whole = Image.new("RGB", stripes.size, COLOURS["teal-soft"])
        whole.paste(COLOURS["teal"], (0, 0), stripes)
        self.frame(box, "teal", radius=3)
        inner = whole.crop((2, 2, whole.width - 2, whole.height - 2))
        self.image.paste(inner, (left + 2, top + 2))

    def seal(self, x: float, y: float, size: int) -> None:
        mark = logo.picture(size)
        self.image.paste(mark, (round(x), round(y)), mark)

    def sign(self, x: float, top: float, size: float, colour: str) -> None:
        """The warning sign: a triangle around a stroke and a dot."""
        side = round(size * FINER)
        mask = Image.new("L", (side, side), 0)
        draw = ImageDraw.Draw(mask)
        draw.polygon(
            [(side * 0.5, side * 0.06), (side * 0.98, side * 0.92), (side * 0.02, side * 0.92)], fill=255
        )
        draw.rectangle((side * 0.46, side * 0.36, side * 0.54, side * 0.64), fill=0)
        draw.rectangle((side * 0.46, side * 0.71, side * 0.54, side * 0.79), fill=0)
        mask = mask.resize((round(size), round(size)), Image.Resampling.LANCZOS)
        self.image.paste(COLOURS[colour], (round(x), round(top)), mask)

    def png(self) -> bytes:
        """In a palette, without a word on when it was made: the same drawing gives the same bytes."""
        few = self.image.quantize(palette=palette_of(self.image), dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG", compress_level=COMPRESSION)
        return out.getvalue()
