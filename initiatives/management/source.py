"""Shared by the commands about one source: its arguments, and a report of its passages in a text."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.models import Source
from initiatives.source_text import PassageReport


class SourceCommand(BaseCommand):
    """Command with the arguments `source` and `--park`."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="the source's address")
        parser.add_argument("--park", help="the park's address, where several parks have such a source")

    def find_source(self, slug: str, park: str | None) -> Source:
        sources = Source.objects.select_related("park")
        found = sources.filter(slug=slug, **({"park__slug": park} if park else {}))
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{source.slug} --park {source.park.slug}" for source in found or sources)
        problem = "There are several sources" if found else "There is no source"
        raise CommandError(f"{problem} {slug}. Known: {known or 'none'}.")


def report_lines(report: PassageReport) -> Iterator[str]:
    """The numbers of paragraphs, the passages found, and what is wrong, line by line."""
    yield "Paragraphs:"
    for part, count in report.paragraphs:
        yield f"  {part.label}: {count}" + (
            f" (recorded: {part.paragraphs})" if count != part.paragraphs else ""
        )
    yield report.summary
    yield from (f"  {description}" for description in report.descriptions)
