"""The result of a workbook import in words, for a page, the terminal or a JSON file."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from initiatives.editions.comparison import ADDED, CHANGED, REMOVED, Change
from initiatives.workbook.finding_places import PlacedFinding
from initiatives.workbook.importer import Result


@dataclass(frozen=True)
class ReportedField:
    """The words of one field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ReportedChange:
    """A row that is added, changed or removed."""

    kind: str
    key: str
    title: str
    fields: list[ReportedField] = field(default_factory=list)

    @classmethod
    def of(cls, change: Change) -> "ReportedChange":
        fields = [ReportedField(field.label, field.before, field.after) for field in change.fields]
        return cls(change.kind, change.key, change.title, fields)


@dataclass(frozen=True)
class ReportedFinding:
    """An error or warning of the quality rules in the draft as it will be, and its place in the workbook."""

    code: str
    severity: str
    label: str
    place: str
    message: str
    remedy: str
    # The remark that explains it, if any.
    remark: str
    # Whether the draft did not have it before.
    is_new: bool

    @classmethod
    def of(cls, placed: PlacedFinding) -> "ReportedFinding":
        finding, remark = placed.finding, placed.finding.remark
        return cls(
            finding.code,
            finding.severity.value,
            str(finding.severity.label),
            str(placed.place),
            finding.message,
            finding.remedy,
            remark.name if remark else "",
            placed.is_new,
        )


@dataclass(frozen=True)
class ImportReport:
    """An import result in one language; `groups` holds the changes by the name of their kind of row."""

    language: str
    problems: list[str]
    notes: list[str]
    groups: list[tuple[str, list[ReportedChange]]]
    unchanged: int
    # Whether it changes rows that all plans share.
    shared: bool
    outdated: bool
    # The fingerprint of the draft before the import, and whether that is not the expected one.
    state: str
    moved: bool
    # The name of the draft; empty if nothing was written.
    draft: str
    # New ones first.
    findings: list[ReportedFinding] = field(default_factory=list)

    @classmethod
    def of(cls, result: Result) -> "ImportReport":
        changes = [*result.changes, *result.shared]
        kinds = dict.fromkeys(change.kind_name for change in changes)
        groups = [
            (kind, [ReportedChange.of(change) for change in changes if change.kind_name == kind])
            for kind in kinds
        ]
        touched = sum(change.kind in (ADDED, CHANGED) for change in result.changes if change.key)
        return cls(
            get_language() or "",
            [problem.message for problem in result.problems],
            [str(note) for note in result.notes],
            groups,
            result.rows - touched,
            result.changes_shared,
            result.outdated,
            result.state,
            result.moved,
            str(result.draft or ""),
            [ReportedFinding.of(placed) for placed in result.findings],
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

    @property
    def new_findings(self) -> list[ReportedFinding]:
        return [finding for finding in self.findings if finding.is_new]

    @property
    def old_findings(self) -> list[ReportedFinding]:
        return [finding for finding in self.findings if not finding.is_new]

    def save(self, path: Path) -> None:
        write_json_atomically(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> "ImportReport":
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        groups = [
            (name, [_load_change(change) for change in changes]) for name, changes in data.pop("groups")
        ]
        findings = [ReportedFinding(**values) for values in data.pop("findings", [])]
        return cls(groups=groups, findings=findings, **data)


def _load_change(data: dict[str, Any]) -> ReportedChange:
    fields = [ReportedField(**values) for values in data.pop("fields")]
    return ReportedChange(fields=fields, **data)


def write_json_atomically(path: Path, data: Any) -> None:
    """Write JSON and then rename the file into place, so that no other process reads half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
