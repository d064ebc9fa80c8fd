"""Export the published site by following its links and writing each page as a file.

What an earlier export wrote into the folder of plans that show the same still is kept, and not read again.
"""

import tempfile
from collections import deque
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path

from django.utils import translation

from initiatives.models import Edition
from initiatives.static_site import file_paths
from initiatives.static_site.folder import FolderUpdate, Progress, known_files, update_folder
from initiatives.static_site.kept_pages import LIST, KeptPlan, earlier_export, files_of, list_of
from initiatives.static_site.page_reader import (
    SEARCH_INDEX,
    SEARCH_SCRIPTS,
    Fetch,
    PageReader,
    ReadPage,
    cores,
    read_pages,
)
from initiatives.static_site.plan_keys import key_of_all, plan_keys
from initiatives.static_site.scope import export_scope, languages, published, start_addresses
from initiatives.static_site.search_index import write_search_index
from initiatives.static_site.texts import introduction

REMEDY = "Mend the page, or the link, and export again; the folder is as it was."


class CannotExport(Exception):
    """A linked page cannot be read, or two would share a file; the message tells where, and the remedy."""


def export_site(
    folder: Path,
    fetch: Fetch,
    progress: Progress,
    only: Edition | None = None,
    processes: int | None = None,
) -> FolderUpdate:
    """Bring the folder up to date with the published site, or with the one plan `only`.

    All pages are read first, so that a page that fails leaves the folder as it was. Raises CannotExport and
    NotOurFolder.
    """
    known_files(folder)  # raises NotOurFolder before the long work
    keys = plan_keys(published(only), only)
    earlier = earlier_export(folder)
    if earlier.key == key_of_all(keys):
        return FolderUpdate(earlier.file_count, [], [])
    kept = earlier.unchanged(keys)
    with tempfile.TemporaryDirectory(prefix="parkplan-copy-") as fresh:
        export = SiteExport(PageReader(Path(fresh), fetch, export_scope(only)), progress, only, keys)
        export.keep(kept)
        try:
            export.run(processes or cores())
        except BrokenProcessPool as error:
            raise CannotExport("A process that reads pages was ended. Export again.") from error
        return update_folder(Path(fresh), folder, progress, files_of(kept.values()))


class SiteExport:
    """One export: the addresses found so far, and those still to be read."""

    def __init__(
        self, reader: PageReader, progress: Progress, only: Edition | None, keys: dict[str, str]
    ) -> None:
        self.reader, self.progress, self.only, self.keys = reader, progress, only, keys
        self.root, self.scope = reader.root, reader.scope
        # Addresses that are still to be read, by plan: processes share what they make of one plan.
        self.queues: dict[str, deque[str]] = {}
        # The page that first linked to each address, and the address of each file. File names are
        # casefolded, because some disks do not distinguish upper and lower case.
        self.linked_from: dict[str, str] = {}
        self.address_of: dict[str, str] = {}
        # Start addresses may be missing, unless something links to them: not every plan has every page.
        self.optional: set[str] = set()
        self.absent: set[str] = set()
        # The pages of each plan: those that were kept, and those read so far.
        self.plans: dict[str, KeptPlan] = {}

    def keep(self, plans: dict[str, KeptPlan]) -> None:
        """Take the pages of these plans for read."""
        for name, plan in plans.items():
            self.plans[name] = KeptPlan(plan.key, dict(plan.files), list(plan.links))
            for address, file in plan.files.items():
                self.linked_from[address] = ""
                self.address_of[file.casefold()] = address

    def run(self, processes: int) -> None:
        for address in start_addresses(self.only):
            if self.plan_of(address) not in self.plans:
                self.optional.add(address)
                self.enqueue(address)
        for plan in list(self.plans.values()):
            for link in plan.links:
                self.enqueue(link, next(iter(plan.files)))
        for language, address in zip(languages(), self.scope.search, strict=True):
            with translation.override(language):
                self.write_search(address)
        with closing(read_pages(self.reader, self.next_address, processes)) as pages:
            for page in pages:
                self.take(page)
                waiting = sum(map(len, self.queues.values()))
                self.progress("reading", len(self.linked_from) - waiting, len(self.linked_from))
        self.reader.write("README.txt", introduction(self.only).encode("utf-8-sig"))
        self.reader.write(LIST, list_of(key_of_all(self.keys), self.plans))

    def plan_of(self, address: str) -> str:
        """The plan that a page is of: `yuhua/2024`; empty for the pages above plans, and for other files."""
        below = address.removeprefix(self.root).removeprefix("en/")
        name = "/".join(below.split("/")[:2])
        return name if name in self.keys else ""

    def enqueue(self, address: str, page: str = "") -> None:
        """Queue an address once; `page` links to it."""
        if page:
            self.optional.discard(address)
        if address in self.absent:
            raise CannotExport(f"{address} is linked on {page}, but there is no such page. {REMEDY}")
        if address in self.linked_from:
            return
        file = file_paths.file_of(address, self.root)
        owner = self.address_of.setdefault(file.casefold(), address)
        if owner != address:
            raise CannotExport(f"{owner} and {address} would be the same file, {file}. Rename one.")
        self.linked_from[address] = page
        self.queues.setdefault(self.plan_of(address), deque()).append(address)

    def next_address(self) -> str | None:
        """An address that is still to be read: those of one plan after the other."""
        while self.queues:
            plan, queue = next(iter(self.queues.items()))
            if queue:
                return queue.popleft()
            del self.queues[plan]
        return None

    def take(self, page: ReadPage) -> None:
        """Queue what a page links to, and note it as one of its plan. Raises CannotExport if it failed."""
        if page.status == 404 and page.address in self.optional:
            self.absent.add(page.address)
            return
        if page.location:
            raise CannotExport(
                f"{page.address} leads to {page.location}, which is not part of the copy. {REMEDY}"
            )
        if page.status != 200:
            origin = self.linked_from[page.address]
            linked = f", linked on {origin}" if origin else ""
            raise CannotExport(f"{page.address}{linked}, answered {page.status} instead of 200. {REMEDY}")
        for link in page.links:
            self.enqueue(link, page.address)
        self.note(page)

    def note(self, page: ReadPage) -> None:
        """Note a page and its links to others as those of its plan."""
        name = self.plan_of(page.address)
        if not name:
            return
        plan = self.plans.setdefault(name, KeptPlan(self.keys[name], {}, []))
        plan.files[page.address] = file_paths.file_of(page.address, self.root)
        known = set(plan.links)
        plan.links.extend(link for link in page.links if self.plan_of(link) != name and link not in known)

    def write_search(self, page: str) -> None:
        """Write the scripts of a search page in the current language, and queue all that can be found."""
        found = ReadPage(page)

        def link(address: str) -> str:
            return self.reader.link(found, address, "followed") or ""

        folder = Path(file_paths.file_of(page, self.root)).parent
        self.reader.write((folder / SEARCH_INDEX).as_posix(), write_search_index(self.only, link).encode())
        for script in SEARCH_SCRIPTS:
            self.reader.write((folder / script.name).as_posix(), script.read_bytes())
        for address in found.links:
            self.enqueue(address, page)
