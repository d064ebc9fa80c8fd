"""Check that the Chinese message catalogue is complete, translated and compiled; run by `make check`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SOURCES = ("initiatives", "parkplan", "templates", "locale")
TOOLS = ("xgettext", "msgmerge", "msgfmt", "msgattrib", "msgunfmt")
FILTERS = {"not translated": "--untranslated", "fuzzy": "--only-fuzzy", "obsolete": "--only-obsolete"}
MSGID = re.compile(r'^(?:#~ )?msgid ("[^\n]*"(?:\n(?:#~ )?"[^\n]*")*)', re.MULTILINE)
REMEDY = "Run `make messages`, complete {}, and run it again."


def run(*command: str) -> str:
    """Run a command and return its standard output."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def texts(po: str) -> list[str]:
    """The msgids of a catalogue, without the empty one of its header."""
    found = ("".join(re.findall(r'"(.*)"', quoted)) for quoted in MSGID.findall(po))
    return [text for text in found if text]


def messages_of(mo: Path) -> str:
    """The messages of a compiled catalogue, without the date of extraction."""
    lines = run("msgunfmt", "--no-wrap", str(mo)).splitlines()
    return "\n".join(line for line in lines if not line.startswith('"POT-Creation-Date'))


def problems(po: Path, mo: Path) -> list[str]:
    """One line for each faulty message, and one if `mo` is not what `po` compiles to."""
    found = []
    for kind, option in FILTERS.items():
        obsolete = [] if kind == "obsolete" else ["--no-obsolete"]
        entries = run("msgattrib", "--no-wrap", option, *obsolete, str(po))
        found += [f"{kind}: {text}" for text in texts(entries)]
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "django.mo"
        run("msgfmt", "--check-format", "--output-file", str(compiled), str(po))
        if not mo.exists() or messages_of(mo) != messages_of(compiled):
            found.append(f"not compiled: {mo.name} differs from {po.name}")
    return found


def extract_catalogue(project: Path, folder: Path) -> Path:
    """Copy the sources to `folder`, update the catalogue there, and return its path."""
    for name in SOURCES:
        shutil.copytree(project / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project / "manage.py", folder)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--verbosity", "0"]
    environment = {**os.environ, "VAR_DIR": str(folder / "var")}
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return folder / CATALOGUE


def main() -> None:
    if not all(shutil.which(tool) for tool in TOOLS):
        sys.exit("The gettext tools are missing: install them (Debian, Ubuntu: `apt install gettext`).")
    with tempfile.TemporaryDirectory() as folder:
        found = problems(extract_catalogue(ROOT, Path(folder)), (ROOT / CATALOGUE).with_suffix(".mo"))
    if found:
        sys.exit("\n".join([*found, REMEDY.format(CATALOGUE)]))


if __name__ == "__main__":
    main()
