"""`manage.py prepare` fills what is empty, and leaves alone what somebody has touched."""

import os
import shutil
import time
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth import get_user_model
from django.core.files import locks
from django.core.management import CommandError, call_command
from django.db import connection

from initiatives.management.one_at_a_time import ADVISORY_LOCK
from initiatives.models import Park

pytestmark = pytest.mark.django_db

LOADED = "Content: 1 files loaded into the empty database.\n"
COLLECTED = "Static files: collected.\n"
FIXTURE = """
- model: initiatives.park
  fields: {slug: riverside, name: 河畔园区}
"""


@pytest.fixture
def site(tmp_path, settings):
    """An installation of its own: one fixture, one static file, an empty state folder."""
    settings.VAR_DIR = tmp_path / "var"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.FIXTURE_DIRS = [tmp_path / "fixtures"]
    settings.STATICFILES_DIRS = [tmp_path / "own"]
    for folder in ("fixtures", "own"):
        (tmp_path / folder).mkdir()
    (tmp_path / "fixtures" / "riverside.yaml").write_text(FIXTURE, encoding="utf-8")
    (tmp_path / "own" / "site.css").write_text("a {}")
    return tmp_path


def settings_folder(site: Path) -> Path:
    (site / "var").mkdir(exist_ok=True)
    return site / "var"


def prepare() -> str:
    out = StringIO()
    call_command("prepare", stdout=out)
    # Outside of a test the transaction that loads content completes the index, and there is nothing to say.
    return out.getvalue().replace("Search: the index is complete.\n", "")


def test_first_start_loads_and_collects(site):
    assert prepare() == LOADED + COLLECTED
    assert Park.objects.get().name == "河畔园区"
    assert (site / "var" / "static" / "site.css").exists()


def test_second_start_waits_while_another_prepares_and_says_so(site, monkeypatch):
    held = (settings_folder(site) / "prepare.lock").open("a")
    assert locks.lock(held, locks.LOCK_EX)
    told: list[str] = []

    def look(_seconds: float) -> None:
        """What is there while the second start waits; then the first one is done."""
        told.append(f"{Park.objects.count()} parks")
        if len(told) == 2:
            held.close()

    monkeypatch.setattr(time, "sleep", look)
    line = "Another process is preparing this site; waiting until it is done.\n"
    assert prepare() == line + LOADED + COLLECTED
    assert told == ["0 parks", "0 parks"]


def test_lock_ends_with_a_process_that_fails(site):
    wrong = site / "fixtures" / "wrong.yaml"
    wrong.write_text("- model: initiatives.nothing\n", encoding="utf-8")
    with pytest.raises(CommandError):
        prepare()
    wrong.unlink()
    assert prepare() == LOADED + COLLECTED


def test_second_start_does_nothing(site):
    prepare()

    assert prepare() == ""


def test_edited_content_stays(site):
    Park.objects.create(slug="riverside", name="改过的名字")

    assert prepare() == COLLECTED
    assert Park.objects.get().name == "改过的名字"


def test_content_removed_by_an_administrator_stays_removed(site):
    user = get_user_model().objects.create_user("li")
    LogEntry.objects.create(user=user, action_flag=ADDITION, object_repr="x")

    assert prepare() == COLLECTED
    assert not Park.objects.exists()


def test_wrong_fixture_loads_nothing(site):
    wrong = site / "fixtures" / "wrong.yaml"
    wrong.write_text("- model: initiatives.park\n  fields: {slug: other, colour: red}\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"Nothing was loaded; correct the file: .*wrong\.yaml"):
        prepare()
    assert not Park.objects.exists()


def test_changed_static_file_is_collected_even_if_older(site):
    prepare()
    source = site / "own" / "site.css"
    source.write_text("b {}")
    os.utime(source, (0, 0))

    assert prepare() == COLLECTED
    assert (site / "var" / "static" / "site.css").read_text() == "b {}"


def test_files_of_the_version_before_stay_for_those_who_still_show_it(site):
    prepare()
    before = site / "var" / "static" / "site.0123456789ab.css"
    before.write_text("a {}")
    (site / "own" / "site.css").write_text("b {}")

    prepare()
    assert before.exists()


def test_removed_folder_of_static_files_is_collected_again(site):
    prepare()
    shutil.rmtree(site / "var" / "static")

    assert prepare() == COLLECTED


def test_development_collects_nothing(site, settings):
    settings.DEBUG = True

    assert prepare() == LOADED


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is on one machine")
def test_second_machine_waits_for_the_first(site, monkeypatch):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    monkeypatch.setattr(time, "sleep", lambda _seconds: other.close())
    assert prepare().startswith("Another process is preparing this site")
