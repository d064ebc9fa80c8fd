"""The desk at a path of its own, and for some networks only; a stranger finds nothing there."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import reload
from ipaddress import ip_network

import pytest
from django.core.exceptions import ValidationError
from django.urls import clear_url_caches, reverse
from django.utils.translation import override

import parkplan.urls
from initiatives.models import Park
from scripts import environment, run
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_path(settings) -> Iterator[str]:
    settings.ADMIN_PATH = "desk-7f3a"
    reload(parkplan.urls)
    clear_url_caches()
    yield "desk-7f3a"
    settings.ADMIN_PATH = "admin"
    reload(parkplan.urls)
    clear_url_caches()


def test_desk_is_where_the_setting_says_and_nowhere_else(admin_client, own_path):
    assert admin_client.get("/desk-7f3a/").status_code == 200
    assert admin_client.get("/en/desk-7f3a/").status_code == 200
    assert reverse("admin:index") == "/desk-7f3a/"
    for path in ("/admin/", "/en/admin/", "/admin/login/"):
        assert admin_client.get(path).status_code == 404


def test_session_is_kept_at_a_path_of_its_own(client, django_user_model, own_path):
    django_user_model.objects.create_superuser("li", password="right-and-long")
    client.post("/desk-7f3a/login/", {"username": "li", "password": "right-and-long"})
    assert client.get("/desk-7f3a/").status_code == 200


def test_public_pages_do_not_tell_the_path(client, own_path):
    pages = (make_edition().url("plan"), "/about/", "/robots.txt", "/no/such/page/")
    assert [path for path in pages if own_path in client.get(path).text] == []


def test_no_park_takes_the_address_of_the_desk(own_path):
    with override("en"), pytest.raises(ValidationError, match="the site itself uses"):
        Park(slug=own_path, name="园区").full_clean()


def test_desk_is_for_its_networks_only(client, settings):
    settings.ADMIN_NETWORKS = [ip_network("10.1.0.0/16")]
    page = make_edition().url("plan")
    for address, status in (("10.1.2.3", 200), ("::ffff:10.1.2.3", 200), ("10.2.0.1", 404), ("", 404)):
        assert client.get("/admin/login/", REMOTE_ADDR=address).status_code == status, address
        assert client.get(page, REMOTE_ADDR=address).status_code == 200
    behind_proxy = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.1.2.3, 10.2.0.1"}
    assert client.get("/admin/login/", **behind_proxy).status_code == 404
    assert "/admin/" not in client.get(page).text


def test_desk_for_everybody_is_linked_from_public_pages(client):
    assert 'href="/admin/' in client.get(make_edition().url("plan")).text


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("ADMIN_PATH", "search", "write 3 to 40 small letters"),
        ("ADMIN_PATH", "a/b", "write 3 to 40 small letters"),
        ("ADMIN_NETWORKS", "10.1.0.5/16", "Write addresses or networks"),
        ("SIGN_IN_FAILURES", "none", "write a whole number from 1 to 1000"),
        ("AUDIT_LOG", "syslog", "write files or console or off"),
    ],
)
def test_setting_that_is_not_understood_stops_the_start_with_the_remedy(name, value, remedy, tmp_path):
    command = [sys.executable, "-c", "import parkplan.settings"]
    variables = {name: value, "VAR_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=environment.ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode
    assert remedy in done.stderr.splitlines()[-1]


def test_start_tells_where_to_sign_in(monkeypatch):
    monkeypatch.setenv("ADMIN_PATH", "desk-7f3a")
    assert "/desk-7f3a/" in run.banner("127.0.0.1", 8000)
