"""The project's own Python environment, `.venv`: made once, renewed when its packages change.

`python3 -m scripts.environment requirements-dev.txt` is how the Makefile asks for it. It runs before anything
is installed, under whatever Python there is, so this file keeps to syntax that an old Python 3 can read.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet", "--retries", "2")


def python_of(root: Path) -> str:
    return os.path.join(str(root), ".venv", "bin", "python")


def check_python(version: "tuple[int, int]" = sys.version_info[:2]) -> None:
    """Stop in words where this project cannot run."""
    if version < OLDEST:
        raise SystemExit(
            "Python 3.11 or newer is needed, this is {}.{}: install one and name it, as in "
            "`make run PYTHON=python3.11`.".format(*version)
        )
    try:
        import ensurepip  # noqa: F401  (Debian splits it off, and venv fails without it)
        import venv  # noqa: F401
    except ImportError:
        raise SystemExit(
            "Python's venv module is missing: install it (Debian, Ubuntu: `apt install python3-venv`)."
        ) from None


def stamp_lines(root: Path, requirements: str) -> "list[str]":
    """What the stamp says once `requirements` is installed; the site's own file is always part of it."""
    lines = []
    for name in sorted({"requirements.txt", requirements}):
        digest = hashlib.sha256((root / name).read_bytes()).hexdigest()
        lines.append("{}.{} {} {}".format(*sys.version_info[:2], name, digest))
    return lines


def ensure(requirements: str, root: Path = ROOT) -> bool:
    """Make `.venv` hold what `requirements` lists; true if there was something to do.

    The stamp is removed before the first change and written after the last: an interrupted run leaves
    none, and the next one starts afresh.
    """
    stamp = root / ".venv" / "installed"
    wanted = stamp_lines(root, requirements)
    present = stamp.read_text().splitlines() if stamp.exists() and os.path.exists(python_of(root)) else []
    if set(wanted) <= set(present):
        return False
    print("Installing the packages of {} (this time only) ...".format(requirements), flush=True)
    if present and present[0].split()[0] == wanted[0].split()[0]:
        stamp.unlink()
    else:
        create(root)
    install(requirements, root)
    stamp.write_text("".join(line + "\n" for line in wanted))
    return True


def create(root: Path) -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(root / ".venv")]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if made.returncode:
        raise SystemExit(
            "The folder .venv could not be made ({}): make this folder writable, and free space on its "
            "disk.".format(last_line(made.stdout))
        )


def install(requirements: str, root: Path) -> None:
    """With pip; a folder `wheels` (see `make wheels`) stands in for the network."""
    offline = requirements == "requirements.txt" and (root / "wheels").is_dir()
    source = ["--no-index", "--find-links", str(root / "wheels")] if offline else []
    command = [python_of(root), *PIP, "install", *source, "--requirement", str(root / requirements)]
    done = subprocess.run(command, stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode:
        remedy = (
            "renew the folder wheels with `make wheels`, or remove it to use the network"
            if offline
            else "check the network, or bring a folder `wheels` made by `make wheels` on another machine"
        )
        raise SystemExit("Packages could not be installed ({}): {}.".format(last_line(done.stderr), remedy))


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else "no reason given"


if __name__ == "__main__":
    check_python()
    ensure(sys.argv[1])
