"""Numbers for Prometheus: on a port of their own, of all processes together, and nowhere unless asked for."""

import re
from urllib.request import urlopen

import pytest

from parkplan.request_metrics import kind_of, measured
from scripts import run, temporary_site
from tests.test_faults_while_serving import status


def test_nothing_is_counted_unless_asked_for():
    def application(_environ, _start):
        return [b""]

    assert measured(application, None, "admin") is application
    assert run.server("127.0.0.1", 8000, developing=False)[-1] == "127.0.0.1:8000"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/yuhua/2024/", "page"),
        ("/en/yuhua/2024/", "page"),
        ("/desk/login/", "desk"),
        ("/en/desk/", "desk"),
        ("/api/v1/figures", "api"),
        ("/static/css/base.css", "file"),
        ("/healthz", "machine"),
        ("/%00no/such", "page"),
        ("", "page"),
    ],
)
def test_kind_is_one_of_few(path, kind):
    assert kind_of(path, "desk") == kind
    assert kind_of(f"/plan{path}", "desk", "/plan") == kind


@pytest.mark.slow
def test_numbers_of_all_processes_are_on_their_own_port(prepared):
    with (
        temporary_site.installation(prepared) as variables,
        temporary_site.serving(variables | {"METRICS_HOST": "127.0.0.1"}) as address,
    ):
        port = int(address.rpartition(":")[2]) + run.METRICS_PORT_DISTANCE
        for _ in range(20):
            urlopen(f"{address}/about/").close()
        assert status(f"{address}/yuhua/1999/")[0] == 404
        for _ in range(3):
            text = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
            assert 'parkplan_requests_total{kind="page",method="GET",status="200"} 20.0' in text
            assert re.search(r'parkplan_request_seconds_bucket\{kind="page",le="30.0"\} 2[12]\.0', text)
        assert status(f"http://127.0.0.1:{port}/about/")[0] == 404
        # For readers there is a page at that address.
        assert "parkplan_requests" not in urlopen(f"{address}/metrics").read().decode()
