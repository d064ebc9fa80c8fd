"""The tables readers download: for each its columns, and its records of one edition.

A record (see `records`) goes into JSON as it is. For CSV and Excel it becomes a line, or several, of cells.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.kinds import records
from initiatives.kinds.records import Record
from initiatives.models import Edition, Metric, Organisation, Passage, Source
from initiatives.pages.changes import ChangeDetail, ChangeList
from initiatives.pages.facts import Fact
from initiatives.pages.filters import Filters
from initiatives.pages.organisations import OrganisationList
from initiatives.pages.sources import SourceDetail
from initiatives.site_urls import absolute_url

Cell = str | int | Decimal | date | bool | None
NARROW, MIDDLE, WIDE = 12, 24, 48


@dataclass(frozen=True)
class TableColumn:
    """A heading, and what a record has to say under it."""

    label: Any
    value: Callable[[Record], Cell]
    width: int = MIDDLE


def at(path: str) -> Callable[[Record], Cell]:
    """What a record has there: `at("metric.name")`; nothing where a part of the way is missing."""

    def value(record: Record) -> Cell:
        found: Any = record
        for name in path.split("."):
            found = found.get(name) if found else None
        return found

    return value


def each(path: str, name: str) -> Callable[[Record], Cell]:
    """One thing of every member of a list, each once: `each("remarks", "text")`."""

    def value(record: Record) -> Cell:
        members: Any = at(path)(record) or []
        said = [found for member in members if (found := at(name)(member)) is not None]
        return _now("; ").join(dict.fromkeys(map(str, said))) or None

    return value


def number_at(path: str) -> Callable[[Record], Cell]:
    """A number that is exact in the record as text."""

    def value(record: Record) -> Cell:
        text = at(path)(record)
        return None if text is None else Decimal(str(text))

    return value


def day_at(path: str) -> Callable[[Record], Cell]:
    def value(record: Record) -> Cell:
        text = at(path)(record)
        return date.fromisoformat(str(text)[:10]) if text else None

    return value


def _paragraphs(record: Record) -> Cell:
    """The paragraph as a number; of several places, each with its section: `§2 ¶3; §4 ¶1`."""
    marks = {one["mark"]: one["paragraph"] for one in record.get("passages") or []}
    return next(iter(marks.values())) if len(marks) == 1 else each("passages", "mark")(record)


KEY = TableColumn(_("Key"), at("key"))
EVIDENCE = (
    TableColumn(_("Source"), each("passages", "source.title")),
    TableColumn(_("Section"), each("passages", "section")),
    TableColumn(_("Paragraph"), _paragraphs, NARROW),
    TableColumn(_("Key phrase"), each("passages", "phrase"), WIDE),
    TableColumn(_("Link"), at("url"), WIDE),
)


@dataclass(frozen=True)
class Table:
    """One kind of record as a table; `lines` says which lines a record becomes, usually itself."""

    name: str
    label: Any
    columns: tuple[TableColumn, ...]
    records: Callable[..., list[Record]]
    lines: Callable[[Record], Iterable[Record]] = lambda record: [record]

    @property
    def headings(self) -> list[str]:
        return [str(column.label) for column in self.columns]

    def rows(self, found: Iterable[Record]) -> Iterator[list[Cell]]:
        """The cells of every line."""
        for record in found:
            for line in self.lines(record):
                yield [column.value(line) for column in self.columns]


def _rows_of(name: str) -> Callable[..., list[Record]]:
    def found(edition: Edition, filters: Filters | None = None, **within: Any) -> list[Record]:
        return records.of_edition(name, edition, **within)

    return found


def figures_of(edition: Edition, filters: Filters | None = None, **within: Any) -> list[Record]:
    """The figures a reader asked for, in the order asked for, as the page of metrics shows them."""
    record, along = records.OF_EDITION["figures"]
    rows = list(along(edition.figures).filter(**within))
    return [record(row, edition) for row in (filters.apply(rows) if filters else rows)]


def _findings(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return records.findings(edition)


def _updates(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return records.updates_of(edition)


def _sources(edition: Edition, filters: Filters | None = None) -> list[Record]:
    rows = Source.objects.behind(edition).prefetch_related("sections")
    return [records.source(row, edition.plan.park.slug, edition) for row in rows]


def _fact(fact: Fact, edition: Edition) -> Record:
    """Something a row says, with where it stands."""
    return {
        "kind_label": fact.kind,
        "text": fact.text,
        "url": absolute_url(fact.url),
        "passages": records.places(fact.row, edition),
    }


def _organisations(edition: Edition, filters: Filters | None = None) -> list[Record]:
    """Organisations, each with what names it."""
    return [
        {
            **records.organisation(entry.organisation, edition.plan.park.slug),
            "named_in": [_fact(fact, edition) for fact in entry.facts],
        }
        for entry in OrganisationList.build(edition).entries
    ]


def passages_of(edition: Edition, filters: Filters | None = None, *, slug: str) -> list[Record]:
    """The passages of one source, in its order, each with the facts drawn from it."""
    page = SourceDetail.build(edition, slug)
    return [
        {
            **records.passage(passage, edition.plan.park.slug, edition),
            "facts": [
                {"kind_label": fact.kind, "text": fact.text, "url": absolute_url(fact.url)}
                for fact in at_place.facts
            ],
        }
        for part in page.sections
        for at_place in part.places
        for passage in at_place.passages
    ]


def _all_passages(edition: Edition, filters: Filters | None = None) -> list[Record]:
    """Every passage behind the edition's facts."""
    park = edition.plan.park.slug
    rows = Passage.objects.behind(edition)
    return [records.passage(row, park, edition) for row in rows]


def _metrics(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return [records.metric(row) for row in Metric.objects.in_edition(edition)]


def _editions(edition: Edition, filters: Filters | None = None) -> list[Record]:
    return [
        {
            "edition": one.number,
            "state": one.state,
            "state_label": one.get_state_display(),
            "released_at": one.released_at.isoformat() if one.released_at else None,
            **records.texts(one, "release_note"),
            "url": absolute_url(edition.url("change", one.number)),
        }
        for one in ChangeList.build(edition).editions
    ]


DEEDS = {
    "added": pgettext_lazy("row of an edition", "Added"),
    "removed": pgettext_lazy("row of an edition", "Removed"),
    "changed": pgettext_lazy("row of an edition", "Changed"),
}


def changes_of(edition: Edition, filters: Filters | None = None, *, number: int) -> list[Record]:
    """What an edition says otherwise than the one before it."""
    return [
        {
            "edition": number,
            "change": change.kind,
            "change_label": str(DEEDS[change.kind]),
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


def _exploded(path: str, record: Record) -> Iterable[Record]:
    """A line for each member of a list, which stands under `member`; one line where there is none."""
    return [{**record, "member": member} for member in record[path] or [None]]


FIGURES = Table(
    "figures",
    _("Metrics"),
    (
        KEY,
        TableColumn(_("Metric"), at("metric.name")),
        TableColumn(_("Code of the metric"), at("metric.code")),
        TableColumn(_("Scope"), at("scope")),
        TableColumn(_("Project"), at("project.title")),
        TableColumn(_("Goal"), at("goal.title")),
        TableColumn(_("Measure"), at("measure.title")),
        TableColumn(_("Kind"), at("kind_label"), NARROW),
        TableColumn(_("Period"), at("period"), NARROW),
        TableColumn(_("Period as stated"), at("period_stated"), NARROW),
        TableColumn(_("Availability"), at("availability_label"), NARROW),
        TableColumn(_("Comparator"), at("comparator_label"), NARROW),
        TableColumn(_("Value"), number_at("value_exact"), NARROW),
        TableColumn(_("Unit"), at("unit"), NARROW),
        TableColumn(_("In words"), at("value_text")),
        TableColumn(_("In the base unit"), number_at("value_in_base_unit")),
        TableColumn(_("Base unit"), at("base_unit"), NARROW),
        TableColumn(_("Wording as stated"), at("wording"), WIDE),
        TableColumn(_("English of the wording"), at("wording_en"), WIDE),
        TableColumn(_("In question"), at("in_question"), NARROW),
        TableColumn(_("Editors' notes"), each("remarks", "text"), WIDE),
        TableColumn(_("Organisations"), each("organisations", "name")),
        *EVIDENCE,
    ),
    figures_of,
)
GOALS = Table(
    "goals",
    _("Goals"),
    (
        KEY,
        TableColumn(_("Goal group"), at("group.label")),
        TableColumn(_("Title"), at("title")),
        TableColumn(_("Statement"), at("statement"), WIDE),
        TableColumn(_("Projects that serve it"), each("projects", "title"), WIDE),
        *EVIDENCE,
    ),
    _rows_of("goals"),
)
PROJECTS = Table(
    "projects",
    _("Projects"),
    (
        KEY,
        TableColumn(_("Number"), at("number"), NARROW),
        TableColumn(_("Title"), at("title")),
        TableColumn(_("Summary"), at("summary"), WIDE),
        TableColumn(_("Goals it serves"), each("goals", "title"), WIDE),
        *EVIDENCE,
    ),
    _rows_of("projects"),
)
CONTRIBUTIONS = Table(
    "contributions",
    _("Links between goals and projects"),
    (
        KEY,
        TableColumn(_("Project"), at("project.title")),
        TableColumn(_("Goal"), at("goal.title")),
        TableColumn(_("Basis"), at("basis_label"), NARROW),
        TableColumn(_("Reason"), at("reason"), WIDE),
        *EVIDENCE,
    ),
    _rows_of("contributions"),
)
MEASURES = Table(
    "measures",
    _("Measures"),
    (
        KEY,
        TableColumn(_("Project"), at("project.title")),
        TableColumn(_("Title"), at("title"), WIDE),
        TableColumn(_("Detail"), at("detail"), WIDE),
        TableColumn(_("Rhythm"), at("cadence_label"), NARROW),
        TableColumn(_("Due"), at("due"), NARROW),
        TableColumn(_("Timing as stated"), at("timing_stated")),
        TableColumn(_("Responsible organisation"), at("responsible.name")),
        TableColumn(_("Organisations"), each("organisations", "name")),
        *EVIDENCE,
    ),
    _rows_of("measures"),
)
STATEMENTS = Table(
    "statements",
    _("Background"),
    (
        KEY,
        TableColumn(_("Kind"), at("kind_label"), NARROW),
        TableColumn(_("Project"), at("project.title")),
        TableColumn(_("Text"), at("content"), WIDE),
        TableColumn(_("Organisations"), each("organisations", "name")),
        *EVIDENCE,
    ),
    _rows_of("statements"),
)
QUOTES = Table(
    "quotes",
    _("Quotes"),
    (
        KEY,
        TableColumn(_("Speaker"), at("speaker"), NARROW),
        TableColumn(_("Title at the time"), at("speaker_title")),
        TableColumn(_("Manner"), at("manner_label"), NARROW),
        TableColumn(_("Words"), at("content"), WIDE),
        TableColumn(_("English of the words"), at("content_en"), WIDE),
        TableColumn(_("Occasion"), at("occasion")),
        TableColumn(_("Project"), at("project.title")),
        TableColumn(_("Goal"), at("goal.title")),
        *EVIDENCE,
    ),
    _rows_of("quotes"),
)
PHOTOS = Table(
    "photos",
    _("Photos"),
    (
        KEY,
        TableColumn(_("Caption"), at("caption"), WIDE),
        TableColumn(_("Alternative text"), at("alt"), WIDE),
        TableColumn(_("Credit"), at("credit")),
        TableColumn(_("Date"), day_at("date"), NARROW),
        TableColumn(_("Date as stated"), at("date_stated"), NARROW),
        TableColumn(_("Project"), at("project.title")),
        *EVIDENCE,
    ),
    _rows_of("photos"),
)
REMARKS = Table(
    "remarks",
    _("Editors' notes"),
    (
        KEY,
        TableColumn(_("Kind"), at("kind_label"), NARROW),
        TableColumn(_("Text"), at("content"), WIDE),
        *EVIDENCE,
    ),
    _rows_of("remarks"),
)
ORGANISATIONS = Table(
    "organisations",
    _("Organisations"),
    (
        TableColumn(_("Key"), at("slug")),
        TableColumn(_("Name"), at("name")),
        TableColumn(_("Kind"), at("kind_label"), NARROW),
        TableColumn(_("Named in"), at("member.kind_label"), NARROW),
        TableColumn(_("Text"), at("member.text"), WIDE),
        TableColumn(_("Source"), each("member.passages", "source.title")),
        TableColumn(_("Section"), each("member.passages", "section")),
        TableColumn(_("Paragraph"), lambda record: _paragraphs(record["member"] or {}), NARROW),
        TableColumn(_("Key phrase"), each("member.passages", "phrase"), WIDE),
        TableColumn(_("Link"), at("member.url"), WIDE),
    ),
    _organisations,
    partial(_exploded, "named_in"),
)
SOURCES = Table(
    "sources",
    _("Sources"),
    (
        TableColumn(_("Key"), at("slug")),
        TableColumn(_("Title"), at("title"), WIDE),
        TableColumn(_("Series"), at("series")),
        TableColumn(_("Authors"), at("authors")),
        TableColumn(_("Publisher"), at("publisher")),
        TableColumn(_("Date of publication"), day_at("published_on"), NARROW),
        TableColumn(_("Published at"), at("link"), WIDE),
        TableColumn(_("Sections"), each("sections", "title"), WIDE),
        TableColumn(_("Link"), at("url"), WIDE),
    ),
    _sources,
)
PASSAGES = Table(
    "passages",
    _("Passages"),
    (
        TableColumn(_("Source"), at("source.title")),
        TableColumn(_("Section"), at("section")),
        TableColumn(_("Paragraph"), at("paragraph"), NARROW),
        TableColumn(_("Key phrase"), at("phrase"), WIDE),
        TableColumn(_("English of the phrase"), at("phrase_en"), WIDE),
        TableColumn(_("Kind"), at("member.kind_label"), NARROW),
        TableColumn(_("What is drawn from it"), at("member.text"), WIDE),
        TableColumn(_("Link to the fact"), at("member.url"), WIDE),
        TableColumn(_("Link"), at("url"), WIDE),
    ),
    passages_of,
    partial(_exploded, "facts"),
)
UPDATES = Table(
    "updates",
    _("Progress"),
    (
        KEY,
        TableColumn(_("Date"), day_at("date"), NARROW),
        TableColumn(_("Subject"), at("subject_label"), NARROW),
        TableColumn(_("About"), at("about")),
        TableColumn(_("Text"), at("content"), WIDE),
        TableColumn(_("Status"), at("status_label"), NARROW),
        TableColumn(_("Reason"), at("reason"), WIDE),
        *EVIDENCE,
    ),
    _updates,
)
FINDINGS = Table(
    "findings",
    _("What it states and leaves open"),
    (
        TableColumn(_("Rule"), at("code")),
        TableColumn(_("Severity"), at("severity_label"), NARROW),
        TableColumn(_("Finding"), at("message"), WIDE),
        TableColumn(_("About"), each("rows", "name"), WIDE),
        TableColumn(_("Keys"), each("rows", "key")),
        TableColumn(_("Editors' notes"), at("remark.text"), WIDE),
        TableColumn(_("Link"), each("rows", "url"), WIDE),
    ),
    _findings,
)
EDITIONS = Table(
    "editions",
    _("Changes"),
    (
        TableColumn(_("Edition"), at("edition"), NARROW),
        TableColumn(_("State"), at("state_label"), NARROW),
        TableColumn(_("Released at"), at("released_at")),
        TableColumn(_("Release note"), at("release_note"), WIDE),
        TableColumn(_("Link"), at("url"), WIDE),
    ),
    _editions,
)
CHANGES = Table(
    "changes",
    _("Changes"),
    (
        TableColumn(_("Edition"), at("edition"), NARROW),
        TableColumn(_("Change"), at("change_label"), NARROW),
        TableColumn(_("Kind"), at("kind_label"), NARROW),
        KEY,
        TableColumn(_("Title"), at("title"), WIDE),
        TableColumn(_("Field"), at("member.label")),
        TableColumn(_("Before"), at("member.before"), WIDE),
        TableColumn(_("After"), at("member.after"), WIDE),
        TableColumn(_("Link"), at("url"), WIDE),
    ),
    changes_of,
    partial(_exploded, "fields"),
)

# The tables of a whole plan, by what their addresses call them: the pages that show them.
TABLES = {
    "goals": GOALS,
    "projects": PROJECTS,
    "contributions": CONTRIBUTIONS,
    "measures": MEASURES,
    "metrics": FIGURES,
    "statements": STATEMENTS,
    "quotes": QUOTES,
    "photos": PHOTOS,
    "remarks": REMARKS,
    "organisations": ORGANISATIONS,
    "sources": SOURCES,
    "updates": UPDATES,
    "quality": FINDINGS,
    "changes": EDITIONS,
}


def whole_plan(edition: Edition) -> dict[str, list[Record]]:
    """Every record of a plan, by kind, in an order in which what is referred to comes first."""
    kinds: dict[str, Callable[..., list[Record]]] = {
        "sources": _sources,
        "passages": _all_passages,
        "organisations": lambda edition: [
            records.organisation(row, edition.plan.park.slug)
            for row in Organisation.objects.in_edition(edition)
        ],
        "metrics": _metrics,
        **{name: _rows_of(name) for name in records.OF_EDITION},
        "updates": _updates,
        "findings": _findings,
    }
    return {name: found(edition) for name, found in kinds.items()}
