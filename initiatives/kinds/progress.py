"""Reports on what has happened since a plan was published."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from initiatives.kinds.base import EVIDENCE_COLUMNS, KEY_COLUMN, SharedKind
from initiatives.kinds.columns import NARROW, WIDE, Record, column, day_column
from initiatives.kinds.filters import choice_filter, key_filter, read_year, shared_filter
from initiatives.kinds.names import api_url, plan_name, row_name
from initiatives.kinds.record_fields import RecordField, entry
from initiatives.kinds.schemas import ADDRESS, KEY, NAME
from initiatives.models import Edition, Measure, Project, Update
from initiatives.models.site_urls import absolute_url
from initiatives.values.vocabulary import UpdateStatus, UpdateSubject


def _identity(update: Any, edition: Any) -> Record:
    """Needs the report's `project_key` (see the queryset's `with_project`)."""
    name = row_name(Update, edition.plan.park.slug, edition.plan.year, update.key)
    page = edition.url("project", update.project_key)
    on_project = update.subject == UpdateSubject.PROJECT
    return {
        "id": name,
        "plan": plan_name(edition),
        "key": update.key,
        "url": absolute_url(page if on_project else f"{page}#{update.subject_key}"),
        "self": api_url(name),
    }


def _about(update: Any, edition: Any) -> str:
    model = Project if update.subject == UpdateSubject.PROJECT else Measure
    return row_name(model, edition.plan.park.slug, edition.plan.year, update.subject_key)


def _published() -> QuerySet:
    editions = Prefetch("plan__editions", Edition.objects.published(), to_attr="published_editions")
    rows = Update.objects.published().with_project().select_related("plan__park")
    return rows.prefetch_related("passages", editions)


UPDATES = SharedKind(
    model=Update,
    summary="Reports on what has happened since",
    description="A dated report on a project or measure.",
    fields=(
        RecordField(
            {"id": NAME, "plan": NAME, "key": KEY, "url": ADDRESS, "self": ADDRESS},
            _identity,
            ("plan", "key"),
        ),
        "subject",
        entry("about", NAME, _about, "subject_key"),
        "date",
        "content",
        "reason",
        "status",
        "passages",
    ),
    not_in_record={"draft": "Drafts are not public."},
    order_by=("plan__park__slug", "plan__year", "date", "key"),
    named_by=("plan__park__slug", "plan__year", "key"),
    rows=_published,
    editions_of=lambda rows: [row.plan.published_editions[0] for row in rows],
    filters=(
        shared_filter("park", "plan__park__slug"),
        shared_filter("year", "plan__year", read_year),
        choice_filter("subject", UpdateSubject),
        key_filter("about", "subject_key", "The key of the project or measure."),
        choice_filter("status", UpdateStatus),
    ),
    table="updates",
    title=_("Progress"),
    columns=(
        KEY_COLUMN,
        day_column(_("Date"), "date"),
        column(_("Subject"), "subject_label", NARROW),
        column(_("About"), "about"),
        column(_("Text"), "content", WIDE),
        column(_("Status"), "status_label", NARROW),
        column(_("Reason"), "reason", WIDE),
        *EVIDENCE_COLUMNS,
    ),
)


def updates_of(edition: Edition) -> list[Record]:
    """The records of a plan's public reports."""
    rows = Update.objects.readable_with(edition).with_project(edition)
    return [UPDATES.record(row, edition) for row in rows.prefetch_related("passages")]
