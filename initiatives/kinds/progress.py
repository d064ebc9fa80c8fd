"""Who does what by when, and reports on what has happened since a plan was published."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from initiatives.kinds.base import EVIDENCE_COLUMNS, KEY_COLUMN, SharedKind
from initiatives.kinds.columns import NARROW, WIDE, Record, column, day_column, number_column
from initiatives.kinds.filters import choice_filter, key_filter, read_year, shared_filter
from initiatives.kinds.names import api_url, plan_name, row_name
from initiatives.kinds.record_fields import RecordField, entry, json_number, named_organisation, titled_row
from initiatives.kinds.schemas import ADDRESS, DAY, KEY, NAME, NUMBER, TEXT, list_of, or_null, ref
from initiatives.models import Assignment, Edition, Figure, Measure, Project, Update
from initiatives.models.site_urls import absolute_url
from initiatives.tasks.assigned_tasks import AssignedTask, build_tasks, site_day
from initiatives.values.vocabulary import AssignmentSubject, ProgressState, UpdateStatus, UpdateSubject

SUBJECTS: dict[str, Any] = {
    UpdateSubject.PROJECT: Project,
    UpdateSubject.MEASURE: Measure,
    UpdateSubject.FIGURE: Figure,
}


def _identity(update: Any, edition: Any) -> Record:
    """Needs the report's `project_key` and `metric_code` (see the queryset's `with_project`)."""
    name = row_name(Update, edition.plan.park.slug, edition.plan.year, update.key)
    if update.subject == UpdateSubject.FIGURE:
        page = edition.url("metric", update.metric_code)
    else:
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
    return row_name(SUBJECTS[update.subject], edition.plan.park.slug, edition.plan.year, update.subject_key)


def _published() -> QuerySet:
    editions = Prefetch("plan__editions", Edition.objects.published(), to_attr="published_editions")
    rows = Update.objects.published().with_project().select_related("plan__park")
    return rows.prefetch_related("passages", editions)


UPDATES = SharedKind(
    model=Update,
    summary="Reports on what has happened since",
    description="A dated report on a project, measure or target.",
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
        RecordField(
            {"value": or_null(NUMBER), "value_exact": or_null(TEXT)},
            lambda row, edition: {
                "value": json_number(row.value),
                "value_exact": None if row.value is None else f"{row.value.normalize():f}",
            },
            ("value",),
        ),
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
        key_filter("about", "subject_key", "The key of the project, measure or target."),
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
        number_column(_("Value reached"), "value_exact", NARROW),
        column(_("Reason"), "reason", WIDE),
        *EVIDENCE_COLUMNS,
    ),
)


def updates_of(edition: Edition) -> list[Record]:
    """The records of a plan's public reports."""
    rows = Update.objects.readable_with(edition).with_project(edition)
    return [UPDATES.record(row, edition) for row in rows.prefetch_related("passages")]


# Assignments


def _task_identity(row: Any, edition: Any) -> Record:
    """Needs the assignment's `task`."""
    name = row_name(Assignment, edition.plan.park.slug, edition.plan.year, row.key)
    return {
        "id": name,
        "plan": plan_name(edition),
        "key": row.key,
        "url": absolute_url(f"{edition.url('tasks')}#{row.key}"),
        "self": api_url(name),
    }


def _assigned(row: Any, edition: Any) -> Record:
    """What is assigned, by name and title, and the project that it is of."""
    model = SUBJECTS[row.subject]
    name = row_name(model, edition.plan.park.slug, edition.plan.year, row.subject_key)
    return {
        "about": {"id": name, "title": row.task.name},
        "project": titled_row(edition, row.task.project),
    }


def _bodies(row: Any, edition: Any) -> Record:
    return {
        "lead": named_organisation(row.lead, edition) if row.lead else None,
        "joint": [named_organisation(one, edition) for one in row.task.joint],
    }


def _due(row: Any, edition: Any) -> Record:
    due = row.task.due
    return {
        "due": due and due.isoformat(),
        "due_basis": due and ("plan" if row.due is None else "assignment"),
    }


def _milestones(row: Any, edition: Any) -> list[Record]:
    return [{"day": one.day.isoformat(), "title": one.words} for one in row.task.milestones]


def _state(row: Any, edition: Any) -> Record:
    progress, latest = row.task.progress, row.task.latest
    return {
        "state": progress.state.value,
        "state_label": str(progress.state.label),
        "past_due": progress.past_due,
        "moving": progress.moving,
        "done_on": progress.done_on and progress.done_on.isoformat(),
        "last_report": latest and latest.date.isoformat(),
        "last_report_text": latest and latest.text("content")[0],
        "value_reached": json_number(progress.value),
    }


def _with_tasks(rows: list[Any]) -> list[Edition | None]:
    """The editions of assignments, each of which gets its `task`."""
    editions = {row.plan_id: row.plan.published_editions[0] for row in rows}
    tasks = {task.assignment.pk: task for task in build_tasks(rows, editions, site_day())}
    for row in rows:
        row.task = tasks[row.pk]
        row.subject_name = row.task.name
    return [editions[row.plan_id] for row in rows]


def _published_assignments() -> QuerySet:
    editions = Prefetch("plan__editions", Edition.objects.published(), to_attr="published_editions")
    rows = Assignment.objects.published().select_related("plan__park", "lead")
    return rows.prefetch_related("joint", editions)


DAY_OR_NULL = or_null(DAY)
ASSIGNMENTS = SharedKind(
    model=Assignment,
    summary="Who does which measure, or reaches which target, by when",
    description=(
        "An assignment of a measure or target to a body: the park's own word, apart from the source. "
        "Its state is that of the day on which it is read."
    ),
    fields=(
        RecordField(
            {"id": NAME, "plan": NAME, "key": KEY, "url": ADDRESS, "self": ADDRESS},
            _task_identity,
            ("plan", "subject_key"),
        ),
        "order",
        "subject",
        RecordField(
            {
                "about": ref("Titled"),
                "project": or_null(ref("Titled")),
            },
            _assigned,
        ),
        "leader",
        "contact",
        "note",
        RecordField(
            {"lead": or_null(ref("Named")), "joint": list_of(ref("Named"))},
            _bodies,
            ("lead", "joint"),
        ),
        RecordField(
            {"due": DAY_OR_NULL, "due_basis": {"enum": ["assignment", "plan", None]}}, _due, ("due",)
        ),
        RecordField(
            {"milestones": list_of({"type": "object", "properties": {"day": DAY, "title": TEXT}})},
            lambda row, edition: {"milestones": _milestones(row, edition)},
            ("milestones",),
        ),
        RecordField(
            {
                "state": {"enum": ProgressState.values},
                "state_label": TEXT,
                "past_due": {"type": "boolean"},
                "moving": {"type": ["boolean", "null"]},
                "done_on": DAY_OR_NULL,
                "last_report": DAY_OR_NULL,
                "last_report_text": or_null(TEXT),
                "value_reached": or_null(NUMBER),
            },
            _state,
        ),
    ),
    not_in_record={"draft": "Drafts are not public."},
    not_in_download={
        "past_due": "The due day stands in a column of its own.",
        "moving": "It follows from the latest report.",
        "done_on": "It follows from the reports.",
        "due_basis": "A day of the plan's own stands with the measure.",
    },
    order_by=("plan__park__slug", "plan__year", "order", "subject_key"),
    named_by=("plan__park__slug", "plan__year", "subject_key"),
    rows=_published_assignments,
    editions_of=_with_tasks,
    filters=(
        shared_filter("park", "plan__park__slug"),
        shared_filter("year", "plan__year", read_year),
        choice_filter("subject", AssignmentSubject),
        key_filter("about", "subject_key", "The key of the measure or target."),
        key_filter("lead", "lead__slug", "The slug of the body that leads."),
    ),
    table="tasks",
    title=_("Responsibilities"),
    columns=(
        column(_("No."), "order", NARROW),
        column(_("Key task"), "about.title", WIDE),
        column(_("Subject"), "subject_label", NARROW),
        column(_("Responsible leader"), "leader"),
        column(_("Lead body"), "lead.name"),
        column(_("Joint bodies"), "joint[].name"),
        column(_("Contact office"), "contact"),
        day_column(_("Due day"), "due"),
        column(_("State"), "state_label", NARROW),
        day_column(_("Latest report"), "last_report"),
        column(_("Progress"), "last_report_text", WIDE),
        number_column(_("Value reached"), "value_reached", NARROW),
        column(_("Milestones"), "milestones[].title", WIDE),
        column(_("Note"), "note", WIDE),
        column(_("Project"), "project.title"),
        KEY_COLUMN,
        column(_("Link"), "url", WIDE),
    ),
)


def task_records(tasks: list[AssignedTask], edition: Edition) -> list[Record]:
    """The records of tasks that were built for a page."""
    for task in tasks:
        task.assignment.task = task  # type: ignore[attr-defined]
    return [ASSIGNMENTS.record(task.assignment, edition) for task in tasks]
