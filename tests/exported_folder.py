"""Read an exported folder: its files, the links of its pages, and those that lead nowhere."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from re import findall
from urllib.parse import unquote, urlsplit

LINKING = {"href", "xlink:href", "src", "action", "formaction", "poster", "data"}


@dataclass
class Reading(HTMLParser):
    """The links of one page, whether each is for a reader to follow, and the ids it can be linked at."""

    text: str
    links: list[tuple[str, bool]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.add(values.get("id", ""))
        self.links += [(value, tag == "a") for name, value in values.items() if name in LINKING]
        for candidate in values.get("srcset", "").split(","):
            self.links += [(link, False) for link in candidate.split()[:1]]
        if tag == "meta" and "url=" in values.get("content", ""):
            self.links.append((values["content"].partition("url=")[2], False))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def entry_links(folder: Path, script: str) -> list[str]:
    """Where the entries of a search script lead: the second value of each."""
    return findall(r'\["(?:[^"\\]|\\.)*","([^"]+)",\[', (folder / script).read_text(encoding="utf-8"))


def broken_links(folder: Path) -> list[tuple[str, str]]:
    """Links that lead nowhere, or out of the folder although they are not for a reader to follow."""
    pages = {
        name: Reading(content.decode()) for name, content in files(folder).items() if name.endswith(".html")
    }
    links = [(name, *link) for name, page in pages.items() for link in page.links]
    links += [
        (name, link, False)
        for name in files(folder)
        if name.endswith("entries.js")
        for link in entry_links(folder, name)
    ]
    links += [
        (name, link, False)
        for name, content in files(folder).items()
        if name.endswith(".css")
        for link in findall(r"""url\(["']?([^"')#][^"')]*)""", content.decode())
    ]
    assert links
    return [
        (name, link)
        for name, link, followed in links
        if not leads_somewhere(folder, pages, name, link, followed)
    ]


def leads_somewhere(folder: Path, pages: dict[str, Reading], name: str, link: str, followed: bool) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return (followed and parts.scheme in {"http", "https", "mailto", "tel"}) or parts.scheme == "data"
    if parts.netloc or parts.path.startswith("/"):
        return False
    target = normpath(f"{name}/../{unquote(parts.path)}") if parts.path else name
    if not (folder / target).is_file():
        return False
    return not parts.fragment or (target in pages and unquote(parts.fragment) in pages[target].ids)
