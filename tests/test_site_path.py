"""SITE_URL with a path: the whole site below `/plan/` of another site's host."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import clear_script_prefix, set_script_prefix

from initiatives.static_site import file_paths
from initiatives.static_site.wsgi_client import WsgiClient
from parkplan.site_path import below_site_path
from scripts import temporary_site
from tests.factories import make_rich_edition
from tests.public_pages import plan_pages

ORIGIN = "https://portal.example"
ROOT = "/plan/"
# What the environment decides, as settings that tests can change; `test_settings_follow_the_path` compares.
BELOW_PLAN = {
    "SITE_URL": ORIGIN,
    "SITE_PATH": "/plan",
    "SITE_ROOT": ROOT,
    "FORCE_SCRIPT_NAME": "/plan",
    "STATIC_URL": "/plan/static/",
    "MEDIA_URL": "/plan/media/",
    "SESSION_COOKIE_PATH": ROOT,
    "CSRF_COOKIE_PATH": ROOT,
    "SESSION_COOKIE_NAME": "parkplan_sessionid",
    "CSRF_COOKIE_NAME": "parkplan_csrftoken",
}


def settings_for(site_url: str, names: list[str]) -> dict | str:
    """The values of settings for a SITE_URL, or the line with which the start is refused."""
    code = (
        "import json; from parkplan import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {names}}}))"
    )
    environment = {**os.environ, "SITE_URL": site_url, "SECRET_KEY": "x" * 60}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    return done.stderr.strip().splitlines()[-1] if done.returncode else json.loads(done.stdout)


def test_settings_follow_the_path():
    found = settings_for(f"{ORIGIN}/plan/", [*BELOW_PLAN, "SECURE_HSTS_SECONDS", "SECURE_REDIRECT_EXEMPT"])

    exempt = ["^plan/(healthz|readyz)$"]
    assert found == BELOW_PLAN | {"SECURE_HSTS_SECONDS": 0, "SECURE_REDIRECT_EXEMPT": exempt}


@pytest.mark.parametrize("path", ["/a b", "/园区", "//x", "/../x", "/a?b=1", "/a#b", "/."])
def test_path_that_would_break_addresses_is_refused(path):
    assert "SITE_URL=" in settings_for(ORIGIN + path, ["SITE_PATH"])


@pytest.fixture
def below_plan(settings, db):
    """The site below `/plan/`, as its server starts it."""
    for name, value in BELOW_PLAN.items():
        setattr(settings, name, value)
    set_script_prefix(ROOT)
    yield below_site_path(get_wsgi_application(), "/plan")
    clear_script_prefix()


def get(application, address: str, method: str = "GET", cookie: str = "", body: bytes = b""):
    """Status, headers and body of one request, as the web server in front passes it on."""
    path, _, query = address.partition("?")
    started: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "portal.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "HTTP_REFERER": f"https://localhost{path}",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.url_scheme": "https",
    }

    def start(status, headers, *_):
        started.update(status=int(status.split()[0]), headers=headers)

    pieces = application(environ, start)
    content = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    return started["status"], started["headers"], content


def cookie_of(headers: list[tuple[str, str]], name: str) -> str:
    return next(value.strip() for _name, value in headers if value.strip().startswith(f"{name}="))


class Links(HTMLParser):
    """Every address in a page: links, pictures, forms, parts that htmx loads, previews, frames."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            named = tag == "meta" and name == "content" and (value or "").startswith((ORIGIN, "/"))
            if value and (named or name in {"href", "src", "action", "formaction", "hx-get", "data-hx-get"}):
                self.found.add(value)


def on_this_host(page: str, content: str) -> set[str]:
    """The addresses with a path on this host that a page names."""
    found = set()
    for link in Links(content).found:
        parts = urlsplit(urljoin(f"{ORIGIN}{page}", link))
        if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
            found.add(f"{parts.path}{'?' if parts.query else ''}{parts.query}")
    return found


def kind_of(link: str) -> str:
    """The same in both languages for all rows of a kind, whose keys have numbers, all formats and filters."""
    chinese = link.replace(f"{ROOT}en/", ROOT, 1)
    return re.sub(r"[^/=&]*\d[^/=&.]*|\.(csv|json|xlsx)$|(?<==)[^&]*", "#", chinese)


def test_every_link_of_the_main_pages_leads_below_the_path(below_plan):
    edition = make_rich_edition(1)
    pages = [*plan_pages(edition), ROOT, f"{ROOT}about/", f"{ROOT}search/?q=a", f"{ROOT}api/"]
    pages += [f"{ROOT}en/{page.removeprefix(ROOT)}" for page in pages]

    linked = set()
    for page in pages:
        status, _headers, content = get(below_plan, page)
        assert status == 200 or page in {ROOT, f"{ROOT}en/"}, page  # which lead to the only plan
        linked |= {(link, page) for link in on_this_host(page, content.decode())}
    assert {pair for pair in linked if not pair[0].startswith(ROOT)} == set()
    static = f"{ROOT}static/"
    # One of each kind: the path is taken off before anything else is done with an address.
    links = sorted({link for link, _page in linked if not link.startswith(static)} - {*pages})
    kinds = {kind_of(link): link for link in links}
    assert len(kinds) > 30
    for link in kinds.values():
        assert get(below_plan, link)[0] in {200, 302}, link


def test_what_programs_read_names_the_path(below_plan):
    edition = make_rich_edition(1)
    plan = edition.get_absolute_url()
    assert plan.startswith(ROOT)

    for name in (
        "feed.atom",
        "sitemap.xml",
        "robots.txt",
        "api/v1/",
        "api/v1/openapi.json",
        "api/v1/figures",
    ):
        status, _headers, content = get(below_plan, ROOT + name)
        text = content.decode()
        assert status == 200, name
        addresses = re.findall(rf"{ORIGIN}[^\s\"<]*|(?<=Disallow: )\S+", text)
        assert {a for a in addresses if not a.removeprefix(ORIGIN).startswith(ROOT)} == set(), name
        assert "/plan/plan/" not in text
    page = get(below_plan, plan)[2].decode()
    assert f'<meta property="og:url" content="{ORIGIN}{plan}">' in page
    assert f'<link rel="canonical" href="{ORIGIN}{plan}">' in page


def test_card_of_a_page_is_drawn_below_the_path(below_plan):
    page = get(below_plan, make_rich_edition(1).get_absolute_url())[2].decode()

    card = re.search(r'property="og:image" content="([^"]+)"', page)[1]
    status, headers, _content = get(below_plan, card.removeprefix(ORIGIN))
    assert (status, dict(headers)["Content-Type"]) == (200, "image/png")


def test_redirects_stay_below_the_path(below_plan):
    edition = make_rich_edition(1)

    assert dict(get(below_plan, "/plan")[1])["Location"] == ROOT
    without_slash = get(below_plan, edition.get_absolute_url().rstrip("/"))
    assert dict(without_slash[1])["Location"] == edition.get_absolute_url()
    assert dict(get(below_plan, f"{ROOT}admin/")[1])["Location"].startswith(f"{ROOT}admin/login/?next=/plan/")


def test_nothing_is_served_beside_the_path(below_plan):
    edition = make_rich_edition(1)

    assert get(below_plan, edition.get_absolute_url().removeprefix("/plan"))[0] == 404
    assert get(below_plan, "/planet/")[0] == 404
    assert get(below_plan, "/healthz")[0] == get(below_plan, f"{ROOT}healthz")[0] == 200


def test_signing_in_below_the_path_with_its_own_cookies(below_plan, django_user_model):
    django_user_model.objects.create_superuser("li", password="a long password of li")
    address = f"{ROOT}admin/login/?next={ROOT}admin/"
    _status, headers, content = get(below_plan, address)
    csrf = cookie_of(headers, "parkplan_csrftoken")
    assert "Path=/plan/" in csrf

    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', content.decode())[1]
    form = f"csrfmiddlewaretoken={token}&username=li&password=a+long+password+of+li&next=/plan/admin/"
    status, headers, _content = get(below_plan, address, "POST", csrf.partition(";")[0], form.encode())
    assert (status, dict(headers)["Location"]) == (302, f"{ROOT}admin/")
    session = cookie_of(headers, "parkplan_sessionid")
    assert "Path=/plan/" in session

    status, _headers, content = get(below_plan, f"{ROOT}admin/", cookie=session.partition(";")[0])
    assert status == 200
    links = on_this_host(f"{ROOT}admin/", content.decode())
    assert {link for link in links if not link.startswith(ROOT)} == set()
    assert f"{ROOT}en/admin/" in links


def test_a_folder_of_the_site_does_not_know_the_path(below_plan):
    edition = make_rich_edition(1)
    plan = edition.get_absolute_url()

    assert file_paths.file_of(plan, ROOT) == f"{plan.removeprefix(ROOT)}index.html"
    assert file_paths.resolve(plan, f"{ORIGIN}{plan}goals/", ORIGIN, ROOT) == (f"{plan}goals/", "")
    # Another part of the portal is another site.
    assert file_paths.resolve(plan, f"{ORIGIN}/news/1.html", ORIGIN, ROOT) is None
    assert WsgiClient().fetch(plan).status == 200
    assert WsgiClient().fetch(f"{settings.STATIC_URL}css/base.css").status == 200


@pytest.mark.slow
def test_exported_folder_leads_to_no_address_with_the_path(below_plan, tmp_path):
    edition = make_rich_edition(1)
    call_command("export_site", str(tmp_path / "folder"), stdout=StringIO())

    plan = tmp_path / "folder" / edition.get_absolute_url().removeprefix(ROOT) / "index.html"
    pages = list((tmp_path / "folder").rglob("*.html"))
    assert plan in pages
    links = {link for page in pages for link in Links(page.read_text(encoding="utf-8")).found}
    assert {link for link in links if ROOT in link or link.startswith("/")} == set()


# With the real server


@pytest.fixture
def installation(prepared):
    """The shipped plan, below `/plan/` of this machine."""
    with temporary_site.installation(prepared) as variables:
        yield variables | {"SITE_URL": "http://127.0.0.1/plan"}


@pytest.mark.slow
def test_server_gives_pages_with_their_static_files(installation):
    with temporary_site.serving(installation) as address:
        page = urlopen(f"{address}{ROOT}about/").read().decode()
        static = {link for link in Links(page).found if link.startswith(f"{ROOT}static/")}
        assert len(static) > 3
        for link in static:
            assert urlopen(f"{address}{link}").status == 200
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/about/")
