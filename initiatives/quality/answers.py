"""Which findings are new, and which have to be answered before an edition is published."""

from collections.abc import Container, Iterable, Iterator

from initiatives.models import EDITION_ROWS, Edition
from initiatives.quality import Finding, findings_of
from initiatives.values.vocabulary import Severity

# What a remark can be about: rows of its edition, passages, and through its passages the edition.
REMARKABLE = frozenset({*(model._meta.model_name for model in EDITION_ROWS), "passage", "edition"})
# Findings that say that something is still missing, rather than wrong or odd.
GAP_CODES = frozenset(
    {
        *("goal-count", "number-in-label", "project-count", "project-numbers", "without-passage"),
        *("quote-of-nobody", "goal-unserved", "project-without-goal", "without-reason"),
    }
)
# Code, rows and values of a finding, which are the same in a copy of the edition.
Identity = tuple[object, ...]


def identity(finding: Finding) -> Identity:
    """What makes two findings the same, in an edition and in a copy of it, whatever their rows are called."""
    rows = tuple((row.kind, row.key or (row.pk if row.kind != "edition" else 0)) for row in finding.rows)
    values = sorted((name, str(value)) for name, value in finding.params.items() if name != "row")
    return (finding.code, rows, tuple(values))


def new_among(found: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """The findings that were not there before."""
    known = {identity(finding) for finding in before}
    return [finding for finding in found if identity(finding) not in known]


def needs_answer(finding: Finding, old_remarks: Container[str] = ()) -> bool:
    """Whether it is an error without a remark, on rows that can have one. Gaps are no errors of fact.

    Remarks with a key in `old_remarks` explain nothing: they were written for something else.
    """
    return (
        finding.severity == Severity.ERROR
        and finding.code not in GAP_CODES
        and (finding.remark is None or finding.remark.key in old_remarks)
        and bool(finding.rows)
        and all(row.kind in REMARKABLE for row in finding.rows)
    )


def unanswered_errors(edition: Edition) -> list[Finding]:
    """What keeps an edition from being published: errors without a remark that readers do not see already.

    Errors of the published edition do not count, so that a rule which came after it keeps nobody from
    mending anything else. Nor does a remark answer a new error that stands in the published edition as it is:
    it is about what was odd in the row before.
    """
    public = Edition.objects.published().filter(plan=edition.plan).exclude(pk=edition.pk).first()
    editions = [edition, *([public] if public else [])]
    found = findings_of(editions)
    before = found[public.pk] if public else []
    old_remarks = _remarks(edition).items() & _remarks(public).items() if public else set()
    old_keys = {key for key, _words in old_remarks}
    new = new_among(found[edition.pk], before)
    return [finding for finding in new if needs_answer(finding, old_keys)]


def _remarks(edition: Edition) -> dict[str, tuple[str, str]]:
    """What the remarks of an edition say and of which kind they are, by key."""
    return {remark.key: (remark.kind, remark.content) for remark in edition.remarks.all()}


def messages_of(found: Iterable[Finding]) -> Iterator[str]:
    """A sentence for each finding with what can be done about it."""
    for finding in found:
        yield f"{finding.message} {finding.remedy}".strip()
