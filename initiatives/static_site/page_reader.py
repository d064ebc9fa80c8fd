"""Read addresses of the site and write them as files of an export; in this process, or in several."""

import multiprocessing
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, connections

from initiatives.models.site_urls import site_root
from initiatives.static_site import file_paths
from initiatives.static_site.rewriting import LinkRole, rewrite_page, rewrite_style
from initiatives.static_site.scope import ExportScope
from initiatives.static_site.texts import redirect_page

SEARCH_SCRIPTS = [Path(__file__).with_name(name) for name in ("search_rules.js", "search.js")]
SEARCH_INDEX = "entries.js"
MAX_REDIRECTS = 5
# How many addresses each process has before it, so that none waits for the others.
AHEAD = 4


@dataclass(frozen=True)
class Answer:
    """The parts of a response that an export needs."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


# Requests a path as an anonymous reader.
Fetch = Callable[[str], Answer]


@dataclass
class ReadPage:
    """An address that was read: its status, and the addresses of the export that it links to.

    The status is 200 where a file was written, and 0 where it leads out of the export, to `location`.
    """

    address: str
    status: int = 200
    location: str = ""
    links: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class PageReader:
    """Reads addresses of an export into the folder `fresh`."""

    fresh: Path
    fetch: Fetch
    scope: ExportScope
    root: str = field(default_factory=site_root)

    def read(self, address: str) -> ReadPage:
        """Fetch one address and write its file."""
        page = ReadPage(address)
        if target := self.scope.redirects.get(address):
            return self._redirected(page, target)
        answer = self._fetched(address)
        if 300 <= answer.status < 400:
            return self._redirected(page, answer.location)
        page.status = answer.status
        if answer.status == 200:
            self.write(file_paths.file_of(address, self.root), self._rewritten(page, answer))
        return page

    def link(self, page: ReadPage, link: str, role: LinkRole) -> str | None:
        """The link from the file of a page to that of a link; None if the export has no such file."""
        resolved = file_paths.resolve(page.address, link, settings.SITE_URL, self.root)
        if resolved is None:
            return link if role == "followed" or link.startswith("data:") else None
        address, fragment = resolved
        if role == "form" and address not in self.scope.search:
            return None
        if role == "followed" and not self.scope.contains(address, page.address):
            return None
        canonical = self.scope.canonical(address)
        page.links[canonical] = None
        file = file_paths.file_of(canonical, self.root)
        query = file_paths.parameters(address) if canonical in self.scope.search else {}
        here = file_paths.file_of(page.address, self.root)
        if query:
            return f"{file_paths.link_between(here, file)}?{urlencode(query)}"
        return file_paths.link_between(here, file, fragment)

    def write(self, file: str, content: bytes) -> None:
        path = self.fresh / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _fetched(self, address: str) -> Answer:
        """Fetch an address; redirects are followed for files only."""
        answer = self.fetch(address)
        for _number in range(MAX_REDIRECTS):
            resolved = file_paths.resolve(address, answer.location, settings.SITE_URL, self.root)
            if answer.status not in range(300, 400) or file_paths.is_page(address.partition("?")[0]):
                break
            if resolved:
                answer = self.fetch(resolved[0])
        return answer

    def _rewritten(self, page: ReadPage, answer: Answer) -> bytes:
        def replace_link(link: str, role: LinkRole) -> str | None:
            return self.link(page, link, role)

        if answer.content_type.startswith("text/html"):
            names = (SEARCH_INDEX, *(script.name for script in SEARCH_SCRIPTS))
            scripts = names if page.address in self.scope.search else ()
            return rewrite_page(answer.body.decode(), replace_link, scripts).encode()
        if answer.content_type.startswith("text/css"):
            return rewrite_style(answer.body.decode(), replace_link).encode()
        return answer.body

    def _redirected(self, page: ReadPage, location: str) -> ReadPage:
        """Write a page that redirects to a location."""
        link = self.link(page, location, "followed")
        if link is None:
            page.status, page.location = 0, location
            return page
        file = file_paths.file_of(page.address, self.root)
        self.write(file, redirect_page(link, "en" if file.startswith("en/") else "zh-hans").encode())
        return page


def cores() -> int:
    """How many processes may read at once: one for each core, where processes share the database."""
    private = connection.in_atomic_block or getattr(connection, "is_in_memory_db", lambda: False)()
    if private or "fork" not in get_all_start_methods():
        return 1
    return multiprocessing.cpu_count()


def read_pages(
    reader: PageReader, take: Callable[[], str | None], processes: int
) -> Generator[ReadPage, None, None]:
    """Yield the pages of all addresses that `take` hands out, until it has none and none is being read.

    Close it where not all are wanted. After that, and after an error, no process writes any more.
    """
    if processes == 1:
        while address := take():
            yield reader.read(address)
        return
    if first := take():
        # What is loaded for it, the processes share.
        yield reader.read(first)
    connections.close_all()  # a connection belongs to one process
    context = get_context("fork")
    with ProcessPoolExecutor(processes, context, _start, (reader,)) as pool:
        running: set[Future[ReadPage]] = set()
        while True:
            while len(running) < processes * AHEAD and (address := take()):
                running.add(pool.submit(_read, address))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            try:
                for future in done:
                    yield future.result()
            except BaseException:
                # Waited for here: once it is told not to wait, the end of the block does not wait either.
                pool.shutdown(wait=True, cancel_futures=True)
                raise


# In a process of its own: the reader of its export.
_readers: list[PageReader] = []


def _start(reader: PageReader) -> None:
    connections.close_all()
    _readers.append(reader)


def _read(address: str) -> ReadPage:
    return _readers[0].read(address)
