"""The server that `make run` starts serves readers, whatever slow or idle clients do, without a proxy."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from parkplan.waitress_worker import OPTIONS
from scripts import temporary_site

# The server has 16 threads. One client more than that would be enough to occupy all.
CLIENTS = 200
PATIENCE_SECONDS = 20
HALF_HEADER = b"GET /about/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nhalf"
NEVER_READ = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20


@pytest.fixture(scope="module")
def server(prepared) -> Iterator[tuple[str, int]]:
    with temporary_site.site(prepared) as address:
        parts = urlsplit(address)
        yield str(parts.hostname), int(parts.port or 80)


def status(server: tuple[str, int], path: str, method: str = "GET", **request) -> int:
    connection = HTTPConnection(*server, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, path, **request)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "sent", [b"", HALF_HEADER, HALF_BODY, NEVER_READ], ids=["silent", "header", "body", "reading"]
)
def test_readers_are_served_beside_slow_clients(server, sent):
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(server, PATIENCE_SECONDS)) for _ in range(CLIENTS)
        ]
        for client in clients:
            client.sendall(sent)
        begun = time.monotonic()
        assert [status(server, path) for path in ("/healthz", "/about/", "/en/about/")] == [200] * 3
        assert time.monotonic() - begun < PATIENCE_SECONDS


@pytest.mark.slow
def test_silent_clients_are_let_go(server):
    with socket.create_connection(server) as client:
        client.sendall(HALF_HEADER)
        client.settimeout(OPTIONS["channel_timeout"] + 3 * OPTIONS["cleanup_interval"])
        assert client.recv(1) == b""


def test_requests_beyond_the_limits_are_refused(server):
    too_much = str(OPTIONS["max_request_body_size"] + 1)

    assert status(server, "/about/?" + "a" * 9_000) == 414
    assert status(server, "/about/", headers={"Cookie": "a" * 2 * OPTIONS["max_request_header_size"]}) == 431
    assert status(server, "/about/", "POST", headers={"Content-Length": too_much}) == 413


def test_address_with_raw_utf_8_is_answered(server):
    with socket.create_connection(server, PATIENCE_SECONDS) as client:
        client.sendall(
            "GET /search/?q=园区 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200") and "园区".encode() in answer


def test_what_the_server_refuses_itself_is_told_in_both_languages(server):
    with socket.create_connection(server, PATIENCE_SECONDS) as client:
        client.sendall(b"GET / HTTP/1.1\r\nContent-Length: <script>\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 400 ")
    assert "服务器读不懂" in answer and "could not read" in answer and "<script>" not in answer
