"""Attaching a source's own text: by command and in the admin; nothing is kept before it was shown."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from initiatives.desk.way_back import plan_url
from initiatives.models import Source, SourceText
from initiatives.source_text import attach, digest
from tests.factories import make_edition, make_source
from tests.sample_source_text import PHRASES, TEXT, make_garden

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_garden(make_edition())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


class Terminal:
    """What stands at the other end of standard input."""

    def __init__(self, present: bool) -> None:
        self.present = present

    def isatty(self) -> bool:
        return self.present


def at_terminal(monkeypatch, *, answer: str | None) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer is not None))
    monkeypatch.setattr("builtins.input", lambda prompt: answer)


def test_command_tells_what_it_found_and_keeps_the_text(source, file, capsys):
    call_command("attach_source", source.slug, str(file), "--yes", "--public")
    told = capsys.readouterr().out
    assert f"UTF-8, {len(TEXT)} characters, SHA-256 {digest(TEXT)}" in told
    assert "  导语: 2\n  §1: 2\n  §2: 1\n" in told
    assert f"{len(PHRASES)} of {len(PHRASES)} passages found at their places." in told
    assert "Attached, for all readers." in told
    kept = SourceText.objects.get()
    assert (kept.source, kept.text, kept.sha256, kept.public) == (source, TEXT, digest(TEXT), True)


def test_command_names_what_it_did_not_find_with_the_nearest(source, file, capsys):
    file.write_text(TEXT.replace("南瓜2个", "南瓜3个").replace("“地不等人。”", ""), encoding="gbk")
    call_command("attach_source", source.slug, str(file), "--yes")
    told = capsys.readouterr().out
    assert "GB18030" in told
    assert "§2 ¶1 “南瓜2个”: not found. Nearest: “南瓜3个” at §2 ¶1." in told
    assert f"{len(PHRASES) - 2} of {len(PHRASES)} passages" in told


def test_command_tells_where_paragraphs_differ_from_what_is_recorded(source, file, capsys):
    source.sections.filter(key="autumn").update(paragraph_count=4)
    call_command("attach_source", source.slug, str(file), "--yes")
    assert "  §2: 1 (recorded: 4)" in capsys.readouterr().out


def test_command_without_a_terminal_keeps_nothing(source, file, monkeypatch):
    at_terminal(monkeypatch, answer=None)
    with pytest.raises(CommandError, match="--yes"):
        call_command("attach_source", source.slug, str(file))
    assert not SourceText.objects.exists()


@pytest.mark.parametrize(("answer", "kept"), [("y", True), ("Yes ", True), ("n", False), ("", False)])
def test_command_asks_at_a_terminal(source, file, monkeypatch, answer, kept):
    at_terminal(monkeypatch, answer=answer)
    if kept:
        call_command("attach_source", source.slug, str(file))
    else:
        with pytest.raises(CommandError, match=r"Nothing was saved\."):
            call_command("attach_source", source.slug, str(file))
    assert SourceText.objects.exists() == kept


def test_command_says_that_it_replaces_a_text(source, file, capsys):
    attach(source, text="别的。", public=True)
    call_command("attach_source", source.slug, str(file), "--yes")
    assert "It replaces another text." in capsys.readouterr().out
    assert SourceText.objects.get().public is True
    call_command("attach_source", source.slug, str(file), "--yes", "--not-public")
    assert "This text is attached already." in capsys.readouterr().out
    assert SourceText.objects.get().public is False


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "no text"), (b"\0\1\2", "not a text file"), (b"a" * 3_000_000, "2 MB")],
    ids=["empty", "binary", "large"],
)
def test_command_refuses_what_is_no_text(source, file, data, words):
    file.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        call_command("attach_source", source.slug, str(file), "--yes")
    assert not SourceText.objects.exists()


def test_command_says_which_file_or_source_is_missing(source, file, tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.txt"):
        call_command("attach_source", source.slug, str(tmp_path / "nothing.txt"), "--yes")
    with pytest.raises(CommandError, match=f"Known: {source.slug} --park {source.park.slug}"):
        call_command("attach_source", "no-such", str(file), "--yes")


def test_command_asks_for_the_park_where_two_have_such_a_source(source, file):
    other = make_source(make_edition(), slug=source.slug)
    with pytest.raises(CommandError, match="several"):
        call_command("attach_source", source.slug, str(file), "--yes")
    call_command("attach_source", source.slug, str(file), "--yes", park=other.park.slug)
    assert SourceText.objects.get().source == other


def test_text_is_detached_by_command(source):
    attach(source, text=TEXT)
    call_command("detach_source", source.slug)
    assert not SourceText.objects.exists()
    with pytest.raises(CommandError, match="No text is attached"):
        call_command("detach_source", source.slug)


# In the admin.


def address(source: Source, name: str = "text", language: str = "en") -> str:
    with override(language):
        return reverse(f"admin:initiatives_source_{name}", args=[source.pk])


def send(client, source: Source, **data):
    return client.post(address(source), data)


def sealed(response) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_admin_shows_the_state_and_the_way_to_the_text(admin_client, source, language):
    page = admin_client.get(address(source, "change", language)).content.decode()
    assert f'href="{address(source, "text", language)}"' in page
    attach(source, text=TEXT)
    page = admin_client.get(address(source, "change", language)).content.decode()
    assert digest(TEXT) in page
    assert admin_client.get(address(source, "text", language)).status_code == 200


def test_admin_shows_what_is_in_a_file_before_keeping_it(admin_client, source):
    upload = SimpleUploadedFile("text.txt", TEXT.encode("gbk"))
    response = send(admin_client, source, file=upload, public="on")
    assert f"{len(PHRASES)} of {len(PHRASES)} passages" in response.content.decode()
    assert "GB18030" in response.content.decode()
    assert not SourceText.objects.exists()
    response = send(admin_client, source, step="attach", sealed=sealed(response))
    with override("en"):
        assert response.headers["Location"] == plan_url(source)
    kept = SourceText.objects.get()
    assert (kept.text, kept.sha256, kept.public) == (TEXT, digest(TEXT), True)
    assert LogEntry.objects.get().object_id == str(source.pk)


def test_admin_takes_a_pasted_text_with_the_line_ends_of_a_browser(admin_client, source):
    response = send(admin_client, source, pasted=TEXT.replace("\n", "\r\n"))
    send(admin_client, source, step="attach", sealed=sealed(response))
    assert SourceText.objects.get().text == TEXT
    assert SourceText.objects.get().public is False


def test_admin_changes_who_may_see_it_without_the_text_again(admin_client, source):
    attach(source, text=TEXT, public=False)
    send(admin_client, source, step="attach", sealed=sealed(send(admin_client, source, public="on")))
    assert SourceText.objects.get().public is True


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "There is no text in it."),
        ({"pasted": " \n "}, "There is no text in it."),
        ({"pasted": "a" * 2_100_000}, "more than 2 MB"),
        ({"pasted": "a", "file": b"a"}, "not both"),
        ({"file": b"\0\1\2"}, "not a text file"),
        ({"file": b"a" * 3_000_000}, "more than 2 MB"),
        ({"file": b""}, "empty"),
    ],
    ids=["nothing", "blank", "large", "both", "binary", "large file", "empty file"],
)
def test_admin_refuses_what_is_no_text(admin_client, source, data, words):
    if "file" in data:
        data = {**data, "file": SimpleUploadedFile("text.txt", data["file"])}
    response = send(admin_client, source, **data)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert 'name="sealed"' not in response.content.decode()


def test_admin_refuses_a_form_too_large_to_be_read_in_words(admin_client, source):
    response = admin_client.post(address(source), {"pasted": "a" * 3_000_000}, follow=True)
    assert response.redirect_chain == [(address(source), 302)]
    assert "more than 2 MB" in response.content.decode()


@pytest.mark.slow
def test_admin_keeps_the_largest_text(admin_client, source):
    text = "种瓜得瓜。\n" * 125_000
    response = send(admin_client, source, pasted=text)
    send(admin_client, source, step="attach", sealed=sealed(response))
    assert SourceText.objects.get().text == text


@pytest.mark.parametrize("token", ["", "forged"])
def test_admin_keeps_nothing_that_was_not_checked(admin_client, source, token):
    response = admin_client.post(address(source), {"step": "attach", "sealed": token}, follow=True)
    assert "That check has expired." in response.content.decode()
    assert not SourceText.objects.exists()


def test_admin_does_not_attach_what_was_checked_for_another_source(admin_client, source):
    other = make_garden(make_edition())
    token = sealed(send(admin_client, source, pasted=TEXT))
    send(admin_client, other, step="attach", sealed=token)
    assert not SourceText.objects.exists()


def test_admin_detaches_only_what_is_confirmed(admin_client, source):
    attach(source, text=TEXT)
    send(admin_client, source, step="detach")
    assert SourceText.objects.exists()
    send(admin_client, source, step="detach", sure="yes")
    assert not SourceText.objects.exists()


def test_admin_page_needs_permission_a_source_and_a_token(client, source, admin_user):
    assert client.get(address(source)).status_code == 302
    viewer = get_user_model().objects.create(username="viewer", is_staff=True)
    client.force_login(viewer)
    assert client.get(address(source)).status_code == 404
    viewer.memberships.create(park=source.park, role="viewer")
    assert client.get(address(source)).status_code == 403
    assert send(client, source, step="detach", sure="yes").status_code == 403
    client.force_login(admin_user)
    assert client.get(address(Source(pk=source.pk + 1))).status_code == 404
    careful = type(client)(enforce_csrf_checks=True)
    careful.force_login(admin_user)
    assert send(careful, source, pasted=TEXT).status_code == 403


def test_text_in_the_admin_is_shown_as_text(admin_client, source):
    source.passages.filter(key="li").update(phrase="<script>alert(1)</script>")
    page = send(admin_client, source, pasted=TEXT).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
