"""Ask for every public address and parameter on a plan of the worst texts: no answer is 5xx.

`python -m scripts.fuzz --requests 50000 --seed 7`; with DATABASE_URL in an empty database, else in SQLite. It
ends with an export of the site, which asks for every page and card.
"""

import argparse
import json
import logging
import multiprocessing
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from scripts.temporary_site import SETTING_NAMES

ORIGIN = "https://plan.example.gov.cn"
STARTS = (
    "/",
    "/en/",
    "/sitemap.xml",
    "/feed.atom",
    "/robots.txt",
    "/api/v1/",
    "/api/v1/openapi.json",
    "/healthz",
)
# So many pages are read for the addresses in them.
CRAWLED = 3000
LINK = re.compile(r'(?:href|src|action|data-[a-z-]+)="([^"]+)"|<loc>([^<]+)</loc>')
NAME = re.compile(r'<(?:input|select)[^>]* name="([^"]+)"')
METHODS = ["GET"] * 17 + ["HEAD", "POST", "BREW"]
HEADERS: dict[str, list[str]] = {
    "HTTP_ACCEPT_ENCODING": ["gzip", "br", "identity;q=0", "*", "\x80"],
    "HTTP_ACCEPT_LANGUAGE": ["en", "zh-CN,zh;q=0.9", "x" * 5000],
    "HTTP_ACCEPT": ["application/json", "text/html", "image/*", "/"],
    "HTTP_IF_NONE_MATCH": ['"x"', "*", 'W/"' + "a" * 100, ","],
    "HTTP_IF_MODIFIED_SINCE": ["Thu, 01 Jan 1970 00:00:00 GMT", "9" * 40, "Fri, 31 Dec 99999 23:59:59 GMT"],
    "HTTP_RANGE": ["bytes=0-1", "bytes=-1", "bytes=9-0,1-", "x"],
    "HTTP_COOKIE": ["sessionid=x", "csrftoken=" + "a" * 3000, "=;=;\x01"],
    "HTTP_HX_REQUEST": ["true"],
    "HTTP_HX_TARGET": ["<x>"],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "x, y", "::1", "'"],
    "HTTP_X_REQUEST_ID": ["a\tb", "x" * 300],
    "CONTENT_TYPE": ["application/json", "multipart/form-data; boundary=x", "text/plain; charset=nothing"],
    "CONTENT_LENGTH": ["5", "0", "x", "-1"],
}
NUMBERS = ("0", "-1", "1", "2", "9" * 30, "9" * 4000, "1_0", "１２", "1e9", "NaN", "1.5", "+1", " 1", "0x1")


def prepare_environment(folder: str) -> None:
    """Settings of a public site without any of this shell's, in an empty database."""
    database = os.environ.get("DATABASE_URL")
    for name in SETTING_NAMES:
        os.environ.pop(name, None)
    os.environ.update(VAR_DIR=folder, SITE_URL=ORIGIN, SECRET_KEY="x" * 60, AUDIT_LOG="off")
    Path(folder, "static").mkdir()  # WhiteNoise warns where there is none
    os.environ["DJANGO_SETTINGS_MODULE"] = "parkplan.settings"
    if database:
        os.environ["DATABASE_URL"] = database


def prepare_site(seed: int) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    # Taken from their sources: to collect them takes longer than a thousand requests.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from scripts import hostile_plan

    call_command("migrate", interactive=False, verbosity=0)
    from initiatives.models import Park

    if Park.objects.exists():
        raise SystemExit("The database of DATABASE_URL has a park: name an empty one.")
    begun = time.monotonic()
    hostile_plan.build(random.Random(seed))
    print(f"plan of the worst texts built in {time.monotonic() - begun:.0f} s", flush=True)


class Asker:
    """Sends requests to the application within this process, and notes what came back."""

    def __init__(self, dice: random.Random) -> None:
        from django.core.wsgi import get_wsgi_application

        self.application, self.dice = get_wsgi_application(), dice
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    def ask(self, address: str, method: str = "GET", headers: dict[str, str] | None = None) -> bytes:
        from initiatives.static_site.wsgi_client import environ

        # As servers pass on bytes that are not percent-encoded.
        path, _, query = address.encode().decode("latin-1").partition("?")
        asked: dict[str, Any] = {**environ(path, query), "REQUEST_METHOD": method, **(headers or {})}
        if method == "POST":
            asked["wsgi.input"] = BytesIO(b"a=b&c=\xff")
        found: list[int] = []

        def begin(status: str, *_more: Any) -> Any:
            found.append(int(status[:3]))
            return BytesIO().write

        pieces = self.application(asked, begin)
        body = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        self.statuses[found[0]] += 1
        if found[0] >= 500:
            self.wrong.append(f"{found[0]} {method} {address} {headers or ''}")
            print(self.wrong[-1][:600], flush=True)
        return body


def crawl(asker: Asker, limit: int) -> tuple[list[str], set[str]]:
    """The addresses in at most `limit` pages, and the names of parameters in them, in forms and the API."""
    known, waiting, names = dict.fromkeys(STARTS), list(STARTS), {"q", "page", "lang", "limit", "utm_source"}
    while waiting and sum(asker.statuses.values()) < limit:
        address = waiting.pop(asker.dice.randrange(len(waiting)))
        text = asker.ask(address).decode(errors="replace")
        names.update(NAME.findall(text), (name for name, _ in parse_qsl(urlsplit(address).query)))
        for found in LINK.findall(text):
            try:
                parts = urlsplit(urljoin(f"{ORIGIN}{address}", unescape(found[0] or found[1])))
            except ValueError:
                continue  # a label, whose text looks like an address
            link = parts.path + (f"?{parts.query}" if parts.query else "")
            ours = f"{parts.scheme}://{parts.netloc}" == ORIGIN and not parts.path.startswith("/static/")
            if ours and link not in known and "/admin/" not in link:
                known[link] = None
                waiting.append(link)
    described = json.loads(asker.ask("/api/v1/openapi.json"))
    names |= {value["name"] for value in described["components"]["parameters"].values()}
    for path, methods in described["paths"].items():
        names |= {value["name"] for value in methods["get"].get("parameters", []) if "name" in value}
        known[f"/api/v1{path}".replace("/api/v1/api/v1", "/api/v1")] = None
    return list(known), names


def strange_value(dice: random.Random, seen: list[str]) -> str:
    from scripts.hostile_plan import WORST

    kind = dice.randrange(5)
    if kind == 0:
        return dice.choice(NUMBERS)
    if kind == 1:
        return quote(dice.choice(WORST)[: dice.choice((3, 80, 2000))])
    if kind == 2:
        return dice.choice(
            ("%00", "%ff%fe", "%ED%A0%80", "..%2f", "%0d%0a", "", "园区", "%E5%9B", "%25%32%35")
        )
    if kind == 3:
        return quote("".join(chr(dice.randrange(1, 0xD800)) for _ in range(dice.randrange(1, 30))))
    return quote(dice.choice(seen))


def strange_address(dice: random.Random, addresses: list[str], names: list[str], seen: list[str]) -> str:
    """A known address with parameters of any value, and sometimes with another part in its path."""
    path, _, query = dice.choice(addresses).partition("?")
    if dice.random() < 0.35:
        parts = path.split("/")
        parts[dice.randrange(1, len(parts)) if len(parts) > 1 else 0] = strange_value(dice, seen)
        path = "/".join(parts)
    if not path.startswith("/"):
        path = f"/{path}"
    parameters = [query] if query and dice.random() < 0.5 else []
    for _ in range(dice.choice((0, 1, 1, 1, 2, 2, 3, 6, 120))):
        name = dice.choice(names) if dice.random() < 0.95 else strange_value(dice, seen)
        parameters.append(f"{name}={strange_value(dice, seen)}")
    dice.shuffle(parameters)
    return f"{path}?{'&'.join(parameters)}" if parameters else path


def ask_many(task: tuple[int, int, list[str], list[str]]) -> tuple[Counter[int], list[str]]:
    """Send a number of strange requests, in a process of its own."""
    seed, number, addresses, names = task
    dice = random.Random(seed)
    asker = Asker(dice)
    seen = sorted({part for address in addresses for part in re.split(r"[/?&=]", address) if part})
    for _ in range(number):
        headers = {
            name: dice.choice(HEADERS[name])
            for name in dice.sample(sorted(HEADERS), dice.choice((0, 0, 1, 3)))
        }
        asker.ask(strange_address(dice, addresses, names, seen), dice.choice(METHODS), headers)
    return asker.statuses, asker.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parkplan-fuzz-") as folder:
        prepare_environment(folder)
        print(f"seed {options.seed}", flush=True)
        prepare_site(options.seed)
        logging.getLogger("django.security").setLevel(logging.CRITICAL)
        return fuzz(options, Path(folder, "exported"))


def fuzz(options: argparse.Namespace, exported: Path) -> int:
    from django.core.management import call_command
    from django.db import connection, connections

    begun, database = time.monotonic(), connection.vendor
    asker = Asker(random.Random(options.seed))
    addresses, names = crawl(asker, min(CRAWLED, options.requests // 3))
    print(f"{len(addresses)} addresses, {len(names)} parameters: {', '.join(sorted(names))}", flush=True)
    connections.close_all()
    left = max(0, options.requests - sum(asker.statuses.values()))
    shares = [(options.seed + 1 + part, left // 20 + 1, addresses, sorted(names)) for part in range(20)]
    with multiprocessing.get_context("fork").Pool(options.processes) as pool:
        for part, (statuses, wrong) in enumerate(pool.imap_unordered(ask_many, shares), 1):
            asker.statuses += statuses
            asker.wrong += wrong
            print(f"{part * 5} %: {dict(sorted(asker.statuses.items()))}", flush=True)
    call_command("export_site", exported)
    total = sum(asker.statuses.values())
    seconds = time.monotonic() - begun
    print(f"{database}: {total} requests in {seconds:.0f} s, {len(asker.wrong)} of them answered with 5xx")
    return bool(asker.wrong)


if __name__ == "__main__":
    sys.exit(main())
