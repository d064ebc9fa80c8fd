"""What the database knows of its own contents, by which it chooses indexes."""

from django.db import connection

# Entries of an index that SQLite looks at, at most: a large database takes a fraction of a second.
ANALYSIS_LIMIT = 1000


def gather_statistics() -> None:
    """Count anew what the tables hold, after much was written: else poor indexes are chosen.

    It may be part of a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ANALYSIS_LIMIT}")
        cursor.execute("ANALYZE")
