"""The big screen by keys, clickers and fingers, at the sizes halls have; the brief on paper."""

import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, expect

from initiatives.models import Edition
from initiatives.pages.screen import slides_of
from tests.browser.page_faults import console_faults
from tests.browser.served_pages import PLAN
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_passage,
    make_project,
    make_quote,
    make_remark,
    make_source,
    make_statement,
)
from tests.required_tools import require_tool

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COVER = f"{PLAN}screen/"
SLIDES = [COVER, *(f"{COVER}{number}/" for number in range(1, 15))]
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
        *(("ArrowLeft", 3), ("PageUp", 2), ("ArrowUp", 1), ("End", 14), ("ArrowRight", 14)),
        *(("Home", 0), ("ArrowLeft", 0), ("ArrowRight", 1)),
    ]:
        page.keyboard.press(key)
        expect(page).to_have_url(slide(number))
        expect(page.locator("main .place")).to_contain_text(f"第{number + 1}页，共15页")
    expect(page.locator("main h1")).to_have_count(1)
    assert page.evaluate("window.same")
    expect(page.get_by_role("status")).to_have_text(page.title())
    assert said == []


def test_title_follows_the_slide(page: Page, site):
    page.goto(f"{site}/en{SLIDES[2]}")
    expect(page).to_have_title(re.compile("Party-building leadership and cohesion"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("Industrial upgrading and quality"))


@pytest.mark.parametrize(
    ("number", "home"), [(0, ""), (1, "goals/"), (10, "metrics/"), (12, "quality/"), (14, "sources/")]
)
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
    page.goto(f"{site}{SLIDES[13]}?every=5")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{site}{SLIDES[14]}?every=5")
    expect(page).to_have_url(f"{site}{COVER}?every=5", timeout=15_000)
    expect(page).to_have_url(f"{site}{SLIDES[1]}?every=5", timeout=15_000)


def test_links_turn_the_pages_without_scripts(browser: Browser, site):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + COVER)
        for number in range(1, 15):
            page.locator("a[rel=next]").click()
            expect(page).to_have_url(slide(number))
        expect(page.locator("a[rel=next]")).to_have_count(0)
        expect(page.get_by_role("button")).to_have_count(0)
        page.locator("a[rel=prev]").click()
        expect(page).to_have_url(slide(13))


@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
@pytest.mark.parametrize("width", [1280, 1920, 3840])
def test_hall_reads_every_slide_whole(page: Page, site, language, width):
    page.set_viewport_size({"width": width, "height": width * 9 // 16})
    for path in SLIDES:
        page.goto(site + language + path)
        found = page.evaluate(MEASURE)
        assert found["text"] >= 24 * width / 1920, (path, found)
        assert min(found["left"], found["right"], found["top"], found["bottom"]) >= 0.04, (path, found)
        assert max(found["wide"], found["high"]) <= 0, (path, found)


def extreme_edition(kind: str) -> Edition:
    """A plan that has too much of something."""
    edition = make_edition(read_whole_on="2024-01-05", title="很长的标题，" * 30, title_en="")
    text = {"long": "全面推进园区基础设施更新改造，" * 8, "many": "走访企业，解决难题"}[kind]
    english = {"long": "Renew the roads and pipes of the park " * 3, "many": "Visit companies"}[kind]
    source = make_source(edition, title=text, title_en=english)
    places = [make_passage(source) for _ in range(4)]
    goals = [
        make_goal(edition, title=text, title_en=english, order=n) for n in range(1 if kind == "long" else 40)
    ]
    for number in range(1, 3 if kind == "long" else 13):
        project = make_project(
            edition, number=number * 9, title=text, title_en=english, theme="", drive="", summary=text * 5
        )
        make_contribution(goals[0], project)
        for order in range(0 if number == 2 else 40):
            step = {"title": text, "title_en": english, "due": "2024", "cadence": "monthly"}
            make_measure(project, order=order, **step).passages.add(places[order % 4])
        for order in range(6):
            named = make_metric(name=text, name_en=english)
            made = make_figure(
                edition, metric=named, project=project, scope=text, featured=True, value="123456789"
            )
            make_remark(edition, kind="contradiction", content=text * 4).figures.add(made)
            unknown = {"kind": "target", "availability": "not-stated", "value": None}
            make_figure(edition, metric=named, project=project, scope=text[:20], order=order, **unknown)
        make_quote(edition, project=project, content=text)
        make_statement(edition, project=project, kind="shortfall", content=text)
        make_statement(edition, project=project, kind="achievement", content=text)
    return edition


def serve_from_tests(page: Page, client) -> None:
    """Answer the browser's requests with the test client, so that it sees the test's own plan."""

    def answer(route):
        path = urlsplit(route.request.url).path
        name = path.removeprefix("/static/")
        found = finders.find(re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name)) if name != path else None
        if found:
            route.fulfill(path=found)
        else:
            response = client.get(path)
            route.fulfill(status=response.status_code, body=response.content, content_type="text/html")

    page.route("**/*", answer)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
@pytest.mark.parametrize("kind", ["long", "many"])
def test_hall_reads_slides_of_any_plan_whole(page: Page, client, kind, language):
    edition = extreme_edition(kind)
    page.set_viewport_size({"width": 1280, "height": 720})
    serve_from_tests(page, client)
    slides, shown = slides_of(edition), set()
    for number, made in enumerate(slides):
        if (made.kind, number % 2) in shown:
            continue
        shown.add((made.kind, number % 2))
        path = edition.url("slide", number) if number else edition.url("screen")
        page.goto(f"http://hall.test{language}{path}")
        found = page.evaluate(MEASURE)
        assert max(found["wide"], found["high"]) <= 0, (path, made.kind, found)


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
