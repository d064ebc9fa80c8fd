"""`make fuzz` and `make soak`, shorter: no request makes a 5xx, no page is stale, memory stays flat."""

import os
import random
import subprocess
import sys

import pytest

from scripts import environment, temporary_site
from scripts.fuzz import strange_address
from scripts.soak import Form, Soak, server_megabytes
from tests.temporary_databases import postgresql_server

SEED = "20240511"


def fuzzed(database: str) -> str:
    variables = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "scripts.fuzz", "--requests", "200", "--seed", SEED]
    done = subprocess.run(
        command,
        cwd=environment.ROOT,
        env=variables | ({"DATABASE_URL": database} if database else {}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.longest
def test_hostile_requests_on_sqlite():
    assert " 0 of them answered with 5xx" in fuzzed("")


@pytest.mark.slow
@pytest.mark.longest
def test_hostile_requests_on_postgresql():
    with postgresql_server() as database:
        assert " 0 of them answered with 5xx" in fuzzed(database)


@pytest.mark.slow
def test_mixed_load_with_edits(prepared):
    with temporary_site.installation(prepared) as variables:
        temporary_site.add_administrator(variables, "soak", "long-enough-for-a-soak")
        with temporary_site.serving(variables) as address:
            soak = Soak(address)
            soak.run(40, readers=3)
    assert soak.wrong == []
    assert soak.saved > 2 and soak.checked > 2
    assert soak.memory and not soak.grown()


def test_addresses_are_the_same_with_the_same_seed():
    def made(seed: int) -> list[str]:
        dice = random.Random(seed)
        return [strange_address(dice, ["/a/b/?x=1", "/"], ["q", "page"], ["a"]) for _ in range(50)]

    assert made(1) == made(1) != made(2)
    assert all(address.startswith("/") for address in made(1))


def test_form_is_sent_as_a_browser_would():
    page = """<form><input name="csrf" type="hidden" value="t"><input name="name" type="text">
    <input type="checkbox" name="on" checked><input type="checkbox" name="off"><input type="submit" name="s">
    <textarea name="text">a\nb</textarea><select name="which"><option value="1">
    <option value="2" selected></select>"""
    assert Form(page).values == {"csrf": "t", "name": "", "on": "on", "text": "a\nb", "which": "2"}


def test_growing_memory_is_noticed():
    soak = Soak("http://127.0.0.1:1")
    soak.memory = [200.0] * 8
    assert not soak.grown()
    soak.memory = [200.0 + 20 * number for number in range(8)]
    assert soak.grown()
    assert server_megabytes("http://127.0.0.1:1") == 0
