"""A service that starts while its disk is full or read-only serves readers, and says what it left out."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from initiatives.management.commands import prepare
from parkplan.sqlite.copy_in_memory import MEMORY, _prefix
from scripts import environment, run, temporary_site
from tests.factories import make_park
from tests.required_tools import require_tool
from tests.test_faults_while_serving import server_processes, status
from tests.test_request_limits import PLAN

# No byte can be written into any file, as on a full disk.
FULL = ("prlimit", "--fsize=0")
MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def read_only(folder: str) -> tuple[str, ...]:
    """The command that runs another one for which a folder is read-only."""
    command = ("unshare", "--mount", "sh", "-c", MOUNT, folder)
    tried = subprocess.run([*command, "true"], capture_output=True)
    require_tool(tried.returncode == 0, "a mount of its own", "run the tests as root, with unshare")
    return command


def prepared_under(prefix: tuple[str, ...], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "manage.py", "prepare"]
    return subprocess.run(command, cwd=environment.ROOT, env=variables, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("disk", ["full", "read-only"])
def test_site_starts_and_serves_readers(prepared, disk):
    require_tool(shutil.which("prlimit"), "prlimit", "apt install util-linux")
    with temporary_site.installation(prepared) as variables:
        prefix = FULL if disk == "full" else read_only(variables["VAR_DIR"])
        done = prepared_under(prefix, variables)
        assert done.returncode == 0, done.stderr
        assert "cannot be written" in done.stdout and "Skipped: " in done.stdout
        with temporary_site.serving(variables, prefix) as address:
            for path in (
                PLAN,
                f"/en{PLAN}",
                f"{PLAN}plan.json",
                "/search/?q=30",
                "/admin/login/",
                "/healthz",
            ):
                assert urlopen(f"{address}{path}", timeout=30).status == 200, path
            assert '"disk": "cannot be written"' in status(f"{address}/readyz")[1]


@pytest.mark.slow
def test_changes_that_were_not_yet_in_the_database_file_are_read_too(prepared):
    """The server was killed with changes in its write-ahead log, and its disk is read-only afterwards."""
    with temporary_site.installation(prepared) as variables:
        database = Path(variables["VAR_DIR"], "parkplan.sqlite3")
        with temporary_site.serving(variables) as address:
            with closing(sqlite3.connect(database)) as connection, connection:
                connection.execute("UPDATE initiatives_park SET name = '改过的名字'")
            assert "改过的名字" in urlopen(f"{address}{PLAN}").read().decode()
            for process in server_processes(address):
                os.kill(process, signal.SIGKILL)
        assert database.with_name("parkplan.sqlite3-wal").stat().st_size
        database.with_name("parkplan.sqlite3-shm").unlink()
        prefix = read_only(variables["VAR_DIR"])
        copies = f"{_prefix(database)}*"
        done = prepared_under(prefix, variables)
        assert done.returncode == 0, done.stderr
        with temporary_site.serving(variables, prefix) as address:
            assert "改过的名字" in urlopen(f"{address}{PLAN}").read().decode()
            assert status(f"{address}/healthz")[0] == 200
            assert list(MEMORY.glob(copies))
        with temporary_site.serving(variables) as address:
            assert "改过的名字" in urlopen(f"{address}{PLAN}").read().decode()
            assert not list(MEMORY.glob(copies))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("migrations", "collected", "words"),
    [(1, True, "never prepared"), (0, False, "never prepared"), (0, True, "")],
)
def test_version_that_was_never_prepared_says_so(monkeypatch, migrations, collected, words):
    make_park()
    monkeypatch.setattr(prepare, "why_unwritable", lambda: "/var/lib/parkplan cannot be written (no space)")
    monkeypatch.setattr(prepare, "pending_migrations", lambda: migrations)
    monkeypatch.setattr(prepare, "static_files_are_collected", lambda: collected)
    out = StringIO()
    if words:
        with pytest.raises(
            CommandError, match=rf"^/var/lib/parkplan cannot be written \(no space\).*{words}"
        ):
            call_command("prepare", stdout=out)
    else:
        call_command("prepare", stdout=out)
        assert "served as it is" in out.getvalue()


def test_folder_with_state_is_not_asked_for_room(tmp_path, monkeypatch):
    (tmp_path / "static-sources").touch()
    monkeypatch.setattr(run.tempfile, "TemporaryFile", lambda **_options: pytest.fail("written"))

    run.check_folder(tmp_path)
