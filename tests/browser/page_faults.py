"""What is wrong with pages, as pairs of address and fault: collected from the console, reported at once."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.served_pages import NO_PAGE, NODE_MODULES
from tests.required_tools import require_tool

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
VIOLATIONS = """async () => {
    const report = await axe.run(document, {resultTypes: ["violations"], preload: false});
    return report.violations.map(({id, nodes}) => {
        const targets = nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ");
        const more = nodes.length > 3 ? ` and ${nodes.length - 3} more` : "";
        return `${id}: ${targets}${more}: ${nodes[0].failureSummary.replace(/\\s+/g, " ")}`;
    });
}"""


def report_faults(found: Iterable[tuple[str, str]]) -> None:
    """Fail if there are faults, given as address and fault; each fault is named once, with its addresses."""
    places: dict[str, list[str]] = {}
    for address, fault in found:
        places.setdefault(fault, []).append(address)
    if places:
        lines = (f"{fault}\n  on {len(at)}: {', '.join(at[:4])}" for fault, at in places.items())
        pytest.fail("\n".join(lines), pytrace=False)


def console_faults(page: Page) -> list[tuple[str, str]]:
    """What the browser says against pages shown in `page` from here on, for `report`; fills by itself."""
    found: list[tuple[str, str]] = []

    def heard(message: ConsoleMessage) -> None:
        # A missing page is meant to answer 404; the browser reports that too.
        if not (urlsplit(message.location["url"]).path in NO_PAGE and "404" in message.text):
            found.append((urlsplit(page.url).path, f"console {message.type}: {message.text}"))

    page.on("console", heard)
    page.on("pageerror", lambda error: found.append((urlsplit(page.url).path, f"{error}")))
    return found


def axe_violations(page: Page) -> list[tuple[str, str]]:
    """Faults of accessibility that axe finds in a page as it is shown now, or once it has come."""
    require_tool(AXE.exists(), "axe", "install it (make browser-tools; needs npm).")
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [(urlsplit(page.url).path, violation) for violation in page.evaluate(VIOLATIONS)]
