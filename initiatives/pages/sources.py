"""The list of a plan's sources, and one source with the facts drawn from each of its passages."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar

from initiatives.freshness.shared_while_exporting import shared_of
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    Passage,
    Remark,
    Section,
    Source,
    SourceText,
    Update,
)
from initiatives.pages.facts import Fact, UpdateFact
from initiatives.source_text import check_text

# The rows that passages back, those last in which editors draw conclusions.
ROWS_WITH_EVIDENCE = sorted(EDITION_ROWS, key=lambda model: model in (Contribution, Remark))

# The number of a section's paragraphs is typed, perhaps wrongly: a page with tens of thousands serves nobody.
MOST_LISTED = 300


@dataclass(frozen=True)
class PlaceFacts:
    """A paragraph, heading or caption: its cited phrases and the facts drawn from it, without duplicates."""

    mark: str
    passages: list[Passage]
    facts: list[Fact]


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph; `places` is empty if no fact is drawn from it."""

    number: int
    places: list[PlaceFacts]


@dataclass(frozen=True)
class SectionFacts:
    section: Section
    places: list[PlaceFacts]

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs with facts, and up to MOST_LISTED of the section, with or without."""
        drawn = {number: [place] for place in self.places if (number := place.passages[0].paragraph)}
        listed = range(1, min(self.paragraph_total, MOST_LISTED) + 1)
        return [Paragraph(number, drawn.get(number, [])) for number in sorted({*listed, *drawn})]

    @cached_property
    def paragraph_total(self) -> int:
        """How many paragraphs the section has: as it says, or at least so many as facts are drawn from."""
        return max(
            self.section.paragraph_count, *(place.passages[0].paragraph or 0 for place in self.places), 0
        )

    @property
    def unlisted(self) -> int:
        """How many paragraphs, all without facts, are only counted."""
        return self.paragraph_total - len(self.paragraphs)


@dataclass(frozen=True)
class SourceList:
    url_name: ClassVar[str] = "sources"

    edition: Edition
    sources: list[Source]
    # Sources that are cited although the plan does not list them as its own.
    other_sources: list[Source]

    @classmethod
    def build(cls, edition: Edition) -> "SourceList":
        own = list(edition.sources.all())
        return cls(edition, own, [row for row in Source.objects.behind(edition) if row not in own])


@dataclass(frozen=True)
class SourceDetail:
    edition: Edition
    source: Source
    sections: list[SectionFacts]
    # Keys of passages that are not found in the attached text.
    missing: frozenset[str]
    readable: bool

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [paragraph for part in self.sections for paragraph in part.paragraphs]

    @property
    def paragraph_total(self) -> int:
        return sum(part.paragraph_total for part in self.sections)

    @property
    def paragraphs_with_facts(self) -> list[Paragraph]:
        return [paragraph for paragraph in self.paragraphs if paragraph.places]

    @classmethod
    def build(cls, edition: Edition, slug: str) -> "SourceDetail":
        """The source with that slug; raises Source.DoesNotExist if the edition does not cite it."""
        source = Source.objects.behind(edition).get(park=edition.plan.park_id, slug=slug)
        facts = shared_of(edition, "facts by passage", lambda: facts_by_passage(edition))
        places: dict[int, list[PlaceFacts]] = defaultdict(list)
        cited = [
            row
            for row in source.passages.order_by("section__order", "section__key", "order", "key")
            if row.pk in facts
        ]
        for _, rows in groupby(cited, key=lambda row: (row.section_id, row.mark)):
            passages = list(rows)
            drawn = {fact: None for row in passages for fact in facts[row.pk]}
            places[passages[0].section_id].append(PlaceFacts(passages[0].mark, passages, list(drawn)))
        sections = [SectionFacts(row, places[row.pk]) for row in source.sections.all()]
        attached = SourceText.objects.filter(source=source).first()
        not_found = check_text(source, attached.text).missing if attached else []
        missing = frozenset(location.phrase.key for location in not_found)
        return cls(edition, source, sections, missing, readable=bool(attached and attached.public))


def facts_by_passage(edition: Edition) -> dict[int, list[Fact]]:
    """Map passage primary keys to the facts they are evidence for, published updates included."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    for passage in edition.passages.all():
        facts[passage.pk].append(Fact(edition))
    for model in ROWS_WITH_EVIDENCE:
        rows: Any = getattr(edition, f"{model._meta.model_name}s").all()
        if model.name_lookups:
            rows = rows.select_related(*model.name_lookups)
        for row in rows.with_evidence():
            for passage in row.passages.all():
                facts[passage.pk].append(Fact(row))
    reports = Update.objects.readable_with(edition).with_project(edition)
    for report in reports.prefetch_related("passages"):
        for passage in report.passages.all():
            facts[passage.pk].append(UpdateFact(report, edition))
    return facts
