"""A running server with two processes: a change made anywhere shows on the next request of each."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from scripts import temporary_site
from tests.installations import another_program, drop_a_trigger

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


def test_change_of_another_program_shows_on_each_process_at_once(installation):
    with temporary_site.serving(installation) as address, another_program(installation) as program:
        asked(address, PLAN, 24)
        for number in range(3):
            program.execute(f"UPDATE initiatives_edition SET title = '改过{number}'")
            assert all(f"改过{number}" in page for _status, page in asked(address, PLAN, 24))
        program.execute("UPDATE initiatives_edition SET state = 'withdrawn'")
        assert {status for status, _page in asked(address, PLAN, 24)} == {404}


@pytest.mark.parametrize("kind", ["freshness", "parkplan_search"])
def test_server_refuses_to_start_where_changes_are_not_noticed(installation, kind):
    drop_a_trigger(installation, kind)
    with pytest.raises(RuntimeError, match=r"manage\.py prepare"), temporary_site.serving(installation):
        pass
    temporary_site.manage(installation, "prepare")
    with temporary_site.serving(installation) as address:
        assert asked(address, PLAN, 1)[0][0] == 200
