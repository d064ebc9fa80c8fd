"""The base class of share cards with their two shapes, head and foot, and shared drawing functions."""

from dataclasses import dataclass
from enum import StrEnum

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.typesetting import SANS, SERIF, Face, TextBlock, adapt_quotes, fit_text

MARGIN = 64  # of a wide card, on all sides
SQUARE_MARGIN = 36  # of a square one
EMPTY_BLOCK = TextBlock(SANS, 0, (), 1)


class Shape(StrEnum):
    WIDE = "card"
    SQUARE = "card-square"

    @property
    def size(self) -> tuple[int, int]:
        return (1200, 630) if self is Shape.WIDE else (500, 500)


@dataclass(frozen=True, kw_only=True)
class Card:
    """Base class: the park, the plan (its year) and the source, in finished words."""

    park: str
    plan: str
    source: str = ""

    ground = "paper"

    def draw(self, shape: Shape) -> bytes:
        """The finished picture, as PNG."""
        canvas = Canvas(*shape.size, self.ground)
        if shape is Shape.WIDE:
            self._draw_head(canvas)
            self.draw_wide(canvas)
            self._draw_foot(canvas)
        else:
            self._draw_square_frame(canvas)
            self.draw_square(canvas)
        return canvas.png()

    def draw_wide(self, canvas: Canvas) -> None:
        """Draw the content between head and foot of the wide card."""
        raise NotImplementedError

    def draw_square(self, canvas: Canvas) -> None:
        """Draw the content of the square card."""
        raise NotImplementedError

    @property
    def text_colours(self) -> tuple[str, str, str]:
        """The colours of names, of secondary text and of rules on this card's background."""
        dark = self.ground == "dark-ground"
        return ("dark-ink", "dark-ink-2", "ink-2") if dark else ("ink", "ink-3", "rule-2")

    def _draw_head(self, canvas: Canvas) -> None:
        strong, quiet, _ = self.text_colours
        canvas.logo(MARGIN, 46, 44)
        plan = one_line(self.plan, SANS, 24, 420)
        park = one_line(self.park, SERIF, 28, 1200 - 2 * MARGIN - 60 - plan.width - 40)
        canvas.block(MARGIN + 60, 55, park, strong)
        canvas.block(1200 - MARGIN - plan.width, 57, plan, quiet)

    def _draw_foot(self, canvas: Canvas) -> None:
        _, quiet, line = self.text_colours
        canvas.rule(MARGIN, 1200 - MARGIN, 564, line)
        if self.source:
            canvas.block(MARGIN, 580, one_line(self.source, SANS, 21, 1200 - 2 * MARGIN), quiet)

    def _draw_square_frame(self, canvas: Canvas) -> None:
        strong, quiet, line = self.text_colours
        right = 500 - SQUARE_MARGIN
        canvas.logo(SQUARE_MARGIN, 30, 36)
        park = one_line(self.park, SERIF, 24, right - SQUARE_MARGIN - 50)
        canvas.block(SQUARE_MARGIN + 50, 30 + (36 - park.size) / 2, park, strong)
        canvas.rule(SQUARE_MARGIN, right, 446, line)
        canvas.block(SQUARE_MARGIN, 460, one_line(self.plan, SANS, 21, right - SQUARE_MARGIN), quiet)


def one_line(text: str, face: Face, size: int, width: float) -> TextBlock:
    """Fit a text on one line: up to four pixels smaller if necessary, then shortened."""
    return fit_text(text, face, (size, size - 2, size - 4), width, 1)


def offset_within(room: float, height: float, part: float = 0.5) -> float:
    """The offset that leaves the share `part` of the free space above something of that height."""
    return max(0.0, room - height) * part


def draw_stack(
    canvas: Canvas, x: float, top: float, room: float, parts: list[tuple[TextBlock, str, int]]
) -> None:
    """Draw blocks below each other, vertically centred in `room`; a part is block, colour, gap below it."""
    shown = [part for part in parts if part[0].lines]
    height = sum(block.height for block, _, _ in shown) + sum(gap for _, _, gap in shown[:-1])
    y = top + offset_within(room, height)
    for block, colour, gap in shown:
        y = canvas.block(x, y, block, colour) + gap


def draw_pill(
    canvas: Canvas,
    x: float,
    top: float,
    text: str,
    ink: str,
    ground: str,
    *,
    edge: str = "",
    size: int = 21,
    sign: bool = False,
) -> float:
    """Draw a small label, with a warning sign if `sign`; return the x where it ends."""
    width, height, lead = pill_width(text, size, sign), round(size * 1.62), size + 6 if sign else 0
    canvas.frame(Box(x, top, x + width, top + height), ground, edge, radius=6)
    if sign:
        canvas.warning_sign(x + 10, top + (height - size) / 2, size, ink)
    canvas.text(x + 10 + lead, top + height / 2 + 0.36 * size, adapt_quotes(text), SANS, size, ink)
    return x + width


def pill_width(text: str, size: int, sign: bool) -> float:
    return SANS.width(adapt_quotes(text)) * size + 20 + (size + 6 if sign else 0)
