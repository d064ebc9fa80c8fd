"""`manage.py backup` and `restore`: the site in one archive, while it runs, and back whole or not at all."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from initiatives.backups import database_copies, site_backup, site_restore
from initiatives.backups.backup_archive import BackupError, Manifest, read_archive
from initiatives.backups.newer_rows import newer_rows
from initiatives.downloads.period_closing import close_period
from initiatives.editions.lifecycle import revise
from initiatives.models import Goal, SearchEntry, Snapshot, SourceText
from initiatives.search.index_upkeep import backlog, bring_up_to_date, is_of_this_version
from scripts import environment, temporary_site
from tests.factories import make_rich_edition

PICTURE = "photos/0123abcd/800.webp"


@pytest.fixture
def site(tmp_path, settings, monkeypatch, db) -> Path:
    """A folder of state with a small database in a file, and no picture."""
    if connection.vendor != "sqlite":
        pytest.skip("the database is no file; see test_backup_of_postgresql.py")
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    settings.UPLOADS_ROOT = tmp_path / "var" / "uploads"
    settings.VAR_DIR.mkdir()
    path = settings.VAR_DIR / "parkplan.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA journal_mode=WAL; CREATE TABLE park (name)")
    monkeypatch.setattr(database_copies, "sqlite_path", lambda: path)
    monkeypatch.setattr(site_backup, "applied_migrations", lambda: ["initiatives.0001_initial"])
    monkeypatch.setattr(site_restore, "known_migrations", lambda: {"initiatives.0001_initial"})
    monkeypatch.setattr(site_restore, "call_command", lambda *_, **__: None)
    change(settings.VAR_DIR, "INSERT INTO park VALUES ('雨花')")
    return settings.VAR_DIR


def parks(site: Path) -> list[str]:
    with closing(sqlite3.connect(site / "parkplan.sqlite3")) as database:
        return [name for (name,) in database.execute("SELECT name FROM park ORDER BY name")]


def change(site: Path, statement: str) -> None:
    with closing(sqlite3.connect(site / "parkplan.sqlite3")) as database, database:
        database.execute(statement)


def back_up(*arguments: str) -> Path:
    out = StringIO()
    call_command("backup", *arguments, stdout=out)
    return Path(out.getvalue().partition(".tar.gz: ")[0] + ".tar.gz")


def restore(archive: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("restore", str(archive), *arguments, stdout=out)
    return out.getvalue()


def refusal(call, *arguments) -> str:
    with pytest.raises(CommandError) as refused:
        call(*arguments)
    return str(refused.value)


def test_backup_before_there_is_any_picture(site):
    archive = back_up()

    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["database.sqlite3", "settings.json", "manifest.json"]
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_all_comes_back(site):
    default_storage.save(PICTURE, ContentFile(b"a picture"))
    for kept in ("uploads", "audit"):
        (site / kept).mkdir()
        (site / kept / "original").write_bytes(b"an upload, or a day")
    archive = shutil.copy(back_up(), site.parent)
    shutil.rmtree(site)

    assert "Restored." in restore(archive)
    assert parks(site) == ["雨花"]
    assert (site / "media" / PICTURE).read_bytes() == b"a picture"
    for kept in ("uploads", "audit"):
        assert (site / kept / "original").read_bytes() == b"an upload, or a day"
    assert not (site / "restoring").exists()


def test_restore_over_open_connections_shows_on_them(site):
    archive = back_up()
    with closing(sqlite3.connect(site / "parkplan.sqlite3")) as reader:
        change(site, "INSERT INTO park VALUES ('望城')")
        assert reader.execute("SELECT count(*) FROM park").fetchone() == (2,)

        restore(archive)
        assert reader.execute("SELECT count(*) FROM park").fetchone() == (1,)


def test_damaged_picture_and_database_are_replaced_and_the_database_kept_aside(site):
    default_storage.save(PICTURE, ContentFile(b"a picture"))
    archive = shutil.copy(back_up(), site.parent)
    (site / "media" / PICTURE).write_bytes(b"a pict")
    (site / "parkplan.sqlite3").write_bytes(b"not a database" * 1000)

    restore(archive)
    assert (parks(site), (site / "media" / PICTURE).read_bytes()) == (["雨花"], b"a picture")
    assert (site / "parkplan.sqlite3.damaged").read_bytes().startswith(b"not a database")


def test_settings_come_without_secrets(site, settings):
    settings.GIVEN_SETTINGS = {
        "SITE_NAME": "雨花",
        "SECRET_KEY": "hidden",
        "DATABASE_URL": "postgres://parkplan:hidden@db/parkplan",
    }

    assert site_backup.settings_without_secrets() == {
        "DATABASE_URL": "postgres://db/parkplan",
        "SITE_NAME": "雨花",
    }


def test_only_the_newest_are_kept(site, tmp_path):
    folder = tmp_path / "backups"
    (folder / "of another program").mkdir(parents=True)
    made = [back_up(str(folder), "--keep", "2") for _ in range(4)]

    assert sorted(path.name for path in folder.glob("*.gz")) == [path.name for path in made[2:]]
    assert (folder / "of another program").exists()
    assert "write 1 or more" in refusal(back_up, str(folder), "--keep", "0")


@pytest.mark.parametrize("position", [0.1, 0.5, 0.9])
def test_archive_with_a_changed_byte_is_refused(site, position):
    archive = back_up()
    content = bytearray(archive.read_bytes())
    content[int(len(content) * position)] ^= 0xFF
    archive.write_bytes(content)

    assert "Use another backup" in refusal(restore, archive)
    assert "damaged" in refusal(call_command, "backup", "--verify", str(archive)).replace(
        "not whole", "damaged"
    )


def test_archive_cut_off_is_refused(site):
    archive = back_up()
    archive.write_bytes(archive.read_bytes()[:-100])

    assert "Use another backup" in refusal(restore, archive)


def test_archive_that_leads_out_of_the_folder_is_refused(tmp_path):
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("../evil")
        member.size = 1
        tar.addfile(member, BytesIO(b"x"))

    with pytest.raises(BackupError, match="which no backup does"):
        read_archive(archive, tmp_path / "folder")
    assert not (tmp_path / "evil").exists()


def test_backup_of_a_later_version_is_refused(site, monkeypatch):
    monkeypatch.setattr(site_backup, "applied_migrations", lambda: ["initiatives.9999_later"])

    assert "install that version" in refusal(restore, back_up())


def test_backup_of_another_kind_of_database_is_refused(site, monkeypatch):
    archive = back_up()
    kind = Manifest.read
    monkeypatch.setattr(Manifest, "read", lambda text: _as_postgresql(kind(text)))

    assert "of a postgresql database, and DATABASE_URL names sqlite" in refusal(restore, archive)


def _as_postgresql(manifest: Manifest) -> Manifest:
    manifest.database = "postgresql"
    return manifest


def test_newer_data_is_named_and_overwritten_only_by_force(site, django_user_model):
    archive = back_up()
    django_user_model.objects.create_user("wang")
    change(site, "INSERT INTO park VALUES ('望城')")

    assert "Newer than the backup: 1 users, the last" in restore(archive, "--dry-run")
    assert "The site has what the backup lacks: 1 users, the last" in refusal(restore, archive)
    assert parks(site) == ["望城", "雨花"]

    assert "What the site had before is in" in restore(archive, "--force")
    assert parks(site) == ["雨花"]
    newest = max((site / "backups").iterdir())
    restore(newest, "--force")
    assert parks(site) == ["望城", "雨花"]


def test_what_is_older_than_the_backup_is_not_newer(db, django_user_model):
    django_user_model.objects.create_user("li")

    assert newer_rows(datetime.now(UTC) + timedelta(minutes=1)) == []


def test_full_disk_is_told_and_leaves_nothing(site, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(site_backup.ArchiveWriter, "add_manifest", full)
    assert "is full: free space there" in refusal(back_up)
    assert list((site / "backups").iterdir()) == []


def test_database_without_room_is_told_and_stays(site, monkeypatch):
    archive = back_up()
    change(site, "INSERT INTO park VALUES ('望城')")

    def full(*_):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(database_copies, "PAGES", 1)
    monkeypatch.setattr(database_copies, "report_progress", full)
    assert "is full" in refusal(restore, archive)
    assert parks(site) == ["望城", "雨花"]


def test_no_database_is_told(site):
    (site / "parkplan.sqlite3").unlink()

    assert "There is no database of the site" in refusal(back_up)
    assert not (site / "parkplan.sqlite3").exists()


def test_two_restores_at_once(site):
    archive = back_up()

    with site_restore.opened(archive):
        assert "Another restore of this site is running" in refusal(restore, archive)


# The whole site, by its real commands


@pytest.fixture
def installation(prepared) -> Iterator[dict[str, str]]:
    with temporary_site.installation(prepared) as variables:
        yield variables


def manage(variables: dict[str, str], *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=environment.ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def rows(path: Path) -> dict[str, list[str]]:
    """Every row of every table of a database."""
    with closing(sqlite3.connect(path)) as database:
        # Tables of text search are kept in others, which are listed too.
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        names = [name for (name,) in database.execute(tables)]
        found = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    return {name: sorted(repr(row) for row in table) for name, table in found.items()}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_steadily(path: Path, stop: threading.Event) -> None:
    with closing(sqlite3.connect(path, timeout=30)) as database:
        database.execute("CREATE TABLE drill (number INTEGER, doubled INTEGER)")
        number = 0
        while not stop.is_set():
            number += 1
            with database:
                database.execute("INSERT INTO drill VALUES (?, ?)", (number, 0))
                database.execute("UPDATE drill SET doubled = 2 * number")


@pytest.mark.slow
def test_drill(installation, tmp_path):
    """Back up under write load, destroy the site, restore: every row and file of one moment is there."""
    state = Path(installation["VAR_DIR"])
    (state / "media" / "photos").mkdir(parents=True)
    (state / "media" / "photos" / "1.webp").write_bytes(os.urandom(100_000))
    stop = threading.Event()
    writer = threading.Thread(target=write_steadily, args=(state / "parkplan.sqlite3", stop))
    writer.start()
    manage(installation, "backup", str(tmp_path / "backups"))
    stop.set()
    writer.join()
    archive = next((tmp_path / "backups").iterdir())
    pictures, before = files(state / "media"), rows(state / "parkplan.sqlite3")
    shutil.rmtree(state)

    manage(installation, "restore", str(archive))
    after = rows(state / "parkplan.sqlite3")
    assert files(state / "media") == pictures
    before.pop("drill")
    drill = set(after.pop("drill"))
    assert drill == {repr((number, 2 * number)) for number in range(1, len(drill) + 1)}
    assert after == before
    assert json.loads(manage(installation, "dumpdata", "auth.group", "--format=json"))


KILLED = """
import os, signal, sys
import django; django.setup()
from django.core.management import call_command
from initiatives.backups import database_copies
database_copies.PAGES = 100
calls = []
def kill(*_):
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
database_copies.report_progress = kill
call_command("restore", sys.argv[1], "--force")
"""


@pytest.mark.slow
def test_killed_restore_leaves_the_old_state(installation, tmp_path):
    state = Path(installation["VAR_DIR"])
    manage(installation, "backup", str(tmp_path))
    archive = next(tmp_path.iterdir())
    change(state, "UPDATE initiatives_park SET name = '改过的名字'")
    before = rows(state / "parkplan.sqlite3")

    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(archive)],
        cwd=environment.ROOT,
        env=installation,
        capture_output=True,
    )
    assert done.returncode == -9, done.stderr
    assert rows(state / "parkplan.sqlite3") == before

    assert "Restored." in manage(installation, "restore", str(archive), "--force")
    assert rows(state / "parkplan.sqlite3") != before


# Into a database of another kind


def test_everything_is_loaded_with_the_numbers_it_had(db, tmp_path, django_user_model):
    group = Group.objects.create(name="某个组")
    group.permissions.set(Permission.objects.order_by("-pk")[:3])
    django_user_model.objects.create_user("li").groups.add(group)
    edition = make_rich_edition(1)
    goal = revise(edition.plan).goals.first()
    goal.title = "改过的目标"
    goal.save()
    source = edition.sources.first()
    SourceText.objects.create(source=source, text="全文", sha256="0" * 64)
    snapshot = close_period(edition, "2024-Q1", closed_by="经济发展局")
    bring_up_to_date()
    searched, histories = SearchEntry.objects.count(), Goal.history.count()
    dump, again = tmp_path / "all.json", tmp_path / "again.json"
    call_command("dumpdata", everything=True, exclude=["sessions"], output=str(dump))
    assert "has users or parks already" in refusal(call_command, "load_everything", str(dump))

    # PostgreSQL empties no table that has references to be checked.
    connection.check_constraints()
    call_command("flush", interactive=False)
    connection.check_constraints()
    call_command("load_everything", str(dump))
    call_command("dumpdata", everything=True, exclude=["sessions"], output=str(again))
    assert sorted_rows(again) == sorted_rows(dump)
    assert is_of_this_version() and not backlog().exists()
    assert SearchEntry.objects.count() == searched > 0
    assert SourceText.objects.get().text == "全文"
    assert Goal.history.count() == histories > 0
    loaded = Snapshot.objects.get()
    assert loaded.checksum == snapshot.checksum and not list(loaded.faults())


def sorted_rows(file: Path) -> list[str]:
    """The objects of a dump, with references to several rows in order."""
    found = json.loads(file.read_text(encoding="utf-8"))
    for row in found:
        row["fields"] = {
            name: sorted(map(str, value)) if isinstance(value, list) else value
            for name, value in row["fields"].items()
        }
    return sorted(json.dumps(row, sort_keys=True) for row in found)


def test_file_that_is_no_dump_leaves_the_database(db, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('[{"model": "nothing.here", "fields": {}}]')
    permissions = Permission.objects.count()

    assert "Nothing was loaded" in refusal(call_command, "load_everything", str(wrong))
    assert Permission.objects.count() == permissions > 0
