"""The archive of a backup: a compressed tar file. Its last member, the manifest, has checksums of all others.

Members: `database.sqlite3` or `database.dump`, `settings.json`, `media/…`, `uploads/…`, `audit/…`,
`manifest.json`.
"""

import errno
import gzip
import hashlib
import json
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SETTINGS = "settings.json"
ANOTHER = "Use another backup."
CHUNK = 2**20
UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)


class BackupError(Exception):
    """Why there is no backup, or why nothing was restored; the message tells the remedy."""


@dataclass(frozen=True)
class StoredFile:
    sha256: str
    bytes: int


@dataclass
class Manifest:
    """What an archive holds. `made_at` is a time in ISO format, just before the database was copied."""

    made_at: str
    version: str
    database: str
    migrations: list[str]
    packages: dict[str, str]
    files: dict[str, StoredFile] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        values = json.loads(text)
        if values.get("format") != FORMAT:
            raise BackupError(
                f"This archive has the format {values.get('format')}, and this version of the site reads "
                f"{FORMAT}: restore it with the version that made it ({values.get('version')})."
            )
        files = {name: StoredFile(**stored) for name, stored in values.pop("files").items()}
        return cls(**values, files=files)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Raise BackupError for a full disk and a folder that cannot be written or read."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        codes = (getattr(error, "errno", None), getattr(error, "sqlite_errorcode", None))
        if {errno.ENOSPC, errno.EDQUOT} & {codes[0]} or codes[1] == sqlite3.SQLITE_FULL:
            raise BackupError(
                f"The disk of {folder} is full: free space there, or name a folder on another disk. "
                "Nothing was changed."
            ) from error
        raise BackupError(
            f"{getattr(error, 'filename', None) or folder}: {getattr(error, 'strerror', None) or error}."
        ) from error


class ArchiveWriter:
    """Adds members to an archive and writes their checksums at its end."""

    def __init__(self, archive: tarfile.TarFile, manifest: Manifest) -> None:
        self.archive, self.manifest = archive, manifest

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        reader = _CheckedReader(content)
        self.archive.addfile(member, reader)
        self.manifest.files[name] = StoredFile(reader.digest.hexdigest(), size)

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as content:
            self.add(name, content, path.stat().st_size)

    def add_manifest(self) -> None:
        text = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(text), 0o600
        self.archive.addfile(member, BytesIO(text))


class _CheckedReader:
    """Passes on what it reads, and its digest."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.content.read(size)
        self.digest.update(data)
        return data


def read_archive(path: Path, folder: Path | None = None) -> Manifest:
    """Check a whole archive, and unpack it into an empty folder if one is given. Raises BackupError."""
    found: dict[str, StoredFile] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                content = _content(archive, member, path)
                if member.name == MANIFEST:
                    manifest = Manifest.read(content.read())
                else:
                    found[member.name] = _unpack(content, folder / member.name if folder else None)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise BackupError(f"{error.filename} cannot be read: {error.strerror}.") from error
    except (*UNREADABLE, ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{path} is damaged or not a backup ({error}). {ANOTHER}") from error
    if manifest is None:
        raise BackupError(f"{path} is not whole: its end, with the checksums, is missing. {ANOTHER}")
    _compare(path, manifest, found)
    return manifest


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> IO[bytes]:
    parts = PurePosixPath(member.name).parts
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or not parts or ".." in parts or PurePosixPath(member.name).is_absolute():
        raise BackupError(f"{path} holds {member.name!r}, which no backup does. {ANOTHER}")
    return content


def _unpack(content: IO[bytes], target: Path | None) -> StoredFile:
    """Read a member to its end, into a file if one is named."""
    digest, size = hashlib.sha256(), 0
    if target:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("wb") if target else nullcontext() as file:
        while data := content.read(CHUNK):
            digest.update(data)
            size += len(data)
            if file:
                file.write(data)
    return StoredFile(digest.hexdigest(), size)


def _compare(path: Path, manifest: Manifest, found: dict[str, StoredFile]) -> None:
    differing: list[Any] = [
        name for name in {*manifest.files, *found} if manifest.files.get(name) != found.get(name)
    ]
    if differing:
        names = ", ".join(sorted(differing)[:5])
        raise BackupError(f"{path} is damaged: {names} is not what was backed up. {ANOTHER}")
