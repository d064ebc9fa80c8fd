"""Fixtures that several modules of tests share, and what the quick and the slow set of tests run."""

import gc
import pickle
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import Client
from hypothesis import is_hypothesis_test
from hypothesis import settings as hypothesis_settings

from initiatives.models import (
    Edition,
    FreshnessStamp,
    Membership,
    QualityRule,
    SearchBacklog,
    SearchEntry,
)
from scripts import temporary_site
from tests.built_once import built_once
from tests.factories import make_rich_edition, make_secret_draft
from tests.installations import installation_on_postgresql, prepare_on_postgresql
from tests.public_pages import SITE
from tests.sampling import ALL_EXAMPLES, PROFILE, QUICK_EXAMPLES
from tests.settings import ON_SERVERS


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples properties are tried with, each without a limit of time."""
    is_quick = "not slow" in config.option.markexpr or ON_SERVERS
    number = QUICK_EXAMPLES if is_quick else ALL_EXAMPLES
    hypothesis_settings.register_profile(PROFILE, deadline=None, max_examples=number)
    hypothesis_settings.load_profile(PROFILE)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end: a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of properties, and those marked `sampled`, run in both sets: with a few cases, and with all.

    What asks the database for anything is marked `database`."""
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
    if "slow" in config.option.markexpr and "not slow" not in config.option.markexpr:
        for item in items:
            is_property = is_hypothesis_test(getattr(item, "obj", None))
            if is_property or item.get_closest_marker("sampled"):
                item.add_marker(pytest.mark.slow)
    # Else all but one process would wait at the end for a test of minutes.
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Make tables from the models, which takes seconds (migrating: a quarter of a minute), and add the roles.

    What migrations themselves do is tested with databases in files (test_upgrading, test_prepare)."""
    # A request in this process must not close the connection in whose transaction its test runs. Django's
    # test client sees to that for its own requests alone; a database in memory is never closed.
    close = connection.close_if_unusable_or_obsolete
    connection.close_if_unusable_or_obsolete = lambda: None if connection.in_atomic_block else close()  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        add_roles()
    # Tests with transactions of their own empty all tables at their end, and Django says so by this signal.
    post_migrate.connect(add_roles, sender=apps.get_app_config("initiatives"))


def add_roles(**_signal: Any) -> None:
    """The groups that migrations make, with their permissions."""
    names = ("0004_roles", "0013_reader_corrections", "0023_tasks")
    modules = [import_module(f"initiatives.migrations.{name}") for name in names]
    for name, codenames in chain.from_iterable(module.ROLES.items() for module in modules):
        group, _ = Group.objects.get_or_create(name=name)
        permissions = Permission.objects.filter(content_type__app_label="initiatives", codename__in=codenames)
        group.permissions.add(*permissions)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """What a site with the shipped plan keeps in its folder, for `temporary_site.installation` to copy."""
    return built_once(tmp_path_factory, "prepared", temporary_site.prepare)


@pytest.fixture(scope="session")
def prepared_on_postgresql(tmp_path_factory) -> Path:
    """The same on PostgreSQL, for `installation_on_postgresql`."""
    return built_once(tmp_path_factory, "prepared-on-postgresql", prepare_on_postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment variables of an installation with the shipped plan, once on each database."""
    if request.param == "sqlite":
        made = temporary_site.installation(request.getfixturevalue("prepared"))
    else:
        made = installation_on_postgresql(request.getfixturevalue("prepared_on_postgresql"))
    with made as variables:
        yield variables


@pytest.fixture
def public_site(settings) -> str:
    """Give the site a public address, which it has only where SITE_URL is set."""
    settings.SITE_URL = SITE
    return SITE


@pytest.fixture(params=[5, pytest.param(30, marks=pytest.mark.slow)])
def many_rows(request: pytest.FixtureRequest) -> int:
    """How many rows a large plan has whose pages must not need more queries than those of a small one."""
    return request.param


@pytest.fixture
def draft(db) -> Edition:
    """A draft beside its published edition, with SECRET in a row of every kind."""
    return make_secret_draft(make_rich_edition(1, title="公开的标题", title_en="Public title"))


@pytest.fixture
def viewer(client: Client, django_user_model, draft: Edition) -> Client:
    """A client signed in as somebody who may look at the draft's park, and change nothing."""
    user = django_user_model.objects.create_user("viewer", is_staff=True)
    Membership.objects.create(user=user, park=draft.plan.park, role="viewer")
    client.force_login(user)
    return client


@pytest.fixture(scope="session")
def shipped_rows(django_db_setup, django_db_blocker, tmp_path_factory) -> list[tuple[str, list[tuple]]]:
    """The rows that the shipped fixture is in the database, by table; loaded once, and not kept there."""

    def keep(folder: Path) -> None:
        with django_db_blocker.unblock(), transaction.atomic():
            call_command("loaddata", "yuhua-2024", verbosity=0)
            models = apps.get_app_config("initiatives").get_models(include_auto_created=True)
            # Rules are recorded by the migration, and stay; triggers write stamps and the index.
            left_out = (QualityRule, FreshnessStamp, SearchEntry, SearchBacklog)
            tables = [model._meta.db_table for model in models if model not in left_out]
            with connection.cursor() as cursor:
                rows = [(table, cursor.execute(f"SELECT * FROM {table}").fetchall()) for table in tables]
            transaction.set_rollback(True)
        (folder / "rows").write_bytes(pickle.dumps(rows))

    rows = pickle.loads((built_once(tmp_path_factory, "shipped-rows", keep) / "rows").read_bytes())
    return [(table, found) for table, found in rows if found]


@pytest.fixture
def shipped(db, shipped_rows) -> Edition:
    """The published edition of the shipped plan; its rows are copied, as `loaddata` takes seconds."""
    # At once, since foreign keys are checked at the end of a transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in shipped_rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        # The next row gets a number that none of these has.
        models = apps.get_app_config("initiatives").get_models(include_auto_created=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
    return Edition.objects.published().select_related("plan__park").get()
