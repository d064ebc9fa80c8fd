"""Every page is valid HTML, as the W3C's own validator (Nu) reads it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.page_faults import report_faults
from tests.browser.served_pages import LANGUAGES, NODE_MODULES, fetch
from tests.factories import make_edition, make_rich_edition
from tests.plan_shapes import SHAPES, make_shape
from tests.public_pages import plan_pages
from tests.required_tools import require_tool

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def extract(found: dict) -> str:
    """The piece of the page that is meant, without what stands around it."""
    start = found.get("hiliteStart", 0)
    return found.get("extract", "")[start : start + found.get("hiliteLength", 0)]


@pytest.fixture
def errors(tmp_path):
    """A function from pages by address to what is wrong with them, for `report`."""
    jar = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    require_tool(jar.exists(), "The HTML validator", "install it (make browser-tools; needs npm).")
    require_tool(shutil.which("java"), "Java", "install it (Debian: apt install default-jre-headless).")

    def check(pages: dict[str, bytes]) -> list[tuple[str, str]]:
        for number, body in enumerate(pages.values()):
            (tmp_path / f"{number}.html").write_bytes(body)
        command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(tmp_path)]
        answer = subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True).stderr
        return [
            (list(pages)[int(Path(found["url"]).stem)], f"{found['message']} {extract(found)}")
            for found in json.loads(answer)["messages"]
            if found["type"] != "info" or found.get("subType") == "warning"
        ]

    return check


def test_published_pages_are_valid(errors, site, addresses):
    report_faults(errors({address: fetch(site, address).body for address in addresses}))


@pytest.mark.django_db
def test_plans_of_any_shape_are_valid(errors, client):
    empty = make_edition(slogan="", meeting="", meeting_date=None, meeting_date_basis="")
    editions = [empty, make_rich_edition(3), *map(make_shape, SHAPES)]
    # Each kind of page in one language for every second plan, and in the other for the rest.
    addresses = [
        f"{LANGUAGES[(of_plan + of_page) % 2]}{path}"
        for of_plan, edition in enumerate(editions)
        for of_page, path in enumerate(["/", *plan_pages(edition)])
    ]
    report_faults(errors({address: client.get(address).content for address in addresses}))


def test_validator_finds_what_is_wrong(errors):
    ((address, fault),) = errors({"/wrong/": b"<!doctype html><html lang=en><title>x</title></b></html>"})
    assert address == "/wrong/"
    assert "Stray end tag" in fault
