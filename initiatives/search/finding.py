"""Finding facts: candidates by the index, each confirmed by its texts, as results by kind."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from typing import Any

from django.db import connection
from django.db.models import Model

from initiatives.kinds.names import collection_name
from initiatives.models import (
    Assignment,
    Edition,
    Organisation,
    Park,
    Passage,
    Release,
    SearchEntry,
    Update,
)
from initiatives.models.fields import TwoLanguages
from initiatives.search.documents import (
    KIND_NUMBERS,
    LAST_YEAR,
    RESULT_MODELS,
    Document,
    along,
    bodies_with_tasks,
    documents_behind,
    edition_documents,
    every_document,
    figure_documents,
    first_number,
    names_of,
    shared_documents,
    shown_texts,
    texts_of,
)
from initiatives.search.index_tables import match_expression, matching_entries
from initiatives.search.index_upkeep import MOST_WAITING, backlog, entry_of
from initiatives.search.queries import EveryRow, Query
from initiatives.tasks.assigned_tasks import build_tasks, site_day
from initiatives.values.project_noun import NEUTRAL, using_noun
from initiatives.values.search_terms import FACET, WORD_START, SearchText
from initiatives.values.vocabulary import UpdateSubject

logger = logging.getLogger(__name__)
MOST_IN_BATCH, AT_ONCE = 1024, 128
END = 2**63 - 1


@dataclass(frozen=True)
class Hit:
    """A row that was found, the text in which, and the page where readers see it."""

    row: TwoLanguages
    text: str
    url: str
    edition: Edition
    # What follows it is found after this key.
    key: str = ""
    # The folded names that it goes by, and the pinyin of each, for marking its name.
    names: str = ""
    spoken: str = ""

    @property
    def name(self) -> str:
        return self.row.title if isinstance(self.row, Release) else self.row.full_name

    def places_in_name(self, query: Query) -> list[tuple[int, int]]:
        """Where the name should be marked, as slices."""
        return query.places_in(self.name, _lines(self.names, self.spoken))


def _lines(names: str, spoken: str) -> list[tuple[str, str]]:
    """Each folded name with its pinyin."""
    pairs = zip(names.replace(WORD_START, "").split("\n"), spoken.split("\n"), strict=False)
    return [(name, line) for name, line in pairs if line]


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `more` where only the first were fetched.

    `count` are all of them, or where `counted_all` is false as many as were counted.
    """

    kind: str
    hits: list[Hit]
    more: bool
    model: type[Model]
    count: int
    counted_all: bool

    @property
    def collection(self) -> str:
        """What the API calls the kind: `figures`."""
        return collection_name(self.model)


@dataclass(frozen=True)
class Waiting:
    """Documents that the index does not have yet, and which of its entries they replace."""

    editions: set[int] = field(default_factory=set)
    parks: set[int] = field(default_factory=set)
    metrics: set[int] = field(default_factory=set)
    entries: dict[int, dict[str, Any]] = field(default_factory=dict)

    def replaces(self, entry: dict[str, Any]) -> bool:
        if entry["shared"]:
            return entry["park_id"] in self.parks
        return entry["edition_id"] in self.editions or entry["metric_id"] in self.metrics


def search(query: Query) -> list[Hits]:
    """Everything published in which the words occur, by kind; nothing for no words."""
    if not query:
        return []
    if query.edition or isinstance(query, EveryRow):
        return _search_documents(query)
    candidates = Candidates(query, _waiting())
    models = [model for model in RESULT_MODELS if query.kind in ("", collection_name(model))]
    found: dict[type[Model], list[tuple[str, dict[str, Any]]]] = {}
    shown: list[dict[str, Any]] = []
    for model in models:
        if len(shown) < query.most_in_all and (entries := _entries(query, model, candidates)):
            found[model] = entries
            shown += [entry for _key, entry in entries[: query.most]]
    editions = Edition.objects.in_bulk({entry["edition_id"] for entry in shown})
    return [_hits(query, model, entries, editions) for model, entries in found.items()]


def found_by_name(query: Query, model: type[Model]) -> Iterator[int]:
    """The primary keys of all rows of a kind in whose names the words occur, the latest year first."""
    first, end = _range(query, model)
    for entry in Candidates(query, _waiting()).between(first, end, names_only=True) if query else ():
        if _is_hit(query, entry, names_only=True):
            yield entry["object_id"]


def searched(row: Any) -> tuple[list[str], SearchText]:
    """The texts of a row that `Hit.text` may show, and all of them as they are searched."""
    return shown_texts(row), SearchText.of(names_of(row), texts_of(row))


# Entries: their order is that of the results, those that are found by their names first.


def _entries(query: Query, model: type[Model], candidates: "Candidates") -> list[tuple[str, dict[str, Any]]]:
    """The first entries of a kind, each with its key, one more than are shown or counted."""
    limit = max(query.most, query.counted) + 1
    found: list[tuple[str, dict[str, Any]]] = []
    after_names, after = _after(query.after)
    first, end = _range(query, model)
    for names_only in (True, False):
        if names_only and not after_names:
            continue
        start = max(first, after + 1) if names_only == after_names and query.after else first
        for entry in candidates.between(start, end, names_only=names_only):
            if _is_hit(query, entry, names_only=names_only):
                found.append((f"{'n' if names_only else 't'}{entry['id']}", entry))
            if len(found) == limit:
                return found
    return found


def _after(key: str) -> tuple[bool, int]:
    """Whether a key is that of a hit by its name, and its number; of what is no key, the beginning."""
    number = key[1:]
    if key[:1] in ("n", "t") and number.isascii() and number.isdigit() and len(number) < 20:
        return key[0] == "n", min(int(number), 2**63 - 2)
    return True, -1


def _range(query: Query, model: type[Model]) -> tuple[int, int]:
    kind = KIND_NUMBERS[model]
    if query.year is None:
        return first_number(kind, LAST_YEAR), first_number(kind + 1, LAST_YEAR)
    if not 0 < query.year <= LAST_YEAR:
        return 0, 0
    return first_number(kind, query.year), first_number(kind, query.year - 1)


class Candidates:
    """Entries that may be hits, of the index and of what waits for it, in order."""

    def __init__(self, query: Query, waiting: "Waiting") -> None:
        self.query, self.waiting = query, waiting
        self.facets = {FACET + facet for facet in _facets(query)}
        late = waiting.entries.values()
        self.late = sorted((one for one in late if _has_facets(query, one)), key=lambda entry: entry["id"])
        some = self._fetched(0, END, AT_ONCE, names_only=False)
        # Of what is rare, all candidates come at once.
        self.all = some if len(some) < AT_ONCE else None

    def between(self, first: int, end: int, *, names_only: bool) -> Iterator[dict[str, Any]]:
        """Those with numbers from `first` to before `end`; with `names_only`, at least those named so."""
        late = [entry for entry in self.late if first <= entry["id"] < end]
        indexed = self._indexed(first, end, names_only=names_only)
        current = (entry for entry in indexed if not self.waiting.replaces(entry))
        return merge(current, late, key=lambda entry: entry["id"]) if late else current

    def _indexed(self, first: int, end: int, *, names_only: bool) -> Iterator[dict[str, Any]]:
        if self.all is not None:
            yield from (entry for entry in self.all if first <= entry["id"] < end)
            return
        # As many as are wanted: most candidates are hits.
        size = min(max(self.query.most, self.query.counted) + 1, MOST_IN_BATCH)
        while entries := self._fetched(first, end, size, names_only=names_only):
            yield from entries
            if len(entries) < size:
                return
            first, size = entries[-1]["id"] + 1, min(size * 4, MOST_IN_BATCH)

    def _fetched(self, first: int, end: int, limit: int, *, names_only: bool) -> list[dict[str, Any]]:
        required = self.query.required_tokens(names_only=names_only)
        required += [[frozenset({facet})] for facet in self.facets]
        expression = match_expression(connection, required)
        return matching_entries(connection, expression, first, end, limit)


def _is_hit(query: Query, entry: dict[str, Any], *, names_only: bool) -> bool:
    """Whether it is found by its names, or by its other texts alone."""
    text = SearchText(entry["names"], entry["texts"], entry["spoken"], entry["numbers"])
    if query.finds(text, names_only=True):
        return names_only
    return not names_only and query.finds(text)


def _facets(query: Query) -> list[str]:
    found = [] if query.park is None else [f"p{query.park}"]
    return [*found, "q"] if query.in_question else found


def _has_facets(query: Query, entry: dict[str, Any]) -> bool:
    return set(_facets(query)) <= set(entry["facets"].split())


# What the index does not have yet


def _waiting() -> Waiting:
    noted = list(backlog().order_by("-pk").values_list("unit", "object_id")[:MOST_WAITING])
    if not noted:
        return Waiting()
    editions, parks, metrics = (
        {pk for kind, pk in noted if kind == unit} for unit in ("edition", "park", "metric")
    )
    published = list(Edition.objects.published().filter(pk__in=editions))
    parks |= {edition.plan.park_id for edition in published}
    parks |= set(_parks_of_entries(editions))
    entries: dict[int, dict[str, Any]] = {}
    noted_by_kind: list[tuple[Callable[[Any], Iterable[Document]], Iterable[Any]]] = [
        (edition_documents, published),
        (shared_documents, Park.objects.filter(pk__in=parks)),
        (figure_documents, metrics),
    ]
    for make, units in noted_by_kind:
        for unit in units:
            try:
                entries |= {one.number: entry_of(one) for one in make(unit)}
            except Exception:  # one row that cannot be searched hides no other
                logger.exception("The search leaves out %s, which waits for the index.", unit)
    return Waiting(editions, parks, metrics, entries)


def _parks_of_entries(editions: set[int]) -> Iterable[int]:
    return SearchEntry.objects.filter(edition_id__in=editions).values_list("park_id", flat=True).distinct()


# Hits


def _hits(
    query: Query,
    model: type[Model],
    entries: list[tuple[str, dict[str, Any]]],
    editions: dict[int, Edition],
) -> Hits:
    shown = entries[: query.most]
    rows = _rows(model, [entry["object_id"] for _key, entry in shown])
    found = []
    for key, entry in shown:
        row, edition = rows.get(entry["object_id"]), editions.get(entry["edition_id"])
        # Gone since, where the database does not show a reader one state throughout.
        if row is not None and edition is not None:
            found.append((Document(row, edition), entry, key))
    _add_tasks(model, [document for document, _entry, _key in found])
    hits = [_hit(query, document, entry["names"], entry["spoken"], key) for document, entry, key in found]
    counted = max(query.most, query.counted)
    return _result(query, model, hits, min(len(entries), counted), len(entries) <= counted)


def _result(query: Query, model: type[Model], hits: list[Hit], count: int, counted_all: bool) -> Hits:
    nouns = {hit.edition.project_words for hit in hits}
    # Plans may call their projects differently.
    with using_noun(nouns.pop() if len(nouns) == 1 else NEUTRAL):
        label = str(model._meta.verbose_name_plural)
    more = count > query.most or not counted_all
    return Hits(label, hits, more, model, count, counted_all)


def _rows(model: Any, pks: list[int]) -> dict[int, Any]:
    """Rows by primary key, in no order and without their editions, which `_hit` gives them."""
    rows = model._default_manager.filter(pk__in=pks).order_by()
    if model is Update:
        rows = rows.with_project()
    if hasattr(model, "edition") and model is not Release:
        rows = along(rows)
    return {row.pk: row for row in rows}


def _add_tasks(model: type[Model], documents: list[Document]) -> None:
    """Let assignments know what they are of, and bodies whether they have a page of their tasks."""
    if model is Assignment:
        editions = {one.edition.plan_id: one.edition for one in documents}
        for task in build_tasks([one.row for one in documents], editions, site_day()):
            task.assignment.subject_name = task.name
    elif model is Organisation and documents:
        with_tasks = bodies_with_tasks({one.edition.plan_id for one in documents})
        for one in documents:
            one.row.has_tasks = (one.row.pk, one.edition.plan_id) in with_tasks


def _hit(query: Query, document: Document, names: str, spoken: str, key: str = "") -> Hit:
    row, edition = document.row, document.edition
    if hasattr(type(row), "edition"):
        row.edition = edition if not isinstance(row, Release) else row.edition
    # A plan by itself has no page of its park but its own.
    address = _address(edition if query.edition and isinstance(row, Park) else row, edition)
    text = _matching(query, row, _lines(names, spoken))
    return Hit(row, text, address, edition, key, names, spoken)


def _address(row: Any, edition: Edition) -> str:
    if isinstance(row, Organisation) and row.has_tasks:  # type: ignore[attr-defined]
        return edition.url("organisation", row.slug)
    if isinstance(row, Organisation):
        return f"{edition.url('organisations')}#{row.slug}"
    if isinstance(row, Passage):
        return f"{edition.url('source', row.source.slug)}#{row.key}"
    if isinstance(row, Release):
        return edition.url("changes")
    if isinstance(row, Assignment):
        return f"{edition.url('tasks')}#{row.key}"
    if isinstance(row, Update) and row.subject == UpdateSubject.FIGURE:
        return f"{edition.url('metric', row.metric_code)}#{row.subject_key}"  # type: ignore[attr-defined]
    if isinstance(row, Update):
        page = edition.url("project", row.project_key)  # type: ignore[attr-defined]
        return page if row.subject == UpdateSubject.PROJECT else f"{page}#{row.subject_key}"
    return str(row.get_absolute_url())


def _matching(query: Query, row: Any, spoken: list[tuple[str, str]]) -> str:
    """The text that made the row a hit, where its name alone does not show it."""
    name = row.title if isinstance(row, Release) else row.full_name
    if query.places_in(name, spoken):
        return ""
    return next((text for text in shown_texts(row) if query.places_in(text)), "")


# Without the index: all that one edition says, or all there is.


def _search_documents(query: Query) -> list[Hits]:
    documents = documents_behind(query.edition) if query.edition else every_document()
    by_model: dict[type[Model], list[tuple[bool, int, Document]]] = {}
    for document in documents:
        if query.finds(document.text):
            by_names = query.finds(document.text, names_only=True)
            by_model.setdefault(type(document.row), []).append((not by_names, document.number, document))
    found = []
    for model in RESULT_MODELS:
        matches = sorted(by_model.get(model, []), key=lambda match: match[:2])
        shown = [document for _names, _number, document in matches[: query.most]]
        _add_tasks(model, shown)
        hits = [_hit(query, one, one.text.names, one.text.spoken) for one in shown]
        if hits:
            found.append(_result(query, model, hits, len(matches), counted_all=True))
    return found
