"""A reader finds the way without scripts: by links, by keyboard, in either language, on paper."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_faults import report_faults
from tests.browser.served_pages import PLAN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The focused element, if something fixed or sticky that it does not belong to lies over its middle.
COVERED = """() => {
    const focused = document.activeElement;
    if (focused === document.body) return "";
    const box = focused.getClientRects()[0];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const seen = focused.contains(top) || top?.contains(focused);
    return seen ? "" : `focus is hidden: ${focused.outerHTML} under ${top?.outerHTML.slice(0, 60)}`;
}"""


@pytest.fixture(params=["", "/en"], ids=["zh", "en"])
def start(request, site):
    """The address of the plan's overview in each language."""
    return f"{site}{request.param}{PLAN}"


@pytest.fixture
def plain(browser: Browser):
    """A window in which no script runs."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


def follow(page: Page, part: str, kind: str) -> None:
    """Click the first link in a part of the page that leads to one thing of a kind, or to all of them."""
    link = page.locator(f'{part} a:visible[href*="/{kind}/"]:not(.cite)').first
    target = str(link.get_attribute("href")).partition("#")[0]
    link.click()
    expect(page).to_have_url(re.compile(re.escape(target)))
    expect(page.locator("h1")).to_be_visible()


def test_plan_is_read_to_the_end_without_scripts(plain, start):
    plain.goto(start)
    follow(plain, "main", "goals")
    follow(plain, "main", "projects")
    follow(plain, "nav", "metrics")
    follow(plain, "main", "metrics")
    follow(plain, "main", "projects")
    follow(plain, "nav", "quotes")
    expect(plain.locator("blockquote").first).to_be_visible()
    follow(plain, "nav", "sources")
    follow(plain, "main", "sources")


def test_evidence_leads_to_its_passage(plain, start):
    plain.goto(f"{start}quotes/")
    mark = plain.locator('main a.cite[href*="#"]').first
    key = str(mark.get_attribute("href")).partition("#")[2]
    mark.click()
    passage = plain.locator(":target")
    expect(passage).to_have_attribute("id", key)
    expect(passage).to_be_in_viewport(ratio=1)
    assert passage.bounding_box()["y"] >= plain.get_by_role("banner").bounding_box()["height"]


@pytest.mark.parametrize("part", ["goals", "projects", "metrics", "quotes", "sources"])
def test_other_language_is_the_same_page(plain, site, part):
    plain.goto(site + PLAN)
    follow(plain, "nav", part)
    if plain.locator(f'main a[href*="/{part}/"]:not(.cite)').count():
        follow(plain, "main", part)
    path = urlsplit(plain.url).path
    plain.locator("a[hreflang=en]").click()
    expect(plain).to_have_url(f"{site}/en{path}")
    plain.locator("a[hreflang=zh-Hans]").click()
    expect(plain).to_have_url(site + path)


def test_first_tab_skips_to_the_content(page, start):
    page.goto(start)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#page:main")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)
    expect(page.locator("main :focus")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_focus_is_never_under_a_bar(page, site, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{site}/en{PLAN}")
    covered = []
    for _ in range(page.locator("a, button, input, summary, [tabindex]").count()):
        page.keyboard.press("Tab")
        covered += [(PLAN, focused) for focused in [page.evaluate(COVERED)] if focused]
    report_faults(covered)


def test_paper_carries_the_content_alone(page, start):
    page.goto(start)
    expect(page.get_by_role("navigation").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("contentinfo").get_by_role("link")).to_have_count(0)
    expect(page.locator("a.skip")).to_be_hidden()
    expect(page.locator("a[hreflang]")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
