"""A server under measurement: its processes' CPU time and memory, read from /proc, and who asks it."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts import environment, run
from scripts.temporary_site import answers, free_port

TICKS = os.sysconf("SC_CLK_TCK")


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


@dataclass
class Answers:
    """What a number of requests came to."""

    seconds: float
    cpu_ms: float
    statuses: dict[int, int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds


def ask(
    server: MeasuredServer, path: str, number: int, clients: int = 4, headers: dict[str, str] | None = None
) -> Answers:
    """Ask for a path `number` times over kept connections, and say what each request cost the server."""
    result = Answers(0, 0)
    lock = threading.Lock()

    def client(count: int) -> None:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        for _ in range(count):
            began = time.monotonic()
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            response.read()
            with lock:
                result.times.append(time.monotonic() - began)
                result.statuses[response.status] = result.statuses.get(response.status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=client, args=[number // clients]) for _ in range(clients)]
    cpu, began = server.cpu_seconds(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.monotonic() - began
    result.cpu_ms = 1000 * (server.cpu_seconds() - cpu) / len(result.times)
    return result
