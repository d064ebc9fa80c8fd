"""Update an exported folder: write changed files, remove stale ones, never touch files of others."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

# Lists the files of a complete export with their digests; written last.
CONTENTS = "contents.json"
# Exists while an export is being written, and lists the files it may leave behind.
UNFINISHED = "UNFINISHED.txt"
WARNING = "This copy was interrupted and is not complete: export again.\n此副本尚未完成，请重新导出。\n\n"
PART_SUFFIX = ".part"

Progress = Callable[[str, int, int], None]


class NotOurFolder(Exception):
    """The folder has files that no export wrote; the message tells which, and the remedy."""


@dataclass(frozen=True)
class FolderUpdate:
    """The number of files of an export, and the names of those changed and those to be removed."""

    files: int
    changed: list[str]
    stale: list[str]


def known_files(folder: Path) -> dict[str, str]:
    """Return the digests of the files that earlier exports wrote, "" where unknown. Raises NotOurFolder."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {}
    if not folder.is_dir():
        raise NotOurFolder(f"{folder} is a file. Name a folder.")
    contents, unfinished = folder / CONTENTS, folder / UNFINISHED
    if not contents.exists() and not unfinished.exists():
        raise NotOurFolder(
            f"{folder} is not empty, and no earlier export stands in it ({CONTENTS} is missing). "
            f"Name a new folder, such as {folder / 'plan'}."
        )
    unfinished_names = (
        unfinished.read_text(encoding="utf-8").split("\n\n")[-1].splitlines() if unfinished.exists() else []
    )
    try:
        listed = json.loads(contents.read_text(encoding="utf-8")) if contents.exists() else {}
        known = {str(name): str(digest) for name, digest in listed.items()} | dict.fromkeys(
            unfinished_names, ""
        )
    except (ValueError, AttributeError) as error:
        raise NotOurFolder(f"{contents} cannot be read ({error}). Name a new folder.") from error
    return {name: digest for name, digest in known.items() if _stays_inside(folder, name)}


def _stays_inside(folder: Path, name: str) -> bool:
    """Whether a name leads to a file inside the folder: somebody may have edited the list."""
    path = PurePosixPath(name)
    inside = bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    return inside and (folder / name).resolve().is_relative_to(folder.resolve())


def compare(
    fresh: Path, folder: Path, known: dict[str, str], kept: frozenset[str] = frozenset()
) -> FolderUpdate:
    """Return what is to be done; `kept` files stay. Raises NotOurFolder if a file of others is in the way."""
    names = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file())
    changed = [name for name in names if not _has_same_content(fresh / name, folder / name)]
    for name in changed:
        if (folder / name).exists() and name not in known:
            raise NotOurFolder(f"{folder / name} is in the way: no export wrote it. Move it elsewhere.")
    stale = sorted(
        name for name in known.keys() - set(names) - kept if _is_unmodified(folder / name, known[name])
    )
    return FolderUpdate(len(kept.union(names)), changed, stale)


def update_folder(
    fresh: Path, folder: Path, progress: Progress, kept: frozenset[str] = frozenset()
) -> FolderUpdate:
    """Make the folder equal to `fresh`, except for the files `kept`. Can be run again when interrupted."""
    known = known_files(folder)
    update = compare(fresh, folder, known, kept)
    digests = {name: known[name] for name in kept} | _digests(fresh)
    contents = json.dumps(digests, indent=0, sort_keys=True) + "\n"
    if update.changed or update.stale or not _has_text(folder / CONTENTS, contents):
        unfinished_names = {*update.changed, *(name for name, digest in known.items() if not digest)}
        _write(folder / UNFINISHED, (WARNING + "\n".join(sorted(unfinished_names))).encode())
        # The start page is written last, so that an interrupted export does not look complete.
        ordered = sorted(update.changed, key=lambda name: name == "index.html")
        for number, name in enumerate(ordered, 1):
            _write(folder / name, (fresh / name).read_bytes())
            progress("writing", number, len(ordered))
        for name in update.stale:
            _remove(folder, name)
        _write(folder / CONTENTS, contents.encode())
    for name in known:
        (folder / f"{name}{PART_SUFFIX}").unlink(missing_ok=True)
    (folder / UNFINISHED).unlink(missing_ok=True)
    return update


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _has_same_content(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return one.read_bytes() == other.read_bytes()


def _has_text(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _is_unmodified(path: Path, digest: str) -> bool:
    """Whether a file is as an export wrote it; the digest is unknown after an interruption."""
    return path.is_file() and digest in ("", sha256(path.read_bytes()).hexdigest())


def _write(path: Path, content: bytes) -> None:
    """Write a file and then rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}{PART_SUFFIX}")
    part.write_bytes(content)
    part.replace(path)


def _remove(folder: Path, name: str) -> None:
    """Remove a file and the folders that become empty."""
    (folder / name).unlink()
    for parent in PurePosixPath(name).parents:
        if parent.name and not any((folder / parent).iterdir()):
            (folder / parent).rmdir()
