"""Rewrite pages and style sheets for a folder: links lead to files, and what needs a server is removed."""

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from typing import Literal

# How a link is used: followed by a reader, loaded as a part of the page, or the target of a form.
LinkRole = Literal["followed", "part", "form"]
# Returns the link to a file for a link of the site; None if the export has no such file.
ReplaceLink = Callable[[str, LinkRole], str | None]
Attributes = list[tuple[str, str | None]]

ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
LINK_ATTRIBUTES = {"href", "xlink:href", "src", "action", "formaction", "poster", "data"}
SRCSET_ATTRIBUTES = {"srcset", "imagesrcset"}
FOLLOWED_ELEMENTS = {"a", "area"}
# Only these links and meta elements of a head matter to a browser that opens a file.
KEPT_LINKS = {"stylesheet", "icon", "apple-touch-icon"}
KEPT_META = {"viewport", "description", "color-scheme", "theme-color", "robots", "author", "keywords"}
VOID_ELEMENTS = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
# Tags that may need to be rewritten; all others are copied as they are.
MAY_CHANGE = re.compile(
    r"<(?:template|link|meta|script|style|form|title|textarea)\b"
    r"|[\s\"'/](?:(?:xlink:)?href|src|srcset|imagesrcset|action|formaction|poster|data"
    r"|data-live|data-folder|http-equiv|crossorigin)(?=[\s=>/])"
    r"|[\s\"'/](?:data-)?hx-",
    re.IGNORECASE,
)
LINK_IN_STYLE = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')]+)""")


def rewrite_page(html: str, replace_link: ReplaceLink, scripts: tuple[str, ...] = ()) -> str:
    """Return the page with its links replaced; `scripts` are added to its head.

    An element with `data-live` is removed. A `<template data-folder>` is replaced by its content.
    """
    rewriter = _Rewriter(replace_link, scripts)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.pieces)


def rewrite_style(css: str, replace_link: ReplaceLink) -> str:
    def replaced(match: re.Match[str]) -> str:
        link = match[2].strip()
        kept = link.startswith(("data:", "#"))
        return match[1] + (link if kept else replace_link(link, "part") or "")

    return LINK_IN_STYLE.sub(replaced, css)


class _Rewriter(HTMLParser):
    """Copies a page unchanged except for links, and elements that need a server."""

    def __init__(self, replace_link: ReplaceLink, scripts: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=False)
        self.replace_link, self.scripts = replace_link, scripts
        self.pieces: list[str] = []
        # The element being removed and the nesting depth of elements of its name; for each open
        # template, whether it is replaced by its content.
        self.left_out, self.depth = "", 0
        self.templates: list[bool] = []

    def parse_starttag(self, i: int) -> int:
        """Copy a tag in which nothing changes; else let it be parsed, which takes most of the time."""
        end = self.check_for_whole_start_tag(i)
        if self.left_out or end < 0 or MAY_CHANGE.search(self.rawdata, i, end):
            return super().parse_starttag(i)
        self.pieces.append(self.rawdata[i:end])
        return int(end)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.start(tag, self.get_starttag_text() or "", closed=tag in VOID_ELEMENTS)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.start(tag, self.get_starttag_text() or "", closed=True)

    def start(self, tag: str, text: str, *, closed: bool) -> None:
        if self.left_out:
            self.depth += tag == self.left_out and not closed
            return
        given = attributes(text)
        values = dict(given)
        if tag == "template":
            self.templates.append("data-folder" in values)
            if self.templates[-1]:
                return
        if self.is_left_out(tag, values):
            if not closed:
                self.left_out, self.depth = tag, 1
            return
        links = tag == "meta" and "http-equiv" in values
        kept = [
            (name, self.refresh(value) if links and name == "content" else self.value(tag, name, value))
            for name, value in given
            if not is_dropped(name)
        ]
        kept = [(name, value) for name, value in kept if value is not None or values[name] is None]
        self.pieces.append(text if kept == given else start_tag(kept, text))

    def handle_endtag(self, tag: str) -> None:
        if self.left_out:
            self.depth -= tag == self.left_out
            if not self.depth:
                self.left_out = ""
            return
        if tag == "template" and self.templates and self.templates.pop():
            return
        if tag == "head":
            self.pieces += [f'<script src="{escape(script)}" defer></script>\n' for script in self.scripts]
        self.pieces.append(f"</{tag}>")

    def is_left_out(self, tag: str, values: dict[str, str | None]) -> bool:
        if "data-live" in values:
            return True
        if tag == "link":
            return not KEPT_LINKS & set((values.get("rel") or "").lower().split())
        if tag == "meta":
            named = (values.get("name") or "").lower() in KEPT_META
            return not (named or "charset" in values or "http-equiv" in values)
        if tag == "script":
            # htmx asks a server for parts of pages; blocks of data are for search engines.
            return "src" not in values or "/django_htmx/" in (values["src"] or "")
        return (
            tag == "form" and "action" in values and self.replace_link(values["action"] or "", "form") is None
        )

    def value(self, tag: str, name: str, value: str | None) -> str | None:
        if value is None:
            return None
        if name in LINK_ATTRIBUTES:
            role: LinkRole = (
                "form" if "action" in name else "followed" if tag in FOLLOWED_ELEMENTS else "part"
            )
            return self.replace_link(value, role)
        if name in SRCSET_ATTRIBUTES:
            return ", ".join(filter(None, map(self.candidate, value.split(","))))
        return value

    def refresh(self, value: str | None) -> str:
        """Replace the link in the content of `<meta http-equiv="refresh">`."""
        seconds, found, link = (value or "").partition("url=")
        return f"{seconds}url={self.replace_link(link.strip(), 'followed')}" if found else seconds

    def candidate(self, text: str) -> str:
        """Replace the link in one candidate of a srcset."""
        link, *size = text.split()
        replaced = self.replace_link(link, "part")
        return " ".join([replaced, *size]) if replaced else ""

    def copy(self, text: str) -> None:
        if not self.left_out:
            self.pieces.append(text)

    def handle_data(self, data: str) -> None:
        self.copy(data)

    def handle_entityref(self, name: str) -> None:
        self.copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.copy(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.copy(f"<!{decl}>")


def attributes(tag: str) -> Attributes:
    """Return the attributes of a start tag with the case of their names, which matters in SVG."""
    inside = re.sub(r"^<[^\s/>]+|/?>$", "", tag)
    found = ATTRIBUTE.findall(inside)
    bare = [(name, value[1:-1] if value[:1] in {'"', "'"} else value or None) for name, value in found]
    return [(name, value and unescape(value)) for name, value in bare]


def is_dropped(name: str) -> bool:
    """Whether an attribute concerns requests to a server."""
    return name.startswith(("data-hx-", "hx-")) or name == "crossorigin"


def start_tag(kept: Attributes, text: str) -> str:
    """Return the start tag `text` with other attributes."""
    pairs = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
    return f"{re.split('[ />]', text, maxsplit=1)[0]}{pairs}{'/' if text.endswith('/>') else ''}>"
