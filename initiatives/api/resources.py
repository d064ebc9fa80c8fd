"""What the API offers: for each kind of row which are public, in what order, and how they may be chosen."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.kinds import records
from initiatives.kinds.records import COLLECTIONS, OF_EDITION, Record
from initiatives.models import (
    Contribution,
    Edition,
    Figure,
    Goal,
    Measure,
    Metric,
    Organisation,
    Park,
    Passage,
    Photo,
    Project,
    Quote,
    Remark,
    Source,
    Statement,
    Update,
)
from initiatives.periods import Period
from initiatives.search import Hits, Query
from initiatives.site_urls import absolute_url
from initiatives.vocabulary import (
    Availability,
    Basis,
    Cadence,
    FigureKind,
    Manner,
    MetricNature,
    OrganisationKind,
    RemarkKind,
    Severity,
    StatementKind,
    UpdateStatus,
    UpdateSubject,
)

FEWEST, USUAL, MOST = 1, 100, 200
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
FROM_NEXT = gettext_lazy("Take it from “next” of the page before, or leave it out to begin.")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Unreadable(ValueError):
    """A parameter that cannot be understood: which, what came (None: nothing), and what is expected."""

    def __init__(self, parameter: str, text: str | None, remedy: str) -> None:
        super().__init__(parameter)
        self.parameter, self.text, self.remedy = parameter, text, remedy


class Unexpected(ValueError):
    """What is expected instead, in words."""


def slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise Unexpected(_("Write a key: Latin letters, digits, “-” and “_”, at most 60."))
    return text


def year(text: str) -> int:
    if not YEAR.fullmatch(text):
        raise Unexpected(_("Write a year with four digits, such as 2024."))
    return int(text)


def period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except ValueError:
        raise Unexpected(_("Write 2024, 2024-H1, 2024-Q3 or 2024-06.")) from None


def word_of(choices: type[TextChoices]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices.values:
            raise Unexpected(_("Write one of: %(known)s.") % {"known": ", ".join(choices.values)})
        return text

    return read


def limit(text: str) -> int:
    if not (WHOLE.fullmatch(text) and FEWEST <= int(text) <= MOST):
        raise Unexpected(_("Write a whole number from 1 to %(most)d.") % {"most": MOST})
    return int(text)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    """A place in the order of days. A day its month does not have comes after the last one that it has."""
    if not DAY.fullmatch(text):
        raise ValueError(text)
    year, month, day = map(int, text.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


# How the parts of an order are read back; all others are keys.
READ_BACK: dict[str, Callable[[str], Any]] = {"year": year, "order": _whole, "number": _whole, "date": _day}


def read_with(parameter: str, read: Callable[[str], Any], text: str) -> Any:
    """The parameter's value; Unreadable, which tells what to write, if it has none."""
    try:
        return read(text)
    except Unexpected as error:
        raise Unreadable(parameter, text[:60], str(error)) from error


@dataclass(frozen=True)
class Page:
    """Some of the rows that were asked for, and the place after which the next ones come, if any."""

    rows: list[Record]
    after: str | None


@dataclass(frozen=True)
class Collection:
    """The public rows of one kind. `order` must tell any two apart; `identity` is the end of their names."""

    name: str
    rows: Callable[[], QuerySet]
    record: Callable[[Any], Record]
    order: tuple[str, ...]
    identity: tuple[str, ...]
    choices: dict[str, tuple[str, Callable[[str], Any]]] = field(default_factory=dict)
    # Gives the rows of a page what no query of theirs brings along.
    complete: Callable[[list[Any]], list[Any]] = list

    def page(self, query: Mapping[str, str]) -> Page:
        """The rows a query asks for. What it does not know it leaves alone; Unreadable for a bad value."""
        chosen = self.rows()
        for name, (lookup, read) in self.choices.items():
            if name in query:
                chosen = chosen.filter(**{lookup: read_with(name, read, query[name])})
        if "after" in query:
            chosen = chosen.filter(self._beyond(query["after"]))
        wanted = read_with("limit", limit, query["limit"]) if "limit" in query else USUAL
        found = list(chosen.order_by(*self.order)[: wanted + 1])
        return Page(
            [self.record(row) for row in self.complete(found[:wanted])],
            self._place(found[wanted - 1]) if len(found) > wanted else None,
        )

    def one(self, name: str) -> Record:
        """The row with that name, without the collection's own; ObjectDoesNotExist if readers see none."""
        parts = name.split("/")
        if len(parts) != len(self.identity):
            raise self.rows().model.DoesNotExist(name)
        try:
            values = [self._read_back(path, part) for path, part in zip(self.identity, parts, strict=True)]
        except ValueError as error:
            raise self.rows().model.DoesNotExist(name) from error
        (row,) = self.complete([self.rows().get(**dict(zip(self.identity, values, strict=True)))])
        return self.record(row)

    def _place(self, row: Any) -> str:
        return "/".join(str(attrgetter(path.replace("__", "."))(row)) for path in self.order)

    def _beyond(self, place: str) -> Q:
        """Rows after a place in the order."""
        parts = place.split("/")
        try:
            values = [self._read_back(path, part) for path, part in zip(self.order, parts, strict=True)]
        except ValueError as error:
            raise Unreadable("after", place[:60], str(FROM_NEXT)) from error
        beyond, same = Q(), Q()
        for path, value in zip(self.order, values, strict=True):
            beyond |= same & Q(**{f"{path}__gt": value})
            same &= Q(**{path: value})
        return beyond

    @staticmethod
    def _read_back(path: str, part: str) -> Any:
        return READ_BACK.get(path.rpartition("__")[2], slug)(part)


PARK, YEAR_OF = "edition__plan__park__slug", "edition__plan__year"
Choices = dict[str, tuple[str, Callable[[str], Any]]]
OF_PLAN: Choices = {"park": (PARK, slug), "year": (YEAR_OF, year)}


def _in_edition(model: Any, *, order: tuple[str, ...] = ("order",), **choices: Any) -> Collection:
    """Rows of published editions, in the order of their plans."""
    name = COLLECTIONS[model]
    record, along = OF_EDITION[name]
    return Collection(
        name,
        lambda: along(model.objects.published()).select_related("edition__plan__park"),
        lambda row: record(row, row.edition),
        (PARK, YEAR_OF, *order, "key"),
        (PARK, YEAR_OF, "key"),
        {**OF_PLAN, **choices},
    )


def _shown(rows: list[Any]) -> list[Any]:
    """The rows, each with the latest edition that shows it, as its `shown_in`."""
    editions = Edition.objects.in_bulk({row.latest_edition for row in rows if row.latest_edition})
    for row in rows:
        row.shown_in = editions.get(row.latest_edition)
    return rows


def _parks() -> QuerySet:
    return Park.objects.published()


def _plans() -> QuerySet:
    return Edition.objects.published().prefetch_related("sources", "passages")


def _organisations() -> QuerySet:
    return Organisation.objects.published().select_related("park")


def _sources() -> QuerySet:
    rows = Source.objects.published().with_latest_edition()
    return rows.select_related("park").prefetch_related("sections")


def _passages() -> QuerySet:
    return Passage.objects.published().with_latest_edition().select_related("section", "source__park")


def _updates() -> QuerySet:
    published = Prefetch("plan__editions", Edition.objects.published(), to_attr="shown")
    rows = Update.objects.published().with_project().select_related("plan__park")
    return rows.prefetch_related("passages", published)


LISTED = (
    Collection("parks", _parks, records.park, ("slug",), ("slug",)),
    Collection(
        "plans",
        _plans,
        records.plan,
        ("plan__park__slug", "plan__year"),
        ("plan__park__slug", "plan__year"),
        {"park": ("plan__park__slug", slug), "year": ("plan__year", year)},
    ),
    _in_edition(Goal, project=("contributions__project__key", slug)),
    _in_edition(Project, order=("number",), goal=("contributions__goal__key", slug)),
    _in_edition(
        Contribution,
        project=("project__key", slug),
        goal=("goal__key", slug),
        basis=("basis", word_of(Basis)),
    ),
    _in_edition(
        Measure,
        order=("project__number", "order"),
        project=("project__key", slug),
        cadence=("cadence", word_of(Cadence)),
        responsible=("responsible__slug", slug),
    ),
    Collection(
        "metrics",
        lambda: Metric.objects.published(),
        records.metric,
        ("code",),
        ("code",),
        {"nature": ("nature", word_of(MetricNature))},
    ),
    _in_edition(
        Figure,
        metric=("metric__code", slug),
        project=("project__key", slug),
        goal=("goal__key", slug),
        kind=("kind", word_of(FigureKind)),
        period=("period", period),
        availability=("availability", word_of(Availability)),
    ),
    _in_edition(Statement, project=("project__key", slug), kind=("kind", word_of(StatementKind))),
    _in_edition(
        Quote,
        project=("project__key", slug),
        goal=("goal__key", slug),
        manner=("manner", word_of(Manner)),
    ),
    _in_edition(Photo, project=("project__key", slug)),
    _in_edition(Remark, kind=("kind", word_of(RemarkKind))),
    Collection(
        "organisations",
        _organisations,
        lambda row: records.organisation(row, row.park.slug),
        ("park__slug", "slug"),
        ("park__slug", "slug"),
        {"park": ("park__slug", slug), "kind": ("kind", word_of(OrganisationKind))},
    ),
    Collection(
        "sources",
        _sources,
        lambda row: records.source(row, row.park.slug, row.shown_in),
        ("park__slug", "slug"),
        ("park__slug", "slug"),
        {"park": ("park__slug", slug)},
        _shown,
    ),
    Collection(
        "passages",
        _passages,
        lambda row: records.passage(row, row.source.park.slug, row.shown_in),
        ("source__park__slug", "source__slug", "order", "key"),
        ("source__park__slug", "source__slug", "key"),
        {"park": ("source__park__slug", slug), "source": ("source__slug", slug)},
        _shown,
    ),
    Collection(
        "updates",
        _updates,
        lambda row: records.update(row, row.plan.shown[0]),
        ("plan__park__slug", "plan__year", "date", "key"),
        ("plan__park__slug", "plan__year", "key"),
        {
            "park": ("plan__park__slug", slug),
            "year": ("plan__year", year),
            "subject": ("subject", word_of(UpdateSubject)),
            "about": ("subject_key", slug),
            "status": ("status", word_of(UpdateStatus)),
        },
    ),
)
BY_NAME = {collection.name: collection for collection in LISTED}


def _passed(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise Unexpected(str(FROM_NEXT))
    return int(text)


def findings(query: Mapping[str, str]) -> Page:
    """What the rules found in one plan; the query must say which. Its place is how many came before."""
    given = {}
    for name, read in (("park", slug), ("year", year)):
        if name not in query:
            raise Unreadable(name, None, _("Say which plan, such as park=yuhua&year=2024."))
        given[name] = read_with(name, read, query[name])
    chosen = {"severity": word_of(Severity), "limit": limit, "after": _passed}
    asked = {name: read_with(name, read, query[name]) for name, read in chosen.items() if name in query}
    page, found = records.told_by_rules(Edition.objects.published().of(**given).get())
    if "severity" in asked:
        found = [one for one in found if one.severity == asked["severity"]]
    start = asked.get("after", 0)
    end = start + asked.get("limit", USUAL)
    rows = [records.finding(one, page) for one in found[start:end]]
    return Page(rows, str(end) if end < len(found) else None)


def asked(query: Mapping[str, str]) -> Query:
    """What to search for; Unreadable if there is nothing."""
    words = Query.parse(query.get("q", ""))
    if not words:
        raise Unreadable(
            "q", query.get("q", "")[:60], _("Write what to search for; two characters are enough.")
        )
    return words


def hits(found: Iterable[Hits]) -> list[Record]:
    """What a search found, kind by kind."""
    return [
        {
            "kind": COLLECTIONS[type(kind.hits[0].row)],
            "label": kind.kind,
            "more": kind.more,
            "hits": [
                {
                    "id": _name(hit.row, hit.edition),
                    "title": str(hit.row),
                    "text": hit.text or None,
                    "plan": records.plan_name(hit.edition),
                    "url": absolute_url(hit.url),
                }
                for hit in kind.hits
            ],
        }
        for kind in found
    ]


def _name(row: Any, edition: Edition) -> str:
    park = edition.plan.park.slug
    if isinstance(row, Edition):
        return records.plan_name(row)
    if isinstance(row, Organisation):
        return records.known_as(Organisation, park, row.slug)
    if isinstance(row, Passage):
        return records.known_as(Passage, park, row.source.slug, row.key)
    return records.name_in(edition, row)
