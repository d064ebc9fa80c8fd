"""The card of a quotation: what was said, by whom, and whether in these words."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Canvas
from initiatives.pictures.cards.card import EDGE, NARROW_EDGE, Card, one_line, pill, shift
from initiatives.pictures.typesetting import SANS, SERIF, fitted, in_face


@dataclass(frozen=True, kw_only=True)
class QuoteCard(Card):
    """What was said. Only a verbatim quotation stands in quotation marks."""

    text: str
    speaker: str
    office: str = ""
    manner: str = ""
    verbatim: bool = True

    ground = "dark-ground"

    def wide(self, sheet: Canvas) -> None:
        left = EDGE + 92
        width = 1200 - EDGE - left
        sizes = (58, 54, 50, 46, 42, 38, 35, 32, 29)
        text = fitted(self.text, SERIF, sizes, width, 6, leading=1.46, height=290)
        top = 118 + shift(312, text.height)
        self._mark(sheet, EDGE - 6, top, top + text.height, 150)
        sheet.block(left, top, text, "dark-ink")
        name = one_line(self.speaker, SERIF, 30, width - 260)
        end = sheet.words(left, 488, "".join(name.lines), SERIF, name.size, "dark-ink")
        if self.manner:
            pill(sheet, end + 18, 460, self.manner, "dark-ink-2", "dark-ground", edge="ink-2")
        sheet.block(left, 508, one_line(self.office, SANS, 24, width), "dark-ink-2")

    def _mark(self, sheet: Canvas, x: float, top: float, foot: float, size: int) -> None:
        """The opening mark; what is retold has a bar instead."""
        if self.verbatim:
            sheet.words(x, top + 0.86 * size, in_face("“"), SERIF, size, "dark-red")
        else:
            sheet.upright(round(x + 8), top + 4, foot, "dark-red", 5)

    def square(self, sheet: Canvas) -> None:
        width = 500 - 2 * NARROW_EDGE
        sizes = (44, 40, 36, 33, 30, 27, 24, 22, 20, 19)
        text = fitted(self.text, SERIF, sizes, width, 10, leading=1.38, height=258)
        sheet.words(
            NARROW_EDGE - 4, 156, in_face("“"), SERIF, 92, "dark-red"
        ) if self.verbatim else sheet.rule(NARROW_EDGE, NARROW_EDGE + 56, 104, "dark-red", 5)
        top = 126
        sheet.block(NARROW_EDGE, top + shift(256, text.height, 0.3), text, "dark-ink")
        name = one_line(self.speaker, SERIF, 25, width * 0.62)
        end = sheet.words(NARROW_EDGE, 426, "".join(name.lines), SERIF, name.size, "dark-ink")
        if self.manner:
            block = one_line(self.manner, SANS, 20, 500 - NARROW_EDGE - end - 14)
            sheet.words(end + 14, 426, "".join(block.lines), SANS, block.size, "dark-ink-2")
