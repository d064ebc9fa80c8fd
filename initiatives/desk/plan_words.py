"""The words of a plan on the screens of the desk that are about it; elsewhere they stay neutral."""

from typing import Any

from django.http import HttpRequest

from initiatives.desk.primary_keys import pk_in
from initiatives.desk.roles import permitted_rows
from initiatives.models import Edition, Plan
from initiatives.values.project_noun import put_noun_in_force
from initiatives.values.vocabulary import OPEN_STATES, EditionState


def use_words_of(row: Any) -> None:
    """Call projects for the rest of the request as the plan of the row does, if the row is of a plan."""
    if edition := _edition_of(row):
        put_noun_in_force(edition.project_words)


def use_words_of_edition(request: HttpRequest, pk: Any) -> None:
    """The same for an edition that the user may view, by its primary key as forms and queries have it."""
    if (known := pk_in(pk)) is not None:
        editions = permitted_rows(Edition.objects.all(), "plan__park", request.user, "view_edition")
        use_words_of(editions.filter(pk=known).first())


def _edition_of(row: Any) -> Edition | None:
    """The edition that a row is or belongs to; of a plan the open one, or else the published one."""
    if isinstance(row, Edition):
        return row
    if isinstance(row, Plan):
        by_state = {edition.state: edition for edition in row.editions.all()}
        shown = (by_state.get(state) for state in (*OPEN_STATES, EditionState.PUBLISHED))
        return next(filter(None, shown), None)
    plan = getattr(row, "plan", None)
    return getattr(row, "edition", None) or (_edition_of(plan) if plan else None)
