"""The real site, all its pages found by their links, and a browser; each started once for all tests."""

import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from scripts import temporary_site
from tests.browser.served_pages import NO_PAGE, QUERIES, Served, crawl
from tests.built_once import built_once
from tests.required_tools import require_tool

# Playwright keeps an event loop running in this process, which Django takes for a reason not to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# How long a slow machine may take until a page says what it should, in milliseconds.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def site(prepared: Path) -> Iterator[str]:
    """The address of the shipped plan's site, served as `make run` serves it."""
    with temporary_site.site(prepared) as address:
        yield address


@pytest.fixture(scope="session")
def served(site: str, tmp_path_factory) -> dict[str, Served]:
    """What answers at every address a reader can reach from the plan in either language, queries aside."""

    def keep(folder: Path) -> None:
        (folder / "answers").write_bytes(pickle.dumps(crawl(site)))

    return pickle.loads((built_once(tmp_path_factory, "served", keep) / "answers").read_bytes())


@pytest.fixture(scope="session")
def addresses(served: dict[str, Served]) -> list[str]:
    """Every page there is, under the address it answers at, its states, and the page for no page."""
    pages = [path for path, answer in served.items() if answer.is_page and answer.address == path]
    return [*pages, *QUERIES, *NO_PAGE]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all browsers: a process cannot run it twice."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = temporary_site.browser_path()
    require_tool(path, "Chromium", "install it (Debian: apt install chromium).")
    chromium = playwright.chromium.launch(executable_path=path, args=temporary_site.BROWSER_SWITCHES)
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide window with nothing remembered."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        yield context.new_page()
