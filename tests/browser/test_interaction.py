"""What scripts add: evidence in place, filters without a reload, goals that light up, keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def heard(page: Page):
    """The test fails in the end if the browser complained of anything."""
    found = console_faults(page)
    yield
    report_faults(found)


def stays(page: Page) -> bool:
    """Whether the page has not been loaded anew since `page.evaluate("stayed = true")`."""
    return bool(page.evaluate("globalThis.stayed === true"))


def test_mark_opens_its_passage_in_place_and_closes_it(page, site, heard):
    page.goto(f"{site}{PLAN}projects/industrial-upgrading/")
    measure = page.locator(".steps > li").nth(4)
    mark = measure.locator(".cite").first
    mark.click()
    expect(measure.locator(".evidence q").first).to_be_visible()
    expect(mark).to_have_attribute("aria-expanded", "true")
    mark.click()
    expect(measure.locator(".evidence")).to_have_count(0)
    expect(mark).to_have_attribute("aria-expanded", "false")
    mark.click()
    expect(measure.locator(".evidence")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(measure.locator(".evidence")).to_have_count(0)


def test_opened_passage_leads_to_the_source(page, site, heard):
    page.goto(f"{site}/en{PLAN}quotes/")
    page.locator(".saying .cite").first.click()
    page.locator(".evidence .follow").first.click()
    expect(page.locator(":target")).to_be_visible()


def test_filters_swap_in_place_say_so_and_go_back(page, site, heard):
    page.goto(f"{site}{PLAN}metrics/")
    rows = page.locator(".results > .rows tbody tr")
    every = rows.count()
    page.evaluate("globalThis.stayed = true")
    page.locator("[id='page:kind-expected']").click()
    expect(rows).to_have_count(5)
    assert stays(page)
    expect(page).to_have_url(f"{site}{PLAN}metrics/?kind=expected")
    expect(page.locator("[id='page:live']")).to_have_text("显示5项")
    expect(page.locator("[id='page:kind-expected']")).to_be_focused()
    page.locator("[id='page:sort-value']").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    page.go_back()
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    expect(rows).to_have_count(5)
    page.go_back()
    expect(rows).to_have_count(every)
    expect(page.locator("header.bar")).to_be_visible()


def test_goal_lights_up_its_lines(page, site, heard):
    page.goto(f"{site}/en{PLAN}")
    goal = page.locator(".map-goal").first
    colour = "line => getComputedStyle(line).stroke"
    line, other = (page.locator(".map-goal").nth(number).locator(".line").first for number in (0, 1))
    assert line.evaluate(colour) == other.evaluate(colour)
    goal.hover()
    assert line.evaluate(colour) != other.evaluate(colour)


@pytest.mark.parametrize(("prefix", "most"), [("", 4000), ("/en", 5000)], ids=["zh", "en"])
def test_overview_is_read_on_a_phone_without_end(browser, site, prefix, most):
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{site}{prefix}{PLAN}")
        assert page.evaluate("document.documentElement.scrollHeight") <= most


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_results_stand_on_the_first_screen(browser, site, prefix):
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{site}{prefix}{PLAN}")
        box = page.locator(".cells").first.bounding_box()
        assert box["y"] + box["height"] <= 900
        # The lines begin and end between the two columns.
        columns = [
            page.locator(name).bounding_box() for name in (".map-goals", ".lines >> nth=0", ".map-projects")
        ]
        edges = [(it["x"], it["x"] + it["width"]) for it in columns]
        assert abs(edges[0][1] - edges[1][0]) < 2
        assert abs(edges[1][1] - edges[2][0]) < 2


def test_search_answers_while_one_types(page, site, heard):
    page.goto(f"{site}{PLAN}")
    page.keyboard.press("/")
    expect(page.locator("[id='page:find']")).to_be_focused()
    page.keyboard.type("招商")
    expect(page.locator(".find-results mark").first).to_have_text("招商")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("搜索")
    page.locator("[id='page:find']").fill("30亿元")
    expect(page.locator(".found mark").first).to_have_text("30亿元")


def test_keys_are_listed(page, site, heard):
    page.goto(f"{site}{PLAN}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_permanent_link_copies_the_fact_with_its_source(browser, site):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{site}{PLAN}projects/innovation/")
        page.locator(".card .permalink").first.click()
        expect(page.get_by_role("status")).to_have_text("已复制，含出处")
        expect(page.get_by_role("status")).to_be_in_viewport(ratio=1)
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("高新技术企业数：241家（实际，截至2023年")
        assert copied.endswith(f" {site}{PLAN}metrics/high-tech-firms/#high-tech-firms")
        assert page.url == f"{site}{PLAN}projects/innovation/"


def test_citation_is_selected_where_the_site_may_not_copy(page, site):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"{site}{PLAN}quotes/")
    page.locator(".saying .permalink").first.click()
    assert "§1 ¶6" in page.evaluate("getSelection().toString()")


def test_share_panel_fetches_its_card_when_it_opens_and_moves_nothing(page, site):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{site}{PLAN}quotes/", wait_until="networkidle")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert not [url for url in fetched if "card" in url]
    with page.expect_response(re.compile(r"/card\.png$")):
        page.locator(".share > summary").click()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.keyboard.press("Escape")
    expect(page.locator(".share-panel")).to_be_hidden()


def test_share_panel_copies_the_address_with_its_filters(browser, site):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{site}{PLAN}metrics/?kind=target")
        page.locator(".share > summary").click()
        page.locator("[data-share-copy]").click()
        expect(page.locator("[data-share-copy]")).to_have_text(re.compile("已复制|Copied"))
        assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_language_switch_keeps_the_page(page, site, heard):
    page.goto(f"{site}{PLAN}projects/construction/")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{site}/en{PLAN}projects/construction/")
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{site}{PLAN}projects/construction/")


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_slogan_is_seen_in_the_rows_of_goals_on_a_tablet(page, site, prefix):
    """One goal, two and three: each group is one row."""
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(f"{site}{prefix}{PLAN}goals/")
    tops = "groups => groups.map(it => new Set([...it.children].map(one => one.offsetTop)).size)"
    assert page.locator(".tiles").evaluate_all(tops) == [1, 1, 1]


@pytest.mark.parametrize("path", ["", "metrics/", "projects/", "quotes/"])
def test_marks_are_large_enough_for_a_finger(page, site, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{PLAN}{path}")
    heights = "marks => marks.filter(it => it.offsetParent).map(it => it.getBoundingClientRect().height)"
    assert min(page.locator("main a.cite").evaluate_all(heights)) >= 24
