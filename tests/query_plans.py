"""What the database does for the queries of a page: which of them read whole tables."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.downloads.tables import TABLES
from initiatives.static_site.scope import plan_pages

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
    # In the order of an index, and no further than asked; limits of conditions within do not count.
    in_order = "USING" in step and not any("TEMP B-TREE" in other for other in steps)
    return not (in_order and "LIMIT" in sql.rpartition(")")[2])


def addresses_of(edition: Any) -> list[str]:
    """The pages and files of a plan, and the pages of one row of each kind that has one."""
    project, goal, figure = (rows.first() for rows in (edition.projects, edition.goals, edition.figures))
    source = edition.sources.get()
    return [
        *(page for page in plan_pages(edition) if page.startswith(edition.get_absolute_url())),
        *(edition.url("table", table, "csv") for table in TABLES),
        edition.url("project", project.key),
        edition.url("goal", goal.key),
        edition.url("metric", figure.metric.code),
        edition.url("source", source.slug),
        edition.url("source-passages", source.slug, "csv"),
        edition.plan.park.get_absolute_url(),
    ]
