"""How much of a bare Django view's speed the site has where its answers are kept.

CPU time of the server's processes a request, in rounds that take turns with the bare view, which returns the
same bytes; the median of the rounds' ratios.
"""

import os
import statistics
import tempfile
from pathlib import Path

from scripts.bench.measured_server import MeasuredServer, load, measured
from scripts.bench.printed_table import PrintedTable

SERVER = "scripts/bench/bare_server.py"
# What is asked for, and the least share of the bare view's speed.
PAGES = {
    "overview": ("/yuhua/2024/", 0.7),
    "project": ("/yuhua/2024/projects/party-building/", 0.7),
    "metrics": ("/yuhua/2024/metrics/", 0.7),
    "search": ("/search/?q=%E4%BC%81%E4%B8%9A", 0.5),
    "list": ("/api/v1/figures", 0.5),
    "workbook": ("/yuhua/2024/plan.xlsx", 0.5),
}


def measure(variables: dict[str, str], rounds: int) -> PrintedTable:
    table = PrintedTable(
        "Kept pages against a bare view", ("page", "ratio", "asked", "CPU bare / site", "requests/s")
    )
    with tempfile.TemporaryDirectory() as folder:
        bodies = Path(folder)
        (bodies / "start").write_bytes(b"ok")
        bare_variables = {**os.environ, "BENCH_BODIES": folder}
        with measured(variables) as site, measured(bare_variables, SERVER, "start") as bare:
            for name, (path, least) in PAGES.items():
                _status, body, headers = site.fetch(path)
                (bodies / name).write_bytes(body)
                table.add(name, *_compared(site, bare, name, path, least, rounds))
                if name == "overview":
                    etag = headers["ETag"]
            path = PAGES["overview"][0]
            table.add("overview, 304", *_compared(site, bare, "overview", path, 0.7, rounds, etag))
    return table


def _compared(
    site: MeasuredServer,
    bare: MeasuredServer,
    name: str,
    path: str,
    least: float,
    rounds: int,
    etag: str = "",
) -> tuple[str, ...]:
    headers = {"If-None-Match": etag} if etag else {}
    # Each process makes, and keeps, its own.
    load(site, path, 2, headers, may_refuse=True)
    pairs = [(load(bare, f"/{name}", 2, headers), load(site, path, 2, headers)) for _ in range(rounds)]
    ratio = statistics.median(of_bare.cpu_ms / of_site.cpu_ms for of_bare, of_site in pairs)
    cpu = [statistics.median(pair[which].cpu_ms for pair in pairs) for which in (0, 1)]
    rate = [statistics.median(pair[which].per_second for pair in pairs) for which in (0, 1)]
    return (
        f"{ratio:.2f}",
        f"{least}" + ("" if ratio >= least else " (below)"),
        f"{cpu[0]:.3f} / {cpu[1]:.3f} ms",
        f"{rate[0]:,.0f} / {rate[1]:,.0f}",
    )
