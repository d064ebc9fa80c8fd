"""Write the site into an archive, and remove archives that are older than those to be kept."""

import json
import platform
import re
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from initiatives.backups.backup_archive import SETTINGS, ArchiveWriter, BackupError, Manifest, explained
from initiatives.backups.database_copies import copy_database, copy_name, is_sound

ARCHIVE_NAME = re.compile(r"parkplan-\d{8}T\d{6}(\d{6})?Z\.tar\.gz")
SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL", re.IGNORECASE)
PASSWORD_IN_URL = re.compile(r"(?<=://)[^/@]*@")


def create_backup(folder: Path) -> tuple[Path, Manifest]:
    """Write an archive of the site as it is now into a folder. Raises BackupError."""
    with explained(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made_at = datetime.now(UTC)
        path = folder / f"parkplan-{made_at:%Y%m%dT%H%M%S%f}Z.tar.gz"
        with tempfile.TemporaryDirectory(prefix="writing-backup-", dir=folder) as working:
            unfinished = Path(working, path.name)
            manifest = _write(unfinished, made_at, Path(working, copy_name()))
            # On the disk before it has its name; where there is no such program, the system does it soon.
            subprocess.run(["sync", str(unfinished)], check=False, stderr=subprocess.DEVNULL)
            unfinished.replace(path)
    return path, manifest


def _write(archive: Path, made_at: datetime, copy: Path) -> Manifest:
    if not (is_sound() and (applied := applied_migrations())):
        raise BackupError(
            "There is no database of the site, or it is damaged: check VAR_DIR and DATABASE_URL, or restore "
            "the last backup (manage.py restore ARCHIVE)."
        )
    manifest = Manifest(
        made_at.isoformat(),
        site_version(),
        connection.vendor,
        sorted(applied),
        {"python": platform.python_version(), "django": django.get_version()},
    )
    copy_database(copy)
    archive.touch(mode=0o600)
    with tarfile.open(archive, mode="w:gz", compresslevel=6) as tar:
        writer = ArchiveWriter(tar, manifest)
        writer.add_file(copy_name(), copy)
        description = copy.with_name(SETTINGS)
        description.write_text(json.dumps(settings_without_secrets(), ensure_ascii=False, indent=1))
        writer.add_file(SETTINGS, description)
        # After the database: pictures are stored before the rows that name them, and never change.
        for name in stored_pictures():
            with default_storage.open(name) as content:
                writer.add(f"media/{name}", content, default_storage.size(name))
        for kind, kept in kept_folders().items():
            for path in sorted(kept.iterdir()) if kept.is_dir() else ():
                writer.add_file(f"{kind}/{path.name}", path)
        writer.add_manifest()
    return manifest


def site_version() -> str:
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def applied_migrations() -> list[str]:
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError as error:
        raise BackupError(f"The database refuses ({error}): check DATABASE_URL and VAR_DIR.") from error
    return [f"{app}.{name}" for app, name in applied]


def stored_pictures(folder: str = "") -> Iterator[str]:
    """The names of all files in the store of pictures, which does not exist before the first of them."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from stored_pictures(f"{folder}/{name}" if folder else name)


def kept_folders() -> dict[str, Path]:
    """The folders of files beside database and pictures: original uploads and the audit log, a file a day."""
    return {"uploads": Path(settings.UPLOADS_ROOT), "audit": Path(settings.VAR_DIR, "audit")}


def settings_without_secrets() -> dict[str, str]:
    """The environment variables that were set, without keys, passwords and what else is secret."""
    given = {name: text for name, text in settings.GIVEN_SETTINGS.items() if not SECRET.search(name)}
    return {name: PASSWORD_IN_URL.sub("", text) for name, text in sorted(given.items())}


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove all archives of a folder but the newest ones; returns those removed."""
    found = sorted(path for path in folder.iterdir() if ARCHIVE_NAME.fullmatch(path.name))
    for path in found[:-keep]:
        path.unlink()
    return found[:-keep]
