"""What all cards have in common: their two shapes, head and foot, and small parts."""

from dataclasses import dataclass
from enum import StrEnum

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.typesetting import SANS, SERIF, Face, TextBlock, fitted, in_face

EDGE = 64  # of a wide card, on all sides
NARROW_EDGE = 36  # of a square one
EMPTY = TextBlock(SANS, 0, (), 1)


class Shape(StrEnum):
    WIDE = "card"
    SQUARE = "card-square"

    @property
    def size(self) -> tuple[int, int]:
        return (1200, 630) if self is Shape.WIDE else (500, 500)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What every card says: whose plan, of which year, and where the facts come from."""

    park: str
    plan: str
    source: str = ""

    ground = "paper"

    def draw(self, shape: Shape) -> bytes:
        """The finished picture, as PNG."""
        sheet = Canvas(*shape.size, self.ground)
        if shape is Shape.WIDE:
            self._head(sheet)
            self.wide(sheet)
            self._foot(sheet)
        else:
            self._square_frame(sheet)
            self.square(sheet)
        return sheet.png()

    def wide(self, sheet: Canvas) -> None:
        """What stands between head and foot."""
        raise NotImplementedError

    def square(self, sheet: Canvas) -> None:
        raise NotImplementedError

    @property
    def inks(self) -> tuple[str, str, str]:
        """For names, for what is beside them, for lines."""
        dark = self.ground == "dark-ground"
        return ("dark-ink", "dark-ink-2", "ink-2") if dark else ("ink", "ink-3", "rule-2")

    def _head(self, sheet: Canvas) -> None:
        strong, quiet, _ = self.inks
        sheet.seal(EDGE, 46, 44)
        plan = one_line(self.plan, SANS, 24, 420)
        park = one_line(self.park, SERIF, 28, 1200 - 2 * EDGE - 60 - plan.width - 40)
        sheet.block(EDGE + 60, 55, park, strong)
        sheet.block(1200 - EDGE - plan.width, 57, plan, quiet)

    def _foot(self, sheet: Canvas) -> None:
        _, quiet, line = self.inks
        sheet.rule(EDGE, 1200 - EDGE, 564, line)
        if self.source:
            sheet.block(EDGE, 580, one_line(self.source, SANS, 21, 1200 - 2 * EDGE), quiet)

    def _square_frame(self, sheet: Canvas) -> None:
        strong, quiet, line = self.inks
        right = 500 - NARROW_EDGE
        sheet.seal(NARROW_EDGE, 30, 36)
        park = one_line(self.park, SERIF, 24, right - NARROW_EDGE - 50)
        sheet.block(NARROW_EDGE + 50, 30 + (36 - park.size) / 2, park, strong)
        sheet.rule(NARROW_EDGE, right, 446, line)
        sheet.block(NARROW_EDGE, 460, one_line(self.plan, SANS, 21, right - NARROW_EDGE), quiet)


def one_line(text: str, face: Face, size: int, width: float) -> TextBlock:
    """A text that stays on its line: a little smaller if need be, then shortened."""
    return fitted(text, face, (size, size - 2, size - 4), width, 1)


def shift(room: float, height: float, part: float = 0.5) -> float:
    """How far down something begins so that of the room left over this part is above it."""
    return max(0.0, room - height) * part


def stack(sheet: Canvas, x: float, top: float, room: float, parts: list[tuple[TextBlock, str, int]]) -> None:
    """Texts below each other, each in a colour and with its distance to the next, amid the room."""
    shown = [part for part in parts if part[0].lines]
    height = sum(block.height for block, _, _ in shown) + sum(gap for _, _, gap in shown[:-1])
    y = top + shift(room, height)
    for block, colour, gap in shown:
        y = sheet.block(x, y, block, colour) + gap


def pill(
    sheet: Canvas,
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
    """A small label, with or without the warning sign; gives where it ends."""
    width, height, lead = pill_width(text, size, sign), round(size * 1.62), size + 6 if sign else 0
    sheet.frame(Box(x, top, x + width, top + height), ground, edge, radius=6)
    if sign:
        sheet.sign(x + 10, top + (height - size) / 2, size, ink)
    sheet.words(x + 10 + lead, top + height / 2 + 0.36 * size, in_face(text), SANS, size, ink)
    return x + width


def pill_width(text: str, size: int, sign: bool) -> float:
    return SANS.width(in_face(text)) * size + 20 + (size + 6 if sign else 0)
