"""A phone's photo on its way from the desk to readers: seen in the preview first, then by all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from scripts import temporary_site
from tests.browser.admin_session import ADMINISTRATOR, PASSWORD, press, sign_in
from tests.browser.page_faults import console_faults, report_faults
from tests.browser.served_pages import PLAN
from tests.sample_images import phone_photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROJECT_PAGE = f"{PLAN}projects/innovation/"
ALT = "申亿精密的车间里，一名工人站在机床旁。"


@pytest.fixture(scope="module")
def desk(prepared) -> Iterator[str]:
    """The address of a site that this test may change."""
    with temporary_site.installation(prepared) as variables:
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        with temporary_site.serving(variables) as address:
            yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        yield context


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True
    ) as context:
        yield context.new_page()


def shown(page: Page) -> dict[str, object]:
    """The first picture of a page once it is loaded: which file was chosen, its own size, the page's."""
    picture = page.locator(".photo-frame img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    return picture.evaluate(
        """async it => { await it.decode(); const {width, height} = it.getBoundingClientRect();
        const whole = await createImageBitmap(await (await fetch(it.currentSrc)).blob());
        return {chosen: it.currentSrc, wide: whole.width, high: whole.height, width, height}; }"""
    )


def test_phone_photo_goes_from_the_desk_to_a_phone(context: BrowserContext, phone: Page, desk: str) -> None:
    page = sign_in(context, desk, ADMINISTRATOR)
    heard = console_faults(page)
    page.locator("table.plans").get_by_role("link", name="雨花经开区 2024").click()
    press(page, "修订")
    page.locator("ul.contents").get_by_role("link", name="照片").click()
    page.locator("#result_list tbody tr", has_text="申亿精密的生产车间").locator("th a").click()

    # Without words for those who do not see it, it is not taken; the words are there in the shipped plan.
    photo: FilePayload = {
        "name": "IMG_0042.JPG",
        "mimeType": "image/jpeg",
        "buffer": phone_photo(3000, 4000),
    }
    page.locator("[name=alt]").fill("")
    page.locator("[name=image]").set_input_files(photo)
    press(page, "保存并继续编辑")
    expect(page.locator(".field-alt .errorlist, .errorlist").first).to_be_visible()
    page.locator("[name=alt]").fill(ALT)
    page.locator("[name=image]").set_input_files(photo)
    press(page, "保存并继续编辑")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".picture-shown")).to_contain_text("1600 × 2133")
    page.locator(".focus-places [value=bottom]").check()
    press(page, "保存并继续编辑")
    expect(page.locator(".focus-places [value=bottom]")).to_be_checked()

    # The preview shows it, upright; readers see that there is none.
    draft = page.locator(".picture-shown img").get_attribute("src").split("/photos/")[0]  # type: ignore[union-attr]
    page.goto(f"{desk}{draft}/projects/innovation/")
    seen = shown(page)
    assert seen["high"] > seen["wide"]  # type: ignore[operator]
    expect(page.locator(".photo-frame img")).to_have_css("object-position", "50% 100%")
    expect(page.locator(".photo-frame img")).to_have_attribute("alt", ALT)
    address = str(seen["chosen"])
    assert address.endswith(("-480.avif", "-480.webp"))
    phone.goto(f"{desk}{PROJECT_PAGE}")
    expect(phone.locator(".photo-absent")).to_have_count(1)
    expect(phone.locator(".photo-frame")).to_have_count(0)
    public = address.replace(draft, PLAN.rstrip("/"))
    assert phone.request.get(public).status == 404
    assert "/login/" in phone.request.get(address).url

    page.get_by_role("link", name="返回编辑").click()
    press(page, "发布…")
    page.locator("[name=note]").fill("补上照片。")
    press(page, "发布")
    expect(page.locator(".messagelist .success")).to_be_visible()

    # 359 pixels' width at three dots a pixel: 960 dots would be too few, so the phone gets 1600.
    heard += console_faults(phone)
    phone.goto(f"{desk}{PROJECT_PAGE}")
    seen = shown(phone)
    assert str(seen["chosen"]).endswith(("-1600.avif", "-1600.webp"))
    assert (seen["wide"], seen["high"]) == (1600, 2133)
    assert seen["height"] == pytest.approx(float(str(seen["width"])) / 1.5, abs=1)
    answer = phone.request.get(public)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    report_faults(heard)
