"""From an article to a published plan, by keyboard and without scripts; what people have to do is counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts import temporary_site
from scripts.read_score import SHIPPED_ARTICLE
from tests.browser.admin_session import ADMINISTRATOR, PASSWORD, press, sign_in
from tests.browser.page_faults import axe_violations, console_faults, report_faults
from tests.browser.test_accessibility import SIDEWAYS, WIDEST
from tests.test_reading_into_draft import TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARKS = {
    **{"qingxi": "清溪高新区", "linjiang": "临江高新区", "zuoshi": "左市高新区", "binhai": "滨海高新区"},
    **{"dongling": "东岭高新区", "beishi": "北石高新区"},
}
ADD_PARKS = f"""from initiatives.models import Park
for slug, name in {PARKS}.items(): Park.objects.create(slug=slug, name=name)"""
# Of some twenty facts; typing them takes some hundreds.
MOST_DECISIONS = 20
# Of the shipped article, after one upload and one confirmation.
MOST_DECISIONS_SHIPPED = 150


@dataclass
class Work:
    """What a person does besides putting the article in and confirming all that is certain."""

    decisions: int = 0
    fields_typed: int = 0

    def __str__(self) -> str:
        return (
            f"1 upload, 1 confirmation of all that is certain, {self.decisions} decisions by one key, "
            f"{self.fields_typed} fields typed"
        )


@pytest.fixture(scope="module")
def desk(prepared: Path) -> Iterator[str]:
    with temporary_site.installation(prepared) as variables:
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        temporary_site.manage(variables, "shell", "--command", ADD_PARKS)
        with temporary_site.serving(variables) as address:
            yield address


def put_in(context: BrowserContext, desk: str, article: Path, park: str) -> Page:
    """Upload an article, confirm all that is certain, and open what is left."""
    page = sign_in(context, desk, ADMINISTRATOR)
    page.locator("#content a[href$='/admin/readings/']").first.click()
    page.locator("[name=file]").set_input_files(article)
    page.locator("[name=park]").select_option(label=park)
    page.locator("button.default").click()
    page.locator("[value=keep-certain]").click()
    page.goto(page.url.replace("summary/", "?show=open"))
    return page


def decide_about_the_rest(page: Page) -> Work:
    """Confirm with Enter what the form lets through, choose where it asks, reject the rest."""
    work, refused = Work(), ""
    while page.locator(".place .list li.now:not(.was)").count():
        number = page.locator(".place .list li.now .no").inner_text()
        choice = page.locator("[data-choice]").count()
        complete = page.evaluate("document.getElementById('current').checkValidity()")
        key = "x" if number == refused or not (choice or complete) else "1" if choice else "Enter"
        with page.expect_navigation():
            page.keyboard.press(key)
        work.decisions += 1
        refused = number if page.locator(".place .list .errorlist").count() else ""
    return work


def bring_in(page: Page) -> None:
    page.locator(".bar a.button").click()
    page.locator("[value=draft]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_article_becomes_a_published_plan(browser: Browser, desk: str, tmp_path: Path):
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="gbk")
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = put_in(context, desk, article, PARKS["qingxi"])
        work = decide_about_the_rest(page)
        print(work)
        assert work.decisions <= MOST_DECISIONS
        bring_in(page)
        press(page, "发布…")
        page.locator("[name=note]").fill("首次发布。")
        page.locator("#content-main button.default, #content-main input.default").first.click()
        page.goto(f"{desk}/qingxi/2024/metrics/")
        expect(page.get_by_text("高新技术企业数").first).to_be_visible()
        expect(page.get_by_text("120").first).to_be_visible()


def test_shipped_article_becomes_a_draft_with_few_decisions(browser: Browser, desk: str):
    if not SHIPPED_ARTICLE.is_file():
        pytest.skip("The shipped article is not here.")
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = put_in(context, desk, SHIPPED_ARTICLE, PARKS["zuoshi"])
        work = decide_about_the_rest(page)
        print(work)
        assert work.decisions <= MOST_DECISIONS_SHIPPED
        bring_in(page)


def test_words_are_selected_and_said_to_be_a_fact(browser: Browser, desk: str, tmp_path: Path):
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = put_in(context, desk, article, PARKS["binhai"])
        page.evaluate(
            """() => {
                const piece = [...document.querySelectorAll(".text [data-at]")]
                    .find((one) => one.textContent.includes("120家"));
                const range = document.createRange();
                range.selectNodeContents(piece);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                document.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
            }"""
        )
        expect(page.locator("#words")).to_have_value(re.compile("120家"))
        page.keyboard.press("1")
        expect(page.locator("#current [name$=value]")).to_have_value("120")


def test_article_is_read_without_scripts(browser: Browser, desk: str):
    with browser.new_context(java_script_enabled=False) as context:
        page = sign_in(context, desk, ADMINISTRATOR)
        page.goto(f"{desk}/admin/readings/")
        page.locator("[name=pasted]").fill(TEXT)
        page.locator("[name=park]").select_option(label=PARKS["linjiang"])
        page.locator("button.default").click()
        page.locator("[value=keep]").click()
        page.locator("[name=step][value=section]").first.click()
        page.locator("#words").fill("有高新技术企业120家")
        page.locator("[name=kind][value=statement]").click()
        page.locator("#current [name$=kind]").select_option(index=1)
        page.locator("#current [value=confirm]").click()
        bring_in(page)


@pytest.mark.parametrize(("width", "scheme", "park"), [(390, "light", "dongling"), (1440, "dark", "beishi")])
def test_everyone_can_use_each_step(browser: Browser, desk: str, tmp_path: Path, width, scheme, park):
    """No fault of accessibility, nothing wider than the window, no complaint of the browser.

    Of a park without a plan, so that there is something to decide about.
    """
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    found: list[Any] = []

    def look(page: Page) -> None:
        found.extend(axe_violations(page))
        if sideways := page.evaluate(SIDEWAYS):
            found.append((page.url, f"{sideways} pixels wider than the window: {page.evaluate(WIDEST)}"))

    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:
        page = sign_in(context, desk, ADMINISTRATOR)
        found.append(console_faults(page))
        page.goto(f"{desk}/admin/readings/")
        look(page)
        page.locator("[name=file]").set_input_files(article)
        page.locator("[name=park]").select_option(label=PARKS[park])
        page.locator("button.default").click()
        look(page)
        page.locator("[value=keep]").click()
        look(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator(".bar a.button").click()
        look(page)
    said, *rest = found
    report_faults([*said, *rest])
