"""The copied site, opened as files without a network: the same reading, search and big screen."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import temporary_site
from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN
from tests.built_once import built_once
from tests.exported_folder import broken_links, files
from tests.searched_phrases import SPELLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME_OF_FOLDER = "优盘 #1 (50%)"
LANGUAGES = {"zh": "", "en": "en/"}
SCREEN = f"{PLAN.strip('/')}/screen/"
SEARCHES = [
    *("招商", "企业", "工程 目标", "project", "PARK,", "zzzz", "(", "，", "２４１"),
    *("30亿元", "30 亿元", "三十亿元", "三百二", "两个确保"),
]


@pytest.fixture(scope="session")
def folder(prepared, tmp_path_factory) -> Path:
    """The shipped plan, exported to a place with a difficult name; only read."""

    def export(usb_stick: Path) -> None:
        with temporary_site.installation(prepared) as variables:
            temporary_site.manage(variables, "export_site", str(usb_stick / NAME_OF_FOLDER))

    return built_once(tmp_path_factory, "usb-stick", export) / NAME_OF_FOLDER


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A window on a machine without network; the test fails if a page asks for something there."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}, offline=True) as context:
        page, asked = context.new_page(), []
        said = console_faults(page)
        context.on("request", lambda request: asked.append(("", request.url)))
        yield page
        report_faults(said)
        report_faults((address, url) for address, url in asked if not url.startswith(("file:", "data:")))


def start(folder: Path, file: str) -> str:
    return f"file://{quote(str(folder))}/{file}"


def follow(page: Page, part: str, kind: str) -> None:
    """Click the first link in a part of the page that leads to one thing of a kind, or to all of them."""
    links = page.locator(f"{part} a:visible:not(.cite)[href]")
    # An address can be reached before its page is there.
    page.wait_for_load_state()
    targets = links.evaluate_all("links => links.map((link) => link.href)")
    here = page.url.partition("#")[0]
    place = next(n for n, url in enumerate(targets) if f"/{kind}/" in url and not url.startswith(here))
    links.nth(place).click()
    expect(page).to_have_url(targets[place])
    expect(page.locator("h1")).to_be_visible()


def test_no_link_of_the_shipped_plan_is_broken(folder):
    assert broken_links(folder) == []


def test_every_page_opens_in_peace(folder, offline):
    pages = [name for name in files(folder) if name.endswith("/index.html")]
    states = [name for name in files(folder) if name.endswith(".html") and name not in pages]
    assert len(pages) > 100 and len(states) > 50
    for name in [*pages, *states[::40]]:
        offline.goto(start(folder, name))
        expect(offline.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_plan_is_read_to_the_end(folder, offline, language):
    offline.goto(start(folder, f"{language}index.html"))
    expect(offline).to_have_url(start(folder, f"{language}{PLAN[1:]}index.html"))
    for part, kind in [
        *(("main", "goals"), ("main", "projects"), ("nav", "metrics"), ("main", "metrics")),
        *(("main", "projects"), ("nav", "quotes"), ("nav", "sources"), ("main", "sources")),
    ]:
        follow(offline, part, kind)


def test_evidence_leads_to_its_passage(folder, offline):
    offline.goto(start(folder, f"{PLAN[1:]}quotes/index.html"))
    mark = offline.locator("main a.cite").first
    key = str(mark.get_attribute("href")).partition("#")[2]
    mark.click()
    expect(offline.locator(":target")).to_have_attribute("id", key)
    expect(offline.locator(":target")).to_be_in_viewport(ratio=1)


def test_other_language_is_the_same_page(folder, offline):
    offline.goto(start(folder, f"{PLAN[1:]}projects/innovation/index.html"))
    offline.locator("a[hreflang=en]").click()
    expect(offline).to_have_url(start(folder, f"en{PLAN}projects/innovation/index.html"))
    offline.locator("a[hreflang=zh-Hans]").click()
    expect(offline).to_have_url(start(folder, f"{PLAN[1:]}projects/innovation/index.html"))


def test_filters_and_orders_are_pages(folder, offline):
    offline.goto(start(folder, f"en{PLAN}metrics/index.html"))
    rows = offline.locator(".results > .rows tbody tr")
    every = rows.count()
    offline.locator("[id='page:kind-expected']").click()
    expect(rows).to_have_count(5)
    assert offline.locator("[id='page:period-2024']").get_attribute("href") is None
    expect(offline.get_by_text("one thing at a time")).to_be_visible()
    assert offline.locator("[id='page:sort-value']").get_attribute("href") is None
    offline.locator("[id='page:reset']").click()
    expect(rows).to_have_count(every)
    offline.locator("[id='page:sort-value']").click()
    expect(offline.locator("th[aria-sort=ascending]")).to_have_count(1)
    offline.locator("[id='page:sort-value']").click()
    expect(offline.locator("th[aria-sort=descending]")).to_have_count(1)
    offline.locator("[id='page:kind-expected']").click()
    expect(rows).to_have_count(5)


def test_big_screen_turns_by_its_keys(folder, offline):
    offline.goto(start(folder, f"{SCREEN}index.html"))
    for key, number in [
        *(("ArrowRight", 1), ("PageDown", 2), ("Space", 3), ("ArrowLeft", 2), ("PageUp", 1)),
        *(("End", 14), ("ArrowRight", 14), ("Home", 0), ("ArrowRight", 1)),
    ]:
        offline.wait_for_load_state()
        offline.keyboard.press(key)
        expect(offline.locator("main .place")).to_contain_text(f"第{number + 1}页，共15页")
    offline.keyboard.press("Escape")
    expect(offline).to_have_url(start(folder, f"{PLAN[1:]}goals/index.html"))


def test_big_screen_turns_by_itself(folder, offline):
    offline.goto(start(folder, f"{SCREEN}index.html"))
    offline.locator("a[href^='every-20-']").click()
    refresh = str(offline.locator("meta[http-equiv=refresh]").get_attribute("content"))
    seconds, link = refresh.split("; url=")
    assert seconds == "20"
    assert (folder / SCREEN / link).resolve().is_file()
    offline.wait_for_load_state()
    offline.keyboard.press("End")
    last = offline.locator("meta[http-equiv=refresh]")
    expect(last).to_have_attribute("content", re.compile(r"url=\.\./every-20-"))


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_search_finds_what_the_site_finds(folder, offline, browser, site, language):
    offline.goto(start(folder, f"{language}search/index.html"))
    # The site shows ten places of a kind, and where the others are.
    both = "!node.querySelector('.follow') && ![...node.parentNode.children].slice(10).includes(node)"
    nodes = f"[...found.querySelectorAll('p, h2, li')].filter((node) => {both})"
    lines = f"found => {nodes}.map((node) => node.innerText.trim())"
    links = f"""found => {nodes}.flatMap((node) => [...node.querySelectorAll('a')]).map(
        (node) => (node.href.split('/yuhua/')[1] ?? '').replace('index.html', ''))"""
    marks = f"""found => {nodes}.flatMap((node) => [...node.querySelectorAll('mark')]).map(
        (node) => node.innerText)"""
    with browser.new_context() as context:
        live = context.new_page()
        for words in SEARCHES:
            live.goto(f"{site}/{language}search/?q={quote(words)}")
            offline.locator("input[type=search]").fill(words)
            offline.keyboard.press("Enter")
            for told in (lines, links, marks):
                here, there = (page.locator(".found").evaluate(told) for page in (offline, live))
                assert here == there, words


def from_a_word(text: str, start: int) -> str:
    """The rest of a text from a place on, or from the next Latin word: these are found by beginnings."""
    inside = re.match(r"[a-zA-Z0-9]*", text[start:]) if text[:start][-1:].isalnum() else None
    return text[start + (len(inside[0]) if inside else 0) :]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_phrase_finds_its_entry(folder, offline, language):
    """A phrase of every text in the index, in one width or case after the other."""
    offline.goto(start(folder, f"{language}search/index.html"))
    entries = offline.evaluate(
        "parkplan.kinds.flatMap(([, entries]) =>"
        " entries.map(([, link, shown, names, texts]) =>"
        " [link, [...names, ...texts].map((line) => shown[line] ?? line)]))"
    )
    asked = [
        (link, SPELLED[number % len(SPELLED)](from_a_word(text, len(text) // 3)[:20]))
        for number, (link, texts) in enumerate(entries)
        for text in texts
    ]
    asked = [(link, phrase) for link, phrase in asked if phrase.strip()]
    assert len(asked) > 400
    lost = offline.evaluate(
        """asked => {
          const field = document.getElementById("page:find");
          return asked.filter(([link, phrase]) => {
            field.value = phrase;
            field.dispatchEvent(new Event("input"));
            const links = [...document.querySelectorAll(".found a")].map((one) => one.getAttribute("href"));
            return !links.includes(link) && !document.querySelector(".found").textContent.includes("50+");
          });
        }""",
        asked,
    )
    assert lost == []


def test_search_begins_on_any_page(folder, offline):
    offline.goto(start(folder, f"{PLAN[1:]}index.html"))
    offline.keyboard.press("/")
    offline.keyboard.type("招商")
    offline.keyboard.press("Enter")
    expect(offline.locator("h1")).to_have_text("搜索")
    expect(offline.locator(".found mark").first).to_have_text("招商")
    offline.locator(".found a").nth(2).click()
    expect(offline.locator("h1")).to_be_visible()
    assert PLAN in offline.url


def test_citation_names_no_file_of_this_machine(folder, browser):
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"], offline=True) as context:
        page = context.new_page()
        page.goto(start(folder, f"{PLAN[1:]}projects/innovation/index.html"))
        page.locator(".card .permalink").first.click()
        expect(page.locator(".toast")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("高新技术企业数：241家")
        assert "file:" not in copied


def test_folder_is_read_without_scripts(folder, browser):
    with browser.new_context(java_script_enabled=False, offline=True) as context:
        page = context.new_page()
        page.goto(start(folder, "index.html"))
        expect(page).to_have_url(start(folder, f"{PLAN[1:]}index.html"))
        follow(page, "nav", "projects")
        follow(page, "main", "projects")
        page.goto(start(folder, "search/index.html"))
        expect(page.locator("noscript")).to_be_visible()


def test_any_web_server_serves_the_folder(folder, page):
    port = temporary_site.free_port()
    command = [
        sys.executable,
        "-m",
        "http.server",
        str(port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            assert temporary_site.answers(f"http://127.0.0.1:{port}/", server)
            said = console_faults(page)
            page.goto(f"http://127.0.0.1:{port}/")
            expect(page).to_have_url(f"http://127.0.0.1:{port}{PLAN}index.html")
            for part, kind in [
                ("main", "goals"),
                ("main", "projects"),
                ("nav", "metrics"),
                ("main", "metrics"),
            ]:
                follow(page, part, kind)
            page.goto(f"http://127.0.0.1:{port}/en/search/?q=30亿元")
            expect(page.locator(".found mark").first).to_have_text("30亿元")
            report_faults(said)
        finally:
            server.terminate()
