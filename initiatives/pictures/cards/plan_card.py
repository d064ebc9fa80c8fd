"""The share card of a plan: its title, and its goals by group."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import (
    EMPTY_BLOCK,
    MARGIN,
    SQUARE_MARGIN,
    Card,
    draw_stack,
    offset_within,
    one_line,
)
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, TextBlock, fit_text

# How many goals fit side by side and are still legible.
MAX_COLUMNS = 7
GOAL_SIZES = (26, 25, 24, 23, 22, 21, 20, 19, 18)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A goal group: the number in its name (may be empty), its label, the titles of its goals."""

    count: str
    label: str
    goals: tuple[str, ...]


def _column_count(group: Group) -> int:
    return max(1, len(group.goals))


def _goal_columns(box: Box, group: Group) -> list[tuple[float, float]]:
    """The x and width of each goal of a group."""
    width = box.width / _column_count(group)
    return [(box.left + place * width, width - 14) for place in range(len(group.goals))]


def _goal(text: str, width: float, sizes: tuple[int, ...]) -> TextBlock:
    return fit_text(text, SANS, sizes, width, 6, leading=1.23, height=140)


@dataclass(frozen=True, kw_only=True)
class PlanCard(Card):
    title: str
    summary: str = ""
    groups: tuple[Group, ...] = ()

    def draw_wide(self, canvas: Canvas) -> None:
        width = 1200 - 2 * MARGIN
        slogan = 0 < sum(map(_column_count, self.groups)) <= MAX_COLUMNS
        bottom = 296 if slogan else 540
        title = fit_text(
            self.title,
            SERIF,
            (76, 68, 60, 52, 46, 42) if slogan else (96, 84, 76, 68, 60, 52, 46),
            width,
            3,
            leading=1.22,
            balanced=True,
            height=160 if slogan else 236,
        )
        summary = fit_text(self.summary, SANS, (30, 28, 26), width * 0.94, 2 if slogan else 5, leading=1.5)
        if slogan and title.height + summary.height + 24 > bottom - 126:
            summary = EMPTY_BLOCK  # the slogan says what it would say
        top = 116 if slogan else 126
        draw_stack(canvas, MARGIN, top, bottom - top, [(title, "ink", 24), (summary, "ink-2", 0)])
        if slogan:
            self._draw_slogan(canvas, Box(MARGIN, 312, 1200 - MARGIN, 542))

    def _draw_slogan(self, canvas: Canvas, box: Box) -> None:
        """Draw the groups side by side, as wide as their number of goals requires, all goals in one size."""
        canvas.frame(box, "sheet", "rule-2")
        unit, left, parts = box.width / sum(0.8 + _column_count(group) for group in self.groups), box.left, []
        for group in self.groups:
            right = left + unit * (0.8 + _column_count(group))
            parts.append((group, Box(left + 22, box.top + 14, right - 8, box.bottom - 12)))
            left = right
        fits = [
            _goal(goal, width, GOAL_SIZES).size
            for group, part in parts
            for goal, (_, width) in zip(group.goals, _goal_columns(part, group), strict=True)
        ]
        for place, (group, part) in enumerate(parts):
            if place:
                canvas.vertical_rule(round(part.left - 22), box.top + 1, box.bottom - 1, "rule")
            self._draw_group(canvas, part, group, min(fits, default=GOAL_SIZES[0]))

    def _draw_group(self, canvas: Canvas, box: Box, group: Group, size: int) -> None:
        x, baseline = box.left, box.top + 48
        if group.count:
            x = canvas.text(x, baseline, group.count, NUMERALS, 58, "red") + 14
        label = one_line(group.label, SERIF, 26, box.right - x - 6)
        canvas.text(x, baseline, "".join(label.lines), SERIF, label.size, "ink")
        top = box.top + 68
        for goal, (at, width) in zip(group.goals, _goal_columns(box, group), strict=True):
            canvas.rule(round(at), round(at + width), round(top), "ink", 2)
            canvas.block(at, top + 14, _goal(goal, width, (size,)), "ink-2")

    def draw_square(self, canvas: Canvas) -> None:
        width, shown = 500 - 2 * SQUARE_MARGIN, self.groups[:3]
        title = fit_text(
            self.title,
            SERIF,
            (58, 54, 50, 46, 42, 38, 34, 30),
            width,
            4 if shown else 6,
            leading=1.22,
            balanced=True,
            height=186 if shown else 330,
        )
        room = 202 if shown else 350
        canvas.block(SQUARE_MARGIN, 84 + offset_within(room, title.height), title, "ink")
        for place, group in enumerate(shown):
            unit = width / len(shown)
            at = SQUARE_MARGIN + place * unit
            canvas.rule(round(at), round(at + unit - 14), 296, "ink", 2)
            if group.count:
                canvas.text(at, 366, group.count, NUMERALS, 72, "red")
            label = fit_text(group.label, SERIF, (24, 23, 22, 21, 20), unit - 14, 2, leading=1.16)
            canvas.block(at, 378 if group.count else 318, label, "ink")
