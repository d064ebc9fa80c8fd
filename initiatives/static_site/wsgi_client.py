"""Request pages of the site within the process, through WSGI and as an anonymous reader."""

import mimetypes
from collections.abc import Callable, Iterable
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.wsgi import get_wsgi_application

from initiatives.freshness.shared_while_exporting import SharedByPages, sharing
from initiatives.freshness.stamps import READ_ONCE
from initiatives.models.site_urls import site_root
from initiatives.static_site.page_reader import Answer


class WsgiClient:
    """Fetches pages from the WSGI application, and static files from their storage."""

    def __init__(self) -> None:
        self.shared_by_pages = SharedByPages()

    @cached_property
    def application(self) -> Any:
        # Loaded with the first page that is read: an unchanged site needs none.
        return get_wsgi_application()

    def fetch(self, address: str) -> Answer:
        path, _, query = address.partition("?")
        if path.startswith(settings.STATIC_URL):
            return read_static(unquote(path.removeprefix(settings.STATIC_URL)))
        started: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_error: Any) -> Callable[[bytes], object]:
            started.update(
                status=int(status.split()[0]), headers={name.lower(): text for name, text in headers}
            )
            return BytesIO().write

        with sharing(self.shared_by_pages):
            pieces: Iterable[bytes] = self.application({**environ(path, query), READ_ONCE: True}, start)
            try:
                body = b"".join(pieces)
            finally:
                if hasattr(pieces, "close"):
                    pieces.close()
        headers = started["headers"]
        return Answer(started["status"], headers.get("content-type", ""), body, headers.get("location", ""))


def environ(path: str, query: str) -> dict[str, Any]:
    """Return the WSGI environment of a GET request; the forwarded protocol avoids a redirect to HTTPS."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": site_root().removesuffix("/"),
        "PATH_INFO": unquote(f"/{path.removeprefix(site_root())}", encoding="latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": True,
    }


def read_static(name: str) -> Answer:
    """Return a static file from the storage, or from its source if none are collected."""
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return Answer(200, content_type, file.read())
    if found := finders.find(name):
        return Answer(200, content_type, Path(found).read_bytes())
    return Answer(404, content_type, b"")
