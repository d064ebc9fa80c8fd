"""`manage.py restore ARCHIVE`: the site as it was when the archive was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.backups.backup_archive import BackupError
from initiatives.backups.site_restore import RestorePlan, opened, restore
from initiatives.management.commands.backup import description


class Command(BaseCommand):
    help = (
        "Puts the archive of `manage.py backup` in the place of the site, after checking it. What the site "
        "has now is backed up first. Interrupted, the site is as it was."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")
        parser.add_argument("--force", action="store_true", help="restore although the site has newer data")

    def handle(self, *, archive: Path, dry_run: bool, force: bool, **options: Any) -> None:
        try:
            with opened(archive) as (plan, folder):
                self.explain(plan)
                if dry_run:
                    self.stdout.write("Nothing was changed (--dry-run).")
                    return
                if plan.newer and not force:
                    raise CommandError(
                        f"The site has what the backup lacks: {'; '.join(plan.newer)}. "
                        "--force restores nevertheless, and keeps a backup of it."
                    )
                kept = restore(plan, folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if kept:
            self.stdout.write(f"What the site had before is in {kept}.")
        self.stdout.write("Restored. Restart the site.")

    def explain(self, plan: RestorePlan) -> None:
        self.stdout.write(f"{plan.archive}: whole. {description(plan.manifest)}")
        for name, then, now in plan.settings:
            self.stdout.write(f"Setting {name} was {then or 'not set'}, and is {now or 'not set'}.")
        for line in plan.newer:
            self.stdout.write(f"Newer than the backup: {line}.")
