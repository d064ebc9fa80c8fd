"""What takes a whole run to see: readers beside heavy downloads, memory, an export, a save."""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from scripts import environment
from scripts.bench.measured_server import MeasuredServer, load, measured
from scripts.bench.printed_table import PrintedTable

PLAN = "/yuhua/2024/"
READERS_PAGE = f"{PLAN}goals/"
HEAVY = (
    *(
        "plan.json",
        "plan.yaml",
        "plan.xlsx",
        "brief/",
        "brief/full/",
        "card.png",
        "metrics.csv",
        "metrics.xlsx",
    ),
    *("measures.csv", "measures.xlsx"),
)
MIXED = (
    *("", "goals/", "projects/", "projects/party-building/", "metrics/", "quotes/", "sources/", "quality/"),
    *("metrics/?kind=target", "plan.json", "plan.xlsx", "brief/", "screen/", "card.png", "changes/"),
)


def measure_fairness(variables: dict[str, str]) -> PrintedTable:
    """A reader's page while one client asks for twenty heavy answers, none of them kept, at once."""
    table = PrintedTable(
        "A reader beside 20 heavy answers at once", ("", "median", "slowest tenth", "heavy answers")
    )
    with measured(variables) as site:
        addresses = [f"{language}{PLAN}{name}" for language in ("", "/en") for name in HEAVY]
        site.fetch(READERS_PAGE)
        quiet = _times(site, threading.Event(), 200)
        table.add("quiet", *_told(quiet), "")
        stop = threading.Event()
        with ThreadPoolExecutor(len(addresses) + 1) as pool:
            busy = pool.submit(_times, site, stop, 0)
            answers = list(pool.map(lambda path: site.fetch(path)[0], addresses))
            stop.set()
        counts = ", ".join(f"{answers.count(status)} × {status}" for status in sorted(set(answers)))
        table.add("beside them", *_told(busy.result()), counts)
        ratio = statistics.median(busy.result()) / statistics.median(quiet)
        table.add("ratio", f"{ratio:.2f} (asked: 2)", "", "")
    return table


def _times(site: MeasuredServer, stop: threading.Event, number: int) -> list[float]:
    """Seconds that a page took each time, so many times, or until it is to stop."""
    found: list[float] = []
    while len(found) < number or (not number and not stop.is_set()):
        began = time.monotonic()
        status = site.fetch(READERS_PAGE)[0]
        if status != 200:
            raise RuntimeError(f"{READERS_PAGE}: {status}")
        found.append(time.monotonic() - began)
        time.sleep(0.01)
    return found


def _told(times: list[float]) -> tuple[str, str]:
    slow = sorted(times)[int(len(times) * 0.9)]
    return f"{1000 * statistics.median(times):.1f} ms", f"{1000 * slow:.1f} ms"


def measure_memory(variables: dict[str, str], requests: int = 100_000) -> PrintedTable:
    table = PrintedTable(
        "Memory of the workers (asked: under 160 MB)", ("after mixed requests", "each worker")
    )
    with measured(variables) as site:
        paths = [f"{language}{PLAN}{name}" for language in ("", "/en") for name in MIXED]
        done = 0
        while done < requests:
            for path in paths:
                done += load(site, path, 1, may_refuse=True).requests
            table.add(f"{done:,}", ", ".join(f"{mb:.0f} MB" for mb in site.memory_mb()))
    return table


def measure_export(variables: dict[str, str]) -> PrintedTable:
    table = PrintedTable("manage.py export_site", ("", "time", "files"))
    with tempfile.TemporaryDirectory() as folder:
        for label in ("everything (asked: 10 s)", "again, unchanged (asked: 1 s)"):
            began = time.monotonic()
            told = subprocess.run(
                [sys.executable, "manage.py", "export_site", folder],
                cwd=environment.ROOT,
                env=variables,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            files = re.findall(r"(\d+) files", told)[0]
            table.add(label, f"{time.monotonic() - began:.1f} s", files)
    return table


def measure_save(variables: dict[str, str]) -> PrintedTable:
    """One published figure is saved; the next request of each kind shows it."""
    answer = subprocess.run(
        [sys.executable, "-m", "scripts.bench.whole_runs"], env=variables, check=True, stdout=subprocess.PIPE
    )
    found = json.loads(answer.stdout.splitlines()[-1])
    table = PrintedTable("One published figure saved (asked: 300 ms)", ("", "result"))
    for name, value in found.items():
        table.add(name, value)
    return table


def save_in_this_process() -> dict[str, str]:
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.test import Client

    from initiatives.models import Edition

    settings.ALLOWED_HOSTS = ["testserver"]
    edition = Edition.objects.published().order_by("plan_id").first()
    figure = edition.figures.exclude(value=None).first() if edition else None
    if edition is None or figure is None:
        raise SystemExit("There is no published plan with a figure.")
    before = figure.wording
    client, page, times = Client(), edition.url("metrics"), []
    client.get(page)
    try:
        for number in range(5):
            figure.wording = f"本次测量写法{number}号"
            began = time.monotonic()
            with transaction.atomic():
                figure.save()
            times.append(1000 * (time.monotonic() - began))
            found = json.loads(client.get("/api/v1/search", {"q": figure.wording}).content)
        shown = figure.wording in client.get(edition.url("plan-json")).content.decode()
    finally:
        figure.wording = before
        figure.save()
    return {
        "time of a save, median": f"{statistics.median(times):.0f} ms",
        "shown by the next download": str(shown),
        "found by the next search": str(any(kind["count"] for kind in found["data"])),
    }


if __name__ == "__main__":
    print(json.dumps(save_in_this_process()))
