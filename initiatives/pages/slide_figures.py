"""The figures on the slide of a project, as cards and targets: which of them fit, and how much they say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language

from initiatives.models import Figure, Remark
from initiatives.models.fields import page_language
from initiatives.pages.slide_space import count_lines, count_rows, text_width
from initiatives.values.vocabulary import RemarkKind

# Steps (see `slide_space`); the style sheet has the same.
SIDE_WIDTH = 29.0
HEADING = 2.2
MORE_LINE = 2.2
VALUE_SIZE, VALUE_LINE, WIDEST_VALUE = 3.2, 3.75, 12.0
LINE = 1.96
CARD_PADDING = 1.6
MAX_CARD_FIGURES = 3
MAX_SIDE_CARDS = 5
REASON_SIZE, REASON_LINE = 1.35, 1.82


@dataclass(frozen=True)
class FigureCard:
    """A figure, or several that contradict each other, with the remark that says why they are in doubt.

    The reason is told whole or, where the slide has no room (`with_reason`), on the slides of doubts alone.
    """

    figures: list[Figure]
    remark: Remark | None
    with_reason: bool = True

    @property
    def first(self) -> Figure:
        return self.figures[0]

    @property
    def shown(self) -> list[Figure]:
        return self.figures[:MAX_CARD_FIGURES]

    @property
    def further(self) -> int:
        return len(self.figures) - len(self.shown)

    @property
    def is_contradiction(self) -> bool:
        return self.remark is not None and self.remark.kind == RemarkKind.CONTRADICTION

    @property
    def same_metric(self) -> bool:
        """Whether one name stands for all its numbers."""
        return len({(row.metric_id, row.scope, row.period, row.kind) for row in self.figures}) == 1

    @property
    def is_wide(self) -> bool:
        """Whether the numbers leave too little room for the name beside them."""
        if len(self.figures) > 1 or value_width(self.first) > WIDEST_VALUE:
            return True
        beside = SIDE_WIDTH - 3.4 - value_width(self.first)
        return count_lines(figure_name(self.first), 1.45, beside) > 2

    def height(self, width: float, *, common: bool) -> float:
        """Its height in a column; `common` if the heading above says period and place for all cards."""
        inner = width - 2.2
        reason = self.remark.text("content")[0] if self.remark and self.with_reason else ""
        why = count_lines(reason, REASON_SIZE, inner) * REASON_LINE if reason else 0
        facts = self._facts(common=common)
        if not self.is_wide:
            beside = inner - 1.2 - value_width(self.first)
            about = count_lines(figure_name(self.first), 1.45, beside, 3) * LINE
            return CARD_PADDING + why + max(VALUE_LINE, about + count_rows(facts, beside) * 2.1)
        names = [self.first] if self.same_metric else self.shown
        about = sum(count_lines(figure_name(row), 1.45, inner, 3) for row in names) * LINE
        if self.same_metric:
            left = inner - sum(map(value_width, self.shown)) - 2.4
            tags = 0 if sum(facts) <= left else count_rows(facts, inner) * 2.1
            return CARD_PADDING + why + VALUE_LINE + tags + about
        return CARD_PADDING + why + 3.6 * len(names) + about + count_rows(facts, inner) * 2.1

    def _facts(self, *, common: bool) -> list[float]:
        """The widths of kind, doubt and hints as tags, and of period and marks."""
        figure = self.first
        tags = [figure.get_kind_display()]
        tags += [f"⚠ {row.get_kind_display()}" for row in figure.doubts[:1]]
        tags += [row.get_kind_display() for row in figure.hints]
        words = [] if common else [figure.period_in_words, *(group[0].mark for group in figure.marks)]
        return [text_width(tag, 1.3) + 2.3 for tag in tags] + [text_width(row, 1.3) + 1 for row in words]


def value_width(figure: Figure) -> float:
    """The width of a figure's value as the card shows it."""
    if not figure.amount:
        return text_width(figure.get_availability_display(), 1.6)
    number, unit = figure.amount.parts(get_language() or "")
    return text_width(number, VALUE_SIZE) * 1.1 + text_width(unit, VALUE_SIZE * 0.4) + 1


def figure_name(figure: Figure) -> str:
    return f"{figure.metric.text('name')[0]} {figure.text('scope')[0]}".strip()


@dataclass(frozen=True)
class OpenTarget:
    """The targets of one metric that have no number, with the scopes that they name."""

    figure: Figure
    scopes: list[Figure]
    count: int
    marks: list[str]

    @property
    def has_steps(self) -> bool:
        """Whether every scope names a threshold, so that after the first the thresholds alone are enough."""
        return len(self.scopes) > 1 and all(row.threshold for row in self.scopes)

    @property
    def height(self) -> float:
        words = f"{self.figure.metric.text('name')[0]} {self.figure.get_availability_display()}"
        around = text_width(self.figure.get_kind_display(), 1.3) + 2.4
        around += sum(text_width(mark, 1.3) + 0.6 for mark in self.marks)
        lines = count_lines(words, 1.3, SIDE_WIDTH, beside=around)
        names = [row.text("scope")[0] for row in self.scopes]
        if self.has_steps:
            steps = (row.threshold for row in self.scopes[1:])
            # Number and unit stand close together in Chinese.
            gap = " " if page_language() == "en" else ""
            names[1:] = [step.in_words(get_language() or "").replace(" ", gap) for step in steps if step]
        rows = count_rows((text_width(name, 1.3) + 1.8 for name in names), SIDE_WIDTH)
        return lines * LINE + rows * 2.5 + 0.6


def figure_cards(figures: Iterable[Figure]) -> list[FigureCard]:
    """Cards in the order of the figures, featured ones first; those that share a contradiction share one."""
    cards: list[FigureCard] = []
    card_of: dict[int, FigureCard] = {}
    for figure in sorted(figures, key=lambda row: not row.featured):
        doubt = next(iter(figure.doubts), None)
        if doubt and doubt.kind == RemarkKind.CONTRADICTION and doubt.pk in card_of:
            card_of[doubt.pk].figures.append(figure)
            continue
        cards.append(card := FigureCard([figure], doubt))
        if doubt:
            card_of[doubt.pk] = card
    return cards


def open_targets(figures: Iterable[Figure], section: str) -> list[OpenTarget]:
    """The targets without a number, by metric; marks in the section that the slide names are short."""
    by_metric: dict[int, list[Figure]] = {}
    for figure in figures:
        by_metric.setdefault(figure.metric_id, []).append(figure)
    return [
        OpenTarget(
            rows[0],
            [row for row in rows if row.scope],
            len(rows),
            [place_in(group[0], section) for group in rows[0].marks],
        )
        for rows in by_metric.values()
    ]


def common_period(figures: Iterable[Figure]) -> str:
    """The period of figures that all have the same one, and the same marks; else empty."""
    places = {(row.period_in_words, *(group[0].mark for group in row.marks)) for row in figures}
    return next(iter(places))[0] if len(places) == 1 else ""


def place_in(passage: Any, section: str) -> str:
    here = section and passage.paragraph and passage.section.text("label")[0] == section
    return f"¶{passage.paragraph}" if here else str(passage.mark)


def fit_cards(cards: list[FigureCard], room: float, width: float) -> list[FigureCard]:
    """The first cards that fit, each with its reason if that fits too."""
    common = bool(common_period(row for card in cards for row in card.figures))
    shown = []
    for card in cards:
        forms = [card, replace(card, with_reason=False)]
        heights = [form.height(width, common=common) for form in forms]
        place = next((place for place, height in enumerate(heights) if height <= room), None)
        if place is None:
            break
        shown.append(forms[place])
        room -= heights[place]
    return shown


def fit_figures(
    cards: list[FigureCard], targets: list[OpenTarget], room: float
) -> tuple[list[FigureCard], list[OpenTarget], float]:
    """As many figures as fit beside the measures, with as many reasons as they leave room for.

    Returns the first cards, those targets that fit, and the room that is left.
    """
    choices = (
        [replace(card, with_reason=place < reasons) for place, card in enumerate(cards[:count])]
        for count in range(min(len(cards), MAX_SIDE_CARDS), -1, -1)
        for reasons in range(count, -1, -1)
    )
    best: tuple[list[FigureCard], list[OpenTarget], float] = ([], [], room)
    most = 0
    for chosen in choices:
        shown, left = _fit_targets(targets, room - _height(chosen))
        if len(chosen) < len(cards) or len(shown) < len(targets):
            shown, left = _fit_targets(targets, room - MORE_LINE - _height(chosen))
            left += MORE_LINE
        figures = sum(len(card.figures) for card in chosen) + sum(target.count for target in shown)
        if left >= 0 and figures > most:
            best, most = (chosen, shown, left), figures
    return best


def _height(cards: list[FigureCard]) -> float:
    """The height of cards under their heading beside the measures."""
    common = bool(common_period(row for card in cards for row in card.figures))
    return (HEADING if cards else 0) + sum(card.height(SIDE_WIDTH, common=common) for card in cards)


def _fit_targets(targets: list[OpenTarget], room: float) -> tuple[list[OpenTarget], float]:
    """The targets that fit, and the room that is left."""
    shown = []
    for target in targets:
        if target.height <= room:
            shown.append(target)
            room -= target.height
    return shown, room
