"""What the quality rules find in a plan, as records for programs."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from initiatives.api.resources import FROM_NEXT, ResourcePage, limit_in
from initiatives.kinds.columns import Record
from initiatives.kinds.filters import (
    WHOLE_NUMBER,
    InvalidParameter,
    UnexpectedValue,
    choice_reader,
    read_parameter,
    read_slug,
    read_year,
)
from initiatives.kinds.names import name_in_edition, plan_name
from initiatives.models import Edition
from initiatives.models.site_urls import absolute_url
from initiatives.pages.quality import QualityPage
from initiatives.quality import Finding
from initiatives.values.vocabulary import Severity


def finding_record(finding: Finding, page: QualityPage) -> Record:
    """A finding has no key, so its name tells the rule and the rows that it is about."""
    edition, remark = page.edition, page.remark_on(finding)
    rows = [
        {
            "kind": row.kind,
            "key": row.key,
            "name": row.name,
            "url": absolute_url(page.urls[row.kind, row.pk]) if (row.kind, row.pk) in page.urls else None,
        }
        for row in finding.rows
    ]
    park, year = edition.plan.park.slug, edition.plan.year
    return {
        "id": "/".join(["findings", park, str(year), finding.code, *(row.key for row in finding.rows)]),
        "plan": plan_name(edition),
        "invented": edition.plan.park.invented,
        "code": finding.code,
        "severity": finding.severity.value,
        "severity_label": str(finding.severity.label),
        "message": finding.message,
        "rows": rows,
        "remark": remark and {"id": name_in_edition(edition, remark), "text": remark.text("content")[0]},
        "url": absolute_url(edition.url("quality")),
    }


def public_findings(edition: Edition) -> tuple[QualityPage, list[Finding]]:
    """The quality page of an edition, and those of its findings that readers see."""
    page = QualityPage.build(edition)
    return page, page.findings


def finding_records(edition: Edition) -> list[Record]:
    page, findings = public_findings(edition)
    return [finding_record(finding, page) for finding in findings]


def _read_position(text: str) -> int:
    if not WHOLE_NUMBER.fullmatch(text):
        raise UnexpectedValue(str(FROM_NEXT))
    return int(text)


def findings_page(query: Mapping[str, str]) -> ResourcePage:
    """The findings of the plan that the query must name; `after` counts those that came before."""
    plan = {}
    for name, read in (("park", read_slug), ("year", read_year)):
        if name not in query:
            raise InvalidParameter(name, None, _("Say which plan, such as park=yuhua&year=2024."))
        plan[name] = read_parameter(name, read, query[name])
    optional = {"severity": choice_reader(Severity), "after": _read_position}
    given = {
        name: read_parameter(name, read, query[name]) for name, read in optional.items() if name in query
    }
    limit, start = limit_in(query), given.get("after", 0)
    page, findings = public_findings(Edition.objects.published().of(**plan).get())
    if "severity" in given:
        findings = [finding for finding in findings if finding.severity == given["severity"]]
    end = start + limit
    rows = [finding_record(finding, page) for finding in findings[start:end]]
    return ResourcePage(rows, str(end) if end < len(findings) else None)
