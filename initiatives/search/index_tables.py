"""The tables of the index: entries, and the tokens by which they are found, on SQLite and on PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from initiatives.models import SearchEntry
from initiatives.values.search_terms import FACET, SearchText

ENTRIES = SearchEntry._meta.db_table
TOKENS = "initiatives_searchtokens"
COLUMNS = tuple(field.attname for field in SearchEntry._meta.concrete_fields)
# Everything printable that FTS5's plain tokenizer would split at; tokens are told apart by spaces alone.
PUNCTUATION = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
BATCH = 500


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make what Django's migrations cannot: the tokens, which belong to entries."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            quoted = PUNCTUATION.replace("'", "''''").replace('"', '""')
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TOKENS} USING fts5(tokens, content='', detail='none', "
                f"""columnsize=0, tokenize="ascii tokenchars '{quoted}'")""".replace("%", "%%"),
                [],
            )
            return
        cursor.execute(f"ALTER TABLE {ENTRIES} ADD COLUMN IF NOT EXISTS tokens tsvector")
        cursor.execute(f"CREATE INDEX IF NOT EXISTS searchentry_tokens ON {ENTRIES} USING gin (tokens)")


def empty_tables(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ENTRIES}")
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TABLE IF EXISTS {TOKENS}")
    make_tables(connection)


def tokens_of_entry(values: dict[str, Any]) -> set[str]:
    """All tokens of an entry, given by its columns."""
    text = SearchText(values["names"], values["texts"], values["spoken"], values["numbers"])
    return {*text.tokens(), *(FACET + facet for facet in values["facets"].split())}


def add_entries(connection: BaseDatabaseWrapper, entries: Sequence[dict[str, Any]]) -> None:
    """Insert entries with their tokens."""
    names, marks = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    rows = [[entry[name] for name in COLUMNS] for entry in entries]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {ENTRIES} ({names}) VALUES ({marks})", rows)
            tokens = [(entry["id"], " ".join(tokens_of_entry(entry))) for entry in entries]
            cursor.executemany(f"INSERT INTO {TOKENS} (rowid, tokens) VALUES (%s, %s)", tokens)
        else:
            cursor.executemany(
                f"INSERT INTO {ENTRIES} ({names}, tokens) VALUES ({marks}, array_to_tsvector(%s))",
                [[*row, sorted(tokens_of_entry(entry))] for row, entry in zip(rows, entries, strict=True)],
            )


def remove_entries(connection: BaseDatabaseWrapper, entries: Sequence[dict[str, Any]]) -> None:
    """Delete entries, given by all their columns, since FTS5 has to be told which tokens go."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                f"INSERT INTO {TOKENS} ({TOKENS}, rowid, tokens) VALUES ('delete', %s, %s)",
                [(entry["id"], " ".join(tokens_of_entry(entry))) for entry in entries],
            )
        cursor.executemany(f"DELETE FROM {ENTRIES} WHERE id = %s", [[entry["id"]] for entry in entries])


# Queries: all tokens of one set of alternatives, for each of several requirements.


def match_expression(connection: BaseDatabaseWrapper, required: Iterable[Iterable[Iterable[str]]]) -> str:
    """The query for entries that, for each requirement, have all tokens of one of its alternatives."""
    sqlite = connection.vendor == "sqlite"
    both, either = (" AND ", " OR ") if sqlite else (" & ", " | ")
    quote = _quoted_for_sqlite if sqlite else _quoted_for_postgresql

    def every(tokens: Iterable[str]) -> str:
        return "(" + both.join(map(quote, sorted(tokens))) + ")"

    return both.join("(" + either.join(map(every, alternatives)) + ")" for alternatives in required)


def _quoted_for_sqlite(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _quoted_for_postgresql(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def matching_entries(
    connection: BaseDatabaseWrapper, expression: str, first: int, end: int, limit: int
) -> list[dict[str, Any]]:
    """Entries that match, in order, with numbers from `first` to before `end`."""
    names = ", ".join(f"e.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT {names} FROM (SELECT rowid AS number FROM {TOKENS} WHERE {TOKENS} MATCH %s "
                f"AND rowid >= %s AND rowid < %s ORDER BY rowid LIMIT %s) JOIN {ENTRIES} e ON e.id = number "
                "ORDER BY e.id",
                [expression, first, end, limit],
            )
        else:
            cursor.execute(
                f"SELECT {names} FROM {ENTRIES} e WHERE e.tokens @@ %s::tsquery AND e.id >= %s AND e.id < %s "
                "ORDER BY e.id LIMIT %s",
                [expression, first, end, limit],
            )
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def size_in_bytes(connection: BaseDatabaseWrapper) -> int | None:
    """How much room entries and tokens take; None where the database cannot tell."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT sum(length(block)) FROM {TOKENS}_data")
            (tokens,) = cursor.fetchone()
            texts = " + ".join(f"length(CAST({name} AS BLOB))" for name in COLUMNS[7:])
            cursor.execute(f"SELECT sum({texts} + 40) FROM {ENTRIES}")
            (entries,) = cursor.fetchone()
            return (tokens or 0) + (entries or 0)
        cursor.execute("SELECT pg_total_relation_size(%s)", [ENTRIES])
        return int(cursor.fetchone()[0])
