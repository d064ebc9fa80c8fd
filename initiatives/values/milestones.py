"""The milestones of a task as people write them: one a line, a day or a period and then what is reached."""

import re
from dataclasses import dataclass
from datetime import date

from initiatives.values.periods import Period

LINE = re.compile(r"(?P<when>[0-9]{4}[-0-9HQ]*)[\s:：,，、]+(?P<what>\S.*)", re.ASCII)


@dataclass(frozen=True)
class Milestone:
    """What is to be reached by the end of a day."""

    day: date
    words: str


class NotAMilestone(ValueError):
    """A line that does not begin with a day or a period; `line` is the line."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def parse_milestones(text: str) -> list[Milestone]:
    """The milestones in the order of their days: `2024-06-30 立项`, `2024-Q3：开工`. Raises NotAMilestone."""
    found = [_milestone(line.strip()) for line in text.splitlines() if line.strip()]
    return sorted(found, key=lambda milestone: milestone.day)


def _milestone(line: str) -> Milestone:
    match = LINE.fullmatch(line)
    if match is None:
        raise NotAMilestone(line)
    try:
        return Milestone(last_day(match["when"]), match["what"].strip())
    except ValueError:
        raise NotAMilestone(line) from None


def last_day(text: str) -> date:
    """A day, or the last day of a period: 2024-06-30, 2024-06, 2024-Q2, 2024. Raises ValueError."""
    return date.fromisoformat(text) if text.count("-") == 2 else Period.parse(text).end
