"""Another site frames a figure, a metric or a project, as a browser allows it; and no other page."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALL = [
    f"{PLAN}figures/high-tech-firms/embed/",
    f"{PLAN}metrics/output-tier-firms/embed/",
    f"{PLAN}projects/development-environment/embed/",
]


@pytest.fixture
def framing(site) -> Iterator[Callable[[str], str]]:
    """A function from an address of the site to that of a page elsewhere that has it in a frame."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = f'<iframe src="{site}{self.path}" title="x" width="480" height="500"></iframe>'
            body = f"<!doctype html><html lang=en><link rel=icon href=data:,><title>x</title>{frame}</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield lambda path: f"http://localhost:{server.server_port}{path}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_other_site_shows_a_small_page(page: Page, framing, prefix):
    said = console_faults(page)
    for path in SMALL:
        page.goto(framing(prefix + path))
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1 a")).to_be_visible()
        expect(frame.locator(".sources .cite").first).to_be_visible()
        # In the house's dress: its style sheets have come along.
        assert frame.locator("body").evaluate("body => getComputedStyle(body).borderTopWidth") == "3px"
    report_faults(said)


def test_small_page_is_still_shown_when_the_browser_asks_for_it_again(page: Page, framing):
    page.goto(framing(SMALL[0]))
    for _ in range(2):
        page.reload()
        expect(page.frame_locator("iframe").locator("h1 a")).to_be_visible()


def test_whole_page_opens_beside_the_other_site(page: Page, framing, site):
    page.goto(framing(SMALL[2]))
    with page.expect_popup() as opened:
        page.frame_locator("iframe").locator("footer .follow").click()
    assert opened.value.url == f"{site}{PLAN}projects/development-environment/"
    assert opened.value.evaluate("window.opener") is None


@pytest.mark.parametrize("path", [PLAN, f"{PLAN}metrics/output-tier-firms/", "/admin/login/"])
def test_no_other_page_can_be_framed(page: Page, framing, path):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(framing(path))
    page.wait_for_timeout(200)
    assert page.frames[1].url.startswith("chrome-error:")
    assert any("frame-ancestors" in text for text in said), said


@pytest.mark.parametrize("width", [320, 640])
def test_small_page_fits_narrow_frames(browser: Browser, site, width):
    with browser.new_context(viewport={"width": width, "height": 500}) as context:
        page = context.new_page()
        for path in [*SMALL, *(f"/en{path}" for path in SMALL)]:
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_head_for_programs_is_no_script_to_the_browser(page: Page, site):
    said = console_faults(page)
    page.goto(f"{site}{PLAN}metrics/")
    data = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(data or "")["@context"] == "https://schema.org"
    report_faults(said)
