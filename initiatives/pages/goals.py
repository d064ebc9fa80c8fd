"""The list of goals by goal group, and one goal with the projects that serve it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import ClassVar

from initiatives.freshness.shared_while_exporting import edition_rows, shared_of
from initiatives.models import Contribution, Edition, Figure, Goal, GoalGroup, Photo, Project, Quote
from initiatives.models.edition_rows import EditionRows
from initiatives.models.lineage import YearsOfRow, years_of
from initiatives.values.vocabulary import Basis

MAX_MATRIX_PROJECTS = 12


@dataclass(frozen=True)
class GoalsOfGroup:
    """A goal group (a part of the slogan) and its goals; `group` is None for goals without one."""

    group: GoalGroup | None
    goals: list[Goal]


def grouped_goals(content: EditionRows) -> list[GoalsOfGroup]:
    """Goals by group, in the groups' order, with their links; goals without a group come last."""
    goals = sorted(
        content.linked_goals,
        key=lambda goal: (
            goal.group is None,
            goal.group.order if goal.group else 0,
            goal.group_id or 0,
            goal.order,
        ),
    )
    return [
        GoalsOfGroup(members[0].group, members)
        for _, rows in groupby(goals, key=lambda goal: goal.group_id)
        if (members := list(rows))
    ]


@dataclass(frozen=True)
class GoalList:
    url_name: ClassVar[str] = "goals"

    edition: Edition
    groups: list[GoalsOfGroup]
    projects: list[Project]

    @classmethod
    def build(cls, edition: Edition) -> "GoalList":
        content = edition_rows(edition)
        content.cite(content.groups, content.goals)
        return cls(edition, grouped_goals(content), content.projects)

    @property
    def has_groups(self) -> bool:
        """Whether the plan puts any of its goals into groups."""
        return any(part.group for part in self.groups)

    @property
    def _links(self) -> list[Contribution]:
        return [link for goal in self.goals for link in goal.contributions.all()]

    @property
    def goals(self) -> list[Goal]:
        return [goal for part in self.groups for goal in part.goals]

    @property
    def has_links(self) -> bool:
        return bool(self._links)

    @property
    def has_inferred_links(self) -> bool:
        return any(link.basis == Basis.INFERRED for link in self._links)

    @property
    def matrix(self) -> list[tuple[Goal, list[Contribution | None]]]:
        """Rows of the goal-project table: a goal, and for each project the contribution or None.

        Empty where there is nothing to look up, without links or with one goal or one project only, and where
        there are more than MAX_MATRIX_PROJECTS, which no window shows side by side.
        """
        is_table = len(self.goals) > 1 and 1 < len(self.projects) <= MAX_MATRIX_PROJECTS
        if not (self.has_links and is_table):
            return []
        return [
            (goal, [links.get(project.pk) for project in self.projects])
            for goal in self.goals
            for links in [{link.project_id: link for link in goal.contributions.all()}]
        ]


@dataclass(frozen=True)
class GoalDetail:
    edition: Edition
    goal: Goal
    contributions: list[Contribution]
    figures: list[Figure]
    quotes: list[Quote]
    photos: list[Photo]
    previous: Goal | None
    next: Goal | None

    @cached_property
    def years(self) -> YearsOfRow:
        """What it was in the plans of other years, or became there."""
        return years_of(self.goal)

    @property
    def of_plan_with_projects(self) -> bool:
        """Whether there is anything that could serve it."""
        return self.edition.projects.exists()

    @classmethod
    def build(cls, edition: Edition, key: str) -> "GoalDetail":
        """The goal with that key; raises Goal.DoesNotExist."""
        return shared_of(edition, ("goal", key), lambda: cls._read(edition, key))

    @classmethod
    def _read(cls, edition: Edition, key: str) -> "GoalDetail":
        goal = edition.goals.with_evidence().select_related("group").get(key=key)
        contributions = edition.contributions.filter(goal=goal).select_related("project").with_evidence()
        ordered = [row for group in grouped_goals(edition_rows(edition)) for row in group.goals]
        position = ordered.index(goal)
        return cls(
            edition,
            goal,
            list(contributions.order_by("project__number")),
            list(edition.figures.with_facts().filter(goal=goal)),
            list(edition.quotes.with_evidence().select_related("project").filter(goal=goal)),
            list(edition.photos.with_picture().serving(goal).with_evidence()),
            ordered[position - 1] if position else None,
            ordered[position + 1] if position + 1 < len(ordered) else None,
        )
