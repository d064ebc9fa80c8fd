"""Bring what was read into the draft of a plan, through the import of workbooks: all of it or nothing."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from initiatives.drafting.earlier_plan import EarlierPlan
from initiatives.drafting.known_rows import KnownRows
from initiatives.drafting.plan_rows import PlanRows
from initiatives.drafting.source_rows import Row, SourceRows, free_slug, set_offsets, source_with_text
from initiatives.models import EDITION_ROWS, Edition, Park, Passage, Plan, Section, Source
from initiatives.models.row_history import recorded
from initiatives.reading.document_blocks import BlockKind, ReadDocument
from initiatives.reading.line_kinds import is_person_names
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import Confidence, Proposal, ProposalRemark
from initiatives.reading.reader import ArticleReading
from initiatives.source_text import attach, digest
from initiatives.values.project_noun import ProjectNoun
from initiatives.values.vocabulary import OPEN_STATES
from initiatives.workbook.finding_places import PlacedFinding
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.problems import Problem
from initiatives.workbook.typed_rows import rows_workbook

# Fields of the plan that a source states, in the order of its sheet.
EDITION_FIELDS = ("slogan", "declared_projects", "project_noun")
MEETING_FIELDS = ("meeting", "meeting_date", "meeting_date_stated", "meeting_date_basis")


@dataclass(frozen=True)
class SourceDetails:
    """What is known of a document besides its text: the plan it is of, and its citation."""

    park: str
    year: int
    # The name of a park that is not here yet.
    park_name: str = ""
    title: str = ""
    series: str = ""
    authors: str = ""
    publisher: str = ""
    published_on: date | None = None
    url: str = ""
    accessed_on: date | None = None


@dataclass
class DraftImport:
    """What came of it. With problems nothing was written; `added` counts the rows by model."""

    draft: Edition | None = None
    source: Source | None = None
    added: dict[type[Any], int] = field(default_factory=dict)
    used: Sequence[Proposal] = ()
    # What was chosen and is no row, since it lacks what a row needs.
    left_out: Sequence[Proposal] = ()
    problems: Sequence[Problem] = ()
    findings: Sequence[PlacedFinding] = ()


class _RollBack(Exception):
    """Raised to roll the transaction back."""


def certain(reading: ArticleReading) -> list[Proposal]:
    """The proposals whose rule has no second reading."""
    return [proposal for proposal in reading.proposals if proposal.confidence == Confidence.CERTAIN]


def remarks_with(
    reading: ArticleReading, chosen: Sequence[Proposal]
) -> list[tuple[ProposalRemark, list[Proposal]]]:
    """The remarks on a reading's proposals, each with those of them that were chosen."""
    places = {id(proposal) for proposal in chosen}
    found = []
    for remark in reading.remarks:
        about = [reading.proposals[index] for index in remark.about]
        found.append((remark, [proposal for proposal in about if id(proposal) in places]))
    return found


def title_of(document: ReadDocument) -> str:
    """The title that a document gives itself; "" if none is recognised."""
    titles = [
        document.printed(block)
        for block in document.blocks
        if block.kind == BlockKind.MASTHEAD and not is_person_names(block.text)
    ]
    return max(titles, key=len, default="")[:200]


def authors_of(document: ReadDocument) -> str:
    """The names of authors in a document's masthead."""
    names = [
        document.printed(block)
        for block in document.blocks
        if block.kind == BlockKind.MASTHEAD and is_person_names(block.text)
    ]
    return "、".join("、".join(name.split()) for name in names)[:200]


class PlanDraft:
    """The rows that chosen proposals become in the draft of a plan, before and while they are written."""

    def __init__(
        self,
        document: ReadDocument,
        chosen: Sequence[Proposal],
        remarks: Sequence[tuple[ProposalRemark, Sequence[Proposal]]],
        details: SourceDetails,
        catalogue: MetricCatalogue,
        referred: Sequence[Proposal] | None = None,
    ) -> None:
        """`referred` are proposals to whose rows, if the draft has them, the rows of `chosen` may refer."""
        self.document, self.details, self.chosen = document, details, chosen
        self.park = Park.objects.filter(slug=details.park).first()
        self.edition = draft_or_latest(details.park, details.year)
        known_source = source_with_text(details.park, digest(document.text))
        title = details.title or title_of(document) or f"{details.park_name or self.park or details.park}"
        self.title = title
        self.slug = known_source.slug if known_source else free_slug(title, details.park)
        self.source_rows = SourceRows(document, self.slug, known_source)
        known, earlier = KnownRows(self.edition, details.park), EarlierPlan.before(details.park, details.year)
        self.plan_rows = PlanRows(self.source_rows, known, catalogue, earlier)
        if referred is not None:
            self.plan_rows.refer_to(referred)
        self.plan_rows.add(chosen, remarks)

    def workbook(self) -> io.BytesIO:
        """The rows as a workbook, to be added to the plan or to be kept as a file."""
        rows = self.plan_rows.rows
        typed: dict[type[Any], Sequence[Mapping[str, str]]] = {
            Park: [self._park_row()],
            Edition: [self._edition_row()],
            Source: [] if self.source_rows.known else [self._source_row()],
            Section: self.source_rows.sections,
            Passage: self.source_rows.passages,
            **rows,
        }
        noun = ProjectNoun(self.plan_rows.edition.get("project_noun", ""), "")
        words = self.edition.project_words if self.edition else noun
        return rows_workbook({model: lines for model, lines in typed.items() if lines}, words)

    def bring_in(self, *, user: AbstractBaseUser | None = None, keep: bool = True) -> DraftImport:
        """Write the rows, and the text to their source. Without `keep` nothing of it stays."""
        used = {id(proposal) for proposal in self.plan_rows.used}
        left_out = [proposal for proposal in self.chosen if id(proposal) not in used]
        outcome = DraftImport(used=self.plan_rows.used, left_out=left_out)
        try:
            with transaction.atomic(), recorded(reason="reading", user=user):
                result = import_workbook(self.workbook(), allow_new=True, add=True, user=user)
                outcome.problems, outcome.findings = result.problems, result.findings
                outcome.draft = result.draft
                if result.draft is None:
                    raise _RollBack
                source = Source.objects.get(park__slug=self.details.park, slug=self.slug)
                set_offsets(source, self.source_rows.offsets)
                attach(source, text=self.document.text)
                outcome.source = source
                outcome.added = {
                    model: len(rows) for model, rows in self.plan_rows.rows.items() if model in EDITION_ROWS
                }
                if not keep:
                    raise _RollBack
        except _RollBack:
            pass
        return outcome

    def _park_row(self) -> Row:
        row = {"slug": self.details.park}
        if self.park is None:
            row["name"] = self.details.park_name or self.details.park
        return row

    def _edition_row(self) -> Row:
        """The fields of the plan; what its draft says already stays."""
        stated, edition = self.plan_rows.edition, self.edition
        row = {"year": str(self.details.year)}
        for names in (*((name,) for name in EDITION_FIELDS), MEETING_FIELDS):
            if edition is None or not getattr(edition, names[0]):
                row |= {name: stated[name] for name in names if name in stated}
        if edition is None:
            row["title"] = self.title
        slugs = list(edition.sources.values_list("slug", flat=True)) if edition else []
        row["sources"] = "\n".join(dict.fromkeys([*slugs, self.slug]))
        passages = self.plan_rows.edition_passages
        if edition is not None:
            stored = edition.passages.select_related("source")
            passages = [*(f"{one.source.slug}/{one.key}" for one in stored), *passages]
        row["passages"] = "\n".join(dict.fromkeys(passages))
        return row

    def _source_row(self) -> Row:
        details = self.details
        return {
            "slug": self.slug,
            "title": self.title,
            "series": details.series,
            "authors": details.authors or authors_of(self.document),
            "publisher": details.publisher,
            "published_on": details.published_on.isoformat() if details.published_on else "",
            "url": details.url,
            "accessed_on": details.accessed_on.isoformat() if details.accessed_on else "",
        }


def draft_or_latest(park: str, year: int) -> Edition | None:
    """The edition to which rows will be added: the open one, or that of which a draft will be made."""
    plan = Plan.objects.filter(park__slug=park, year=year).first()
    if plan is None:
        return None
    editions = Edition.objects.filter(plan=plan)
    return (
        editions.filter(state__in=OPEN_STATES).first()
        or editions.published().first()
        or editions.order_by("number").last()
    )
