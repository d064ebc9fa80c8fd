"""Readings in the database: a document and its proposals stored, taken out again, and decided about."""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from initiatives.drafting.draft_import import DraftImport, PlanDraft, SourceDetails, authors_of, title_of
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.models import Park, ProposalState, Reading, ReadingDecision, ReadingProposal
from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.proposal_checks import remarks_on
from initiatives.reading.proposals import KIND_OF_FIELDS, Confidence, Proposal, ProposalKind, ProposalRemark
from initiatives.reading.reader import read_article
from initiatives.source_text import digest

# What nobody said to keep is forgotten after this time.
STAGED_FOR = timedelta(hours=1)
# Words that a person says are no fact, so that they are not asked about again.
NO_FACT = "no-fact"
BY_PERSON = "by-person"
DECIMALS = ("value", "upper_value", "ratio")
CLASS_OF_KIND = {kind: fields_class for fields_class, kind in KIND_OF_FIELDS.items()}


def forget_staged() -> None:
    """Delete what was staged and not kept within an hour; another time, if the database cannot write now."""
    staged = Reading.objects.filter(kept=False, begun_at__lt=timezone.now() - STAGED_FOR)
    # Deleting nothing would wait for the lock too.
    if staged.exists():
        with suppress(OperationalError):
            staged.delete()


@transaction.atomic
def stage(
    document: ReadDocument,
    park: Park,
    year: int,
    *,
    user: Any,
    published_on: date | None = None,
    **cited: str,
) -> Reading:
    """Read a document and keep it, with what was proposed, until it is confirmed or an hour has passed."""
    article = read_article(
        document, plan_year=year, published_on=published_on, catalogue=site_catalogue(), park=park.name
    )
    reading = Reading.objects.create(
        park=park,
        year=year,
        title=cited.pop("title", "") or title_of(document) or f"{park.name}{year}",
        authors=cited.pop("authors", "") or authors_of(document),
        published_on=published_on,
        text=document.text,
        sha256=digest(document.text),
        blocks=[asdict(block) for block in document.blocks],
        begun_by=user,
        **cited,
    )
    ReadingProposal.objects.bulk_create(
        stored_proposal(reading, number, proposal)
        for number, proposal in enumerate(without_persons(article.proposals), 1)
    )
    return reading


def without_persons(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Persons become no rows of their own: quotations name them."""
    return [one for one in proposals if one.kind != ProposalKind.PERSON]


def stored_proposal(reading: Reading, number: int, proposal: Proposal) -> ReadingProposal:
    said = fields_as_json(proposal.fields)
    return ReadingProposal(
        reading=reading,
        number=number,
        kind=str(proposal.kind),
        start=proposal.start,
        end=proposal.end,
        words=proposal.words,
        confidence=str(proposal.confidence),
        rule=proposal.rule,
        block=proposal.block,
        evidence=[list(place) for place in proposal.evidence],
        fields=said,
        proposed=said,
    )


def fields_as_json(said: Any) -> dict[str, Any]:
    return {
        name: f"{value.normalize() + 0:f}" if isinstance(value, Decimal) else value
        for name, value in asdict(said).items()
    }


def fields_from_json(kind: str, said: dict[str, Any]) -> Any:
    """The fields of a proposal as `reading.proposals` has them."""
    fields_class = CLASS_OF_KIND[ProposalKind(kind)]
    values: dict[str, Any] = {}
    for one in fields(fields_class):
        value = said.get(one.name)
        if value is None and one.name not in (*DECIMALS, "heading"):
            continue
        if one.name in DECIMALS and value is not None:
            value = Decimal(value)
        if isinstance(value, list):
            value = tuple(tuple(item) if isinstance(item, list) else item for item in value)
        values[one.name] = value
    return fields_class(**values)


def document_of(reading: Reading) -> ReadDocument:
    blocks = [
        DocumentBlock(
            **{
                **block,
                "kind": BlockKind(block["kind"]),
                "pieces": tuple(map(tuple, block["pieces"])),
                "cells": tuple(map(tuple, block["cells"])),
            }
        )
        for block in reading.blocks
    ]
    return ReadDocument(reading.text, blocks)


def as_proposal(row: ReadingProposal) -> Proposal:
    return Proposal(
        ProposalKind(row.kind),
        row.start,
        row.end,
        row.words,
        Confidence(row.confidence),
        row.rule,
        fields_from_json(row.kind, row.fields),
        row.block,
        tuple((start, end) for start, end in row.evidence),
    )


def by_block(
    blocks: Iterable[DocumentBlock], rows: Iterable[ReadingProposal]
) -> dict[int, list[ReadingProposal]]:
    """Proposals by the numbers of the blocks that they touch; only selected words may touch several."""
    found: dict[int, list[ReadingProposal]] = {}
    selected = []
    for row in rows:
        if row.rule == BY_PERSON:
            selected.append(row)
        else:
            found.setdefault(row.block, []).append(row)
    for block in blocks if selected else ():
        touching = [row for row in selected if row.start < block.end and block.start < row.end]
        if touching:
            found.setdefault(block.number, []).extend(touching)
    return found


def remarks_of(
    rows: Iterable[ReadingProposal],
) -> tuple[list[Proposal], list[tuple[ProposalRemark, list[Proposal]]]]:
    """Stored proposals as the reader has them, and what is doubtful about them."""
    proposals = [as_proposal(row) for row in rows if row.kind != NO_FACT]
    remarks = [(remark, [proposals[index] for index in remark.about]) for remark in remarks_on(proposals)]
    return proposals, remarks


def draft_of(reading: Reading) -> PlanDraft:
    """The rows that a reading's confirmed proposals become, as far as their words stand in the text."""
    live = [row for row in reading.proposals.exclude(state=ProposalState.REJECTED) if row.stands]
    proposals, remarks = remarks_of(row for row in live if row.state == ProposalState.CONFIRMED)
    referred = [as_proposal(row) for row in live if row.kind != NO_FACT]
    details = SourceDetails(
        reading.park.slug,
        reading.year,
        park_name=reading.park.name,
        title=reading.title,
        series=reading.series,
        authors=reading.authors,
        publisher=reading.publisher,
        published_on=reading.published_on,
        url=reading.url,
        accessed_on=timezone.localdate(reading.begun_at),
    )
    return PlanDraft(document_of(reading), proposals, remarks, details, site_catalogue(), referred)


def without_rows(reading: Reading, rows: Iterable[ReadingProposal]) -> list[ReadingProposal]:
    """Those of a reading's proposals that are confirmed, and lack what a row needs, such as a project."""
    used = {(one.kind, one.start, one.end) for one in draft_of(reading).plan_rows.used}
    return [
        row
        for row in rows
        if row.state == ProposalState.CONFIRMED
        and row.kind != NO_FACT
        and (row.kind, row.start, row.end) not in used
    ]


@transaction.atomic
def bring_into_draft(reading: Reading, user: Any, *, keep: bool = True) -> DraftImport:
    """Write what was confirmed into the draft of the plan: all of it, or nothing and the problems.

    Without `keep` nothing stays: what would come of it is told, with the findings of the quality rules.
    """
    outcome = draft_of(reading).bring_in(user=user, keep=keep)
    if outcome.draft is not None and keep:
        reading.brought_in_at, reading.edition = timezone.now(), outcome.draft
        reading.save(update_fields=["brought_in_at", "edition"])
    return outcome


# Decisions


@transaction.atomic
def decide(rows: Sequence[ReadingProposal], state: str, user: Any, said: dict[str, Any] | None = None) -> int:
    """Set the state of proposals, and of one its fields, as one act; how many were changed.

    Rows are locked and read anew, since another person may have decided meanwhile.
    """
    act, changed = uuid.uuid4(), 0
    locked = ReadingProposal.objects.select_for_update().in_bulk([row.pk for row in rows])
    for row in locked.values():
        before = _state_of(row)
        row.state, row.decided_by = state, user
        row.fields = said if said is not None else row.fields
        if _state_of(row) == before:
            continue
        row.save(update_fields=["state", "decided_by", "fields"])
        ReadingDecision.objects.create(proposal=row, act=act, user=user, before=before, after=_state_of(row))
        changed += 1
    return changed


@transaction.atomic
def undo(reading: Reading, user: Any) -> list[ReadingProposal]:
    """Take back the last act of a person; what somebody else has decided since then stays. The proposals."""
    decisions = ReadingDecision.objects.filter(proposal__reading=reading, user=user, undone=False)
    last = decisions.last()
    if last is None:
        return []
    restored = []
    for decision in decisions.filter(act=last.act).select_related("proposal"):
        row = decision.proposal
        if _state_of(row) == decision.after:
            row.state, row.fields = decision.before["state"], decision.before["fields"]
            row.save(update_fields=["state", "fields"])
            restored.append(row)
    decisions.filter(act=last.act).update(undone=True)
    return restored


def _state_of(row: ReadingProposal) -> dict[str, Any]:
    return {"state": str(row.state), "fields": row.fields}


@transaction.atomic
def propose_words(reading: Reading, start: int, end: int, kind: str, said: dict[str, Any]) -> ReadingProposal:
    """A proposal by a person who selected words of the text."""
    document = document_of(reading)
    block = document.block_at(start)
    Reading.objects.select_for_update().get(pk=reading.pk)
    number = max(reading.proposals.values_list("number", flat=True), default=0) + 1
    words = "".join(reading.text[start:end].split("\n"))
    return ReadingProposal.objects.create(
        reading=reading,
        number=number,
        kind=kind,
        start=start,
        end=end,
        words=words,
        confidence=str(Confidence.UNSURE),
        rule=BY_PERSON,
        block=block.number if block else 0,
        fields=said,
        proposed=said,
    )


def with_fields(row: ReadingProposal, **changed: Any) -> dict[str, Any]:
    """The fields of a proposal with some of them changed, as JSON."""
    return fields_as_json(replace(fields_from_json(row.kind, row.fields), **changed))
