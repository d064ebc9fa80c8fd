"""A new database gets all tables at once, and they are those that the migrations one by one lead to."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts import environment, temporary_site

AT_ONCE = ("initiatives", "0001_to_0018")
MIGRATE = f"""
import django
django.setup()
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
load = MigrationLoader.load_disk
def load_without(self):
    load(self)
    if {{one_by_one}}:
        del self.disk_migrations[{AT_ONCE}]
MigrationLoader.load_disk = load_without
call_command("migrate", verbosity=0)
"""
ROLES = """SELECT g.name, p.codename FROM auth_group g JOIN auth_group_permissions gp ON gp.group_id = g.id
JOIN auth_permission p ON p.id = gp.permission_id"""
METRICS = "SELECT code, name, name_en, nature, base_unit, direction, aliases FROM initiatives_metric"
MIGRATIONS = "SELECT app, name FROM django_migrations WHERE name != '0001_to_0018'"
CONSTRAINT = re.compile(r'CONSTRAINT "(\w+)" (?:CHECK \((.*?)\)(?=, CONSTRAINT|, UNIQUE|\)$)|UNIQUE)')


def database(folder: Path, *, one_by_one: bool) -> Path:
    folder.mkdir()
    command = [sys.executable, "-c", MIGRATE.format(one_by_one=one_by_one)]
    variables = temporary_site.environment_of(folder)
    subprocess.run(command, cwd=environment.ROOT, env=variables, check=True)
    return folder / "parkplan.sqlite3"


def schema(connection: sqlite3.Connection) -> dict[str, Any]:
    """Of each table its columns, indexes, foreign keys and checks, whatever their order."""

    def rows(query: str) -> list[Any]:
        return connection.execute(query).fetchall()

    found = {}
    for table, sql in rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"):
        indexes = {
            (unique, tuple(name for _rank, _place, name in rows(f"PRAGMA index_info({index})")))
            for _number, index, unique, *_rest in rows(f"PRAGMA index_list({table})")
        }
        found[table] = (
            {column[1:] for column in rows(f"PRAGMA table_info({table})")},
            indexes,
            {key[2:] for key in rows(f"PRAGMA foreign_key_list({table})")},
            set(CONSTRAINT.findall(sql)),
        )
    return found


@pytest.mark.slow
def test_tables_at_once_are_those_of_all_migrations(tmp_path):
    files = [database(tmp_path / str(one_by_one), one_by_one=one_by_one) for one_by_one in (True, False)]
    with closing(sqlite3.connect(files[0])) as long, closing(sqlite3.connect(files[1])) as short:
        assert schema(short) == schema(long)
        for query in (ROLES, METRICS, MIGRATIONS):
            assert sorted(short.execute(query)) == sorted(long.execute(query))
