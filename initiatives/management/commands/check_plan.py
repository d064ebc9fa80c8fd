"""`manage.py check_plan yuhua 2024`: whether its passages stand in its sources, and what the rules find."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from initiatives.metadata.share_cards import undrawable
from initiatives.models import Edition
from initiatives.quality import check, content_of, unchecked
from initiatives.source_text import locate_passages
from initiatives.values.vocabulary import EditionState, Severity


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
    """All findings of the quality rules; errors are faults unless a remark explains them."""
    content = content_of(edition)
    for source in unchecked(content):
        counts = f"{source.wordings} wordings and {source.quotes} verbatim quotations"
        yield CheckResult(f"{source.name}: for want of its text, {counts} were compared with phrases alone.")
    for finding in check(content):
        answered = " (a remark answers for it)" if finding.remark else ""
        is_fault = finding.severity == Severity.ERROR and not finding.remark
        yield CheckResult(f"{finding.severity}: {finding.message}{answered}", is_fault)


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
        parser.add_argument("park", help="the park's address, e.g. yuhua")
        parser.add_argument("year", type=int)
        parser.add_argument("--edition", type=int, help="its number; otherwise the published or newest one")
        parser.add_argument(
            "--require-text", action="store_true", help="a source without its text is a fault"
        )

    @no_translations
    def handle(self, *, park: str, year: int, edition: int | None, **options: Any) -> None:
        lines = [line for check in CHECKS for line in check(self.find_edition(park, year, edition), options)]
        self.stdout.write("\n".join(line.text for line in lines) or "There is nothing to check.")
        if faults := sum(line.is_fault for line in lines):
            raise CommandError(f"To be mended: {faults}.")

    def find_edition(self, park: str, year: int, number: int | None) -> Edition:
        editions = {edition.number: edition for edition in Edition.objects.of(park, year).order_by("number")}
        published = [edition for edition in editions.values() if edition.state == EditionState.PUBLISHED]
        newest = [*editions.values(), *published][-1:]
        chosen = newest if number is None else [editions[number]] if number in editions else []
        if chosen:
            return chosen[0]
        known = ", ".join(map(str, editions))
        remedy = f"It has the editions {known}." if editions else "Are the park's address and the year right?"
        raise CommandError(f"There is no such edition of {park} {year}. {remedy}")
