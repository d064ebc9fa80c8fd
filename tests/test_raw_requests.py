"""What gunicorn answers before a request reaches the site: raw UTF-8 is read, the malformed told in words."""

import logging
import socket

import pytest
from gunicorn import util
from gunicorn.config import Config
from gunicorn.http.errors import InvalidRequestLine
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from parkplan import gunicorn_requests  # noqa: F401


def read(target: bytes) -> Request:
    lines = b"GET " + target + b" HTTP/1.1\r\nHost: plan.example\r\n\r\n"
    return Request(Config(), IterUnreader(iter([lines])), ("127.0.0.1", 1))


@pytest.mark.parametrize("query", ["q=营商环境", "q=é", "utm_source=微信"])
def test_raw_utf8_in_a_query_is_read(query):
    assert read(f"/search/?{query}".encode()).query == query.encode().decode("latin-1")


@pytest.mark.django_db
def test_raw_utf8_is_what_the_search_looks_for(client):
    shown = client.get("/en/search/", QUERY_STRING="q=营商环境".encode().decode("latin-1"))
    assert shown.status_code == 200
    assert 'value="营商环境"' in shown.text


@pytest.mark.parametrize("target", [b"/\x00", b"/a\x7f", b"/a\tb", b"/a\x0bb"])
def test_control_characters_are_refused_as_before(target):
    with pytest.raises(InvalidRequestLine):
        read(target)


def answered(status: int, reason: str) -> str:
    server, visitor = socket.socketpair()
    with server, visitor:
        util.write_error(server, status, reason, "<script>")
        server.shutdown(socket.SHUT_WR)
        with visitor.makefile("rb") as answer:
            return answer.read().decode()


@pytest.mark.parametrize(("status", "words"), [(400, "服务器读不懂"), (414, "网址太长"), (501, "未能处理")])
def test_refusal_of_the_server_is_in_words(status, words):
    answer = answered(status, "Reason")
    assert answer.startswith(f"HTTP/1.1 {status} Reason\r\n")
    assert words in answer
    assert "<script>" not in answer


def test_what_visitors_send_wrongly_is_not_logged(caplog):
    log = logging.getLogger("gunicorn.error")
    log.addHandler(caplog.handler)
    log.warning("Invalid request from ip=1: x")
    log.warning("A worker died")
    log.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records][:1] == ["A worker died"]
