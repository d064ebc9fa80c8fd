"""Take the pictures in docs/images of the real site, in a browser: `make pictures`."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from scripts import environment, scratch

FOLDER = environment.ROOT / "docs" / "images"
# Name, address, width and height of the window, colour scheme.
PICTURES = (
    ("overview", "/yuhua/2024/", (1440, 1000), "light"),
    ("overview-en-dark", "/en/yuhua/2024/", (1440, 1000), "dark"),
    ("project-phone", "/yuhua/2024/projects/investment-promotion/", (390, 844), "light"),
    ("metrics", "/yuhua/2024/metrics/", (1440, 1000), "light"),
    ("screen", "/yuhua/2024/screen/3/", (1920, 1080), "light"),
)
LARGEST = 250_000  # bytes; pictures stay in the history for ever


def take(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> bytes:
    """The first screenful of a page as PNG; a phone's window in twice its pixels, as on a phone."""
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
            raise SystemExit(f"{url} does not answer 200: correct its address in scripts/pictures.py.")
        return page.screenshot()


def save(picture: bytes, path: Path) -> None:
    """In a palette of 256 colours, which these pages do not exceed by much."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(environment.ROOT)} {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{path.name} has {size:,} bytes, more than {LARGEST:,}: show less of the page.")


def main() -> None:
    path = scratch.browser_path()
    if not path:
        raise SystemExit("Chromium is missing: install it (Debian, Ubuntu: `apt install chromium`).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        scratch.site() as site,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=scratch.BROWSER_SWITCHES) as browser,
    ):
        for name, address, size, scheme in PICTURES:
            save(take(browser, site + address, size, scheme), FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
