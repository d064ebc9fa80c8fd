"""`manage.py export_plan <park> <year> plan.xlsx`: a plan as an Excel workbook, to be edited and imported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.audit_log import audit
from initiatives.editions.lifecycle import Refusal
from initiatives.models import Edition, Plan
from initiatives.values.vocabulary import OPEN_STATES
from initiatives.workbook.writer import (
    Unwritable,
    blank_workbook,
    next_years_workbook,
    write_workbook,
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("park", help="the park's address, e.g. yuhua")
        parser.add_argument("year", type=int)
        parser.add_argument("file", type=Path)
        parser.add_argument("--draft", action="store_true", help="the draft, not what readers see")
        parser.add_argument("--english", action="store_true", help="headings and words in English")
        parser.add_argument(
            "--next-year",
            action="store_true",
            help="what next year's plan begins with: goals, projects, results",
        )
        parser.add_argument("--blank", action="store_true", help="the sheets without rows, for a new plan")

    def handle(self, *, park: str, year: int, file: Path, **options: Any) -> None:
        language = "en" if options["english"] else "zh-hans"
        if options["blank"]:
            plan = Plan.objects.filter(park__slug=park, year=year).first()
            content = blank_workbook(language, plan)
        else:
            write = next_years_workbook if options["next_year"] else write_workbook
            content = self.workbook_bytes(
                write, self.find_edition(park, year, draft=options["draft"]), language
            )
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"{file} could not be written ({error.strerror}). Name another file."
            ) from error
        audit("exported", command="export_plan", plan=f"{park}/{year}")
        self.stdout.write(f"{file}, {len(content):,} bytes")

    def find_edition(self, park: str, year: int, *, draft: bool) -> Edition:
        editions = Edition.objects.of(park, year)
        edition = (editions.filter(state__in=OPEN_STATES) if draft else editions.published()).first()
        if edition is None:
            what, other = ("draft", "") if draft else ("published plan", ", or add --draft")
            raise CommandError(f"There is no {what} {park} {year}. Correct the park or the year{other}.")
        return edition

    def workbook_bytes(
        self, write: Callable[[Edition, str], bytes], edition: Edition, language: str
    ) -> bytes:
        try:
            return write(edition, language)
        except Unwritable as error:
            raise CommandError(str(error)) from error
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
