"""The slide of the goals: the slogan as structure, and the projects below it."""

from dataclasses import dataclass

from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import Edition, Project
from initiatives.models.site_urls import page_language
from initiatives.pages.goals import GoalsOfGroup, grouped_goals
from initiatives.pages.slide_space import count_lines, em_width

# Goals side by side, each under a rule of its own: no more, no longer, in no more groups.
MAX_WIDE_GOALS, MAX_WIDE_EMS, MAX_WIDE_GROUPS = 7, 26, 4
# More of them stand in three columns. Steps (see `slide_space`); the style sheet has the same.
DENSE_WIDTH, DENSE_SIZE, DENSE_LINE, DENSE_GAP, DENSE_HEADING = 27.0, 1.4, 1.96, 0.8, 4.2
DENSE_HEIGHT, CONTENTS_ROW = 38.0, 7.4
MAX_GOAL_LINES = 3
MAX_LISTED_PROJECTS = 10


@dataclass(frozen=True)
class GoalSlide:
    """Groups with the goals that fit, how many more there are, and the projects if they are few."""

    groups: list[GoalsOfGroup]
    is_dense: bool
    further: int
    projects: list[Project]
    project_count: int

    @classmethod
    def build(cls, edition: Edition, projects: list[Project | None]) -> "GoalSlide":
        content = edition_rows(edition)
        content.cite(content.groups, content.goals)
        groups = grouped_goals(content)
        listed = [row for row in projects if row] if len(projects) <= MAX_LISTED_PROJECTS else []
        goals = [goal for part in groups for goal in part.goals]
        few = len(goals) <= MAX_WIDE_GOALS and len(groups) <= MAX_WIDE_GROUPS
        if few and all(em_width(goal.text("title")[0]) <= _widest() for goal in goals):
            return cls(groups, False, 0, listed, len(projects))
        shown = _fitting(groups, DENSE_HEIGHT - _rows(listed) * CONTENTS_ROW)
        further = len(goals) - sum(len(part.goals) for part in shown)
        return cls(shown, True, further, listed, len(projects))

    @property
    def has_headings(self) -> bool:
        """Whether the goals are grouped: goals without any group need no heading."""
        return any(part.group for part in self.groups)

    @property
    def per_row(self) -> int:
        """How many projects stand in a row."""
        return _per_row(self.projects)


def _widest() -> float:
    return MAX_WIDE_EMS * 1.7 if page_language() == "en" else MAX_WIDE_EMS


def _per_row(projects: list[Project]) -> int:
    if page_language() == "en":
        return 4 if len(projects) <= 8 else 5
    return len(projects) if len(projects) <= 8 else 5


def _rows(projects: list[Project]) -> int:
    return -(-len(projects) // _per_row(projects)) if projects else 0


def _fitting(groups: list[GoalsOfGroup], height: float) -> list[GoalsOfGroup]:
    """The first goals that fit into three columns; a column may end early, so that one line is kept free."""
    room = 3 * (height - MAX_GOAL_LINES * DENSE_LINE)
    shown = []
    for part in groups:
        room -= DENSE_HEADING if part.group else 0
        goals = []
        for goal in part.goals:
            lines = count_lines(goal.text("title")[0], DENSE_SIZE, DENSE_WIDTH, MAX_GOAL_LINES)
            room -= lines * DENSE_LINE + DENSE_GAP
            if room < 0:
                break
            goals.append(goal)
        if goals:
            shown.append(GoalsOfGroup(part.group, goals))
        if room < 0:
            break
    return shown
