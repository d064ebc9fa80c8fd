"""The served site in a real browser, in short: what `make test` runs of the tests in this folder."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_faults import axe_violations, console_faults, report_faults
from tests.browser.served_pages import PLAN

pytestmark = pytest.mark.browser


def test_plan_is_read_in_both_languages_with_working_scripts(page: Page, site):
    faults = console_faults(page)
    page.goto(site + PLAN)
    faults += axe_violations(page)
    page.locator(".cite[data-hx-get]").first.click()
    expect(page.locator(".evidence q").first).to_be_visible()
    page.locator("header input[type=search]").press_sequentially("招商")
    expect(page.locator(".find-results mark").first).to_have_text("招商")
    page.goto(site + PLAN)
    page.locator("a[hreflang=en]").first.click()
    expect(page).to_have_url(f"{site}/en{PLAN}")
    page.get_by_role("navigation").locator('a[href*="/metrics/"]').first.click()
    expect(page.locator("h1")).to_be_visible()
    report_faults(faults)


def test_admin_asks_for_a_sign_in(page: Page, site):
    faults = console_faults(page)
    page.goto(f"{site}/admin/")
    expect(page.get_by_label("用户名")).to_be_visible()
    report_faults(faults)
