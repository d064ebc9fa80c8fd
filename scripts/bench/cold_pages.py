"""CPU and queries of pages for which nothing is kept, in a process that has answered them before.

With a second installation, filled by `manage.py make_plans`, that one's pages against those of the first:
each in processes of its own, in turns, so that both are measured under the same load.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from scripts.bench.printed_table import PrintedTable
from scripts.temporary_site import environment_of

PLAN_PAGES = ("plan", "projects", "metrics", "quality", "brief", "source")
SITE_PAGES = (
    *("/", "/search/?q=%E4%BC%81%E4%B8%9A", "/api/v1/plans", "/api/v1/figures"),
    *("/admin/", "/admin/initiatives/figure/"),
)
ADMIN = "/admin/"


def measure_one(variables: dict[str, str], rounds: int) -> PrintedTable:
    found = [_in_process(variables) for _ in range(rounds)]
    table = PrintedTable("Cold pages", ("page", "CPU", "queries", "size"))
    for page, (_cpu, queries, size) in found[0].items():
        cpu = min(result[page][0] for result in found)
        table.add(page, f"{cpu:.0f} ms", queries, f"{size / 1000:.0f} kB")
    return table


def measure_many(variables: dict[str, str], many: Path, rounds: int) -> PrintedTable:
    """The pages of one plan, against those where there are many."""
    results: list[list[dict[str, list[float]]]] = [[], []]
    for _ in range(rounds):
        for installation, found in zip((variables, environment_of(many)), results, strict=True):
            found.append(_in_process(installation))
    table = PrintedTable("Cold pages with many plans", ("page", "one plan", "many plans", "ratio", "queries"))
    for page in results[0][0]:
        one, other = (statistics.median(found[page][0] for found in side) for side in results)
        queries = " / ".join(f"{side[0][page][1]:.0f}" for side in results)
        table.add(page, f"{one:.0f} ms", f"{other:.0f} ms", f"{other / one:.2f}", queries)
    return table


def _in_process(variables: dict[str, str]) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "scripts.bench.cold_pages"]
    answer = subprocess.run(
        command, env=variables | {"PAGE_CACHE_MB": "0"}, check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def pages_of_this_process() -> dict[str, tuple[float, int, int]]:
    """Milliseconds of CPU, queries and bytes of each page of this process's installation."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    from initiatives.models import Edition

    settings.ALLOWED_HOSTS = ["testserver"]
    edition = Edition.objects.published().order_by("plan_id").first()
    project = edition.projects.first() if edition else None
    if edition is None or project is None:
        raise SystemExit("There is no published plan with a project.")
    addresses = {name: edition.url(name) for name in PLAN_PAGES if name != "source"}
    addresses["project"] = edition.url("project", project.key)
    addresses["source"] = edition.url("source", edition.sources.all()[0].slug)
    addresses |= {path: path for path in SITE_PAGES}
    anonymous, editor = Client(), Client()
    with transaction.atomic():
        users = get_user_model()._default_manager
        editor.force_login(users.create(username="bench", is_superuser=True, is_staff=True))
        found = {
            name: _cost(editor if address.startswith(ADMIN) else anonymous, address)
            for name, address in addresses.items()
        }
        transaction.set_rollback(True)
    return found


def _cost(client: Any, address: str) -> tuple[float, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # Once unmeasured, so that what a process does once is done.
    client.get(address)
    began = time.process_time()
    client.get(address)
    cpu = 1000 * (time.process_time() - began)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code >= 400:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return cpu, len(queries), len(answer.getvalue())


if __name__ == "__main__":
    print(json.dumps(pages_of_this_process()))
