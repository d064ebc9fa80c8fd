"""The share card of a goal: title, statement, and which projects serve it."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import MARGIN, SQUARE_MARGIN, Card, draw_pill, draw_stack, one_line
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, fit_text


@dataclass(frozen=True, kw_only=True)
class GoalCard(Card):
    """`served` holds each project's numeral and whether it serves the goal; `link` sums that up in words."""

    title: str
    group: str = ""
    statement: str = ""
    served: tuple[tuple[str, bool], ...] = ()
    link: str = ""
    basis: str = ""

    def draw_wide(self, canvas: Canvas) -> None:
        width = 1200 - 2 * MARGIN
        strip = 0 < len(self.served) <= 14
        bottom = 404 if strip else 520
        eyebrow = fit_text(self.group, SERIF, (32, 28, 24), width, 1)
        sizes = (76, 72, 66, 60, 52, 46, 42, 38)
        title = fit_text(self.title, SERIF, sizes, width, 3, leading=1.22, balanced=True, height=148)
        lines = 2 if len(title.lines) > 1 else 3
        statement = fit_text(self.statement, SANS, (30, 28, 26), width * 0.96, lines, leading=1.5)
        parts = [(eyebrow, "red", 18), (title, "ink", 26), (statement, "ink-2", 0)]
        draw_stack(canvas, MARGIN, 122, bottom - 122, parts)
        if strip:
            self._draw_project_numbers(canvas, 436)

    def _draw_project_numbers(self, canvas: Canvas, top: int) -> None:
        """Draw the numerals of all projects, highlighting those that serve the goal."""
        caption = one_line(self.link, SANS, 24, 700)
        end = canvas.block(MARGIN, top, caption, "ink-2") and MARGIN + caption.width
        if self.basis:
            draw_pill(canvas, end + 18, top - 5, self.basis, "gold", "gold-soft")
        width = min(124, (1200 - 2 * MARGIN + 12) / len(self.served) - 12)
        for place, (numeral, serves) in enumerate(self.served):
            left = MARGIN + place * (width + 12)
            box = Box(left, top + 44, left + width, top + 104)
            canvas.frame(box, "red" if serves else "sheet", "" if serves else "rule-2", radius=8)
            size = 32 if width >= 60 else 24
            at = left + (width - NUMERALS.width(numeral) * size) / 2
            canvas.text(at, top + 74 + 0.365 * size, numeral, NUMERALS, size, "sheet" if serves else "ink-3")

    def draw_square(self, canvas: Canvas) -> None:
        width = 500 - 2 * SQUARE_MARGIN
        eyebrow = fit_text(self.group, SERIF, (34, 30, 26), width, 1)
        title = fit_text(
            self.title, SERIF, (64, 56, 50, 44, 38, 32), width, 5, leading=1.24, balanced=True, height=270
        )
        draw_stack(canvas, SQUARE_MARGIN, 86, 346, [(eyebrow, "red", 20), (title, "ink", 0)])
