"""The score of Mozilla's HTTP Observatory for one page, by its published table of July 2024 and later.

100, and for each subject points that are added or taken away; what is added counts from 90 on alone.
"""

import re
from email.message import Message
from html.parser import HTMLParser

START, LEAST_FOR_MORE = 100, 90
HALF_A_YEAR = 15_768_000
BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


class Scripts(HTMLParser):
    """The scripts that a page loads: address and whether it has a digest."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "script" and found.get("src"):
            self.loaded.append((found["src"] or "", bool(found.get("integrity"))))


def score(headers: Message, page: str, redirect: str, host: str) -> tuple[int, dict[str, int]]:
    """The score and what each subject contributes; `redirect` is where the plain address leads to."""
    policy = parsed(headers.get("Content-Security-Policy", ""))
    points = {
        "content-security-policy": of_policy(policy),
        "frame-ancestors": of_frames(policy, headers.get("X-Frame-Options", "")),
        "cookies": sum(map(of_cookie, headers.get_all("Set-Cookie", []))),
        "cors": -50 if headers.get("Access-Control-Allow-Credentials") else 0,
        "redirection": 0 if redirect.startswith(f"https://{host}/") else -20,
        "referrer-policy": of_referrers(headers.get("Referrer-Policy", "")),
        "strict-transport-security": of_transport(headers.get("Strict-Transport-Security", "")),
        "subresource-integrity": of_scripts(page),
        "x-content-type-options": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "cross-origin-resource-policy": of_resources(headers.get("Cross-Origin-Resource-Policy")),
    }
    total = START + sum(value for value in points.values() if value < 0)
    if total >= LEAST_FOR_MORE:
        total += sum(value for value in points.values() if value > 0)
    return total, points


def parsed(policy: str) -> dict[str, set[str]]:
    directives = [words.split() for words in policy.split(";") if words.strip()]
    return {name: set(sources) for name, *sources in directives}


def of_policy(policy: dict[str, set[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    scripts, objects = policy.get("script-src", default), policy.get("object-src", default)
    styles = policy.get("style-src", default)
    if scripts & (BROAD | {"'unsafe-inline'", "data:"}) or objects & BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for sources in policy.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | {"'unsafe-inline'", "data:"}):
        return 0
    closed = default == {"'none'"} and policy.get("form-action", {"*"}) <= {"'none'", "'self'"}
    return 10 if closed else 5


def of_frames(policy: dict[str, set[str]], older: str) -> int:
    if "frame-ancestors" in policy and not policy["frame-ancestors"] & BROAD:
        return 5
    return 0 if older.upper() in {"DENY", "SAMEORIGIN"} else -20


def of_cookie(cookie: str) -> int:
    """What is wrong with one cookie. Five points more for cookies without a fault are left out."""
    words = {word.strip().lower() for word in cookie.split(";")[1:]}
    is_session = "session" in cookie.partition("=")[0].lower()
    if "secure" not in words:
        return -40 if is_session else -20
    if is_session and "httponly" not in words:
        return -30
    return 0 if words & {"samesite=lax", "samesite=strict"} else -20


def of_referrers(policy: str) -> int:
    return (5 if policy in PRIVATE else -5) if policy else 0


def of_transport(header: str) -> int:
    age = re.search(r"max-age=(\d+)", header)
    if not age:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def of_scripts(page: str) -> int:
    found = Scripts()
    found.feed(page)
    elsewhere = [digested for address, digested in found.loaded if re.match(r"https?:|//", address)]
    if not all(elsewhere):
        return -50 if any(address.startswith(("http:", "//")) for address, _ in found.loaded) else -5
    return 5 if found.loaded and all(digested for _, digested in found.loaded) else 0


def of_resources(header: str | None) -> int:
    if header is None or header == "cross-origin":
        return 0
    return 10 if header in {"same-origin", "same-site"} else -5
