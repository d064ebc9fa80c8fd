"""The whole plan as one document, to read from front to back and to print."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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
class GoalSheet:
    """A goal and the projects that serve it."""

    goal: Goal
    contributions: list[Contribution]


@dataclass(frozen=True)
class GroupSheet:
    """A part of the slogan and its goals; `group` is None for goals outside the slogan."""

    group: GoalGroup | None
    goals: list[GoalSheet]


@dataclass(frozen=True)
class SourceSheet:
    """A source and its sections, which the marks name."""

    source: Source
    sections: list[Section]


@dataclass(frozen=True)
class Brief:
    edition: Edition
    groups: list[GroupSheet]
    projects: list[ProjectDetail]
    statements: list[Statement]
    figures: list[Figure]
    quotes: list[Quote]
    photos: list[Photo]
    remarks: list[Remark]
    sources: list[SourceSheet]

    @classmethod
    def build(cls, edition: Edition) -> "Brief":
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
                SourceSheet(source, list(source.sections.all()))
                for source in edition.sources.prefetch_related("sections")
            ],
            statements=[row for row in rows["statements"] if row.project_id is None],
            figures=rows["figures"],
            quotes=[row for row in rows["quotes"] if row.project_id is None],
        )

    @property
    def pictured(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.has_picture]

    @property
    def not_pictured(self) -> list[Photo]:
        return [photo for photo in self.photos if not photo.has_picture]


def _by(name: str, rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    """Rows under the value of one of their columns."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _groups(edition: Edition, contributions: list[Contribution]) -> list[GroupSheet]:
    serving = _by("goal_id", contributions)
    return [
        GroupSheet(part.group, [GoalSheet(goal, serving[goal.pk]) for goal in part.goals])
        for part in grouped_goals(edition)
    ]


def _projects(
    edition: Edition, contributions: list[Contribution], rows: dict[str, list[Any]]
) -> list[ProjectDetail]:
    """Every project with its rows, as its own page has them."""
    measures = edition.measures.with_evidence().select_related("responsible")
    parts = {
        name: _by("project_id", kind)
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
