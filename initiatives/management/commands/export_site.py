"""`manage.py export_site out/`: everything that is published, as a folder that opens without a server."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from initiatives.audit_log import audit
from initiatives.models import Edition
from initiatives.static_site.export import CannotExport, export_site
from initiatives.static_site.folder import NotOurFolder
from initiatives.static_site.wsgi_client import WsgiClient

BAR_WIDTH = 30


class Command(BaseCommand):
    help = __doc__
    # They load all pages, which takes longer than an export of an unchanged site; `prepare` runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder, or one of an earlier export")
        parser.add_argument("--plan", metavar="PARK/YEAR", help="one plan only, e.g. yuhua/2024")
        parser.add_argument("--processes", type=int, help="how many read pages at once; by default all cores")

    def handle(self, *, folder: Path, plan: str | None, processes: int | None, **options: Any) -> None:
        try:
            only = self.find_edition(plan) if plan else None
            if not only and not Edition.objects.published().exists():
                raise CommandError("No plan has been published. Publish one first.")
            update = export_site(folder, WsgiClient().fetch, self.show_progress, only, processes)
        except DatabaseError as error:
            raise CommandError(f"The database refuses ({error}): run `manage.py prepare` first.") from error
        except (CannotExport, NotOurFolder) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            where = error.filename or folder
            raise CommandError(f"{where} could not be written ({error.strerror}). Export again.") from error
        audit("exported", command="export_site", plan=plan or "")
        changes = f"{len(update.changed)} written, {len(update.stale)} removed"
        self.stdout.write(f"{folder / 'index.html'}: {update.files} files, {changes}")

    def find_edition(self, plan: str) -> Edition:
        park, _, year = plan.partition("/")
        edition = Edition.objects.published().of(park, int(year)).first() if year.isdecimal() else None
        if edition is None:
            known = [
                f"{edition.plan.park.slug}/{edition.plan.year}" for edition in Edition.objects.published()
            ]
            raise CommandError(f"There is no published plan {plan}. Known: {', '.join(known) or 'none'}.")
        return edition

    def show_progress(self, doing: str, done: int, known: int) -> None:
        """Draw a progress bar, but only on a terminal."""
        if not sys.stderr.isatty():
            return
        filled = "#" * (BAR_WIDTH * done // max(known, 1))
        self.stderr.write(
            f"\r{doing} [{filled:<{BAR_WIDTH}}] {done} of {known}  ", self.style.NOTICE, ending=""
        )
        if done == known:
            self.stderr.write("\r" + " " * 70 + "\r", ending="")
