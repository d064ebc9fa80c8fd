"""A PostgreSQL server of its own in a temporary folder, from the programs of the system."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.temporary_site import free_port
from tests.required_tools import require_tool

SUPERUSER = "postgres"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database, whose user has a password that needs quoting."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    require_tool(
        programs and shutil.which("psql"), "PostgreSQL", "install it (Debian: apt install postgresql)."
    )
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", SUPERUSER, "--"] if os.geteuid() == 0 else []
    folder, port = Path(tempfile.mkdtemp(prefix="parkplan-postgresql-")), free_port()
    if as_user:
        shutil.chown(folder, SUPERUSER)
    data, control = folder / "data", [*as_user, str(programs[-1].with_name("pg_ctl"))]
    try:
        made = [*as_user, str(programs[-1]), "-D", str(data), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder)
        options = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
        start = [*control, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        for statement in (
            "CREATE USER parkplan PASSWORD 'it''s:\\'",
            "CREATE DATABASE parkplan OWNER parkplan ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0",
        ):
            connect = ["psql", "-h", "127.0.0.1", "-p", str(port), "-U", SUPERUSER, "-c", statement]
            subprocess.run(connect, check=True, stdout=subprocess.DEVNULL)
        yield f"postgres://parkplan:it%27s%3A%5C@127.0.0.1:{port}/parkplan"
    finally:
        subprocess.run(
            [*control, "-D", str(data), "-m", "immediate", "stop"], capture_output=True, cwd=folder
        )
        shutil.rmtree(folder, ignore_errors=True)
