"""Figures on cards: the number as stated, and what kind of number it is, in words and in form."""

from dataclasses import dataclass

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import pill, pill_width
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, fitted, in_face, is_chinese

# Between figures side by side.
GUTTER = 28
KIND_INKS = {"actual": "teal", "expected": "gold", "target": "teal"}


@dataclass(frozen=True, kw_only=True)
class CardFigure:
    """A figure as stated; without a value `missing` says so. `doubt` names what is in question."""

    name: str
    kind: str
    kind_name: str
    value: str = ""
    unit: str = ""
    missing: str = ""
    scope: str = ""
    period: str = ""
    wording: str = ""
    doubt: str = ""
    contradicts: bool = False

    @property
    def in_chinese(self) -> bool:
        return is_chinese(self.kind_name)


def number(sheet: Canvas, x: float, baseline: float, figure: CardFigure, size: int, width: float) -> None:
    """Value and unit on one line, as large as the width allows."""
    unit = in_face(figure.unit)
    while size > 14 and _extent(figure.value, unit, size) > width:
        size -= max(1, size // 24)
    # A numeral's own margin would stand out beside the lines above.
    end = sheet.words(x - 0.045 * size, baseline, figure.value, NUMERALS, size, "ink")
    sheet.words(end + 0.08 * size, baseline, unit, SANS, _unit_size(size), "ink-2")


def _unit_size(size: int) -> int:
    return max(min(22, size), round(size * 0.3))


def _extent(value: str, unit: str, size: int) -> float:
    return NUMERALS.width(value) * size + (0.08 * size + SANS.width(unit) * _unit_size(size) if unit else 0)


def value(sheet: Canvas, x: float, baseline: float, figure: CardFigure, size: int, width: float) -> None:
    """The number, or in its place that none is stated."""
    if figure.value:
        return number(sheet, x, baseline, figure, size, width)
    sizes = (round(size * 0.72), round(size * 0.6), 30, 26)
    missing = fitted(figure.missing, SERIF, sizes, width, 1)
    sheet.words(x, baseline, "".join(missing.lines), SERIF, missing.size, "ink-3")
    return None


def facts(sheet: Canvas, x: float, top: float, figure: CardFigure, width: float, *, size: int = 21) -> float:
    """How charts draw its kind, the kind in words, what is in question; the period if there is room.

    What does not fit beside the kind stands below it. Gives the foot of it all.
    """
    swatch = Box(x, top + 4, x + round(1.7 * size), top + size)
    sheet.swatch(swatch, figure.kind)
    kind = in_face(figure.kind_name)
    end = sheet.words(swatch.right + 0.5 * size, top + 0.88 * size, kind, SANS, size, KIND_INKS[figure.kind])
    line, small = top, size - 2
    if figure.doubt:
        # A contradiction in red with a sign; what is merely unclear in amber.
        look = ("red", "red-soft") if figure.contradicts else ("gold", "gold-soft")
        if end + 14 + pill_width(figure.doubt, small, figure.contradicts) > x + width:
            line, end = top + 1.9 * size, x - 14
        end = pill(sheet, end + 14, line - 3, figure.doubt, *look, size=small, sign=figure.contradicts)
    period = in_face(figure.period)
    if end + 14 + SANS.width(period) * size <= x + width + 4:
        sheet.words(end + 14, line + 0.88 * size, period, SANS, size, "ink-3")
    return line + size


def row(sheet: Canvas, box: Box, figures: tuple[CardFigure, ...]) -> None:
    """Up to three figures under a rule each: the number, what it is, its kind.

    Where what is in question would not fit beside the kind, two, and those that contradict each other.
    """
    shown, columns = figures[:3], 3
    if any(_facts_width(figure) > (box.width + GUTTER) / 3 - GUTTER for figure in shown):
        shown, columns = tuple(sorted(shown, key=lambda figure: not figure.contradicts)[:2]), 2
    unit = (box.width + GUTTER) / columns
    for place, figure in enumerate(shown):
        x, width = box.left + place * unit, unit - GUTTER
        sheet.rule(round(x), round(x + width), round(box.top), "ink", 2)
        value(sheet, x, box.top + 56, figure, 56, width)
        name = fitted(figure.name, SANS, (22, 21, 20, 19, 18), width, 4, leading=1.26, height=88)
        foot = sheet.block(x, box.top + 70, name, "ink-2")
        facts(sheet, x, foot + 13, figure, width)


def _facts_width(figure: CardFigure, size: int = 21) -> float:
    """What kind and doubt need side by side."""
    doubt = 14 + pill_width(figure.doubt, size - 2, figure.contradicts) if figure.doubt else 0
    return round(1.7 * size) + 0.5 * size + SANS.width(in_face(figure.kind_name)) * size + doubt


def side_by_side(sheet: Canvas, box: Box, figures: tuple[CardFigure, ...]) -> None:
    """Figures of one metric: what exactly is counted, the number, its kind; of two, the wording too."""
    unit = (box.width + GUTTER) / len(figures)
    size = {1: 170, 2: 170, 3: 120, 4: 96}[len(figures)]
    labels = [fitted(figure.scope, SANS, (26, 24, 22), unit - GUTTER, 2, leading=1.3) for figure in figures]
    label_height = max(label.height for label in labels)
    head = 18 + label_height if label_height else 0
    wordings = [
        fitted(figure.wording, SANS, (22, 21), unit - GUTTER, 2, leading=1.4) if len(figures) <= 2 else None
        for figure in figures
    ]
    below = 36 + 22 + (62 if any(wordings) else 0)
    room = box.height - head - below
    size = round(min(size, (room - 48) / 0.73))
    baseline = box.top + head + (room - 0.73 * size) * 0.55 + 0.73 * size
    for place, figure in enumerate(figures):
        x, width = box.left + place * unit, unit - GUTTER
        sheet.rule(round(x), round(x + width), round(box.top), "ink", 2)
        sheet.block(x, box.top + 18, labels[place], "ink-2")
        value(sheet, x, baseline, figure, size, width)
        facts(sheet, x, baseline + 32, figure, width, size=24 if len(figures) <= 2 else 21)
        wording = wordings[place]
        if wording:
            sheet.block(x, baseline + 76, wording, "ink-3")
