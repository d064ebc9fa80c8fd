"""The big screen by keys, clickers and fingers, at the sizes halls have; the brief on paper."""

import re
import shutil
import subprocess

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_faults import console_faults
from tests.browser.served_pages import PLAN
from tests.required_tools import require_tool

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COVER = f"{PLAN}screen/"
SLIDES = [COVER, *(f"{COVER}{number}/" for number in range(1, 13))]
PROJECTS = {
    "": """党建引领聚力工程
        产业升级提质工程
        招商引资提效工程
        项目建设提速工程
        科技创新提能工程
        要素保障提升工程
        公司转型提级工程
        发展环境提标工程""",
    "/en": """Party-building leadership and cohesion
        Industrial upgrading and quality
        Investment promotion effectiveness
        Construction acceleration
        Technological innovation capability
        Production-factor supply improvement
        Company transformation and step-up
        Development environment standards""",
}
# The smallest text a slide shows, and how far anything reaches out of its window.
MEASURE = """() => {
  const speaks = (node) => node.nodeType === 3 && node.data.trim();
  const shown = [...document.querySelectorAll('main *')].filter((element) => element.offsetParent
    && !element.closest('.unseen') && [...element.childNodes].some(speaks));
  const boxes = shown.map((element) => element.getBoundingClientRect());
  return {
    text: Math.min(...shown.map((element) => parseFloat(getComputedStyle(element).fontSize))),
    left: Math.min(...boxes.map((box) => box.left)) / innerWidth,
    right: 1 - Math.max(...boxes.map((box) => box.right)) / innerWidth,
    top: Math.min(...boxes.map((box) => box.top)) / innerHeight,
    bottom: 1 - Math.max(...boxes.map((box) => box.bottom)) / innerHeight,
    wide: document.documentElement.scrollWidth - innerWidth,
    high: document.documentElement.scrollHeight - innerHeight,
  };
}"""

TOUCH = """([name, clientX, clientY]) => {
  const touch = new Touch({ identifier: 1, target: document.body, clientX, clientY });
  const touches = name === 'touchstart' ? [touch] : [];
  dispatchEvent(new TouchEvent(name, { touches, changedTouches: [touch] }));
}"""


def slide(number: int) -> re.Pattern[str]:
    return re.compile(f"{COVER}{number}/$" if number else f"{COVER}$")


def test_keys_turn_the_pages_without_leaving_the_document(page: Page, site):
    said = console_faults(page)
    page.goto(site + COVER)
    page.evaluate("window.same = true")
    for key, number in [
        *(("ArrowRight", 1), ("PageDown", 2), ("Space", 3), ("ArrowDown", 4)),
        *(("ArrowLeft", 3), ("PageUp", 2), ("ArrowUp", 1), ("End", 12), ("ArrowRight", 12)),
        *(("Home", 0), ("ArrowLeft", 0), ("ArrowRight", 1)),
    ]:
        page.keyboard.press(key)
        expect(page).to_have_url(slide(number))
        expect(page.locator("main .place")).to_contain_text(f"{number:02d} / 12")
    expect(page.locator("main h1")).to_have_count(1)
    assert page.evaluate("window.same")
    expect(page.get_by_role("status")).to_have_text(page.title())
    assert said == []


def test_title_follows_the_slide(page: Page, site):
    page.goto(f"{site}/en{SLIDES[2]}")
    expect(page).to_have_title(re.compile("Party-building leadership and cohesion"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("Industrial upgrading and quality"))


@pytest.mark.parametrize(("number", "home"), [(0, ""), (1, "goals/"), (10, "metrics/"), (12, "sources/")])
def test_escape_returns_to_the_same_in_the_normal_view(page: Page, site, number, home):
    page.goto(site + SLIDES[number])
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{site}{PLAN}{home}")


def test_keys_with_a_modifier_are_the_browsers_own(page: Page, site):
    page.goto(site + COVER)
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Alt+ArrowDown")
    expect(page).to_have_url(slide(0))


def test_tab_reaches_the_links_and_enter_keeps_turning(page: Page, site):
    page.goto(site + COVER)
    page.locator("a[rel=next]").focus()
    for number in (1, 2, 3):
        page.keyboard.press("Enter")
        expect(page).to_have_url(slide(number))
        expect(page.locator("a[rel=next]")).to_be_focused()


def test_swipe_turns_the_page(browser: Browser, site):
    with browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(site + COVER)

        def swipe(*ends: tuple[int, int]) -> None:
            for name, (x, y) in zip(("touchstart", "touchend"), ends, strict=True):
                page.evaluate(TOUCH, [name, x, y])

        swipe((300, 400), (100, 420))
        expect(page).to_have_url(slide(1))
        swipe((300, 400), (280, 100))
        expect(page).to_have_url(slide(1))
        swipe((100, 400), (300, 420))
        expect(page).to_have_url(slide(0))


def test_slides_turn_by_themselves_and_keep_doing_so(page: Page, site):
    page.goto(f"{site}{SLIDES[11]}?every=5")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{site}{SLIDES[12]}?every=5")
    expect(page).to_have_url(f"{site}{COVER}?every=5", timeout=15_000)
    expect(page).to_have_url(f"{site}{SLIDES[1]}?every=5", timeout=15_000)


def test_links_turn_the_pages_without_scripts(browser: Browser, site):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + COVER)
        for number in range(1, 13):
            page.locator("a[rel=next]").click()
            expect(page).to_have_url(slide(number))
        expect(page.locator("a[rel=next]")).to_have_count(0)
        expect(page.get_by_role("button")).to_have_count(0)
        page.locator("a[rel=prev]").click()
        expect(page).to_have_url(slide(11))


@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
@pytest.mark.parametrize("width", [1920, 3840])
def test_hall_reads_every_slide_whole(page: Page, site, language, width):
    page.set_viewport_size({"width": width, "height": width * 9 // 16})
    for path in SLIDES:
        page.goto(site + language + path)
        found = page.evaluate(MEASURE)
        assert found["text"] >= 24 * width / 1920, (path, found)
        assert min(found["left"], found["right"], found["top"], found["bottom"]) >= 0.04, (path, found)
        assert max(found["wide"], found["high"]) <= 0, (path, found)


@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
def test_phone_reads_slides_without_sideways_scroll(page: Page, site, language):
    page.set_viewport_size({"width": 320, "height": 640})
    for path in SLIDES:
        page.goto(site + language + path)
        found = page.evaluate(MEASURE)
        assert found["wide"] <= 0, (path, found)
        assert found["text"] >= 14, (path, found)


@pytest.mark.parametrize("language", PROJECTS, ids=["zh", "en"])
def test_full_brief_fills_its_pages(page: Page, site, language, tmp_path):
    pdftotext = shutil.which("pdftotext")
    require_tool(pdftotext, "pdftotext", "install it (Debian: apt install poppler-utils).")
    page.goto(f"{site}{language}{PLAN}brief/full/")
    page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    command = [str(pdftotext), "-layout", str(tmp_path / "brief.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    pages = text.split("\f")[:-1]
    assert 12 <= len(pages) <= 19
    # A page with hardly a line on it is paper wasted; the last may end early.
    assert min(len(re.findall(r"\S+", content)) for content in pages[:-1]) > 20
    words = "".join(text.split())
    for title in PROJECTS[language].splitlines():
        assert "".join(title.split()) in words, title
    assert all(
        f"{number}/{len(pages)}" in "".join(content.split()) for number, content in enumerate(pages, 1)
    )


def test_tables_stay_tables_on_paper(page: Page, site):
    page.set_viewport_size({"width": 680, "height": 1000})
    page.goto(f"{site}{PLAN}metrics/")
    page.emulate_media(media="print")
    display = "getComputedStyle(document.querySelector('.rows tbody td')).display"
    assert page.evaluate(display) == "table-cell"
