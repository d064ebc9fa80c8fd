"""`manage.py backup`: the whole site as one archive, while it runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.backups.backup_archive import BackupError, Manifest, read_archive
from initiatives.backups.site_backup import create_backup, remove_older


class Command(BaseCommand):
    help = (
        "Writes database, pictures, kept uploads and settings into one archive with checksums, while the "
        "site runs. Unlike dump_plan it holds users, histories and full texts of sources. The secret key and "
        "passwords of settings are left out."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="where to (VAR_DIR/backups)")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="remove all archives there but the newest N"
        )
        parser.add_argument("--verify", type=Path, metavar="ARCHIVE", help="check an archive, write nothing")

    def handle(self, *, folder: Path | None, keep: int | None, verify: Path | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError(f"--keep {keep}: write 1 or more.")
        try:
            if verify:
                self.stdout.write(f"{verify}: whole. {description(read_archive(verify))}")
                return
            path, manifest = create_backup(folder or Path(settings.VAR_DIR, "backups"))
            # Read back from the disk before anything older is removed.
            read_archive(path)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {description(manifest)}")
        if keep:
            for removed in remove_older(path.parent, keep):
                self.stdout.write(f"{removed}: removed.")


def description(manifest: Manifest) -> str:
    size = sum(stored.bytes for stored in manifest.files.values()) / 2**20
    pictures = sum(name.startswith("media/") for name in manifest.files)
    return (
        f"{manifest.database} of version {manifest.version}, {pictures} files of pictures, {size:.1f} MiB, "
        f"made {manifest.made_at[:19].replace('T', ' ')} UTC."
    )
