"""Map addresses of the site to file names of an export; pure functions over text."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from posixpath import relpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

# Stands for the site while links are joined; never requested.
PLACEHOLDER_HOST = "here.invalid"
# With the folders above, paths stay far below the 260 characters of Windows.
MAX_NAME_LENGTH = 40
PLAIN_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?")
# Windows reserves these names, whatever follows their first dot.
WINDOWS_DEVICE_NAMES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
# Query parameters that sort or paginate rows; all others filter them.
ORDERING = {"sort", "page"}
# Links and addresses whose files are kept, since pages have most of their links in common.
MOST_KEPT = 16384


def resolve(base: str, link: str, site_url: str = "", root: str = "/") -> tuple[str, str] | None:
    """Return the address on this site that a link on the page `base` leads to, and the fragment.

    None for links to other sites, and to what is not below the `root` of this one. Query parameters are
    sorted, so that one state has one address.
    """
    if link.startswith("?"):  # urljoin would keep the old query where the new one is empty
        link = base.partition("?")[0] + link
    # A path from the root of the host is the same on all pages.
    return _resolved("/" if link.startswith("/") else base, link, site_url, root)


@lru_cache(maxsize=MOST_KEPT)
def _resolved(base: str, link: str, site_url: str, root: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(urljoin(f"http://{PLACEHOLDER_HOST}{base}", link.strip()))
    except ValueError:
        return None
    hosts = {PLACEHOLDER_HOST, urlsplit(site_url).netloc or PLACEHOLDER_HOST}
    path = parts.path or "/"
    if parts.scheme not in {"http", "https"} or parts.netloc not in hosts or not path.startswith(root):
        return None
    query = urlencode(sorted(dict(parse_qsl(parts.query)).items()))
    return f"{path}{'?' if query else ''}{query}", parts.fragment


def parameters(address: str) -> dict[str, str]:
    return dict(parse_qsl(address.partition("?")[2]))


def is_page(path: str) -> bool:
    """Whether a path is that of a page: a path to a file ends in a name with a dot."""
    return "." not in path.rpartition("/")[2]


@lru_cache(maxsize=MOST_KEPT)
def file_of(address: str, root: str = "/") -> str:
    """Return the file of an address, below the `root` of the site, with a name valid on every file system."""
    path, _, query = address.removeprefix(root).partition("?")
    folders = [safe_name(unquote(part)) for part in path.split("/") if part]
    state = f"{slug(query)}-{digest(query)}" if query else ""
    if is_page(path):
        return "/".join([*folders, f"{state or 'index'}.html"])
    last = PurePosixPath(folders.pop())
    return "/".join([*folders, f"{last.stem[:28]}-{state}{last.suffix}" if state else last.name])


def safe_name(name: str) -> str:
    """Return the name, or a similar one if a file system could refuse it or confuse it with another."""
    if (
        PLAIN_NAME.fullmatch(name)
        and len(name) <= MAX_NAME_LENGTH
        and name.partition(".")[0] not in WINDOWS_DEVICE_NAMES
    ):
        return name
    suffix = re.search(r"\.[a-z0-9]{1,11}$", name.lower())
    return f"{slug(name)}-{digest(name)}{suffix[0] if suffix else ''}"


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:28].strip("-") or "x"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def link_between(page: str, file: str, fragment: str = "") -> str:
    """Return the relative link from one file to another or to a fragment of itself."""
    anchor = f"#{fragment}" if fragment else ""
    if page == file and anchor:
        return anchor
    return _from_folder(page.rpartition("/")[0] or ".", file) + anchor


@lru_cache(maxsize=MOST_KEPT)
def _from_folder(folder: str, file: str) -> str:
    return quote(relpath(file, folder))
