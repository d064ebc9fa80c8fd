"""Take the screenshots in docs/images with a headless browser: `make pictures`."""

import io
import re
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from initiatives.pictures.canvas import palette_of
from scripts import environment, icons, temporary_site

FOLDER = environment.ROOT / "docs" / "images"
# Name, path, width and height of the window, colour scheme.
PICTURES = (
    ("overview", "/yuhua/2024/", (1440, 1000), "light"),
    ("overview-en-dark", "/en/yuhua/2024/", (1440, 1000), "dark"),
    ("project-phone", "/yuhua/2024/projects/investment-promotion/", (390, 844), "light"),
    ("screen", "/yuhua/2024/screen/3/", (1920, 1080), "light"),
)
# For the screenshots of the admin: window width, who signs in, and the scope (zh, en) that is edited.
ADMIN_WIDTH = 1280
ADMINISTRATOR, PASSWORD = "管理员", "only-for-these-pictures"
NEW_SCOPE = "甲", "A"
# An invented article for the pictures of the reading desk.
ARTICLE = """清溪高新区2026年工作要点

2026年，清溪高新区围绕“一个确保、两个优化”的工作目标，实施“三大行动”。一个确保，即确保经济稳定增长；\
两个优化，即优化产业结构和投资结构。

“三大行动”是指招商提质行动、创新强链行动和服务暖企行动。

招商提质行动

2025年，园区签约项目21个，预计全年固定资产投资增长12%，完成税收增长15%。“招商是第一要事。”清溪高新区党工委书记王明表示，\
2026年要聚焦主导产业，开展产业链招商，力争引进亿元以上项目10个。

创新强链行动

截至2025年底，园区有高新技术企业120家，省级以上科技创新平台18个。2026年，园区将培育专精特新企业，建设中试基地。

服务暖企行动

2026年，园区力争规模以上工业增加值增长8%。园区将每月走访企业，上半年建成企业服务中心。
"""
# What is typed into a table of figures, cell by cell; its second period is none.
TYPED_FIGURES = (
    *("高新技术企业数", "260家以上", "2024年", "目标值", "05", "", ""),
    *("签约项目数", "30个", "今年的", "目标值", "03", "", ""),
)
# A contact sheet of all share cards: the lists that link to their pages, cards a row, width, gap in pixels.
PLAN = "/yuhua/2024/"
LIST_PAGES = ("goals", "projects", "metrics")
CARDS_A_ROW, SHEET_WIDTH, GAP = 4, 1120, 10
BACKGROUND = "#cfc6b5"
MAX_BYTES = 250_000  # images stay in the repository's history


def take(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> bytes:
    """A screenshot of the window as PNG; a narrow window is taken at the double resolution of phones."""
    width, height = size
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if width < 500 else 1,
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        answer = page.goto(url, wait_until="networkidle")
        if not answer or answer.status != 200:
            raise SystemExit(f"{url} does not answer 200: correct its address in scripts/screenshots.py.")
        return page.screenshot()


def save(picture: bytes, path: Path) -> None:
    """Write a screenshot in a palette of 256 colours, which is nearly all that these pages have."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    write(image.quantize(256, dither=Image.Dither.NONE), path)


def write(image: Image.Image, path: Path) -> None:
    """Write an image; raises SystemExit if the file is larger than MAX_BYTES."""
    image.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(environment.ROOT)} {size // 1000} kB")
    if size > MAX_BYTES:
        raise SystemExit(f"{path.name} has {size:,} bytes, more than {MAX_BYTES:,}: show less of the page.")


def card_addresses(site: str, language: str) -> list[str]:
    """The paths of all share cards of the plan without `card.png` at their end."""
    plan = f"{language}{PLAN}"

    def links(page: str, pattern: str) -> list[str]:
        with urlopen(f"{site}{plan}{page}/") as answer:
            return list(dict.fromkeys(re.findall(pattern, answer.read().decode())))

    pages = [place for page in LIST_PAGES for place in links(page, rf'href="({plan}{page}/[a-z0-9-]+/)["#]')]
    return [plan, *pages, *links("quotes", rf'href="({plan}quotes/[a-z0-9-]+/)card.png"')]


def take_cards(site: str, name: str, language: str) -> None:
    """Write a contact sheet of the plan's cards."""
    sheet = tiles([f"{site}{address}card.png" for address in card_addresses(site, language)])
    reduced = sheet.quantize(palette=palette_of(sheet), dither=Image.Dither.NONE)
    write(reduced, FOLDER / f"cards-{name}.png")


def tiles(urls: list[str]) -> Image.Image:
    """The images at these URLs as one contact sheet."""
    pictures = []
    for url in urls:
        with urlopen(url) as answer:
            pictures.append(Image.open(io.BytesIO(answer.read())).convert("RGB"))
    width = (SHEET_WIDTH - GAP) // CARDS_A_ROW - GAP
    height = width * pictures[0].height // pictures[0].width
    rows = -(-len(pictures) // CARDS_A_ROW)
    sheet = Image.new("RGB", (SHEET_WIDTH, rows * (height + GAP) + GAP), BACKGROUND)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, CARDS_A_ROW)
        at = (GAP + column * (width + GAP), GAP + row * (height + GAP))
        sheet.paste(picture.resize((width, height), Image.Resampling.LANCZOS), at)
    return sheet


def take_admin(page: Page, site: str) -> None:
    """Take screenshots of the admin: a new draft, figures in a table and one in its form, the publication."""

    def take_when_there(part: str, name: str, height: int) -> None:
        page.set_viewport_size({"width": ADMIN_WIDTH, "height": height})
        page.locator(part).wait_for()
        page.wait_for_load_state("networkidle")
        save(page.screenshot(), FOLDER / f"{name}.png")

    page.goto(f"{site}/admin/")
    page.locator("[name=username]").fill(ADMINISTRATOR)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.locator(".front").wait_for()
    page.goto(f"{site}/admin/initiatives/plan/1/revise/")
    page.locator("#content-main [type=submit]").click()
    take_when_there(".tasks", "desk-plan", 1260)
    page.goto(f"{site}/admin/initiatives/plan/1/table/figure/")
    for place, typed in enumerate(TYPED_FIGURES):
        page.locator("table :is(textarea, input:not([type=hidden])):visible").nth(place).fill(typed)
    page.locator("button.default[value=check]").click()
    take_when_there("table", "desk-table", 760)
    page.goto(f"{site}/admin/initiatives/figure/?q=18")
    page.locator("#result_list tbody tr", has_text="草稿").locator("th a").click()
    take_when_there("[name=scope]", "desk-figure", 1740)
    page.locator("[name=scope]").fill(NEW_SCOPE[0])
    page.locator("[name=scope_en]").fill(NEW_SCOPE[1])
    page.locator("[name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    page.goto(f"{site}/admin/")
    take_when_there(".front", "desk-front", 560)
    page.goto(f"{site}/admin/readings/")
    page.locator("[name=pasted]").fill(ARTICLE)
    page.locator("[name=park]").select_option(index=1)
    page.locator("button.default").click()
    take_when_there(".tally", "reading-staged", 900)
    page.locator("[value=keep]").click()
    page.locator("[value=section]").first.click()
    take_when_there(".place", "reading-desk", 900)
    page.goto(f"{site}/admin/initiatives/plan/1/publish/")
    take_when_there(".difference", "desk-publish", 900)


def main() -> None:
    path = temporary_site.browser_path()
    if not path:
        raise SystemExit("Chromium is missing: install it (Debian, Ubuntu: `apt install chromium`).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    icons.main()
    with (
        temporary_site.installation() as variables,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=temporary_site.BROWSER_SWITCHES) as browser,
    ):
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        with temporary_site.serving(variables) as site:
            for name, address, size, scheme in PICTURES:
                save(take(browser, site + address, size, scheme), FOLDER / f"{name}.png")
            take_cards(site, "zh", "")
            take_cards(site, "en", "/en")
            take_admin(browser.new_page(timezone_id="Asia/Shanghai"), site)


if __name__ == "__main__":
    main()
