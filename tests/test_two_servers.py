"""Two servers behind nginx, as deploy/nginx.conf has it, that share PostgreSQL and Redis."""

import json
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener, urlopen

import pytest
import redis
from lxml import html

from scripts import temporary_site
from scripts.environment import ROOT
from tests.required_tools import require_tool
from tests.temporary_databases import postgresql_server, redis_server, run_as_superuser

pytestmark = pytest.mark.slow
HOST, FAR = "plan.example.gov.cn", "198.51.100.7"
NAME, PASSWORD = "li", "a long password of li"
PLAN, PARK, LOGIN, CARD = "/en/yuhua/2024/", "/en/yuhua/", "/en/admin/login/", "/yuhua/2024/card.png"


@dataclass
class Site:
    """What two instances share, and where they answer."""

    database: str
    cache: str
    servers: list[str]
    port: int
    access_log: Path

    def answered_by(self) -> list[str]:
        """Which server answered each request that came through nginx, the last one last."""
        lines = self.access_log.read_text(encoding="utf-8").splitlines()
        return [f"http://{line.split()[0]}" for line in lines if ":" in line.split()[0]]


@dataclass
class Visitor:
    """A browser without scripts that comes through nginx."""

    site: Site
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        context = ssl._create_unverified_context()
        self.opener = build_opener(HTTPSHandler(context=context), HTTPCookieProcessor(self.jar))

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        address = f"https://{HOST}:{self.site.port}{path}"
        body = urlencode(data).encode() if data is not None else None
        request = Request(address, body, {"Referer": f"https://{HOST}{path}"})
        try:
            with self.opener.open(request, timeout=60) as response:
                return response.status, response.read().decode("utf-8", "replace")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def fill(self, path: str, **changed: str) -> tuple[int, str]:
        """Send a page's form as it stands, with some fields changed."""
        _status, page = self.ask(path)
        forms = [form for form in html.fromstring(page).forms if form.method == "POST"]
        form = next(form for form in forms if changed.keys() <= set(form.fields.keys()))
        values = {name: value for name, value in form.form_values() if not name.startswith("_")}
        return self.ask(path, {**values, **changed})


def ask_server(
    address: str, path: str, data: dict[str, str] | None = None, cookie: str = "", visitor: str = FAR
) -> tuple[int, str]:
    """Ask one of the two itself, as nginx does for a visitor at an address of their own."""
    headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": visitor, "Cookie": cookie}
    headers |= {"Referer": f"https://{HOST}{path}"}
    body = urlencode(data).encode() if data is not None else None
    try:
        with urlopen(Request(f"{address}{path}", body, headers), timeout=60) as response:
            return response.status, response.read().decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def sign_in_at(address: str, password: str, visitor: str = FAR) -> int:
    token = "t" * 32
    fields = {"username": NAME, "password": password, "csrfmiddlewaretoken": token, "next": "/healthz"}
    return ask_server(address, LOGIN, fields, f"csrftoken={token}", visitor)[0]


def nginx_configuration(folder: Path, port: int, servers: list[str]) -> str:
    """deploy/nginx.conf with this test's ports and certificate, as a whole configuration."""
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, flags=re.DOTALL)
    site = re.sub(r" +listen \[::\]:443 .*\n", "", site).replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    site = site.replace("/etc/ssl/parkplan", str(folder))
    for usual, server in zip(("127.0.0.1:8000", "127.0.0.1:8001"), servers, strict=True):
        assert usual in site
        site = site.replace(usual, server.removeprefix("http://"))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    log = f"log_format who '$upstream_addr $status $request_uri'; access_log {folder}/access who;"
    head = f"daemon off; pid {folder}/pid; error_log {folder}/error;"
    return f"{head} events {{}} http {{ {temporary} {log} {site} }}"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    require_tool(nginx, "nginx", "apt install nginx")
    require_tool(shutil.which("openssl"), "openssl", "apt install openssl")
    folder = tmp_path_factory.mktemp("two-servers")
    folder.chmod(0o755)
    with ExitStack() as stack:
        database, cache = stack.enter_context(postgresql_server()), stack.enter_context(redis_server())
        variables = temporary_site.environment_of(folder / "var") | {
            "DATABASE_URL": database,
            "CACHE_URL": cache,
            "SITE_URL": f"https://{HOST}",
            "SECRET_KEY": "k" * 64,
            "WEB_CONCURRENCY": "1",
        }
        temporary_site.manage(variables, "prepare")
        temporary_site.add_administrator(variables, NAME, PASSWORD)
        servers = [stack.enter_context(temporary_site.serving(variables)) for _ in range(2)]
        certificate = ["-keyout", f"{folder}/plan.key", "-out", f"{folder}/plan.pem", "-subj", f"/CN={HOST}"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *certificate]
        subprocess.run(made, check=True, capture_output=True)
        port = temporary_site.free_port()
        configuration = folder / "nginx.conf"
        configuration.write_text(nginx_configuration(folder, port, servers), encoding="utf-8")
        process = subprocess.Popen([str(nginx), "-p", str(folder), "-c", str(configuration)])
        stack.callback(process.wait)
        stack.callback(process.terminate)
        found = Site(database, cache, servers, port, folder / "access")
        wait_for_port(port)
        yield found


def wait_for_port(port: int) -> None:
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            subprocess.run(["sleep", "0.1"], check=True)
    raise RuntimeError("nginx does not answer.")


@pytest.fixture(autouse=True)
def name_is_known(monkeypatch):
    """The site's name leads to this machine."""
    find = socket.getaddrinfo

    def known(host, *arguments, **more):
        return find("127.0.0.1" if host == HOST else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", known)


def test_edit_through_one_shows_on_the_other_with_the_next_request(site):
    editor, reader = Visitor(site), Visitor(site)
    status, page = editor.fill(LOGIN, username=NAME, password=PASSWORD)
    assert status == 200 and "Log out" in page
    parks = editor.ask("/en/admin/initiatives/park/")[1]
    park = next(iter(re.findall(r"/en/admin/initiatives/park/\d+/change/", parks)))
    for number in range(3):
        name = f"Park of edit {number}"
        editor.fill(park, name_en=name)
        seen = [reader.ask(PARK) for _ in range(4)]
        assert [status for status, _ in seen] == [200] * 4
        assert all(name in page for _, page in seen)
    assert set(site.answered_by()) == set(site.servers)
    assert set(site.answered_by()[-4:]) == set(site.servers)


def test_wrong_passwords_at_both_lock_the_name_at_both(site):
    first, second = site.servers
    statuses = [sign_in_at(address, "wrong") for address in (first, second, first, second)]
    assert statuses == [200] * 4
    assert sign_in_at(first, "wrong") == 429
    assert [sign_in_at(address, PASSWORD) for address in (second, first)] == [429, 429]


def test_requests_beyond_the_limit_are_refused_whichever_would_answer(site):
    """They are counted in front of both: twenty sign-ins a minute, ten more wait."""
    with ThreadPoolExecutor(30) as pool:
        statuses = list(pool.map(lambda _: first_answer(site), range(30)))
    assert statuses.count(429) >= 15


def first_answer(site: Site) -> int:
    """The status of a visit to the sign-in; 0 if it has to wait longer than a second and a half."""
    context = ssl._create_unverified_context()
    with (
        socket.create_connection(("127.0.0.1", site.port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        connection.sendall(f"GET {LOGIN} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        connection.settimeout(1.5)
        try:
            return int(connection.recv(4096).split()[1])
        except TimeoutError:
            return 0


def test_card_that_one_has_drawn_is_there_for_the_other(site):
    store = redis.Redis.from_url(site.cache)
    store.flushall()
    first, second = site.servers
    drawn = ask_server(first, CARD)
    kept = store.dbsize()
    hits = store.info("stats")["keyspace_hits"]
    assert kept
    assert ask_server(second, CARD) == drawn
    assert (store.dbsize(), store.info("stats")["keyspace_hits"]) == (kept, hits + 1)


def test_readers_are_served_while_the_database_takes_no_writing(site):
    run_as_superuser(site.database, "ALTER DATABASE parkplan SET default_transaction_read_only = on")
    end_connections(site)
    try:
        for address in site.servers:
            assert ask_server(address, PLAN)[0] == 200
            assert sign_in_at(address, PASSWORD, visitor="198.51.100.8") == 503
    finally:
        run_as_superuser(site.database, "ALTER DATABASE parkplan RESET default_transaction_read_only")
        end_connections(site)
    assert sign_in_at(site.servers[0], PASSWORD, visitor="198.51.100.8") == 200


def end_connections(site: Site) -> None:
    run_as_superuser(
        site.database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'parkplan'",
    )


def test_database_that_is_gone_is_told_in_words_and_found_again(site):
    run_as_superuser(site.database, "ALTER DATABASE parkplan ALLOW_CONNECTIONS false")
    end_connections(site)
    try:
        for address in site.servers:
            status, page = ask_server(address, PLAN)
            assert status == 503 and "The site cannot answer at this moment" in page
            assert ask_server(address, "/healthz")[0] == 503
            assert json.loads(ask_server(address, "/readyz")[1])["database"] == "not available"
    finally:
        run_as_superuser(site.database, "ALTER DATABASE parkplan ALLOW_CONNECTIONS true")
    for address in site.servers:
        assert ask_server(address, PLAN)[0] == 200
        assert ask_server(address, "/readyz")[0] == 200


def test_readers_are_served_without_the_cache(site):
    """The last test: nobody starts Redis again."""
    redis.Redis.from_url(site.cache).shutdown(nosave=True)
    for address in site.servers:
        for path in (PLAN, CARD, "/yuhua/2024/plan.xlsx", "/healthz"):
            assert ask_server(address, path)[0] == 200, path
        status, told = ask_server(address, "/readyz")
        assert (status, json.loads(told)["cache"]) == (503, "not available")
