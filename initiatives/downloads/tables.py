"""The tables that readers download: columns and records of one edition, most of them those of a kind of row.

A record goes into JSON as it is. For CSV and Excel it becomes a line, or several, of cells.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.api.findings import finding_records
from initiatives.kinds.base import KEY_COLUMN, EditionRowKind, Kind
from initiatives.kinds.columns import NARROW, WIDE, Cell, Record, TableColumn, column
from initiatives.kinds.evidence import PASSAGES, SOURCES
from initiatives.kinds.metrics import FIGURES, METRICS
from initiatives.kinds.park import ORGANISATIONS
from initiatives.kinds.progress import ASSIGNMENTS, UPDATES, task_records, updates_of
from initiatives.kinds.record_fields import local_time, places_of, translated_texts
from initiatives.kinds.registry import EDITION_ROW_KINDS
from initiatives.models import Edition, Metric, Organisation, Passage, Source
from initiatives.models.site_urls import absolute_url
from initiatives.pages.changes import ChangeDetail, ChangeList
from initiatives.pages.facts import Fact
from initiatives.pages.filters import Filters
from initiatives.pages.organisations import OrganisationList
from initiatives.pages.sources import SourceDetail
from initiatives.pages.task_filters import TaskFilters
from initiatives.tasks.assigned_tasks import tasks_of


@dataclass(frozen=True)
class Table:
    """Records as a table; `lines` gives the lines that a record becomes, usually itself."""

    name: str
    label: Any
    columns: tuple[TableColumn, ...]
    records: Callable[..., list[Record]]
    lines: Callable[[Record], Iterable[Record]] = lambda record: [record]
    # What reads the filters of its page from the query string.
    filters: type[Any] = Filters

    @property
    def headings(self) -> list[str]:
        return [str(column.label) for column in self.columns]

    def rows(self, records: Iterable[Record]) -> Iterator[list[Cell]]:
        """The cells of every line."""
        for record in records:
            for line in self.lines(record):
                yield [column.value(line) for column in self.columns]


def exploded(entry: str, record: Record) -> Iterable[Record]:
    """A line for each member of a list, which stands under `member`; one line where the list is empty."""
    return [{**record, "member": member} for member in record[entry] or [None]]


# Records of the tables. All take the reader's filters, which only those of figures and tasks heed.


def _rows_of(kind: EditionRowKind) -> Callable[..., list[Record]]:
    def records(edition: Edition, filters: Filters | None = None, **conditions: Any) -> list[Record]:
        return kind.records_of(edition, **conditions)

    return records


def figure_records(edition: Edition, filters: Filters | None = None, **conditions: Any) -> list[Record]:
    """The figures that a reader has filtered, in the order chosen, as the page of metrics shows them."""
    rows = FIGURES.rows_to_read(edition, **conditions)
    return [FIGURES.record_to_read(row, edition) for row in (filters.apply(rows) if filters else rows)]


def _findings(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return finding_records(edition)


def _updates(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return updates_of(edition)


def _tasks(edition: Edition, filters: TaskFilters | None = None) -> list[Record]:
    """The tasks that a reader has filtered, in the order chosen."""
    tasks = tasks_of(edition)
    return task_records(filters.apply(tasks) if filters else tasks, edition)


def _sources(edition: Edition, filters: Filters | None = None) -> list[Record]:
    rows = Source.objects.behind(edition).prefetch_related("sections")
    return [SOURCES.record(row, edition) for row in rows]


def _organisations(edition: Edition, filters: Filters | None = None) -> list[Record]:
    """Organisations, each with the rows that name it."""

    def naming(fact: Fact) -> Record:
        return {
            "kind_label": fact.kind,
            "text": fact.text,
            "url": absolute_url(fact.url),
            "passages": places_of(fact.row, edition),
        }

    return [
        {
            **ORGANISATIONS.record(entry.organisation, edition),
            "named_in": [naming(fact) for fact in entry.facts],
        }
        for entry in OrganisationList.build(edition).entries
    ]


def passage_records(edition: Edition, filters: Filters | None = None, *, slug: str) -> list[Record]:
    """The passages of one source in its order, each with the facts drawn from it."""
    page = SourceDetail.build(edition, slug)
    return [
        {
            **PASSAGES.record(passage, edition),
            "facts": [
                {"kind_label": fact.kind, "text": fact.text, "url": absolute_url(fact.url)}
                for fact in place.facts
            ],
        }
        for part in page.sections
        for place in part.places
        for passage in place.passages
    ]


def _releases(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return [
        {
            "edition": one.edition.number,
            "state": one.edition.state,
            "state_label": one.edition.get_state_display(),
            "released_at": local_time(one.started_at),
            "ended_at": local_time(one.ended_at),
            "restored": one.restored,
            **translated_texts(one.edition, "release_note"),
            "note": one.text("note")[0] or None,
            "url": absolute_url(edition.url("change", one.edition.number)),
        }
        for one in ChangeList.build(edition).releases
    ]


ACTION_LABELS = {
    "added": pgettext_lazy("row of an edition", "Added"),
    "removed": pgettext_lazy("row of an edition", "Removed"),
    "changed": pgettext_lazy("row of an edition", "Changed"),
}


def change_records(edition: Edition, filters: Filters | None = None, *, number: int) -> list[Record]:
    """What an edition changed against the one before it."""
    return [
        {
            "edition": number,
            "change": change.kind,
            "change_label": str(ACTION_LABELS[change.kind]),
            "kind": change.model._meta.model_name,
            "kind_label": change.kind_name,
            "key": change.key or None,
            "title": change.title,
            "fields": [
                {
                    "name": one.name,
                    "label": one.label,
                    "before": one.before or None,
                    "after": one.after or None,
                }
                for one in change.fields
            ],
            "url": absolute_url(edition.url("change", number)),
        }
        for change in ChangeDetail.build(edition, number).changes
    ]


# The tables


def _table(kind: Kind, records: Callable[..., list[Record]], *, exploding: str = "") -> Table:
    """The table of a kind; with a line for each member of the list `exploding`, if one is named."""
    lines: dict[str, Any] = {"lines": partial(exploded, exploding)} if exploding else {}
    return Table(kind.name, kind.title, kind.table_columns, records, **lines)


_OF_EDITION = {
    kind.table: _table(kind, figure_records if kind is FIGURES else _rows_of(kind))
    for kind in EDITION_ROW_KINDS
}
PASSAGE_TABLE = _table(PASSAGES, passage_records, exploding="facts")
FINDING_TABLE = Table(
    "findings",
    _("What it states and leaves open"),
    (
        column(_("Rule"), "code"),
        column(_("Severity"), "severity_label", NARROW),
        column(_("Finding"), "message", WIDE),
        column(_("About"), "rows[].name", WIDE),
        column(_("Keys"), "rows[].key"),
        column(_("Editors' notes"), "remark.text", WIDE),
        column(_("Link"), "rows[].url", WIDE),
    ),
    _findings,
)
EDITION_TABLE = Table(
    "editions",
    _("Changes"),
    (
        column(_("Edition"), "edition", NARROW),
        column(_("State"), "state_label", NARROW),
        column(_("Released at"), "released_at"),
        column(_("Public until"), "ended_at"),
        column(_("Restored"), "restored", NARROW),
        column(_("Release note"), "release_note", WIDE),
        column(_("Note on the restoration"), "note", WIDE),
        column(_("Link"), "url", WIDE),
    ),
    _releases,
)
CHANGE_TABLE = Table(
    "changes",
    _("Changes"),
    (
        column(_("Edition"), "edition", NARROW),
        column(_("Change"), "change_label", NARROW),
        column(_("Kind"), "kind_label", NARROW),
        KEY_COLUMN,
        column(_("Title"), "title", WIDE),
        column(_("Field"), "member.label"),
        column(_("Before"), "member.before", WIDE),
        column(_("After"), "member.after", WIDE),
        column(_("Link"), "url", WIDE),
    ),
    change_records,
    partial(exploded, "fields"),
)

# The tables of a whole plan, by the names of their URLs, which are those of the pages that show them.
TABLES = {
    **_OF_EDITION,
    ORGANISATIONS.table: _table(ORGANISATIONS, _organisations, exploding="named_in"),
    SOURCES.table: _table(SOURCES, _sources),
    UPDATES.table: _table(UPDATES, _updates),
    ASSIGNMENTS.table: Table(
        ASSIGNMENTS.name, ASSIGNMENTS.title, ASSIGNMENTS.table_columns, _tasks, filters=TaskFilters
    ),
    "quality": FINDING_TABLE,
    "changes": EDITION_TABLE,
}


def whole_plan(edition: Edition) -> dict[str, list[Record]]:
    """Every record of a plan by kind, in an order in which rows follow those that they refer to."""
    return {
        "sources": _sources(edition),
        "passages": [PASSAGES.record(row, edition) for row in Passage.objects.behind(edition)],
        "organisations": [
            ORGANISATIONS.record(row, edition) for row in Organisation.objects.in_edition(edition)
        ],
        "metrics": [METRICS.record(row) for row in Metric.objects.in_edition(edition)],
        **{kind.name: kind.records_of(edition) for kind in EDITION_ROW_KINDS},
        "updates": updates_of(edition),
        "assignments": _tasks(edition),
        "findings": finding_records(edition),
    }
