"""Readers never wait for editors: who writes or signs in beyond a number is refused at once, in words."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import CookieJar
from runpy import run_path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from initiatives.desk import request_limits
from initiatives.desk.request_limits import DeskLimitsMiddleware, OneAtATimePasswordHasher
from initiatives.views.unavailable import TooBusy
from scripts import run, temporary_site
from tests.installations import nobody_else_writes

pytestmark = pytest.mark.django_db
SAVE, SIGN_IN, PLAN = "/en/admin/initiatives/plan/add/", "/en/admin/login/", "/yuhua/2024/"


class WaitingSite:
    """A site whose requests wait for a lock until `release()`."""

    def __init__(self) -> None:
        self.lock, self.arrived = threading.Event(), threading.Semaphore(0)
        self.middleware = DeskLimitsMiddleware(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            self.arrived.release()
            self.lock.wait(10)
        return HttpResponse("answered")

    def hold(self, path: str, number: int) -> list[threading.Thread]:
        """Begin requests that wait; returns once all do."""
        request = RequestFactory().post(path)
        threads = [threading.Thread(target=self.middleware, args=[request]) for _ in range(number)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert self.arrived.acquire(timeout=5)
        return threads

    def release(self, threads: list[threading.Thread]) -> None:
        self.lock.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(("path", "limit"), [(SAVE, "SAVES_AT_ONCE"), (SIGN_IN, "")])
def test_request_beyond_the_limit_is_told_to_come_again(settings, path, limit):
    site = WaitingSite()
    threads = site.hold(path, getattr(settings, limit, request_limits.SIGN_INS_AT_ONCE))
    try:
        with override("en"):
            refused = site.middleware(RequestFactory().post(path))
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert "at this moment" in refused.content.decode()
        for public in ("/", "/yuhua/2024/", SAVE, SIGN_IN):
            assert site.middleware(RequestFactory().get(public)).status_code == 200
    finally:
        site.release(threads)
    assert site.middleware(RequestFactory().post(path)).status_code == 200


def test_waiting_saves_and_sign_ins_leave_threads_to_readers(settings):
    threads = run_path(run.SERVER_CONFIGURATION)["threads"]
    assert threads > settings.SAVES_AT_ONCE + request_limits.SIGN_INS_AT_ONCE + 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases lock rows")
def test_page_that_is_only_looked_at_waits_briefly_for_the_lock():
    seen = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])
        return HttpResponse()

    for request in (RequestFactory().get(SAVE), RequestFactory().post(SAVE)):
        DeskLimitsMiddleware(answer)(request)
    assert seen == [500, 20_000]


def test_one_password_is_hashed_at_a_time(monkeypatch):
    monkeypatch.setattr(request_limits, "HASHING_WAIT_SECONDS", 0.01)
    hasher = OneAtATimePasswordHasher()
    encoded = hasher.encode("word", "salt", 10)
    assert hasher.verify("word", encoded)
    with request_limits._hashing, pytest.raises(TooBusy):
        hasher.verify("word", encoded)


@dataclass
class Editor:
    """Signs in and saves over HTTP, as a browser without scripts does."""

    address: str

    def __post_init__(self) -> None:
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.opener.open(f"{self.address}{SIGN_IN}", timeout=30).close()

    def post(self, path: str, **fields: str) -> int:
        token = next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")
        data = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        try:
            with self.opener.open(f"{self.address}{path}", data=data, timeout=60) as response:
                return response.status
        except HTTPError as error:
            return error.code


def reading_time(address: str) -> float:
    began = time.monotonic()
    with urlopen(address, timeout=60) as response:
        response.read()
    return time.monotonic() - began


@pytest.mark.slow
def test_reader_is_served_while_others_wait_for_the_lock_and_sign_in(installation):
    """With a real server: its worker threads are what runs out."""
    temporary_site.add_administrator(installation, "li", "right-and-long")
    with temporary_site.serving(installation) as address, ThreadPoolExecutor(40) as pool:
        editor, stranger = Editor(address), Editor(address)
        assert editor.post(SIGN_IN, username="li", password="right-and-long", next="/en/admin/") == 200
        reading_time(f"{address}{PLAN}")
        with nobody_else_writes(installation):
            waiting = [pool.submit(editor.post, SAVE, park="1", year=str(2030 + one)) for one in range(20)]
            for number in range(20):
                fields = {"username": f"name-{number}", "password": "wrong"}
                waiting.append(pool.submit(stranger.post, SIGN_IN, **fields))
            time.sleep(1)
            times = [reading_time(f"{address}{PLAN}") for _ in range(6)]
        statuses = {one.result() for one in waiting}
    assert max(times) < 3
    assert statuses == {200, 503}
