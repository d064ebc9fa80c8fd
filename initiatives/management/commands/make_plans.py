"""`manage.py make_plans --parks 100 --years 3 --seed 1`: plans of invented parks."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.database_statistics import gather_statistics
from initiatives.invented_plans.invented_parks import make_plans

# Tables are counted anew whenever there are so many times as many plans.
STATISTICS_GROWTH = 4


class Command(BaseCommand):
    help = (
        "Makes invented parks with plans of about 100 facts each; the same seed makes the same plans. "
        "For measuring and trying out: never on a site that readers see."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parks", type=int, default=10, help="how many parks (10)")
        parser.add_argument("--years", type=int, default=1, help="how many plans each has (1)")
        parser.add_argument("--seed", type=int, default=1, help="which plans (1)")
        parser.add_argument(
            "--big", action="store_true", help="and one of 40 projects, 400 measures and 2,000 figures"
        )

    def handle(self, *, parks: int, years: int, seed: int, big: bool, **options: Any) -> None:
        if parks < 0 or not 1 <= years <= 50:
            raise CommandError("Give 0 or more parks and 1 to 50 years.")
        self.began, self.told, plans = time.monotonic(), 0.0, parks * years + big
        counted_at = 1
        try:
            for made in make_plans(parks, years, seed, big=big):
                # With statistics of an almost empty database, rows are read in the slowest way.
                if made >= counted_at * STATISTICS_GROWTH:
                    gather_statistics()
                    counted_at = made
                self.tell(made, plans)
        except ValueError as error:
            message = f"The park {error} is here already: choose another --seed, or an empty database."
            raise CommandError(message) from error
        gather_statistics()
        self.stdout.write(f"{plans} plans of {parks + big} parks made.")

    def tell(self, made: int, plans: int) -> None:
        """A line of progress, at most one in five seconds."""
        seconds = time.monotonic() - self.began
        if seconds - self.told >= 5 or (made == plans and self.told):
            self.told = seconds
            left = seconds / made * (plans - made)
            self.stderr.write(f"{made} of {plans} plans, {seconds:.0f} s, {left:.0f} s to go")
