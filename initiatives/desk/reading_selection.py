"""Words that were selected at the reading desk, or typed: where they stand, and what they are evidence of."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from initiatives.desk.concurrent_edits import changed_message, load_signed_state
from initiatives.desk.permissions import require_draft
from initiatives.desk.primary_keys import pk_in
from initiatives.desk.reading_page import ReadingPage
from initiatives.desk.reading_rows import RowLine
from initiatives.desk.roles import may
from initiatives.drafting.moved_evidence import WordsWithoutSection, give_evidence, is_used, passages_at
from initiatives.drafting.selected_words import find_words
from initiatives.models import Passage, Reading
from initiatives.models.row_state import state_of

ADD = "add"


def selected_place(request: HttpRequest, reading: Reading) -> tuple[int, int] | None:
    """The slice of the text that a form names by its words and their beginning; None after a message."""
    sent = request.POST
    if sent.get("version") not in (None, text_version(reading)):
        words = _("The text was replaced by a corrected version meanwhile. Select the words once more.")
        messages.error(request, words)
        return None
    places = find_words(reading.text, sent.get("words", ""))
    start = sent.get("start", "")
    chosen = [place for place in places if start.isdecimal() and place[0] == int(start)] or places
    if len(chosen) == 1:
        return chosen[0]
    message = (
        _("The text has these words more than once. Select them in the text, or write some more.")
        if chosen
        else _("The text does not have these words. Copy them as they stand there.")
    )
    messages.error(request, message)
    return None


def text_version(reading: Reading) -> str:
    """Tells a page that is still open from one of a corrected text."""
    return reading.sha256[:12]


def move_evidence(request: HttpRequest, page: ReadingPage) -> None:
    """Make the words that were selected evidence of the current row of the draft, and tell the result."""
    line = page.current_row
    place = selected_place(request, page.reading) if line else None
    if line is None or page.drawn is None:
        messages.error(request, _("This row is not in the draft any more. Reload the page."))
        return
    if not may(request.user, f"change_{line.drawn.model._meta.model_name}", line.drawn.row):
        raise PermissionDenied
    if place is None:
        return
    try:
        passages = passages_at(page.drawn.drawn.source, page.document, *place)
    except WordsWithoutSection:
        messages.error(
            request,
            _("These words stand in no section of the source, so that no passage can name their place."),
        )
        return
    if any(passage.pk is None for passage in passages) and not may(
        request.user, "add_passage", line.drawn.row
    ):
        raise PermissionDenied
    _exchange(request, line, passages)


@transaction.atomic
def _exchange(request: HttpRequest, line: RowLine, passages: list[Passage]) -> None:
    row, sent = line.drawn.row, request.POST
    require_draft(row)
    locked = type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None or _changed_meanwhile(locked, sent.get("made_from", "")):
        messages.error(
            request, changed_message(row) if locked else _("This page is out of date. Open it anew.")
        )
        return
    own = {one.passage.pk: one.passage for one in line.drawn.passages}
    chosen = sent.get("instead", "")
    instead = own.get(pk_in(chosen) or 0)
    if instead is None and (own and chosen != ADD):
        words = _("Say which of its passages these words replace, or that they are added.")
        messages.error(request, words)
        return
    rows = [locked]
    if instead is not None and sent.get("others"):
        rows += [
            one.row
            for one in line.rows.rows
            if one.ref != line.drawn.ref
            and any(placed.passage.pk == instead.pk for placed in one.passages)
            and may(request.user, f"change_{one.model._meta.model_name}", one.row)
        ]
    give_evidence(rows, passages, instead=instead, reason=_("words selected at the reading desk"))
    _tell(request, line, passages, instead)


def _changed_meanwhile(row: Any, signed: str) -> bool:
    try:
        return bool(load_signed_state(row, signed) != state_of(row, ["passages"]))
    except signing.BadSignature:
        return True


def _tell(request: HttpRequest, line: RowLine, passages: list[Passage], instead: Passage | None) -> None:
    row = line.drawn.row
    history = reverse(f"admin:initiatives_{row._meta.model_name}_history", args=[row.pk])
    quoted = _("; ").join(f"{passage.mark} “{passage.phrase}”" for passage in passages)
    words = _('Evidence of “{}”: {}. Its <a href="{}">history</a> can put it back.')
    messages.success(request, format_html(words, line.drawn.title, quoted, history))
    if instead is not None and instead not in passages and not is_used(instead):
        delete = reverse("admin:initiatives_passage_delete", args=[instead.pk])
        words = _('Nothing is drawn from the passage “{}” any more. You may <a href="{}">delete</a> it.')
        messages.info(request, format_html(words, instead.phrase, delete))
