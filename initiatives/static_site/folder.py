"""A folder brought up to date: what changed is written, what is gone removed, what is not ours left alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

# Lists what the folder holds once it is complete; stands last of all.
CONTENTS = "contents.json"
# Stands while a copy is being written, with the files it may leave behind.
UNFINISHED = "UNFINISHED.txt"
WARNING = "This copy was interrupted and is not complete: export again.\n此副本尚未完成，请重新导出。\n\n"
PART = ".part"

Progress = Callable[[str, int, int], None]


class NotOurFolder(Exception):
    """The folder holds something that no export has written; says so, and the remedy."""


@dataclass(frozen=True)
class FolderUpdate:
    """What a folder needs to become the copy."""

    files: int
    changed: list[str]
    stale: list[str]


def known_files(folder: Path) -> dict[str, str]:
    """The files that earlier exports wrote there, and the digest of each where it is known."""
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
    begun = (
        unfinished.read_text(encoding="utf-8").split("\n\n")[-1].splitlines() if unfinished.exists() else []
    )
    try:
        listed = json.loads(contents.read_text(encoding="utf-8")) if contents.exists() else {}
        known = {str(name): str(digest) for name, digest in listed.items()} | dict.fromkeys(begun, "")
    except (ValueError, AttributeError) as error:
        raise NotOurFolder(f"{contents} cannot be read ({error}). Name a new folder.") from error
    return {name: digest for name, digest in known.items() if _stays_inside(folder, name)}


def _stays_inside(folder: Path, name: str) -> bool:
    """A list that somebody changed must not lead out of the folder."""
    path = PurePosixPath(name)
    inside = bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    return inside and (folder / name).resolve().is_relative_to(folder.resolve())


def compare(fresh: Path, folder: Path, known: dict[str, str]) -> FolderUpdate:
    """What is to be done; NotOurFolder where a file that no export wrote stands in the way."""
    names = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file())
    changed = [name for name in names if not _same(fresh / name, folder / name)]
    for name in changed:
        if (folder / name).exists() and name not in known:
            raise NotOurFolder(f"{folder / name} is in the way: no export wrote it. Move it elsewhere.")
    stale = sorted(name for name in known.keys() - set(names) if _is_as_written(folder / name, known[name]))
    return FolderUpdate(len(names), changed, stale)


def update_folder(fresh: Path, folder: Path, progress: Progress) -> FolderUpdate:
    """Make the folder hold what `fresh` holds. Interrupted, it can be begun again."""
    known = known_files(folder)
    update = compare(fresh, folder, known)
    contents = json.dumps(_digests(fresh), indent=0, sort_keys=True) + "\n"
    if update.changed or update.stale or not _holds(folder / CONTENTS, contents):
        begun = {*update.changed, *(name for name, digest in known.items() if not digest)}
        _write(folder / UNFINISHED, (WARNING + "\n".join(sorted(begun))).encode())
        # The front page comes last: without it nothing looks finished.
        ordered = sorted(update.changed, key=lambda name: name == "index.html")
        for number, name in enumerate(ordered, 1):
            _write(folder / name, (fresh / name).read_bytes())
            progress("writing", number, len(ordered))
        for name in update.stale:
            _remove(folder, name)
        _write(folder / CONTENTS, contents.encode())
    for name in known:
        (folder / f"{name}{PART}").unlink(missing_ok=True)
    (folder / UNFINISHED).unlink(missing_ok=True)
    return update


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _same(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return one.read_bytes() == other.read_bytes()


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _is_as_written(path: Path, digest: str) -> bool:
    """Whether a file is still what an export wrote; one that was interrupted did not say what."""
    return path.is_file() and digest in ("", sha256(path.read_bytes()).hexdigest())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}{PART}")
    part.write_bytes(content)
    part.replace(path)


def _remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    (folder / name).unlink()
    for parent in PurePosixPath(name).parents:
        if parent.name and not any((folder / parent).iterdir()):
            (folder / parent).rmdir()
