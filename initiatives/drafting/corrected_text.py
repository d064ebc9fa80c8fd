"""Put a corrected version in place of a reading's text: what still stands is kept, the rest is listed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction

from initiatives.article.aligned_texts import AlignedTexts, occurrences_of
from initiatives.article.whitespace import squeeze
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.drafting.source_rows import source_with_text
from initiatives.drafting.stored_readings import (
    BY_PERSON,
    NO_FACT,
    document_of,
    fields_as_json,
    stored_proposal,
    without_persons,
)
from initiatives.models import (
    Passage,
    ProposalState,
    Reading,
    ReadingDecision,
    ReadingProposal,
    Source,
)
from initiatives.reading.document_blocks import ReadDocument
from initiatives.reading.proposals import (
    GoalFields,
    GoalGroupFields,
    ProjectFields,
    Proposal,
    ProposalKind,
)
from initiatives.reading.reader import read_article
from initiatives.source_text import attach, digest

# What tells proposals of a kind apart, besides their place.
TELLING = {
    ProposalKind.FIGURE: ("value", "change"),
    ProposalKind.QUOTE: ("content",),
    ProposalKind.ORGANISATION: ("name",),
    ProposalKind.GOAL_GROUP: ("label",),
    ProposalKind.CAPTION: ("caption",),
    ProposalKind.DATE: ("day",),
    **dict.fromkeys((ProposalKind.GOAL, ProposalKind.PROJECT, ProposalKind.MEASURE), ("title",)),
}


@dataclass
class Correction:
    """What became of the proposals: how many were kept and newly read, and those that stand no longer.

    `source` is the source that held the text and holds the corrected one now; `lost` are its passages that
    are not in it.
    """

    kept: int = 0
    added: int = 0
    gone: list[ReadingProposal] = field(default_factory=list)
    source: Source | None = None
    lost: int = 0


def source_of(reading: Reading) -> Source | None:
    """The source of the park that holds the text of a reading."""
    return source_with_text(reading.park.slug, reading.sha256)


@transaction.atomic
def put_in_corrected(reading: Reading, document: ReadDocument) -> Correction:
    """Read a corrected version of a reading's text in its place, and attach it to the source of the text.

    What somebody decided, mended or selected keeps its state and fields wherever its words still stand, and
    is marked as standing no longer where they do not. What nobody decided about is read anew.
    """
    locked = Reading.objects.select_for_update().select_related("park").get(pk=reading.pk)
    rows = list(locked.proposals.select_for_update(of=("self",)))
    outcome = Correction(source=source_of(locked))
    version = _Version(locked, document, [row for row in rows if _is_decided(row)])
    ReadingProposal.objects.filter(pk__in=[row.pk for row in rows if not _is_decided(row)]).delete()
    for row in version.decided:
        version.place(row)
    ReadingProposal.objects.bulk_update(
        version.decided, ["start", "end", "block", "evidence", "fields", "proposed"]
    )
    # Numbers are never used again: a page that is still open names no other proposal by them.
    number = max((row.number for row in rows), default=0)
    added = [
        stored_proposal(locked, number + index, proposal)
        for index, proposal in enumerate(version.new_proposals(), 1)
    ]
    ReadingProposal.objects.bulk_create(added)
    for target in (locked, reading):
        target.text, target.sha256 = document.text, digest(document.text)
        target.blocks = [asdict(block) for block in document.blocks]
    locked.save(update_fields=["text", "sha256", "blocks"])
    outcome.gone = [row for row in version.decided if not row.stands and row.state != ProposalState.REJECTED]
    outcome.kept, outcome.added = sum(row.stands for row in version.decided), len(added)
    if outcome.source is not None:
        attach(outcome.source, text=document.text)
        outcome.lost = Passage.objects.filter(source=outcome.source, start=None).count()
    return outcome


def _is_decided(row: ReadingProposal) -> bool:
    return row.state != ProposalState.OPEN or row.rule == BY_PERSON or row.mended or not row.stands


class _Version:
    """A corrected version of a reading's text, and what it proposes."""

    def __init__(self, reading: Reading, document: ReadDocument, decided: Sequence[ReadingProposal]) -> None:
        self.document, self.decided = document, decided
        self.before = document_of(reading)
        self.texts = AlignedTexts(squeeze(self.before.text), squeeze(document.text))
        article = read_article(
            document,
            plan_year=reading.year,
            published_on=reading.published_on,
            catalogue=site_catalogue(),
            park=reading.park.name,
        )
        self.proposals = without_persons(article.proposals)

    # What somebody decided about

    def place(self, row: ReadingProposal) -> None:
        """Give a proposal its place in the new text, or an empty one next to the most similar words."""
        found = self._found(row)
        evidence = [self._slice(start, end) for start, end in row.evidence] if row.stands else []
        if found is None or None in evidence:
            nearest = self._nearest(row)
            row.evidence = [list(nearest)] if nearest else []
            row.start = row.end = nearest[0] if nearest else 0
        else:
            (row.start, row.end), row.evidence = found, [list(place) for place in evidence if place]
        block = self.document.block_at(row.start)
        row.block = block.number if block else 0
        if row.kind == ProposalKind.PROJECT:
            self._renumber_blocks(row)

    def _found(self, row: ReadingProposal) -> tuple[int, int] | None:
        if row.stands:
            return self._slice(row.start, row.end)
        # Gone with an earlier version; it may be back.
        words = squeeze(row.words)
        places = occurrences_of(words, self.texts.new)
        if len(places) != 1:
            return None
        return self.document.slice_of_squeezed(places[0], places[0] + len(words))

    def _slice(self, start: int, end: int) -> tuple[int, int] | None:
        place = self.texts.place_of(*self.before.squeezed_slice(start, end))
        return self.document.slice_of_squeezed(*place) if place else None

    def _nearest(self, row: ReadingProposal) -> tuple[int, int] | None:
        place = (
            self.texts.nearest(*self.before.squeezed_slice(row.start, row.end))
            if row.stands
            else self.texts.similar(squeeze(row.words))
        )
        return self.document.slice_of_squeezed(*place) if place else None

    def _renumber_blocks(self, row: ReadingProposal) -> None:
        """A project names the blocks about it: by their numbers in the new document, in decisions too."""
        read = next(
            (
                {"heading": said.heading, "blocks": list(said.blocks)}
                for said in (one.fields for one in self.proposals)
                if isinstance(said, ProjectFields) and said.title == row.proposed["title"]
            ),
            None,
        )
        numbers = read or {
            "heading": next(self._blocks([row.fields["heading"]]), None),
            "blocks": sorted(set(self._blocks(row.fields["blocks"]))),
        }
        row.fields, row.proposed = row.fields | numbers, row.proposed | numbers
        decisions = list(ReadingDecision.objects.filter(proposal=row))
        for decision in decisions:
            for side in (decision.before, decision.after):
                side["fields"] = side["fields"] | numbers
        ReadingDecision.objects.bulk_update(decisions, ["before", "after"])

    def _blocks(self, numbers: Iterable[int | None]) -> Iterator[int]:
        """The blocks of the new document in which blocks of the old one begin."""
        for number in numbers:
            if number is None or number >= len(self.before.blocks):
                continue
            block = self.before.blocks[number]
            first, last = self.before.squeezed_slice(block.start, block.end)
            place = next((one for one in self.texts.places[first:last] if one >= 0), None)
            found = self.document.slice_of_squeezed(place, place + 1) if place is not None else None
            if found and (new := self.document.block_at(found[0])):
                yield new.number

    # What is read anew

    def new_proposals(self) -> list[Proposal]:
        """Proposals of the new text that nothing decided says at their place; projects keep their numbers."""
        projects = self._numbers(ProposalKind.PROJECT, ProjectFields, "title")
        groups = self._numbers(ProposalKind.GOAL_GROUP, GoalGroupFields, "label")
        here = [row for row in self.decided if row.stands]
        new = [one for one in self.proposals if not any(_says_same(row, one) for row in here)]
        return [replace(one, fields=_renumbered(one.fields, projects, groups)) for one in new]

    def _numbers(self, kind: str, fields_class: type[Any], name: str) -> dict[int, int]:
        """The number that each project or group read in the new text has among those that were kept."""
        kept = {
            said[name]: row.fields["number"]
            for row in self.decided
            if row.kind == kind
            for said in (row.proposed, row.fields)
        }
        taken, numbers = set(kept.values()), {}
        for said in (one.fields for one in self.proposals):
            if isinstance(said, fields_class):
                number = kept.get(getattr(said, name), said.number)
                while number in taken and number != kept.get(getattr(said, name)):
                    number += 1
                taken.add(number)
                numbers[said.number] = number
        return numbers


def _renumbered(said: Any, projects: dict[int, int], groups: dict[int, int]) -> Any:
    if isinstance(said, ProjectFields):
        return replace(said, number=projects.get(said.number, said.number))
    if isinstance(said, GoalGroupFields):
        return replace(said, number=groups.get(said.number, said.number))
    if isinstance(said, GoalFields):
        return replace(said, group=groups.get(said.group, said.group))
    if project := getattr(said, "project", 0):
        return replace(said, project=projects.get(project, project))
    return said


def _says_same(row: ReadingProposal, proposal: Proposal) -> bool:
    """Whether a decided proposal is about what another proposes at its place."""
    if row.kind == NO_FACT or row.kind != proposal.kind:
        return False
    if not (row.start < proposal.end and proposal.start < row.end):
        return False
    names = TELLING.get(proposal.kind, ())
    said = fields_as_json(proposal.fields)
    same = any(all(own.get(name) == said.get(name) for name in names) for own in (row.fields, row.proposed))
    if names and same:
        return True
    return proposal.kind != ProposalKind.FIGURE and (row.start, row.end) == (proposal.start, proposal.end)
