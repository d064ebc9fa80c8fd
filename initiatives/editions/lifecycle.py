"""The transitions of an edition: revise, submit, return, publish, withdraw, go back, start next year."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.editions.copying import copy_edition, copy_links, copy_rows, link_predecessors, new_draft
from initiatives.models import Contribution, Edition, Figure, Goal, GoalGroup, Plan, Project, Release
from initiatives.models.row_history import update_recorded
from initiatives.quality.answers import messages_of, unanswered_errors
from initiatives.values.vocabulary import OPEN_STATES, EditionState, FigureKind

# The models whose rows are copied to the plan of the next year.
STRUCTURE = (GoalGroup, Goal, Project, Contribution)


class Refusal(ValidationError):
    """The state of an edition does not allow the transition; the message says what to do instead."""


@transaction.atomic
def revise(plan: Plan) -> Edition:
    """The plan's open edition; if there is none, a new copy of the published or else the latest one."""
    # The lock makes concurrent calls wait, so that they return the same draft.
    Plan.objects.select_for_update().get(pk=plan.pk)
    editions = Edition.objects.filter(plan=plan)
    if open_edition := editions.filter(state__in=OPEN_STATES).first():
        return open_edition
    latest = editions.published().first() or editions.order_by("number").last()
    if latest is None:
        return Edition.objects.create(plan=plan, title=_("Untitled"))
    return copy_edition(latest)


@transaction.atomic
def start_next_year(edition: Edition) -> Edition:
    """A draft for the following year: the goals and projects with these as predecessors, and the results."""
    plan, _created = Plan.objects.select_for_update().get_or_create(
        park=edition.plan.park, year=edition.plan.year + 1
    )
    if plan.editions.exists():
        raise Refusal(_("There is a plan for %(year)s already. Open it instead.") % {"year": plan.year})
    unknown = {"meeting": "", "meeting_en": "", "meeting_date": None, "meeting_date_basis": ""}
    # Its source is another, which nobody has read yet.
    draft = new_draft(edition, plan, **unknown, read_whole_on=None, read_whole_by="")
    for model in STRUCTURE:
        copy_rows(model, edition, draft)
    copy_rows(Figure, edition, draft, without=("measure",), where=~models.Q(kind=FigureKind.TARGET))
    for many in (Figure.passages.field, Figure.organisations.field):
        copy_links(many, edition, draft)
    for kind in (Goal, Project):
        link_predecessors(kind, edition, draft)
    return draft


# Publishing


@transaction.atomic
def submit(edition: Edition) -> Edition:
    """Hand a draft over to the publishers."""
    return _change_state(edition, {EditionState.DRAFT}, EditionState.SUBMITTED)


@transaction.atomic
def return_to_draft(edition: Edition) -> Edition:
    """Return a submitted edition to its editors."""
    return _change_state(edition, {EditionState.SUBMITTED}, EditionState.DRAFT)


@transaction.atomic
def publish(edition: Edition, *, user: AbstractBaseUser | None, note: str, note_en: str = "") -> Edition:
    """Publish an open edition; the edition published until now becomes superseded.

    Refused with errors that no remark explains (`unanswered_errors`).
    """
    current = _lock_all_of_plan(edition)
    if current.state not in OPEN_STATES:
        raise Refusal(_("Only a draft or a submitted edition can be published. Revise the plan first."))
    if not note.strip():
        raise Refusal(_("Say in a release note what changed."))
    if unanswered := unanswered_errors(current):
        words = _("Correct these, or explain each in a remark on its row: the source itself may be odd.")
        raise Refusal([words, *messages_of(unanswered)])
    current.release_note, current.release_note_en = note, note_en
    return _release(current, user)


@transaction.atomic
def go_back(edition: Edition, *, user: AbstractBaseUser | None, note: str = "", note_en: str = "") -> Edition:
    """Publish a superseded or withdrawn edition again; the note says why."""
    current = _lock_all_of_plan(edition)
    if current.state not in {EditionState.SUPERSEDED, EditionState.WITHDRAWN}:
        raise Refusal(_("Only an edition that was published before can be gone back to."))
    return _release(current, user, note=note, note_en=note_en)


@transaction.atomic
def withdraw(edition: Edition) -> Edition:
    """Withdraw a published edition, so that readers no longer see the plan."""
    withdrawn = _change_state(edition, {EditionState.PUBLISHED}, EditionState.WITHDRAWN)
    _end_release(withdrawn, timezone.now())
    return withdrawn


def _release(edition: Edition, user: AbstractBaseUser | None, **note: str) -> Edition:
    """Make the edition the published one, from now on and in place of the one published until now."""
    now = timezone.now()
    published = Edition.objects.published().filter(plan=edition.plan)
    for replaced in published:
        _end_release(replaced, now)
    update_recorded(published, state=EditionState.SUPERSEDED)
    edition.state = EditionState.PUBLISHED
    edition.save()
    # Callers pass any user object; the stubs know the concrete model of AUTH_USER_MODEL.
    by: Any = user
    Release.objects.create(edition=edition, started_at=now, released_by=by, **note)
    edition.released_at = now
    return edition


def _end_release(edition: Edition, now: datetime) -> None:
    """Close the interval in which the edition was public; where it began may not be recorded."""
    latest = edition.releases.last()
    if latest is None or latest.ended_at is not None:
        latest = Release(edition=edition)
    # A start in a file may be wrong, and clocks are set back: no end is before its start.
    latest.ended_at = max(now, latest.started_at or now)
    latest.save()


def lock_edition(edition: Edition) -> Edition:
    """The edition as it is in the database, locked until the end of the transaction."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def _lock_all_of_plan(edition: Edition) -> Edition:
    """The edition as it is in the database; all editions of its plan are locked with it."""
    locked = Edition.objects.select_for_update(of=("self",)).filter(plan=edition.plan)
    return locked.in_bulk()[edition.pk]


def _change_state(edition: Edition, allowed: set[EditionState], state: EditionState) -> Edition:
    current = _lock_all_of_plan(edition)
    if current.state not in allowed:
        raise Refusal(
            _("This edition is “%(state)s” now, so that cannot be done. Reload the page.")
            % {"state": current.get_state_display()}
        )
    current.state = state
    current.save(update_fields=["state"])
    return current
