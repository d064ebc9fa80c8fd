"""The site as readers see it, followed link by link and written as files."""

import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation

from initiatives.models import Edition
from initiatives.static_site import file_paths
from initiatives.static_site.folder import FolderUpdate, Progress, known_files, update_folder
from initiatives.static_site.rewriting import Standing, rewrite_page, rewrite_style
from initiatives.static_site.scope import export_scope, languages, starts
from initiatives.static_site.search_index import write_entries
from initiatives.static_site.texts import forward_page, introduction

SEARCH_SCRIPT = Path(__file__).with_name("search.js")
ENTRIES = "entries.js"
MOST_REDIRECTS = 5
REMEDY = "Mend the page, or the link, and export again; the folder is as it was."


@dataclass(frozen=True)
class Answer:
    """What the site says at an address."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


# Asks the site as an anonymous reader does.
Fetch = Callable[[str], Answer]


class CannotExport(Exception):
    """A page that is linked to cannot be read, or two would share a file; says where, and the remedy."""


def export_site(folder: Path, fetch: Fetch, progress: Progress, only: Edition | None = None) -> FolderUpdate:
    """Make the folder hold the published site, or the one plan `only`.

    All is read first, so that a page that fails leaves the folder as it was.
    """
    known_files(folder)  # refuses before the work
    with tempfile.TemporaryDirectory(prefix="parkplan-copy-") as fresh:
        Copy(Path(fresh), fetch, progress, only).make()
        return update_folder(Path(fresh), folder, progress)


class Copy:
    """The pages found so far, each a file of the folder `fresh`."""

    def __init__(self, fresh: Path, fetch: Fetch, progress: Progress, only: Edition | None) -> None:
        self.fresh, self.fetch, self.progress, self.only = fresh, fetch, progress, only
        self.territory = export_scope(only)
        self.waiting: deque[str] = deque()
        # Of each address the page that first linked to it; of each file, as a disk that does not
        # tell capitals apart sees it, its address.
        self.wanted: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        # Pages of the list that not every plan has, unless something links to them.
        self.optional: set[str] = set()
        self.absent: set[str] = set()

    def make(self) -> None:
        for address in starts(self.only):
            self.optional.add(address)
            self.want(address)
        for language, page in zip(languages(), self.territory.search, strict=True):
            with translation.override(language):
                self.write_search(page)
        while self.waiting:
            self.take(self.waiting.popleft())
            self.progress("reading", len(self.wanted) - len(self.waiting), len(self.wanted))
        self.write("README.txt", introduction(self.only).encode("utf-8-sig"))

    # What is wanted

    def want(self, address: str, page: str = "") -> str:
        """The file of an address, which will be made."""
        if page:
            self.optional.discard(address)
        if address in self.absent:
            raise CannotExport(f"{address} is linked on {page}, but there is no such page. {REMEDY}")
        file = file_paths.file_of(address)
        if address not in self.wanted:
            owner = self.owners.setdefault(file.casefold(), address)
            if owner != address:
                raise CannotExport(f"{owner} and {address} would be the same file, {file}. Rename one.")
            self.wanted[address] = page
            self.waiting.append(address)
        return file

    def place(self, page: str, link: str, standing: Standing) -> str | None:
        """The link from a page to the file of what it links to; None where the copy has none."""
        resolved = file_paths.resolve(page, link, settings.SITE_URL)
        if resolved is None:
            return link if standing == "followed" or link.startswith("data:") else None
        address, fragment = resolved
        if standing == "form" and address not in self.territory.search:
            return None
        if standing == "followed" and not self.territory.holds(address):
            return None
        settled = self.territory.settled(address)
        file = self.want(settled, page)
        query = file_paths.parameters(address) if settled in self.territory.search else {}
        here = file_paths.file_of(page)
        if query:
            return f"{file_paths.link_between(here, file)}?{urlencode(query)}"
        return file_paths.link_between(here, file, fragment)

    # What is made

    def take(self, address: str) -> None:
        """Read one address and write its file."""
        if forward := self.territory.forwards.get(address):
            return self.write_forward(address, forward)
        answer = self.read(address)
        if 300 <= answer.status < 400:
            return self.write_forward(address, answer.location)
        if answer.status == 404 and address in self.optional:
            self.absent.add(address)
            return None
        if answer.status != 200:
            origin = self.wanted[address]
            linked = f", linked on {origin}" if origin else ""
            raise CannotExport(f"{address}{linked}, answered {answer.status} instead of 200. {REMEDY}")
        self.write(file_paths.file_of(address), self.rewritten(address, answer))
        return None

    def read(self, address: str) -> Answer:
        """What stands at an address; for a file, what stands where it redirects to."""
        answer = self.fetch(address)
        for _number in range(MOST_REDIRECTS):
            resolved = file_paths.resolve(address, answer.location, settings.SITE_URL)
            if answer.status not in range(300, 400) or file_paths.is_page(address.partition("?")[0]):
                break
            if resolved:
                answer = self.fetch(resolved[0])
        return answer

    def rewritten(self, address: str, answer: Answer) -> bytes:
        def place(link: str, standing: Standing) -> str | None:
            return self.place(address, link, standing)

        if answer.content_type.startswith("text/html"):
            scripts = (ENTRIES, SEARCH_SCRIPT.name) if address in self.territory.search else ()
            return rewrite_page(answer.body.decode(), place, scripts).encode()
        if answer.content_type.startswith("text/css"):
            return rewrite_style(answer.body.decode(), place).encode()
        return answer.body

    def write_forward(self, address: str, location: str) -> None:
        """A page that leads on at once, or by its link."""
        link = self.place(address, location, "followed")
        if link is None:
            raise CannotExport(f"{address} leads to {location}, which is not part of the copy. {REMEDY}")
        file = file_paths.file_of(address)
        self.write(file, forward_page(link, "en" if file.startswith("en/") else "zh-hans").encode())

    def write_search(self, page: str) -> None:
        """The scripts of a search page, in the language of the day; all that can be found is wanted."""

        def link(address: str) -> str:
            return self.place(page, address, "followed") or ""

        folder = Path(file_paths.file_of(page)).parent
        self.write((folder / ENTRIES).as_posix(), write_entries(self.only, link).encode())
        self.write((folder / SEARCH_SCRIPT.name).as_posix(), SEARCH_SCRIPT.read_bytes())

    def write(self, file: str, content: bytes) -> None:
        path = self.fresh / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
