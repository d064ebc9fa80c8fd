"""A plan's first page: its results, its structure, what it states and leaves open, what it aims at."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import Edition, Figure, Measure, Photo, Quote, Remark, Source, Statement
from initiatives.pages.comparability import cluster_contradictions, parts_of_targets
from initiatives.pages.goal_map import GoalMap
from initiatives.pages.goals import grouped_goals
from initiatives.pages.quality import Share, measures_with_number, shares_of_measures
from initiatives.pages.task_list import counts_of_states
from initiatives.tasks.assigned_tasks import AssignedTask, tasks_of
from initiatives.values.periods import Period
from initiatives.values.vocabulary import FigureKind, ProgressState, RemarkKind

# What is shown of more; the list of figures has all.
MAX_CELLS = 12


@dataclass(frozen=True)
class ResultCell:
    """A figure, or figures that contradict each other and stand side by side."""

    figures: list[Figure]

    @property
    def first(self) -> Figure:
        return self.figures[0]

    @property
    def is_clash(self) -> bool:
        return len(self.figures) > 1

    @property
    def kinds(self) -> list[str]:
        """The kinds of its figures, each once."""
        return list(dict.fromkeys(figure.kind for figure in self.figures))

    @property
    def reason(self) -> Remark | None:
        """The remark that says what is in doubt."""
        return next(iter(self.first.doubts), None)


@dataclass(frozen=True)
class TargetCell:
    """A target, or targets of one metric and period that all lack a number and differ by their scope."""

    figures: list[Figure]

    @property
    def first(self) -> Figure:
        return self.figures[0]

    @property
    def cited(self) -> list[Figure]:
        """The figures whose marks are not all on figures before them."""
        seen: set[str] = set()
        chosen = []
        for figure in self.figures:
            marks = {places[0].mark for places in figure.marks}
            if not marks <= seen:
                chosen.append(figure)
            seen |= marks
        return chosen


@dataclass(frozen=True)
class Overview:
    url_name: ClassVar[str] = "plan"

    edition: Edition
    map: GoalMap
    figures: list[Figure]
    measures: list[Measure]
    statements: list[Statement]
    quotes: list[Quote]
    photos: list[Photo]
    remarks: list[Remark]
    sources: list[Source]
    tasks: list[AssignedTask]

    @classmethod
    def build(cls, edition: Edition) -> "Overview":
        content = edition_rows(edition)
        statements = [row for row in content.statements if row.project_id is None]
        content.cite(content.figures, content.measures, statements, content.quotes, content.photos)
        return cls(
            edition,
            GoalMap.of(grouped_goals(content), content.counted_projects),
            content.figures,
            content.measures,
            statements,
            content.quotes,
            content.photos,
            content.remarks,
            content.sources,
            tasks_of(edition) if edition.has_tasks else [],
        )

    @property
    def task_states(self) -> list[tuple[ProgressState, int]]:
        """How many tasks are in which state; none where nothing is assigned."""
        return counts_of_states(self.tasks)

    @cached_property
    def results(self) -> list[ResultCell]:
        """The first featured figures that are no targets; those that contradict each other share a cell."""
        chosen = [row for row in self.figures if row.featured and row.kind != FigureKind.TARGET]
        return [ResultCell(cluster) for cluster in cluster_contradictions(chosen)][:MAX_CELLS]

    @property
    def results_period(self) -> str:
        """The period that all results have in common; else empty."""
        return _common_period(figure for cell in self.results for figure in cell.figures)

    @cached_property
    def targets(self) -> list[Figure]:
        return [row for row in self.figures if row.kind == FigureKind.TARGET]

    @cached_property
    def shown_targets(self) -> list[TargetCell]:
        """The first cells of targets, the featured ones and those with a number first.

        Those of a quarter or month have none where the whole has one.
        """
        cells: dict[tuple[object, ...], list[Figure]] = {}
        parts = parts_of_targets(self.targets)
        wholes = [row for row in self.targets if row.featured or row.pk not in parts]
        for row in sorted(wholes, key=lambda row: (not row.featured, row.amount is None)):
            # A target with a number, or without a scope to tell it by, has a cell of its own.
            alike = row.amount is None and row.scope
            key = (row.metric_id, row.period, row.availability) if alike else (row.pk,)
            cells.setdefault(key, []).append(row)
        return [TargetCell(figures) for figures in cells.values()][:MAX_CELLS]

    @property
    def hidden_targets(self) -> int:
        """How many targets have no cell."""
        return len(self.targets) - sum(len(cell.figures) for cell in self.shown_targets)

    @property
    def targets_period(self) -> str:
        return _common_period(figure for cell in self.shown_targets for figure in cell.figures)

    @property
    def shares(self) -> list[Share]:
        """How many measures state a number, a time and so on; none if there is no measure."""
        return shares_of_measures(self.measures, measures_with_number(self.targets)) if self.measures else []

    @property
    def open_targets(self) -> list[Figure]:
        return [row for row in self.targets if row.amount is None]

    @property
    def without_outcome(self) -> list[Figure]:
        """Expected figures for whose metric, scope and period there is no actual one."""
        actual = {_subject(row) for row in self.figures if row.kind == FigureKind.ACTUAL}
        expected = (row for row in self.figures if row.kind == FigureKind.EXPECTED)
        return [row for row in expected if _subject(row) not in actual]

    @property
    def contradictions(self) -> list[list[Figure]]:
        return [cluster for cluster in cluster_contradictions(self.figures) if len(cluster) > 1]

    @property
    def quote(self) -> Quote | None:
        """The featured quote, else the first."""
        return next((row for row in self.quotes if row.featured), self.quotes[0] if self.quotes else None)

    @property
    def remark_counts(self) -> list[tuple[str, int]]:
        """The kinds of remarks there are, in words, with their numbers."""
        kinds = [remark.kind for remark in self.remarks]
        return [(str(kind.label), kinds.count(kind)) for kind in RemarkKind if kind in kinds]

    @property
    def has_unshown_words(self) -> bool:
        """Whether guiding idea or summary stands elsewhere than under the title, which shows one."""
        return self._unshown_words > 0

    @property
    def _unshown_words(self) -> int:
        words = [self.edition.slogan, self.edition.guiding_idea, self.edition.summary]
        return max(0, sum(map(bool, words)) - 1)

    @property
    def background_count(self) -> int:
        return len(self.statements) + self._unshown_words

    @property
    def pictures(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.has_picture]

    @property
    def captions(self) -> list[Photo]:
        """Photos of which only the caption is known."""
        return [photo for photo in self.photos if not photo.has_picture]


def _common_period(figures: Iterable[Figure]) -> str:
    """The period of all the figures in words, if it is one and the same; else empty."""
    periods = {figure.period for figure in figures}
    return Period.parse(periods.pop()).in_words if len(periods) == 1 else ""


def _subject(figure: Figure) -> tuple[int, str, str]:
    return figure.metric_id, figure.scope, figure.period
