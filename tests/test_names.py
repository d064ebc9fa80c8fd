"""One meaning a name: no two modules and no two public classes are called the same."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path
    for folder in ("initiatives", "parkplan", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
    and path.name != "__init__.py"
    # Django gives this module its name.
    and path != ROOT / "parkplan/sqlite/base.py"
)
# Rooms in which a noun has its module each: its model, its declaration, its page, its registration.
PARALLEL_ROOMS = {"models", "kinds", "pages", "admin"}
# A module and the views, the page or the root that serve it.
SERVED = {"api", "search", "share_cards", "urls"}


def repeated(names: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in names.items() if len(places) > 1}


def test_modules_have_names_of_their_own():
    found: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        if path.parent.name not in PARALLEL_ROOMS and path.stem not in SERVED:
            found[path.stem].append(str(path.relative_to(ROOT)))
    assert repeated(found) == {}


def test_public_classes_have_names_of_their_own():
    found: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        # Django names the class of a command.
        if path.parent.name != "commands":
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(str(path.relative_to(ROOT)))
    assert repeated(found) == {}
