"""Findings of the quality rules as the admin shows them: counted, or listed with links, by severity."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from initiatives.desk.finding_notes import add_remark_url, findings_naming
from initiatives.models import Edition, EditionRow
from initiatives.quality import Finding, findings
from initiatives.quality.answers import needs_answer
from initiatives.quality.introduction import introductions, readers_see_from
from initiatives.values.vocabulary import EditionState, Severity


class LinkedFinding(NamedTuple):
    """A finding, the keys and admin URLs of the rows it names, and where to explain it or "" for nowhere."""

    finding: Finding
    rows: list[tuple[str, str]]
    explain: str
    # The day from which readers see it, where that is later.
    readers_see_from: date | None


def severity_counts(found: Iterable[Finding]) -> list[tuple[Severity, int]]:
    """The number of findings of each severity that occurs, the worst first."""
    counts = Counter(finding.severity for finding in found)
    return [(severity, counts[severity]) for severity in Severity if counts[severity]]


def linked_findings(edition: Edition, found: Iterable[Finding]) -> list[LinkedFinding]:
    """Findings with links to the rows they name."""
    came = introductions()
    return [_answerable(finding, edition, _row_links(finding), came.get(finding.code)) for finding in found]


def linked_findings_by_severity(edition: Edition) -> list[tuple[str, list[LinkedFinding]]]:
    """The findings of an edition, grouped under the labels of their severities."""
    return _by_severity(linked_findings(edition, findings(edition)))


def edition_findings_html(edition: Edition) -> str:
    """All findings of an edition, with links to the rows they name."""
    return _render(linked_findings_by_severity(edition))


def row_findings_html(row: EditionRow) -> str:
    """The findings that name one row, for the row's own page."""
    # The row's page has checked the edition, for its fields.
    found = getattr(row, "found", None)
    if found is None:
        found = findings_naming(row, findings(row.edition))
    return _render(_by_severity([_answerable(finding, row.edition, []) for finding in found]))


def _row_links(finding: Finding) -> list[tuple[str, str]]:
    # Keys, since the names of rows may be alike. Rows that editions share have none here.
    return [
        (row.key or row.name, reverse(f"admin:initiatives_{row.kind}_change", args=[row.pk]))
        for row in finding.rows
    ]


def _answerable(
    finding: Finding, edition: Edition, rows: list[tuple[str, str]], introduced: datetime | None = None
) -> LinkedFinding:
    explain = (
        add_remark_url(finding, edition)
        if needs_answer(finding) and edition.state == EditionState.DRAFT
        else ""
    )
    begins = readers_see_from(introduced, edition) if finding.for_readers else None
    is_ahead = begins is not None and begins > timezone.localdate()
    return LinkedFinding(finding, rows, explain, begins if is_ahead else None)


def _by_severity(entries: list[LinkedFinding]) -> list[tuple[str, list[LinkedFinding]]]:
    groups = [
        (str(severity.label), [entry for entry in entries if entry.finding.severity == severity])
        for severity in Severity
    ]
    return [(label, group) for label, group in groups if group]


def _render(groups: list[tuple[str, list[LinkedFinding]]]) -> str:
    return render_to_string("admin/initiatives/_findings.html", {"groups": groups})
