"""Keeping the index in step: what triggers noted is taken up before each commit, in the same transaction.

Where that is not done (statements that commit by themselves, an index that is being built), the search looks
through the newest of what is noted itself, so that its answers are those of the texts as they are.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet

from initiatives.freshness.database_triggers import drop_triggers, missing_triggers, put_triggers
from initiatives.freshness.stamps import move_site_stamp
from initiatives.models import Edition, Park, SearchBacklog, SearchEntry
from initiatives.search.documents import Document, edition_documents, figure_documents, shared_documents
from initiatives.search.index_tables import (
    BATCH,
    COLUMNS,
    add_entries,
    empty_tables,
    remove_entries,
)
from initiatives.search.triggers import PREFIX, triggers
from initiatives.values.search_terms import INDEX_VERSION

logger = logging.getLogger(__name__)
# So many units are taken up by a commit, or looked through by a search; more are left to
# `manage.py rebuild_search`, so that nobody's save waits for minutes.
MOST_WAITING = 100
SAVEPOINT = "parkplan_search"
Unit = tuple[str, int]


def watch_commits(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have a new connection bring the index up to date before each commit."""
    if connection.alias == DEFAULT_DB_ALIAS:
        connection.before_commit = before_commit  # type: ignore[attr-defined]


def put_aside() -> None:
    """Before tables are changed: note nothing more. What migrations do is not noted; the index is void."""
    with transaction.atomic():
        drop_triggers(connection, PREFIX)
        if SearchBacklog._meta.db_table in connection.introspection.table_names():
            SearchBacklog.objects.filter(unit="version").delete()
    # Migrations may drop the table of what is noted.
    connection.before_commit = None  # type: ignore[attr-defined]
    connection.has_search_backlog = False  # type: ignore[attr-defined]


def install() -> None:
    """Put back missing triggers. An index that went without them, or of another version, is to be built."""
    if SearchBacklog._meta.db_table not in connection.introspection.table_names():
        # Migrated to an earlier version.
        return
    watch_commits(connections[DEFAULT_DB_ALIAS])
    with transaction.atomic():
        missing = put_triggers(connection, PREFIX, triggers(connection.vendor))
    if missing or not is_of_this_version():
        begin_rebuilding()


def missing_search_triggers() -> list[str]:
    """Names of the triggers without which the index does not follow what is written; one query."""
    return missing_triggers(connection, PREFIX, triggers(connection.vendor))


def is_of_this_version() -> bool:
    return SearchBacklog.objects.filter(unit="version", object_id=INDEX_VERSION).exists()


def begin_rebuilding() -> None:
    """Empty the index, and note everything that readers see, so that `take_up_backlog` builds it anew."""
    with _unwatched(), transaction.atomic():
        # Locked first, as by whoever writes what readers see.
        move_site_stamp()
        _note_everything()


@contextmanager
def _unwatched() -> Iterator[None]:
    """Commits of this connection take nothing up by themselves."""
    watched = getattr(connection, "before_commit", None)
    connection.before_commit = None  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.before_commit = watched  # type: ignore[attr-defined]


def _note_everything() -> None:
    SearchBacklog.objects.all().delete()
    empty_tables(connection)
    units = [("edition", pk) for pk in Edition.objects.published().values_list("pk", flat=True)]
    units += [("park", pk) for pk in Park.objects.published().values_list("pk", flat=True)]
    noted = [SearchBacklog(unit=unit, object_id=pk) for unit, pk in units]
    version = SearchBacklog(unit="version", object_id=INDEX_VERSION)
    SearchBacklog.objects.bulk_create([*noted, version], batch_size=BATCH)


def backlog() -> QuerySet[SearchBacklog]:
    """What is noted and not taken up yet."""
    return SearchBacklog.objects.exclude(unit="version")


def take_up_backlog(batch: int = 50) -> Iterator[int]:
    """Take up what is noted, a batch of units in each transaction; yields how many are left."""
    while units := list(backlog().order_by("pk").values_list("unit", "object_id")[:batch]):
        with _unwatched(), transaction.atomic():
            # Nobody writes meanwhile, and what was found without these units is found anew.
            move_site_stamp()
            _take_up(units)
        yield backlog().count()


def bring_up_to_date() -> None:
    """Take up all that is noted."""
    for _left in take_up_backlog():
        pass


def before_commit(connection: BaseDatabaseWrapper) -> None:
    """Take up what the transaction has changed. An error makes searches slower, and stops no write."""
    if not _has_backlog(connection):
        return
    units = list(backlog().order_by("pk").values_list("unit", "object_id")[: MOST_WAITING + 1])
    if 0 < len(units) <= MOST_WAITING and not _taken_up(connection, units):
        for unit in units:
            _taken_up(connection, [unit])


def _taken_up(connection: BaseDatabaseWrapper, units: list[Unit]) -> bool:
    """Take up some units; False, and all as it was, where that fails."""
    with connection.cursor() as cursor:
        cursor.execute(f"SAVEPOINT {SAVEPOINT}")
        try:
            _take_up(units)
        except Exception:
            logger.exception("The index of the search lacks %s; it will be tried again.", units[:3])
            # What failed within says that all must be rolled back.
            connection.needs_rollback = False
            cursor.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
            return False
        finally:
            cursor.execute(f"RELEASE SAVEPOINT {SAVEPOINT}")
    return True


def _has_backlog(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is a table of what is noted, which earlier versions lack, and something in it."""
    table = SearchBacklog._meta.db_table
    with connection.cursor() as cursor:
        if not getattr(connection, "has_search_backlog", False):
            if connection.vendor == "sqlite":
                cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [table])
            else:
                cursor.execute("SELECT 1 WHERE to_regclass(%s) IS NOT NULL", [table])
            if cursor.fetchone() is None:
                return False
            connection.has_search_backlog = True  # type: ignore[attr-defined]
        cursor.execute(f"SELECT 1 FROM {table} WHERE unit <> 'version' LIMIT 1")
        return cursor.fetchone() is not None


def _take_up(units: Iterable[Unit]) -> None:
    units = set(units)
    parks = {pk for unit, pk in units if unit == "park"}
    if editions := sorted(pk for unit, pk in units if unit == "edition"):
        parks |= _take_up_editions(editions)
    for pk in sorted(pk for unit, pk in units if unit == "metric"):
        _replace(SearchEntry.objects.filter(metric_id=pk), figure_documents(pk))
    for park in parks:
        found = Park.objects.filter(pk=park).first()
        entries = SearchEntry.objects.filter(park_id=park, shared=True)
        _replace(entries, shared_documents(found) if found else ())
    for lines in _in_batches(sorted(units), 100):
        which = Q()
        for unit, pk in lines:
            which |= Q(unit=unit, object_id=pk)
        SearchBacklog.objects.filter(which).delete()


def _take_up_editions(pks: list[int]) -> set[int]:
    """Replace the entries of editions; returns their parks, whose shared rows may be shown elsewhere now."""
    editions = list(Edition.objects.published().filter(pk__in=pks))
    entries = SearchEntry.objects.filter(edition_id__in=pks)
    parks = set(entries.values_list("park_id", flat=True).distinct())
    _replace(entries.filter(shared=False), edition_documents(*editions) if editions else ())
    return parks | {edition.plan.park_id for edition in editions}


def _replace(entries: QuerySet[SearchEntry], documents: Iterable[Document]) -> None:
    """Make some entries those of the documents; what has not changed is left alone."""
    old = {entry["id"]: entry for entry in entries.values(*COLUMNS)}
    new = {document.number: entry_of(document) for document in documents}
    _write([entry for number, entry in old.items() if new.get(number) != entry], remove_entries)
    _write([entry for number, entry in new.items() if old.get(number) != entry], add_entries)


def _write(entries: list[dict[str, Any]], write: Any) -> None:
    for some in _in_batches(entries, BATCH):
        write(connection, some)


def _in_batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def entry_of(document: Document) -> dict[str, Any]:
    """The columns of a document's entry."""
    text = document.text
    values = (
        *(document.number, document.kind, document.row.pk, document.edition.pk, document.park_id),
        *(document.metric_id, document.shared, text.names, text.texts, text.spoken, text.numbers),
        document.facets,
    )
    return dict(zip(COLUMNS, values, strict=True))
