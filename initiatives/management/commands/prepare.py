"""Make the installation ready to serve: tables, first content, static files. What is ready is left alone."""

import hashlib
from pathlib import Path

import django
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from initiatives.database_statistics import gather_statistics
from initiatives.downloads.shipped_plans import SiteState, shipped_plans
from initiatives.management.one_at_a_time import alone
from initiatives.models import Edition, Park, Release
from initiatives.source_text import place_all_passages


def static_files_digest() -> str:
    """A digest of the names, sizes and times of all static files, and of the version of Django."""
    found = [row for finder in get_finders() for row in finder.list(ignore_patterns=[])]
    states = [(path, Path(path).stat()) for path in sorted(storage.path(name) for name, storage in found)]
    lines = [f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states]
    return hashlib.sha256("\n".join([django.__version__, *lines]).encode()).hexdigest()


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        try:
            with alone(settings.VAR_DIR / "prepare.lock", self.tell):
                self.prepare()
        except DatabaseError as error:
            raise CommandError(f"The database refuses ({error}): check DATABASE_URL and VAR_DIR.") from error

    def tell(self, line: str) -> None:
        """Write a line at once, also where standard output is a file."""
        self.stdout.write(line)
        self.stdout.flush()

    def prepare(self) -> None:
        plan = MigrationExecutor(connection)
        if steps := plan.migration_plan(plan.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write(f"Database: {len(steps)} migrations applied.")
        self.load_content()
        if steps:
            gather_statistics()
        place_all_passages()
        self.offer_renewal()
        call_command("clearsessions", verbosity=0)
        if not settings.DEBUG:
            self.collect_static()

    @transaction.atomic
    def load_content(self) -> None:
        """Load the fixtures into a new database, but not into one that was emptied in the admin."""
        fixtures = [str(path) for folder in settings.FIXTURE_DIRS for path in sorted(folder.glob("*.yaml"))]
        if fixtures and not Park.objects.exists() and not LogEntry.objects.exists():
            try:
                call_command("loaddata", *fixtures, verbosity=0)
            except Exception as error:  # loaddata raises anything for a wrong fixture
                raise CommandError(f"Nothing was loaded; correct the file: {error}") from error
            # Fixtures may leave out when their editions were released.
            for edition in Edition.objects.published().filter(releases=None):
                Release.objects.create(edition=edition, started_at=timezone.now())
            self.stdout.write(f"Content: {len(fixtures)} files loaded into the empty database.")

    def offer_renewal(self) -> None:
        for shipped in shipped_plans():
            if shipped.state_of_site() is SiteState.OLDER:
                self.stdout.write(
                    f"Content: this version brings a newer {shipped}, and the one here is unedited. "
                    "manage.py renew_shipped_plan publishes it as a new edition."
                )

    def collect_static(self) -> None:
        stamp, digest = settings.VAR_DIR / "static-sources", static_files_digest()
        if not (settings.STATIC_ROOT.is_dir() and stamp.exists() and stamp.read_text() == digest):
            stamp.unlink(missing_ok=True)
            # Collected anew whatever their times are. Copies with a digest in their names stay: pages of the
            # version before, and an instance that still serves it, ask for them.
            for finder in get_finders():
                for name, _storage in finder.list(ignore_patterns=[]):
                    (settings.STATIC_ROOT / name).unlink(missing_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(digest)
            self.stdout.write("Static files: collected.")
