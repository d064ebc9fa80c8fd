"""The project's Python environment, `.venv`: created once, updated when the lock of its packages changes.

The Makefile calls it as `python3 -m scripts.environment requirements.lock [requirements-redis.lock …]`. It
runs before anything is installed, under any Python 3, so this file keeps to syntax that an old one can read.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The same as `requires-python` in pyproject.toml, which cannot be read without Python 3.11.
MINIMUM_PYTHON = (3, 11)
SITE_LOCK = "requirements.lock"
# Contains all packages of SITE_LOCK too.
DEVELOPMENT_LOCK = "requirements-dev.lock"
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet", "--retries", "2")


def venv_python(root: Path) -> str:
    return os.path.join(str(root), ".venv", "bin", "python")


def check_python(version: "tuple[int, int]" = sys.version_info[:2]) -> None:
    """Exit with a message if this Python is too old or lacks the venv module."""
    if version < MINIMUM_PYTHON:
        raise SystemExit(
            "Python 3.11 or newer is needed, this is {}.{}: install one and name it, as in "
            "`make run PYTHON=python3.11`.".format(*version)
        )
    try:
        import ensurepip  # noqa: F401  (Debian packages it apart, and venv fails without it)
        import venv  # noqa: F401
    except ImportError:
        raise SystemExit(
            "Python's venv module is missing: install it (Debian, Ubuntu: `apt install python3-venv`)."
        ) from None


def stamp_lines(root: Path, locks: "list[str]") -> "list[str]":
    """The content of `.venv/installed` once `locks` are installed; a line is Python version, lock, digest."""
    lines = []
    for name in sorted({SITE_LOCK, *locks}):
        digest = hashlib.sha256((root / name).read_bytes()).hexdigest()
        lines.append("{}.{} {} {}".format(*sys.version_info[:2], name, digest))
    return lines


def ensure(lock: str, root: Path = ROOT, more: "list[str] | tuple[str, ...]" = ()) -> bool:
    """Create or update `.venv` so that it has the packages of `lock`; false if nothing had to be done.

    `more` are locks that settings need. Those that were installed before are kept.

    The stamp is removed before the first change and written after the last: an interrupted run leaves
    none, and the next one starts with a new `.venv`.
    """
    stamp = root / ".venv" / "installed"
    noted = stamp.read_text().splitlines() if stamp.exists() else []
    before = [
        name for name in (line.split()[1] for line in noted) if is_extra(name) and (root / name).exists()
    ]
    extras = sorted({*before, *more})
    wanted = stamp_lines(root, [lock, *extras])
    present = noted if os.path.exists(venv_python(root)) else []
    if set(wanted) <= set(present):
        return False
    names = ", ".join([lock, *extras])
    print("Installing the packages of {} (this time only) ...".format(names), flush=True)
    if present and present[0].split()[0] == wanted[0].split()[0]:
        stamp.unlink()
    else:
        create(root)
    for name in (lock, *extras):
        install(name, root)
    stamp.write_text("".join(line + "\n" for line in wanted))
    return True


def is_extra(lock: str) -> bool:
    """Whether a lock is for a setting, beside the packages of the site or of development."""
    return lock not in {SITE_LOCK, DEVELOPMENT_LOCK}


def create(root: Path) -> None:
    """Create an empty `.venv` in place of any other."""
    command = [sys.executable, "-m", "venv", "--clear", str(root / ".venv")]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if made.returncode:
        raise SystemExit(
            "The folder .venv could not be made ({}): make this folder writable, and free space on its "
            "disk.".format(last_line(made.stdout))
        )


def install(lock: str, root: Path) -> None:
    """Install the packages of `lock` with pip, from the folder `wheels` (see `make wheels`) if there is one.

    Only files with the hashes in the lock are installed, wherever they come from.
    """
    offline = lock != DEVELOPMENT_LOCK and (root / "wheels").is_dir()
    source = ["--no-index", "--find-links", str(root / "wheels")] if offline else []
    command = [venv_python(root), *PIP, "install", "--require-hashes", *source]
    done = subprocess.run(
        [*command, "--requirement", str(root / lock)], stderr=subprocess.PIPE, universal_newlines=True
    )
    if done.returncode:
        remedy = (
            "renew the folder wheels with `make wheels`, or remove it to use the network"
            if offline
            else "check the network, or bring a folder `wheels` made by `make wheels` on another machine"
        )
        raise SystemExit("Packages could not be installed ({}): {}.".format(pip_error(done.stderr), remedy))


def pip_error(stderr: str) -> str:
    """The reason in pip's output, as one line: its last line, or the package that does not match its hash."""
    mismatch = re.search(r"DO NOT MATCH THE HASHES.*\n\s*(\S+)", stderr)
    if mismatch:
        return "the file of {} does not match its hash in the lock".format(mismatch.group(1))
    return last_line(stderr)


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else "no reason given"


if __name__ == "__main__":
    check_python()
    ensure(sys.argv[1], more=sys.argv[2:])
