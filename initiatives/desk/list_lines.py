"""Lists at the desk in which each line is saved as it is left: lines and cells, as stored and as sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Measure
from initiatives.tasks.assignment_lines import assignable_rows

# No list is longer; what a form sends beyond is not read.
MAX_LINES = 2000


@dataclass
class ListCell:
    """One cell: its name, the text in it, and its choices if it has any."""

    name: str
    text: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    is_long: bool = False
    problems: list[str] = field(default_factory=list)
    # The heading of its column, by which screen readers tell it.
    label: str = ""


def labelled(cells: list[ListCell], headings: list[str]) -> list[ListCell]:
    """The cells of a line, each with the heading of its column."""
    for cell, heading in zip(cells, headings, strict=True):
        cell.label = heading
    return cells


@dataclass
class ListLine:
    """A task with its cells. `mark` is that of what is stored; `message` says what became of the line."""

    row: Measure | Figure
    cells: list[ListCell]
    mark: str = ""
    message: str = ""
    is_saved: bool = False
    is_fixed: bool = False
    note: str = ""

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def has_problems(self) -> bool:
        return any(cell.problems for cell in self.cells)

    @property
    def told(self) -> dict[str, Any]:
        """For the script: what to show in the line."""
        problems = [problem for cell in self.cells for problem in cell.problems]
        return {
            "key": self.key,
            "mark": self.mark,
            "saved": self.is_saved,
            "message": self.message,
            "problems": problems,
        }


@dataclass(frozen=True)
class SentLine:
    key: str
    mark: str
    cells: dict[str, str]


def sent_lines(request: HttpRequest, names: tuple[str, ...]) -> Iterator[SentLine]:
    """The lines of a form, each with a hidden `key` and the `mark` that it was made from."""
    for number in range(MAX_LINES):
        key = request.POST.get(f"{number}-key")
        if key is None:
            if "line" in request.POST:
                continue
            return
        sent = {name: request.POST.get(f"{number}-{name}") for name in names}
        # Browsers send each end of a line as two characters.
        cells = {name: text.replace("\r\n", "\n") for name, text in sent.items() if text is not None}
        yield SentLine(key, request.POST.get(f"{number}-mark", ""), cells)


def rows_to_list(edition: Edition) -> list[Measure | Figure]:
    return assignable_rows(edition)[:MAX_LINES]


def tell_conflict(line: ListLine, stored: str) -> None:
    """Say that somebody else saved the line meanwhile, and what stands there now."""
    words = _("Somebody else changed this line meanwhile. There now: %(stored)s. Save again to replace it.")
    line.message = words % {"stored": stored or "—"}
