"""The card of a metric: its figures as stated, or that none is."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import EDGE, NARROW_EDGE, Card, one_line, shift
from initiatives.pictures.cards.card_figures import CardFigure, facts, number, side_by_side, value
from initiatives.pictures.typesetting import SANS, SERIF, TextBlock, fitted

WIDTH = 1200 - 2 * EDGE
BOTTOM = 548


@dataclass(frozen=True, kw_only=True)
class MetricCard(Card):
    """`more` says in words how many figures are not shown."""

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

    def wide(self, sheet: Canvas) -> None:
        foot = sheet.block(EDGE, 126, self._title(), "ink")
        if not self.stated:
            self._unstated(sheet, foot)
        elif len(self.figures) == 1:
            self._single(sheet, foot, self.figures[0])
        else:
            side_by_side(sheet, Box(EDGE, foot + 36, EDGE + WIDTH, 540), self.figures[:4])
            if self.more:
                block = one_line(self.more, SANS, 21, WIDTH)
                sheet.block(1200 - EDGE - block.width, 533, block, "ink-3")

    def _title(self) -> TextBlock:
        """On one line if that is still large."""
        one = fitted(self.name, SERIF, (56, 52, 48, 44, 42), WIDTH, 1)
        if one.whole:
            return one
        return fitted(self.name, SERIF, (48, 44, 40, 36, 32), WIDTH, 2, leading=1.24, balanced=True)

    def _single(self, sheet: Canvas, foot: float, figure: CardFigure) -> None:
        scope = fitted(figure.scope, SANS, (30, 28, 26), WIDTH, 2, leading=1.35)
        if scope.lines:
            foot = sheet.block(EDGE, foot + 16, scope, "ink-2")
        wording = fitted(figure.wording, SANS, (25, 23), WIDTH, 2, leading=1.45)
        below = 44 + 26 + (28 + wording.height if wording.lines else 0)
        size = round(min(210, (BOTTOM - foot - 88 - below) / 0.73))
        baseline = foot + shift(BOTTOM - foot, 0.73 * size + below) + 0.73 * size
        number(sheet, EDGE, baseline, figure, size, WIDTH)
        facts(sheet, EDGE, baseline + 44, figure, WIDTH, size=26)
        sheet.block(EDGE, baseline + 98, wording, "ink-3")

    def _unstated(self, sheet: Canvas, foot: float) -> None:
        """One word in place of a number, whatever the thresholds it is not stated for."""
        first = self.figures[0]
        scopes = fitted(self._scopes, SANS, (30, 28, 26, 24), WIDTH, 2, leading=1.4)
        if scopes.lines:
            foot = sheet.block(EDGE, foot + 16, scopes, "ink-2")
        wording = fitted(first.wording, SANS, (25, 23), WIDTH, 2, leading=1.45)
        below = 32 + 26 + (28 + wording.height if wording.lines else 0)
        largest = min(120, int(BOTTOM - foot - 44 - below))
        missing = fitted(first.missing, SERIF, (largest, largest - 12, largest - 24), WIDTH, 1)
        top = foot + shift(BOTTOM - foot, missing.size + below)
        sheet.block(EDGE, top, missing, "ink-3")
        line = top + missing.size + 32
        facts(sheet, EDGE, line, first, WIDTH, size=26)
        sheet.block(EDGE, line + 54, wording, "ink-3")

    def square(self, sheet: Canvas) -> None:
        width = 500 - 2 * NARROW_EDGE
        shown = self.stated[:2] or self.figures[:1]
        sizes = (46, 42, 38, 34, 30, 27)
        name = fitted(self.name, SERIF, sizes, width, 3, leading=1.22, balanced=True, height=118)
        foot = sheet.block(NARROW_EDGE, 88, name, "ink")
        unit = width / len(shown)
        baseline = min(346 if len(shown) == 1 else 330, foot + 0.5 * (372 - foot) + 66)
        for place, figure in enumerate(shown):
            at, room = NARROW_EDGE + place * unit, unit - (20 if len(shown) > 1 else 0)
            value(sheet, at, baseline, figure, 130, room)
            below = facts(sheet, at, baseline + 28, figure, room) + 13
            scope = figure.scope if self.stated else self._scopes
            if below < 420:
                sheet.block(at, below, one_line(scope, SANS, 21, room), "ink-3")
