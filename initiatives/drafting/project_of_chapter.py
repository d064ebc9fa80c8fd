"""A project made of the chapter that a measure stands in, where the text names no project for it."""

from typing import Any

from django.db import transaction

from initiatives.drafting.stored_readings import decide, fields_as_json, propose_words
from initiatives.models import ProposalState, Reading
from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.project_lists import PLAN_PART, REVIEW, titled
from initiatives.reading.proposals import ProjectFields, ProposalKind
from initiatives.reading.short_titles import short_title


def chapter_of(document: ReadDocument, number: int) -> DocumentBlock | None:
    """The heading of the chapter that a block stands in: the outermost that names more than a part.

    None where no heading stands above it.
    """
    above: list[DocumentBlock] = []
    for block in document.blocks:
        if block.number >= number:
            break
        if block.kind == BlockKind.HEADING:
            above = [heading for heading in above if heading.level < block.level] + [block]
    named = [each for each in above if not (PLAN_PART.search(each.title) or REVIEW.search(each.title))]
    return next(iter(named or above[-1:]), None)


def title_of_chapter(heading: DocumentBlock) -> str:
    """The title of a heading as that of a project: without number, in some 20 characters."""
    end = len(heading.text.rstrip("。：:】〗]"))
    return short_title(titled(heading, len(heading.marker), end).title)[:200]


@transaction.atomic
def project_of_chapter(
    reading: Reading, document: ReadDocument, heading: DocumentBlock, number: int, user: Any
) -> int:
    """Propose the chapter of a heading as the project of a number, and confirm it; the number."""
    blocks = []
    for block in document.blocks:
        if block.number <= heading.number:
            continue
        if block.kind == BlockKind.HEADING and block.level <= heading.level:
            break
        blocks.append(block.number)
    fields = ProjectFields(
        title_of_chapter(heading), number, "", "", "", heading=heading.number, blocks=tuple(blocks)
    )
    end = len(heading.text.rstrip("。：:】〗]"))
    place = heading.place(len(heading.marker), end)
    row = propose_words(reading, *place, ProposalKind.PROJECT, fields_as_json(fields))
    decide([row], ProposalState.CONFIRMED, user)
    return number
