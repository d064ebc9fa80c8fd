"""What came of a workbook, in words: for a page, a terminal, or a file between two processes."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from initiatives.editions.comparison import ADDED, CHANGED, REMOVED, Change
from initiatives.workbook.importer import Result


@dataclass(frozen=True)
class ReportedField:
    """One cell's words, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ReportedChange:
    """A row that is new, changed or removed."""

    kind: str
    key: str
    title: str
    fields: list[ReportedField] = field(default_factory=list)

    @classmethod
    def of(cls, change: Change) -> "ReportedChange":
        fields = [ReportedField(one.label, one.before, one.after) for one in change.fields]
        return cls(change.kind, change.key, change.title, fields)


@dataclass(frozen=True)
class ImportReport:
    """A result in one language. `groups` holds the changes under the name of what changes."""

    language: str
    problems: list[str]
    notes: list[str]
    groups: list[tuple[str, list[ReportedChange]]]
    unchanged: int
    # Whether it changes what all plans share.
    shared: bool
    outdated: bool
    # The draft as it was, and whether it was changed while the workbook waited to be confirmed.
    state: str
    moved: bool
    # The draft it is in now; empty if nothing was written.
    draft: str

    @classmethod
    def of(cls, result: Result) -> "ImportReport":
        changes = [*result.changes, *result.shared]
        kinds = dict.fromkeys(change.kind_name for change in changes)
        groups = [
            (kind, [ReportedChange.of(one) for one in changes if one.kind_name == kind]) for kind in kinds
        ]
        there = sum(change.kind in (ADDED, CHANGED) for change in result.changes if change.key)
        return cls(
            get_language() or "",
            [problem.message for problem in result.problems],
            [str(note) for note in result.notes],
            groups,
            result.rows - there,
            bool(result.shared),
            result.outdated,
            result.state,
            result.moved,
            str(result.draft or ""),
        )

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for _name, changes in self.groups for change in changes)

    @property
    def added(self) -> int:
        return self.count(ADDED)

    @property
    def changed(self) -> int:
        return self.count(CHANGED)

    @property
    def removed(self) -> int:
        return self.count(REMOVED)

    def save(self, path: Path) -> None:
        write_whole(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> "ImportReport":
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        groups = [(name, [_change(one) for one in changes]) for name, changes in said.pop("groups")]
        return cls(groups=groups, **said)


def _change(said: dict[str, Any]) -> ReportedChange:
    fields = [ReportedField(**one) for one in said.pop("fields")]
    return ReportedChange(fields=fields, **said)


def write_whole(path: Path, said: Any) -> None:
    """As JSON, whole or not at all, so that whoever waits for the file never reads half of it."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    half.replace(path)
