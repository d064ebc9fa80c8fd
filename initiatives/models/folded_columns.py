"""Columns of a query folded for searching, as `values.folded_text` folds the words that are searched for."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField

from initiatives.values.folded_text import fold

SQLITE_FUNCTION = "parkplan_fold"


class FoldedColumns(Func):
    """The texts of some columns, folded, in one text with a line for each; those of missing rows left out."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function=SQLITE_FUNCTION, **context)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = "LOWER(NORMALIZE(CONCAT_WS(E'\\n', %(expressions)s), NFKC))"
        return super().as_sql(compiler, connection, template=template, **context)


def add_fold_to_sqlite(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Teach a new connection to fold; SQLite has no normalization of its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(SQLITE_FUNCTION, -1, _fold_columns, deterministic=True)


def _fold_columns(*texts: str | None) -> str:
    return fold("\n".join(filter(None, texts)))
