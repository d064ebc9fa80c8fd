"""`manage.py read_article article.docx --park yuhua --year 2024`: what a document states, and its plan."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from initiatives.downloads.fixture import dump_plan
from initiatives.drafting.draft_import import DraftImport, PlanDraft, SourceDetails, certain, remarks_with
from initiatives.drafting.proposal_names import kind_name, proposal_title
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.management.commands.import_plan import find_user
from initiatives.models import Park
from initiatives.reading.document_formats import read_document
from initiatives.reading.document_limits import UnreadableDocument
from initiatives.reading.reader import ArticleReading, read_article
from initiatives.source_text import UnreadableText

SUFFIXES = {"workbook": ".xlsx", "yaml": ".yaml", "draft": ""}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="plain text, .docx, .pdf with text, or .html")
        parser.add_argument("--park", required=True, help="the park's address, e.g. yuhua")
        parser.add_argument("--year", required=True, type=int, help="the year of the plan")
        parser.add_argument("--into", choices=("draft", "workbook", "yaml"), help="what becomes of it")
        parser.add_argument("--output", type=Path, help="the file of the workbook or YAML")
        parser.add_argument("--name", default="", help="the name of a park that is not here yet")
        parser.add_argument("--title", default="", help="the title of the article, if not its own")
        parser.add_argument("--series", default="", help="the series it belongs to")
        parser.add_argument("--publisher", default="", help="who published it")
        parser.add_argument("--published", type=date.fromisoformat, help="when, as in 2024-01-05")
        parser.add_argument("--url", default="", help="where it is published")
        parser.add_argument("--user", help="whom the histories name")
        parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"))

    def handle(self, *, file: Path, park: str, year: int, into: str | None, **options: Any) -> None:
        with translation.override(options["language"]):
            name = options["name"] or Park.objects.filter(slug=park).values_list("name", flat=True).first()
            reading = self.read(file, year, options["published"], name or "")
            chosen = certain(reading)
            details = SourceDetails(
                park,
                year,
                park_name=name or "",
                title=options["title"],
                series=options["series"],
                publisher=options["publisher"],
                published_on=options["published"],
                url=options["url"],
                accessed_on=timezone.localdate(),
            )
            draft = PlanDraft(
                reading.document, chosen, remarks_with(reading, chosen), details, self.catalogue
            )
            if into:
                self.write(draft, into, options["output"] or file.with_suffix(SUFFIXES[into]), options)
            self.list_rest(reading, draft)

    def read(self, file: Path, year: int, published: date | None, park: str) -> ArticleReading:
        try:
            document = read_document(file.read_bytes(), file.name)
        except OSError as error:
            raise CommandError(f"{file} could not be read ({error.strerror}).") from error
        except (UnreadableText, UnreadableDocument) as error:
            raise CommandError(f"{file}: {error}") from error
        self.catalogue = site_catalogue()
        return read_article(
            document, plan_year=year, published_on=published, catalogue=self.catalogue, park=park
        )

    def write(self, draft: PlanDraft, into: str, output: Path, options: dict[str, Any]) -> None:
        user = find_user(options["user"])
        if into == "draft":
            outcome = draft.bring_in(user=user)
            self.report(outcome)
            self.stdout.write(f"In the draft {outcome.draft}. Publish it on the editing pages.")
            return
        content: bytes | None = None
        with transaction.atomic():
            outcome = draft.bring_in(user=user)
            if outcome.draft is not None:
                content = (
                    draft.workbook().getvalue()
                    if into == "workbook"
                    else dump_plan(outcome.draft.plan).encode()
                )
            transaction.set_rollback(True)
        self.report(outcome)
        try:
            output.write_bytes(content or b"")
        except OSError as error:
            raise CommandError(f"{output} could not be written ({error.strerror}).") from error
        self.stdout.write(f"{output}, {len(content or b''):,} bytes")

    def report(self, outcome: DraftImport) -> None:
        if outcome.problems:
            problems = "\n".join(map(str, outcome.problems))
            raise CommandError(f"{problems}\n{len(outcome.problems)} problems; nothing was written.")
        for placed in outcome.findings:
            self.stdout.write(f"{placed.finding.severity}: {placed.finding.message}")
        counts = [f"{count} {model._meta.verbose_name_plural}" for model, count in outcome.added.items()]
        self.stdout.write(f"Added: {', '.join(counts) or 'nothing'}.")

    def list_rest(self, reading: ArticleReading, draft: PlanDraft) -> None:
        """Name what needs a person: proposals that are not certain, and blocks in which nothing was found."""
        used = {id(proposal) for proposal in draft.plan_rows.used}
        rest = [proposal for proposal in reading.proposals if id(proposal) not in used]
        counts = Counter(kind_name(proposal.kind) for proposal in rest)
        self.stdout.write(
            f"{len(used)} certain; {len(rest)} left to a person: "
            + ", ".join(f"{name} {count}" for name, count in counts.items())
        )
        for proposal in rest:
            self.stdout.write(
                f"  {kind_name(proposal.kind)} ({proposal.confidence}): {proposal_title(proposal)}"
            )
        for block in reading.unread:
            self.stdout.write(f"  nothing found in: {block.text[:60]}")
