"""The slide of one project: its measures by paragraph, figures, targets, and what it does not state."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.models import Contribution, Edition, Measure, Project, Quote, Statement
from initiatives.models.edition_rows import EditionRows
from initiatives.pages.comparability import parts_of_targets
from initiatives.pages.quality import Share, measures_with_number, shares_of_measures
from initiatives.pages.slide_figures import (
    MORE_LINE,
    SIDE_WIDTH,
    FigureCard,
    OpenTarget,
    common_period,
    figure_cards,
    fit_cards,
    fit_figures,
    open_targets,
    place_in,
)
from initiatives.pages.slide_space import Fitted, TypeSize, count_lines, fit_columns, text_width
from initiatives.values.periods import Period
from initiatives.values.project_noun import noun_in_force
from initiatives.values.vocabulary import Basis, FigureKind, StatementKind

# Steps (see `slide_space`); the style sheet has the same.
MEASURE_SIZES = (
    TypeSize("large", 1.58, 2.21, 0.54),
    TypeSize("medium", 1.42, 1.92, 0.4),
    TypeSize("small", 1.28, 1.66, 0.26),
)
LEFT_HEIGHT, RIGHT_HEIGHT = 26.0, 31.6
COLUMN_WIDTH = 28.2
# Three columns take the whole width; below them this much room is sought for words, else less, else none.
WHOLE_WIDTH, ROOMS_BELOW = 82.0, (5.5, 2.8, 0.0)
GROUP_PADDING = 1.1
NOTE_WIDTH, NOTE_LINE, MAX_NOTE_LINES = 50.0, 2.1, 4
HEADING = 2.8
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
        content = EditionRows(edition, project=project)
        rows: dict[str, Any] = {
            "measures": content.measures,
            "figures": content.figures,
            "statements": content.statements,
            "quotes": content.quotes,
        }
        content.cite(*rows.values())
        # Goals are in the order of their keys where they share a place.
        place = {goal.pk: place for place, goal in enumerate(content.goals)}
        links = sorted(content.contributions, key=lambda link: place[link.goal_id])
        left = _left(rows, read_whole=edition.read_whole)
        # Shortfalls that find no room below the measures may find it beside them.
        rows["statements"] = [row for row in rows["statements"] if row not in left["shortfalls"]]
        side = _side(rows, left["section"], read_whole=edition.read_whole)
        return cls(edition=edition, project=project, **{**side, **left}, **_goals(links))

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
        return common_period(row for card in self.cards for row in card.figures)

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
        ShownMeasure(measure, " ".join(place_in(place, section) for place in row), _times(measure))
        for measure, row in zip(measures, places, strict=True)
    ], section


def _left(rows: dict[str, Any], *, read_whole: bool) -> dict[str, Any]:
    """The measures in the largest type in which all fit, above the shortfalls if these leave enough room.

    Where they need the whole width, what the source does not say stands below them, as far as it fits.
    """
    measures, section = _shown_measures(rows["measures"])
    shortfalls, note = _fitting_notes(rows["statements"])
    alone = not any(rows[name] for name in ("figures", "quotes"))
    fitted, size, is_whole = _largest(measures, LEFT_HEIGHT - note, 2)
    if fitted.further and shortfalls:
        shortfalls, note = [], 0.0
        fitted, size, is_whole = _largest(measures, LEFT_HEIGHT, 2)
    words = {}
    if fitted.further and alone:
        for room in ROOMS_BELOW:
            silences, left = _fitting_silences(rows, room, WHOLE_WIDTH) if read_whole else ([], room)
            words = {"silences": silences, "statements": []}
            fitted, size, is_whole = _largest(measures, LEFT_HEIGHT - room + left, 3)
            if not fitted.further:
                break
    return words | {
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
            more = count_lines(row.text("content")[0], 1.45, NOTE_WIDTH, beside=_width_of_words_mark(row))
            if lines + more <= MAX_NOTE_LINES:
                shown.append(row)
                lines += more
    return shown, lines * NOTE_LINE + 1.2 if shown else 0.0


def _side(rows: dict[str, Any], section: str, *, read_whole: bool) -> dict[str, Any]:
    """Figures, targets, a quote, what the source does not say, and statements, as far as there is room."""
    numbers = [row for row in rows["figures"] if row.kind != FigureKind.TARGET or row.amount]
    parts = parts_of_targets(numbers)
    cards = figure_cards(sorted(numbers, key=lambda row: row.pk in parts))
    without = [row for row in rows["figures"] if row.kind == FigureKind.TARGET and not row.amount]
    targets = open_targets(without, section)
    if rows["measures"]:
        shown, open_shown, room = fit_figures(cards, targets, RIGHT_HEIGHT)
    else:
        shown = fit_cards(cards, LEFT_HEIGHT * 1.4, COLUMN_WIDTH)[:6]
        _nothing, open_shown, room = fit_figures([], targets, RIGHT_HEIGHT)
    further = len(numbers) + len(without) - sum(len(card.figures) for card in shown)
    further -= sum(target.count for target in open_shown)
    quote, room = _fitting_quote(rows["quotes"], room - (MORE_LINE if further else 0))
    silences, room = _fitting_silences(rows, room, SIDE_WIDTH) if read_whole else ([], room)
    return {
        "cards": shown,
        "further_figures": further,
        "targets": open_shown,
        "quote": quote,
        "silences": silences,
        "statements": _fitting_statements(rows["statements"], room),
        "has_quotes": bool(rows["quotes"]),
    }


def _fitting_silences(rows: dict[str, Any], room: float, width: float) -> tuple[list[str], float]:
    """What a source that was read whole does not say of the project; and the room that is left."""
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
        height = count_lines(words, 1.45, width) * 2.2 + 0.5
        if height <= room:
            shown.append(words)
            room -= height
    return shown, room


def _fitting_quote(quotes: list[Quote], room: float) -> tuple[Quote | None, float]:
    """The first quote that fits whole, featured ones first: nobody's words are cut."""
    for quote in sorted(quotes, key=lambda row: not row.featured):
        height = HEADING + count_lines(quote.text("content")[0], 1.6, SIDE_WIDTH) * 2.5 + 5.2
        if height <= room:
            return quote, room - height
    return None, room


def _width_of_words_mark(row: Statement) -> float:
    """The width of the mark of a text in the source's own words, at the size of a statement."""
    return text_width(_("source’s words"), 1.1) + 1.2 if row.is_in_source_words("content") else 0.0


def _fitting_statements(statements: list[Statement], room: float) -> list[Statement]:
    """Shortfalls, or what was reached, or where the project starts from, as far as it fits; at most two."""
    shown: list[Statement] = []
    room -= HEADING
    for kind in (StatementKind.SHORTFALL, StatementKind.ACHIEVEMENT, StatementKind.STARTING_POINT):
        for row in statements:
            marks = sum(text_width(group[0].mark, 1.45) + 0.6 for group in row.marks)
            marks += _width_of_words_mark(row)
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
