"""The share card of a project: number, title in two halves, figures and measures."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import MARGIN, SQUARE_MARGIN, Card, offset_within
from initiatives.pictures.cards.card_figures import GUTTER, CardFigure, draw_row
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, TextBlock, fit_text

BOTTOM = 548


@dataclass(frozen=True, kw_only=True)
class ProjectCard(Card):
    """`halves` is the title in its two parts, or whole as the only element."""

    numeral: str
    halves: tuple[str, ...]
    summary: str = ""
    figures: tuple[CardFigure, ...] = ()
    measures: tuple[str, ...] = ()

    def draw_wide(self, canvas: Canvas) -> None:
        below = bool(self.figures or self.measures)
        left, bottom = 352, 350 if below else 530
        width = 1200 - MARGIN - left
        title = self._title(width, (68, 60, 54, 48, 44, 40, 36), 1, 3, 140)
        summary = fit_text(self.summary, SANS, (28, 26, 24), width, 2 if below else 5, leading=1.5)
        height = sum(block.height for block in title) + 12 * (len(title) - 1) + 28 + summary.height
        top = 122 + offset_within(bottom - 122, height)
        canvas.text(
            MARGIN - 8, self._numeral_baseline(top, title), self.numeral, NUMERALS, self._numeral_size, "red"
        )
        foot = self._draw_title(canvas, left, top, title)
        canvas.block(left, foot + 26, summary, "ink-2")
        third = (width + GUTTER) / 3
        draw_row(canvas, Box(left, 366, left + width, BOTTOM), self.figures)
        if len(self.figures) < 2:
            # The remaining width is for measures.
            start = left + third * len(self.figures)
            self._draw_measures(canvas, start, 366, left + width - start)

    def _numeral_baseline(self, top: float, title: list[TextBlock]) -> float:
        """The baseline at which the numeral's top aligns with the title's."""
        return top + 0.06 * title[0].size + 0.733 * self._numeral_size

    @property
    def _numeral_size(self) -> int:
        """As large as fits left of the title."""
        return min(190, int(250 / NUMERALS.width(self.numeral)))

    def _title(
        self, width: float, sizes: tuple[int, ...], lines: int, max_lines: int, height: float
    ) -> list[TextBlock]:
        """Both halves in the largest size in which each fits `lines`; else the whole title in `max_lines`."""
        for size in sizes:
            blocks = [
                fit_text(half, SERIF, (size,), width, lines, leading=1.14, balanced=True)
                for half in self.halves
            ]
            needed = sum(block.height for block in blocks) + 12 * (len(blocks) - 1)
            if all(block.whole for block in blocks) and needed <= height:
                return blocks
        whole = " ".join(self.halves) if self.halves[0].isascii() else "".join(self.halves)
        return [fit_text(whole, SERIF, sizes, width, max_lines, leading=1.2, balanced=True, height=height)]

    def _draw_title(self, canvas: Canvas, x: float, top: float, title: list[TextBlock]) -> float:
        for place, block in enumerate(title):
            top = canvas.block(x, top, block, "red" if place else "ink") + 12
        return top - 12

    def _draw_measures(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        """Draw the first measures as a numbered list, as far as they fit."""
        if not self.measures:
            return
        canvas.rule(left, left + width, top, "ink", 2)
        shown = self.measures[:3]
        single_lines = [fit_text(words, SANS, (26, 25, 24, 23, 22), width - 34, 1) for words in shown]
        max_lines = 1 if all(step.whole for step in single_lines) else 2
        size = min(step.size for step in single_lines)
        y = top + 18
        for place, words in enumerate(shown):
            step = fit_text(words, SANS, (size,), width - 34, max_lines, leading=1.26)
            if y + step.height > BOTTOM + 4:
                break
            canvas.text(left, y + 0.88 * size, str(place + 1), NUMERALS, size, "red")
            y = canvas.block(left + 34, y, step, "ink") + 14

    def draw_square(self, canvas: Canvas) -> None:
        width = 500 - 2 * SQUARE_MARGIN
        title = self._title(width, (62, 56, 50, 44, 40, 36, 32, 28), 2, 4, 200)
        height = 118 + 26 + sum(block.height for block in title) + 12 * (len(title) - 1)
        top = 84 + offset_within(352, height)
        canvas.text(SQUARE_MARGIN - 6, top + 116, self.numeral, NUMERALS, 158, "red")
        self._draw_title(canvas, SQUARE_MARGIN, top + 118 + 26, title)
