"""`manage.py import_plan plan.xlsx`: bring a workbook into its plan's draft, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from initiatives.database_statistics import gather_statistics
from initiatives.models import Plan
from initiatives.workbook.import_job import progress_path
from initiatives.workbook.import_report import ImportReport, write_json_atomically
from initiatives.workbook.importer import import_workbook

# Fewer rows are brought in before anybody wonders.
ROWS_OF_LONG_WORK = 2000


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument(
            "--new", action="store_true", help="make the park and the plan if they are not here"
        )
        parser.add_argument("--plan", help="refuse a workbook of another plan than this, e.g. yuhua/2024")
        parser.add_argument(
            "--own-only", action="store_true", help="refuse changes to metrics, organisations and sources"
        )
        parser.add_argument(
            "--expect", default="", help="refuse if the draft is not in this state of a report"
        )
        parser.add_argument("--user", help="whom the histories name")
        parser.add_argument("--language", default="en", choices=dict(settings.LANGUAGES))
        parser.add_argument("--report", type=Path, help="put what came of it into this JSON file")

    def handle(self, *, file: Path, dry_run: bool, new: bool, own_only: bool, **options: Any) -> None:
        self.last_percent = -1
        self.progress_file = options["report"] and progress_path(options["report"])
        with translation.override(options["language"]):
            try:
                with file.open("rb") as content:
                    result = import_workbook(
                        content,
                        plan=find_plan(options["plan"]),
                        allow_new=new,
                        allow_shared=not own_only,
                        expected=options["expect"],
                        dry_run=dry_run,
                        user=find_user(options["user"]),
                        progress=self.progress,
                    )
            except OSError as error:
                raise CommandError(f"{file} could not be read ({error.strerror}).") from error
            report = ImportReport.of(result)
        if options["report"]:
            report.save(options["report"])
        self.print_report(report, dry_run=dry_run)

    def progress(self, done: int, rows: int) -> None:
        percent = 100 * done // rows
        if percent == self.last_percent:
            return
        self.last_percent = percent
        if self.progress_file:
            write_json_atomically(self.progress_file, [done, rows])
        elif rows < ROWS_OF_LONG_WORK:
            return
        elif self.stderr.isatty():
            self.stderr.write(f"{done} of {rows} rows, {percent} %", ending="\r" if done < rows else "\n")
        elif percent % 10 == 0:
            self.stderr.write(f"{done} of {rows} rows, {percent} %")

    def print_report(self, report: ImportReport, *, dry_run: bool) -> None:
        for note in report.notes:
            self.stderr.write(note)
        if report.problems:
            problems = "\n".join(report.problems)
            raise CommandError(f"{problems}\n{len(report.problems)} problems; nothing was written.")
        if report.outdated:
            self.stderr.write(
                "The plan was changed after this workbook was taken out: look the changes through."
            )
        for name, changes in report.groups:
            for change in changes:
                self.stdout.write(f"{change.kind} {name} {change.key}: {change.title}")
        self.print_findings(report)
        counts = f"{report.added} added, {report.changed} changed, {report.removed} removed"
        self.stdout.write(f"{counts}, {report.unchanged} unchanged.")
        if report.draft:
            gather_statistics()
            self.stdout.write(f"In the draft {report.draft}. Publish it on the editing pages.")
        elif dry_run:
            self.stdout.write("A dry run: nothing was written.")
        elif report.moved:
            raise CommandError("The draft has been changed since that report; nothing was written.")
        else:
            raise CommandError("It changes what all plans share; nothing was written.")

    def print_findings(self, report: ImportReport) -> None:
        for finding in report.findings:
            new = "new " if finding.is_new else ""
            remark = f" ({finding.remark})" if finding.remark else ""
            words = f"{finding.place}: {finding.message} {finding.remedy}".strip()
            self.stdout.write(f"{new}{finding.severity}: {words}{remark}")


def find_plan(words: str | None) -> Plan | None:
    if not words:
        return None
    park, _slash, year = words.partition("/")
    plan = Plan.objects.filter(park__slug=park, year=int(year) if year.isdecimal() else 0).first()
    if plan is None:
        raise CommandError(f"There is no plan {words} here. Write it as park/year.")
    return plan


def find_user(name: str | None) -> AbstractBaseUser | None:
    if not name:
        return None
    users = get_user_model()._default_manager
    user = users.filter(**{get_user_model().USERNAME_FIELD: name}).first()
    if user is None:
        raise CommandError(f"There is no user {name} here.")
    return user
