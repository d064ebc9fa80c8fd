"""A site made by an earlier version is upgraded without loss: its database, its workbook and its YAML.

`cases/upgrade/` holds a site as it was at f62f34d: a plan of 2024 with a superseded, a published and a draft
edition, a draft for 2025, one user, the article attached; the workbook of the published edition, and the dump
of the plan of 2024. `shipped-f62f34d.yaml.gz` is the plan as it was shipped then; see test_shipped_plans.py.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from initiatives.article.whitespace import squeeze
from initiatives.downloads.fixture import dump_plan
from initiatives.models import Plan

CASES = Path(__file__).parent / "cases" / "upgrade"
DATABASE = CASES / "parkplan-f62f34d.sqlite3.gz"
WORKBOOK = CASES / "yuhua-2024-f62f34d.xlsx"
DUMP = CASES / "yuhua-2024-f62f34d.yaml.gz"
# What Django itself and the migrations write on the way.
WRITTEN_BY_MIGRATIONS = {
    *("django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"),
    "auth_group_permissions",  # what the roles may do with new kinds of rows
}
Rows = dict[tuple, dict[str, object]]


class Site:
    """An installation in a folder of its own, used by its commands alone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database, self.output = folder, folder / "parkplan.sqlite3", ""
        self.database.write_bytes(gzip.decompress(DATABASE.read_bytes()))

    def run(self, *command: str) -> str:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "VAR_DIR": str(self.folder),
            "DEBUG": "true",
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def tables(self) -> dict[str, Rows]:
        """The rows by primary key of every table but those of the search's index, values by column."""
        listed = (
            "SELECT name FROM pragma_table_list "
            "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            names = [name for (name,) in connection.execute(listed)]
            return {
                name: {tuple(row)[:1]: dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')}
                for name in names
            }

    def execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement)


def without_new_columns(after: Rows, before: Rows) -> Rows:
    columns = {name for row in before.values() for name in row}
    return {key: {name: row[name] for name in row if name in columns} for key, row in after.items()}


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> dict[str, Rows]:
    return Site(tmp_path_factory.mktemp("before")).tables()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The site after the first start of this version."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.output = site.run("prepare")
    return site


@pytest.mark.slow
def test_database_is_migrated_without_loss(site, before):
    after = site.tables()
    assert "migrations applied." in site.output
    for table in before.keys() - WRITTEN_BY_MIGRATIONS:
        kept = without_moved_columns(before[table]) if "edition" in table else before[table]
        rows = after[table]
        if table == "initiatives_metric":
            # The shipped catalogue adds to it.
            rows = {key: row for key, row in rows.items() if key in kept}
        assert without_new_columns(rows, kept) == kept, table
    for table in WRITTEN_BY_MIGRATIONS - {"sqlite_sequence"}:
        assert before[table].keys() <= after[table].keys()


def without_moved_columns(rows: Rows) -> Rows:
    """Editions without the times of their releases, which are rows of their own now."""
    moved = ("released_at", "released_by_id")
    return {
        key: {name: value for name, value in row.items() if name not in moved} for key, row in rows.items()
    }


@pytest.mark.slow
def test_times_of_release_become_intervals(site):
    """The second edition superseded the first, which was loaded and not released by anybody."""
    releases = site.tables()["initiatives_release"].values()
    names = ("edition_id", "started_at", "ended_at", "released_by_id")
    second = "2026-11-25 22:01:14.115178"
    # The record of its end was written a moment before that of the second edition's release.
    assert [tuple(row[name] for name in names) for row in releases] == [
        (1, "2026-11-25 22:00:54.448783", "2026-11-25 22:01:14.112273", None),
        (2, second, None, 1),
    ]


@pytest.mark.slow
def test_migrated_figures_mean_what_they_meant(site):
    figures = site.tables()["initiatives_figure"].values()
    new = ("upper_value", "ratio", "approximate", "change", "rank", "period_standing")
    assert {tuple(figure[name] for name in new) for figure in figures} == {(None, None, 0, 0, 0, "within")}


@pytest.mark.slow
def test_passages_get_their_offsets_in_the_attached_text(site):
    tables = site.tables()
    (text,) = tables["initiatives_sourcetext"].values()
    squeezed = squeeze(text["text"])
    passages = tables["initiatives_passage"].values()
    assert len(passages) == 239
    for passage in passages:
        assert squeezed[passage["start"] : passage["end"]] == squeeze(passage["phrase"])


@pytest.mark.slow
def test_edited_plan_is_not_said_to_be_renewable(site):
    assert "renew_shipped_plan" not in site.output


def import_report(site: Site, *options: str) -> dict:
    report = site.folder / "report.json"
    site.run("import_plan", str(WORKBOOK), f"--report={report}", *options)
    return json.loads(report.read_text(encoding="utf-8"))


def changes(report: dict) -> list[tuple]:
    return [
        (
            change["kind"],
            change["key"],
            [(one["label"], one["before"], one["after"]) for one in change["fields"]],
        )
        for _kind, changes in report["groups"]
        for change in changes
    ]


@pytest.mark.slow
def test_workbook_comes_in_with_the_known_change_alone(site):
    dry = import_report(site, "--dry-run")
    written = import_report(site)

    # The draft was begun from the published edition, which the workbook holds, and changed in one field.
    assert [dry["groups"], written["groups"]] == [dry["groups"]] * 2
    ((kind, key, ((label, *values),)),) = changes(dry)
    assert (kind, key, label.lower(), values) == ("changed", "high-tech-firms", "featured", ["no", "yes"])
    for report in (dry, written):
        assert (report["problems"], report["shared"], report["outdated"]) == ([], False, True)
        (note,) = report["notes"]
        assert note.startswith("The workbook has no columns for these: ")


@pytest.mark.slow
def test_workbook_of_an_unchanged_plan_is_not_said_to_be_outdated(tmp_path):
    """Its fingerprint is of a version whose rows had fewer fields."""
    site = Site(tmp_path)
    site.run("prepare")
    site.execute("UPDATE initiatives_figure SET featured = 1 WHERE key = 'high-tech-firms'")
    report = import_report(site, "--dry-run")
    assert (changes(report), report["outdated"]) == ([], False)

    site.execute("UPDATE initiatives_figure SET rank = 1 WHERE key = 'high-tech-firms'")
    report = import_report(site, "--dry-run")
    assert (changes(report), report["outdated"]) == ([], True)


@pytest.mark.slow
@pytest.mark.django_db
def test_dump_loads_and_dumps_the_same_facts():
    """The times of release, which were fields of the editions, are entries of their own."""
    call_command("loaddata", str(DUMP), verbosity=0)
    before = yaml.safe_load(gzip.decompress(DUMP.read_bytes()))
    after = yaml.safe_load(dump_plan(Plan.objects.get()))
    moved = {
        entry["fields"].get("number", 1): entry["fields"].pop("released_at")
        for entry in before
        if entry["model"] == "initiatives.edition" and "released_at" in entry["fields"]
    }
    releases = [entry["fields"] for entry in after if entry["model"] == "initiatives.release"]
    assert {one["edition"][2]: one["started_at"] for one in releases} == moved
    for entry in after:
        # Fields that came later; they are written even when empty.
        for name in ("aliases", "own_text", "province", "province_en"):
            assert not entry["fields"].pop(name, "")
    assert [entry for entry in after if entry["model"] != "initiatives.release"] == before
