"""Put a backup in the place of the site: all of it, or, whatever happens in between, nothing."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from initiatives.backups.backup_archive import SETTINGS, BackupError, Manifest, explained, read_archive
from initiatives.backups.database_copies import copy_name, is_sound, replace_database
from initiatives.backups.newer_rows import is_empty, newer_rows
from initiatives.backups.site_backup import create_backup, kept_folders, settings_without_secrets


@dataclass(frozen=True)
class RestorePlan:
    """What restoring an archive would do. `newer` says what would be lost, `empty` that nothing could be."""

    archive: Path
    manifest: Manifest
    newer: list[str]
    empty: bool
    # Settings at the time of the backup that are different now: name, then, now.
    settings: list[tuple[str, str, str]]


@contextmanager
def opened(archive: Path) -> Iterator[tuple[RestorePlan, Path]]:
    """Check and unpack an archive beside the site's data; yields plan and folder. Raises BackupError."""
    root = Path(settings.VAR_DIR)
    with explained(root):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = root / "restoring"
        with (root / "restore.lock").open("w") as lock:
            _lock(lock.fileno())
            # What a restore that was killed has left.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            try:
                yield _plan(archive, read_archive(archive, folder), folder), folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BackupError("Another restore of this site is running: wait for its end.") from error


def _plan(archive: Path, manifest: Manifest, folder: Path) -> RestorePlan:
    if manifest.database != connection.vendor:
        raise BackupError(
            f"The backup is of a {manifest.database} database, and DATABASE_URL names {connection.vendor}: "
            "restore it where DATABASE_URL is as it was, then move the data (docs/operations.md)."
        )
    if unknown := sorted(set(manifest.migrations) - known_migrations()):
        raise BackupError(
            f"The backup is of version {manifest.version}, which has {unknown[0]} and {len(unknown) - 1} "
            "more migrations that this version lacks: install that version, or a later one."
        )
    then, now = json.loads((folder / SETTINGS).read_text(encoding="utf-8")), settings_without_secrets()
    names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    empty = not is_sound() or is_empty()
    return RestorePlan(
        archive,
        manifest,
        [] if empty else newer_rows(datetime.fromisoformat(manifest.made_at)),
        empty,
        [(name, then.get(name, ""), now.get(name, "")) for name in names],
    )


def known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def restore(plan: RestorePlan, folder: Path) -> Path | None:
    """Restore an opened archive; returns the backup that was made of the site before. Raises BackupError.

    Pictures come first: they have names made of their contents, and nothing shows them before the database,
    replaced in one step at the end, names them.
    """
    with explained(Path(settings.VAR_DIR)):
        kept = None if plan.empty else create_backup(Path(settings.VAR_DIR, "backups"))[0]
        for name in plan.manifest.files:
            kind, _slash, rest = name.partition("/")
            if kind == "media":
                _store_picture(rest, folder / name)
            elif kind in kept_folders():
                _keep_file(folder / name, kept_folders()[kind])
        replace_database(folder / copy_name())
    call_command("migrate", interactive=False, verbosity=0)
    return kept


def _store_picture(name: str, file: Path) -> None:
    if default_storage.exists(name):
        with default_storage.open(name) as stored:
            if sha256(stored.read()).digest() == sha256(file.read_bytes()).digest():
                return
        default_storage.delete(name)
    with file.open("rb") as content:
        default_storage.save(name, File(content))


def _keep_file(file: Path, folder: Path) -> None:
    """Put a file back that is missing. One that is there is the same, or a day of the audit log with more."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / file.name).exists():
        file.chmod(0o600)
        shutil.move(file, folder / file.name)
