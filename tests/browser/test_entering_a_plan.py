"""A plan of another shape is typed at the desk from first to last; fields, clicks and saves are counted."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import temporary_site
from tests.browser.admin_session import ADMINISTRATOR, PASSWORD, sign_in
from tests.browser.plan_to_enter import CHAPTERS, NOUN, PARK, RESULTS, TARGETS, TITLE, YEAR, source_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# One form a row took about 780 fields and clicks, 115 of them saves.
MOST_INTERACTIONS, MOST_SAVES = 260, 25
ADD_PARK = f"""
from initiatives.models import Park
Park.objects.create(slug="binhai", name="{PARK}", city="宁波市")
"""


@pytest.fixture(scope="module")
def desk(prepared) -> Iterator[str]:
    with temporary_site.installation(prepared) as variables:
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        temporary_site.manage(variables, "shell", "--command", ADD_PARK)
        with temporary_site.serving(variables) as address:
            yield address


@dataclass
class Clerk:
    """Somebody at a page who fills fields and clicks, one by one."""

    page: Page
    fields: int = 0
    clicks: int = 0
    saves: int = 0

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name='{name}']").fill(text)
        self.fields += 1

    def choose(self, name: str, label: str) -> None:
        self.page.locator(f"[name='{name}']").select_option(label=label)
        self.fields += 1

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    def press(self, name: str) -> None:
        own = self.page.locator("#content")
        own.get_by_role("link", name=name, exact=True).or_(
            own.get_by_role("button", name=name, exact=True)
        ).first.click()
        self.clicks += 1

    def save(self, name: str) -> None:
        self.press(name)
        self.saves += 1

    def open_table(self, kind: str) -> None:
        self.click(f"#{kind} .tablelink")
        expect(self.page.locator(".typed")).to_be_visible()

    def check(self) -> None:
        with self.page.expect_navigation():
            self.page.locator(".typed .steps [value=check]").click()
        self.clicks += 1

    def bring_in(self) -> None:
        """Check the table, and confirm it: there is nothing wrong with it."""
        self.check()
        assert self.page.locator(".problem, .errornote").all_inner_texts() == []
        self.click("[value=confirm]")
        self.saves += 1
        expect(self.page.locator(".messagelist .success")).to_be_visible()

    @property
    def interactions(self) -> int:
        return self.fields + self.clicks


def test_plan_of_another_shape_is_entered_in_a_third_of_the_interactions(browser: Browser, desk: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        page = sign_in(context, desk, ADMINISTRATOR)
        clerk = Clerk(page)
        begin_plan(clerk)
        enter_source(clerk)
        enter_chapters(clerk)
        enter_measures(clerk)
        enter_figures(clerk)
        print(f"\n{clerk.fields} fields, {clerk.clicks} clicks, {clerk.saves} of them saves")
        counts = [
            page.locator(f"#{kind} .count").inner_text()
            for kind in ("section", "project", "measure", "figure")
        ]
        assert counts == ["9", "8", "24", "22"]
        expect(page.locator("#passage .count")).not_to_have_text("0")
    assert clerk.interactions <= MOST_INTERACTIONS
    assert clerk.saves <= MOST_SAVES


def begin_plan(clerk: Clerk) -> None:
    page = clerk.page
    clerk.press("新建计划")
    page.locator("#id_park + .select2").click()
    page.locator(".select2-results__option", has_text=PARK).click()
    clerk.fields += 1
    clerk.fill("year", YEAR)
    clerk.save("保存")
    clerk.press("开始第一份草稿")
    expect(page.locator("section.now h2")).to_contain_text("草稿 1")
    clerk.press("标题与会议")
    clerk.fill("title", TITLE)
    clerk.fill("project_noun", NOUN)
    clerk.fill("declared_projects", "8")
    clerk.save("保存")


def enter_source(clerk: Clerk) -> None:
    page = clerk.page
    clerk.click("#source .addlink")
    clerk.fill("title", TITLE)
    clerk.fill("publisher", "滨海开发区管委会")
    clerk.fill("published_on", "2025年1月9日")
    clerk.save("保存并继续编辑")
    clerk.press("附上全文")
    clerk.fill("pasted", source_text())
    clerk.press("核对正文")
    clerk.save("附上这份全文")
    expect(page.locator("#source .count")).to_have_text("1")


def enter_chapters(clerk: Clerk) -> None:
    clerk.open_table("section")
    clerk.fill("0-title", TITLE)
    for number, (heading, _name, _actions) in enumerate(CHAPTERS, 1):
        clerk.fill(f"{number}-title", heading)
    clerk.bring_in()
    clerk.open_table("project")
    for number, (_heading, name, _actions) in enumerate(CHAPTERS):
        clerk.fill(f"{number}-title", name)
    clerk.bring_in()


def enter_measures(clerk: Clerk) -> None:
    clerk.open_table("measure")
    number = 0
    for chapter, (_heading, _name, actions) in enumerate(CHAPTERS, 1):
        for index, (title, wording) in enumerate(actions):
            clerk.fill(f"{number}-title", title)
            if index == 0:
                clerk.fill(f"{number}-project", str(chapter))
            clerk.fill(f"{number}-passages", wording)
            number += 1
    clerk.bring_in()


def enter_figures(clerk: Clerk) -> None:
    clerk.open_table("figure")
    for number, (metric, value, wording) in enumerate((*RESULTS, *TARGETS)):
        clerk.fill(f"{number}-metric", metric)
        clerk.fill(f"{number}-value", value)
        if number in (0, len(RESULTS)):
            clerk.fill(f"{number}-period", "2024年" if number == 0 else "2025年")
            clerk.fill(f"{number}-kind", "实际" if number == 0 else "目标值")
        clerk.fill(f"{number}-wording", wording)
    clerk.check()
    for row in clerk.page.locator("tr.wrong select[name=metric-nature]").all():
        row.select_option(value="count")
        clerk.fields += 1
    clerk.bring_in()
