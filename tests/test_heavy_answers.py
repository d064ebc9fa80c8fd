"""Readers first: heavy answers are made one at a time; who would wait too long is told so, in words."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from initiatives.views import heavy_answers
from initiatives.views.heavy_answers import AT_ONCE, WAITING, Places
from initiatives.views.unavailable import TooBusy
from scripts import run
from tests.factories import make_rich_edition


def test_one_is_made_at_a_time_and_few_wait():
    places, inside, go_on = Places(1, 2, 5), threading.Semaphore(0), threading.Event()
    at_work: list[int] = []

    def make() -> int:
        with places.one():
            at_work.append(1)
            inside.release()
            go_on.wait(5)
            at_work.pop()
            return len(at_work)

    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(make) for _ in range(3)]
        assert inside.acquire(timeout=5)
        while places.inside.acquire(blocking=False):
            places.inside.release()
        with pytest.raises(TooBusy), places.one():
            pass
        go_on.set()
        assert [one.result() for one in waiting] == [0, 0, 0]
    with places.one(), places.one():
        # Who has a place keeps it.
        assert places.at_work._value == 0


def test_waiting_ends():
    places = Places(1, 1, 0.01)
    with places.one(), ThreadPoolExecutor(1) as pool, pytest.raises(TooBusy):
        pool.submit(lambda: places.one().__enter__()).result()


def test_most_threads_are_never_held(settings):
    options = run.server("127.0.0.1", 80, developing=False)
    configuration = (run.environment.ROOT / options[options.index("--config") + 1]).read_text()
    threads = int(configuration.split("threads = ")[1].split()[0])
    assert threads / 2 > AT_ONCE + WAITING


@pytest.mark.django_db
def test_reader_is_told_to_come_again_while_pages_go_on(client, settings, monkeypatch):
    settings.PAGE_CACHE_MB, settings.SHARES_CACHE = 8, False
    edition = make_rich_edition(1)
    monkeypatch.setattr(heavy_answers.places, "inside", threading.BoundedSemaphore(1))
    heavy_answers.places.inside.acquire()
    for name in ("plan-json", "workbook", "brief", "brief-docx", "full-brief-docx", "plan-card"):
        refused = client.get(edition.url(name))
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10"), name
        assert refused.headers["Cache-Control"] == "no-store"
    assert "Many files are being made" in client.get(f"/en{edition.url('plan-json')}").content.decode()
    assert client.get(edition.url("plan")).status_code == 200
    heavy_answers.places.inside.release()
    assert client.get(edition.url("plan-json")).status_code == 200
    # What is made already needs no place.
    heavy_answers.places.inside.acquire()
    assert client.get(edition.url("plan-json")).status_code == 200
    assert Client().get(edition.url("plan-json")).status_code == 503
