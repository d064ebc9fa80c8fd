"""What the database does for the queries of a page: which of them read whole tables."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# Tables that are as large with one plan as with the plans of all parks of a country.
BOUNDED = {"initiatives_metric", "initiatives_qualityrule"}


def scans_of(client: Client, address: str) -> list[str]:
    """The queries of a page that read all of a growing table, each with the step that does."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
        statements = [query["sql"] for query in captured.captured_queries]
    return [f"{address}: {scan} — {sql[:600]}" for sql in statements if (scan := whole_scan(sql))]


def whole_scan(sql: str) -> str:
    """The step of a query that reads a whole growing table; "" if none does."""
    if not sql.lstrip().startswith(("SELECT", "WITH")):
        return ""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql if connection.vendor == "sqlite" else "EXPLAIN " + sql)
        steps = [str(row[-1]) for row in cursor.fetchall()]
    return next((step for step in steps if _reads_all(step, steps, sql)), "")


def _reads_all(step: str, steps: list[str], sql: str) -> bool:
    found = re.search(r"SCAN (initiatives_\w+)|Seq Scan on (initiatives_\w+)", step)
    if not found or (found[1] or found[2]) in BOUNDED:
        return False
    # In the order of an index, and no further than asked.
    in_order = "USING" in step and not any("TEMP B-TREE" in other for other in steps)
    return not (in_order and "LIMIT" in sql)


def addresses_of(edition: Any) -> list[str]:
    """The pages of a plan, and of one row of each kind that has a page."""
    names = (
        "plan",
        "goals",
        "projects",
        "metrics",
        "quotes",
        "organisations",
        "quality",
        "changes",
        "screen",
    )
    project, goal, figure = (rows.first() for rows in (edition.projects, edition.goals, edition.figures))
    return [
        *(edition.url(name) for name in names),
        edition.url("brief"),
        edition.url("project", project.key),
        edition.url("goal", goal.key),
        edition.url("metric", figure.metric.code),
        edition.url("source", edition.sources.get().slug),
        edition.plan.park.get_absolute_url(),
    ]
