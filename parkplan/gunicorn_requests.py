"""Importing this module makes gunicorn answer what it refuses by itself as the site does.

Old browsers and programs send the bytes of Chinese characters as they are, where the standard wants them
to be percent-encoded. gunicorn refuses that with an English page; other servers pass it on, and Django
reads it. What is malformed in other ways is told on a plain page in both languages.
"""

import logging
import re
import socket
from html import escape

from gunicorn import util
from gunicorn.http import message

# No control characters and no spaces, which could be taken for the end of the address.
message.RFC9112_TARGET_INVALID = re.compile(r"[\x00-\x20\x7f]")

WORDS = {
    400: ("请求有误", "服务器读不懂这个请求。请检查网址后重试。", "The server could not read this request."),
    414: ("网址过长", "网址太长，请缩短后重试。", "The address is too long."),
    431: ("请求头过大", "浏览器发来的信息过多。请清除本站 Cookie 后重试。", "The headers are too large."),
}
PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{chinese}</p><p lang="en">{english}</p><p><a href="/">首页 Home</a></p></body></html>
"""


def write_error(sock: socket.socket, status_int: int, reason: str, mesg: str) -> None:
    """Answer a request that never reached the site; in the place of `gunicorn.util.write_error`."""
    title, chinese, english = WORDS.get(status_int, ("出错了", "服务器未能处理这个请求。", escape(reason)))
    body = PAGE.format(title=title, chinese=chinese, english=english).encode()
    head = (
        f"HTTP/1.1 {status_int} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
        f"Cache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin-1") + body)


def is_error(record: logging.LogRecord) -> bool:
    """Logging filter: what visitors send is no news to those who run the site."""
    return not record.getMessage().startswith("Invalid request from ip=")


util.write_error = write_error
logging.getLogger("gunicorn.error").addFilter(is_error)
