"""Plans, and the structure of an edition: goals, projects, measures."""

from typing import Any

from django.db.models import Prefetch, QuerySet
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
    PERIOD,
    TEXT,
    list_of,
    or_null,
    record_schema,
    ref,
)
from initiatives.models import Edition, Goal, Measure, Park, Project, Snapshot, Source
from initiatives.models.lineage import Lineage
from initiatives.models.releases import as_they_were
from initiatives.models.site_urls import absolute_url, with_query
from initiatives.values.project_noun import PROJECT_LABEL, PROJECTS_LABEL, with_noun
from initiatives.values.vocabulary import Cadence

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
        for release in as_they_were(edition, edition.releases.all())
    ]


def _plan_snapshots(edition: Edition, _edition: Edition | None) -> list[Record]:
    # What was read ahead for a list of plans is of today.
    read = None if edition.as_of else getattr(edition.plan, "listed_snapshots", None)
    return [
        {
            "period": one.period,
            "edition": one.edition_number,
            "closed_at": local_time(one.closed_at),
            "closed_by": one.closed_by,
            "checksum": one.checksum,
            "url": absolute_url(edition.url("snapshot", one.period)),
            "file": None if one.is_withdrawn else absolute_url(edition.url("snapshot-json", one.period)),
        }
        for one in (Snapshot.objects.readable_with(edition) if read is None else read)
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
    tells_of_progress = edition.has_tasks and not edition.as_of
    progress = absolute_url(edition.url("progress-docx")) if tells_of_progress else None
    return {
        "url": absolute_url(edition.get_absolute_url()),
        "self": _address_of_record(edition),
        "files": {
            **{name: absolute_url(edition.url(page)) for name, page in files},
            "progress_docx": progress,
        },
    }


def _address_of_record(edition: Edition) -> str:
    address = api_url(plan_name(edition))
    return with_query(address, f"as_of={edition.as_of.first:%Y-%m-%d}") if edition.as_of else address


def _days_shown(edition: Edition, _edition: Edition | None) -> Record | None:
    days = edition.as_of
    return {"first": days.first.isoformat(), "last": days.last.isoformat()} if days else None


def _published_plans() -> QuerySet:
    snapshots = Prefetch("plan__snapshots", Snapshot.objects.listed(), to_attr="listed_snapshots")
    return Edition.objects.published().prefetch_related("sources", "passages", "releases", snapshots)


DAYS_SHOWN = record_schema(
    {"first": {"type": "string", "format": "date"}, "last": {"type": "string", "format": "date"}},
    "The days, the last one included, on which readers saw what is here.",
)

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

SNAPSHOTS = list_of(
    record_schema(
        {
            "period": PERIOD,
            "edition": {"type": "integer", "minimum": 1},
            "closed_at": MOMENT,
            "closed_by": {"type": "string"},
            "checksum": {"type": "string", "description": "The SHA-256 of the file."},
            "url": ADDRESS,
            "file": {**or_null(ADDRESS), "description": "Null if the edition was withdrawn since."},
        },
        "What readers saw of the plan when a quarter or year was closed. It never changes.",
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
        entry("snapshots", SNAPSHOTS, _plan_snapshots),
        entry("as_of", or_null(DAYS_SHOWN), _days_shown),
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
    rows=_published_plans,
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


def _read_predecessors(rows: list[Any]) -> None:
    """Let goals or projects know what they follow from, be they of one edition or of many."""
    if rows:
        parks = {row.edition.plan.park_id for row in rows}
        is_of_one = len({row.edition_id for row in rows}) == 1
        lineage = Lineage(type(rows[0]), parks, rows[0].edition if is_of_one else None)
        for row in rows:
            row.follows = lineage.of_row(row)


def _predecessors(row: Any, _edition: Edition | None) -> list[Record]:
    return [
        {
            "id": name_in_edition(before.edition, before),
            "title": before.text("title")[0],
            "year": before.edition.plan.year,
            "relation": str(line.relation),
            "relation_label": line.relation_name,
            "basis": str(line.basis),
            "basis_label": str(line.basis.label),
        }
        for line in row.follows
        for before in line.before
    ]


PREDECESSORS = entry("predecessors", list_of(ref("Predecessor")), _predecessors, "predecessors")
PREDECESSOR_COLUMNS = (
    column(_("Predecessors"), "predecessors[].title", WIDE),
    each_column(_("Relation to each predecessor"), "predecessors[].relation_label"),
    each_column(_("Basis of each predecessor"), "predecessors[].basis_label"),
)

BASIS_BESIDE_EACH = {"predecessors_basis": "It stands beside each predecessor."}

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
        PREDECESSORS,
        code_alone("predecessors_basis", BASIS),
        "passages",
    ),
    not_in_download=BASIS_BESIDE_EACH,
    names=("title",),
    related=lambda rows: rows.with_links().with_evidence(),
    prepare=_read_predecessors,
    filters=(*OF_PLAN, shared_filter("project", "contributions__project__key")),
    table="goals",
    title=_("Goals"),
    columns=(
        column(_("Goal group"), "group.label"),
        column(_("Title"), "title"),
        column(_("Statement"), "statement", WIDE),
        column(with_noun(_("%(Nouns)s that serve it")), "projects[].title", WIDE),
        each_column(_("Basis of each link"), "projects[].basis_label"),
        *PREDECESSOR_COLUMNS,
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
        PREDECESSORS,
        code_alone("predecessors_basis", BASIS),
        "passages",
    ),
    not_in_record={"order": "Projects are ordered by their numbers."},
    not_in_download={
        "theme": "The title is its two halves, one after the other.",
        "drive": "The title is its two halves, one after the other.",
        **BASIS_BESIDE_EACH,
    },
    not_searched={"theme": "A part of the title.", "drive": "A part of the title."},
    names=("title",),
    order_in_edition=("number",),
    related=lambda rows: rows.with_links().with_evidence(),
    prepare=_read_predecessors,
    filters=(*OF_PLAN, shared_filter("goal", "contributions__goal__key")),
    table="projects",
    title=capfirst(PROJECTS_LABEL),
    columns=(
        column(pgettext_lazy("of a project", "Number"), "number", NARROW),
        column(_("Title"), "title"),
        column(_("Summary"), "summary", WIDE),
        column(_("Goals it serves"), "goals[].title", WIDE),
        each_column(_("Basis of each link"), "goals[].basis_label"),
        *PREDECESSOR_COLUMNS,
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
