"""`manage.py import_plan plan.xlsx`: bring a workbook into its plan's draft, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from initiatives.exchange.workbook.importing import Result, import_workbook

# Rows between two signs of life.
STEP = 500


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument(
            "--new", action="store_true", help="make the park and the plan if they are not here"
        )

    @no_translations
    def handle(self, *, file: Path, dry_run: bool, new: bool, **options: Any) -> None:
        try:
            with file.open("rb") as content:
                result = import_workbook(content, allow_new=new, dry_run=dry_run, progress=self.progress)
        except OSError as error:
            raise CommandError(f"{file} could not be read ({error.strerror}).") from error
        for note in result.notes:
            self.stderr.write(str(note))
        if result.problems:
            found = "\n".join(problem.message for problem in result.problems)
            raise CommandError(f"{found}\n{len(result.problems)} problems; nothing was written.")
        self.report(result)
        if result.draft is None:
            self.stdout.write("A dry run: nothing was written.")
        else:
            self.stdout.write(f"In the draft {result.draft}. Publish it on the editing pages.")

    def progress(self, done: int, rows: int) -> None:
        if done % STEP == 0:
            self.stderr.write(f"{done} of {rows} rows")

    def report(self, result: Result) -> None:
        for change in (*result.shared, *result.changes):
            self.stdout.write(f"{change.kind} {change.kind_name} {change.key}: {change.title}")
        self.stdout.write(f"{len(result.changes)} changes, {len(result.shared)} in what plans share.")
