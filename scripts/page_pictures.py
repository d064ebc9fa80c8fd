"""Take pictures of every kind of page, to look at: `make page-pictures`.

Each is shown in Chinese and English, light and dark, as wide as a phone, a tablet and a desk, and on paper;
the big screen as wide as it is; the desk in Chinese. Pages have the contents of the shipped plan, or with
`ARGS=--demonstration` those of the invented parks.
"""

import argparse
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts import environment, old_browser, temporary_site

FOLDER = environment.ROOT / "var" / "pictures"
PLAN = "/yuhua/2024/"
SOURCE = "zuoshi-badagongcheng"
# By the names of their routes; `reading` needs the source's text (--text).
PAGES = {
    "plan": PLAN,
    "goals": f"{PLAN}goals/",
    "goal": f"{PLAN}goals/economy/",
    "projects": f"{PLAN}projects/",
    "project": f"{PLAN}projects/investment-promotion/",
    "metrics": f"{PLAN}metrics/",
    "metric": f"{PLAN}metrics/high-tech-firms/",
    "quotes": f"{PLAN}quotes/",
    "organisations": f"{PLAN}organisations/",
    "sources": f"{PLAN}sources/",
    "source": f"{PLAN}sources/{SOURCE}/",
    "reading": f"{PLAN}sources/{SOURCE}/reading/",
    "quality": f"{PLAN}quality/",
    "changes": f"{PLAN}changes/",
    "change": f"{PLAN}changes/1/",
    "brief": f"{PLAN}brief/",
    "full-brief": f"{PLAN}brief/full/",
    "project-embed": f"{PLAN}projects/investment-promotion/embed/",
    "metric-embed": f"{PLAN}metrics/high-tech-firms/embed/",
    "tasks": f"{PLAN}tasks/",
    "progress": f"{PLAN}progress/",
    "organisation": f"{PLAN}organisations/byd/",
    "park": "/yuhua/",
    "search": "/search/?q=企业",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "api": "/api/",
    "missing": "/no/such/page/",
}
SCREEN = f"{PLAN}screen/"
INVENTED = "/shifan/2025/"
# Of the demonstration (--demonstration): what a single plan without responsibilities does not have.
DEMONSTRATION = {
    "parks": "/",
    "park-of-two-years": "/shifan/",
    "invented-plan": INVENTED,
    "invented-goal": f"{INVENTED}goals/innovation-source/",
    "invented-project": f"{INVENTED}projects/platforms/",
    "invented-tasks": f"{INVENTED}tasks/",
    "invented-late-tasks": f"{INVENTED}tasks/?state=late",
    "invented-progress": f"{INVENTED}progress/",
    "invented-body": f"{INVENTED}organisations/investment-bureau/",
    "invented-brief": f"{INVENTED}brief/",
    "earlier-day": "/shifan/2024/?as_of=2024-03-20",
    "years-compared": f"{INVENTED}compare/2024/",
    "metric-over-years": "/shifan/metrics/high-tech-firms/",
    "metric-index": "/metrics/",
    "metric-across-parks": "/metrics/high-tech-firms/",
    "plans-compared": "/compare/?a=shifan/2025&b=yangli/2025",
    "shared-organisations": "/organisations/",
}
INVENTED_SCREEN = f"{INVENTED}screen/"
DESK = {
    "desk": "/admin/",
    "desk-plan": "/admin/initiatives/plan/1/change/",
    "desk-figures": "/admin/initiatives/figure/",
    "desk-figure": "/admin/initiatives/figure/add/?edition=2",
    "desk-photo": "/admin/initiatives/photo/add/",
    "desk-publish": "/admin/initiatives/plan/1/publish/",
}
LANGUAGES = {"zh": "", "en": "/en"}
SCHEMES = ("light", "dark")
WIDTHS = {390: 844, 768: 1024, 1440: 900}
BIG_SCREEN = (1920, 1080)
DESK_WIDTH = 1280
MOST_PIXELS = 16_000  # in height
PAPER_DPI = 60
ADMINISTRATOR, PASSWORD = "administrator", "only-for-these-pictures"


@dataclass(frozen=True)
class Camera:
    """A browser window at a site, and the folder its pictures go to."""

    page: Page
    site: str
    folder: Path

    def open(self, address: str, status: int = 200) -> None:
        """Go to a page; raises SystemExit if it answers another status."""
        answer = self.page.goto(self.site + address)
        if not answer or answer.status != status:
            raise SystemExit(f"{address} does not answer {status}: correct it in scripts/page_pictures.py.")

    def take(self, name: str, width: int, height: int, scheme: str = "dark", *, whole: bool = True) -> None:
        """Take a picture of what is open, of all its length if `whole`."""
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        if whole:
            # Taller windows, since old browsers leave empty what lies outside.
            length = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": width, "height": min(max(length, height), MOST_PIXELS)})
        self.page.screenshot(path=self.folder / f"{name}.png", animations="disabled")

    def print(self, name: str) -> None:
        """Print what is open as PDF, and as pictures of its sheets where poppler is here."""
        path = self.folder / f"{name}.pdf"
        path.write_bytes(self.page.pdf(prefer_css_page_size=True))
        if shutil.which("pdftoppm"):
            subprocess.run(["pdftoppm", "-png", "-r", str(PAPER_DPI), path, path.with_suffix("")], check=True)


def take_pages(camera: Camera, pages: dict[str, str]) -> None:
    for name, address in pages.items():
        for language, prefix in LANGUAGES.items():
            camera.open(prefix + address, 404 if name == "missing" else 200)
            for scheme in SCHEMES:
                for width, height in WIDTHS.items():
                    camera.take(f"{name}-{language}-{scheme}-{width}", width, height, scheme)
            camera.print(f"{name}-{language}-print")
        print(name, flush=True)


def take_screen(camera: Camera, screen: str) -> None:
    """Every slide as a big screen shows it, and on a phone."""
    for language, prefix in LANGUAGES.items():
        address: str | None = prefix + screen
        while address:
            camera.open(address)
            name = f"screen-{address.removeprefix(prefix + screen).strip('/') or '0':0>2}-{language}"
            camera.take(f"{name}-1920", *BIG_SCREEN, whole=False)
            camera.take(f"{name}-390", 390, WIDTHS[390])
            address = camera.page.evaluate("(document.querySelector('a[rel=next]') || {}).pathname")
    print("screen", flush=True)


def take_desk(camera: Camera, pages: dict[str, str]) -> None:
    """The editors' pages, with a draft of the plan."""
    signed_in = False
    for name, address in {"desk-login": "/admin/", **pages}.items():
        if not signed_in and name != "desk-login":
            signed_in = True
            post(camera, "/admin/login/", username=ADMINISTRATOR, password=PASSWORD)
            post(camera, "/admin/initiatives/plan/1/revise/")
        camera.open(address)
        for scheme in SCHEMES:
            camera.take(f"{name}-{scheme}", DESK_WIDTH, 900, scheme)
    print("desk", flush=True)


def post(camera: Camera, address: str, **fields: str) -> None:
    """Send a form with the token that its page has; cookies stay in the browser."""
    url, program = camera.site + address, camera.page.context.request
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', program.get(url).text())
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token[1] if token else "", **fields}
    program.post(url, form=form, headers={"Referer": url})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make page-pictures ARGS=…", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--old", action="store_true", help="with Chromium 86 instead of the installed one")
    parser.add_argument("--browser", help="path of the Chromium to take them with")
    parser.add_argument("--demonstration", action="store_true", help="the invented parks instead of the plan")
    parser.add_argument("--text", type=Path, help="the source's own text, for its reading page")
    parser.add_argument("--folder", type=Path, help=f"where they go (default: {FOLDER})")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="as in PAGES, DEMONSTRATION and DESK; or screen"
    )
    return parser.parse_args()


def main() -> None:
    given = arguments()
    path = given.browser or (old_browser.browser_path() if given.old else temporary_site.browser_path())
    if not path:
        raise SystemExit(
            "No browser: install Chromium; with --old, install npm and run `make browser-tools`."
        )
    folder = given.folder or FOLDER / ("old" if given.old else "")
    folder.mkdir(parents=True, exist_ok=True)

    def chosen(pages: dict[str, str]) -> dict[str, str]:
        return {name: pages[name] for name in pages if not given.only or name in given.only}

    with (
        temporary_site.installation() as variables,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=temporary_site.BROWSER_SWITCHES) as browser,
    ):
        temporary_site.add_administrator(variables, ADMINISTRATOR, PASSWORD)
        pages, screen, desk = chosen(PAGES), SCREEN, chosen(DESK)
        if given.demonstration:
            temporary_site.manage(variables, "load_demonstration")
            pages, screen, desk = chosen(DEMONSTRATION), INVENTED_SCREEN, {}
        elif given.text:
            temporary_site.manage(variables, "attach_source", SOURCE, str(given.text), "--public", "--yes")
        else:
            pages.pop("reading", None)
        with temporary_site.serving(variables) as site:
            camera = Camera(browser.new_page(), site, folder)
            take_pages(camera, pages)
            if not given.only or "screen" in given.only:
                take_screen(camera, screen)
            if desk:
                take_desk(camera, desk)
    print(f"The pictures are in {folder}.")


if __name__ == "__main__":
    main()
