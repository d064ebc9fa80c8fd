"""Which tables readers see rows of, and the plans whose pages a row of each is on.

Follows the models: a new kind of row, or a new many-to-many field of one, is watched by itself.
"""

from collections.abc import Iterator
from typing import Any

from initiatives.freshness.database_triggers import ROW, WatchedTable, watched
from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Edition,
    Figure,
    Measure,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    QualityRule,
    ReaderCorrection,
    Release,
    Section,
    Snapshot,
    Source,
    SourceText,
    Update,
)
from initiatives.models.freshness_stamps import SHARED_SCOPE
from initiatives.values.vocabulary import OPEN_STATES, SEEN_STATES


def watched_tables() -> list[WatchedTable]:
    """Every table of whose rows readers see something."""
    return [*_tables_of_editions(), *_tables_of_plans(), *_tables_of_parks(), *_tables_of_all()]


def _table(model: Any) -> str:
    return str(model._meta.db_table)


def _words(states: Any) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


_SEEN, _OPEN = _words(SEEN_STATES), _words(OPEN_STATES)
_EDITIONS, _PLANS = _table(Edition), _table(Plan)


def _tables_of_editions() -> Iterator[WatchedTable]:
    """Editions that are or were public, their rows, and the links of both."""
    yield watched(Edition, f"SELECT {ROW}.plan_id WHERE {ROW}.state NOT IN ({_OPEN})")
    of_edition = f"SELECT plan_id FROM {_EDITIONS} WHERE id = {ROW}.edition_id AND state IN ({_SEEN})"
    for many in Edition._meta.local_many_to_many:
        yield watched(many.remote_field.through, of_edition)
    for model in EDITION_ROWS:
        yield watched(model, of_edition)
        for many in model._meta.local_many_to_many:
            owner = f"SELECT edition_id FROM {_table(model)} WHERE id = {ROW}.{many.m2m_column_name()}"
            query = f"SELECT plan_id FROM {_EDITIONS} WHERE id = ({owner}) AND state IN ({_SEEN})"
            yield watched(many.remote_field.through, query)


def _tables_of_plans() -> Iterator[WatchedTable]:
    released = f"SELECT 1 FROM {_EDITIONS} WHERE plan_id = {ROW}.id AND state IN ({_SEEN})"
    yield watched(Plan, f"SELECT {ROW}.id WHERE EXISTS ({released})", inserted="")
    # Editions that never were public have no releases.
    yield watched(Release, f"SELECT plan_id FROM {_EDITIONS} WHERE id = {ROW}.edition_id")
    yield watched(Update, f"SELECT {ROW}.plan_id WHERE NOT {ROW}.draft")
    report = f"SELECT plan_id FROM {_table(Update)} WHERE id = {ROW}.update_id AND NOT draft"
    yield watched(Update.passages.through, report)
    yield watched(Snapshot, f"SELECT {ROW}.plan_id")
    yield watched(Assignment, f"SELECT {ROW}.plan_id WHERE NOT {ROW}.draft AND {_has_task(ROW)}")
    assigned = f"SELECT a.plan_id FROM {_table(Assignment)} a WHERE a.id = {ROW}.assignment_id"
    yield watched(Assignment.joint.through, f"{assigned} AND NOT a.draft AND {_has_task('a')}")
    yield watched(ReaderCorrection, f"SELECT {ROW}.plan_id WHERE {ROW}.public")


def _has_task(assignment: str) -> str:
    """Whether an edition that is or was public has what is assigned."""
    rows = (
        f"SELECT 1 FROM {_table(model)} t JOIN {_EDITIONS} e ON e.id = t.edition_id "
        f"WHERE e.plan_id = {assignment}.plan_id AND e.state IN ({_SEEN}) "
        f'AND t."key" = {assignment}.subject_key'
        for model in (Measure, Figure)
    )
    return f"EXISTS ({' UNION ALL '.join(rows)})"


def _tables_of_parks() -> Iterator[WatchedTable]:
    """What the plans of a park share: a change moves the stamps of all that are or were public."""

    def plans(park: str) -> str:
        released = f"SELECT 1 FROM {_EDITIONS} WHERE plan_id = {_PLANS}.id AND state IN ({_SEEN})"
        return f"SELECT id FROM {_PLANS} WHERE park_id = {park} AND EXISTS ({released})"

    of_source = plans(f"(SELECT park_id FROM {_table(Source)} WHERE id = {ROW}.source_id)")
    # Drafts may bring sources of their own.
    once_seen = f"{of_source} AND ({_source_is_seen(f'{ROW}.source_id')})"
    yield watched(Park, plans(f"{ROW}.id"), inserted="")
    yield watched(Organisation, plans(f"{ROW}.park_id"), inserted="")
    yield watched(Source, plans(f"{ROW}.park_id"), inserted="")
    yield watched(SourceText, of_source, inserted=once_seen)
    yield watched(Section, of_source, inserted=once_seen)
    yield watched(Passage, of_source, inserted=once_seen)


def _source_is_seen(source: str) -> str:
    """Whether an edition that is or was public names the source, or any row of one cites it."""
    named = _table(Edition.sources.through)
    seen = f"state IN ({_SEEN})"
    conditions = [
        f"EXISTS (SELECT 1 FROM {named} l JOIN {_EDITIONS} e ON e.id = l.edition_id "
        f"WHERE l.source_id = {source} AND e.{seen})"
    ]
    cited = f"SELECT 1 FROM {_table(Passage)} p JOIN"
    for model in (Edition, *EDITION_ROWS):
        links, near = _table(model.passages.through), model.passages.field.m2m_column_name()
        join = f"{links} l ON l.passage_id = p.id JOIN {_EDITIONS} e ON e.id = "
        owner = f"l.{near}"
        if model is not Edition:
            owner = f"(SELECT edition_id FROM {_table(model)} WHERE id = l.{near})"
        conditions.append(f"EXISTS ({cited} {join}{owner} WHERE p.source_id = {source} AND e.{seen})")
    links = _table(Update.passages.through)
    report = f"{links} l ON l.passage_id = p.id JOIN {_table(Update)} u ON u.id = l.update_id"
    conditions.append(f"EXISTS ({cited} {report} WHERE p.source_id = {source} AND NOT u.draft)")
    return " OR ".join(conditions)


def _tables_of_all() -> Iterator[WatchedTable]:
    yield watched(Metric, f"SELECT CAST({SHARED_SCOPE} AS bigint)", inserted="")
    yield watched(QualityRule, f"SELECT CAST({SHARED_SCOPE} AS bigint)")
