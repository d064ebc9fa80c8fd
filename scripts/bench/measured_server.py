"""A server under measurement: its processes' CPU time and memory, read from /proc, and wrk, which asks it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from scripts import environment, run
from scripts.temporary_site import answers, free_port

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 8


@dataclass
class MeasuredServer:
    """gunicorn with its workers; `process` is the one that started them."""

    host: str
    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu_seconds(self) -> float:
        """User and system time of all workers so far."""
        total = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory_mb(self) -> list[float]:
        """Resident memory of each worker."""
        found = []
        for pid in self.workers():
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            found.append(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024)
        return found

    def fetch(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, HTTPMessage]:
        """Status, body and headers of one answer."""
        connection = HTTPConnection(self.host, self.port, timeout=120)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()


@contextmanager
def measured(
    variables: dict[str, str], configuration: str = "", ready: str = "healthz"
) -> Iterator[MeasuredServer]:
    """Serve the site with its own server's configuration, or with another, and wait until a path answers."""
    port = free_port()
    command = [sys.executable, *run.server("127.0.0.1", port, developing=False)]
    if configuration:
        command[command.index("--config") + 1] = configuration
    process = subprocess.Popen(command, cwd=environment.ROOT, env=variables)
    try:
        if not answers(f"http://127.0.0.1:{port}/{ready}", process):
            raise RuntimeError("The server did not start.")
        yield MeasuredServer("127.0.0.1", port, process)
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Load:
    """What some seconds of requests for one address came to."""

    requests: int
    per_second: float
    cpu_ms: float


def wrk_path() -> str:
    found = shutil.which("wrk")
    if not found:
        raise SystemExit("wrk is missing, with which the server is asked (Debian: apt install wrk).")
    return found


def load(
    server: MeasuredServer,
    path: str,
    seconds: int = 3,
    headers: Mapping[str, str] | None = None,
    *,
    may_refuse: bool = False,
) -> Load:
    """Ask for a path over kept connections; `cpu_ms` is what each request cost the workers.

    RuntimeError for other answers than the page, unless the server `may_refuse`, as while it makes a file.
    """
    command = [wrk_path(), "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--timeout", "60s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    before = server.cpu_seconds()
    told = subprocess.run(
        [*command, f"http://{server.host}:{server.port}{path}"], check=True, capture_output=True, text=True
    ).stdout
    spent = server.cpu_seconds() - before
    if "Non-2xx" in told and not may_refuse:
        raise RuntimeError(f"{path} was not answered:\n{told}")
    requests = int(re.findall(r"(\d+) requests in", told)[0])
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])
    return Load(requests, rate, 1000 * spent / max(requests, 1))
