"""Findings at the field, row or line of a list that they are about; a page checks its edition once."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from initiatives.models import Edition, EditionRow, Remark
from initiatives.quality import Finding, findings, findings_of
from initiatives.quality.answers import GAP_CODES, needs_answer
from initiatives.values.vocabulary import OPEN_STATES, RemarkKind, Severity

STALE = "english-stale"
# The name of the boxes that say of fields that their English fits.
FITS = "english_fits"
# A list whose rows are of more open editions than this is not marked, since each has to be checked whole.
MAX_MARKED_EDITIONS = 5


def findings_naming(row: EditionRow, found: Iterable[Finding]) -> list[Finding]:
    """What they say of the row."""
    named = (finding for finding in found if finding.names(row.kind_slug, row.pk))
    return [finding.of_row(row.kind_slug, row.pk) for finding in named]


def field_of(finding: Finding, row: EditionRow) -> str:
    """The field of the row that the finding is about; empty if it is about the row as a whole.

    A finding names the field of its first row; in other rows of the same kind it is the same one.
    """
    return finding.field if finding.rows and finding.rows[0].kind == row.kind_slug else ""


def to_be_told(rows: Iterable[EditionRow], found: Iterable[Finding]) -> list[Finding]:
    """What is wrong or odd in rows just saved, without a remark; gaps are told on the plan's page."""
    rows = list(rows)
    return [
        finding
        for finding in found
        if not finding.remark
        and finding.code not in GAP_CODES
        and any(finding.names(row.kind_slug, row.pk) for row in rows)
        and (
            needs_answer(finding)
            or (finding.severity == Severity.WARNING and finding.for_readers)
            or finding.code == STALE
        )
    ]


# At the field


class NotedBoundField(forms.BoundField):
    """A field of a form that is followed by the findings about it."""

    @property
    def _notes(self) -> list[Finding]:
        found: list[Finding] = getattr(self.form, "notes", {}).get(self.name, [])
        return found

    @property
    def _translated(self) -> str:
        """The earlier Chinese that the English in this field is of; empty if it is of the present one."""
        outdated: dict[str, str] = getattr(self.form.instance, "outdated_english", {})  # type: ignore[attr-defined]
        return outdated.get(self.name.removesuffix("_en"), "") if self.name.endswith("_en") else ""

    def as_widget(self, *args: Any, **kwargs: Any) -> SafeString:
        widget = super().as_widget(*args, **kwargs)
        if not self._notes and not self._translated:
            return widget
        context = {
            "notes": self._notes,
            "id": self._notes_id,
            "translated": self._translated,
            "fits": self.form.add_prefix(FITS),
            "field": self.name.removesuffix("_en"),
        }
        notes = render_to_string("admin/initiatives/_field_notes.html", context)
        return format_html('<div class="noted-field">{}{}</div>', widget, mark_safe(notes))

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby or ""
        if self._notes or self._translated:
            described = f"{described} {self._notes_id}".strip()
        return described or None

    @property
    def _notes_id(self) -> str:
        return f"{self.auto_id}_notes"


def note_findings(form: Any, found: Iterable[Finding]) -> None:
    """Put findings at the fields of a form of one row; those of no field come after its first one."""
    row = form.instance
    visible = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    form.notes = {}
    for finding in findings_naming(row, found):
        name = field_of(finding, row)
        if finding.code == STALE:
            continue  # the field itself says so
        if name in visible:
            form.notes.setdefault(name, []).append(finding)
        elif visible and form.prefix:
            # A row on another row's page has no summary of its own.
            form.notes.setdefault(visible[0], []).append(finding)


def note_findings_on_page(row: EditionRow, form: Any, formsets: Iterable[Any]) -> None:
    """Check the row's edition once, and put what is found at the fields of the row and of rows below it."""
    found = findings(row.edition)
    row.found = findings_naming(row, found)  # type: ignore[attr-defined]
    if hasattr(form, "notes"):
        note_findings(form, found)
    for formset in formsets:
        for inline in formset.forms:
            if inline.instance.pk:
                inline.instance.found = findings_naming(inline.instance, found)
                if hasattr(inline, "notes"):
                    note_findings(inline, found)


# In lists


def mark_rows(rows: Iterable[EditionRow]) -> None:
    """Set `found` on rows of open editions, for the column of marks; each edition is checked once."""
    rows = list(rows)
    editions = {row.edition_id: row.edition for row in rows if row.edition.state in OPEN_STATES}
    if not 0 < len(editions) <= MAX_MARKED_EDITIONS:
        return
    by_row: dict[tuple[int, str, int], list[Finding]] = {}
    for pk, found in findings_of(editions.values()).items():
        for finding in found:
            for named in finding.rows:
                of_row = finding.of_row(named.kind, named.pk)
                by_row.setdefault((pk, named.kind, named.pk), []).append(of_row)
    for row in rows:
        row.found = by_row.get((row.edition_id, row.kind_slug, row.pk), [])  # type: ignore[attr-defined]


def finding_mark(row: Any) -> str:
    """The worst severity of the findings on a row, and their number; those with a remark do not count."""
    found = [finding for finding in getattr(row, "found", ()) if not finding.remark]
    if not found:
        return ""
    worst = min((finding.severity for finding in found), key=list(Severity).index)
    told = "\n".join(finding.message for finding in found)
    mark = '<span class="severity {}" title="{}">{} {}</span>'
    return format_html(mark, worst.value, told, worst.label, len(found))


# Answering


def add_remark_url(finding: Finding, edition: Edition) -> str:
    """The form for a remark that explains a finding, with its rows filled in."""
    figures = [row.pk for row in finding.rows if row.kind == "figure"]
    # The edition itself has no key; a remark on its passages is about it.
    passages = [row.pk for row in finding.rows if row.kind == "passage"]
    passages += [passage.pk for row in finding.rows if row.kind == "edition" for passage in row.passages]
    about = " ".join(row.key for row in finding.rows if row.key and row.kind not in ("figure", "passage"))
    kind = RemarkKind.CONTRADICTION if finding.code == "contradiction" else RemarkKind.UNCLEAR
    values = {
        "edition": edition.pk,
        "kind": kind.value,
        "figures": ",".join(map(str, figures)),
        "passages": ",".join(map(str, passages)),
        "about": about,
    }
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{reverse(f'admin:initiatives_{Remark._meta.model_name}_add')}?{query}"


def told_after_saving(told: Iterable[Finding]) -> str:
    """The words for a row that was saved and is shown again because of these findings."""
    words = _("Saved. Please look at it again: %(findings)s")
    return words % {"findings": " ".join(finding.message for finding in told)}
