"""A module imports from its own or lower floors, and neither modules nor packages import in a circle.

The floors are described in docs/architecture.md.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The packages and modules of `initiatives`, lowest floor first. A name stands for a package and all in it.
FLOORS: list[set[str]] = [
    {"values", "article", "reading"},
    {"files", "audit_log", "database_statistics"},
    {"models", "migrations"},
    {
        "editions",
        "kinds",
        "quality",
        "search",
        "source_text",
        "pictures",
        "tasks",
        "freshness",
        "invented_plans",
    },
    {"pages"},
    {
        *("metadata", "api", "downloads", "workbook", "word_documents", "static_site", "drafting"),
        *("backups", "demonstration"),
    },
    {"views", "templatetags", "management"},
    {"desk", "middleware", "page_cache", "apps"},
    {"admin", "urls"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS, 1) for name in names}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
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
    """The package or module of `initiatives` that a name is in: `models` for `initiatives.models.plan`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "initiatives" and len(parts) > 1 else None


SOURCES = sorted((ROOT / "initiatives").rglob("*.py"))
MODULES = {module_name(path): path for path in SOURCES}


def every_import() -> Iterator[tuple[Path, int, str]]:
    for path in SOURCES:
        for line, name in imports(path):
            yield path, line, name


def circle(graph: dict[str, set[str]]) -> str:
    """The first circle in a graph as a chain of names, or nothing."""
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> str:
        if name in trail:
            return " → ".join((*trail[trail.index(name) :], name))
        if name in done:
            return ""
        done.add(name)
        return next(filter(None, (walk(target, (*trail, name)) for target in sorted(graph[name]))), "")

    return next(filter(None, (walk(name, ()) for name in sorted(graph))), "")


def test_every_module_has_a_floor():
    rooms = {room(name) for name in MODULES} - {None}
    assert rooms == set(FLOOR)


def test_imports_point_down():
    wrong = []
    for path, line, name in every_import():
        here, there = room(module_name(path)), room(name)
        if name.startswith(("parkplan", "tests")):
            wrong.append(f"{path}:{line} imports the project or its tests: {name}")
        if here and there in FLOOR and FLOOR[there] > FLOOR[here]:
            wrong.append(f"{path}:{line} imports upwards: {name}")
    assert wrong == []


def test_modules_import_in_no_circle():
    graph: dict[str, set[str]] = {name: set() for name in MODULES}
    for path, _line, imported in every_import():
        name = module_name(path)
        for target in (imported, imported.rpartition(".")[0]):
            if target in MODULES and target != name and not name.startswith(f"{target}."):
                graph[name].add(target)
    assert circle(graph) == ""


def test_packages_import_in_no_circle():
    graph: dict[str, set[str]] = {name: set() for name in FLOOR}
    for path, _line, imported in every_import():
        here, there = room(module_name(path)), room(imported)
        if here and there in FLOOR and here != there:
            graph[here].add(there)
    assert circle(graph) == ""


def test_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == "b → c → b"
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ""


def test_only_pictures_import_pillow():
    assert [
        f"{path}:{line}"
        for path, line, name in every_import()
        if name.split(".")[0] == "PIL" and room(module_name(path)) != "pictures"
    ] == []


def test_only_settings_read_the_environment():
    assert [
        f"{path}:{line}" for path, line, name in every_import() if name.split(".")[0] in {"environ", "os"}
    ] == []


def test_lowest_floor_knows_no_models():
    allowed = ("django.utils", "django.db.models.TextChoices")
    lowest = [
        (path, line, name) for path, line, name in every_import() if room(module_name(path)) in FLOORS[0]
    ]
    assert {room(module_name(path)) for path, _line, _name in lowest} == FLOORS[0]
    assert [
        f"{path}:{line} imports {name}"
        for path, line, name in lowest
        if name.startswith("django") and not name.startswith(allowed)
    ] == []
