"""Plans of other shapes than the shipped one: each page is shown, and speaks of what the plan has."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.plan_shapes import SHAPES, make_shape
from tests.public_pages import CHINESE_ALWAYS, LANGUAGES, plan_pages

pytestmark = pytest.mark.django_db

# These have tests of their own.
WORDS_OF_OTHER_PLANS = re.compile(r"工程|重点工作|\bprojects?\b", re.IGNORECASE)
ZERO_COUNTS = re.compile(r"(?<![\d.,])0\s*(?:项|条|处|个|家|次|幅)|(?<![\d.,:])\b0 [a-z]+")
# Addresses keep their words whatever the plan calls its parts.
ADDRESS = re.compile(r"(?:https?:/)?/\S*|\S+\.(?:png|csv|xlsx|json)")
# The shapes that `make test` tries; the others take their time.
QUICK = ("minimal", "no groups", "another noun")
HEADINGS = ("h1", "h2", "h3", "h4")


class _Page(HTMLParser):
    """What a page says, and the headings that nothing follows before another of their rank."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        # Each heading: its rank and its text; the text after it up to the next heading.
        self.headings: list[list[str]] = []
        self.closing: str | None = None
        self.hidden = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("script", "style", "dialog", "template", "footer"):
            self.hidden += 1
        if tag in HEADINGS and not self.hidden:
            self.closing = tag
            self.headings.append([tag, "", ""])
        told = [given.get(name) for name in ("title", "aria-label", "alt", "placeholder", "data-label")]
        told.append(given.get("content") if tag == "meta" else None)
        self.texts += [text for text in told if text and not ADDRESS.fullmatch(text.strip())]
        if tag in ("img", "svg", "input") and self.headings:
            self.headings[-1][2] += "*"

    def handle_endtag(self, tag):
        if tag in ("script", "style", "dialog", "template", "footer"):
            self.hidden -= 1
        if tag == self.closing:
            self.closing = None

    def handle_data(self, data):
        if self.hidden or ADDRESS.fullmatch(data.strip()):
            return
        self.texts.append(data)
        if self.headings:
            self.headings[-1][1 if self.closing else 2] += data.strip()

    @property
    def empty_headings(self) -> list[str]:
        """Headings without words, and those of sections with nothing before the next one of their rank."""
        empty = [rank for rank, text, _after in self.headings if not text]
        for (rank, text, after), following in zip(self.headings, [*self.headings[1:], None], strict=True):
            if rank < "h3" and not after and (following is None or following[0] <= rank):
                empty.append(text)
        return empty


def pages(edition, prefix: str) -> dict[str, _Page]:
    found = {}
    for path in [*plan_pages(edition), edition.url("screen")]:
        response = Client().get(prefix + path)
        assert response.status_code == 200, path
        found[path] = _Page(response.content.decode())
    return found


@pytest.mark.parametrize("prefix", CHINESE_ALWAYS, ids=LANGUAGES)
@pytest.mark.parametrize(
    "shape", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in SHAPES]
)
def test_every_page_speaks_of_what_the_plan_has(shape, prefix):
    edition = make_shape(shape)
    has_noun = bool(edition.project_noun_en if prefix else edition.project_noun)
    faults = []
    for path, page in pages(edition, prefix).items():
        text = " ".join(page.texts)
        if has_noun:
            faults += [f"{path}: {word}" for word in WORDS_OF_OTHER_PLANS.findall(text)]
        faults += [f"{path}: {count}" for count in ZERO_COUNTS.findall(text)]
        # The cover of the slides may be a title alone.
        empty = [] if path == edition.url("screen") else page.empty_headings
        faults += [f"{path}: nothing under “{heading}”" for heading in empty]
    assert not faults, "\n".join(dict.fromkeys(faults))
