"""What words that a person selected may say, to begin its form with; and sentences that nothing used yet."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from initiatives.article.whitespace import squeeze
from initiatives.drafting.stored_readings import NO_FACT, by_block, fields_as_json
from initiatives.models import ProposalState, Reading, ReadingProposal
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.page_characters import usual_characters
from initiatives.reading.proposals import (
    CaptionFields,
    FigureFields,
    GoalFields,
    MeasureFields,
    OrganisationFields,
    ProjectFields,
    ProposalKind,
    QuoteFields,
    StatementFields,
)
from initiatives.reading.short_titles import short_title
from initiatives.values.chinese_numerals import plain_text
from initiatives.values.stated_amounts import find_amounts
from initiatives.values.vocabulary import FigureKind, Manner

SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”」』）)]*")
MARKS = '“”「」『』"，。；：'


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """The slices of a text that hold words, whatever its white space and the width of its punctuation."""
    kept = [index for index, character in enumerate(text) if squeeze(character)]
    squeezed, wanted = "".join(text[index] for index in kept), squeeze(words)
    places = list(_places(squeezed, wanted)) or list(
        _places(usual_characters(squeezed), usual_characters(wanted))
    )
    return [(kept[place], kept[place + len(wanted) - 1] + 1) for place in places]


def _places(text: str, words: str) -> Iterator[int]:
    position = text.find(words) if words else -1
    while position >= 0:
        yield position
        position = text.find(words, position + 1)


def said_by_words(reading: Reading, start: int, end: int, kind: str, catalogue: MetricCatalogue) -> dict:
    """Fields to begin with, as JSON. What words leave open stays empty."""
    words = "".join(reading.text[start:end].split("\n")).strip()
    project = _project_at(reading, start)
    bare = words.strip(MARKS)
    match kind:
        case ProposalKind.FIGURE:
            return fields_as_json(_figure(words, project, reading.year, catalogue))
        case ProposalKind.MEASURE:
            return fields_as_json(MeasureFields(short_title(bare)[:200], project))
        case ProposalKind.STATEMENT:
            return fields_as_json(StatementFields("", project))
        case ProposalKind.QUOTE:
            return fields_as_json(QuoteFields(bare, "", "", Manner.VERBATIM, project))
        case ProposalKind.ORGANISATION:
            return fields_as_json(OrganisationFields(bare, ""))
        case ProposalKind.GOAL:
            return fields_as_json(GoalFields(bare[:200], 0, 0))
        case ProposalKind.PROJECT:
            numbers = [row.fields["number"] for row in reading.proposals.filter(kind=ProposalKind.PROJECT)]
            return fields_as_json(ProjectFields(bare[:200], max(numbers, default=0) + 1, "", "", ""))
        case ProposalKind.CAPTION:
            return fields_as_json(CaptionFields(bare[:200]))
    return {}


def _figure(words: str, project: int, year: int, catalogue: MetricCatalogue) -> FigureFields:
    amount = next(iter(find_amounts(words)), None)
    matches = sorted(catalogue.named(plain_text(words)), key=lambda match: -match.weight)
    metric = next(
        (
            match.metric
            for match in matches
            if amount is None
            or match.metric.counts_in(amount.unit_stated, change=amount.change, rank=amount.rank)
        ),
        None,
    )
    if metric is None and matches and amount is not None and amount.change:
        metric = catalogue.growth(matches[0].metric)
    return FigureFields(
        metric=metric.code if metric else "",
        metric_name=metric.name if metric else "",
        subject="",
        kind="",
        value=amount.value if amount else None,
        upper_value=amount.upper if amount else None,
        unit=amount.unit_stated if amount else "",
        comparator=str(amount.comparator) if amount else "=",
        approximate=bool(amount and amount.approximate),
        change=bool(amount and amount.change),
        rank=bool(amount and amount.rank),
        ratio=amount.ratio if amount else None,
        period=str(year),
        wording=words[:200],
        project=project,
        readings=tuple(FigureKind.values),
    )


def _project_at(reading: Reading, position: int) -> int:
    """The number of the project that a place of the text is about; 0 for none."""
    for row in reading.proposals.filter(kind=ProposalKind.PROJECT):
        for number in row.fields.get("blocks", ()):
            pieces = reading.blocks[number]["pieces"]
            if any(start <= position < end for start, end in pieces):
                return int(row.fields["number"])
    return 0


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text. `state`: used, no-fact, open (something is proposed) or unread."""

    start: int
    end: int
    words: str
    block: DocumentBlock
    state: str


def sentences(
    document: ReadDocument, rows: Sequence[ReadingProposal], used: Sequence[tuple[int, int]] = ()
) -> Iterator[Sentence]:
    """`used` are places that rows of the draft are drawn from."""
    used = sorted(used)
    longest = max((end - start for start, end in used), default=0)
    touched = by_block(document.blocks, rows)
    for block in document.blocks:
        for match in _sentences_of(block):
            if match[0].strip():
                start, end = block.place(*match.span())
                words = document.printed(block)[slice(*match.span())].strip()
                touching = [
                    row for row in touched.get(block.number, ()) if row.start < end and start < row.end
                ]
                first = bisect_left(used, (start - longest, 0))
                drawn = any(last > start for _first, last in used[first : bisect_left(used, (end, 0))])
                state = "used" if drawn else _state(touching)
                yield Sentence(start, end, words, block, state)


def _sentences_of(block: DocumentBlock) -> Iterator[re.Match[str]]:
    """The sentences of a block of prose, and of the cells of a table that say more than a name or number."""
    if block.kind in PROSE:
        yield from SENTENCE.finditer(block.text)
    elif block.kind == BlockKind.TABLE_ROW:
        for start, end in block.cells_with_sentences:
            yield from SENTENCE.finditer(block.text, start, end)


def _state(touching: Sequence[ReadingProposal]) -> str:
    if any(row.state == ProposalState.CONFIRMED and row.kind != NO_FACT for row in touching):
        return "used"
    if any(row.state == ProposalState.CONFIRMED for row in touching):
        return "no-fact"
    if any(row.state == ProposalState.OPEN for row in touching):
        return "open"
    return "unread"
