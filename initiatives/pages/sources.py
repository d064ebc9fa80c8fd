"""What the plan is drawn from: each source, its sections, and the facts under each passage."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from initiatives.models import Edition, Passage, Section, Source
from initiatives.pages.facts import Fact

# What is drawn from passages, and what else each row's name and address need.
DRAWN = {
    "goalgroups": (),
    "goals": (),
    "projects": (),
    "statements": ("project",),
    "measures": ("project",),
    "figures": ("metric",),
    "quotes": (),
    "photos": (),
    "contributions": ("goal", "project"),
    "remarks": (),
}


@dataclass(frozen=True)
class PassageFacts:
    passage: Passage
    facts: list[Fact]


@dataclass(frozen=True)
class SectionFacts:
    section: Section
    passages: list[PassageFacts]


@dataclass(frozen=True)
class SourceList:
    edition: Edition
    sources: list[Source]

    @classmethod
    def build(cls, edition: Edition) -> "SourceList":
        return cls(edition, list(edition.sources.all()))


@dataclass(frozen=True)
class SourceDetail:
    edition: Edition
    source: Source
    sections: list[SectionFacts]

    @classmethod
    def build(cls, edition: Edition, slug: str) -> "SourceDetail":
        """The source with that slug; Source.DoesNotExist if the edition does not draw on it."""
        source = edition.sources.get(slug=slug)
        facts = facts_by_passage(edition)
        passages = [row for row in source.passages.all() if row.pk in facts]
        by_section = {
            pk: [PassageFacts(row, facts[row.pk]) for row in rows]
            for pk, rows in groupby(sorted(passages, key=lambda row: (row.section_id, row.order)), _section)
        }
        return cls(
            edition, source, [SectionFacts(row, by_section.get(row.pk, [])) for row in source.sections.all()]
        )


def facts_by_passage(edition: Edition) -> dict[int, list[Fact]]:
    """All rows of an edition under the passages they are drawn from."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for passage in edition.passages.all():
        found[passage.pk].append(Fact(edition))
    for name, along in DRAWN.items():
        rows = getattr(edition, name).select_related(*along) if along else getattr(edition, name).all()
        for row in rows.with_evidence():
            for passage in row.passages.all():
                found[passage.pk].append(Fact(row))
    return found


def _section(passage: Passage) -> int:
    return passage.section_id
