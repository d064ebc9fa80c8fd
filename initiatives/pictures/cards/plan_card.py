"""The card of a plan: its title and the slogan as structure."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import EDGE, EMPTY, NARROW_EDGE, Card, one_line, shift, stack
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, TextBlock, fitted

# How many goals stand side by side before the slogan's grid would be too small to read.
MOST_COLUMNS = 7
GOAL_SIZES = (26, 25, 24, 23, 22, 21, 20, 19, 18)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A part of the slogan: how many goals it says it holds, its name, its goals."""

    count: str
    label: str
    goals: tuple[str, ...]


def _columns(group: Group) -> int:
    return max(1, len(group.goals))


def _places(box: Box, group: Group) -> list[tuple[float, float]]:
    """Where each goal of a part begins, and how wide it is."""
    width = box.width / _columns(group)
    return [(box.left + place * width, width - 14) for place in range(len(group.goals))]


def _goal(text: str, width: float, sizes: tuple[int, ...]) -> TextBlock:
    return fitted(text, SANS, sizes, width, 6, leading=1.23, height=140)


@dataclass(frozen=True, kw_only=True)
class PlanCard(Card):
    title: str
    summary: str = ""
    groups: tuple[Group, ...] = ()

    def wide(self, sheet: Canvas) -> None:
        width = 1200 - 2 * EDGE
        slogan = 0 < sum(map(_columns, self.groups)) <= MOST_COLUMNS
        bottom = 296 if slogan else 540
        title = fitted(
            self.title,
            SERIF,
            (76, 68, 60, 52, 46, 42) if slogan else (96, 84, 76, 68, 60, 52, 46),
            width,
            3,
            leading=1.22,
            balanced=True,
            height=160 if slogan else 236,
        )
        summary = fitted(self.summary, SANS, (30, 28, 26), width * 0.94, 2 if slogan else 5, leading=1.5)
        if slogan and title.height + summary.height + 24 > bottom - 126:
            summary = EMPTY  # the slogan says what it would say
        top = 116 if slogan else 126
        stack(sheet, EDGE, top, bottom - top, [(title, "ink", 24), (summary, "ink-2", 0)])
        if slogan:
            self._slogan(sheet, Box(EDGE, 312, 1200 - EDGE, 542))

    def _slogan(self, sheet: Canvas, box: Box) -> None:
        """The parts side by side, each the wider the more goals it has; all goals in one size."""
        sheet.frame(box, "sheet", "rule-2")
        unit, left, parts = box.width / sum(0.8 + _columns(group) for group in self.groups), box.left, []
        for group in self.groups:
            right = left + unit * (0.8 + _columns(group))
            parts.append((group, Box(left + 22, box.top + 14, right - 8, box.bottom - 12)))
            left = right
        fits = [
            _goal(goal, width, GOAL_SIZES).size
            for group, part in parts
            for goal, (_, width) in zip(group.goals, _places(part, group), strict=True)
        ]
        for place, (group, part) in enumerate(parts):
            if place:
                sheet.upright(round(part.left - 22), box.top + 1, box.bottom - 1, "rule")
            self._part(sheet, part, group, min(fits, default=GOAL_SIZES[0]))

    def _part(self, sheet: Canvas, box: Box, group: Group, size: int) -> None:
        x, baseline = box.left, box.top + 48
        if group.count:
            x = sheet.words(x, baseline, group.count, NUMERALS, 58, "red") + 14
        label = one_line(group.label, SERIF, 26, box.right - x - 6)
        sheet.words(x, baseline, "".join(label.lines), SERIF, label.size, "ink")
        top = box.top + 68
        for goal, (at, width) in zip(group.goals, _places(box, group), strict=True):
            sheet.rule(round(at), round(at + width), round(top), "ink", 2)
            sheet.block(at, top + 14, _goal(goal, width, (size,)), "ink-2")

    def square(self, sheet: Canvas) -> None:
        width, shown = 500 - 2 * NARROW_EDGE, self.groups[:3]
        title = fitted(
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
        sheet.block(NARROW_EDGE, 84 + shift(room, title.height), title, "ink")
        for place, group in enumerate(shown):
            unit = width / len(shown)
            at = NARROW_EDGE + place * unit
            sheet.rule(round(at), round(at + unit - 14), 296, "ink", 2)
            if group.count:
                sheet.words(at, 366, group.count, NUMERALS, 72, "red")
            label = fitted(group.label, SERIF, (24, 23, 22, 21, 20), unit - 14, 2, leading=1.16)
            sheet.block(at, 378 if group.count else 318, label, "ink")
