"""`manage.py load_demonstration`: two invented parks, to try everything with; `--remove` takes them out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, IntegrityError

from initiatives.demonstration.demonstration_parks import (
    AddressTaken,
    load_demonstration,
    remove_demonstration,
)

REMOVAL = "manage.py load_demonstration --remove (or make demo ARGS=--remove)"


class Command(BaseCommand):
    help = (
        "Loads two invented parks with three plans, assignments, two years of reports and pictures. Every "
        "page and file of them says that they are invented, and search engines are asked not to list them. "
        "Nothing else loads them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help="remove them, with all that belongs to them"
        )

    def handle(self, *, remove: bool, **options: Any) -> None:
        if remove:
            removed = remove_demonstration()
            self.stdout.write(
                "The invented parks are removed." if removed else "There are no invented parks."
            )
            return
        try:
            load_demonstration()
        except AddressTaken as error:
            raise CommandError(
                f"Nothing was loaded: a park of this site has the address {error.slug}. Load the invented "
                "parks into a site of their own: make demo VAR_DIR=var/demonstration."
            ) from error
        except IntegrityError as error:
            raise CommandError(
                f"Nothing was loaded, since the invented parks here were edited ({error}). Remove them "
                f"first: {REMOVAL}."
            ) from error
        except DatabaseError as error:
            raise CommandError(f"Nothing was loaded: the database refuses ({error}).") from error
        self.stdout.write(
            "Two invented parks are loaded: /shifan/2024/, /shifan/2025/, /yangli/2025/.\n"
            f"Remove them: {REMOVAL}."
        )
