"""An administrator's day at the desk, from the sign-in to what readers see; on a site of its own."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect

from scripts import temporary_site
from tests.browser.admin_session import ADMINISTRATOR, PASSWORD, press, sign_in
from tests.browser.page_faults import report_faults
from tests.browser.served_pages import PLAN
from tests.workbook_editing import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEIGHBOUR = "neighbour"
# Somebody who edits the plans of another park, and only these.
ADD_NEIGHBOUR = f"""
from django.contrib.auth import get_user_model
from initiatives.models import Membership, Park
from initiatives.desk.roles import sync_staff_status
from tests.browser.admin_session import PASSWORD
from tests.browser.admin_session import press
from tests.browser.admin_session import sign_in
user = get_user_model().objects.create_user("{NEIGHBOUR}", password="{PASSWORD}")
park = Park.objects.create(slug="next-door", name="邻区", city="长沙")
Membership.objects.create(user=user, park=park, role="editor")
sync_staff_status(user)
"""
STATED = "文章没有解释，两个数都照录，不作推测。"
CORRECTED = "管委会说明：18%只统计甲类企业，24%统计全部企业。"
NOTE = "写明18%的口径。"


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    """The address of a site that these tests may change, and that nobody else looks at."""
    with temporary_site.installation() as variables:
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        temporary_site.manage(variables, "shell", "--command", ADD_NEIGHBOUR)
        with temporary_site.serving(variables) as address:
            yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        yield context


def go_to_plan(page: Page) -> None:
    """By way of the front page, as one does."""
    page.get_by_role("link", name="首页").click()
    page.locator("table.plans").get_by_role("link", name="雨花经开区 2024").click()
    expect(page.locator("section.now")).to_be_visible()


def test_figure_is_found_mended_previewed_published_and_taken_back(
    browser: Browser, context: BrowserContext, desk: str
) -> None:
    heard: list[tuple[str, str]] = []

    def note_complaint(message: ConsoleMessage) -> None:
        heard.append((message.location["url"], f"console {message.type}: {message.text}"))

    context.on("console", note_complaint)
    context.on("weberror", lambda error: heard.append((desk, f"{error.error}")))
    reader = browser.new_page()

    def readers_see(address: str = PLAN) -> str:
        reader.goto(desk + address)
        return reader.locator("main").inner_text()

    before = readers_see()
    assert STATED in before

    # The figure is found, but what readers see cannot be changed.
    page = sign_in(context, desk, ADMINISTRATOR)
    page.locator("summary", has_text="全部数据表").click()
    page.locator("details.all").get_by_role("link", name="数据", exact=True).click()
    page.locator("#searchbar").fill("18")
    page.locator("#searchbar").press("Enter")
    found = page.locator("#result_list tbody tr")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("规模以上工业增加值增速")
    found.locator("th a").click()
    expect(page.locator("[name=_save]")).to_have_count(0)

    # A revision begins a draft, whose findings lead to the two figures that contradict each other.
    go_to_plan(page)
    press(page, "修订")
    expect(page.locator("section.now h2")).to_contain_text("草稿 2")
    press(page, "错误 1")
    expect(page.locator("#findings")).to_contain_text("2023有不同的数值，24% / 18%")
    press(page, "iva-growth-18")
    page.locator("[name=scope]").fill("甲")
    page.locator("[name=scope_en]").fill("A")
    press(page, "保存")
    expect(page.locator(".messagelist .success")).to_be_visible()

    # The remark said that there is no explanation; now there is one.
    go_to_plan(page)
    page.locator("ul.contents").get_by_role("link", name="编者说明").click()
    page.locator("#result_list tbody tr", has_text=STATED).locator("th a").click()
    text = page.locator("[name=content]")
    text.fill(text.input_value().replace(STATED, CORRECTED))
    press(page, "保存")
    expect(page.locator(".messagelist .success")).to_be_visible()

    # The finding is gone, at the plan's place and on the edition's page.
    go_to_plan(page)
    expect(page.locator("a.severity.error")).to_have_count(0)
    press(page, "标题与会议")
    expect(page.locator("#findings")).to_contain_text("规模以上工业增加值增速 · 甲")
    expect(page.locator("#findings")).not_to_contain_text("不同的数值")

    # The preview says what it is and shows the change; readers see nothing of it.
    go_to_plan(page)
    page.locator("section.now").get_by_role("link", name="预览").click()
    expect(page.locator("body")).to_contain_text("第2版（草稿）预览，读者看不到本页。")
    expect(page.locator("main")).to_contain_text(CORRECTED)
    assert readers_see() == before
    page.get_by_role("link", name="返回编辑").click()

    # Published is what the page lists, with a note for readers.
    go_to_plan(page)
    press(page, "发布…")
    expect(page.locator(".difference ins", has_text=CORRECTED)).to_be_visible()
    page.locator("[name=note]").fill(NOTE)
    press(page, "发布")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("section.now h2")).to_contain_text("已发布 2")
    after = readers_see()
    assert CORRECTED in after
    assert STATED not in after
    assert NOTE in readers_see(f"{PLAN}changes/")
    change = readers_see(f"{PLAN}changes/2/")
    assert NOTE in change
    assert CORRECTED in change
    assert "甲" in change

    # Gone back to, the first edition reads as it did.
    press(page, "恢复此版本")
    press(page, "恢复此版本")
    expect(page.locator("section.now h2")).to_contain_text("已发布 1")
    assert readers_see() == before
    reader.context.close()
    report_faults(heard)


def test_workbook_is_taken_out_edited_and_brought_in_again(
    context: BrowserContext, desk: str, tmp_path: Path
) -> None:
    page = sign_in(context, desk, ADMINISTRATOR)
    page.locator("table.plans").get_by_role("link", name="雨花经开区 2024").click()
    with page.expect_download() as download:
        press(page, "导出")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    book = load_workbook(file)
    assert book["工程"]["D2"].value == "党建引领聚力工程"
    book["工程"]["J2"].value = "一句新的概述"
    book.save(file)
    press(page, "导入工作簿")
    page.locator("[type=file]").set_input_files(file)
    press(page, "看看会改什么")
    expect(page.locator(".now")).to_contain_text("新增 0 条，更改 1 条，删除 0 条")
    expect(page.locator("ul.changes ins")).to_have_text("一句新的概述")
    press(page, "导入草稿")
    expect(page.locator(".messagelist .success")).to_have_text("工作簿已导入草稿。")
    page.locator("section.now").get_by_role("link", name="预览").click()
    expect(page.locator("main")).to_contain_text("一句新的概述")


def test_second_parks_plan_goes_from_the_blank_workbook_to_its_readers(
    context: BrowserContext, desk: str, tmp_path: Path
) -> None:
    """Five projects, no groups of goals, a target for each quarter; by nothing but the desk and Excel."""
    page = sign_in(context, desk, ADMINISTRATOR)
    page.goto(f"{desk}/en/admin/initiatives/park/add/")
    page.locator("[name=slug]").fill("binhai")
    page.locator("[name=name]").fill("滨海开发区")
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    park = urlsplit(page.url).path.split("/")[-3]
    page.goto(f"{desk}/en/admin/initiatives/plan/add/?park={park}&year=2025")
    page.locator("[name=_save]").click()
    with page.expect_download() as download:
        press(page, "A blank workbook")
    file = tmp_path / "binhai.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    fill(book)
    book.save(file)
    press(page, "Bring a workbook in")
    page.locator("[type=file]").set_input_files(file)
    press(page, "See what will change")
    expect(page.locator(".now")).to_contain_text("21 added, 1 changed")
    press(page, "Bring it into the draft")
    press(page, "Publish…")
    page.locator("[name=note]").fill("首次发布。")
    press(page, "Publish")
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"{desk}/binhai/2025/")
    expect(page.get_by_role("heading", level=1)).to_have_text("五项工程")
    expect(page.locator(".map-projects > li")).to_have_count(5)
    page.goto(f"{desk}/binhai/2025/metrics/output/")
    expect(page.locator("main")).to_contain_text("> 40")


def test_leaving_a_form_with_unsaved_changes_warns(context: BrowserContext, desk: str) -> None:
    page = sign_in(context, desk, ADMINISTRATOR)
    page.goto(f"{desk}/admin/initiatives/park/1/change/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("[name=city]").press_sequentially("市")
    page.get_by_role("link", name="首页").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/admin/initiatives/park/1/change/")
    press(page, "保存")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert asked == ["beforeunload"]


def test_editor_of_another_park_sees_nothing_of_this_one(context: BrowserContext, desk: str) -> None:
    page = sign_in(context, desk, NEIGHBOUR)
    expect(page.locator("#content")).not_to_contain_text("雨花")
    page.locator("summary", has_text="全部数据表").click()
    tables = [link.get_attribute("href") for link in page.locator("details.all th a").all()]
    assert len(tables) > 10
    for table in tables:
        page.goto(f"{desk}{table}")
        expect(page.locator("#changelist")).not_to_contain_text("雨花")
    for address in ("plan/1/change/", "figure/1/change/", "plan/1/publish/"):
        page.goto(f"{desk}/admin/initiatives/{address}")
        expect(page.locator("body")).not_to_contain_text("雨花")
