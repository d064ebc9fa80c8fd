"""The card of a project: its number, its title in two halves, what it starts from or will do."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import EDGE, NARROW_EDGE, Card, shift
from initiatives.pictures.cards.card_figures import GUTTER, CardFigure, row
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, TextBlock, fitted

BOTTOM = 548


@dataclass(frozen=True, kw_only=True)
class ProjectCard(Card):
    """`halves` is the title in the two parts it is made of, or as one."""

    numeral: str
    halves: tuple[str, ...]
    summary: str = ""
    figures: tuple[CardFigure, ...] = ()
    measures: tuple[str, ...] = ()

    def wide(self, sheet: Canvas) -> None:
        below = bool(self.figures or self.measures)
        left, bottom = 352, 350 if below else 530
        width = 1200 - EDGE - left
        title = self._title(width, (68, 60, 54, 48, 44, 40, 36), 1, 3, 140)
        summary = fitted(self.summary, SANS, (28, 26, 24), width, 2 if below else 5, leading=1.5)
        height = sum(block.height for block in title) + 12 * (len(title) - 1) + 28 + summary.height
        top = 122 + shift(bottom - 122, height)
        sheet.words(
            EDGE - 8, self._numeral_baseline(top, title), self.numeral, NUMERALS, self._numeral_size, "red"
        )
        foot = self._draw_title(sheet, left, top, title)
        sheet.block(left, foot + 26, summary, "ink-2")
        third = (width + GUTTER) / 3
        row(sheet, Box(left, 366, left + width, BOTTOM), self.figures)
        if len(self.figures) < 2:
            # What is free of the width is for what the project will do.
            start = left + third * len(self.figures)
            self._steps(sheet, start, 366, left + width - start)

    def _numeral_baseline(self, top: float, title: list[TextBlock]) -> float:
        """Its head level with the title's."""
        return top + 0.06 * title[0].size + 0.733 * self._numeral_size

    @property
    def _numeral_size(self) -> int:
        """Large, and beside the title."""
        return min(190, int(250 / NUMERALS.width(self.numeral)))

    def _title(
        self, width: float, sizes: tuple[int, ...], lines: int, most: int, height: float
    ) -> list[TextBlock]:
        """Both halves in the largest size in which each fits so many lines, or else the whole in more."""
        for size in sizes:
            blocks = [
                fitted(half, SERIF, (size,), width, lines, leading=1.14, balanced=True)
                for half in self.halves
            ]
            needed = sum(block.height for block in blocks) + 12 * (len(blocks) - 1)
            if all(block.whole for block in blocks) and needed <= height:
                return blocks
        whole = " ".join(self.halves) if self.halves[0].isascii() else "".join(self.halves)
        return [fitted(whole, SERIF, sizes, width, most, leading=1.2, balanced=True, height=height)]

    def _draw_title(self, sheet: Canvas, x: float, top: float, title: list[TextBlock]) -> float:
        for place, block in enumerate(title):
            top = sheet.block(x, top, block, "red" if place else "ink") + 12
        return top - 12

    def _steps(self, sheet: Canvas, left: float, top: float, width: float) -> None:
        """The first of what it will do, where no number is stated."""
        if not self.measures:
            return
        sheet.rule(left, left + width, top, "ink", 2)
        shown = self.measures[:3]
        single = [fitted(words, SANS, (26, 25, 24, 23, 22), width - 34, 1) for words in shown]
        most, size = (1 if all(step.whole for step in single) else 2), min(step.size for step in single)
        y = top + 18
        for place, words in enumerate(shown):
            step = fitted(words, SANS, (size,), width - 34, most, leading=1.26)
            if y + step.height > BOTTOM + 4:
                break
            sheet.words(left, y + 0.88 * size, str(place + 1), NUMERALS, size, "red")
            y = sheet.block(left + 34, y, step, "ink") + 14

    def square(self, sheet: Canvas) -> None:
        width = 500 - 2 * NARROW_EDGE
        title = self._title(width, (62, 56, 50, 44, 40, 36, 32, 28), 2, 4, 200)
        height = 118 + 26 + sum(block.height for block in title) + 12 * (len(title) - 1)
        top = 84 + shift(352, height)
        sheet.words(NARROW_EDGE - 6, top + 116, self.numeral, NUMERALS, 158, "red")
        self._draw_title(sheet, NARROW_EDGE, top + 118 + 26, title)
