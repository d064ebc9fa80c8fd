"""The share card of a quote: the words, the speaker, and whether they are verbatim."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Canvas
from initiatives.pictures.cards.card import MARGIN, SQUARE_MARGIN, Card, draw_pill, offset_within, one_line
from initiatives.pictures.typesetting import SANS, SERIF, adapt_quotes, fit_text


@dataclass(frozen=True, kw_only=True)
class QuoteCard(Card):
    """Only a verbatim quote is drawn with quotation marks."""

    text: str
    speaker: str
    office: str = ""
    manner: str = ""
    verbatim: bool = True

    ground = "dark-ground"

    def draw_wide(self, canvas: Canvas) -> None:
        left = MARGIN + 92
        width = 1200 - MARGIN - left
        sizes = (58, 54, 50, 46, 42, 38, 35, 32, 29)
        text = fit_text(self.text, SERIF, sizes, width, 6, leading=1.46, height=290)
        top = 118 + offset_within(312, text.height)
        self._draw_quotation_mark(canvas, MARGIN - 6, top, top + text.height, 150)
        canvas.block(left, top, text, "dark-ink")
        name = one_line(self.speaker, SERIF, 30, width - 260)
        end = canvas.text(left, 488, "".join(name.lines), SERIF, name.size, "dark-ink")
        if self.manner:
            draw_pill(canvas, end + 18, 460, self.manner, "dark-ink-2", "dark-ground", edge="ink-2")
        canvas.block(left, 508, one_line(self.office, SANS, 24, width), "dark-ink-2")

    def _draw_quotation_mark(self, canvas: Canvas, x: float, top: float, foot: float, size: int) -> None:
        """Draw an opening quotation mark, or a bar beside reported speech."""
        if self.verbatim:
            canvas.text(x, top + 0.86 * size, adapt_quotes("“"), SERIF, size, "dark-red")
        else:
            canvas.vertical_rule(round(x + 8), top + 4, foot, "dark-red", 5)

    def draw_square(self, canvas: Canvas) -> None:
        width = 500 - 2 * SQUARE_MARGIN
        sizes = (44, 40, 36, 33, 30, 27, 24, 22, 20, 19)
        text = fit_text(self.text, SERIF, sizes, width, 10, leading=1.38, height=258)
        if self.verbatim:
            canvas.text(SQUARE_MARGIN - 4, 156, adapt_quotes("“"), SERIF, 92, "dark-red")
        else:
            canvas.rule(SQUARE_MARGIN, SQUARE_MARGIN + 56, 104, "dark-red", 5)
        top = 126
        canvas.block(SQUARE_MARGIN, top + offset_within(256, text.height, 0.3), text, "dark-ink")
        name = one_line(self.speaker, SERIF, 25, width * 0.62)
        end = canvas.text(SQUARE_MARGIN, 426, "".join(name.lines), SERIF, name.size, "dark-ink")
        if self.manner:
            block = one_line(self.manner, SANS, 20, 500 - SQUARE_MARGIN - end - 14)
            canvas.text(end + 14, 426, "".join(block.lines), SANS, block.size, "dark-ink-2")
