"""Evidence of a row is moved at the desk: words are selected with the mouse, one key says what they are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import temporary_site
from tests.browser.admin_session import ADMINISTRATOR, PASSWORD, sign_in
from tests.test_reading_into_draft import TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADD_PARK = 'from initiatives.models import Park; Park.objects.create(slug="qingxi", name="清溪高新区")'
SELECT = """(words) => {
  for (const piece of document.querySelectorAll(".place .text [data-at]")) {
    const start = piece.textContent.indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(piece.firstChild, start);
    range.setEnd(piece.firstChild, start + words.length);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
    document.dispatchEvent(new MouseEvent("mouseup"));
    return;
  }
}"""


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    with temporary_site.installation() as variables:
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        temporary_site.manage(variables, "shell", "--command", ADD_PARK)
        with temporary_site.serving(variables) as address:
            yield address


def draft_with_its_source_read_again(page: Page, desk: str) -> None:
    page.goto(f"{desk}/admin/readings/")
    page.locator("[name=pasted]").fill(TEXT)
    page.locator("[name=park]").select_option(label="清溪高新区")
    page.locator("button.default").click()
    page.locator("[value=keep-certain]").click()
    page.locator("[value=draft]").click()
    page.goto(f"{desk}/admin/readings/")
    page.locator("form:has([name=source]) button").click()
    page.locator("[value=keep]").click()


def test_selected_words_become_the_evidence_of_a_row(browser: Browser, desk: str):
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = sign_in(context, desk, ADMINISTRATOR)
        draft_with_its_source_read_again(page, desk)
        page.goto(page.url.partition("?")[0] + "?show=draft")
        page.locator("ol.rows li", has_text="120").locator("a.no").click()
        page.locator("[name=instead]").first.check()
        page.evaluate("document.activeElement.blur()")
        page.evaluate(SELECT, "高新技术企业120家")
        expect(page.locator("#words")).to_have_value("高新技术企业120家")
        with page.expect_navigation():
            page.keyboard.press("e")
        expect(page.locator(".messagelist .success")).to_contain_text("高新技术企业120家")
        expect(page.locator(".passages q").first).to_have_text("高新技术企业120家")
