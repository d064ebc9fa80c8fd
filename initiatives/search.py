"""Finding every kind of fact of published plans by the words it contains."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any
from unicodedata import normalize

from django.db.models import Model, Q, QuerySet

from initiatives.kinds.base import EditionRowKind
from initiatives.kinds.evidence import PASSAGES
from initiatives.kinds.park import ORGANISATIONS
from initiatives.kinds.plan import PLANS
from initiatives.kinds.progress import ASSIGNMENTS
from initiatives.kinds.registry import EDITION_ROW_KINDS, KIND_BY_MODEL
from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Edition,
    Figure,
    Goal,
    Measure,
    Organisation,
    Passage,
    Project,
    Quote,
)
from initiatives.models.fields import TwoLanguages
from initiatives.models.folded_columns import FoldedColumns
from initiatives.tasks.assigned_tasks import build_tasks, site_day
from initiatives.values.folded_text import find_folded, fold
from initiatives.values.project_noun import NEUTRAL, using_noun
from initiatives.values.stated_amounts import parse_amount
from initiatives.values.vocabulary import EditionState

MAX_QUERY_LENGTH, MAX_TERMS, MAX_HITS = 80, 6, 50
# Above what any site holds: for whoever wants all.
NO_HIT_LIMIT = 1_000_000_000


@dataclass(frozen=True)
class Query:
    """What was asked: all terms must occur, or all of them as one (`30 亿元` is found as `30亿元`)."""

    words: str
    # Only what this edition says; else whatever is published.
    edition: Edition | None = None
    most: int = MAX_HITS

    @classmethod
    def parse(cls, text: str) -> "Query":
        """The words as they were written; what is too long is cut."""
        return cls(" ".join(text[:MAX_QUERY_LENGTH].split()[:MAX_TERMS]))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def published(self, model: Any) -> QuerySet:
        """The rows of a kind that may be found: those of published editions."""
        rows = model.objects.published()
        return rows.filter(edition=self.edition) if self.edition else rows

    @cached_property
    def terms(self) -> list[list[str]]:
        """Each term in all its spellings, folded."""
        return [spellings(term) for term in self._plain_terms]

    @cached_property
    def joined(self) -> list[str]:
        """All terms as one, in all its spellings, folded."""
        return spellings("".join(self._plain_terms))

    @property
    def _plain_terms(self) -> list[str]:
        # A character may become several with a space between them.
        return normalize("NFKC", self.words).split()[:MAX_TERMS]

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Where a text should be marked, as slices, the longest match first."""
        return find_folded(text, {spelling for term in (self.joined, *self.terms) for spelling in term})

    def matching(self, rows: QuerySet, columns: Iterable[str]) -> QuerySet:
        """Those of some rows in which each term, or all as one, stands in some column."""
        every = reduce(and_, map(_contains, self.terms))
        found = every | _contains(self.joined) if len(self.terms) > 1 else every
        return rows.alias(folded=FoldedColumns(*columns)).filter(found)


def _contains(spelled: list[str]) -> Q:
    return reduce(or_, (Q(folded__contains=spelling) for spelling in spelled))


def spellings(term: str) -> list[str]:
    """A term folded, and a Chinese amount with Arabic digits too: `三十亿元` is found as `30亿元`."""
    amount, spelled = parse_amount(term), [term]
    if amount and amount.words == term and not any(character.isdecimal() for character in term):
        plain = amount.comparator == "=" and amount.upper is None and not (amount.change or amount.numeral)
        if plain and term.endswith(amount.unit_stated):
            spelled.append(f"{amount.value}{amount.unit_stated}")
    return list(map(fold, spelled))


class EveryRow(Query):
    """No words at all: whatever could be found, for a copy of the site that searches by itself."""

    def __bool__(self) -> bool:
        return True

    def places_in(self, text: str) -> list[tuple[int, int]]:
        return []

    def matching(self, rows: QuerySet, columns: Iterable[str]) -> QuerySet:
        return rows


@dataclass(frozen=True)
class Hit:
    """A row that was found, the text in which, and the page where readers see it."""

    row: TwoLanguages
    text: str
    url: str
    edition: Edition

    @property
    def name(self) -> str:
        return self.row.full_name


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `more` where only the first were fetched."""

    kind: str
    hits: list[Hit]
    more: bool


# Kinds of rows by which results begin; the others follow in the order of the registry.
FIRST_RESULTS = (Goal, Project, Measure, Figure, Quote)
SEARCHED_ROWS = sorted(
    (kind for kind in EDITION_ROW_KINDS if kind.searched),
    key=lambda kind: FIRST_RESULTS.index(kind.model) if kind.model in FIRST_RESULTS else len(FIRST_RESULTS),
)


def search(query: Query) -> list[Hits]:
    """Everything published in which the words occur, by kind; nothing for no words."""
    if not query:
        return []
    found = [
        _editions(query),
        *(_rows(query, kind) for kind in SEARCHED_ROWS),
        _organisations(query),
        _assignments(query),
        _passages(query),
    ]
    return [hits for hits in found if hits.hits]


def _both(columns: Iterable[str]) -> list[str]:
    return [name for column in columns for name in (column, f"{column}_en")]


def searched(row: Model) -> tuple[list[str], list[str]]:
    """The texts in which a row is found: its own, as `Hit.text` may show them, and those of its metric."""
    columns = KIND_BY_MODEL[type(row)].searched
    own = [name for name in columns if "__" not in name]
    along = [name.split("__") for name in _both(columns) if "__" in name]
    return _texts(row, own), [getattr(getattr(row, link), name) for link, name in along]  # type: ignore


def _hits(query: Query, model: type[Model], hits: list[Hit]) -> Hits:
    nouns = {hit.edition.project_words for hit in hits}
    # Plans may call their projects differently.
    with using_noun(nouns.pop() if len(nouns) == 1 else NEUTRAL):
        return Hits(str(model._meta.verbose_name_plural), hits[: query.most], len(hits) > query.most)


def _editions(query: Query) -> Hits:
    rows = query.matching(Edition.objects.published(), _both(PLANS.searched))
    if query.edition:
        rows = rows.filter(pk=query.edition.pk)
    hits = [
        Hit(row, _matching(query, row, PLANS.searched), row.get_absolute_url(), row)
        for row in rows[: query.most + 1]
    ]
    return _hits(query, Edition, hits)


def _rows(query: Query, kind: EditionRowKind) -> Hits:
    model: Any = kind.model
    columns = kind.searched
    rows = query.matching(query.published(model), _both(columns))
    rows = rows.select_related("edition__plan__park", *model.name_lookups)
    own = [column for column in columns if "__" not in column]
    hits = [
        Hit(row, _matching(query, row, own), row.get_absolute_url(), row.edition)
        for row in rows[: query.most + 1]
    ]
    return _hits(query, model, hits)


def _organisations(query: Query) -> Hits:
    """An organisation is shown in the latest published plan that names it."""
    rows = query.matching(Organisation.objects.all(), _both(ORGANISATIONS.searched))
    latest: dict[int, tuple[int, int]] = {}
    for model, link in organisation_links():
        naming = query.published(model).filter(**{f"{link}__in": rows})
        for pk, year, edition in naming.values_list(link, "edition__plan__year", "edition").distinct():
            latest[pk] = max(latest.get(pk, (0, 0)), (year, edition))
    answering = _answering(query, rows)
    editions = Edition.objects.in_bulk({edition for _, edition in (*latest.values(), *answering.values())})
    hits = []
    for row in rows.filter(pk__in={*latest, *answering})[: query.most + 1]:
        if row.pk in latest:
            edition = editions[latest[row.pk][1]]
            url = f"{edition.url('organisations')}#{row.slug}"
        else:
            edition = editions[answering[row.pk][1]]
            url = edition.url("organisation", row.slug)
        hits.append(Hit(row, _matching(query, row, ORGANISATIONS.searched), url, edition))
    return _hits(query, Organisation, hits)


def _answering(query: Query, organisations: QuerySet) -> dict[int, tuple[int, int]]:
    """The latest published plan in which each body leads or joins a task: year and edition."""
    latest: dict[int, tuple[int, int]] = {}
    assigned = _public_assignments(query).filter(plan__editions__state=EditionState.PUBLISHED)
    for link in ("lead", "joint"):
        named = assigned.filter(**{f"{link}__in": organisations})
        for pk, year, edition in (
            named.values_list(link, "plan__year", "plan__editions").order_by().distinct()
        ):
            latest[pk] = max(latest.get(pk, (0, 0)), (year, edition))
    return latest


def _public_assignments(query: Query) -> QuerySet:
    rows = Assignment.objects.published()
    return rows.filter(plan=query.edition.plan_id) if query.edition else rows


def _assignments(query: Query) -> Hits:
    """Leaders, contact offices, milestones and notes of what is assigned."""
    rows = query.matching(_public_assignments(query), _both(ASSIGNMENTS.searched)).select_related("lead")
    found = list(rows[: query.most + 1])
    published = Edition.objects.published().filter(plan__in={row.plan_id for row in found}) if found else ()
    editions = {edition.plan_id: edition for edition in published}
    hits = []
    for task in build_tasks(found, editions, site_day()):
        task.assignment.subject_name = task.name
        text = _matching(query, task.assignment, ASSIGNMENTS.searched)
        url = f"{task.edition.url('tasks')}#{task.key}"
        hits.append(Hit(task.assignment, text, url, task.edition))
    return _hits(query, Assignment, hits)


def organisation_links() -> Iterator[tuple[type[Model], str]]:
    """The fields of an edition's rows that refer to organisations: model and name."""
    for model in EDITION_ROWS:
        for field in (*model._meta.many_to_many, *model._meta.concrete_fields):
            if field.related_model is Organisation:
                yield model, field.name


def _passages(query: Query) -> Hits:
    """A passage is shown in the latest published plan that cites it."""
    rows = Passage.objects.behind(query.edition) if query.edition else Passage.objects.published()
    shown = rows.with_latest_edition().exclude(latest_edition=None)
    found = list(query.matching(shown, _both(PASSAGES.searched))[: query.most + 1])
    editions = Edition.objects.in_bulk({row.latest_edition for row in found})
    hits = []
    for row in found:
        edition = query.edition or editions[row.latest_edition]
        url = f"{edition.url('source', row.source.slug)}#{row.key}"
        hits.append(Hit(row, _matching(query, row, PASSAGES.searched), url, edition))
    return _hits(query, Passage, hits)


def _matching(query: Query, row: TwoLanguages, columns: Iterable[str]) -> str:
    """The text that made the row a hit, where its name alone does not show it."""
    if query.places_in(row.full_name):
        return ""
    return next((text for text in _texts(row, columns) if query.places_in(text)), "")


def _texts(row: TwoLanguages, columns: Iterable[str]) -> list[str]:
    """Its texts, those in the page's language first."""
    columns = list(columns)
    return [row.text(column)[0] for column in columns] + [getattr(row, column) for column in _both(columns)]
