"""Backup and restore of a site whose database is PostgreSQL."""

import subprocess
from pathlib import Path

import pytest

from initiatives.backups.database_copies import connection_string
from scripts import temporary_site
from tests.temporary_databases import postgresql_server
from tests.test_backup import manage


def test_address_is_quoted_as_postgresql_reads_it():
    values = {"HOST": "/run/a b", "PORT": "", "USER": "it's", "PASSWORD": "x", "NAME": "a\\b"}
    values |= {"OPTIONS": {"sslmode": "require", "pool": True}}

    assert connection_string(values, "/tmp/p") == (
        r"host='/run/a b' user='it\'s' dbname='a\\b' sslmode='require' passfile='/tmp/p'"
    )


def rows(address: str) -> list[str]:
    """All data, as pg_dump writes it, in order; without the word that is new in each dump."""
    done = subprocess.run(["pg_dump", "--data-only", address], capture_output=True, text=True, check=True)
    return sorted(line for line in done.stdout.splitlines() if "restrict" not in line)


@pytest.mark.slow
def test_all_rows_come_back_and_what_came_after_is_gone(tmp_path):
    with postgresql_server() as address:
        variables = temporary_site.environment_of(tmp_path / "var") | {"DATABASE_URL": address}
        manage(variables, "migrate", "--verbosity", "0")
        temporary_site.add_administrator(variables, "li", "a long password of li")
        manage(variables, "backup", str(tmp_path / "backups"))
        archive = next(Path(tmp_path, "backups").iterdir())
        before = rows(address)

        temporary_site.add_administrator(variables, "wang", "a long password of wang")
        later = "CREATE TABLE later (id int PRIMARY KEY, user_id int REFERENCES auth_user)"
        subprocess.run(["psql", "--quiet", "--command", later, address], check=True)
        assert "1 users, the last" in manage(variables, "restore", str(archive), code=1)
        manage(variables, "restore", str(archive), "--force")
        assert rows(address) == before

        newest = max(Path(tmp_path, "var", "backups").iterdir())
        manage(variables, "restore", str(newest), "--force")
        assert len(rows(address)) > len(before)
