"""`manage.py dump_plan yuhua 2024`: a plan as a fixture, ready for `loaddata`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.audit_log import audit
from initiatives.downloads.fixture import dump_plan
from initiatives.models import Plan


class Command(BaseCommand):
    help = "Writes a plan with all its editions as a YAML fixture to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("park", help="the park's address, e.g. yuhua")
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, park: str, year: int, **options: Any) -> None:
        try:
            plan = Plan.objects.select_related("park").get_by_natural_key(park, year)
        except Plan.DoesNotExist as error:
            known = ", ".join(f"{plan.park.slug} {plan.year}" for plan in Plan.objects.select_related("park"))
            raise CommandError(f"There is no plan {park} {year}. Known: {known or 'none'}.") from error
        audit("exported", command="dump_plan", plan=f"{park}/{year}")
        self.stdout.write(dump_plan(plan), ending="")
