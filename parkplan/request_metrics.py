"""Numbers for Prometheus: how many requests, how long they take, how many are at work; of all processes.

They are served on a port of their own, which the server listens on beside the site's. Each process counts
into files in memory, so whichever answers knows the counts of all, also of those that have ended.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

METHODS = {"GET", "HEAD", "POST"}
BUCKETS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# Read by prometheus_client when it is imported.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = "/dev/shm"


def measured(application: Application, port: int | None, desk: str, site_path: str = "") -> Application:
    """Return the application with its requests counted, and the numbers as all that `port` answers.

    `desk` is the first part of the desk's addresses, below the path of a site that has one. With None for the
    port nothing is counted.
    """
    if port is None:
        return application
    if FOLDER_VARIABLE not in os.environ:
        memory = MEMORY if os.access(MEMORY, os.W_OK) else None
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="parkplan-metrics-", dir=memory)
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

    own = CollectorRegistry()
    requests = Counter(
        "parkplan_requests", "Requests that were answered.", ["kind", "method", "status"], registry=own
    )
    seconds = Histogram(
        "parkplan_request_seconds",
        "Time from a whole request to its answer.",
        ["kind"],
        registry=own,
        buckets=BUCKETS_SECONDS,
    )
    at_work = Gauge(
        "parkplan_requests_in_progress",
        "Requests that are being answered.",
        registry=own,
        multiprocess_mode="livesum",
    )

    def handle(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("SERVER_PORT") == str(port):
            return serve(environ, start)
        status = "500"

        def noting_start(line: str, headers: Any, *error: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start(line, headers, *error)

        kind = kind_of(environ.get("PATH_INFO", ""), desk, site_path)
        method = environ.get("REQUEST_METHOD", "")
        begun = time.monotonic()
        at_work.inc()
        try:
            return application(environ, noting_start)
        finally:
            at_work.dec()
            seconds.labels(kind).observe(time.monotonic() - begun)
            requests.labels(kind, method if method in METHODS else "other", status).inc()

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != "/metrics":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"/metrics\n"]
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        start("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
        return [generate_latest(registry)]

    return handle


def kind_of(path: str, desk: str, site_path: str = "") -> str:
    """desk, api, file (static files), machine (health checks) or page: so few, whatever is asked."""
    parts = [part for part in path.removeprefix(site_path).split("/")[:4] if part != "en"]
    first = parts[1] if len(parts) > 1 else ""
    known = {desk: "desk", "api": "api", "static": "file", "healthz": "machine", "readyz": "machine"}
    return known.get(first, "page")


def forget_process(process: int) -> None:
    """Called by the server when one of its processes has ended: nothing is at work in it any more."""
    if FOLDER_VARIABLE in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(process)


def remove_files() -> None:
    """Called when the server ends."""
    folder = os.environ.get(FOLDER_VARIABLE, "")
    if Path(folder).name.startswith("parkplan-metrics-"):
        shutil.rmtree(folder, ignore_errors=True)
