"""What commands about one source share: how it is named, and how they tell what a text holds of it."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.article.passage_report import PassageReport
from initiatives.models import Source


class SourceCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="the source's address")
        parser.add_argument("--park", help="the park's address, where several parks have such a source")

    def find(self, slug: str, park: str | None) -> Source:
        sources = Source.objects.select_related("park")
        found = sources.filter(slug=slug, **({"park__slug": park} if park else {}))
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{one.slug} --park {one.park.slug}" for one in found or sources)
        what = "There are several sources" if found else "There is no source"
        raise CommandError(f"{what} {slug}. Known: {known or 'none'}.")


def describe(report: PassageReport) -> Iterator[str]:
    """How many paragraphs, which passages were found, and what is amiss."""
    yield "Paragraphs:"
    for part, count in report.paragraphs:
        yield f"  {part.label}: {count}" + (
            f" (recorded: {part.paragraphs})" if count != part.paragraphs else ""
        )
    yield report.summary
    yield from (f"  {words}" for words in report.descriptions)
