"""A running server with two processes: a change made anywhere shows on the next request of each."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts import temporary_site

pytestmark = pytest.mark.slow
PLAN = "/yuhua/2024/"


def asked(address: str, path: str, times: int) -> list[tuple[int, str]]:
    """The answers to several requests over connections of their own, so that each process gets some."""

    def one(_number: int) -> tuple[int, str]:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.request("GET", path)
        response = connection.getresponse()
        with closing(connection):
            return response.status, response.read().decode("utf-8", "replace")

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(times)))


def test_change_of_another_program_shows_on_each_process_at_once(prepared):
    with temporary_site.installation(prepared) as variables, temporary_site.serving(variables) as address:
        database = Path(variables["VAR_DIR"], "parkplan.sqlite3")
        asked(address, PLAN, 24)
        for number in range(3):
            with closing(sqlite3.connect(database)) as connection, connection:
                connection.execute("UPDATE initiatives_edition SET title = ?", [f"改过{number}"])
            assert all(f"改过{number}" in page for _status, page in asked(address, PLAN, 24))
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE initiatives_edition SET state = 'withdrawn'")
        assert {status for status, _page in asked(address, PLAN, 24)} == {404}


@pytest.mark.parametrize("kind", ["freshness", "parkplan_search"])
def test_server_refuses_to_start_where_changes_are_not_noticed(prepared, kind):
    with temporary_site.installation(prepared) as variables:
        with (
            closing(sqlite3.connect(Path(variables["VAR_DIR"], "parkplan.sqlite3"))) as connection,
            connection,
        ):
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE ?", [f"{kind}%"]
            ).fetchall()
            connection.execute(f'DROP TRIGGER "{names[0][0]}"')
        with pytest.raises(RuntimeError, match=r"manage\.py prepare"), temporary_site.serving(variables):
            pass
        temporary_site.manage(variables, "prepare")
        with temporary_site.serving(variables) as address:
            assert asked(address, PLAN, 1)[0][0] == 200
