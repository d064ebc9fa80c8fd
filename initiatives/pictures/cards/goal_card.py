"""The card of a goal: what it is, and which of the projects serve it."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import EDGE, NARROW_EDGE, Card, one_line, pill, stack
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, fitted


@dataclass(frozen=True, kw_only=True)
class GoalCard(Card):
    """`served` says of every project in turn whether it serves the goal; `link` and `basis` in words."""

    title: str
    group: str = ""
    statement: str = ""
    served: tuple[tuple[str, bool], ...] = ()
    link: str = ""
    basis: str = ""

    def wide(self, sheet: Canvas) -> None:
        width = 1200 - 2 * EDGE
        strip = 0 < len(self.served) <= 14
        bottom = 404 if strip else 520
        eyebrow = fitted(self.group, SERIF, (32, 28, 24), width, 1)
        sizes = (76, 72, 66, 60, 52, 46, 42, 38)
        title = fitted(self.title, SERIF, sizes, width, 3, leading=1.22, balanced=True, height=148)
        lines = 2 if len(title.lines) > 1 else 3
        statement = fitted(self.statement, SANS, (30, 28, 26), width * 0.96, lines, leading=1.5)
        parts = [(eyebrow, "red", 18), (title, "ink", 26), (statement, "ink-2", 0)]
        stack(sheet, EDGE, 122, bottom - 122, parts)
        if strip:
            self._strip(sheet, 436)

    def _strip(self, sheet: Canvas, top: int) -> None:
        """The numbers of all projects, those that serve the goal picked out."""
        caption = one_line(self.link, SANS, 24, 700)
        end = sheet.block(EDGE, top, caption, "ink-2") and EDGE + caption.width
        if self.basis:
            pill(sheet, end + 18, top - 5, self.basis, "gold", "gold-soft")
        width = min(124, (1200 - 2 * EDGE + 12) / len(self.served) - 12)
        for place, (numeral, serves) in enumerate(self.served):
            left = EDGE + place * (width + 12)
            box = Box(left, top + 44, left + width, top + 104)
            sheet.frame(box, "red" if serves else "sheet", "" if serves else "rule-2", radius=8)
            size = 32 if width >= 60 else 24
            at = left + (width - NUMERALS.width(numeral) * size) / 2
            sheet.words(at, top + 74 + 0.365 * size, numeral, NUMERALS, size, "sheet" if serves else "ink-3")

    def square(self, sheet: Canvas) -> None:
        width = 500 - 2 * NARROW_EDGE
        eyebrow = fitted(self.group, SERIF, (34, 30, 26), width, 1)
        title = fitted(
            self.title, SERIF, (64, 56, 50, 44, 38, 32), width, 5, leading=1.24, balanced=True, height=270
        )
        stack(sheet, NARROW_EDGE, 86, 346, [(eyebrow, "red", 20), (title, "ink", 0)])
