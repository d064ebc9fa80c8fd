"""A running server whose disk is full, or whose database is deleted or damaged; it comes back by itself."""

import resource
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from scripts import temporary_site
from tests.installations import nobody_else_writes
from tests.test_request_limits import PLAN, SAVE, SIGN_IN, Editor

pytestmark = pytest.mark.slow
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def status(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=30) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def server_processes(address: str) -> list[int]:
    bound = address.removeprefix("http://").encode()
    commands = {path: path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()}
    return [int(path.parent.name) for path, command in commands.items() if bound in command]


def limit_files(address: str, limit: tuple[int, int]) -> None:
    """Let the server's processes write no byte into any file, as on a full disk, or lift this again."""
    for process in server_processes(address):
        resource.prlimit(process, resource.RLIMIT_FSIZE, limit)


def test_reading_goes_on_while_the_disk_is_full(prepared):
    with temporary_site.installation(prepared) as variables:
        temporary_site.add_administrator(variables, "li", "right-and-long")
        with temporary_site.serving(variables) as address:
            editor = Editor(address)
            editor.post(SIGN_IN, username="li", password="right-and-long", next="/en/admin/")
            limit_files(address, (0, resource.RLIM_INFINITY))
            for path in (PLAN, f"{PLAN}plan.json", f"{PLAN}measures.csv", "/search/?q=30", "/healthz"):
                assert urlopen(f"{address}{path}", timeout=30).status == 200, path
            # Excel files are made of temporary ones.
            assert status(f"{address}{PLAN}plan.xlsx")[0] == 503
            with editor.opener.open(f"{address}/en/admin/", timeout=30) as shown:
                assert shown.status == 200
            assert editor.post(SAVE, park="1", year="2031") == 503
            assert '"disk": "cannot be written"' in status(f"{address}/readyz")[1]

            limit_files(address, NO_LIMIT)
            assert editor.post(SAVE, park="1", year="2031") == 200
            database = Path(variables["VAR_DIR"], "parkplan.sqlite3")
            with closing(sqlite3.connect(database)) as connection:
                years = connection.execute("SELECT year FROM initiatives_plan ORDER BY year").fetchall()
            assert years == [(2024,), (2031,)]


def test_save_that_waits_too_long_is_refused_in_words_while_readers_are_served(installation):
    """Another program holds a lock, and does not end. The web server waits for a minute at most."""
    temporary_site.add_administrator(installation, "li", "right-and-long")
    with temporary_site.serving(installation) as address:
        editor = Editor(address)
        editor.post(SIGN_IN, username="li", password="right-and-long", next="/en/admin/")
        with nobody_else_writes(installation), ThreadPoolExecutor(1) as pool:
            begun = time.monotonic()
            saved = pool.submit(editor.post, SAVE, park="1", year="2031")
            for path in (PLAN, f"{PLAN}plan.json", "/search/?q=30", "/healthz"):
                assert status(f"{address}{path}")[0] == 200, path
            assert saved.result() == 503
            assert time.monotonic() - begun < 45
        assert editor.post(SAVE, park="1", year="2031") == 200


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"no database" * 9999)])
def test_database_that_is_gone_is_told_and_found_again(prepared, damage):
    with temporary_site.installation(prepared) as variables:
        database = Path(variables["VAR_DIR"], "parkplan.sqlite3")
        backup = database.with_name("backup.sqlite3")
        shutil.copy(database, backup)
        with temporary_site.serving(variables) as address:
            assert status(f"{address}{PLAN}")[0] == 200
            damage(database)
            for path, words in ((PLAN, "503"), ("/en/admin/login/", ""), ("/healthz", "数据库不可用")):
                found = status(f"{address}{path}")
                assert found[0] == (200 if "login" in path else 503), path
                assert words in found[1]
            assert not database.exists() or database.read_bytes().startswith(b"no database")
            backup.replace(database)
            assert status(f"{address}{PLAN}")[0] == 200
            assert status(f"{address}/healthz") == (200, "ok\n")
