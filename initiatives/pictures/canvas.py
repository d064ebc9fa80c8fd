"""The drawing surface of share cards: text, rules, rounded boxes, swatches, the logo, PNG output."""

import io
from functools import cache
from typing import Any, NamedTuple

from PIL import Image, ImageDraw

from initiatives.pictures import logo
from initiatives.pictures.typesetting import Face, TextBlock

# The light colours of static/css/tokens.css; a test compares the two.
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
# Shapes are drawn this many times larger, then reduced, to smooth their edges.
OVERSAMPLING = 4
# How many of the 256 palette colours are the most frequent ones, kept exactly; the others are shades of
# smoothed edges, one for each cell of 16 steps a channel.
EXACT_COLOURS = 32
# Level 9 takes ten times as long for files a tenth smaller.
PNG_COMPRESSION = 6


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
    """A mask of a rectangle with rounded corners."""
    mask = Image.new("L", (width, height), 255)
    corner = Image.new("L", (radius * OVERSAMPLING, radius * OVERSAMPLING), 0)
    ImageDraw.Draw(corner).ellipse(
        (0, 0, 2 * radius * OVERSAMPLING - 1, 2 * radius * OVERSAMPLING - 1), fill=255
    )
    corner = corner.resize((radius, radius), Image.Resampling.LANCZOS)
    corners = ((0, 0), (width - radius, 0), (0, height - radius), (width - radius, height - radius))
    turns = (
        None,
        Image.Transpose.FLIP_LEFT_RIGHT,
        Image.Transpose.FLIP_TOP_BOTTOM,
        Image.Transpose.ROTATE_180,
    )
    for place, turn in zip(corners, turns, strict=True):
        mask.paste(corner.transpose(turn) if turn is not None else corner, place)
    return mask


def palette_of(image: Image.Image) -> Image.Image:
    """A palette of the image's most frequent colours and of samples of all others."""
    counts: list[Any] = image.getcolors(image.width * image.height) or []
    by_count = [colour for _, colour in sorted(counts, key=lambda entry: (-entry[0], entry[1]))]
    edges = {tuple(part >> 4 for part in colour): colour for colour in reversed(by_count)}
    chosen = list(dict.fromkeys([*by_count[:EXACT_COLOURS], *sorted(edges.values())]))[:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return palette


class Canvas:
    """An image being drawn. Positions are pixels from the top left corner; colours are keys of COLOURS."""

    def __init__(self, width: int, height: int, ground: str = "paper") -> None:
        self.image = Image.new("RGB", (width, height), COLOURS[ground])
        self.draw = ImageDraw.Draw(self.image)

    def text(self, x: float, baseline: float, text: str, face: Face, size: int, colour: str) -> float:
        """Draw one line of text from x on; return the x where it ends."""
        font = face.font(size)
        for glyph, offset in face.glyph_positions(text):
            if not glyph.isspace():
                self.draw.text(
                    (x + offset * size, baseline), glyph, font=font, fill=COLOURS[colour], anchor="ls"
                )
        return x + face.width(text) * size

    def block(self, x: float, top: float, block: TextBlock, colour: str) -> float:
        """Draw a text block; return the y below its last line."""
        for number, line in enumerate(block.lines):
            # The square of a Han character reaches 0.88 of its size above the baseline.
            baseline = top + number * block.line_height + 0.88 * block.size
            self.text(x, round(baseline), line, block.face, block.size, colour)
        return top + block.height

    def rule(self, left: float, right: float, y: float, colour: str, thickness: int = 1) -> None:
        self.draw.rectangle((left, y, right - 1, y + thickness - 1), fill=COLOURS[colour])

    def vertical_rule(self, x: float, top: float, bottom: float, colour: str, thickness: int = 1) -> None:
        self.draw.rectangle((x, top, x + thickness - 1, bottom - 1), fill=COLOURS[colour])

    def frame(self, box: Box, fill: str, edge: str = "", radius: int = 12, thickness: int = 1) -> None:
        """A filled rectangle with rounded corners, and a border if `edge` names a colour."""
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
        """The chart pattern of a kind of figure: actual is solid, target outlined, expected hatched."""
        if kind == "actual":
            self.frame(box, "teal", radius=3)
        elif kind == "target":
            self.frame(box, "paper", "teal", radius=3, thickness=3)
        else:
            self._hatch(box)

    def _hatch(self, box: Box) -> None:
        left, top, right, bottom = (round(side) for side in box)
        size = (right - left) * OVERSAMPLING, (bottom - top) * OVERSAMPLING
        stripes = Image.new("L", size, 0)
        draw = ImageDraw.Draw(stripes)
        for start in range(-size[1], size[0], 10 * OVERSAMPLING):
            corners = [(start, size[1]), (start + size[1], 0)]
            draw.line(corners, fill=255, width=4 * OVERSAMPLING)
        stripes = stripes.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        whole = Image.new("RGB", stripes.size, COLOURS["teal-soft"])
        whole.paste(COLOURS["teal"], (0, 0), stripes)
        self.frame(box, "teal", radius=3)
        inner = whole.crop((2, 2, whole.width - 2, whole.height - 2))
        self.image.paste(inner, (left + 2, top + 2))

    def logo(self, x: float, y: float, size: int) -> None:
        mark = logo.picture(size)
        self.image.paste(mark, (round(x), round(y)), mark)

    def warning_sign(self, x: float, top: float, size: float, colour: str) -> None:
        """A triangle with an exclamation mark."""
        side = round(size * OVERSAMPLING)
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
        """The image as PNG with a palette and no metadata: equal drawings give equal bytes."""
        reduced = self.image.quantize(palette=palette_of(self.image), dither=Image.Dither.NONE)
        out = io.BytesIO()
        reduced.save(out, "PNG", compress_level=PNG_COMPRESSION)
        return out.getvalue()
