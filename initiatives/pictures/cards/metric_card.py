"""The share card of a metric: its figures as stated, or the statement that none has a number."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import MARGIN, SQUARE_MARGIN, Card, offset_within, one_line
from initiatives.pictures.cards.card_figures import (
    CardFigure,
    draw_facts,
    draw_number,
    draw_side_by_side,
    draw_value,
)
from initiatives.pictures.typesetting import SANS, SERIF, TextBlock, fit_text

WIDTH = 1200 - 2 * MARGIN
BOTTOM = 548


@dataclass(frozen=True, kw_only=True)
class MetricCard(Card):
    """`more` says how many figures are not shown."""

    name: str
    figures: tuple[CardFigure, ...]
    more: str = ""

    @property
    def stated(self) -> tuple[CardFigure, ...]:
        return tuple(figure for figure in self.figures if figure.value)

    @property
    def _scopes(self) -> str:
        between = "、" if self.figures[0].in_chinese else "; "
        return between.join(figure.scope for figure in self.figures if figure.scope)

    def draw_wide(self, canvas: Canvas) -> None:
        foot = canvas.block(MARGIN, 126, self._title(), "ink")
        if not self.stated:
            self._draw_unstated(canvas, foot)
        elif len(self.figures) == 1:
            self._draw_single_figure(canvas, foot, self.figures[0])
        else:
            draw_side_by_side(canvas, Box(MARGIN, foot + 36, MARGIN + WIDTH, 540), self.figures[:4])
            if self.more:
                block = one_line(self.more, SANS, 21, WIDTH)
                canvas.block(1200 - MARGIN - block.width, 533, block, "ink-3")

    def _title(self) -> TextBlock:
        """The title on one line if it fits in a large size, else on two."""
        single_line = fit_text(self.name, SERIF, (56, 52, 48, 44, 42), WIDTH, 1)
        if single_line.whole:
            return single_line
        return fit_text(self.name, SERIF, (48, 44, 40, 36, 32), WIDTH, 2, leading=1.24, balanced=True)

    def _draw_single_figure(self, canvas: Canvas, foot: float, figure: CardFigure) -> None:
        scope = fit_text(figure.scope, SANS, (30, 28, 26), WIDTH, 2, leading=1.35)
        if scope.lines:
            foot = canvas.block(MARGIN, foot + 16, scope, "ink-2")
        wording = fit_text(figure.wording, SANS, (25, 23), WIDTH, 2, leading=1.45)
        below = 44 + 26 + (28 + wording.height if wording.lines else 0)
        size = round(min(210, (BOTTOM - foot - 88 - below) / 0.73))
        baseline = foot + offset_within(BOTTOM - foot, 0.73 * size + below) + 0.73 * size
        draw_number(canvas, MARGIN, baseline, figure, size, WIDTH)
        draw_facts(canvas, MARGIN, baseline + 44, figure, WIDTH, size=26)
        canvas.block(MARGIN, baseline + 98, wording, "ink-3")

    def _draw_unstated(self, canvas: Canvas, foot: float) -> None:
        """Draw the words that no number is stated, once for all scopes."""
        first = self.figures[0]
        scopes = fit_text(self._scopes, SANS, (30, 28, 26, 24), WIDTH, 2, leading=1.4)
        if scopes.lines:
            foot = canvas.block(MARGIN, foot + 16, scopes, "ink-2")
        wording = fit_text(first.wording, SANS, (25, 23), WIDTH, 2, leading=1.45)
        below = 32 + 26 + (28 + wording.height if wording.lines else 0)
        largest = min(120, int(BOTTOM - foot - 44 - below))
        missing = fit_text(first.missing, SERIF, (largest, largest - 12, largest - 24), WIDTH, 1)
        top = foot + offset_within(BOTTOM - foot, missing.size + below)
        canvas.block(MARGIN, top, missing, "ink-3")
        line = top + missing.size + 32
        draw_facts(canvas, MARGIN, line, first, WIDTH, size=26)
        canvas.block(MARGIN, line + 54, wording, "ink-3")

    def draw_square(self, canvas: Canvas) -> None:
        width = 500 - 2 * SQUARE_MARGIN
        shown = self.stated[:2] or self.figures[:1]
        sizes = (46, 42, 38, 34, 30, 27)
        name = fit_text(self.name, SERIF, sizes, width, 3, leading=1.22, balanced=True, height=118)
        foot = canvas.block(SQUARE_MARGIN, 88, name, "ink")
        unit = width / len(shown)
        baseline = min(346 if len(shown) == 1 else 330, foot + 0.5 * (372 - foot) + 66)
        for place, figure in enumerate(shown):
            at, room = SQUARE_MARGIN + place * unit, unit - (20 if len(shown) > 1 else 0)
            draw_value(canvas, at, baseline, figure, 130, room)
            below = draw_facts(canvas, at, baseline + 28, figure, room) + 13
            scope = figure.scope if self.stated else self._scopes
            if below < 420:
                canvas.block(at, below, one_line(scope, SANS, 21, room), "ink-3")
