"""Triggers by which every write, whatever makes it, notes in the backlog what the index has to take up anew.

Rows of drafts are no part of the index, and note nothing. Nor do new rows of what plans share: they are found
once a published row refers to them, which is noted.
"""

from collections.abc import Iterator

from initiatives.freshness.database_triggers import (
    EVENTS,
    ROW,
    Trigger,
    WatchedTable,
    postgresql_trigger,
    sqlite_trigger,
    watched,
)
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
    Release,
    SearchBacklog,
    Source,
    Update,
)
from initiatives.values.vocabulary import OPEN_STATES

# Behind those of `freshness` in the order of the alphabet, in which PostgreSQL runs them: whoever writes what
# readers see locks the site's stamp first.
PREFIX = "parkplan_search_"
BACKLOG = SearchBacklog._meta.db_table
EDITIONS = Edition._meta.db_table
PUBLISHED = "e.state = 'published'"


def _editions(condition: str) -> str:
    return f"SELECT 'edition', e.id FROM {EDITIONS} e WHERE {PUBLISHED} AND {condition}"


def _of_plan(plan: str) -> str:
    return _editions(f"e.plan_id = {plan}")


def _has_task(assignment: str) -> str:
    """Whether the edition shows an assignment, since it has what is assigned."""
    rows = (
        f"SELECT 1 FROM {model._meta.db_table} t WHERE t.edition_id = e.id "
        f'AND t."key" = {assignment}.subject_key'
        for model in (Measure, Figure)
    )
    own = f"e.plan_id = {assignment}.plan_id AND NOT {assignment}.draft"
    return f"{own} AND EXISTS ({' UNION ALL '.join(rows)})"


def searched_tables() -> Iterator[WatchedTable]:
    """Each table whose rows are searched, or decide what is, with the units that its changes concern."""
    for model in EDITION_ROWS:
        yield watched(model, _editions(f"e.id = {ROW}.edition_id"))
        for many in model._meta.local_many_to_many:
            link, table = many.m2m_column_name(), model._meta.db_table
            owner = f"SELECT r.edition_id FROM {table} r WHERE r.id = {ROW}.{link}"
            yield watched(many.remote_field.through, _editions(f"e.id = ({owner})"))
    own = f"SELECT 'edition', {ROW}.id WHERE {ROW}.state = 'published'"
    open_states = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
    beside = f"{_of_plan(f'{ROW}.plan_id')} AND {ROW}.state NOT IN ({open_states})"
    yield watched(Edition, f"{beside} UNION {own}")
    for many in Edition._meta.local_many_to_many:
        yield watched(many.remote_field.through, _editions(f"e.id = {ROW}.{many.m2m_column_name()}"))
    yield watched(Plan, _of_plan(f"{ROW}.id"))
    yield watched(Release, _of_plan(f"(SELECT r.plan_id FROM {EDITIONS} r WHERE r.id = {ROW}.edition_id)"))
    yield watched(Update, f"{_of_plan(f'{ROW}.plan_id')} AND NOT {ROW}.draft")
    report = f"SELECT r.plan_id FROM {Update._meta.db_table} r WHERE r.id = {ROW}.update_id AND NOT r.draft"
    yield watched(Update.passages.through, _of_plan(f"({report})"))
    yield watched(Assignment, _editions(_has_task(ROW)))
    joined = f"SELECT 1 FROM {Assignment._meta.db_table} a WHERE a.id = {ROW}.assignment_id"
    yield watched(Assignment.joint.through, _editions(f"EXISTS ({joined} AND {_has_task('a')})"))
    yield watched(Park, f"SELECT 'park', {ROW}.id", inserted="")
    yield watched(Organisation, f"SELECT 'park', {ROW}.park_id", inserted="")
    yield watched(Source, f"SELECT 'park', {ROW}.park_id", inserted="")
    of_source = f"SELECT 'park', s.park_id FROM {Source._meta.db_table} s WHERE s.id = {ROW}.source_id"
    yield watched(Passage, of_source, inserted="")
    yield watched(Metric, f"SELECT 'metric', {ROW}.id", inserted="")


def _note(units: str, row: str) -> str:
    """Add units to the backlog. The condition keeps SQLite from reading ON as that of a join."""
    return (
        f"INSERT INTO {BACKLOG} (unit, object_id, generation) "
        f"SELECT u.*, 0 FROM ({units.replace(ROW, row)}) u WHERE true "
        f"ON CONFLICT (unit, object_id) DO UPDATE SET generation = {BACKLOG}.generation + 1;"
    )


def triggers(vendor: str) -> list[Trigger]:
    """All triggers of a database of that vendor."""
    return [*(_postgresql() if vendor == "postgresql" else _sqlite())]


def _sqlite() -> Iterator[Trigger]:
    for table in searched_tables():
        for event, rows in EVENTS.items():
            if units := table.query_for(event):
                yield sqlite_trigger(PREFIX, table, event, " ".join(_note(units, row) for row in rows))


def _postgresql() -> Iterator[Trigger]:
    for table in searched_tables():
        old, new = (_note(table.query, row) for row in EVENTS["UPDATE"])
        inserted = table.query_for("INSERT")
        function = (
            'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF TG_OP = 'INSERT' THEN {_note(inserted, 'NEW') if inserted else 'NULL;'} "
            f"ELSIF TG_OP = 'DELETE' THEN {old} "
            f"ELSIF OLD IS DISTINCT FROM NEW THEN {old} {new} END IF; RETURN NULL; END $$"
        )
        yield postgresql_trigger(PREFIX, table.name, "row", "INSERT OR UPDATE OR DELETE", function)
