"""The list of projects, and one project with all its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import (
    Contribution,
    Edition,
    Figure,
    Measure,
    Organisation,
    Photo,
    Project,
    Quote,
    Statement,
    Update,
)
from initiatives.models.edition_rows import EditionRows
from initiatives.models.lineage import YearsOfRow, years_of
from initiatives.pages.charts import Ladder, ladder
from initiatives.pages.timeline import Timeline
from initiatives.tasks.assigned_tasks import tasks_of
from initiatives.values.vocabulary import FigureKind, StatementKind, UpdateSubject


@dataclass(frozen=True)
class ProjectList:
    url_name: ClassVar[str] = "projects"

    edition: Edition
    projects: list[Project]
    timeline: Timeline

    @classmethod
    def build(cls, edition: Edition) -> "ProjectList":
        return cls(
            edition,
            list(edition.projects.with_counts().with_links().with_evidence()),
            Timeline.of(
                edition.measures.select_related("project"),
                edition.figures.select_related("metric").filter(kind=FigureKind.TARGET),
            ),
        )

    @property
    def has_measures(self) -> bool:
        return any(project.measure_count for project in self.projects)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ProjectDetail:
    edition: Edition
    project: Project
    statements: list[Statement]
    measures: list[Measure]
    figures: list[Figure]
    quotes: list[Quote]
    photos: list[Photo]
    contributions: list[Contribution]
    organisations: list[Organisation]
    updates: list[Update]
    previous: Project | None
    next: Project | None

    @classmethod
    def build(cls, edition: Edition, key: str) -> "ProjectDetail":
        """The project with that key; raises Project.DoesNotExist."""
        projects = edition_rows(edition).projects
        place = next((place for place, row in enumerate(projects) if row.key == key), None)
        if place is None:
            raise Project.DoesNotExist
        project = projects[place]
        content = EditionRows(edition, project=project)
        rows = (content.statements, content.measures, content.figures, content.quotes, content.photos)
        content.cite([project], *rows)
        if edition.has_tasks:
            _note_tasks(edition, [*content.measures, *content.figures])
        return cls(
            edition=edition,
            project=project,
            statements=content.statements,
            measures=content.measures,
            figures=content.figures,
            quotes=content.quotes,
            photos=content.photos,
            contributions=sorted(content.contributions, key=lambda link: (link.goal.order, link.goal.key)),
            updates=_reports(project, content.measures, content.figures),
            organisations=content.organisations,
            previous=projects[place - 1] if place else None,
            next=projects[place + 1] if place + 1 < len(projects) else None,
        )

    @cached_property
    def years(self) -> YearsOfRow:
        """What it was in the plans of other years, or became there."""
        return years_of(self.project)

    @property
    def of_plan_with_goals(self) -> bool:
        """Whether there is anything that it could serve."""
        return self.edition.goals.exists()

    def _of_kind(self, kind: StatementKind) -> list[Statement]:
        return [row for row in self.statements if row.kind == kind]

    @property
    def background(self) -> list[Statement]:
        return [*self._of_kind(StatementKind.POSITIONING), *self._of_kind(StatementKind.CONTEXT)]

    @property
    def starting_points(self) -> list[Statement]:
        return [*self._of_kind(StatementKind.STARTING_POINT), *self._of_kind(StatementKind.ACHIEVEMENT)]

    @property
    def shortfalls(self) -> list[Statement]:
        return self._of_kind(StatementKind.SHORTFALL)

    @property
    def results(self) -> list[Figure]:
        """Figures that are actual or expected, not targets."""
        return [figure for figure in self.figures if figure.kind != FigureKind.TARGET]

    @property
    def targets(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.kind == FigureKind.TARGET]

    @property
    def status(self) -> Update | None:
        """The latest update on the project itself (not a measure) that has a status."""
        statuses = (
            report for report in self.updates if report.subject == UpdateSubject.PROJECT and report.status
        )
        return next(statuses, None)

    @property
    def ladder(self) -> Ladder | None:
        """The first metric's targets that differ by a threshold only."""
        by_metric: dict[int, list[Figure]] = {}
        for figure in self.targets:
            by_metric.setdefault(figure.metric_id, []).append(figure)
        return next((steps for rows in by_metric.values() if (steps := ladder("targets", rows))), None)

    @property
    def plain_targets(self) -> list[Figure]:
        """Targets that the ladder does not show."""
        shown = self.ladder.figures if self.ladder else []
        return [figure for figure in self.targets if figure not in shown]

    @property
    def numbers_measures(self) -> bool:
        """Whether any target has a number, or a threshold such as 产值过10亿元."""
        return any(figure.amount or figure.threshold for figure in self.targets)


def _note_tasks(edition: Edition, rows: Iterable[Any]) -> None:
    """Give each measure and target that is assigned its `task`."""
    tasks = {task.key: task for task in tasks_of(edition)}
    for row in rows:
        row.task = tasks.get(row.key)


def _reports(project: Project, measures: Iterable[Any], figures: Iterable[Any]) -> list[Update]:
    """The published updates of a project, latest first.

    As a side effect each measure that has a status gets its latest one as the attribute `status`.
    """
    rows = Update.objects.readable_with(project.edition).of_project(project, measures, figures)
    reports: list[Any] = list(rows.prefetch_related("passages"))
    by_key = {row.key: row for row in (*measures, *figures)}
    for report in reversed(reports):
        if report.subject == UpdateSubject.MEASURE:
            report.measure = by_key[report.subject_key]
            if report.status:
                report.measure.status = report
        elif report.subject == UpdateSubject.FIGURE:
            report.target = by_key[report.subject_key]
            if report.value is not None:
                report.reached = report.target.reached_in_words(report.value)
    return reports
