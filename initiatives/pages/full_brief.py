"""The full brief: the whole plan as one document to print."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from initiatives.models import (
    Contribution,
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Photo,
    Quote,
    Remark,
    Section,
    Source,
    Statement,
)
from initiatives.pages.goals import grouped_goals
from initiatives.pages.projects import ProjectDetail


@dataclass(frozen=True)
class BriefGoal:
    """A goal and the projects that serve it."""

    goal: Goal
    contributions: list[Contribution]


@dataclass(frozen=True)
class BriefGoalGroup:
    """A goal group and its goals; `group` is None for goals without one."""

    group: GoalGroup | None
    goals: list[BriefGoal]


@dataclass(frozen=True)
class BriefSource:
    """A source and its sections."""

    source: Source
    sections: list[Section]


@dataclass(frozen=True)
class FullBrief:
    url_name: ClassVar[str] = "full-brief"

    edition: Edition
    groups: list[BriefGoalGroup]
    projects: list[ProjectDetail]
    statements: list[Statement]
    figures: list[Figure]
    quotes: list[Quote]
    photos: list[Photo]
    remarks: list[Remark]
    sources: list[BriefSource]

    @classmethod
    def build(cls, edition: Edition) -> "FullBrief":
        contributions = list(
            edition.contributions.select_related("project", "goal")
            .with_evidence()
            .order_by("project__number")
        )
        rows: dict[str, list[Any]] = {
            "statements": list(edition.statements.with_evidence()),
            "figures": list(edition.figures.with_facts()),
            "quotes": list(edition.quotes.with_evidence()),
        }
        return cls(
            edition=edition,
            groups=_groups(edition, contributions),
            projects=_projects(edition, contributions, rows),
            photos=list(edition.photos.with_evidence()),
            remarks=list(edition.remarks.with_evidence()),
            sources=[
                BriefSource(source, list(source.sections.all()))
                for source in edition.sources.prefetch_related("sections")
            ],
            statements=[row for row in rows["statements"] if row.project_id is None],
            figures=rows["figures"],
            quotes=[row for row in rows["quotes"] if row.project_id is None],
        )

    @property
    def photos_with_picture(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.has_picture]

    @property
    def photos_without_picture(self) -> list[Photo]:
        return [photo for photo in self.photos if not photo.has_picture]


def _grouped_by(name: str, rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    """Map each value of an attribute to the rows that have it."""
    groups: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _groups(edition: Edition, contributions: list[Contribution]) -> list[BriefGoalGroup]:
    contributions_by_goal = _grouped_by("goal_id", contributions)
    return [
        BriefGoalGroup(part.group, [BriefGoal(goal, contributions_by_goal[goal.pk]) for goal in part.goals])
        for part in grouped_goals(edition)
    ]


def _projects(
    edition: Edition, contributions: list[Contribution], rows: dict[str, list[Any]]
) -> list[ProjectDetail]:
    """A ProjectDetail for each project, built from rows fetched for the whole edition at once."""
    measures = edition.measures.with_evidence().select_related("responsible")
    parts = {
        name: _grouped_by("project_id", kind)
        for name, kind in {**rows, "measures": list(measures), "contributions": contributions}.items()
    }
    return [
        ProjectDetail(
            edition=edition,
            project=project,
            photos=[],
            organisations=[],
            updates=[],
            previous=None,
            next=None,
            **{name: part[project.pk] for name, part in parts.items()},
        )
        for project in edition.projects.with_evidence()
    ]
