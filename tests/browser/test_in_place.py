"""Links that change a page in place: one of each kind is clicked on every type of page.

htmx reports whatever fails (no target, a failed swap, an answer with an error) in the console, so it is found
with everything else the browser complains of.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN

pytestmark = pytest.mark.browser

# Pages on which marks stand in rows of tables, in items of lists, beside headings and in grids.
MARKED_PAGES = ("", "metrics/", "goals/", "goals/industrial-structure/", "projects/")
OTHER_PAGES = (
    *("projects/industrial-upgrading/", "projects/innovation/", "metrics/high-tech-firms/", "quotes/"),
    *("organisations/", "sources/", "sources/zuoshi-badagongcheng/", "quality/", "changes/", "changes/1/"),
    *("brief/", "../../about/", "../../api/", "../", "../../search/?q=企业"),
)
ALL_PAGES = (*MARKED_PAGES, *OTHER_PAGES)
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
READABLE = 200  # pixels

# Gives the first mark of each kind a name: kinds differ in the elements that are around them.
NAME_MARKS = """() => {
    const kinds = new Map();
    for (const mark of document.querySelectorAll("main .cite[data-hx-get]")) {
        const path = [];
        for (let element = mark.parentElement; element.id !== "page:main"; element = element.parentElement) {
            path.push(element.tagName + "." + element.className);
        }
        if (!kinds.has(path.join())) kinds.set(path.join(), mark);
    }
    document.querySelectorAll("main details:not(.share)").forEach((details) => (details.open = true));
    [...kinds.values()].forEach((mark, number) => (mark.dataset.kind = number));
    return kinds.size;
}"""
# All that a page shows, opened passages aside.
CONTENT = """() => [...document.querySelectorAll("main *")]
    .filter((element) => !element.closest(".evidence, .evidence-row"))
    .map((element) => element.tagName + element.id).join()"""


def open_and_close(page: Page, mark: Locator) -> None:
    """A click opens the passage, legibly and beside all else; the next one closes it."""
    before = page.evaluate(CONTENT)
    mark.click()
    passage = page.locator(".evidence")
    expect(passage).to_have_count(1)
    expect(passage.locator("q").first).to_be_visible()
    expect(mark).to_have_attribute("aria-expanded", "true")
    assert page.evaluate(CONTENT) == before
    box = passage.bounding_box()
    assert box and box["width"] >= READABLE, f"{page.url}: {box}"
    assert box["x"] >= 0
    assert page.viewport_size
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    mark.click()
    expect(passage).to_have_count(0)
    assert page.evaluate(CONTENT) == before


def try_marks(page: Page, address: str) -> int:
    page.goto(address)
    kinds = page.evaluate(NAME_MARKS)
    for number in range(kinds):
        open_and_close(page, page.locator(f"[data-kind='{number}']"))
    return kinds


def test_marks_open_their_passage_beside_all_else(page, site):
    faults = console_faults(page)
    for path in MARKED_PAGES:
        assert try_marks(page, f"{site}{PLAN}{path}"), path
    report_faults(faults)


def test_marks_stay_with_the_filters_around_them(page, site):
    """The table of figures as filters swapped it in still opens passages, and more than one."""
    faults = console_faults(page)
    page.goto(f"{site}{PLAN}metrics/")
    page.locator("[id='page:kind-actual']").click()
    expect(page.locator("[aria-current=true][id='page:kind-actual']")).to_be_visible()
    for number in (0, 1):
        page.locator("tr[id] .cite").nth(number).click()
        expect(page.locator(".evidence")).to_have_count(number + 1)
    page.keyboard.press("Escape")
    expect(page.locator(".evidence, .evidence-row")).to_have_count(0)
    report_faults(faults)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size"), [("", PHONE), ("/en", WIDE)], ids=["zh phone", "en wide"])
def test_every_kind_of_mark_opens_on_every_page(page, site, language, size):
    page.set_viewport_size(size)
    faults = console_faults(page)
    found = sum(try_marks(page, f"{site}{language}{PLAN}{path}") for path in ALL_PAGES)
    assert found > len(MARKED_PAGES)
    report_faults(faults)


@pytest.mark.slow
def test_every_kind_of_filter_swaps_the_results_alone(page, site):
    faults = console_faults(page)
    address = f"{site}{PLAN}metrics/"
    for link in (".facets dd:first-of-type a", ".rows thead a"):
        page.goto(address)
        rows = page.locator(".results > .rows tbody tr").count()
        for number in range(page.locator(link).count()):
            page.evaluate("globalThis.stayed = true")
            page.locator(link).nth(number).click()
            expect(page).not_to_have_url(address)
            assert page.evaluate("globalThis.stayed")
            for part in ("header.head", ".facets", ".results > .rows", ".results > .downloads"):
                expect(page.locator(f"main {part}")).to_have_count(1)
            page.go_back()
            expect(page).to_have_url(address)
            expect(page.locator(".results > .rows tbody tr")).to_have_count(rows)
            expect(page.locator("main [aria-sort], .facets [aria-current]")).to_have_count(0)
    page.goto(f"{address}?kind=target&state=in-question")
    page.locator("[id='page:reset'], .empty .follow").first.click()
    expect(page).to_have_url(address)
    expect(page.locator(".results > .rows")).to_be_visible()
    report_faults(faults)


@pytest.mark.slow
def test_search_while_one_types_leaves_the_page_as_it_is(page, site):
    faults = console_faults(page)
    for path in ALL_PAGES[:-1]:
        page.goto(f"{site}{PLAN}{path}")
        before = page.evaluate(CONTENT)
        field = page.locator("header input[type=search]")
        field.press_sequentially("企业")
        expect(page.locator("header .found")).to_be_visible()
        assert page.evaluate(CONTENT) == before, path
        page.keyboard.press("Escape")
        expect(page.locator("header .found")).to_have_count(0)
    # Esc has emptied the field.
    page.locator("header input[type=search]").fill("企业")
    page.locator("header .find button").click()
    expect(page.locator("main .found mark").first).to_be_visible()
    page.locator("main input[type=search]").fill("工程")
    expect(page.locator("main .found mark").first).to_have_text("工程")
    report_faults(faults)


@pytest.mark.slow
def test_screen_turns_in_place(page, site):
    faults = console_faults(page)
    page.goto(f"{site}{PLAN}screen/")
    page.evaluate("globalThis.stayed = true")
    heading = page.locator("h1").inner_text()
    page.locator("[rel=next]").click()
    expect(page).to_have_url(f"{site}{PLAN}screen/1/")
    page.locator("[rel=prev]").click()
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator("main")).to_have_count(1)
    assert page.evaluate("globalThis.stayed")
    report_faults(faults)
