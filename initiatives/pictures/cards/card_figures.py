"""Drawing of figures on cards: the number as stated, its kind, its period and what is in question."""

from dataclasses import dataclass
from itertools import groupby

from initiatives.pictures.canvas import Box, Canvas
from initiatives.pictures.cards.card import draw_pill, pill_width
from initiatives.pictures.font_coverage import NUMERALS as NUMERAL_CHARACTERS
from initiatives.pictures.typesetting import NUMERALS, SANS, SERIF, Face, adapt_quotes, fit_text, is_chinese

# Between figures side by side, in pixels.
GUTTER = 28
KIND_COLOURS = {"actual": "teal", "expected": "gold", "target": "teal"}


@dataclass(frozen=True, kw_only=True)
class CardFigure:
    """A figure in finished words; `missing` replaces an absent value, `doubt` names what is in question.

    `hint` names what a sound figure is to be read with; it is drawn where there is no doubt.
    """

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
    hint: str = ""

    @property
    def in_chinese(self) -> bool:
        return is_chinese(self.kind_name)


def draw_number(
    canvas: Canvas, x: float, baseline: float, figure: CardFigure, size: int, width: float
) -> None:
    """Draw value and unit on one line, in `size` or as much smaller as the width requires."""
    unit = adapt_quotes(figure.unit)
    while size > 14 and _number_width(figure.value, unit, size) > width:
        size -= max(1, size // 24)
    # Offsets the side bearing of numerals, so that they align with the lines above.
    end = x - 0.045 * size
    for text, face, run_size in _runs(figure.value, size):
        end = canvas.text(end, baseline, text, face, run_size, "ink")
    canvas.text(end + 0.08 * size, baseline, unit, SANS, _unit_size(size), "ink-2")


def _unit_size(size: int) -> int:
    return max(min(22, size), round(size * 0.3))


def _runs(value: str, size: int) -> list[tuple[str, Face, int]]:
    """A value as numerals and the words around them, which are smaller: 约 60, 30余, more than 3."""
    runs = []
    for numerals, group in groupby(value, NUMERAL_CHARACTERS.__contains__):
        text = "".join(group)
        runs.append((text, NUMERALS, size) if numerals else (text, SANS, _word_size(size)))
    return runs


def _word_size(size: int) -> int:
    return max(min(22, size), round(size * 0.5))


def _number_width(value: str, unit: str, size: int) -> float:
    number = sum(face.width(text) * run_size for text, face, run_size in _runs(value, size))
    return number + (0.08 * size + SANS.width(unit) * _unit_size(size) if unit else 0)


def draw_value(
    canvas: Canvas, x: float, baseline: float, figure: CardFigure, size: int, width: float
) -> None:
    """Draw the number, or the words that none is stated."""
    if figure.value:
        return draw_number(canvas, x, baseline, figure, size, width)
    sizes = (round(size * 0.72), round(size * 0.6), 30, 26)
    missing = fit_text(figure.missing, SERIF, sizes, width, 1)
    canvas.text(x, baseline, "".join(missing.lines), SERIF, missing.size, "ink-3")
    return None


def draw_facts(
    canvas: Canvas, x: float, top: float, figure: CardFigure, width: float, *, size: int = 21
) -> float:
    """Draw the swatch and name of the kind, the doubt, and the period if it fits.

    A doubt that does not fit beside the kind is drawn below it. Returns the y below everything.
    """
    swatch = Box(x, top + 4, x + round(1.7 * size), top + size)
    canvas.swatch(swatch, figure.kind)
    kind = adapt_quotes(figure.kind_name)
    end = canvas.text(
        swatch.right + 0.5 * size, top + 0.88 * size, kind, SANS, size, KIND_COLOURS[figure.kind]
    )
    line, small = top, size - 2
    if label := figure.doubt or figure.hint:
        # A contradiction is red with a warning sign, another doubt amber, a hint in no colour.
        look = ("red", "red-soft") if figure.contradicts else ("gold", "gold-soft")
        look = look if figure.doubt else ("ink-2", "rule")
        if end + 14 + pill_width(label, small, figure.contradicts) > x + width:
            line, end = top + 1.9 * size, x - 14
        end = draw_pill(canvas, end + 14, line - 3, label, *look, size=small, sign=figure.contradicts)
    period = adapt_quotes(figure.period)
    if end + 14 + SANS.width(period) * size <= x + width + 4:
        canvas.text(end + 14, line + 0.88 * size, period, SANS, size, "ink-3")
    return line + size


def draw_row(canvas: Canvas, box: Box, figures: tuple[CardFigure, ...]) -> None:
    """Draw up to three figures in columns, each below a rule: number, name, kind.

    If a doubt does not fit beside the kind, only two are drawn, contradicting ones first.
    """
    shown, columns = figures[:3], 3
    if any(_facts_width(figure) > (box.width + GUTTER) / 3 - GUTTER for figure in shown):
        shown, columns = tuple(sorted(shown, key=lambda figure: not figure.contradicts)[:2]), 2
    unit = (box.width + GUTTER) / columns
    for place, figure in enumerate(shown):
        x, width = box.left + place * unit, unit - GUTTER
        canvas.rule(round(x), round(x + width), round(box.top), "ink", 2)
        draw_value(canvas, x, box.top + 56, figure, 56, width)
        name = fit_text(figure.name, SANS, (22, 21, 20, 19, 18), width, 4, leading=1.26, height=88)
        foot = canvas.block(x, box.top + 70, name, "ink-2")
        draw_facts(canvas, x, foot + 13, figure, width)


def _facts_width(figure: CardFigure, size: int = 21) -> float:
    """The width that kind and doubt, or hint, need side by side."""
    label = figure.doubt or figure.hint
    doubt = 14 + pill_width(label, size - 2, figure.contradicts) if label else 0
    return round(1.7 * size) + 0.5 * size + SANS.width(adapt_quotes(figure.kind_name)) * size + doubt


def draw_side_by_side(canvas: Canvas, box: Box, figures: tuple[CardFigure, ...]) -> None:
    """Draw figures of one metric in columns: scope, number, kind, and the wording of up to two."""
    unit = (box.width + GUTTER) / len(figures)
    size = {1: 170, 2: 170, 3: 120, 4: 96}[len(figures)]
    labels = [fit_text(figure.scope, SANS, (26, 24, 22), unit - GUTTER, 2, leading=1.3) for figure in figures]
    label_height = max(label.height for label in labels)
    head = 18 + label_height if label_height else 0
    wordings = [
        fit_text(figure.wording, SANS, (22, 21), unit - GUTTER, 2, leading=1.4) if len(figures) <= 2 else None
        for figure in figures
    ]
    below = 36 + 22 + (62 if any(wordings) else 0)
    room = box.height - head - below
    size = round(min(size, (room - 48) / 0.73))
    baseline = box.top + head + (room - 0.73 * size) * 0.55 + 0.73 * size
    for place, figure in enumerate(figures):
        x, width = box.left + place * unit, unit - GUTTER
        canvas.rule(round(x), round(x + width), round(box.top), "ink", 2)
        canvas.block(x, box.top + 18, labels[place], "ink-2")
        draw_value(canvas, x, baseline, figure, size, width)
        draw_facts(canvas, x, baseline + 32, figure, width, size=24 if len(figures) <= 2 else 21)
        wording = wordings[place]
        if wording:
            canvas.block(x, baseline + 76, wording, "ink-3")
