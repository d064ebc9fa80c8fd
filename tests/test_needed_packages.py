"""What a setting needs is in a requirements file of its own, and its absence is told at the start."""

import importlib.util
import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from parkplan import needed_packages
from parkplan.needed_packages import NEEDED, require_package, s3_storage
from scripts import environment
from tests.test_scripts import SITE, pinned, project  # noqa: F401

NAMES = sorted({name for _module, name in NEEDED.values()})


@pytest.mark.parametrize("address", [f"{scheme}://host/0" for scheme in NEEDED])
def test_missing_package_stops_the_start_with_the_remedy(monkeypatch, address):
    monkeypatch.setattr(needed_packages, "find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"needs the package \w+: install requirements-\w+\.lock"):
        require_package("CACHE_URL", address)


@pytest.mark.parametrize("address", ["", "sqlite:////var/x.sqlite3", "locmem://"])
def test_what_python_brings_along_needs_no_package(monkeypatch, address):
    monkeypatch.setattr(needed_packages, "find_spec", lambda name: None)

    require_package("DATABASE_URL", address)


@pytest.mark.parametrize("name", NAMES)
def test_requirements_of_a_setting_are_locked_beside_those_of_the_site(name):
    lock = f"requirements-{name}.lock"
    assert pinned(f"requirements-{name}.txt") <= pinned(lock), "run `make lock`"
    versions = dict(line.split("==") for line in pinned(SITE))
    both = {
        package: version
        for package, version in (line.split("==") for line in pinned(lock))
        if package in versions
    }
    assert both.items() <= versions.items(), "run `make lock`"
    text = (environment.ROOT / lock).read_text()
    assert "--hash=sha256:" in text and "://" not in text


@pytest.mark.parametrize("name", NAMES)
def test_package_that_is_looked_for_is_the_one_required(name):
    module = next(module for module, other in NEEDED.values() if other == name)
    distribution = {"storages": "django-storages", "prometheus_client": "prometheus-client"}.get(
        module, module
    )

    assert any(line.startswith(f"{distribution}==") for line in pinned(f"requirements-{name}.txt"))
    if importlib.util.find_spec(module):
        require_package("X", next(f"{scheme}://a" for scheme, needed in NEEDED.items() if needed[1] == name))


def test_make_installs_them_by_name():
    makefile = (environment.ROOT / "Makefile").read_text()

    assert re.search(r"^extras := (.*)$", makefile, re.MULTILINE)[1].split() == NAMES
    assert "requirements.lock $(WITH:%=requirements-%.lock)" in makefile


def test_packages_of_a_setting_stay_when_the_site_is_upgraded(project):  # noqa: F811
    root, steps = project
    (root / "requirements-redis.lock").write_text("redis==1\n")
    environment.ensure(SITE, root, ["requirements-redis.lock"])
    assert environment.ensure(SITE, root) is False

    (root / SITE).write_text("django==2\n")
    environment.ensure(SITE, root)
    assert steps == ["create", SITE, "requirements-redis.lock", SITE, "requirements-redis.lock"]


def test_bucket_is_read_from_its_address():
    options = s3_storage("s3://pictures/parkplan?endpoint=https://oss.example&region=cn-1")["OPTIONS"]

    assert options["bucket_name"] == "pictures" and options["location"] == "parkplan"
    assert (options["endpoint_url"], options["region_name"]) == ("https://oss.example", "cn-1")


@pytest.mark.parametrize("address", ["pictures", "s3://", "https://bucket", "s3://bucket?key=secret"])
def test_address_that_is_no_bucket_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="write s3://bucket"):
        s3_storage(address)
