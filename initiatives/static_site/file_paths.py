"""Addresses of the site, and the files they become in the folder. Pure text, no files are touched."""

import re
from hashlib import sha256
from pathlib import PurePosixPath
from posixpath import relpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

# Stands for the site while links are joined; nothing is ever asked of it.
HERE = "here.invalid"
# The folder and the language below it add to this; together they stay far from Windows' 260 characters.
LONGEST_NAME = 40
PLAIN_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?")
# Windows takes these for devices, whatever follows their first dot.
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
# These put rows in order or deal them over pages; all other parameters leave rows out.
ORDERING = {"sort", "page"}


def resolve(base: str, link: str, site_url: str = "") -> tuple[str, str] | None:
    """The address on this site that a link on the page `base` leads to, and the fragment.

    None for what is elsewhere. The query is put in order, so that one state has one address.
    """
    if link.startswith("?"):  # urljoin would keep the old query where the new one is empty
        link = base.partition("?")[0] + link
    try:
        parts = urlsplit(urljoin(f"http://{HERE}{base}", link.strip()))
    except ValueError:
        return None
    own = {HERE, urlsplit(site_url).netloc or HERE}
    if parts.scheme not in {"http", "https"} or parts.netloc not in own:
        return None
    query = urlencode(sorted(dict(parse_qsl(parts.query)).items()))
    return f"{parts.path or '/'}{'?' if query else ''}{query}", parts.fragment


def parameters(address: str) -> dict[str, str]:
    return dict(parse_qsl(address.partition("?")[2]))


def is_page(path: str) -> bool:
    """Pages end in a slash; what ends in a name with a dot is a file already."""
    return "." not in path.rpartition("/")[2]


def file_of(address: str) -> str:
    """The file of an address: a name that every disk can keep, the same each time."""
    path, _, query = address.partition("?")
    folders = [safe(unquote(part)) for part in path.split("/") if part]
    state = f"{slug(query)}-{digest(query)}" if query else ""
    if is_page(path):
        return "/".join([*folders, f"{state or 'index'}.html"])
    last = PurePosixPath(folders.pop())
    return "/".join([*folders, f"{last.stem[:28]}-{state}{last.suffix}" if state else last.name])


def safe(name: str) -> str:
    """A name as it is, or a like one where some disk would refuse it or take it for another."""
    if PLAIN_NAME.fullmatch(name) and len(name) <= LONGEST_NAME and name.partition(".")[0] not in DEVICES:
        return name
    suffix = re.search(r"\.[a-z0-9]{1,11}$", name.lower())
    return f"{slug(name)}-{digest(name)}{suffix[0] if suffix else ''}"


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:28].strip("-") or "x"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def link_between(page: str, file: str, fragment: str = "") -> str:
    """The link that leads from one file to another, or to a place in itself."""
    anchor = f"#{fragment}" if fragment else ""
    if page == file and anchor:
        return anchor
    return quote(relpath(file, PurePosixPath(page).parent.as_posix())) + anchor
