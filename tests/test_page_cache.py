"""Kept answers: one rendering for each state of the data, 304 before anything is made, nothing crossed."""

import gzip
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from initiatives.freshness.watching import unwatch
from initiatives.models import Edition
from initiatives.page_cache import page_cache
from initiatives.page_cache.kept_answers import KeptAnswer, KeptAnswers
from initiatives.page_cache.page_cache import PageCacheMiddleware
from initiatives.pages.overview import Overview
from tests.factories import make_edition, make_rich_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    settings.PAGE_CACHE_MB = 8


@pytest.fixture
def edition() -> Edition:
    return make_rich_edition(1)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Edition]:
    """The editions whose overview was made, once for each time."""
    built, build = [], Overview.build

    def count(edition: Edition) -> Overview:
        built.append(edition)
        return build(edition)

    monkeypatch.setattr(Overview, "build", count)
    return built


def test_page_is_made_once_until_something_it_shows_changes(client, edition, made):
    page = edition.url("plan")
    for encoding in ("", "gzip", "gzip, br"):
        client.get(page, headers={"accept-encoding": encoding})
        client.head(page, headers={"accept-encoding": encoding})
    assert len(made) == 1
    edition.goals.update(title="改过的目标")
    assert "改过的目标" in client.get(page).content.decode()
    assert len(made) == 2


def test_unknown_parameters_share_the_page_and_reach_no_view(client, edition, made):
    page = edition.url("plan")
    answers = {
        client.get(f"{page}{query}").content for query in ("", "?utm_source=x", "?q=1&on=2", "?every=3")
    }
    assert len(answers) == len(made) == 1


def test_known_parameters_have_answers_of_their_own_in_any_order(client, edition):
    metrics = edition.url("metrics")
    kind = client.get(f"{metrics}?kind=target&sort=name").content
    assert client.get(f"{metrics}?sort=name&x=1&kind=target").content == kind
    assert client.get(metrics).content != kind
    assert client.get("/api/v1/goals?lang=en").json()["language"] == "en"
    assert client.get("/api/v1/goals").json()["language"] == "zh-Hans"


def test_304_is_answered_from_the_stamp_alone(client, edition, made):
    page = edition.url("plan")
    etag = client.get(page).headers["ETag"]
    # Another process, in which nothing is kept.
    other = Client()
    answer = other.get(page, headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, len(made)) == (304, b"", 1)
    assert "no-cache" in answer.headers["Cache-Control"]


def test_304_of_the_api_may_be_read_by_pages_of_other_sites(client, edition):
    """They may send If-None-Match themselves, and are told only what each answer allows them."""
    etag = client.get("/api/v1/goals").headers["ETag"]
    # The second one is another process, in which nothing is kept.
    for process in (client, Client()):
        answer = process.get("/api/v1/goals", headers={"if-none-match": etag})
        assert answer.status_code == 304
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_page_that_says_the_same_after_a_change_is_not_sent_again(client, edition):
    quotes = edition.url("quotes")
    etag = client.get(quotes).headers["ETag"]
    edition.measures.update(title="改过的举措")
    again = client.get(quotes, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.headers["ETag"] != etag


def test_another_day_is_another_page(client, edition, made, monkeypatch):
    page = edition.url("plan")
    etag = client.get(page).headers["ETag"]
    tomorrow = time.time() + 24 * 60 * 60
    monkeypatch.setattr(page_cache.time, "time", lambda: tomorrow)
    today = page_cache.timezone.localdate()
    monkeypatch.setattr(page_cache.timezone, "localdate", lambda *_: today + timedelta(days=1))
    client.get(page, headers={"if-none-match": etag})
    assert len(made) == 2


def test_languages_and_encodings_are_never_crossed(client, edition):
    page = edition.url("plan")
    for path, language in ((page, "zh-hans"), (f"/en{page}", "en")):
        plain = client.get(path, headers={"accept-language": "fr"})
        zipped = client.get(path, headers={"accept-encoding": "gzip"})
        assert plain.headers["Content-Language"] == zipped.headers["Content-Language"] == language
        assert "Content-Encoding" not in plain.headers
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.content) == plain.content
        for answer in (plain, zipped):
            assert int(answer.headers["Content-Length"]) == len(answer.content)
            assert "Accept-Encoding" in answer.headers["Vary"]


def test_kept_answer_has_the_headers_of_the_first(client, edition):
    for path in (edition.url("plan"), edition.url("table", "metrics", "csv"), "/api/v1/goals", "/about/"):
        assert dict(client.get(path).headers) == dict(client.get(path).headers), path


def test_errors_previews_and_what_must_be_looked_at_are_not_kept(client, edition, admin_client, caches):
    for path in ("/no-such-park/", f"{edition.plan.get_absolute_url()}goals/none/", "/healthz", "/readyz"):
        client.get(path)
    preview = f"/admin/preview/{edition.pk}/"
    assert "no-store" in admin_client.get(preview).headers["Cache-Control"]
    assert [cache.pages.bytes_held for cache in caches] == [0, 0]


def test_page_is_the_same_for_who_is_signed_in(client, edition, admin_client):
    page = edition.url("plan")
    assert admin_client.get(page).content == client.get(page).content
    assert not admin_client.get(page).cookies


def test_withdrawn_plan_is_gone_at_once(client, edition):
    page = edition.url("plan")
    etag = client.get(page).headers["ETag"]
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn")
    assert client.get(page, headers={"if-none-match": etag}).status_code == 404


def test_nothing_is_kept_while_changes_are_not_noticed(client, edition, made):
    page = edition.url("plan")
    client.get(page)
    unwatch()
    edition.goals.update(title="改过的目标")
    assert "改过的目标" in client.get(page).content.decode()
    client.get(page)
    assert len(made) == 3


def test_unknown_host_is_refused_although_the_page_is_kept(client, settings):
    client.get("/about/")
    assert client.get("/about/", headers={"host": "evil.example"}).status_code == 400


def test_other_settings_make_other_pages(client, settings):
    make_edition()
    before = client.get("/about/").content
    settings.SITE_OPERATOR = "x"
    settings.CORRECTIONS = "mistakes@example.org"
    assert client.get("/about/").content != before


def answer(size: int, token: str = "t") -> KeptAnswer:
    return KeptAnswer(token, "d", (), b"x" * size, None)


def test_memory_is_bounded_in_bytes():
    kept = KeptAnswers(100_000)
    for number in range(500):
        kept.put(f"/{number}/", answer(5_000))
    assert kept.bytes_held <= 100_000
    assert kept.bytes_held == sum(one.size for one in kept.answers.values())
    assert kept.get("/499/", "t")
    assert not kept.get("/0/", "t")
    # One giant never pushes out all others.
    kept.put("/giant/", answer(60_000))
    assert kept.get("/499/", "t")
    kept.put("/499/", answer(1_000, "later"))
    assert not kept.get("/499/", "t")
    assert kept.get("/499/", "later")


def test_many_addresses_with_parameters_leave_those_without_alone(client, edition, made, caches):
    client.get(edition.url("plan"))
    for number in range(10):
        client.get(f"/search/?q=x{number}")
    assert len(caches[0].answers_to_queries.answers) == 10
    client.get(edition.url("plan"))
    assert len(made) == 1


class SlowSite:
    """A site whose page takes a moment, asked from several threads; without a database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(page_cache, "site_stamp", lambda: "1-1")
        self.made = 0
        self.middleware = PageCacheMiddleware(self.make)
        self.statuses: list[int] = []

    def make(self, _request: HttpRequest) -> HttpResponse:
        self.made += 1
        time.sleep(0.2)
        return HttpResponse("x" * 1000, headers={"Vary": "Accept-Encoding"})

    def ask(self, path: str, number: int) -> None:
        def one() -> None:
            self.statuses.append(self.middleware(RequestFactory().get(path)).status_code)

        threads = [threading.Thread(target=one) for _ in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_many_at_once_are_given_one_rendering(monkeypatch):
    site = SlowSite(monkeypatch)
    site.ask("/about/", 8)
    assert site.made == 1
    assert site.statuses == [200] * 8


class SharedCache(dict[str, Any]):
    def set(self, key: str, value: Any, _seconds: int) -> None:
        self[key] = value


def test_other_processes_find_what_one_has_made_in_a_shared_cache(
    client, edition, made, monkeypatch, settings
):
    settings.SHARES_CACHE = True
    monkeypatch.setattr(page_cache, "shared_cache", SharedCache())
    first = client.get(edition.url("plan"))
    assert Client().get(edition.url("plan")).content == first.content
    assert len(made) == 1
    edition.goals.update(title="改过的目标")
    Client().get(edition.url("plan"))
    assert len(made) == 2


def test_shared_cache_that_fails_leaves_pages_alone(client, monkeypatch, settings):
    settings.SHARES_CACHE = True
    monkeypatch.setattr(page_cache, "shared_cache", None)
    assert client.get("/about/").status_code == 200


@pytest.fixture(autouse=True)
def caches(monkeypatch: pytest.MonkeyPatch) -> list[PageCacheMiddleware]:
    """The page caches of the test's clients, each with its own, in the order of their first requests."""
    made, begin = [], PageCacheMiddleware.__init__

    def note(self: PageCacheMiddleware, get_response: Any) -> None:
        begin(self, get_response)
        made.append(self)

    monkeypatch.setattr(PageCacheMiddleware, "__init__", note)
    return made
