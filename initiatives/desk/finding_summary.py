"""Findings of the quality rules as the admin shows them: counted, or listed with links, by severity."""

from collections import Counter
from collections.abc import Iterable

from django.template.loader import render_to_string
from django.urls import reverse

from initiatives.models import Edition, EditionRow
from initiatives.quality import Finding, findings
from initiatives.values.vocabulary import Severity

# A finding with the keys and admin URLs of the rows it names.
LinkedFinding = tuple[Finding, list[tuple[str, str]]]


def severity_counts(found: Iterable[Finding]) -> list[tuple[Severity, int]]:
    """The number of findings of each severity that occurs, the worst first."""
    counts = Counter(finding.severity for finding in found)
    return [(severity, counts[severity]) for severity in Severity if counts[severity]]


def linked_findings_by_severity(edition: Edition) -> list[tuple[str, list[LinkedFinding]]]:
    """The findings of an edition, grouped under the labels of their severities."""
    return _by_severity([(finding, _row_links(finding)) for finding in findings(edition)])


def edition_findings_html(edition: Edition) -> str:
    """All findings of an edition, with links to the rows they name."""
    return _render(linked_findings_by_severity(edition))


def row_findings_html(row: EditionRow) -> str:
    """The findings that name one row, for the row's own page."""
    found = [finding for finding in findings(row.edition) if finding.names(row.kind_slug, row.pk)]
    return _render(_by_severity([(finding, []) for finding in found]))


def _row_links(finding: Finding) -> list[tuple[str, str]]:
    # Keys, since the names of rows may be alike.
    return [(row.key, reverse(f"admin:initiatives_{row.kind}_change", args=[row.pk])) for row in finding.rows]


def _by_severity(entries: list[LinkedFinding]) -> list[tuple[str, list[LinkedFinding]]]:
    groups = [
        (str(severity.label), [entry for entry in entries if entry[0].severity == severity])
        for severity in Severity
    ]
    return [(label, group) for label, group in groups if group]


def _render(groups: list[tuple[str, list[LinkedFinding]]]) -> str:
    return render_to_string("admin/initiatives/_findings.html", {"groups": groups})
