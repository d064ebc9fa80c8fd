"""Pages and styles made fit for a folder: links lead to files, and what needs a server is left out."""

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from typing import Literal

# Where a link stands: followed by a reader, part of the page, or the target of a form.
Standing = Literal["followed", "part", "form"]
# Gives the link to a file of the folder for a link of the site; None where there is none.
Place = Callable[[str, Standing], str | None]
Attributes = list[tuple[str, str | None]]

ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
LINKING = {"href", "xlink:href", "src", "action", "formaction", "poster", "data"}
LINK_SETS = {"srcset", "imagesrcset"}
FOLLOWED = {"a", "area"}
# Of what a head says, this means something to a browser that reads a file; the rest is for networks.
KEPT_LINKS = {"stylesheet", "icon", "apple-touch-icon"}
KEPT_META = {"viewport", "description", "color-scheme", "theme-color", "robots", "author", "keywords"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LINK_IN_STYLE = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')]+)""")


def rewrite_page(html: str, place: Place, scripts: tuple[str, ...] = ()) -> str:
    """The page with its links replaced; `scripts` are added to its head.

    An element with `data-live` is left out. A `<template data-folder>` gives way to its content.
    """
    rewriter = _Rewriter(place, scripts)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.pieces)


def rewrite_style(css: str, place: Place) -> str:
    def replaced(match: re.Match[str]) -> str:
        link = match[2].strip()
        kept = link.startswith(("data:", "#"))
        return match[1] + (link if kept else place(link, "part") or "")

    return LINK_IN_STYLE.sub(replaced, css)


class _Rewriter(HTMLParser):
    """Passes everything on as it came, but for the tags that say something a folder cannot do."""

    def __init__(self, place: Place, scripts: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=False)
        self.place, self.scripts = place, scripts
        self.pieces: list[str] = []
        # The element that is being left out, and how deep in elements of its name; whether each
        # open template gave way.
        self.left_out, self.depth = "", 0
        self.templates: list[bool] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.start(tag, self.get_starttag_text() or "", closed=tag in EMPTY)

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
            (name, self.forward(value) if links and name == "content" else self.value(tag, name, value))
            for name, value in given
            if not is_dropped(name)
        ]
        kept = [(name, value) for name, value in kept if value is not None or values[name] is None]
        self.pieces.append(text if kept == given else written(kept, text))

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
        return tag == "form" and "action" in values and self.place(values["action"] or "", "form") is None

    def value(self, tag: str, name: str, value: str | None) -> str | None:
        if value is None:
            return None
        if name in LINKING:
            standing: Standing = "form" if "action" in name else "followed" if tag in FOLLOWED else "part"
            return self.place(value, standing)
        if name in LINK_SETS:
            return ", ".join(filter(None, map(self.candidate, value.split(","))))
        return value

    def forward(self, value: str | None) -> str:
        """After how many seconds which page comes by itself."""
        seconds, found, link = (value or "").partition("url=")
        return f"{seconds}url={self.place(link.strip(), 'followed')}" if found else seconds

    def candidate(self, text: str) -> str:
        """One picture of a srcset, with its width or density."""
        link, *size = text.split()
        placed = self.place(link, "part")
        return " ".join([placed, *size]) if placed else ""

    def passed(self, text: str) -> None:
        if not self.left_out:
            self.pieces.append(text)

    def handle_data(self, data: str) -> None:
        self.passed(data)

    def handle_entityref(self, name: str) -> None:
        self.passed(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.passed(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.passed(f"<!{decl}>")


def attributes(tag: str) -> Attributes:
    """The attributes of a start tag under the names as written: in SVG their case counts."""
    inside = re.sub(r"^<[^\s/>]+|/?>$", "", tag)
    found = ATTRIBUTE.findall(inside)
    bare = [(name, value[1:-1] if value[:1] in {'"', "'"} else value or None) for name, value in found]
    return [(name, value and unescape(value)) for name, value in bare]


def is_dropped(name: str) -> bool:
    """Attributes that have parts fetched from a server."""
    return name.startswith(("data-hx-", "hx-")) or name == "crossorigin"


def written(kept: Attributes, text: str) -> str:
    """The start tag `text` with these attributes instead of its own."""
    pairs = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
    return f"{re.split('[ />]', text, maxsplit=1)[0]}{pairs}{'/' if text.endswith('/>') else ''}>"
