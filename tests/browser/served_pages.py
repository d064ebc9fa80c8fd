"""Pages as the real server sends them: where a crawl begins, and one answer with its links and ids."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import urlopen

NODE_MODULES = Path(__file__).parents[2] / "node_modules"
PLAN = "/yuhua/2024/"
LANGUAGES = ("", "/en")
# Where the crawl begins; pages that no link leads to belong here too.
UNLINKED = [f"{PLAN}projects/investment-promotion/embed/", f"{PLAN}metrics/high-tech-firms/embed/"]
STARTS = [
    prefix + path for path in (PLAN, f"{PLAN}screen/", f"{PLAN}brief/", *UNLINKED) for prefix in LANGUAGES
]
# States of a page that have an address, and one of each kind of answer.
QUERIES = [
    prefix + path
    for path in ("/search/?q=企业", "/search/?q=zzzz", f"{PLAN}metrics/?kind=target&sort=-value")
    for prefix in LANGUAGES
]
NO_PAGE = [f"{prefix}/no/such/page/" for prefix in LANGUAGES]
# Names of lists; what follows them in an address is a row of theirs.
LISTS = ("goals", "projects", "metrics", "quotes", "sources", "changes", "screen")
NOT_FOR_READERS = ("/admin/", "/en/admin/", "/static/", "/media/")


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


def crawl(site: str) -> dict[str, Served]:
    """What answers at every address that links lead to from STARTS."""
    answers: dict[str, Served] = {}
    waiting = deque(STARTS)
    while waiting:
        address = waiting.popleft()
        if address not in answers:
            answers[address] = fetch(site, address)
            waiting.extend(link for link, _ in answers[address].links)
    return answers


def one_of_each_kind(addresses: Iterable[str]) -> list[str]:
    """The first address of each kind: those of one kind differ in the key that follows a list's name."""
    kinds: dict[tuple[str, ...], str] = {}
    for address in addresses:
        parts = address.strip("/").split("/")
        named = [part if before not in LISTS else "" for before, part in pairwise(["", *parts])]
        kinds.setdefault(tuple(named), address)
    return list(kinds.values())
