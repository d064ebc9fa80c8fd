"""Build the index of the search anew. A run that was broken off is continued, also while the site is up."""

from time import monotonic

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from initiatives.search.index_upkeep import backlog, begin_rebuilding, install, take_up_backlog


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="Begin from nothing, also where a run can be continued."
        )

    def handle(self, **options: bool) -> None:
        install()
        if options["all"] or not backlog().exists():
            begin_rebuilding()
        self.take_up()

    def take_up(self) -> None:
        """Take up all that is noted, and say every few seconds how much is left."""
        known, said = backlog().count(), monotonic()
        for left in take_up_backlog():
            known = max(known, left)
            if monotonic() - said > 5:
                self.stdout.write(f"Search: {known - left} of {known} plans, parks and metrics.")
                self.stdout.flush()
                said = monotonic()
        self.stdout.write("Search: the index is complete.")
