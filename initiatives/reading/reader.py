"""Read a document: all rules over all blocks, in the order of the text."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from initiatives.reading.announced_entries import YEAR_OF_PART, looking_back
from initiatives.reading.captions_found import find_captions
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.event_dates import meeting_dates
from initiatives.reading.figure_context import FigureContext
from initiatives.reading.figure_finding import figures_in
from initiatives.reading.measure_finding import measures_in
from initiatives.reading.metric_catalogue import MetricCatalogue, shipped_catalogue
from initiatives.reading.named_bodies import find_organisations
from initiatives.reading.page_characters import UNUSUAL
from initiatives.reading.project_finding import find_projects
from initiatives.reading.project_lists import REVIEW
from initiatives.reading.proposal_checks import remarks_on
from initiatives.reading.proposals import (
    GoalFields,
    GoalGroupFields,
    ProjectFields,
    Proposal,
    ProposalKind,
    ProposalRemark,
    QuoteFields,
    SloganFields,
)
from initiatives.reading.slogans import find_slogan
from initiatives.reading.speech import find_speech
from initiatives.reading.stated_periods import PeriodReader
from initiatives.reading.statement_finding import statements_in
from initiatives.reading.structure_text import text_of_structure
from initiatives.reading.table_figures import figures_of_tables
from initiatives.reading.target_wording import targets_without_number
from initiatives.reading.task_tables import facts_of_tasks, task_tables
from initiatives.reading.text_tense import TextTense
from initiatives.reading.writing_dates import PART_REPORT, plan_year_of, written_on, years_of_title
from initiatives.values.vocabulary import Manner

# 问：…？, 本刊记者（以下简称“记”）：…; what an interviewer says may be a request: 请给我们介绍一下。
QUESTION = re.compile(
    r"^(?:(?:[本该][刊报网台])?记者|记|问|主持人|提问|Q)(?:[（(][^（）()]{2,16}[）)])?\s*[：:]"
    r"(?:.*[？?]|(?:[^0-9]|20[0-9]{2}年){4,80}[。！])$"
)
QUESTION_LEVEL, LEAD_IN_LEVEL = 9, 8
PLAN_TITLE = re.compile(
    r"20[0-9]{2}\s*年.{0,16}(?:十件大事|民生实事|怎么干|这样干|干什么|要点|清单|计划|方案|目标|任务|安排|打算)"
    r"|(?:方案|规划|计划|要点)[》”]?\s*[（(]\s*20[0-9]{2}年?\s*[-—–~至到]+\s*20[0-9]{2}"
)


@dataclass(frozen=True)
class ArticleReading:
    """What was read: the document, its plan's year, when it was written, proposals and remarks on them."""

    document: ReadDocument
    plan_year: int | None
    written: date | None
    proposals: Sequence[Proposal]
    remarks: Sequence[ProposalRemark]

    def of_kind(self, kind: ProposalKind) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.kind == kind]

    @property
    def unread(self) -> list[DocumentBlock]:
        """The blocks of prose, and rows of tables with sentences, in which nothing was found."""
        used = {proposal.block for proposal in self.proposals}
        return [
            block
            for block in self.document.blocks
            if (block.kind in PROSE or block.cells_with_sentences) and block.number not in used
        ]


def _told_once(slogan: list[Proposal], projects: list[Proposal]) -> list[Proposal]:
    """Slogan and projects; what its only group holds is left to the projects if these are the same.

    Each has a block of its own then, which is about it.
    """
    goals = [each for each in slogan if isinstance(each.fields, GoalFields)]
    groups = [each for each in slogan if isinstance(each.fields, GoalGroupFields)]
    places = [[each.start for each in found] for found in (goals, projects)]
    own_blocks = len({each.block for each in goals}) == len(goals)
    if len(groups) == 1 and goals and own_blocks and places[0] == places[1]:
        slogan = [each for each in slogan if isinstance(each.fields, SloganFields)]
    return [*slogan, *projects]


def read_article(
    document: ReadDocument,
    *,
    plan_year: int | None = None,
    published_on: date | None = None,
    catalogue: MetricCatalogue | None = None,
    park: str = "",
) -> ArticleReading:
    """Propose what a document states. What is not given is taken from the text: year, date, park."""
    year = plan_year or plan_year_of(document)
    written = published_on or written_on(document, year)
    as_read = text_of_structure(document, year)
    slogan = find_slogan(as_read)
    goals = {each.fields.title for each in slogan if isinstance(each.fields, GoalFields)}
    structure = _told_once(slogan, find_projects(as_read, goals))
    structure = [_as_printed(proposal, as_read) for proposal in structure]
    projects = {
        block: proposal.fields.number
        for proposal in structure
        if isinstance(proposal.fields, ProjectFields)
        for block in proposal.fields.blocks
    }
    context = FigureContext(
        catalogue or shipped_catalogue(), PeriodReader(year, written), projects, TextTense(year, written)
    )
    speech = find_speech(document, projects)
    found = [
        *structure,
        *speech,
        *find_captions(document),
        *find_organisations(document, park),
        *meeting_dates(document, context.periods),
        *_facts(document, context, speech),
    ]
    found.sort(key=lambda proposal: (proposal.start, proposal.end))
    found = [_as_printed(proposal, document) for proposal in found]
    return ArticleReading(document, year, written, found, remarks_on(found))


def _as_printed(proposal: Proposal, document: ReadDocument) -> Proposal:
    """A proposal in the characters of the document, where the block that it was read from has usual ones."""
    block = document.blocks[proposal.block]
    printed = document.printed(block)
    if printed == block.text:
        return proposal
    first, _last = block.inside(proposal.start, proposal.end)

    def in_print(words: Any) -> Any:
        if type(words) is not str or not UNUSUAL.search(words):
            # Codes and names of kinds are no words of the text.
            return words
        place = block.text.find(words, first)
        place = place if place >= 0 else block.text.find(words)
        return words if place < 0 else printed[place : place + len(words)]

    said = {each.name: in_print(getattr(proposal.fields, each.name)) for each in fields(proposal.fields)}
    return replace(proposal, words=in_print(proposal.words), fields=replace(proposal.fields, **said))


def _facts(document: ReadDocument, context: FigureContext, speech: Sequence[Proposal]) -> Iterator[Proposal]:
    """Figures, measures and statements, block by block, with the titles above each."""
    titles: dict[int, str] = {}
    goes_on = False
    past = {document.blocks[index].number for index in looking_back(document.blocks)}
    verbatim = _verbatim(document, speech)
    for block in document.blocks:
        years = years_of_title(block.plain) if block.kind == BlockKind.MASTHEAD else []
        if block.kind == BlockKind.MASTHEAD:
            context.periods.title(block)
        if years:
            context.periods.review_year = years[0]
            if len(years) == 1:
                context.periods.heading(block)
        elif block.kind == BlockKind.MASTHEAD and PLAN_TITLE.search(block.text):
            titles[0] = block.text
            context.periods.heading(block)
        elif block.kind == BlockKind.MASTHEAD and PART_REPORT.search(block.plain):
            context.periods.heading(block)
        if block.kind != BlockKind.LIST_ITEM and not goes_on:
            titles.pop(LEAD_IN_LEVEL, None)
        # Lines of a list may be paragraphs: 目标是：/产值1200亿元；/税收35亿元。
        goes_on = block.kind in PROSE and block.text.endswith(("：", ":", "；", ";"))
        question = QUESTION.match(block.text) and (block.kind in PROSE or block.kind == BlockKind.HEADING)
        if block.kind == BlockKind.HEADING and not question:
            titles = {level: title for level, title in titles.items() if level < block.level} | {
                block.level: _title_of_part(block, past)
            }
            context.periods.heading(block)
            context.tense.heading(block)
        if block.kind not in PROSE and not question:
            continue
        if question:
            # What an interviewer asks is a title of the answers.
            titles[QUESTION_LEVEL] = block.text
            context.periods.heading(block, QUESTION_LEVEL)
            context.tense.question()
            continue
        innermost = [titles[level] for level in sorted(titles, reverse=True)]
        yield from figures_in(block, innermost, context)
        yield from targets_without_number(block, context)
        if block.text.endswith(("：", ":")) and block.kind in PROSE:
            # 主要目标为： is a title of the list that follows.
            titles[LEAD_IN_LEVEL] = block.text
        measures = []
        if not REVIEW.search(next(iter(reversed(titles.values())), "")):
            plan_part = bool(titles) and bool(context.projects.get(block.number))
            measures = list(
                measures_in(
                    block,
                    context.periods,
                    context.projects,
                    plan_part=plan_part,
                    quoted=verbatim.get(block.number, ()),
                )
            )
        yield from measures
        taken = [block.inside(proposal.start, proposal.end) for proposal in measures] + list(
            verbatim.get(block.number, ())
        )
        yield from statements_in(block, context.projects, taken)
    tasks = list(task_tables(document))
    yield from figures_of_tables(
        document, context, apart={row.table for table in tasks for row in table.rows}
    )
    for table in tasks:
        yield from facts_of_tasks(table, context)


def _title_of_part(block: DocumentBlock, past: Collection[int]) -> str:
    """The title of a heading; 2024年主要工作, which names but a year that is over, with what it is."""
    if block.number in past and not REVIEW.search(block.title) and YEAR_OF_PART.search(block.plain):
        return f"{block.title}（回顾）"
    return block.title


def _verbatim(document: ReadDocument, speech: Sequence[Proposal]) -> Mapping[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for proposal in speech:
        if isinstance(proposal.fields, QuoteFields) and proposal.fields.manner == Manner.VERBATIM:
            found.setdefault(proposal.block, []).append(
                document.blocks[proposal.block].inside(proposal.start, proposal.end)
            )
    return found
