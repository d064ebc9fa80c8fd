"""CPU of cold pages with many plans against one: `python -m scripts.bench.many_plans VAR_OF_ONE VAR_OF_MANY`.

Both are folders of installations that `manage.py prepare` made, the second filled by `manage.py make_plans`.
Each is asked in a process of its own, in turns, so that both are measured under the same load.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from scripts.temporary_site import environment_of

ROUNDS = 5
PLAN_PAGES = ("plan", "goals", "projects", "metrics", "quality", "brief")
SITE_PAGES = ("/", "/api/", "/api/v1/parks", "/api/v1/plans", "/admin/", "/admin/initiatives/figure/")


def measure() -> dict[str, float]:
    """Milliseconds of CPU for each page of this process's installation, by the name of the page."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    from initiatives.models import Edition

    settings.ALLOWED_HOSTS = ["testserver"]
    edition = Edition.objects.published().order_by("plan_id").first()
    if edition is None:
        raise SystemExit("There is no published plan.")
    addresses = {name: edition.url(name) for name in PLAN_PAGES} | {path: path for path in SITE_PAGES}
    client = Client()
    with transaction.atomic():
        users = get_user_model()._default_manager
        client.force_login(users.create(username="bench", is_superuser=True, is_staff=True))
        found = {name: _cpu_of(client, address) for name, address in addresses.items()}
        transaction.set_rollback(True)
    return found


def _cpu_of(client: Any, address: str) -> float:
    client.get(address)
    before = time.process_time()
    client.get(address)
    return 1000 * (time.process_time() - before)


def main(one: str, many: str) -> None:
    rounds: dict[str, list[dict[str, float]]] = {one: [], many: []}
    for _round in range(ROUNDS):
        for folder, results in rounds.items():
            command = [sys.executable, "-m", "scripts.bench.many_plans"]
            answer = subprocess.run(
                command, env=environment_of(Path(folder)), check=True, capture_output=True
            )
            results.append(json.loads(answer.stdout.splitlines()[-1]))
    print("| page | one plan | many plans | ratio |\n|---|---|---|---|")
    for page in rounds[one][0]:
        first, second = (statistics.median(found[page] for found in rounds[folder]) for folder in (one, many))
        print(f"| {page} | {first:.0f} ms | {second:.0f} ms | {second / first:.2f} |")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(*sys.argv[1:])
    else:
        print(json.dumps(measure()))
