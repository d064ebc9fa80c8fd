"""Export the published site by following its links and writing each page as a file."""

import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation

from initiatives.models import Edition
from initiatives.models.site_urls import site_root
from initiatives.static_site import file_paths
from initiatives.static_site.folder import FolderUpdate, Progress, known_files, update_folder
from initiatives.static_site.rewriting import LinkRole, rewrite_page, rewrite_style
from initiatives.static_site.scope import export_scope, languages, start_addresses
from initiatives.static_site.search_index import write_search_index
from initiatives.static_site.texts import introduction, redirect_page

SEARCH_SCRIPTS = [Path(__file__).with_name(name) for name in ("search_rules.js", "search.js")]
SEARCH_INDEX = "entries.js"
MAX_REDIRECTS = 5
REMEDY = "Mend the page, or the link, and export again; the folder is as it was."


@dataclass(frozen=True)
class Answer:
    """The parts of a response that an export needs."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


# Requests a path as an anonymous reader.
Fetch = Callable[[str], Answer]


class CannotExport(Exception):
    """A linked page cannot be read, or two would share a file; the message tells where, and the remedy."""


def export_site(folder: Path, fetch: Fetch, progress: Progress, only: Edition | None = None) -> FolderUpdate:
    """Bring the folder up to date with the published site, or with the one plan `only`.

    All pages are read first, so that a page that fails leaves the folder as it was. Raises CannotExport and
    NotOurFolder.
    """
    known_files(folder)  # raises NotOurFolder before the long work
    with tempfile.TemporaryDirectory(prefix="parkplan-copy-") as fresh:
        SiteExport(Path(fresh), fetch, progress, only).run()
        return update_folder(Path(fresh), folder, progress)


class SiteExport:
    """One export into the empty folder `fresh`: the addresses found so far, and those still to be read."""

    def __init__(self, fresh: Path, fetch: Fetch, progress: Progress, only: Edition | None) -> None:
        self.fresh, self.fetch, self.progress, self.only = fresh, fetch, progress, only
        self.root = site_root()
        self.scope = export_scope(only)
        self.queue: deque[str] = deque()
        # The page that first linked to each address, and the address of each file. File names are
        # casefolded, because some disks do not distinguish upper and lower case.
        self.linked_from: dict[str, str] = {}
        self.address_of: dict[str, str] = {}
        # Start addresses may be missing, unless something links to them: not every plan has every page.
        self.optional: set[str] = set()
        self.absent: set[str] = set()

    def run(self) -> None:
        for address in start_addresses(self.only):
            self.optional.add(address)
            self.enqueue(address)
        for language, page in zip(languages(), self.scope.search, strict=True):
            with translation.override(language):
                self.write_search(page)
        while self.queue:
            self.export_address(self.queue.popleft())
            self.progress("reading", len(self.linked_from) - len(self.queue), len(self.linked_from))
        self.write("README.txt", introduction(self.only).encode("utf-8-sig"))

    # Links

    def enqueue(self, address: str, page: str = "") -> str:
        """Return the file of an address that `page` links to, and queue the address once."""
        if page:
            self.optional.discard(address)
        if address in self.absent:
            raise CannotExport(f"{address} is linked on {page}, but there is no such page. {REMEDY}")
        file = file_paths.file_of(address, self.root)
        if address not in self.linked_from:
            owner = self.address_of.setdefault(file.casefold(), address)
            if owner != address:
                raise CannotExport(f"{owner} and {address} would be the same file, {file}. Rename one.")
            self.linked_from[address] = page
            self.queue.append(address)
        return file

    def file_link(self, page: str, link: str, role: LinkRole) -> str | None:
        """Return the link from the file of a page to that of a link; None if the export has no such file."""
        resolved = file_paths.resolve(page, link, settings.SITE_URL, self.root)
        if resolved is None:
            return link if role == "followed" or link.startswith("data:") else None
        address, fragment = resolved
        if role == "form" and address not in self.scope.search:
            return None
        if role == "followed" and not self.scope.contains(address):
            return None
        canonical = self.scope.canonical(address)
        file = self.enqueue(canonical, page)
        query = file_paths.parameters(address) if canonical in self.scope.search else {}
        here = file_paths.file_of(page, self.root)
        if query:
            return f"{file_paths.link_between(here, file)}?{urlencode(query)}"
        return file_paths.link_between(here, file, fragment)

    # Files

    def export_address(self, address: str) -> None:
        """Fetch one address and write its file."""
        if target := self.scope.redirects.get(address):
            return self.write_redirect(address, target)
        answer = self.fetch_address(address)
        if 300 <= answer.status < 400:
            return self.write_redirect(address, answer.location)
        if answer.status == 404 and address in self.optional:
            self.absent.add(address)
            return None
        if answer.status != 200:
            origin = self.linked_from[address]
            linked = f", linked on {origin}" if origin else ""
            raise CannotExport(f"{address}{linked}, answered {answer.status} instead of 200. {REMEDY}")
        self.write(file_paths.file_of(address, self.root), self.rewritten(address, answer))
        return None

    def fetch_address(self, address: str) -> Answer:
        """Fetch an address; redirects are followed for files only."""
        answer = self.fetch(address)
        for _number in range(MAX_REDIRECTS):
            resolved = file_paths.resolve(address, answer.location, settings.SITE_URL, self.root)
            if answer.status not in range(300, 400) or file_paths.is_page(address.partition("?")[0]):
                break
            if resolved:
                answer = self.fetch(resolved[0])
        return answer

    def rewritten(self, address: str, answer: Answer) -> bytes:
        def replace_link(link: str, role: LinkRole) -> str | None:
            return self.file_link(address, link, role)

        if answer.content_type.startswith("text/html"):
            names = (SEARCH_INDEX, *(script.name for script in SEARCH_SCRIPTS))
            scripts = names if address in self.scope.search else ()
            return rewrite_page(answer.body.decode(), replace_link, scripts).encode()
        if answer.content_type.startswith("text/css"):
            return rewrite_style(answer.body.decode(), replace_link).encode()
        return answer.body

    def write_redirect(self, address: str, location: str) -> None:
        """Write a page that redirects to a location."""
        link = self.file_link(address, location, "followed")
        if link is None:
            raise CannotExport(f"{address} leads to {location}, which is not part of the copy. {REMEDY}")
        file = file_paths.file_of(address, self.root)
        self.write(file, redirect_page(link, "en" if file.startswith("en/") else "zh-hans").encode())

    def write_search(self, page: str) -> None:
        """Write the scripts of a search page in the current language, and queue all that can be found."""

        def link(address: str) -> str:
            return self.file_link(page, address, "followed") or ""

        folder = Path(file_paths.file_of(page, self.root)).parent
        self.write((folder / SEARCH_INDEX).as_posix(), write_search_index(self.only, link).encode())
        for script in SEARCH_SCRIPTS:
            self.write((folder / script.name).as_posix(), script.read_bytes())

    def write(self, file: str, content: bytes) -> None:
        path = self.fresh / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
