"""Tables of tasks: what will be done in sentences, who does it and by when in other cells of the row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.figure_context import FigureContext
from initiatives.reading.figure_finding import figures_in
from initiatives.reading.measure_finding import measures_in
from initiatives.reading.period_forms import StatedPeriod, as_period
from initiatives.reading.proposals import FigureFields, MeasureFields, Proposal
from initiatives.reading.stated_periods import times_in

TASK_HEAD = re.compile("任务|工作|措施|举措|内容|事项|要点|目标")
DUE_HEAD = re.compile("时限|期限|时间|进度|节点")
BODY_HEAD = re.compile("责任|牵头|配合|落实|单位|部门|领导|人员")
# Cells of a column of tasks are sentences, those of indicators names and numbers.
SENTENCE_LENGTH = 10
# What is said of the titles above: a task is aimed at, whatever its column is called.
TASKS = "工作任务"


@dataclass(frozen=True)
class TaskTable:
    """The rows below the heading, and the indexes of the columns of tasks, of who does them and by when."""

    rows: Sequence[DocumentBlock]
    tasks: Sequence[int]
    body: int | None
    due: int | None


def task_tables(document: ReadDocument) -> Iterator[TaskTable]:
    """The tables of a document whose rows are tasks."""
    rows = [block for block in document.blocks if block.kind == BlockKind.TABLE_ROW]
    for _table, group in groupby(rows, key=lambda block: block.table):
        table = list(group)
        for place, row in enumerate(table[:3]):
            if found := _below(row, table[place + 1 :]):
                yield found
                break


def _below(heading: DocumentBlock, rows: Sequence[DocumentBlock]) -> TaskTable | None:
    heads = _cells(heading)
    due = next((index for index, head in enumerate(heads) if DUE_HEAD.search(head)), None)
    body = next(
        (index for index, head in enumerate(heads) if BODY_HEAD.search(head) and "单位" in head),
        next((index for index, head in enumerate(heads) if BODY_HEAD.search(head)), None),
    )
    tasks = [
        index
        for index, head in enumerate(heads)
        if TASK_HEAD.search(head) and not (DUE_HEAD.search(head) or BODY_HEAD.search(head))
    ]
    if not rows or (due is None and body is None):
        return None
    tasks = [index for index in tasks if _are_sentences([_cells(row) for row in rows], index)]
    return TaskTable(rows, tasks, body, due) if tasks else None


def _are_sentences(rows: Sequence[Sequence[str]], index: int) -> bool:
    lengths = [len(cells[index]) for cells in rows if index < len(cells) and cells[index]]
    return bool(lengths) and median(lengths) >= SENTENCE_LENGTH


def _cells(row: DocumentBlock) -> list[str]:
    return [row.plain[start:end].strip() for start, end in row.cells]


def facts_of_tasks(table: TaskTable, context: FigureContext) -> Iterator[Proposal]:
    """The figures and measures of tasks, with the due and the body that other cells of their rows state."""
    for row in table.rows:
        cells = _cells(row)
        due = _due(row, table, context)
        body = cells[table.body] if table.body is not None and table.body < len(cells) else ""
        for index in table.tasks:
            if index < len(cells) and cells[index]:
                yield from _of_task(_cell_block(row, *row.cells[index]), due, body, context)


def _of_task(
    task: DocumentBlock, due: StatedPeriod | None, body: str, context: FigureContext
) -> Iterator[Proposal]:
    periods = context.periods
    dated = any(
        as_period(time, periods.written) for time in times_in(task, periods.plan_year, periods.written)
    )
    measures = measures_in(task, periods, context.projects, plan_part=True)
    for proposal in (*figures_in(task, [TASKS], context), *measures):
        fields = proposal.fields
        if isinstance(fields, FigureFields) and due and not dated:
            fields = replace(
                fields,
                period=due.period,
                period_standing=due.standing,
                period_stated=due.stated,
                period_inferred=due.inferred,
            )
        if isinstance(fields, MeasureFields):
            fields = replace(fields, responsible=fields.responsible or re.split("[、,，\\s]", body)[0])
            if due and not dated:
                fields = replace(fields, due=due.period, timing_stated=due.stated, due_inferred=due.inferred)
        yield replace(proposal, fields=fields)


def _due(row: DocumentBlock, table: TaskTable, context: FigureContext) -> StatedPeriod | None:
    if table.due is None or table.due >= len(row.cells):
        return None
    periods, cell = context.periods, _cell_block(row, *row.cells[table.due])
    times = times_in(cell, periods.plan_year, periods.written)
    return next((found for time in times if (found := as_period(time, periods.written))), None)


def _cell_block(row: DocumentBlock, start: int, end: int) -> DocumentBlock:
    """A cell as a paragraph of its own, with the number of its row."""
    pieces, before = [], 0
    for first, last in row.pieces:
        begin, stop = max(start, before), min(end, before + last - first)
        if begin < stop:
            pieces.append((first + begin - before, first + stop - before))
        before += last - first
    return DocumentBlock(row.number, BlockKind.PARAGRAPH, row.text[start:end], tuple(pieces))
