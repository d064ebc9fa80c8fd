"""Starting the site says in one line what stands in its way; what is done is not done again."""

import ast
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import check_translations, environment, run
from tests.required_tools import require_tool

SITE, DEVELOPMENT = environment.SITE_LOCK, environment.DEVELOPMENT_LOCK
needs_gettext = pytest.mark.usefixtures("gettext")


@pytest.fixture
def gettext() -> None:
    require_tool(shutil.which("msgfmt"), "gettext", "install it (Debian: apt install gettext).")


def message(call, *arguments) -> str:
    """The one line with which `call` stops."""
    with pytest.raises(SystemExit) as stopped:
        call(*arguments)
    text = str(stopped.value)
    assert len(text.splitlines()) == 1
    return text


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with lock files, and a list of the steps that would have been taken there."""
    steps = []

    def create(root):
        steps.append("create")
        python = Path(environment.venv_python(root))
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(environment, "create", create)
    monkeypatch.setattr(environment, "install", lambda lock, root: steps.append(lock))
    (tmp_path / SITE).write_text("django==1\n")
    (tmp_path / DEVELOPMENT).write_text("pytest==1\n")
    return tmp_path, steps


def test_python_too_old_is_said():
    assert message(environment.check_python, (3, 9)) == (
        "Python 3.11 or newer is needed, this is 3.9: install one and name it, as in "
        "`make run PYTHON=python3.11`."
    )


def test_venv_missing_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    assert "apt install python3-venv" in message(environment.check_python)


def test_old_python_can_read_the_scripts():
    for script in (environment, run):
        ast.parse(Path(script.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_oldest_python_is_the_one_of_the_metadata():
    metadata = tomllib.loads((environment.ROOT / "pyproject.toml").read_text())["project"]

    assert metadata["requires-python"] == ">={}.{}".format(*environment.MINIMUM_PYTHON)


def test_version_is_the_newest_of_the_changelog():
    metadata = tomllib.loads((environment.ROOT / "pyproject.toml").read_text())["project"]
    changelog = (environment.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == metadata["version"]


def pinned(name: str) -> set[str]:
    """The lines `package==version` of a file of requirements, with names as PyPI normalizes them."""
    lines = re.findall(
        r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", (environment.ROOT / name).read_text(), re.MULTILINE
    )
    return {f"{re.sub(r'[-_.]+', '-', package).lower()}=={version}" for package, version in lines}


def test_locks_hold_what_is_required():
    remedy = "run `make lock`"
    assert pinned("requirements.txt") <= pinned(SITE), remedy
    assert pinned("requirements-dev.txt") | pinned(SITE) <= pinned(DEVELOPMENT), remedy


@pytest.mark.parametrize("lock", [SITE, DEVELOPMENT])
def test_locks_have_hashes_and_name_no_index(lock):
    text = (environment.ROOT / lock).read_text()

    assert re.findall(r"^[^ #].*(?<! \\)$", text, re.MULTILINE) == []
    assert "://" not in text and "index" not in text


def test_environment_is_made_once(project):
    root, steps = project

    assert environment.ensure(SITE, root) is True
    assert environment.ensure(SITE, root) is False
    assert steps == ["create", SITE]


def test_environment_for_development_serves_the_site_too(project):
    root, steps = project

    environment.ensure(SITE, root)
    environment.ensure(DEVELOPMENT, root)
    environment.ensure(SITE, root)
    assert steps == ["create", SITE, DEVELOPMENT]


def test_environment_follows_a_changed_lock(project):
    root, steps = project
    environment.ensure(SITE, root)

    (root / SITE).write_text("django==2\n")
    environment.ensure(SITE, root)
    assert steps == ["create", SITE, SITE]


def test_environment_of_an_interrupted_install_is_made_anew(project, monkeypatch):
    root, steps = project
    environment.ensure(SITE, root)
    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", lambda *_: sys.exit("killed"))
        with pytest.raises(SystemExit):
            environment.ensure(DEVELOPMENT, root)

    environment.ensure(SITE, root)
    assert steps == ["create", SITE, "create", SITE]


def test_environment_without_its_python_is_made_anew(project):
    root, steps = project
    environment.ensure(SITE, root)

    Path(environment.venv_python(root)).unlink()
    environment.ensure(SITE, root)
    assert steps == ["create", SITE] * 2


@pytest.fixture
def wheels(tmp_path, monkeypatch):
    """A folder for wheels beside a lock of one package; what pip reports comes from this Python's own pip."""
    monkeypatch.setattr(environment, "venv_python", lambda root: sys.executable)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    (tmp_path / SITE).write_text(f"no-such-package==1 --hash=sha256:{'0' * 64}\n")
    (tmp_path / "wheels").mkdir()
    return tmp_path / "wheels"


@pytest.mark.slow
def test_install_from_an_empty_folder_of_wheels_says_the_remedy(wheels):
    text = message(environment.install, SITE, wheels.parent)

    assert "No matching distribution found for no-such-package==1" in text
    assert "`make wheels`" in text


@pytest.mark.slow
def test_install_refuses_a_file_with_another_hash(wheels):
    (wheels / "no_such_package-1-py3-none-any.whl").write_bytes(b"not what the lock names")

    text = message(environment.install, SITE, wheels.parent)
    assert "the file of no-such-package==1 does not match its hash in the lock" in text


def test_port_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        text = message(run.check_port, "127.0.0.1", port)

    assert text.startswith(f"Cannot listen on 127.0.0.1 port {port} (Address already in use)")
    assert "make run PORT=" in text


def test_port_free_again_is_accepted():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    run.check_port("127.0.0.1", port)


def test_host_of_another_machine_is_said():
    assert "Cannot listen on 192.0.2.1" in message(run.check_port, "192.0.2.1", 8000)


@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "65536", "80.5", "８０", "9" * 5000])
def test_port_number_refused(text):
    assert "write a number from 1 to 65535" in message(run.port_number, text)


def test_port_number_read():
    assert run.port_number("8001") == 8001


def test_folder_not_writable_is_said(tmp_path):
    (tmp_path / "var").write_text("a file where the folder belongs")

    assert "VAR_DIR=/path" in message(run.check_folder, tmp_path / "var")


def test_folder_is_made(tmp_path):
    run.check_folder(tmp_path / "state" / "var")

    assert list((tmp_path / "state" / "var").iterdir()) == []


def test_banner_of_one_host():
    assert run.banner("::1", 8000).startswith("Parkplan: http://[::1]:8000/\n")


def test_banner_of_all_hosts(monkeypatch):
    monkeypatch.setattr(run, "lan_addresses", lambda: ["192.168.1.5"])

    first = run.banner("0.0.0.0", 8000).splitlines()[0]
    assert first == "Parkplan: http://127.0.0.1:8000/  http://192.168.1.5:8000/"


@pytest.mark.parametrize(
    ("stderr", "shown"),
    [
        ("CommandError: What. Remedy.", "What. Remedy."),
        ("Traceback\ndjango.core.exceptions.ImproperlyConfigured: What. Remedy.", "What. Remedy."),
        ("Traceback\nKeyError: 'x'", "Traceback\nKeyError: 'x'"),
    ],
)
def test_failed_preparation_shows_the_line_that_speaks(monkeypatch, stderr, shown):
    failed = subprocess.CompletedProcess([], 1, stderr=stderr)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)

    with pytest.raises(SystemExit) as stopped:
        run.prepare("python")
    assert stopped.value.code == shown


PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "park"
msgstr "园区"
"""


def catalogue_problems(folder: Path, compiled: str, po: str) -> list[str]:
    """What is wrong with `po` when the compiled catalogue was made of `compiled`."""
    (folder / "django.po").write_text(compiled, encoding="utf-8")
    subprocess.run(["msgfmt", "-o", "django.mo", "django.po"], cwd=folder, check=True)
    (folder / "django.po").write_text(po, encoding="utf-8")
    return check_translations.problems(folder / "django.po", folder / "django.mo")


@needs_gettext
def test_translations_complete(tmp_path):
    assert catalogue_problems(tmp_path, PO, PO) == []


@needs_gettext
@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('\nmsgid "plan"\nmsgstr ""\n', "not translated: plan"),
        ('\nmsgid ""\n"of two\\n"\n"lines"\nmsgstr ""\n', "not translated: of two\\nlines"),
        ('\n#, fuzzy\nmsgid "plan"\nmsgstr "园区"\n', "fuzzy: plan"),
        ('\n#~ msgid "plan"\n#~ msgstr "计划"\n', "obsolete: plan"),
    ],
)
def test_translations_incomplete(tmp_path, entry, problem):
    assert catalogue_problems(tmp_path, PO, PO + entry) == [problem]


@needs_gettext
def test_translations_not_compiled(tmp_path):
    changed = PO.replace("园区", "产业园")

    assert catalogue_problems(tmp_path, PO, changed) == ["not compiled: django.mo differs from django.po"]


def test_translations_without_gettext_say_the_remedy(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda tool: None)

    assert "apt install gettext" in message(check_translations.main)
