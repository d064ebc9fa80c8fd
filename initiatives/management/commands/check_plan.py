"""`manage.py check_plan yuhua 2024`: whether its passages stand in its sources, and what the rules find."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from initiatives.metadata.share_cards import undrawable
from initiatives.models import Edition, Plan
from initiatives.quality import Finding, check, content_of, unchecked
from initiatives.source_text import locate_passages
from initiatives.values.vocabulary import EditionState, Severity

# The report on passages says the same of all of a source, with what comes nearest.
TOLD_WITH_PASSAGES = frozenset({"passage-not-found", "passage-elsewhere"})


class CheckResult(NamedTuple):
    """A line of the report, and whether it makes the command fail."""

    text: str
    is_fault: bool = False


def check_passages(edition: Edition, options: dict[str, Any]) -> Iterator[CheckResult]:
    for source in edition.sources.all():
        report = locate_passages(source)
        if report:
            yield CheckResult(f"{source}: {report.summary}")
            yield from (CheckResult(f"  {description}", is_fault=True) for description in report.descriptions)
        else:
            missing = "no text is attached, so its passages were not checked (manage.py attach_source)."
            yield CheckResult(f"{source}: {missing}", is_fault=options["require_text"])


def check_rules(edition: Edition, options: dict[str, Any]) -> Iterator[CheckResult]:
    """All findings of the quality rules, each with its place; errors without a remark are faults."""
    content = content_of(edition)
    for source in unchecked(content):
        counts = f"{source.wordings} wordings and {source.quotes} verbatim quotations"
        yield CheckResult(f"{source.name}: for want of its text, {counts} were compared with phrases alone.")
    for finding in check(content):
        if finding.code in TOLD_WITH_PASSAGES:
            continue
        answered = " (a remark answers for it)" if finding.remark else ""
        is_fault = finding.severity == Severity.ERROR and not finding.remark
        message = f"{finding.severity}: {place_of(finding)}{finding.message}{answered}"
        yield CheckResult(message, is_fault)


def place_of(finding: Finding) -> str:
    """The rows that a finding names, and the field of the first, before a colon: `figure tax value: `."""
    rows = ", ".join(f"{row.kind} {row.key}".strip() for row in finding.rows)
    place = f"{rows} {finding.field}".strip()
    return f"{place}: " if place else ""


def check_cards(edition: Edition, options: dict[str, Any]) -> Iterator[CheckResult]:
    """Texts that the share cards leave out, because the fonts lack characters."""
    for text, missing in undrawable(edition):
        yield CheckResult(
            f"share card: the fonts have no “{'”, “'.join(missing)}”; it does without “{text}”."
        )


CHECKS = (check_passages, check_rules, check_cards)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("park", nargs="?", help="the park's address, e.g. yuhua; otherwise all plans")
        parser.add_argument("year", type=int, nargs="?")
        parser.add_argument(
            "--edition", type=int, nargs="+", help="their numbers; otherwise the published or newest one"
        )
        parser.add_argument(
            "--require-text", action="store_true", help="a source without its text is a fault"
        )

    @no_translations
    def handle(
        self, *, park: str | None, year: int | None, edition: list[int] | None, **options: Any
    ) -> None:
        editions = self.find_editions(park, year, edition or [])
        faults = 0
        for one in editions:
            if len(editions) > 1:
                self.stdout.write(f"{one.plan.park.slug} {one.plan.year}, edition {one.number}:")
            lines = [line for check in CHECKS for line in check(one, options)]
            self.stdout.write("\n".join(line.text for line in lines) or "There is nothing to check.")
            faults += sum(line.is_fault for line in lines)
        if faults:
            raise CommandError(f"To be mended: {faults}.")

    def find_editions(self, park: str | None, year: int | None, numbers: list[int]) -> list[Edition]:
        """The editions with these numbers, or the current one, of one plan or, without a park, of each."""
        if park is None:
            plans = Plan.objects.filter(editions__isnull=False).distinct().order_by("park__slug", "year")
            return [self.current_edition(list(plan.editions.order_by("number"))) for plan in plans]
        if year is None:
            raise CommandError("Write park and year, or neither.")
        editions = {edition.number: edition for edition in Edition.objects.of(park, year).order_by("number")}
        if editions and not set(numbers) - set(editions):
            chosen = [editions[number] for number in numbers]
            return chosen or [self.current_edition([*editions.values()])]
        known = ", ".join(map(str, editions))
        remedy = f"It has the editions {known}." if editions else "Are the park's address and the year right?"
        raise CommandError(f"There is no such edition of {park} {year}. {remedy}")

    def current_edition(self, editions: list[Edition]) -> Edition:
        published = [edition for edition in editions if edition.state == EditionState.PUBLISHED]
        return [*editions, *published][-1]
