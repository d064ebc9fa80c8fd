"""The drawing of which project serves which goal: two columns of equal rows, and lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.models import Contribution, Goal, GoalGroup, Project
from initiatives.pages.goals import GoalsOfGroup
from initiatives.values.vocabulary import Basis

# The drawing area of the lines; the page stretches it to the space between the columns.
WIDTH, HEIGHT = 100, 1000
# With more rows than this on a side, they carry titles and numbers only.
MAX_DETAILED_ROWS = 12


@dataclass(frozen=True)
class MapLine:
    """A link as an SVG path from its goal (left) to its project (right)."""

    basis: str
    path: str


@dataclass(frozen=True)
class MapGoal:
    """A goal, its links in the order of the projects, their lines, and the ends of these as one path."""

    goal: Goal
    links: list[Contribution]
    lines: list[MapLine]
    ends: str


@dataclass(frozen=True)
class MapGroup:
    """A goal group and its goals; `group` is None for goals without one."""

    group: GoalGroup | None
    goals: list[MapGoal]


@dataclass(frozen=True)
class GoalMap:
    groups: list[MapGroup]
    projects: list[Project]

    @classmethod
    def of(cls, groups: Sequence[GoalsOfGroup], projects: list[Project]) -> "GoalMap":
        """The map of goals with their contributions and of projects, each in the order of the page."""
        place_of = {project.pk: place for place, project in enumerate(projects)}
        goals = [goal for part in groups for goal in part.goals]
        drawn = {
            goal.pk: _drawn(goal, place, len(goals), place_of, len(projects))
            for place, goal in enumerate(goals)
        }
        return cls(
            [MapGroup(part.group, [drawn[goal.pk] for goal in part.goals]) for part in groups], projects
        )

    @property
    def goals(self) -> list[MapGoal]:
        return [goal for part in self.groups for goal in part.goals]

    @property
    def has_groups(self) -> bool:
        return any(part.group for part in self.groups)

    @property
    def links(self) -> list[Contribution]:
        return [link for goal in self.goals for link in goal.links]

    @property
    def inferred_count(self) -> int:
        return sum(link.basis == Basis.INFERRED for link in self.links)

    @property
    def stated_count(self) -> int:
        return len(self.links) - self.inferred_count

    @property
    def is_long(self) -> bool:
        """Whether the rows have no space for more than titles and numbers."""
        return max(len(self.goals), len(self.projects)) > MAX_DETAILED_ROWS


def _drawn(goal: Goal, place: int, goals: int, place_of: dict[int, int], projects: int) -> MapGoal:
    links = sorted(goal.contributions.all(), key=lambda link: link.project.number)
    start = _centre(place, goals)
    heights = [_centre(place_of[link.project_id], projects) for link in links]
    lines = [MapLine(link.basis, _curve(start, end)) for link, end in zip(links, heights, strict=True)]
    ends = "".join(f"M{x} {y}h0" for x, y in [(0, start), *((WIDTH, end) for end in heights)])
    return MapGoal(goal, links, lines, ends)


def _centre(place: int, count: int) -> int:
    """The height of the middle of a row, of `count` rows of equal height."""
    return round((place + 0.5) * HEIGHT / count)


def _curve(start: int, end: int) -> str:
    return f"M0 {start}C{WIDTH * 0.48:g} {start} {WIDTH * 0.52:g} {end} {WIDTH} {end}"
