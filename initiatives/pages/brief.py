"""The brief: the plan on one page of A4.

Paper has an end, so each list has a limit, and says how many rows it leaves out and where they stand. What
gives way first in a large plan is told in docs/decisions/21-brief-on-one-page.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from django.conf import settings

from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import Contribution, Edition, Figure, Goal, Project, Quote, Remark, Source
from initiatives.models.site_urls import absolute_url
from initiatives.pages.comparability import parts_of_targets
from initiatives.pages.goals import GoalsOfGroup, grouped_goals
from initiatives.pages.quality import Share, measures_with_number, shares_of_measures
from initiatives.pages.slide_space import em_width
from initiatives.values.vocabulary import FigureKind, RemarkKind

Row = TypeVar("Row")
MAX_GOALS = 12
MAX_PROJECTS = 48
MAX_SOURCES = 2
# Rows and lines of each of the two lists of figures.
MAX_FIGURES, MAX_FIGURE_LINES = 6, 10
# Figures of which a project's main figure is one, if they contradict each other.
MAX_CONFLICTING = 4
# Lines of the table of projects up to which it says what each of them does.
MAX_PROJECT_LINES = 27
# Lines of the notes, in a column half as wide as the page; more where the table is short.
MIN_NOTE_LINES = 9
# Widths in print, in terminal columns (see `display_width`): of the columns of that table, of a note, of the
# name of a figure in a list, and of the tags and marks after it.
TITLE_WIDTH, SUMMARY_WIDTH, NOTE_WIDTH = 24, 48, 44
FIGURE_WIDTH, FACTS_WIDTH = 54, 28
MAX_QUOTE_WIDTH = 300
MAX_TITLE_WIDTHS = (44, 90)
# The kinds of remarks that are listed, in this order.
NOTE_KINDS = (RemarkKind.CONTRADICTION, RemarkKind.UNCLEAR, RemarkKind.CAUTION)


@dataclass(frozen=True)
class Shortlist(Generic[Row]):
    """The first rows of a list, and how many it leaves out."""

    rows: list[Row]
    left_out: int = 0

    @classmethod
    def first(cls, rows: Sequence[Row], limit: int) -> "Shortlist[Row]":
        return cls(list(rows[:limit]), max(0, len(rows) - limit))

    @classmethod
    def by_lines(cls, rows: Sequence[Row], lines: Callable[[Row], int], limit: int) -> "Shortlist[Row]":
        """As many of the first rows as fill `limit` lines; at least one, if there is any."""
        taken = filled = 0
        for row in rows:
            filled += lines(row)
            if taken and filled > limit:
                break
            taken += 1
        return cls.first(rows, taken)

    @property
    def total(self) -> int:
        return len(self.rows) + self.left_out


@dataclass(frozen=True)
class BriefProject:
    """A project with its counts, and its main figure with those that contradict it."""

    project: Project
    figures: list[Figure]

    @property
    def lines(self) -> int:
        """How many lines its row takes where it says what the project does, about."""
        title, summary = (self.project.text(name)[0] for name in ("title", "summary"))
        figures = 1 + len(self.figures)
        return max(lines_of(title, TITLE_WIDTH), lines_of(summary, SUMMARY_WIDTH), min(figures, 2))


@dataclass(frozen=True)
class Brief:
    url_name: ClassVar[str] = "brief"

    edition: Edition
    groups: list[GoalsOfGroup]
    goals_left_out: int
    contributions: list[Contribution]
    projects: Shortlist[BriefProject]
    # Of the whole plan: its figures, and how many measures and quotes it has.
    figures: list[Figure]
    measure_count: int
    quote_count: int
    # Each row is one figure, or several without a number that differ in their scope alone.
    others: Shortlist[list[Figure]]
    targets: Shortlist[list[Figure]]
    notes: Shortlist[Remark]
    conflicts: list[list[Figure]]
    shares: list[Share]
    quote: Quote | None
    sources: Shortlist[Source]

    @classmethod
    def build(cls, edition: Edition) -> "Brief":
        content = edition_rows(edition)
        figures, measures, quotes = content.figures, content.measures, content.quotes
        content.cite(figures, measures, quotes, content.remarks)
        groups = grouped_goals(content)
        goals = [goal for part in groups for goal in part.goals]
        projects = [
            BriefProject(project, main_figures(project, figures)) for project in content.counted_projects
        ]
        shown = Shortlist.first(projects, MAX_PROJECTS)
        used = {figure.pk for entry in shown.rows for figure in entry.figures}
        unused = [figure for figure in figures if figure.pk not in used]
        notes = _notes(content.remarks)
        spare = max(0, MAX_PROJECT_LINES - sum(entry.lines for entry in projects))
        return cls(
            edition=edition,
            groups=_first_goals(groups, MAX_GOALS),
            goals_left_out=max(0, len(goals) - MAX_GOALS),
            contributions=[link for goal in goals for link in goal.contributions.all()],
            projects=shown,
            figures=figures,
            measure_count=len(measures),
            quote_count=len(quotes),
            others=_listed(_featured_first(unused)),
            targets=_listed(_targets_of_years_first(unused, figures)),
            notes=Shortlist.by_lines(notes, _lines_of_note, MIN_NOTE_LINES + spare // 4),
            conflicts=_without_note(figures),
            shares=shares_of_measures(measures, measures_with_number(figures)) if measures else [],
            quote=next((row for row in quotes if row.featured and _fits(row)), None),
            sources=Shortlist.first(content.sources, MAX_SOURCES),
        )

    @property
    def goal_count(self) -> int:
        return sum(len(part.goals) for part in self.groups) + self.goals_left_out

    @property
    def has_groups(self) -> bool:
        return any(part.group for part in self.groups)

    @cached_property
    def describes_projects(self) -> bool:
        """Whether there is room to say what each project does."""
        return sum(entry.lines for entry in self.projects.rows) <= MAX_PROJECT_LINES

    @property
    def has_main_figures(self) -> bool:
        return any(entry.figures for entry in self.projects.rows)

    @cached_property
    def period(self) -> str:
        """The period in words of most figures that are no targets; empty if no period is that of most."""
        return _usual_period(figure for figure in self.figures if figure.kind != FigureKind.TARGET)

    @cached_property
    def target_period(self) -> str:
        return _usual_period(figure for figure in self.figures if figure.kind == FigureKind.TARGET)

    @property
    def lists_target_without_number(self) -> bool:
        return any(not figure.amount for row in self.targets.rows for figure in row)

    @property
    def target_count(self) -> int:
        """How many targets the plan has in all, those in the table of projects included."""
        return sum(figure.kind == FigureKind.TARGET for figure in self.figures)

    @property
    def targets_without_number(self) -> int:
        return sum(figure.kind == FigureKind.TARGET and not figure.amount for figure in self.figures)

    @property
    def title_size(self) -> str:
        width = display_width(self.edition.text("title")[0])
        large, middle = MAX_TITLE_WIDTHS
        return "large" if width <= large else "middle" if width <= middle else "small"

    @property
    def address(self) -> str:
        """The absolute URL of the plan; empty while SITE_URL is not set, and in previews."""
        if not settings.SITE_URL or self.edition.previewed:
            return ""
        return absolute_url(self.edition.get_absolute_url())


def lines_of(text: str, width: int) -> int:
    """About how many lines a text takes in a column of that many terminal columns."""
    return -(-display_width(text) // width)


def main_figures(project: Project, figures: Iterable[Figure]) -> list[Figure]:
    """The first featured figure of a project, with those that contradict it; none if none is featured."""
    main = next((row for row in figures if row.featured and row.project_id == project.pk), None)
    if main is None:
        return []
    return [main, *(row for row in figures if contradict(main, row))][:MAX_CONFLICTING]


def contradict(one: Figure, other: Figure) -> bool:
    """Whether a remark says that two figures contradict each other, or they say so themselves."""
    if one.pk == other.pk:
        return False
    disputes = _disputes(one) & _disputes(other)
    return bool(disputes) or (_is_disputed(one) and _is_disputed(other) and _subject(one) == _subject(other))


def _disputes(figure: Figure) -> set[int]:
    return {remark.pk for remark in figure.noted if remark.kind == RemarkKind.CONTRADICTION}


def _is_disputed(figure: Figure) -> bool:
    return bool(getattr(figure, "contradicted", False))


def _subject(figure: Figure) -> tuple[int, str, str, str]:
    return figure.metric_id, figure.scope, figure.period, figure.kind


def _without_note(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Figures that contradict each other and have no remark on it, grouped."""
    groups: dict[tuple[int, str, str, str], list[Figure]] = {}
    for figure in figures:
        if _is_disputed(figure) and not _disputes(figure):
            groups.setdefault(_subject(figure), []).append(figure)
    return [rows[:MAX_CONFLICTING] for rows in groups.values()]


def _targets_of_years_first(rows: Iterable[Figure], figures: Iterable[Figure]) -> list[Figure]:
    """The targets among some figures of a plan; those for quarters and months follow those of the year."""
    parts = parts_of_targets(figures)
    targets = (row for row in rows if row.kind == FigureKind.TARGET)
    return sorted(targets, key=lambda row: row.pk in parts)


def _featured_first(figures: Iterable[Figure]) -> list[Figure]:
    """Figures with a number that are no targets, featured ones first."""
    results = [row for row in figures if row.kind != FigureKind.TARGET and row.amount]
    return sorted(results, key=lambda row: not row.featured)


def _first_goals(groups: Iterable[GoalsOfGroup], limit: int) -> list[GoalsOfGroup]:
    """The groups with their goals, up to `limit` goals in all."""
    shown: list[GoalsOfGroup] = []
    for part in groups:
        goals: list[Goal] = part.goals[:limit]
        limit -= len(goals)
        if goals:
            shown.append(GoalsOfGroup(part.group, goals))
    return shown


def _notes(remarks: Iterable[Remark]) -> list[Remark]:
    listed = [remark for remark in remarks if remark.kind in NOTE_KINDS]
    return sorted(listed, key=lambda remark: NOTE_KINDS.index(RemarkKind(remark.kind)))


def _lines_of_note(remark: Remark) -> int:
    return lines_of(remark.text("content")[0], NOTE_WIDTH)


def _fits(quote: Quote) -> bool:
    return display_width(quote.text("content")[0]) <= MAX_QUOTE_WIDTH


def _usual_period(figures: Iterable[Figure]) -> str:
    counts = Counter(figure.period_in_words for figure in figures)
    period, count = counts.most_common(1)[0] if counts else ("", 0)
    return period if 2 * count > counts.total() else ""


def _listed(figures: Iterable[Figure]) -> Shortlist[list[Figure]]:
    """The first rows of a list of figures; what is left out is counted in figures."""
    rows = fold(figures)
    shown = Shortlist.by_lines(rows[:MAX_FIGURES], _lines_of_figures, MAX_FIGURE_LINES).rows
    return Shortlist(shown, sum(map(len, rows[len(shown) :])))


def _lines_of_figures(row: list[Figure]) -> int:
    names = row[0].metric.text("name")[0] + "".join(figure.text("scope")[0] for figure in row)
    return -(-(display_width(names) + FACTS_WIDTH) // FIGURE_WIDTH)


def fold(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Put figures without a number that differ in their scope alone into one row: 产值过10亿元、过20亿元."""
    rows: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        rows.setdefault((figure.pk,) if figure.amount else _same_but_for_scope(figure), []).append(figure)
    return list(rows.values())


def _same_but_for_scope(figure: Figure) -> tuple[object, ...]:
    marks = tuple(passages[0].mark for passages in figure.marks)
    remarks = tuple(sorted(remark.pk for remark in figure.noted))
    return figure.metric_id, figure.kind, figure.period_in_words, figure.availability, marks, remarks


def display_width(text: str) -> int:
    """The width of a text in terminal columns: a wide (Han) character counts two, any other one."""
    return round(2 * em_width(text, letter=0.5))
