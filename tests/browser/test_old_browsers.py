"""Pages in Chromium 86 of 2020, the kernel of many office browsers: laid out, opened, filtered, printed.

Playwright's locators ask for more than this browser knows, so scripts ask and click here.
"""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from scripts import old_browser, temporary_site
from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN
from tests.required_tools import require_tool

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAIT_SECONDS = 20
# With something of each that only its style sheets do: a part, a property and its value there.
PAGES = {
    PLAN: (".cells", "border-top-style", "solid"),
    f"{PLAN}goals/": (".bar", "position", "sticky"),
    f"{PLAN}projects/investment-promotion/": (".cards", "display", "grid"),
    f"{PLAN}metrics/": (".rows", "border-collapse", "collapse"),
    f"/en{PLAN}quality/": (".bar", "position", "sticky"),
    f"{PLAN}brief/": (".paper", "border-top-style", "solid"),
    f"{PLAN}screen/": (".stage", "display", "grid"),
    f"{PLAN}screen/3/": ("body", "color", "rgb(246, 240, 228)"),
    "/admin/": ("#header", "background-color", "rgb(179, 38, 30)"),
}


@pytest.fixture(scope="module")
def old_chromium(playwright: Playwright) -> Iterator[Browser]:
    path = old_browser.browser_path()
    require_tool(path, "Chromium 86", "on 64-bit Linux, install npm, then `make browser-tools`.")
    browser = playwright.chromium.launch(executable_path=path, args=temporary_site.BROWSER_SWITCHES)
    yield browser
    browser.close()


@pytest.fixture
def page(old_chromium: Browser) -> Iterator[Page]:
    """A wide window with nothing remembered; the test fails in the end if the browser complained."""
    with old_chromium.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        said = console_faults(page)
        yield page
        report_faults(said)


def style(page: Page, selector: str, name: str) -> str:
    asked = "([selector, name]) => getComputedStyle(document.querySelector(selector)).getPropertyValue(name)"
    return str(page.evaluate(asked, [selector, name]))


def wait_until(page: Page, expression: str) -> None:
    """Ask until it is true; Playwright's own way is forbidden by the site's content security policy here."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not page.evaluate(f"!!({expression})"):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(50)


def test_this_is_chromium_86(old_chromium):
    assert old_chromium.version.startswith("86.")


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_laid_out(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for address, (part, name, value) in PAGES.items():
        page.goto(site + address)
        if (found := style(page, part, name)) != value:
            faults.append((address, f"{part} has {name}: {found}, not {value}"))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append((address, "scrolls sideways"))
        if style(page, ".old-browser", "display") != "none":
            faults.append((address, "takes this for Internet Explorer"))
    report_faults(faults)


def test_names_and_values_of_facts_stand_side_by_side(page, site):
    page.goto(f"{site}{PLAN}")

    tops = page.evaluate("""[...document.querySelectorAll(".meta dt")].map(name =>
        [name, name.nextElementSibling].map(one => Math.round(one.getBoundingClientRect().top)))""")
    assert tops and all(name == value for name, value in tops)


def test_a_mark_opens_its_passage_and_a_filter_swaps_the_table(page, site):
    page.goto(f"{site}{PLAN}metrics/")
    page.evaluate("globalThis.stayed = true; document.getElementById('page:kind-expected').click()")
    wait_until(page, "location.search === '?kind=expected'")
    wait_until(page, "document.querySelectorAll('.results > .rows tbody tr').length === 5")
    page.goto(f"{site}{PLAN}projects/industrial-upgrading/")
    page.evaluate("globalThis.stayed = true; document.querySelector('.steps > li .cite').click()")
    wait_until(page, "document.querySelector('.steps > li .evidence q')")
    assert page.evaluate("stayed")


def test_the_big_screen_turns_by_a_key(page, site):
    page.goto(f"{site}{PLAN}screen/2/")
    page.keyboard.press("ArrowRight")
    wait_until(page, "location.pathname.endsWith('/screen/3/')")


def test_folded_parts_are_printed(page, site):
    page.goto(f"{site}{PLAN}")
    assert page.evaluate("!document.querySelector('details.fold').open")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelector('details.fold').open")
