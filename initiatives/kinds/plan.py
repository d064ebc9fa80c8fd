"""Plans, and the structure of an edition: goals, projects, measures."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.kinds.base import OF_PLAN, EditionRowKind, SharedKind
from initiatives.kinds.columns import NARROW, WIDE, Record, column, each_column
from initiatives.kinds.filters import choice_filter, key_filter, read_year, shared_filter
from initiatives.kinds.names import api_url, name_in_edition, plan_name, row_name
from initiatives.kinds.record_fields import (
    ORDER,
    RecordField,
    as_stated,
    choice_entries,
    code_alone,
    entry,
    local_time,
)
from initiatives.kinds.schemas import (
    ADDRESS,
    BASIS,
    MOMENT,
    NAME,
    TEXT,
    list_of,
    or_null,
    record_schema,
    ref,
)
from initiatives.models import Edition, Goal, Measure, Park, Project, Source
from initiatives.models.site_urls import absolute_url
from initiatives.values.project_noun import PROJECT_LABEL, PROJECTS_LABEL, with_noun
from initiatives.values.vocabulary import Cadence

LINKED_BY_KEY = "Earlier years' rows are linked by key; a later edition of the API may name them."


# Plans


def _plan_identity(edition: Edition, _edition: Edition | None) -> Record:
    park = edition.plan.park
    return {
        "id": plan_name(edition),
        "park": {"id": row_name(Park, park.slug), "name": park.text("name")[0]},
        "year": edition.plan.year,
        "edition": edition.number,
        "released_at": local_time(edition.released_at),
    }


def _plan_releases(edition: Edition, _edition: Edition | None) -> list[Record]:
    return [
        {
            "started_at": local_time(release.started_at),
            "ended_at": local_time(release.ended_at),
            "restored": release.restored,
            "note": release.text("note")[0] or None,
        }
        for release in edition.releases.all()
    ]


def _plan_sources(edition: Edition, _edition: Edition | None) -> list[Record]:
    park = edition.plan.park.slug
    return [
        {"id": row_name(Source, park, source.slug), "title": source.text("title")[0]}
        for source in edition.sources.all()
    ]


def _plan_addresses(edition: Edition, _edition: Edition | None) -> Record:
    files = (
        *(("json", "plan-json"), ("yaml", "plan-yaml"), ("xlsx", "workbook")),
        *(("brief_docx", "brief-docx"), ("full_brief_docx", "full-brief-docx")),
    )
    progress = absolute_url(edition.url("progress-docx")) if edition.has_tasks else None
    return {
        "url": absolute_url(edition.get_absolute_url()),
        "self": api_url(plan_name(edition)),
        "files": {
            **{name: absolute_url(edition.url(page)) for name, page in files},
            "progress_docx": progress,
        },
    }


RELEASES = list_of(
    record_schema(
        {
            "started_at": MOMENT,
            "ended_at": MOMENT,
            "restored": {"type": "boolean", "description": "Whether the edition had been public before."},
            "note": TEXT,
        },
        "An interval in which readers saw this edition, the last one still. A time not recorded is null.",
    )
)

PLANS = SharedKind(
    model=Edition,
    summary="Published plans",
    description="The published edition of a park's plan for a year.",
    fields=(
        RecordField(
            {
                "id": NAME,
                "park": ref("Named"),
                "year": {"type": "integer"},
                "edition": {"type": "integer", "minimum": 1},
                "released_at": MOMENT,
            },
            _plan_identity,
            ("plan", "number"),
        ),
        "title",
        "slogan",
        "guiding_idea",
        "summary",
        "meeting",
        "release_note",
        entry(
            "declared_projects",
            {"type": ["integer", "null"], "description": "How many projects the plan says it has."},
            lambda row, edition: row.declared_projects,
            "declared_projects",
        ),
        "meeting_date",
        "meeting_date_stated",
        code_alone("meeting_date_basis", BASIS),
        entry("releases", RELEASES, _plan_releases),
        entry("sources", list_of(ref("Titled")), _plan_sources, "sources"),
        "passages",
        RecordField(
            {
                "url": ADDRESS,
                "self": ADDRESS,
                "files": record_schema(
                    {
                        **dict.fromkeys(("json", "yaml", "xlsx", "brief_docx", "full_brief_docx"), ADDRESS),
                        "progress_docx": or_null(ADDRESS),
                    },
                    "The whole plan as one file; `brief_docx` is the plan on one page, `progress_docx` what "
                    "became of it, null while nobody is said to answer for any of it.",
                ),
            },
            _plan_addresses,
        ),
    ),
    not_in_record={
        "state": "Only published editions are here.",
        "closed_period": "No page shows it.",
        "checksum": "No page shows it.",
    },
    not_searched={"release_note": "Found as what its release says."},
    names=("title",),
    order_by=("plan__park__slug", "plan__year"),
    named_by=("plan__park__slug", "plan__year"),
    rows=lambda: Edition.objects.published().prefetch_related("sources", "passages", "releases"),
    editions_of=list,
    filters=(shared_filter("park", "plan__park__slug"), shared_filter("year", "plan__year", read_year)),
)


# Goals and projects


def _goal_group(goal: Any, _edition: Edition | None) -> Record | None:
    return goal.group and {
        "key": goal.group.key,
        "verb": goal.group.text("verb")[0],
        "label": goal.group.text("label")[0],
        "declared_count": goal.group.declared_count,
    }


def _links(row: Any, edition: Any, other: str) -> list[Record]:
    """The other ends of a row's links between goals and projects, with basis and reason."""
    return [
        {
            "id": name_in_edition(edition, getattr(link, other)),
            "title": getattr(link, other).text("title")[0],
            **choice_entries(link, "basis"),
            "reason": link.text("reason")[0] or None,
        }
        for link in row.contributions.all()
    ]


GOALS = EditionRowKind(
    model=Goal,
    summary="Goals",
    description="Something a plan wants to reach.",
    fields=(
        ORDER,
        entry("group", or_null(ref("GoalGroup")), _goal_group, "group"),
        "title",
        "statement",
        entry("projects", list_of(ref("Link")), lambda row, edition: _links(row, edition, "project")),
        "passages",
    ),
    not_in_record={"predecessors": LINKED_BY_KEY},
    names=("title",),
    related=lambda rows: rows.with_links().with_evidence(),
    filters=(*OF_PLAN, shared_filter("project", "contributions__project__key")),
    table="goals",
    title=_("Goals"),
    columns=(
        column(_("Goal group"), "group.label"),
        column(_("Title"), "title"),
        column(_("Statement"), "statement", WIDE),
        column(with_noun(_("%(Nouns)s that serve it")), "projects[].title", WIDE),
        each_column(_("Basis of each link"), "projects[].basis_label"),
    ),
)

PROJECTS = EditionRowKind(
    model=Project,
    summary="Projects",
    description="One of a plan's big undertakings (工程).",
    fields=(
        entry("number", {"type": "integer", "minimum": 1}, lambda row, edition: row.number, "number"),
        "title",
        "theme",
        "drive",
        "summary",
        entry("goals", list_of(ref("Link")), lambda row, edition: _links(row, edition, "goal")),
        "passages",
    ),
    not_in_record={"order": "Projects are ordered by their numbers.", "predecessors": LINKED_BY_KEY},
    not_in_download={
        "theme": "The title is its two halves, one after the other.",
        "drive": "The title is its two halves, one after the other.",
    },
    not_searched={"theme": "A part of the title.", "drive": "A part of the title."},
    names=("title",),
    order_in_edition=("number",),
    related=lambda rows: rows.with_links().with_evidence(),
    filters=(*OF_PLAN, shared_filter("goal", "contributions__goal__key")),
    table="projects",
    title=capfirst(PROJECTS_LABEL),
    columns=(
        column(pgettext_lazy("of a project", "Number"), "number", NARROW),
        column(_("Title"), "title"),
        column(_("Summary"), "summary", WIDE),
        column(_("Goals it serves"), "goals[].title", WIDE),
        each_column(_("Basis of each link"), "goals[].basis_label"),
    ),
)

MEASURES = EditionRowKind(
    model=Measure,
    summary="Measures",
    description="Something a project will do.",
    fields=(
        ORDER,
        "project",
        "title",
        "detail",
        "cadence",
        "due",
        as_stated("timing_stated"),
        "responsible",
        "organisations",
        "passages",
    ),
    not_in_download={"timing_stated_en": "The source's own words stand in the column beside."},
    not_searched={"timing_stated": "A time alone tells no measure from another."},
    names=("title",),
    order_in_edition=("project__number", "order"),
    related=lambda rows: (
        rows.select_related("project", "responsible").prefetch_related("organisations").with_evidence()
    ),
    filters=(
        *OF_PLAN,
        shared_filter("project", "project__key"),
        choice_filter("cadence", Cadence),
        key_filter("responsible", "responsible__slug", "The slug of the responsible organisation."),
    ),
    table="measures",
    title=_("Measures"),
    columns=(
        column(capfirst(PROJECT_LABEL), "project.title"),
        column(_("Title"), "title", WIDE),
        column(_("Detail"), "detail", WIDE),
        column(_("Rhythm"), "cadence_label", NARROW),
        column(_("Due"), "due", NARROW),
        column(_("Timing as stated"), "timing_stated"),
        column(_("Responsible organisation"), "responsible.name"),
        column(_("Organisations"), "organisations[].name"),
    ),
)
