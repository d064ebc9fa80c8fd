"""While a file of this name exists, every page says that the site is being worked on; monitoring goes on."""

import pytest

from initiatives.views.unavailable import MAINTENANCE_WORDS
from tests.factories import make_rich_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def maintenance(settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    return settings.MAINTENANCE_FILE


@pytest.fixture
def paths() -> list[str]:
    return [make_rich_edition(1).url("plan"), "/", "/en/", "/admin/", "/no/such/page/"]


def test_pages_say_503_in_words_and_when_to_come_again(client, maintenance, paths):
    maintenance.touch()
    for path in paths:
        response = client.get(path)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "60"), path
        assert response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Under maintenance" in client.get("/en/").content.decode()


def test_what_is_kept_is_not_shown_meanwhile(client, maintenance, paths):
    page = client.get(paths[0])
    assert page.status_code == client.get(paths[0]).status_code == 200
    maintenance.touch()
    assert client.get(paths[0]).status_code == 503
    assert client.get(paths[0], headers={"if-none-match": page.headers["ETag"]}).status_code == 503
    maintenance.unlink()
    assert client.get(paths[0]).status_code == 200


def test_programs_get_a_problem_document(client, maintenance):
    maintenance.write_text("Back at six.", encoding="utf-8")
    response = client.get("/api/v1/figures?lang=en")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")
    assert "Back at six." in response.content.decode()


def test_words_of_the_operator_are_shown_as_text(client, maintenance):
    maintenance.write_text("系统升级，<b>18:00</b> 恢复。" + "啊" * 9_999, encoding="utf-8")
    page = client.get("/").content.decode()
    assert "系统升级，&lt;b&gt;18:00&lt;/b&gt; 恢复。" in page
    assert page.count("啊") < MAINTENANCE_WORDS


def test_file_that_is_no_text_is_shown_as_far_as_it_is(client, maintenance):
    maintenance.write_bytes(b"\xff\xfe\x00 x")
    assert client.get("/").status_code == 503


def test_monitoring_goes_on(client, maintenance):
    maintenance.touch()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["maintenance"]) == (503, "on")


def test_pages_are_back_with_the_next_request(client, maintenance, paths):
    maintenance.touch()
    maintenance.unlink()
    assert client.get(paths[0]).status_code == 200
    assert client.get("/readyz").json()["maintenance"] == "ok"
