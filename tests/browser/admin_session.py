"""The admin as a browser uses it: sign in, and press a link or a button."""

from playwright.sync_api import BrowserContext, Page, expect

ADMINISTRATOR = "administrator"
PASSWORD = "a-password-of-the-test"


def sign_in(context: BrowserContext, desk: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{desk}/admin/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="编辑台")).to_be_visible()
    return page


def press(page: Page, name: str) -> None:
    """A link or button of the page's own content."""
    own = page.locator("#content")
    own.get_by_role("link", name=name, exact=True).or_(
        own.get_by_role("button", name=name, exact=True)
    ).click()
