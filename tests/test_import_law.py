"""A module imports from its own or lower floors, without circles; see docs/architecture.md."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# The floors of the house, lowest first. A name stands for the module and all below it.
FLOORS: list[set[str]] = [
    {"vocabulary", "periods", "amounts", "language", "content_types"},
    {"querysets"},
    {"models", "migrations"},
    {"addresses", "editions", "history", "quality", "reading", "roles", "search", "pictures"},
    {"pages"},
    {"exchange"},
    {"views", "admin", "desk", "management", "templatetags", "middleware", "apps"},
    {"urls"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS, 1) for name in names}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> list[tuple[int, str]]:
    """Line and full name of everything a file imports, names in a module included."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import in full"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def room(name: str) -> str | None:
    """`initiatives.models.plan` stands in the room `models`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "initiatives" and len(parts) > 1 else None


SOURCES = sorted((ROOT / "initiatives").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    here = room(module_name(path))
    if here is None:
        return
    assert here in FLOOR, f"{path}: {here} has no floor; give it one in FLOORS"
    for line, name in imports(path):
        assert not name.startswith(("parkplan", "tests")), f"{path}:{line} imports the roof: {name}"
        there = room(name)
        if there in FLOOR:
            assert FLOOR[there] <= FLOOR[here], f"{path}:{line} imports upwards: {name}"


def test_imports_form_no_circle():
    modules = {module_name(path): path for path in SOURCES}
    graph = {
        name: {
            target
            for _, imported in imports(path)
            for target in (imported, imported.rpartition(".")[0])
            if target in modules and target != name and not name.startswith(f"{target}.")
        }
        for name, path in modules.items()
    }
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"circle: {' → '.join((*trail[trail.index(name) :], name))}"
        if name not in done:
            for target in sorted(graph[name]):
                walk(target, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        walk(name, ())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_pictures_imports_pillow_and_only_settings_read_the_environment(path):
    names = {name.split(".")[0] for _, name in imports(path)}
    if room(module_name(path)) != "pictures":
        assert "PIL" not in names, f"{path} imports PIL; only initiatives/pictures/ may"
    assert not names & {"environ", "os"}, f"{path} could read the environment; only parkplan/settings.py may"


def test_lowest_floor_knows_no_models():
    for name in FLOORS[0]:
        for line, imported in imports(ROOT / "initiatives" / f"{name}.py"):
            plain = not imported.startswith("django") or imported.startswith(
                ("django.utils", "django.db.models.TextChoices")
            )
            assert plain, f"{name}.py:{line} imports {imported}"
