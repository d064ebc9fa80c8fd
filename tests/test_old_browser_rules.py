"""What old browsers lack is refused in style sheets, and what they need stands in every page."""

import json
import subprocess

import pytest

from initiatives.views.plan_pages import PLAN_PAGES
from scripts import page_pictures
from scripts.lint_styles import STYLELINT
from tests.factories import make_rich_edition
from tests.public_pages import LANGUAGES, plan_pages
from tests.required_tools import require_tool

TOO_NEW = (
    "@layer parts { a { color: red } }",
    "@container (width > 10em) { a { color: red } }",
    "@media (width > 10em) { a { color: red } }",
    "a { inset: 0 }",
    "a { margin-inline: auto }",
    "a { aspect-ratio: 3 / 2 }",
    "a { color: color-mix(in srgb, red, blue) }",
    "a { grid-template-columns: subgrid }",
    "a { float: inline-start }",
    "a { height: 100dvh }",
    "a:is(b, i) { color: red }",
    "a:where(b) { color: red }",
    "a:has(b) { color: red }",
    "a:not(b, i) { color: red }",
    "a { b { color: red } }",
    "/* stylelint-disable-next-line property-disallowed-list */\na { inset: 0 }",
)
KNOWN = "a:hover, a::before { display: grid; gap: 1em; color: var(--ink); width: clamp(1em, 2vw, 3em) }"
# Routes of plans whose answers are no pages, or parts of pages, or need a second plan or a closed period.
NO_PAGES = {"evidence", "photo", "figure-embed", "screen", "slide", "year-comparison", "snapshot"}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory) -> dict[str, list[str]]:
    """What stylelint says of each sheet, by its text."""
    require_tool(STYLELINT.exists(), "stylelint", "install it (make browser-tools; needs npm).")
    folder = tmp_path_factory.mktemp("sheets")
    sheets = {}
    for number, text in enumerate([*TOO_NEW, KNOWN]):
        path = folder / f"{number}.css"
        path.write_text(text + "\n")
        sheets[str(path)] = text
    root = STYLELINT.parents[2]
    command = [str(STYLELINT), "-f", "json", "--config", "stylelint.config.mjs", *sheets]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True)
    found = json.loads(answer.stdout or answer.stderr)
    return {sheets[one["source"]]: [it["rule"] for it in one["warnings"]] for one in found}


@pytest.mark.parametrize("text", TOO_NEW)
def test_style_that_chromium_86_lacks_is_refused(complaints, text):
    assert complaints[text]


def test_style_that_it_knows_is_not(complaints):
    assert complaints[KNOWN] == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_pages_ask_for_the_new_kernel_and_warn_the_old_one(client, prefix):
    edition = make_rich_edition(1)
    for path in [*plan_pages(edition), edition.url("screen"), "/about/", "/no/such/page/"]:
        page = client.get(prefix + path).content.decode()
        assert '<meta name="renderer" content="webkit">' in page, path
        assert page.count('<p class="old-browser" hidden>') == 1, path


@pytest.mark.slow
@pytest.mark.django_db
def test_accessibility_statement_is_linked_on_every_page(client):
    edition = make_rich_edition(1)
    for path in [*plan_pages(edition), "/about/", "/accessibility/"]:
        assert 'href="/accessibility/"' in client.get(path).content.decode(), path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("plan@example.gov.cn", 'href="mailto:plan@example.gov.cn?'),
        ("https://example.gov.cn/form", 'class="inline" href="https://example.gov.cn/form?'),
        ("", "names no address for reports"),
    ],
)
def test_accessibility_statement_says_whom_to_tell(client, settings, setting, expected):
    settings.CORRECTIONS = setting

    assert expected in client.get("/en/accessibility/").content.decode()


def test_pictures_are_taken_of_every_kind_of_page():
    kinds = {name for route, _view, name in PLAN_PAGES if route.endswith("/") or not route}

    assert kinds - NO_PAGES <= set(page_pictures.PAGES)
