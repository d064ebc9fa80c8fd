"""A PostgreSQL and a Redis server of their own in temporary folders, from the programs of the system.

`python -m tests.temporary_databases COMMAND …` runs a command with both, as DATABASE_URL and CACHE_URL
(`make test-databases`).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from scripts.temporary_site import free_port
from tests.required_tools import require_tool

SUPERUSER = "postgres"
START_TIMEOUT_SECONDS = 20
# Nothing has to outlive the server, so it never waits for the disk.
QUICK_AND_UNSAFE = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    # What tests roll back stays in the tables until then, and one test waited for 45 seconds for a query.
    *("autovacuum_naptime=5s", "autovacuum_vacuum_cost_delay=0"),
    *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "shared_buffers=256MB"),
)
# One for each process of the tests; clearing a cache empties one of them.
REDIS_DATABASES = 64


@contextmanager
def temporary_folder(name: str) -> Iterator[Path]:
    """A folder, in memory where the system has such a place."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix=f"parkplan-{name}-", dir=memory))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database, whose user has a password that needs quoting."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    require_tool(
        programs and shutil.which("psql"), "PostgreSQL", "install it (Debian: apt install postgresql)."
    )
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", SUPERUSER, "--"] if os.geteuid() == 0 else []
    with temporary_folder("postgresql") as folder:
        if as_user:
            shutil.chown(folder, SUPERUSER)
        port, data = free_port(), folder / "data"
        control = [*as_user, str(programs[-1].with_name("pg_ctl")), "-D", str(data)]
        new = [*as_user, str(programs[-1]), "-D", str(data), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
        subprocess.run([*new, "--no-sync"], check=True, capture_output=True, cwd=folder)
        settings = (f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", *QUICK_AND_UNSAFE)
        options = f"-p {port} " + " ".join(f"-c {setting}" for setting in settings)
        start = [*control, "-o", options, "-l", str(folder / "log"), "-w", "start"]
        try:
            subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
            address = f"postgres://parkplan:it%27s%3A%5C@127.0.0.1:{port}/parkplan"
            # Tests make databases of their own.
            run_as_superuser(address, "CREATE USER parkplan CREATEDB PASSWORD 'it''s:\\'")
            made = "CREATE DATABASE parkplan OWNER parkplan ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
            run_as_superuser(address, made)
            yield address
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, cwd=folder)


def run_as_superuser(address: str, statement: str) -> None:
    """Run an SQL statement on the server of a DATABASE_URL, with every right."""
    port = str(urlsplit(address).port)
    connect = ["psql", "-h", "127.0.0.1", "-p", port, "-U", SUPERUSER, "-d", "postgres", "-c", statement]
    subprocess.run(connect, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def redis_server() -> Iterator[str]:
    """Yields the CACHE_URL of an empty cache."""
    program = shutil.which("redis-server")
    require_tool(program, "Redis", "install it (Debian: apt install redis-server).")
    with temporary_folder("redis") as folder:
        port = free_port()
        options = {"bind": "127.0.0.1", "port": port, "databases": REDIS_DATABASES, "appendonly": "no"}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        command = [str(program), *words, "--save", "", "--dir", str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait_for_port(port, process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait()


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"Nothing answers at port {port}.")


def main(command: list[str]) -> int:
    # Ends both servers too, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with postgresql_server() as database, redis_server() as cache:
        given = {"TEMPORARY_DATABASES": "true", "DATABASE_URL": database, "CACHE_URL": cache}
        return subprocess.run(command, env=os.environ | given).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
