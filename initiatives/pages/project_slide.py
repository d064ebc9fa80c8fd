"""The slide of one project: its measures by paragraph, figures, targets, and what it does not state."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from initiatives.models import Contribution, Edition, Figure, Measure, Project, Quote, Remark, Statement
from initiatives.models.fields import page_language
from initiatives.pages.quality import Share, measures_with_number, shares_of_measures
from initiatives.pages.slide_space import Fitted, TypeSize, count_lines, count_rows, fit_columns, text_width
from initiatives.values.periods import Period
from initiatives.values.project_noun import noun_in_force
from initiatives.values.vocabulary import Basis, FigureKind, RemarkKind, StatementKind

# Steps (see `slide_space`); the style sheet has the same.
MEASURE_SIZES = (
    TypeSize("large", 1.58, 2.21, 0.54),
    TypeSize("medium", 1.42, 1.92, 0.4),
    TypeSize("small", 1.28, 1.66, 0.26),
)
LEFT_HEIGHT, RIGHT_HEIGHT = 26.0, 31.6
SIDE_WIDTH = 29.0
COLUMN_WIDTH = 28.2
GROUP_PADDING = 1.1
NOTE_WIDTH, NOTE_LINE, MAX_NOTE_LINES = 50.0, 2.1, 4
HEADING = 2.8
MORE_LINE = 2.2
VALUE_SIZE, VALUE_LINE, WIDEST_VALUE = 3.2, 3.75, 12.0
LINE = 1.96
CARD_PADDING = 1.9
MAX_REASON_LINES = 2
MAX_CARD_FIGURES = 3
MAX_GOAL_LINES, GOAL_WIDTH = 4, 26.5


@dataclass(frozen=True)
class ShownMeasure:
    """A measure with when it is due or how often it is done, in words."""

    measure: Measure
    mark: str
    times: list[str]


@dataclass(frozen=True)
class MeasureGroup:
    """Measures drawn from one place of the source; `mark` is empty where none is given."""

    mark: str
    measures: list[ShownMeasure]


@dataclass(frozen=True)
class FigureCard:
    """A figure, or several that contradict each other, with the remark that says why they are in doubt."""

    figures: list[Figure]
    remark: Remark | None

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
        reason = self.remark.text("content")[0] if self.remark else ""
        why = count_lines(reason, 1.35, inner, MAX_REASON_LINES) * 1.9 if reason else 0
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
            [_place(group[0], section) for group in rows[0].marks],
        )
        for rows in by_metric.values()
    ]


@dataclass(frozen=True)
class ProjectSlide:
    """What the slide of a project shows, chosen so that it fits; the counts say what it leaves out."""

    kind: ClassVar[str] = "project"

    edition: Edition
    project: Project
    size: TypeSize
    columns: list[list[MeasureGroup]]
    measure_count: int
    further_measures: int
    section: str
    shares: list[Share]
    shortfalls: list[Statement]
    is_whole: bool
    cards: list[FigureCard]
    further_figures: int
    targets: list[OpenTarget]
    quote: Quote | None
    statements: list[Statement]
    links: list[Contribution]
    further_links: int
    silences: list[str]
    has_quotes: bool

    @classmethod
    def build(cls, edition: Edition, project: Project) -> "ProjectSlide":
        rows: dict[str, Any] = {
            "measures": list(edition.measures.with_evidence().filter(project=project)),
            "figures": list(edition.figures.with_facts().filter(project=project)),
            "statements": list(edition.statements.with_evidence().filter(project=project)),
            "quotes": list(edition.quotes.with_evidence().filter(project=project)),
        }
        links = list(
            edition.contributions.filter(project=project)
            .select_related("goal__group")
            .order_by("goal__order", "goal__key")
        )
        left = _left(rows)
        # Shortfalls that find no room below the measures may find it beside them.
        rows["statements"] = [row for row in rows["statements"] if row not in left["shortfalls"]]
        side = _side(rows, left["section"], read_whole=edition.read_whole)
        return cls(edition=edition, project=project, **left, **side, **_goals(links))

    @property
    def title_halves(self) -> tuple[str, str]:
        """The title in two halves where it is made of them, else whole with an empty second half."""
        title = self.project.text("title")[0]
        halves = (self.project.text("theme")[0], self.project.text("drive")[0])
        return halves if "".join(halves) == title else (title, "")

    @property
    def stated(self) -> list[Share]:
        """How many measures say by when, by whom, how often and how much."""
        names = (
            (1, pgettext("what a measure states", "By when")),
            (3, pgettext("what a measure states", "Who")),
            (2, pgettext("what a measure states", "How often")),
            (0, pgettext("what a measure states", "How much")),
        )
        rows = self.shares
        return [Share(name, rows[place].count, rows[place].total) for place, name in names if rows]

    @property
    def inferred_links(self) -> bool:
        """Whether all its shown links to goals are the editors' conclusions."""
        return bool(self.links) and all(link.basis == Basis.INFERRED for link in self.links)

    @property
    def has_side(self) -> bool:
        """Whether anything stands beside the measures."""
        if self.is_whole:
            return False
        shown = self.cards if self.measure_count else []
        return bool(shown or self.targets or self.quote or self.statements or self.silences)

    @property
    def common_period(self) -> str:
        """The period of all shown figures if they also stand in the same places; else empty."""
        return _common(row for card in self.cards for row in card.figures)

    @property
    def common_marks(self) -> list[str]:
        return [group[0].mark for group in self.cards[0].first.marks]

    @property
    def card_columns(self) -> list[list[FigureCard]]:
        """The cards in two columns, for a project without measures."""
        return [self.cards[::2], self.cards[1::2]]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of the shown figures and their names, for the legend."""
        shown = {row.kind for card in self.cards for row in card.figures}
        shown |= {FigureKind.TARGET} if self.targets else set()
        return [(kind.value, str(kind.label)) for kind in FigureKind if kind in shown]


def _common(figures: Iterable[Figure]) -> str:
    """The period of figures that all have the same one, and the same marks; else empty."""
    places = {(row.period_in_words, *(group[0].mark for group in row.marks)) for row in figures}
    return next(iter(places))[0] if len(places) == 1 else ""


def _times(measure: Measure) -> list[str]:
    """When it is due and how often it is done, in words."""
    due = Period.parse(measure.due).in_words if measure.due else ""
    stated = "" if due or measure.cadence else measure.text("timing_stated")[0]
    return [words for words in (due, measure.get_cadence_display(), stated) if words]


def _shown_measures(measures: list[Measure]) -> tuple[list[ShownMeasure], str]:
    """The measures with their marks; of marks in one section only the paragraphs, and its label apart."""
    places = [[group[0] for group in measure.marks] for measure in measures]
    labels = {place.section.text("label")[0] for row in places for place in row}
    section = next(iter(labels)) if len(labels) == 1 else ""
    return [
        ShownMeasure(measure, " ".join(_place(place, section) for place in row), _times(measure))
        for measure, row in zip(measures, places, strict=True)
    ], section


def _place(passage: Any, section: str) -> str:
    here = section and passage.paragraph and passage.section.text("label")[0] == section
    return f"¶{passage.paragraph}" if here else str(passage.mark)


def _left(rows: dict[str, Any]) -> dict[str, Any]:
    """The measures in the largest type in which all fit, above the shortfalls if these leave enough room."""
    measures, section = _shown_measures(rows["measures"])
    shortfalls, note = _fitting_notes(rows["statements"])
    alone = not any(rows[name] for name in ("figures", "quotes"))
    fitted, size, is_whole = _largest(measures, LEFT_HEIGHT - note, 2)
    if fitted.further and shortfalls:
        shortfalls, note = [], 0.0
        fitted, size, is_whole = _largest(measures, LEFT_HEIGHT, 2)
    if fitted.further and alone:
        fitted, size, is_whole = _largest(measures, LEFT_HEIGHT, 3)
    return {
        "size": size,
        "columns": [_groups(column) for column in fitted.columns if column],
        "measure_count": len(measures),
        "further_measures": fitted.further,
        "section": section,
        "shares": shares_of_measures(rows["measures"], measures_with_number(rows["figures"]))[:4]
        if measures
        else [],
        "shortfalls": shortfalls,
        "is_whole": is_whole,
    }


def _largest(
    measures: list[ShownMeasure], capacity: float, columns: int
) -> tuple[Fitted[ShownMeasure], TypeSize, bool]:
    """The measures in the largest type in which all fit; else in the smallest, with a line free below.

    The last value says whether they take the whole slide, which three columns do.
    """
    for size in MEASURE_SIZES:
        fitted = _fit_measures(measures, size, capacity, columns)
        if not fitted.further:
            return fitted, size, columns == 3
    return _fit_measures(measures, size, capacity - MORE_LINE, columns), size, columns == 3


def _fit_measures(
    measures: list[ShownMeasure], size: TypeSize, capacity: float, columns: int
) -> Fitted[ShownMeasure]:
    gutter = 1.2 + max((text_width(measure.mark, size.size) for measure in measures), default=0)
    width = COLUMN_WIDTH - min(gutter, COLUMN_WIDTH / 3)
    heights = [
        count_lines(measure.measure.text("title")[0], size.size, width, 6, beside=_chips(measure, size))
        * size.line
        + size.gap
        for measure in measures
    ]
    starts = [place == 0 or measures[place - 1].mark != row.mark for place, row in enumerate(measures)]
    return fit_columns(measures, heights, starts, capacity, GROUP_PADDING, columns)


def _chips(measure: ShownMeasure, size: TypeSize) -> float:
    """The width of the chips behind a title."""
    return sum(text_width(words, size.size) + 1.8 for words in measure.times)


def _groups(measures: Iterable[ShownMeasure]) -> list[MeasureGroup]:
    return [MeasureGroup(mark, list(rows)) for mark, rows in groupby(measures, lambda row: row.mark)]


def _fitting_notes(statements: list[Statement]) -> tuple[list[Statement], float]:
    """The shortfalls that fit below the measures, and their height."""
    shown, lines = [], 0
    for row in statements:
        if row.kind == StatementKind.SHORTFALL:
            more = count_lines(row.text("content")[0], 1.45, NOTE_WIDTH)
            if lines + more <= MAX_NOTE_LINES:
                shown.append(row)
                lines += more
    return shown, lines * NOTE_LINE + 1.2 if shown else 0.0


def _side(rows: dict[str, Any], section: str, *, read_whole: bool) -> dict[str, Any]:
    """Figures, targets, a quote, what the source does not say, and statements, as far as there is room."""
    numbers = [row for row in rows["figures"] if row.kind != FigureKind.TARGET or row.amount]
    cards = figure_cards(numbers)
    without = [row for row in rows["figures"] if row.kind == FigureKind.TARGET and not row.amount]
    targets = open_targets(without, section)
    if rows["measures"]:
        shown, room = _fit_cards(cards[:1], RIGHT_HEIGHT - (HEADING if cards else 0), SIDE_WIDTH)
        open_shown, room = _fit_targets(targets, room)
        more, room = _fit_cards(cards[1:], room - (MORE_LINE if len(cards) > 2 else 0), SIDE_WIDTH)
        shown = [*shown, *more]
    else:
        shown = _fit_cards(cards, LEFT_HEIGHT * 1.4, COLUMN_WIDTH)[0][:6]
        open_shown, room = _fit_targets(targets, RIGHT_HEIGHT)
    further = len(numbers) + len(without) - sum(len(card.figures) for card in shown)
    further -= sum(target.count for target in open_shown)
    quote, room = _fitting_quote(rows["quotes"], room - (MORE_LINE if further else 0))
    silences, room = _fitting_silences(rows, room) if read_whole else ([], room)
    return {
        "cards": shown,
        "further_figures": further,
        "targets": open_shown,
        "quote": quote,
        "silences": silences,
        "statements": _fitting_statements(rows["statements"], room),
        "has_quotes": bool(rows["quotes"]),
    }


def _fitting_silences(rows: dict[str, Any], room: float) -> tuple[list[str], float]:
    """What a source that was read whole does not say of the project."""
    silences = []
    if not rows["figures"]:
        silences.append(
            _("The source gives no figure for this {noun} and sets no target that could be counted.")
        )
    elif all(row.kind != FigureKind.TARGET for row in rows["figures"]):
        silences.append(_("The source sets no target that could be counted."))
    if not rows["quotes"]:
        silences.append(_("The source quotes nobody on this {noun}."))
    noun = noun_in_force()
    shown = []
    for words in (silence.format(noun=noun.one, nouns=noun.many) for silence in silences):
        height = count_lines(words, 1.45, SIDE_WIDTH) * 2.2 + 0.5
        if height <= room:
            shown.append(words)
            room -= height
    return shown, room


def _fit_cards(cards: list[FigureCard], room: float, width: float) -> tuple[list[FigureCard], float]:
    """The first cards that fit, and the room that is left."""
    common = bool(_common(row for card in cards for row in card.figures))
    shown = []
    for card in cards:
        height = card.height(width, common=common)
        if height > room:
            break
        shown.append(card)
        room -= height
    return shown, room


def _fit_targets(targets: list[OpenTarget], room: float) -> tuple[list[OpenTarget], float]:
    shown = []
    for target in targets:
        if target.height <= room:
            shown.append(target)
            room -= target.height
    return shown, room


def _fitting_quote(quotes: list[Quote], room: float) -> tuple[Quote | None, float]:
    """The first quote that fits whole, featured ones first: nobody's words are cut."""
    for quote in sorted(quotes, key=lambda row: not row.featured):
        height = HEADING + count_lines(quote.text("content")[0], 1.6, SIDE_WIDTH) * 2.5 + 5.2
        if height <= room:
            return quote, room - height
    return None, room


def _fitting_statements(statements: list[Statement], room: float) -> list[Statement]:
    """Shortfalls, or what was reached, or where the project starts from, as far as it fits; at most two."""
    shown: list[Statement] = []
    room -= HEADING
    for kind in (StatementKind.SHORTFALL, StatementKind.ACHIEVEMENT, StatementKind.STARTING_POINT):
        for row in statements:
            marks = sum(text_width(group[0].mark, 1.45) + 0.6 for group in row.marks)
            height = count_lines(row.text("content")[0], 1.45, SIDE_WIDTH, beside=marks) * 2.2 + 0.6
            if row.kind == kind and len(shown) < 2 and height <= room:
                shown.append(row)
                room -= height
        if shown:
            break
    return shown


def _goals(links: list[Contribution]) -> dict[str, Any]:
    """The links to goals that fit into the head, and how many more there are."""
    shown: list[Contribution] = []
    lines = 0
    for link in links:
        more = count_lines(link.goal.text("title")[0], 1.35, GOAL_WIDTH, 3)
        if lines + more > MAX_GOAL_LINES - (len(links) > len(shown) + 1):
            break
        shown.append(link)
        lines += more
    return {"links": shown, "further_links": len(links) - len(shown)}
