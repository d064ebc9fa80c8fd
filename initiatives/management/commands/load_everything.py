"""`manage.py load_everything FILE`: a site from `dumpdata --everything` into an empty database."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from initiatives.backups.newer_rows import is_empty
from initiatives.database_statistics import gather_statistics
from initiatives.freshness.watching import watch
from initiatives.search.index_upkeep import begin_rebuilding, bring_up_to_date


class Command(BaseCommand):
    help = (
        "Loads a file of `manage.py dumpdata --everything`, which has users and histories too, into a "
        "database that has tables (`migrate`) and neither users nor parks. All of it is loaded, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        if not is_empty():
            raise CommandError("The database has users or parks already: name an empty one in DATABASE_URL.")
        try:
            with transaction.atomic():
                # Without what a new database gets by itself, such as permissions: the file has it.
                call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
                call_command("loaddata", str(file), verbosity=0)
                # The stamps and the index of a new database went with the rest.
                watch()
                begin_rebuilding()
        except Exception as error:  # loaddata raises anything for a wrong file
            raise CommandError(f"Nothing was loaded: {error}") from error
        bring_up_to_date()
        gather_statistics()
        self.stdout.write("Loaded.")
