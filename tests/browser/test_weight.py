"""The site stays light: what a first visit costs over the wire, as the real server sends it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_VIEW = 70_000
OWN_SCRIPT = 8_000
SCRIPTS = Path(__file__).parents[2] / "static" / "js"
# A busy browser paints a page in the middle of its parsing, at a place that no two runs share. So the page is
# shown once it is parsed, and before its scripts run: what they, pictures and late styles move is counted.
WATCH_SHIFTS = """window.shifts = []; new PerformanceObserver(list => shifts.push(...list.getEntries()
    .map(it => it.value))).observe({type: "layout-shift", buffered: true});
    const hidden = new CSSStyleSheet(); hidden.replaceSync("html { display: none }");
    document.adoptedStyleSheets = [hidden];
    document.addEventListener("readystatechange", () => { document.adoptedStyleSheets = [] }, {once: true})"""
# Where the header's search is, with the parts after it and, as in a page half parsed, without them.
MOVES_WITHOUT_WHAT_FOLLOWS = """() => {
    const part = [...document.querySelectorAll(".bar .tools > *")].find(it => it.offsetWidth);
    const before = part.getBoundingClientRect().left;
    while (part.nextElementSibling) part.nextElementSibling.remove();
    return part.getBoundingClientRect().left - before }"""
# Scripts without a source, other than blocks of data; styles; handlers in attributes.
INLINE = re.compile(
    r"""<script(?![^>]*\ssrc=)(?![^>]*\stype="application/(?:ld\+)?json")[^>]*>|<style\b[^>]*>|"""
    r"""<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>"""
)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_first_view_is_light_and_still(browser: Browser, site, prefix, width):
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        said, kinds, sizes, names = console_faults(page), [], {}, {}
        page.on("request", lambda request: kinds.append((request.resource_type, request.url)))
        session = context.new_cdp_session(page)
        session.on(
            "Network.responseReceived", lambda it: names.update({it["requestId"]: it["response"]["url"]})
        )
        session.on(
            "Network.loadingFinished",
            lambda it: sizes.update({names.get(it["requestId"]): it["encodedDataLength"]}),
        )
        session.send("Network.enable")
        page.add_init_script(WATCH_SHIFTS)
        answer = page.goto(f"{site}{prefix}{PLAN}", wait_until="networkidle")
        page.wait_for_timeout(300)  # what comes late may shift the page too
        assert answer and answer.ok
        assert sum(sizes.values()) <= FIRST_VIEW, sizes
        assert any(str(name).endswith(".css") for name in sizes), sizes
        assert all(url.startswith(site) for _, url in kinds), kinds
        assert "font" not in {kind for kind, _ in kinds}
        assert page.evaluate("shifts") == []
        report_faults(said)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_header_does_not_move_while_it_is_parsed(browser: Browser, site, prefix, width):
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{site}{prefix}{PLAN}")
        assert page.evaluate(MOVES_WITHOUT_WHAT_FOLLOWS) == 0


def test_own_scripts_are_small():
    assert sum(path.stat().st_size for path in SCRIPTS.rglob("*.js")) <= OWN_SCRIPT


def test_pages_hold_no_script_and_no_style(served):
    found = [
        (address, match[0][:120])
        for address, answer in served.items()
        if answer.is_page
        for match in INLINE.finditer(answer.body.decode())
    ]
    report_faults(found)
