"""The steps in the life of an edition: revise, submit, publish, withdraw, go back, start next year."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.editions.copying import copy_edition, copy_links, copy_rows, link_predecessors, new_draft
from initiatives.models import Contribution, Edition, Figure, Goal, GoalGroup, Plan, Project
from initiatives.models.row_history import update_recorded
from initiatives.vocabulary import OPEN_STATES, EditionState, FigureKind

# The kinds of rows that the plan of the next year starts with.
STRUCTURE = (GoalGroup, Goal, Project, Contribution)


class Refusal(ValidationError):
    """An edition is not in a state for what was asked of it; the message says what to do instead."""


@transaction.atomic
def revise(plan: Plan) -> Edition:
    """The plan's open edition; if there is none, a draft copied from the published or else latest one."""
    # Whoever revises at the same moment waits here, and then finds the draft.
    Plan.objects.select_for_update().get(pk=plan.pk)
    editions = Edition.objects.filter(plan=plan)
    if opened := editions.filter(state__in=OPEN_STATES).first():
        return opened
    latest = editions.published().first() or editions.order_by("number").last()
    if latest is None:
        return Edition.objects.create(plan=plan, title=_("Untitled"))
    return copy_edition(latest)


@transaction.atomic
def start_next_year(edition: Edition) -> Edition:
    """A draft for the following year: these goals and projects, linked to these, and this year's results."""
    plan, _created = Plan.objects.select_for_update().get_or_create(
        park=edition.plan.park, year=edition.plan.year + 1
    )
    if plan.editions.exists():
        raise Refusal(_("There is a plan for %(year)s already. Open it instead.") % {"year": plan.year})
    draft = new_draft(edition, plan, meeting="", meeting_en="", meeting_date=None, meeting_date_basis="")
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
    """A draft is handed over to whoever publishes."""
    return _move(edition, {EditionState.DRAFT}, EditionState.SUBMITTED)


@transaction.atomic
def return_to_draft(edition: Edition) -> Edition:
    """A submitted edition goes back to its editors."""
    return _move(edition, {EditionState.SUBMITTED}, EditionState.DRAFT)


@transaction.atomic
def publish(edition: Edition, *, user: AbstractBaseUser | None, note: str, note_en: str = "") -> Edition:
    """Readers see this edition from the next request on; the one they saw becomes superseded."""
    current = _lock(edition)
    if current.state not in OPEN_STATES:
        raise Refusal(_("Only a draft or a submitted edition can be published. Revise the plan first."))
    if not note.strip():
        raise Refusal(_("Say in a release note what changed."))
    return _release(current, user, release_note=note, release_note_en=note_en)


@transaction.atomic
def go_back(edition: Edition, *, user: AbstractBaseUser | None) -> Edition:
    """An earlier edition is what readers see again."""
    current = _lock(edition)
    if current.state not in {EditionState.SUPERSEDED, EditionState.WITHDRAWN}:
        raise Refusal(_("Only an edition that was published before can be gone back to."))
    return _release(current, user)


@transaction.atomic
def withdraw(edition: Edition) -> Edition:
    """Readers no longer see the plan."""
    return _move(edition, {EditionState.PUBLISHED}, EditionState.WITHDRAWN)


def _release(edition: Edition, user: AbstractBaseUser | None, **changes: Any) -> Edition:
    update_recorded(Edition.objects.published().filter(plan=edition.plan), state=EditionState.SUPERSEDED)
    edition.state = EditionState.PUBLISHED
    edition.released_at, edition.released_by = timezone.now(), user  # type: ignore[assignment]
    for name, value in changes.items():
        setattr(edition, name, value)
    edition.save()
    return edition


def hold(edition: Edition) -> Edition:
    """The edition as it is now; until the transaction ends, nobody publishes or withdraws it."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def _lock(edition: Edition) -> Edition:
    """The edition as it is now, with its plan's editions held until the transaction ends."""
    editions = {
        one.pk: one for one in Edition.objects.select_for_update(of=("self",)).filter(plan=edition.plan)
    }
    return editions[edition.pk]


def _move(edition: Edition, allowed: set[EditionState], state: EditionState) -> Edition:
    current = _lock(edition)
    if current.state not in allowed:
        raise Refusal(
            _("This edition is “%(state)s” now, so that cannot be done. Reload the page.")
            % {"state": current.get_state_display()}
        )
    current.state = state
    current.save(update_fields=["state"])
    return current
