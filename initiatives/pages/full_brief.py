"""The full brief: the whole plan as one document to print."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import prefetch_related_objects

from initiatives.freshness.shared_while_exporting import edition_rows
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
from initiatives.models.edition_rows import EditionRows
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
        content = edition_rows(edition)
        contributions = sorted(content.contributions, key=lambda link: link.project.number)
        projects, photos, remarks = content.projects, content.photos, content.remarks
        rows: dict[str, list[Any]] = {
            "statements": content.statements,
            "figures": content.figures,
            "quotes": content.quotes,
            "measures": content.measures,
            "contributions": contributions,
        }
        content.cite(content.groups, content.goals, projects, photos, remarks, *rows.values())
        prefetch_related_objects(content.measures, "responsible")
        return cls(
            edition=edition,
            groups=_groups(content, contributions),
            projects=_projects(content, rows),
            photos=photos,
            remarks=remarks,
            sources=[
                BriefSource(source, list(source.sections.all()))
                for source in edition.sources.prefetch_related("sections")
            ],
            statements=[row for row in rows["statements"] if row.project_id is None],
            figures=rows["figures"],
            quotes=[row for row in rows["quotes"] if row.project_id is None],
        )

    @property
    def has_groups(self) -> bool:
        """Whether the plan puts any of its goals into groups."""
        return any(part.group for part in self.groups)

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


def _groups(content: EditionRows, contributions: list[Contribution]) -> list[BriefGoalGroup]:
    contributions_by_goal = _grouped_by("goal_id", contributions)
    return [
        BriefGoalGroup(part.group, [BriefGoal(goal, contributions_by_goal[goal.pk]) for goal in part.goals])
        for part in grouped_goals(content)
    ]


def _projects(content: EditionRows, rows: dict[str, list[Any]]) -> list[ProjectDetail]:
    """A ProjectDetail for each project, built from rows read for the whole edition at once."""
    parts = {name: _grouped_by("project_id", kind) for name, kind in rows.items()}
    (edition,) = content.editions
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
        for project in content.projects
    ]
