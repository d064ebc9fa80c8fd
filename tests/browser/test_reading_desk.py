"""From an article to a published plan of an invented park, by keyboard; interactions are counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import temporary_site
from tests.browser.admin_session import ADMINISTRATOR, PASSWORD, press, sign_in
from tests.test_reading_into_draft import TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADD_PARK = 'from initiatives.models import Park; Park.objects.create(slug="qingxi", name="清溪高新区")'
# Of some twenty facts; typing them takes some hundreds.
MOST_DECISIONS = 20


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    with temporary_site.installation() as variables:
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        temporary_site.manage(variables, "shell", "--command", ADD_PARK)
        with temporary_site.serving(variables) as address:
            yield address


def decide_about_the_rest(page: Page) -> int:
    """Confirm with Enter what the form lets through, choose where it asks, reject the rest; how many."""
    decisions = 0
    while page.locator(".place .list li.now:not(.was)").count():
        choice = page.locator("[data-choice]").first
        complete = page.evaluate("document.getElementById('current').checkValidity()")
        with page.expect_navigation():
            page.keyboard.press("1" if choice.count() else "Enter" if complete else "x")
        decisions += 1
    return decisions


def test_article_becomes_a_published_plan(browser: Browser, desk: str, tmp_path: Path):
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="gbk")
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = sign_in(context, desk, ADMINISTRATOR)
        page.locator("#content a[href$='/admin/readings/']").click()
        page.locator("[name=file]").set_input_files(article)
        page.locator("[name=park]").select_option(label="清溪高新区")
        page.locator("button.default").click()
        page.locator("[value=keep-certain]").click()
        page.goto(page.url.replace("summary/", "?show=open"))
        decisions = decide_about_the_rest(page)
        print(f"{decisions} decisions, no field typed")
        assert decisions <= MOST_DECISIONS
        page.locator(".bar a.button").click()
        page.locator("[value=draft]").click()
        expect(page.locator(".messagelist .success")).to_be_visible()
        press(page, "发布…")
        page.locator("[name=note]").fill("首次发布。")
        page.locator("#content-main button.default, #content-main input.default").first.click()
        page.goto(f"{desk}/qingxi/2024/metrics/")
        expect(page.get_by_text("高新技术企业数").first).to_be_visible()
        expect(page.get_by_text("120").first).to_be_visible()
