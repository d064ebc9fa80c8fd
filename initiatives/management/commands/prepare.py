"""Make the installation ready to serve: tables, first content, static files. What is ready is left alone.

With a full or read-only disk a site that is ready is served as it is."""

import hashlib
import tempfile
from collections.abc import Callable
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
from initiatives.freshness.watching import watch
from initiatives.management.one_at_a_time import alone
from initiatives.models import Edition, Park, Release
from initiatives.search.index_upkeep import backlog, install
from initiatives.source_text import place_all_passages

STATIC_STAMP = "static-sources"
# Static files with their compressed copies, and what a start changes in the database, are less.
PROBE_BYTES = 16 * 2**20


def static_files_digest() -> str:
    """A digest of the names, sizes and times of all static files, and of the version of Django."""
    found = [row for finder in get_finders() for row in finder.list(ignore_patterns=[])]
    states = [(path, Path(path).stat()) for path in sorted(storage.path(name) for name, storage in found)]
    lines = [f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states]
    return hashlib.sha256("\n".join([django.__version__, *lines]).encode()).hexdigest()


def static_files_are_collected() -> bool:
    stamp = settings.VAR_DIR / STATIC_STAMP
    return settings.STATIC_ROOT.is_dir() and stamp.exists() and stamp.read_text() == static_files_digest()


def pending_migrations() -> int:
    """How many migrations of this version the database does not have."""
    plan = MigrationExecutor(connection)
    return len(plan.migration_plan(plan.loader.graph.leaf_nodes()))


def why_unwritable() -> str:
    """Why nothing can be written beside the state of the site; empty if it can."""
    folders = {settings.VAR_DIR}
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        folders.add(Path(settings.DATABASES["default"]["NAME"]).parent)
    for folder in sorted(folders):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(bytes(PROBE_BYTES))
        except OSError as error:
            return f"{folder} cannot be written ({error.strerror})"
    return ""


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        if reason := why_unwritable():
            self.serve_as_it_is(reason)
            return
        try:
            with alone(settings.VAR_DIR / "prepare.lock", self.tell):
                self.prepare()
        except DatabaseError as error:
            raise CommandError(f"The database refuses ({error}): check DATABASE_URL and VAR_DIR.") from error
        except OSError as error:
            raise CommandError(f"Files cannot be written ({error}): make room or give rights.") from error

    def tell(self, line: str) -> None:
        """Write a line at once, also where standard output is a file."""
        self.stdout.write(line)
        self.stdout.flush()

    def serve_as_it_is(self, reason: str) -> None:
        """Change nothing: readers are served as before, if this version was prepared before."""
        try:
            ready = not pending_migrations() and Park.objects.exists() and static_files_are_collected()
        except DatabaseError as error:
            raise CommandError(f"The database refuses ({error}), and {reason}.") from error
        if not ready:
            raise CommandError(
                f"{reason}, and this version was never prepared here: make room, or the disk writable, and "
                "start again. The version before can be started meanwhile."
            )
        self.stdout.write(
            f"{reason}: the site is served as it is, and nothing can be saved until that ends. Skipped: "
            "ended sessions are not cleared, passages not placed anew. Restart when there is room again."
        )

    def prepare(self) -> None:
        if steps := pending_migrations():
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write(f"Database: {steps} migrations applied.")
        if watch():
            self.stdout.write("Database: the triggers that notice changes are put back.")
        install()
        self.load_content()
        self.try_to("passages are not placed anew", place_all_passages)
        if backlog().exists():
            call_command("rebuild_search", stdout=self.stdout)
        if steps:
            gather_statistics()
        self.offer_renewal()
        self.try_to("ended sessions are not cleared", lambda: call_command("clearsessions", verbosity=0))
        if not settings.DEBUG:
            self.collect_static()

    def try_to(self, otherwise: str, step: Callable[[], object]) -> None:
        """Take a step that the site can do without, and say so if the database refuses it."""
        try:
            with transaction.atomic():
                step()
        except DatabaseError as error:
            self.stdout.write(f"Skipped, {otherwise}: the database refuses ({error}).")

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
        if not static_files_are_collected():
            stamp, digest = settings.VAR_DIR / STATIC_STAMP, static_files_digest()
            stamp.unlink(missing_ok=True)
            # Collected anew whatever their times are. Copies with a digest in their names stay: pages of the
            # version before, and an instance that still serves it, ask for them.
            for finder in get_finders():
                for name, _storage in finder.list(ignore_patterns=[]):
                    (settings.STATIC_ROOT / name).unlink(missing_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(digest)
            self.stdout.write("Static files: collected.")
