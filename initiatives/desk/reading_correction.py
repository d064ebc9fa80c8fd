"""A corrected version of a text that is being read: put in, and what no longer stands in it dealt with."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.desk.reading_forms import PutInForm
from initiatives.drafting.corrected_text import Correction, source_of
from initiatives.drafting.selected_words import said_by_words
from initiatives.drafting.stored_readings import NO_FACT, decide, propose_words
from initiatives.models import ProposalState, Reading, ReadingProposal
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.source_text import digest

# What a proposal says in words of the text, by its kind: it does not stay when they change.
OF_WORDS = {
    "figure": (
        "value",
        "upper_value",
        "unit",
        "comparator",
        "approximate",
        "ratio",
        "rank",
        "change",
        "wording",
    ),
    "quote": ("content",),
    **dict.fromkeys(("goal", "project", "measure"), ("title",)),
    "organisation": ("name",),
    "goal-group": ("label",),
    "caption": ("caption",),
}


class CorrectedTextForm(PutInForm):
    """The corrected version of a reading's text, from a file or pasted."""

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.document is not None and digest(self.document.text) == self.reading.sha256:
            raise ValidationError(_("This is the text that is being read already."))
        return cleaned


def may_correct(request: HttpRequest, reading: Reading, sources: Any) -> bool:
    """Whether the user may replace the text: where its source holds it too, also that of the source."""
    source = source_of(reading)
    return source is None or sources.has_change_permission(request, source)


def tell_correction(request: HttpRequest, outcome: Correction) -> None:
    kept, added = outcome.kept, outcome.added
    words = ngettext(
        "%(n)d decision was kept at its place in the corrected text.",
        "%(n)d decisions were kept at their places in the corrected text.",
        kept,
    )
    words += " " + ngettext("%(n)d fact was read anew.", "%(n)d facts were read anew.", added) % {"n": added}
    messages.success(request, words % {"n": kept})
    if gone := len(outcome.gone):
        words = ngettext(
            "%(n)d decision no longer stands in the text: reject it, or select its words anew.",
            "%(n)d decisions no longer stand in the text: reject them, or select their words anew.",
            gone,
        )
        messages.warning(request, words % {"n": gone})
    if outcome.source is not None:
        messages.info(
            request, _("The source “%(source)s” holds the corrected text now.") % {"source": outcome.source}
        )
    if outcome.lost:
        words = ngettext(
            "%(n)d passage of the source is not in it any more: choose its row, select the words anew.",
            "%(n)d passages of the source are not in it any more: choose their rows, select the words anew.",
            outcome.lost,
        )
        messages.warning(request, words % {"n": outcome.lost})


@transaction.atomic
def select_anew(
    reading: Reading, row: ReadingProposal, rows: list[ReadingProposal], catalogue: MetricCatalogue, user: Any
) -> ReadingProposal:
    """Reject what no longer stands, for a proposal of the words that are nearest to it.

    That is one which is there already, or a new one that says the same but for what its words say.
    """
    start, end = row.evidence[0]
    of_words = OF_WORDS.get(row.kind, ())
    there = next((one for one in rows if _is_there(one, row.kind, start, end)), None)
    if there is None and row.kind == NO_FACT:
        there = propose_words(reading, start, end, NO_FACT, {})
        decide([there], ProposalState.CONFIRMED, user)
    elif there is None:
        new = said_by_words(reading, start, end, row.kind, catalogue)
        kept = {name: value for name, value in row.fields.items() if value and name not in of_words}
        there = propose_words(reading, start, end, row.kind, new | kept)
    elif there.state == ProposalState.OPEN:
        mended = {name: value for name, value in row.fields.items() if value != row.proposed.get(name)}
        there.fields |= {name: value for name, value in mended.items() if name not in of_words}
        there.save(update_fields=["fields"])
    decide([row], ProposalState.REJECTED, user)
    return there


def _is_there(one: ReadingProposal, kind: str, start: int, end: int) -> bool:
    live = one.state != ProposalState.REJECTED and one.stands
    return live and one.kind == kind and one.start < end and start < one.end
