"""A gunicorn worker whose connections are kept by waitress.

gunicorn's own threads each read one request, so a few clients that send half a header occupy all of them.
Waitress collects requests, and sends answers, in one loop that waits for all connections at once; only whole
requests are given to threads. gunicorn starts, watches and replaces the processes.
"""

import logging
import re
import resource
import sys
import time
from html import escape
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

# Connections a process keeps open at once, most of them idle. Each needs up to three file descriptors.
CONNECTIONS = 1_000
FILE_DESCRIPTORS = 4_096
LOOP_SECONDS = 0.5
# After so long a thread that makes a download lets one that serves a reader run; Python's 5 ms are two pages.
SWITCH_SECONDS = 0.001
OPTIONS: dict[str, Any] = {
    "connection_limit": CONNECTIONS,
    # select() handles no more than 1,024 file descriptors.
    "asyncore_use_poll": True,
    # A connection that is silent so long is closed, also in the middle of a request or an answer.
    "channel_timeout": 20,
    "cleanup_interval": 5,
    # Addresses longer than the site accepts, which answers 414 itself, and cookies; beyond that it is 431.
    "max_request_header_size": 32 * 2**10,
    # Pictures of 20 MB and what a form adds; as in deploy/nginx.conf.
    "max_request_body_size": 22 * 2**20,
    # The site's own settings decide which of the forwarded headers are believed.
    "clear_untrusted_proxy_headers": False,
    "ident": "",
    "log_socket_errors": False,
}
# Title, and one sentence in each language, for what is refused before it reaches the site.
WORDS = {
    400: ("请求有误", "服务器读不懂这个请求。请检查网址后重试。", "The server could not read this request."),
    413: ("文件过大", "发来的内容超过22 MB。请缩小后重试。", "What was sent is larger than 22 MB."),
    431: ("请求头过大", "浏览器发来的信息过多。请清除本站 Cookie 后重试。", "The headers are too large."),
}
PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{chinese}</p><p lang="en">{english}</p></body></html>
"""


class RequestParser(HTTPRequestParser):
    """Takes addresses with characters that are not percent-encoded, as some programs send them."""

    def parse_header(self, header_plus: bytes) -> None:
        line, end, rest = header_plus.partition(b"\r\n")
        encoded = re.sub(rb"[\x80-\xff]", lambda byte: b"%%%02X" % byte[0][0], line)
        super().parse_header(encoded + end + rest)


class WordedErrorTask(ErrorTask):
    """Answers what never reached the site, on a plain page in both languages."""

    def execute(self) -> None:
        error = self.request.error
        title, chinese, english = WORDS.get(error.code, ("出错了", "服务器未能处理这个请求。", error.reason))
        body = PAGE.format(title=title, chinese=chinese, english=escape(english)).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    parser_class = RequestParser
    error_task_class = WordedErrorTask


class WaitressWorker(Worker):
    def run(self) -> None:
        """Serve until gunicorn ends this process; then answer what has begun, within its graceful timeout."""
        raise_file_limit()
        sys.setswitchinterval(SWITCH_SECONDS)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        connections: dict[int, Any] = {}
        sockets = [listener.sock for listener in self.sockets]
        server = create_server(self.wsgi, connections, sockets=sockets, threads=self.cfg.threads, **OPTIONS)
        listening = {key: value for key, value in connections.items() if isinstance(value, BaseWSGIServer)}
        for listener in listening.values():
            listener.channel_class = Channel
        while self.alive:
            self.turn(connections)
        for descriptor in listening:
            del connections[descriptor]
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while is_busy(connections) and time.monotonic() < deadline:
            self.turn(connections)
        server.task_dispatcher.shutdown(timeout=1)

    def turn(self, connections: dict[int, Any]) -> None:
        """Handle what connections are ready for, once, and tell gunicorn that this process lives."""
        self.notify()
        wasyncore.loop(timeout=LOOP_SECONDS, use_poll=True, map=connections, count=1)


def is_busy(connections: dict[int, Any]) -> bool:
    """Whether a request is being answered, or an answer not sent yet."""
    channels = [waiting for waiting in connections.values() if isinstance(waiting, HTTPChannel)]
    return any(channel.requests or channel.total_outbufs_len for channel in channels)


def raise_file_limit() -> None:
    """Allow as many open files as the connections need, as far as the system lets this process."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILE_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(FILE_DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, _soft), hard))
