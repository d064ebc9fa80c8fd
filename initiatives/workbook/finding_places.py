"""What the quality rules find in the content of a workbook, and the cells it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from initiatives.quality import Finding
from initiatives.quality.answers import new_among
from initiatives.values.vocabulary import Severity
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow
from initiatives.workbook.problems import Place


@dataclass(frozen=True)
class PlacedFinding:
    """An error or warning in the draft as it will be, its cell, and whether the draft lacked it before."""

    finding: Finding
    is_new: bool
    place: Place


@dataclass
class FindingPlaces:
    """The rows of the database that the rows of a workbook were written to."""

    parsed: ParsedWorkbook
    # The sheet, row and field of each, by model name and primary key. Rows that follow from a cell of another
    # row have the field of that cell; those that stand on their own sheet have "".
    origins: dict[tuple[str, int], tuple[type[models.Model], int, str]] = field(default_factory=dict)

    def note(self, target: Any, row: SheetRow) -> None:
        if target.pk:
            stands, column = row.origin or (row, "")
            self.origins[target._meta.model_name, target.pk] = stands.sheet.model, stands.number, column

    def placed(self, found: list[Finding], before: list[Finding]) -> Iterator[PlacedFinding]:
        """Errors and warnings with their places in the workbook, those that were not there before first."""
        reported = [finding for finding in found if finding.severity != Severity.NOTE]
        new = {id(finding) for finding in new_among(reported, before)}
        for finding in sorted(reported, key=lambda one: id(one) not in new):
            yield PlacedFinding(finding, id(finding) in new, self.place(finding))

    def place(self, finding: Finding) -> Place:
        """The cell that a finding is about, as far as the workbook has it."""
        named = finding.rows[0] if finding.rows else None
        kind = named.kind if named else "edition"
        model = next((model for model in self.parsed.titles if model._meta.model_name == kind), None)
        if model is None:
            return Place()
        number, column = 0, ""
        if named is None:
            number = self.parsed.edition.number
        elif origin := self.origins.get((kind, named.pk)):
            model, number, column = origin
        heading = self.parsed.headings[model].get(column or finding.field, "")
        return Place(self.parsed.titles[model], number, heading)
