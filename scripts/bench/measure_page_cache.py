"""How much of a bare Django view's speed the site has where its answers are kept.

`python -m scripts.bench.measure_page_cache [database]`: CPU time of the server's processes a request, in
rounds that take turns with the bare view, which returns the same bytes; the median of the rounds' ratios.
"""

import os
import statistics
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path

from scripts.bench.measured_server import MeasuredServer, ask, measured
from scripts.temporary_site import environment_of, installation

ROUNDS, REQUESTS = 5, 1600
# What is asked for, and the least share of the bare view's speed.
PAGES = {
    "overview": ("/yuhua/2024/", 0.7),
    "project": ("/yuhua/2024/projects/party-building/", 0.7),
    "metrics": ("/yuhua/2024/metrics/", 0.7),
    "search": ("/search/?q=%E4%BC%81%E4%B8%9A", 0.5),
    "list": ("/api/v1/figures", 0.5),
    "workbook": ("/yuhua/2024/plan.xlsx", 0.5),
}


def fetch(server: MeasuredServer, path: str) -> tuple[bytes, str]:
    connection = HTTPConnection(server.host, server.port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.read(), response.headers.get("ETag", "")


def compare(site: MeasuredServer, bare: MeasuredServer, name: str, path: str, etag: str = "") -> float:
    """Print the CPU of both, and return the ratio."""
    headers = {"If-None-Match": etag} if etag else {}
    # Each process makes, and keeps, its own.
    ask(site, path, 32, headers=headers)
    ratios, costs, rates = [], [], []
    for _ in range(ROUNDS):
        of_bare = ask(bare, f"/{name}", REQUESTS, headers=headers)
        of_site = ask(site, path, REQUESTS, headers=headers)
        ratios.append(of_bare.cpu_ms / of_site.cpu_ms)
        costs.append((of_bare.cpu_ms, of_site.cpu_ms))
        rates.append((of_bare.per_second, of_site.per_second))
    ratio = statistics.median(ratios)
    bare_cpu, site_cpu = (statistics.median(column) for column in zip(*costs, strict=True))
    bare_rate, site_rate = (statistics.median(column) for column in zip(*rates, strict=True))
    label = f"{name} 304" if etag else name
    print(
        f"{label:14} {ratio:5.2f} | CPU ms: bare {bare_cpu:.3f}, site {site_cpu:.3f} "
        f"| requests/s: bare {bare_rate:,.0f}, site {site_rate:,.0f}",
        flush=True,
    )
    return ratio


def main() -> None:
    state = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as bodies:
        if state:
            run_all(environment_of(state), Path(bodies))
        else:
            with installation() as variables:
                run_all(variables, Path(bodies))


def run_all(variables: dict[str, str], bodies: Path) -> None:
    bare_variables = {**os.environ, "BENCH_BODIES": str(bodies)}
    (bodies / "start").write_bytes(b"ok")
    configuration = "scripts/bench/bare_server.py"
    with measured(variables) as site, measured(bare_variables, configuration, "start") as bare:
        etags = {}
        for name, (path, _least) in PAGES.items():
            body, etags[name] = fetch(site, path)
            (bodies / name).write_bytes(body)
        missed = []
        for name, (path, least) in PAGES.items():
            if compare(site, bare, name, path) < least:
                missed.append(name)
        if compare(site, bare, "overview", PAGES["overview"][0], etags["overview"]) < 0.7:
            missed.append("304")
        print(f"memory of the workers: {', '.join(f'{mb:.0f} MB' for mb in site.memory_mb())}")
        if missed:
            print(f"below what is asked for: {', '.join(missed)}")


if __name__ == "__main__":
    main()
