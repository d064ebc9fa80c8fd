"""The licences of all packages that the site can install, as their own metadata tell: docs/licences.md.

`python -m scripts.licences` writes the file, `--check` says whether it is up to date. Packages of the locks
that this Python does not install (for older versions, other systems) are listed as such.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from scripts import environment

FILE = environment.ROOT / "docs" / "licences.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
CLASSIFIER = "License :: OSI Approved :: "
# Written for a whole file, or with words that say less than the classifier.
SHORT = 60
HEAD = """# Licences

What is installed with the site, from the metadata of each package; `make licences` writes this file.
Parkplan's own licence is in [LICENSE](../LICENSE). Packages that only tests and checks need are not listed.

| package | version | licence | for |
|---|---|---|---|
"""


def packages() -> dict[str, tuple[str, str]]:
    """Version and purpose of each package in the locks of the site and of its settings."""
    found: dict[str, tuple[str, str]] = {}
    for lock in sorted(environment.ROOT.glob("requirements*.lock")):
        if lock.name == environment.DEVELOPMENT_LOCK:
            continue
        purpose = lock.stem.partition("-")[2] or "the site"
        for name, version in PINNED.findall(lock.read_text(encoding="utf-8")):
            # Of the site where it is both.
            if name not in found or purpose == "the site":
                found[name] = (version, purpose)
    return found


def licence(name: str) -> str:
    """The licence as an SPDX expression or in the package's own words; empty if it is not installed here."""
    try:
        told: Any = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        text.removeprefix(CLASSIFIER) for text in told.get_all("Classifier", []) if CLASSIFIER in text
    ]
    words = (told.get("License") or "").strip()
    return words if words and len(words) < SHORT and "\n" not in words else " / ".join(classified)


def document(before: str) -> str:
    """The file; of packages that are not installed here it says what it said before."""
    kept = dict(re.findall(r"^\| (\S+) \| \S+ \| ([^|]*) \|", before, re.MULTILINE))
    lines = []
    for name, (version, purpose) in sorted(packages().items()):
        told = licence(name) or kept.get(name, "(not needed on this system)")
        lines.append(f"| {name} | {version} | {told} | {purpose} |\n")
    return HEAD + "".join(lines)


def main(arguments: list[str]) -> int:
    before = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    if arguments != ["--check"]:
        FILE.write_text(document(before), encoding="utf-8")
        return 0
    if document(before) == before:
        return 0
    print(f"{Path('docs') / FILE.name} is not up to date: run `make licences`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
