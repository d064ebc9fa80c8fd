"""An upgrade as docs/operations.md describes it: two instances behind nginx change one after the other.

Readers notice nothing, neither while the migration runs nor while instances stop. A save is done or refused.
"""

import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from scripts import environment, temporary_site
from tests.nginx_in_front import HOST, Visitor, nginx_in_front
from tests.test_request_limits import PLAN, SAVE, SIGN_IN, Editor

pytestmark = pytest.mark.slow
PAGES = (PLAN, f"/en{PLAN}", f"{PLAN}plan.json", "/search/?q=30")
PATIENCE_SECONDS = 10


class Readers(threading.Thread):
    """Read one page after the other until stopped, and note what was not answered with 200 in time."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(daemon=True)
        self.visitor, self.stopped, self.answers = visitor, threading.Event(), 0
        self.wrong: list[tuple[str, int, float]] = []

    def run(self) -> None:
        while not self.stopped.wait(0.05):
            path, begun = PAGES[self.answers % len(PAGES)], time.monotonic()
            status = self.visitor.get(path)[0]
            self.answers += 1
            if status != 200 or time.monotonic() - begun > PATIENCE_SECONDS:
                self.wrong.append((path, status, round(time.monotonic() - begun, 1)))

    def stop(self) -> None:
        self.stopped.set()
        self.join()


def port(address: str) -> int:
    return int(urlsplit(address).port or 0)


def test_readers_notice_nothing_and_saves_are_done_or_refused_in_words(installation):
    with ExitStack() as stack:
        temporary_site.add_administrator(installation, "li", "right-and-long")
        before = installation | {"SITE_URL": f"https://{HOST}", "SECRET_KEY": "x" * 60}
        after = before | {"DJANGO_SETTINGS_MODULE": "tests.slow_migration.settings"}
        first, second = stack.enter_context(ExitStack()), stack.enter_context(ExitStack())
        ports = [port(instance.enter_context(temporary_site.serving(before))) for instance in (first, second)]
        visitor = stack.enter_context(nginx_in_front(*ports))
        readers = Readers(visitor)
        readers.start()

        first.close()  # systemctl restart of the first instance: it stops, migrates, starts
        migration = subprocess.Popen(
            [sys.executable, "manage.py", "prepare"], cwd=environment.ROOT, env=after
        )
        during = readers.answers
        assert migration.wait(120) == 0
        assert readers.answers > during + 5, "readers were served while the database was migrated"
        first.enter_context(temporary_site.serving(after, port=ports[0]))
        second.close()
        second.enter_context(temporary_site.serving(after, port=ports[1]))
        readers.stop()

        assert readers.wrong == []
        assert visitor.get(PLAN)[0] == 200


def test_save_while_the_database_is_migrated(installation):
    temporary_site.add_administrator(installation, "li", "right-and-long")
    with temporary_site.serving(installation) as address:
        editor = Editor(address)
        editor.post(SIGN_IN, username="li", password="right-and-long", next="/en/admin/")
        after = installation | {"DJANGO_SETTINGS_MODULE": "tests.slow_migration.settings"}
        migration = subprocess.Popen(
            [sys.executable, "manage.py", "prepare"], cwd=environment.ROOT, env=after
        )
        found = set()
        year = 2031
        while migration.poll() is None:
            found.add(editor.post(SAVE, park="1", year=str(year)))
            year += 1
            time.sleep(0.5)
        assert migration.returncode == 0
        assert found <= {200, 503}
        assert editor.post(SAVE, park="1", year=str(year)) == 200
