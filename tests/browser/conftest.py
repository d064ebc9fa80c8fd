"""The real site, all its pages found by their links, and a browser; each started once for all tests."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from scripts import temporary_site
from tests.outside import need

# Playwright keeps an event loop running in this process, which Django takes for a reason not to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NODE_MODULES = Path(__file__).parents[2] / "node_modules"
PLAN = "/yuhua/2024/"
LANGUAGES = ("", "/en")
# Where the crawl begins; pages that no link leads to belong here too.
STARTS = [prefix + path for path in (PLAN, f"{PLAN}screen/", f"{PLAN}brief/") for prefix in LANGUAGES]
# States of a page that have an address, and one of each kind of answer.
QUERIES = [
    prefix + path
    for path in ("/search/?q=企业", "/search/?q=zzzz", f"{PLAN}metrics/?kind=target&sort=-value")
    for prefix in LANGUAGES
]
NO_PAGE = [f"{prefix}/no/such/page/" for prefix in LANGUAGES]
NOT_FOR_READERS = ("/admin/", "/en/admin/", "/static/", "/media/")


def report(found: Iterable[tuple[str, str]]) -> None:
    """Fail for what was found, given as address and fault: each fault once, with where it is."""
    places: dict[str, list[str]] = {}
    for address, fault in found:
        places.setdefault(fault, []).append(address)
    if places:
        lines = (f"{fault}\n  on {len(at)}: {', '.join(at[:4])}" for fault, at in places.items())
        pytest.fail("\n".join(lines), pytrace=False)


@dataclass
class Served(HTMLParser):
    """One answer of the site, with what its HTML links to and can be linked at."""

    address: str
    status: int
    content_type: str
    body: bytes
    links: list[tuple[str, str]] = field(default_factory=list)  # address, fragment
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        if self.is_page:
            self.feed(self.body.decode())

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if tag == "a" and values.get("href"):
            parts = urlsplit(urljoin(f"//site{self.address}", str(values["href"])))
            if parts.netloc == "site" and not parts.path.startswith(NOT_FOR_READERS):
                self.links.append((parts.path, unquote(parts.fragment)))


def fetch(site: str, address: str) -> Served:
    """Redirects are followed, errors are answers; the address is the one that answered."""
    try:
        answer = urlopen(site + quote(address, safe="/?=&"))
    except HTTPError as error:
        answer = error
    with answer:
        content_type = answer.headers.get("Content-Type", "")
        return Served(urlsplit(answer.url).path, answer.status, content_type, answer.read())


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the shipped plan's site, served as `make run` serves it."""
    with temporary_site.site() as address:
        yield address


@pytest.fixture(scope="session")
def served(site: str) -> dict[str, Served]:
    """What answers at every address a reader can reach from the plan in either language, queries aside."""
    answers: dict[str, Served] = {}
    waiting = deque(STARTS)
    while waiting:
        address = waiting.popleft()
        if address not in answers:
            answers[address] = fetch(site, address)
            waiting.extend(link for link, _ in answers[address].links)
    return answers


@pytest.fixture(scope="session")
def addresses(served: dict[str, Served]) -> list[str]:
    """Every page there is, under the address it answers at, its states, and the page for no page."""
    pages = [path for path, answer in served.items() if answer.is_page and answer.address == path]
    return [*pages, *QUERIES, *NO_PAGE]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = temporary_site.browser_path()
    need(path, "Chromium", "install it (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=temporary_site.BROWSER_SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide window with nothing remembered."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        yield context.new_page()


def complaints(page: Page) -> list[tuple[str, str]]:
    """What the browser says against pages shown in `page` from here on, for `report`; fills by itself."""
    found: list[tuple[str, str]] = []

    def heard(message: ConsoleMessage) -> None:
        # A missing page is meant to answer 404; the browser reports that too.
        if not (urlsplit(message.location["url"]).path in NO_PAGE and "404" in message.text):
            found.append((urlsplit(page.url).path, f"console {message.type}: {message.text}"))

    page.on("console", heard)
    page.on("pageerror", lambda error: found.append((urlsplit(page.url).path, f"{error}")))
    return found
