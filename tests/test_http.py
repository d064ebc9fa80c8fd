"""How public pages are served: read-only, without cookies, cacheable, under a strict policy."""

import gzip
import logging

import pytest

from parkplan.log_lines import OnceAMinute
from tests.factories import make_edition, make_park, make_rich_edition
from tests.public_pages import plan_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths():
    return [*plan_pages(make_rich_edition(1)), "/about/", "/healthz"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_public_page_takes_nothing_but_get_and_head(client, paths, method):
    client.handler.enforce_csrf_checks = True
    for path in paths:
        response = getattr(client, method)(path)
        assert response.status_code == 405, path
        assert response.headers["Allow"] == "GET, HEAD"


def test_unknown_verb_is_refused(client, paths):
    assert client.generic("BREW", paths[0]).status_code == 405


@pytest.mark.slow
def test_head_has_the_headers_of_get(client, paths):
    for path in paths:
        for encoding in ("", "gzip"):
            got = client.get(path, headers={"accept-encoding": encoding})
            head = client.head(path, headers={"accept-encoding": encoding})
            assert head.status_code == 200
            assert dict(head.headers) == dict(got.headers), path


@pytest.mark.slow
def test_public_page_sets_no_cookie_and_varies_on_nothing_of_the_reader(client, paths):
    client.cookies["sessionid"] = "someone"
    for path in paths:
        response = client.get(path, headers={"accept-language": "en", "hx-request": "true"})
        assert not response.cookies
        assert set(response.headers.get("Vary", "").replace(",", " ").split()) <= {"Accept-Encoding"}


@pytest.mark.slow
def test_body_depends_on_the_address_alone(client, django_user_model, paths):
    before = [client.get(path).content for path in paths]
    client.force_login(django_user_model.objects.create_superuser("admin"))
    headers = {
        "accept-language": "en",
        "hx-request": "true",
        "hx-target": "x",
        "x-forwarded-host": "evil.example",
    }
    after = [client.get(path, {"utm_source": "x"}, headers=headers).content for path in paths]
    assert before == after


def test_page_unchanged_is_answered_without_a_body(client, paths):
    etag = client.get(paths[0]).headers["ETag"]
    again = client.get(paths[0], headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    zipped = client.get(paths[0], headers={"accept-encoding": "gzip"})
    again = client.get(paths[0], headers={"accept-encoding": "gzip", "if-none-match": zipped.headers["ETag"]})
    assert again.status_code == 304


def test_page_may_be_kept_but_is_asked_for_again(client, paths):
    assert set(client.get(paths[0]).headers["Cache-Control"].split(", ")) == {"public", "no-cache"}


def test_page_is_compressed_to_the_same_bytes_each_time(client, paths):
    first, second = (client.get(paths[0], headers={"accept-encoding": "gzip"}).content for _ in range(2))
    assert first == second
    assert gzip.decompress(first) == client.get(paths[0]).content


def test_change_shows_on_the_next_request(client):
    edition = make_edition()
    client.get(edition.url("plan"))
    edition.title = "改过的标题"
    edition.save()
    assert "改过的标题" in client.get(edition.url("plan")).content.decode()


def test_every_answer_carries_the_strict_policy(client, paths):
    for path in [*paths, "/admin/login/", "/no/such/page/"]:
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.slow
def test_pages_hold_nothing_inline(client, paths):
    for path in paths:
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?q=%00", 400),
        ("/a%00b/", 400),
        ("/%ff%fe/", 404),
        ("/?q=%ff%fe", 200),
        ("/about/?page=" + "9" * 30, 200),
        ("/about/?" + "x" * 9000, 414),
        ("/about/?" + "&".join(f"p{number}" for number in range(1200)), 400),
        ("//evil.example/", 404),
        ("//evil.example", 404),
        ("/..%2f..%2fetc/passwd", 404),
        ("/yuhua/1_0/", 404),
        ("/yuhua/%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%94/", 404),
        ("/yuhua/" + "9" * 4000 + "/", 404),
        ("/zh-hans/about/", 404),
        ("/en/en/about/", 404),
        ("/about/%0d%0aSet-Cookie:x=1/", 404),
    ],
)
def test_hostile_address_is_answered_calmly(client, path, status):
    make_edition()
    make_edition()
    response = client.get(path, **({"PATH_INFO": path} if path.startswith("//") else {}))
    assert response.status_code == status
    assert not response.cookies


def test_wrong_host_is_refused(client):
    assert client.get("/about/", headers={"host": "evil.example"}).status_code == 400


def test_language_link_never_leaves_the_site(client):
    for path in ("/en//evil.example/", "//evil.example/"):
        page = client.get("/", PATH_INFO=path).content.decode()
        assert 'href="//' not in page


def test_language_link_keeps_a_park_whose_address_begins_like_english(client):
    park = make_edition(park=make_park(slug="energy")).plan.park
    assert 'href="/en/energy/" lang="en"' in client.get(park.get_absolute_url()).content.decode()
    assert 'href="/energy/" lang="zh-Hans"' in client.get("/en/energy/").content.decode()


def test_missing_slash_is_added_on_this_site_only(client):
    assert client.get("/about").headers["Location"] == "/about/"


def test_health_is_plain_and_says_when_the_database_is_gone(client, monkeypatch):
    from django.db import connection
    from django.db.utils import OperationalError

    def broken():
        raise OperationalError

    assert client.get("/healthz").content == b"ok\n"
    monkeypatch.setattr(connection, "cursor", broken)
    assert client.get("/healthz").status_code == 503


def test_unknown_page_is_in_the_sites_dress_and_language(client):
    page = client.get("/en/no-such-park/")
    assert page.status_code == 404
    assert "There is no page at this address" in page.content.decode()
    assert '<html lang="en">' in page.content.decode()


def test_error_page_is_in_the_sites_dress_and_language(client, monkeypatch):
    from initiatives.pages.home import Home

    def broken():
        raise RuntimeError

    monkeypatch.setattr(Home, "build", broken)
    client.raise_request_exception = False
    response = client.get("/en/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_database_that_refuses_is_told_in_words(client, monkeypatch):
    from django.db.utils import OperationalError

    from initiatives.pages.home import Home

    def locked(*_filters):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Home, "build", locked)
    response = client.get("/en/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "The site cannot answer at this moment" in response.text
    assert "no-store" in response.headers["Cache-Control"]


def test_unknown_hosts_get_400_and_one_log_line_a_minute_without_traceback(client, settings, caplog):
    settings.ALLOWED_HOSTS = ["known.example"]
    for log_filter in logging.getLogger("django.security.DisallowedHost").filters:
        if isinstance(log_filter, OnceAMinute):
            log_filter.last = float("-inf")

    for _ in range(3):
        response = client.get("/", headers={"host": "unknown.example"})

    (record,) = [entry for entry in caplog.records if entry.levelno >= logging.WARNING]
    assert response.status_code == 400
    assert "unknown.example" in record.getMessage()
    assert record.exc_info is None


def test_visitors_mistakes_are_no_warnings(client, caplog):
    for path in ("/no/such/page/", "/?q=%00", "/about/?" + "x" * 9000):
        assert client.get(path).status_code in {400, 404, 414}
    client.post("/about/")
    assert not caplog.records


def test_every_answer_denies_what_browsers_offer_to_pages(client, paths):
    for path in [*paths, "/admin/login/", "/no/such/page/"]:
        policy = client.get(path).headers["Permissions-Policy"]
        assert "camera=()" in policy
        assert "fullscreen" not in policy


def test_only_what_is_for_other_sites_may_be_loaded_by_them(client):
    edition = make_rich_edition(1)
    policies = {
        path: client.get(path).headers["Cross-Origin-Resource-Policy"]
        for path in (edition.url("plan"), "/admin/login/", "/about/", "/no/such/page/")
    }
    assert set(policies.values()) == {"same-origin"}
    figure = edition.figures.first()
    files = ("/api/v1/", edition.url("table", "measures", "csv"), edition.url("figure-embed", figure.key))
    for path in files:
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first.headers["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304), path
        assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        # Browsers apply the headers of a 304 to what they have kept.
        assert again.headers.get("Cross-Origin-Resource-Policy", "cross-origin") == "cross-origin"


def test_forwarded_protocol_is_believed_from_a_proxy_only(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    forged = {"HTTP_X_FORWARDED_PROTO": "https"}
    assert client.get("/about/", **forged).status_code == 200
    assert client.get("/about/", REMOTE_ADDR="192.0.2.9", **forged).status_code == 301


def test_monitoring_is_not_sent_to_https(client, settings):
    """It asks this machine, where nothing answers HTTPS."""
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in ("/healthz", "/about/")] == [200, 301]
    assert client.get("/readyz").headers["Content-Type"] == "application/json"
