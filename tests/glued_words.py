"""Words that run together where a page is read as text: copied, in a text browser, by a screen reader.

Elements that stand as blocks separate what is in them; inline elements separate nothing, whatever gap the
style sheet draws between them.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "img", "input",
    "legend", "li", "main", "nav", "ol", "option", "p", "pre", "search", "section", "select",
    "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
}  # fmt: skip
# What is drawn is not read as running text.
NOT_READ = frozenset({"head", "script", "style", "template", "svg"})
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class RunsOfText(HTMLParser):
    """The pieces of text of a page, one for each element border; a block border is a piece of one space."""

    page: str
    pieces: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._border(tag)
        if tag in NOT_READ or (self.unread and tag not in VOID):
            self.unread.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._border(tag)
        if self.unread and tag not in VOID:
            self.unread.pop()

    def handle_data(self, data: str) -> None:
        if data and not self.unread:
            self.pieces.append(data)

    def _border(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append(" ")


def is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def glued_words(page: str) -> list[str]:
    """Places where a digit or letter stands next to one of another element, as `3|billion yuan`."""
    return [
        f"{before[-20:]}|{after[:20]}"
        for before, after in pairwise(RunsOfText(page).pieces)
        if is_latin(before[-1]) and is_latin(after[0])
    ]
