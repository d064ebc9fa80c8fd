"""A copy in memory of a database that cannot be opened where it is.

SQLite needs an index (`-shm`) of the log of changes, and cannot make one on a full or read-only disk. After a
server was killed while its disk was full, nobody could read otherwise.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

MEMORY = Path("/dev/shm")


def copy_in_memory(path: Path) -> Path:
    """Return the path of a copy with its log, shared by all processes of this user.

    Raises OSError where memory has no room, or the database changes meanwhile.
    """
    digest = hashlib.sha256(f"{path} {_state(path)}".encode()).hexdigest()[:32]
    folder = MEMORY / f"{_prefix(path)}{digest}"
    if not folder.exists():
        before = _state(path)
        fresh = Path(tempfile.mkdtemp(prefix=_prefix(path), dir=MEMORY))
        try:
            for file in (path, _log(path)):
                shutil.copyfile(file, fresh / file.name)
            if _state(path) != before:
                raise OSError(f"{path} is being changed")
            # Whoever comes second has the same; the name of a folder with content cannot be taken.
            with suppress(OSError):
                fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    # Anybody may make a folder in memory, and only its owner can write into ours.
    if folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} is somebody else's")
    return folder / path.name


def forget_copies(path: Path) -> None:
    """Remove what is no longer needed, since the database can be opened again."""
    for folder in MEMORY.glob(f"{_prefix(path)}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(path: Path) -> str:
    return f"parkplan-{os.geteuid()}-{hashlib.sha256(str(path).encode()).hexdigest()[:12]}-"


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _state(path: Path) -> list[tuple[int, int, int]]:
    states = [file.stat() for file in (path, _log(path))]
    return [(state.st_ino, state.st_size, state.st_mtime_ns) for state in states]
