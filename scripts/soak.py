"""A site under mixed load for a long time, with an edit each second: no error, no stale page, flat memory.

`python -m scripts.soak --minutes 30` starts the shipped plan on a server of its own, several readers and one
editor at the desk, who renames the park each second. A page that is asked for after a save must show it.
"""

import argparse
import re
import sys
import threading
import time
from collections import Counter
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from scripts import temporary_site

PLAN = "/yuhua/2024/"
EDITED = "/en/admin/initiatives/park/1/change/"
NAME, PASSWORD = "soak", "long-enough-for-a-soak"
# The park's name after an edit, in both languages.
NAMES = {"name": "浸泡园区第{}版", "name_en": "Soaked park no. {}"}
MARK = re.compile("|".join(name.format(r"(\d+)") for name in NAMES.values()))
# What shows the park's name, and what does not: pages, downloads, pictures, programs, search.
SHOWING = ("", "goals/", "projects/", "metrics/", "quotes/", "sources/", "organisations/", "brief/")
FILES = ("plan.json", "plan.xlsx", "brief.docx", "brief-full.docx", "metrics.csv", "metrics.xlsx")
OTHERS = (
    *FILES,
    *("screen/", "quality/", "changes/"),
    *(
        "/api/v1/figures",
        "/api/v1/search?q=30",
        "/search/?q=园区",
        "/en/search/?q=park",
        "/about/",
        "/healthz",
    ),
)
# Few of these are made at once; who comes beyond is asked to come again. Everything else is answered.
HEAVY = (*FILES, "brief/")
# Memory may grow so far from the first half to the end: pools of the allocator, filled caches.
GROWTH, GROWTH_MB = 1.10, 24


class Form(HTMLParser):
    """The values of the fields of a page, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.area = self.choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "input" and name and kind not in {"submit", "file", "button", "image"}:
            if kind not in {"checkbox", "radio"} or "checked" in found:
                self.values[name] = found.get("value", "on" if kind in {"checkbox", "radio"} else "")
        elif tag == "textarea":
            self.area = name
            self.values[name] = ""
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing and "selected" in found:
            self.values[self.choosing] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.choosing = ""


class Soak:
    """What readers and the editor of one run share."""

    def __init__(self, address: str) -> None:
        self.address, self.stopped = address, threading.Event()
        self.saved = 0
        self.answers: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.checked = 0
        self.memory: list[float] = []

    def edit(self) -> None:
        opener = build_opener(HTTPCookieProcessor(CookieJar()))

        def post(path: str, values: dict[str, str]) -> str:
            form = Form(opener.open(f"{self.address}{path}", timeout=60).read().decode()).values
            data = urlencode({**form, **values}).encode()
            answer = opener.open(f"{self.address}{path}", data=data, timeout=60)
            return str(answer.read().decode())

        post("/en/admin/login/", {"username": NAME, "password": PASSWORD, "next": "/en/admin/"})
        while not self.stopped.wait(1):
            number = self.saved + 1
            try:
                page = post(EDITED, {field: name.format(number) for field, name in NAMES.items()})
            except OSError as error:
                self.wrong.append(f"edit {number}: {error}")
                continue
            if 'class="errornote"' in page:
                self.wrong.append(f"edit {number} was refused")
            self.saved = number

    def paths(self) -> list[str]:
        found = [f"{language}{PLAN}{path}" for path in SHOWING for language in ("", "/en")]
        found += [path if path.startswith("/") else f"{PLAN}{path}" for path in OTHERS]
        return [re.sub(r"[^\x21-\x7e]", lambda c: quote(c[0]), path) for path in found]

    def warm_up(self) -> None:
        """Ask for everything, more often than there are processes: what each loads once is no growth."""
        for path in self.paths() * 3:
            urlopen(f"{self.address}{path}", timeout=60).close()

    def read(self, first: int) -> None:
        paths, turn = self.paths(), first
        while not self.stopped.wait(0.02):
            path, least = paths[turn % len(paths)], self.saved
            turn += 1
            try:
                with urlopen(f"{self.address}{path}", timeout=60) as answer:
                    status, page = answer.status, answer.read().decode(errors="replace")
            except HTTPError as error:
                status, page = error.code, ""
                if status == 503 and error.headers["Retry-After"] and path.endswith(HEAVY):
                    self.answers[status] += 1
                    continue
            except OSError as error:
                self.wrong.append(f"{path}: {error}")
                continue
            self.answers[status] += 1
            if status != 200:
                self.wrong.append(f"{path}: {status}")
            shown = [int(found[1] or found[2]) for found in MARK.finditer(page)]
            self.checked += bool(shown)
            if shown and min(shown) < least:
                self.wrong.append(f"{path}: shows {min(shown)}, saved before was {least}")

    def watch_memory(self) -> None:
        while not self.stopped.wait(5):
            self.memory.append(server_megabytes(self.address))

    def run(self, seconds: float, readers: int) -> None:
        self.warm_up()
        threads = [threading.Thread(target=self.edit), threading.Thread(target=self.watch_memory)]
        threads += [threading.Thread(target=self.read, args=[number * 7]) for number in range(readers)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.stopped.set()
        for thread in threads:
            thread.join()

    def grown(self) -> bool:
        """Whether the last quarter needs clearly more memory than the second one."""
        quarter = len(self.memory) // 4
        if not quarter:
            return False
        before, after = median(self.memory[quarter : 2 * quarter]), median(self.memory[-quarter:])
        return after > before * GROWTH + GROWTH_MB


def server_megabytes(address: str) -> float:
    """Resident memory of all processes of the server that listens there; shared pages count in each."""
    bound, total = address.removeprefix("http://").encode(), 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if bound in (folder / "cmdline").read_bytes():
                total += int((folder / "statm").read_text().split()[1]) * 4096 / 2**20
        except OSError:  # it has ended
            continue
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--readers", type=int, default=4)
    options = parser.parse_args()
    with temporary_site.installation() as variables:
        temporary_site.add_administrator(variables, NAME, PASSWORD)
        with temporary_site.serving(variables) as address:
            soak = Soak(address)
            soak.run(60 * options.minutes, options.readers)
    return report(soak)


def report(soak: Soak) -> int:
    for line in soak.wrong[:20]:
        print(line)
    memory = " ".join(f"{value:.0f}" for value in soak.memory[:: max(1, len(soak.memory) // 12)])
    print(
        f"answers {dict(soak.answers)}, {soak.saved} edits, {soak.checked} pages compared with the last edit"
    )
    print(f"memory in MB: {memory}{' (grows)' if soak.grown() else ''}")
    print(f"{len(soak.wrong)} errors or stale pages")
    return bool(soak.wrong or soak.grown() or not soak.saved or not soak.checked)


if __name__ == "__main__":
    sys.exit(main())
