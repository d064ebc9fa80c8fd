"""Reader views of browsers keep what a page says: tried with the program that Firefox has for it."""

import pytest
from playwright.sync_api import Page

from tests.browser.page_faults import report_faults
from tests.browser.served_pages import NODE_MODULES, PLAN
from tests.required_tools import require_tool

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROGRAM = NODE_MODULES / "@mozilla" / "readability" / "Readability.js"
# Lists and tables of figures are no articles to it; these are.
PAGES = [
    PLAN,
    f"{PLAN}projects/",
    f"{PLAN}projects/investment-promotion/",
    f"{PLAN}organisations/",
    f"{PLAN}sources/zuoshi-badagongcheng/",
    *(f"{PLAN}goals/{key}/" for key in ("economy", "risk-prevention", "service-support")),
]
# Texts of a page that a reader view has lost: headings below the title, and what is said of a row.
LOST = """() => {
    const plain = (text) => text.replace(/\\s+/g, "");
    const said = document.querySelectorAll("main .links :is(h2, h3, p), main .lede, main .place q");
    const texts = [...said].map((one) => plain(one.firstChild.textContent));
    const copy = new DOMParser().parseFromString(document.documentElement.outerHTML, "text/html");
    const kept = new Readability(copy).parse();
    return texts.filter((text) => !plain(kept ? kept.textContent : "").includes(text));
}"""


@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
def test_reader_view_keeps_what_is_said(page: Page, site, language):
    require_tool(PROGRAM.exists(), "Readability", "install it (make browser-tools; needs npm).")
    found = []
    for path in PAGES:
        page.goto(site + language + path)
        page.evaluate(PROGRAM.read_text(encoding="utf-8") + "; window.Readability = Readability; 0")
        found += [(language + path, f"a reader view loses: {text}") for text in page.evaluate(LOST)]
    report_faults(found)
