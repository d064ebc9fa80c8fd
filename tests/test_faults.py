"""The disk is full or read-only, the database damaged, missing or replaced: told in words, readers go on."""

import errno
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from django.db.models import QuerySet
from django.db.utils import ConnectionHandler
from django.utils import timezone
from lxml.etree import SerialisationError

from initiatives.models import Park, Plan, Reading
from initiatives.pages.home import Home
from parkplan.sqlite.database import FileDatabaseWrapper
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
NOBODY = 65534


@pytest.fixture(autouse=True)
def own_files(monkeypatch):
    """Tests make their files, whatever an earlier test has imported of a server."""
    monkeypatch.setattr(FileDatabaseWrapper, "may_create_file", True)


OPENED: list[FileDatabaseWrapper] = []


@pytest.fixture(autouse=True)
def closed_afterwards() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


def wrapper(path: Path) -> FileDatabaseWrapper:
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    settings = {"ENGINE": "parkplan.sqlite", "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": None}
    database: FileDatabaseWrapper = ConnectionHandler({"default": settings})["default"]  # type: ignore[assignment]
    OPENED.append(database)
    return database


def rows(database: FileDatabaseWrapper) -> list[int]:
    with database.cursor() as cursor:
        return [number for (number,) in cursor.execute("SELECT number FROM kept").fetchall()]


def write(database: FileDatabaseWrapper, number: int) -> None:
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (%s)", [number])


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with one row, closed, so that its auxiliary files are gone."""
    # As in a command: whoever imported the site as a server may not.
    monkeypatch.setattr(FileDatabaseWrapper, "may_create_file", True)
    tmp_path.chmod(0o755)
    found = tmp_path / "site.sqlite3"
    database = wrapper(found)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number INTEGER)")
    write(database, 1)
    database.close()
    return found


def in_child(work: Callable[[], bool]) -> bool:
    """Whether a function is true in a process of its own, whose limits and rights it may take away."""
    if child := os.fork():
        return os.waitpid(child, 0)[1] == 0
    try:
        os._exit(0 if work() else 1)
    except BaseException:
        os._exit(2)


def cannot_write(database: FileDatabaseWrapper) -> bool:
    try:
        write(database, 2)
    except OperationalError:
        return True
    return False


def fill_disk() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def take_rights_away(folder: Path) -> None:
    for one in (folder, *folder.iterdir()):
        one.chmod(0o555 if one.is_dir() else 0o444)
    if os.geteuid() == 0:
        for parent in folder.parents:
            if parent.name.startswith(("pytest-", "popen-")):
                parent.chmod(0o755)
        os.setuid(NOBODY)


@pytest.mark.parametrize("fault", [fill_disk, take_rights_away])
def test_database_is_read_though_nothing_can_be_written_beside_it(path, fault):
    def work() -> bool:
        fault(*([path.parent] if fault is take_rights_away else []))
        database = wrapper(path)
        return rows(database) == [1] and cannot_write(database) and rows(database) == [1]

    assert in_child(work)


def looks_at_the_file_at_once(connection: sqlite3.Connection) -> None:
    """As Django's own first question does from some version of SQLite on."""
    register_functions(connection)
    connection.execute("PRAGMA schema_version")


@pytest.mark.parametrize("fault", [fill_disk, take_rights_away])
def test_first_question_may_look_at_the_file(path, fault, monkeypatch):
    monkeypatch.setattr(base, "register_functions", looks_at_the_file_at_once)
    test_database_is_read_though_nothing_can_be_written_beside_it(path, fault)


def test_file_that_is_no_database_is_not_kept_open(tmp_path, monkeypatch):
    monkeypatch.setattr(base, "register_functions", looks_at_the_file_at_once)
    damaged = tmp_path / "site.sqlite3"
    damaged.write_bytes(b"no database at all" * 1000)
    with pytest.raises(DatabaseError) as refusal:
        rows(wrapper(damaged))
    opened = [os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()]
    assert str(damaged) not in opened, refusal


def test_connection_that_is_open_goes_on_while_the_disk_is_full(path):
    def work() -> bool:
        database = wrapper(path)
        write(database, 5)
        fill_disk()
        return rows(database) == [1, 5] and cannot_write(database) and rows(wrapper(path)) == [1, 5]

    assert in_child(work)


def test_writing_comes_back_by_itself(path):
    def work() -> bool:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        database = wrapper(path)
        refused = cannot_write(database)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        database.close_if_unusable_or_obsolete()  # as at the end of a request
        write(database, 2)
        return refused and rows(database) == [1, 2]

    assert in_child(work)


def test_journal_mode_is_set_once_and_kept_by_the_file(path):
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_file_that_is_deleted_is_not_made_anew_by_a_server(path, monkeypatch):
    monkeypatch.setattr(FileDatabaseWrapper, "may_create_file", False)
    database = wrapper(path)
    assert rows(database) == [1]
    path.unlink()
    database.close_if_unusable_or_obsolete()
    with pytest.raises(OperationalError, match="is missing"):
        rows(database)
    assert not path.exists()


def test_file_that_is_replaced_is_read_from_the_next_request_on(path, tmp_path):
    database = wrapper(path)
    assert rows(database) == [1]
    other = tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(other)) as copy, copy:
        source.backup(copy)
        copy.execute("INSERT INTO kept VALUES (7)")
    other.replace(path)
    database.close_if_unusable_or_obsolete()
    assert rows(database) == [1, 7]
    database.close()


def test_copy_of_the_moment_when_the_power_failed_has_all_that_was_saved(path, tmp_path):
    database = wrapper(path)
    write(database, 2)
    with database.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO kept VALUES (3)")
        copy = tmp_path / "copy"
        copy.mkdir()
        for one in path.parent.glob(f"{path.name}*"):
            if not one.name.endswith("-shm"):  # was in memory
                shutil.copy(one, copy)
        cursor.execute("ROLLBACK")
    assert (copy / f"{path.name}-wal").stat().st_size
    assert rows(wrapper(copy / path.name)) == [1, 2]


def test_damaged_file_is_a_database_that_refuses(tmp_path):
    (tmp_path / "site.sqlite3").write_bytes(b"no database at all" * 1000)
    with pytest.raises(DatabaseError, match="not a database"):
        rows(wrapper(tmp_path / "site.sqlite3"))


# Answers

REFUSALS = [
    OperationalError("database is locked"),
    DatabaseError("database disk image is malformed"),
    OSError(errno.ENOSPC, "No space left on device"),
    SerialisationError("IO_ENOSPC"),
]


def refusing(error: Exception) -> Callable[..., object]:
    def refuse(*_arguments: object, **_more: object) -> object:
        raise error

    return refuse


@pytest.mark.parametrize("error", REFUSALS, ids=str)
def test_page_says_in_words_that_the_site_cannot_answer(client, monkeypatch, error):
    monkeypatch.setattr(Home, "build", refusing(error))
    response = client.get("/en/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "The site cannot answer at this moment" in response.text


@pytest.mark.parametrize("error", REFUSALS, ids=str)
def test_editor_who_is_signed_in_is_told_so_too(admin_client, monkeypatch, error, caplog):
    """The session is read in middleware, whose errors pass by the handler of errors of views."""
    from initiatives.desk.sessions import SessionStore

    admin_client.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "load", refusing(error))
    for response in (admin_client.get("/en/admin/"), admin_client.post("/en/admin/", {})):
        assert response.status_code == 503
        assert "What you were about to save is not saved" in response.text
    assert not [record for record in caplog.records if record.exc_info]


def test_program_gets_a_problem_document(client, monkeypatch):
    monkeypatch.setattr("initiatives.views.api.query_in", refusing(REFUSALS[0]))
    response = client.get("/api/v1/search?q=x&lang=en")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")


def test_mistake_of_ours_stays_an_error(client, monkeypatch):
    monkeypatch.setattr(Home, "build", refusing(RuntimeError("a mistake")))
    client.raise_request_exception = False
    assert client.get("/en/").status_code == 500


@pytest.mark.parametrize("error", REFUSALS[:2], ids=str)
def test_health_asks_for_what_readers_need(client, monkeypatch, error):
    make_edition()
    assert client.get("/healthz").content == b"ok\n"
    # A database without tables answers SELECT 1.
    monkeypatch.setattr(Plan.objects, "exists", refusing(error))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "database not available" in response.text
    assert "数据库不可用" in response.text


def test_readiness_tells_each_need_in_a_word_and_no_secret(client, monkeypatch, settings):
    from initiatives.views import health

    monkeypatch.setattr(health, "_shipped_migrations", lambda: frozenset())
    response = client.get("/readyz")
    assert (response.status_code, response.headers["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    ok = dict.fromkeys(("database", "migrations", "search", "cache", "disk", "maintenance"), "ok")
    assert response.json() == {"ready": True, **ok}

    monkeypatch.setattr(health, "_shipped_migrations", lambda: frozenset({("initiatives", "9999_new")}))
    settings.VAR_DIR = settings.VAR_DIR / "missing"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        **{"database": "ok", "migrations": "pending", "cache": "not available", "disk": "cannot be written"},
        "maintenance": "ok",
        "search": "ok",
    }
    assert str(settings.VAR_DIR) not in response.text


def test_front_page_of_readings_opens_though_nothing_can_be_deleted(admin_client, monkeypatch):
    """Its forgotten readings go another time."""
    park = Park.objects.create(slug="park", name="园区")
    long_ago = timezone.now() - timedelta(days=1)
    fields = {"park": park, "year": 2024, "blocks": []}
    reading = Reading.objects.create(**fields)
    Reading.objects.update(begun_at=long_ago)
    monkeypatch.setattr(QuerySet, "delete", refusing(OperationalError("database or disk is full")))
    assert admin_client.get("/admin/readings/").status_code == 200
    monkeypatch.undo()
    assert admin_client.get("/admin/readings/").status_code == 200
    assert not Reading.objects.filter(pk=reading.pk).exists()
