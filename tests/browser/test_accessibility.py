"""Every page, in both languages, can be used by everyone: checked by axe and by what a browser lays out."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_faults import axe_violations, console_faults, report_faults
from tests.browser.served_pages import NO_PAGE, PLAN, one_of_each_kind

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
WIDEST = """[...document.querySelectorAll("body *")]
    .filter(it => it.getBoundingClientRect().right > innerWidth + 1).slice(0, 4)
    .map(it => [it.localName, ...it.classList].join(".")).join(" ")"""
LEVELS = """[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(it => it.checkVisibility())
    .map(it => Number(it.tagName[1]))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(it => { it.open = true })"


# Each language at both widths, each width in both colour schemes; every page once, of each kind one twice.
@pytest.mark.parametrize(
    ("language", "width", "scheme", "pages"),
    [
        ("zh", 390, "dark", list),
        ("zh", 1440, "light", one_of_each_kind),
        ("en", 390, "light", one_of_each_kind),
        ("en", 1440, "dark", list),
    ],
)
def test_axe_finds_no_violation(browser: Browser, site, addresses, scheme, width, language, pages):
    found = []
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        for address in pages(it for it in addresses if it.startswith("/en/") == (language == "en")):
            page.goto(site + address)
            page.evaluate(OPEN_ALL)
            found += axe_violations(page)
    report_faults(found)


def open_evidence(page: Page) -> None:
    page.locator(".cite[data-hx-get]").first.click()
    expect(page.locator(".evidence")).to_be_visible()


def open_search(page: Page) -> None:
    page.locator("header input[type=search]").press_sequentially("企业")
    expect(page.locator(".find-results a").first).to_be_visible()


def open_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def unfold_background(page: Page) -> None:
    page.locator("details.fold summary").first.click()
    expect(page.locator(".statements").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("act", [open_evidence, open_search, open_keys, unfold_background])
def test_axe_finds_no_violation_in_what_opens(browser: Browser, site, act, scheme):
    with browser.new_context(color_scheme=scheme, viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        said = console_faults(page)
        page.goto(site + PLAN)
        act(page)
        report_faults([*said, *axe_violations(page)])


# Every page in the narrowest window, and one of each kind where columns begin to stand side by side.
@pytest.mark.parametrize(("width", "pages"), [(320, list), (900, one_of_each_kind)])
def test_page_fits_its_width_and_is_in_order(browser: Browser, site, addresses, width, pages):
    found = []
    with browser.new_context(viewport={"width": width, "height": 700}) as context:
        page = context.new_page()
        said = console_faults(page)
        for address in pages(addresses):
            page.goto(site + address)
            if page.evaluate(SIDEWAYS):
                found.append((address, f"scrolls sideways: {page.evaluate(WIDEST)}"))
            levels = page.evaluate(LEVELS)
            if levels.count(1) != 1:
                found.append((address, f"{levels.count(1)} first headings"))
            if any(level > above + 1 for above, level in zip([0, *levels], levels, strict=False)):
                found.append((address, f"skips a level of heading: {levels}"))
    report_faults(found + said)


def test_every_link_leads_somewhere(served):
    found = []
    for address, answer in served.items():
        if answer.status != 200:
            linked = [path for path, other in served.items() if address in dict(other.links)]
            found += [(path, f"links to {address}, which answers {answer.status}") for path in linked]
        for target, fragment in answer.links:
            if fragment and fragment not in served[target].ids:
                found.append((address, f"links to {target}#{fragment}, which is not there"))
    report_faults(found)


def test_crawl_reaches_both_languages_alike(addresses):
    chinese = {address for address in addresses if not address.startswith("/en/")}
    english = {address.removeprefix("/en") for address in addresses if address.startswith("/en/")}
    assert chinese == english
    assert len(chinese) > 30
    assert set(NO_PAGE) < set(addresses)
