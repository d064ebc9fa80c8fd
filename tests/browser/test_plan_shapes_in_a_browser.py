"""Plans of other shapes than the shipped one fit their pages, on phones and on desks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.page_faults import axe_violations, report_faults
from tests.browser.served_pages import fetch
from tests.plan_shapes import SHAPES, address
from tests.shape_site import shape_site

pytestmark = pytest.mark.slow

PAGES = ("", "goals/", "projects/", "metrics/", "quotes/", "quality/", "brief/")
WIDER = """() => {
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide <= 0) return "";
    const over = [...document.querySelectorAll("main *")].filter(one => {
        for (let up = one.parentElement; up; up = up.parentElement)
            if (getComputedStyle(up).overflowX !== "visible") return false;
        return one.getBoundingClientRect().right > window.innerWidth + 1;
    });
    const named = over.slice(0, 3).map(one => one.outerHTML.slice(0, 90)).join(" | ");
    return `${wide} px wider than the window: ${named}`;
}"""


@pytest.fixture(scope="module")
def shapes(prepared) -> Iterator[str]:
    with shape_site(prepared) as site:
        yield site


def first_below(site: str, path: str) -> str:
    """The first page below a list that the list links to; "" if there is none."""
    links = (link for link, _ in fetch(site, path).links)
    return next((link for link in links if link.startswith(path) and link != path and "." not in link), "")


@pytest.mark.parametrize("shape", SHAPES)
def test_no_page_is_wider_than_its_window(shape: str, shapes: str, browser: Browser) -> None:
    found = []
    with browser.new_context() as context:
        page = context.new_page()
        for start in (address(shape), f"/en{address(shape)}"):
            first = [first_below(shapes, f"{start}{kind}/") for kind in ("goals", "projects")]
            for path in [*(start + name for name in PAGES), *filter(None, first)]:
                page.goto(shapes + path)
                for width in (1440, 390):
                    page.set_viewport_size({"width": width, "height": 900})
                    if wide := page.evaluate(WIDER):
                        found.append((f"{path} at {width}", wide))
    report_faults(found)


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_no_violation(shape: str, shapes: str, browser: Browser) -> None:
    found = []
    start = address(shape)
    first = [first_below(shapes, f"{start}{kind}/") for kind in ("goals", "projects")]
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        for path in [*(start + name for name in (*PAGES, "screen/")), *filter(None, first)]:
            page.goto(shapes + path)
            found += axe_violations(page)
    report_faults(found)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_link_of_the_overview_leads_somewhere(shape: str, shapes: str) -> None:
    """Without scripts too, since links are all that is followed."""
    links = dict.fromkeys(fetch(shapes, address(shape)).links)
    pages = {path: fetch(shapes, path) for path in dict.fromkeys(path for path, _ in links)}
    report_faults((path, str(answer.status)) for path, answer in pages.items() if answer.status != 200)
    report_faults((path, f"has no #{part}") for path, part in links if part and part not in pages[path].ids)
