"""Figures in tables of indicators: a row a metric, columns for units, years, targets and growth."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.figure_context import FigureContext
from initiatives.reading.figure_subjects import fitting
from initiatives.reading.metric_catalogue import CatalogueMetric
from initiatives.reading.proposals import (
    Confidence,
    FigureFields,
    Proposal,
    propose,
)
from initiatives.values.chinese_numerals import plain_text
from initiatives.values.stated_amounts import StatedAmount, find_amounts, parse_amount
from initiatives.values.stated_times import find_times
from initiatives.values.vocabulary import FigureKind

NAME_HEAD = re.compile(r"指标|项目|名称|内容|类别(?!号)")
UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
SKIPPED_HEAD = re.compile(r"序号|编号|备注|责任|牵头|属性|类型|类别|性质|说明")
YEAR = re.compile(r"(20[0-9]{2})年?")
TARGET_HEAD = re.compile(r"目标|计划|预期|力争|任务|预计|指标值")
EXPECTED_HEAD = re.compile("预计")
ACTUAL_HEAD = re.compile("完成|实际|实绩|现状|基期|基数")
GROWTH_HEAD = re.compile(r"增长|增速|增幅|同比")
SHARE_HEAD = re.compile(
    "完成率|完成进度|(?:完成|占|为)[^,]{0,6}(?:目标|计划|任务)[^,]{0,3}(?:比例|比重|百分比|%|率|进度)"
)
UNIT_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()]{1,10})[）)]\s*$")


@dataclass(frozen=True)
class _ValueColumn:
    """A column of numbers: of which year, kind, and whether it holds growth in per cent."""

    index: int
    year: str
    kind: str
    growth: bool
    heading: str
    unit: str
    share: bool = False


def figures_of_tables(document: ReadDocument, context: FigureContext) -> list[Proposal]:
    """The figures of all tables that have a heading row with years, targets or growth."""
    rows = [block for block in document.blocks if block.kind == BlockKind.TABLE_ROW]
    found: list[Proposal] = []
    for _table, group in groupby(rows, key=lambda block: block.table):
        table = list(group)
        heading = next((row for row in table[:3] if _is_heading(row)), None)
        if heading:
            found += _of_table(table[table.index(heading) + 1 :], _cells(heading), context)
    return found


def _cells(row: DocumentBlock) -> list[str]:
    return [plain_text(row.text[start:end]).replace(" ", "") for start, end in row.cells]


def _is_heading(row: DocumentBlock) -> bool:
    cells = _cells(row)
    return (
        bool(cells)
        and any(NAME_HEAD.search(cell) for cell in cells)
        and any(TARGET_HEAD.search(cell) or YEAR.search(cell) or ACTUAL_HEAD.search(cell) for cell in cells)
    )


def _of_table(
    rows: Sequence[DocumentBlock], heading: Sequence[str], context: FigureContext
) -> Iterator[Proposal]:
    name_column = next(
        (
            index
            for index, cell in enumerate(heading)
            if NAME_HEAD.search(cell) and not SKIPPED_HEAD.search(cell)
        ),
        0,
    )
    unit_column = next((index for index, cell in enumerate(heading) if UNIT_HEAD.match(cell)), None)
    columns: list[_ValueColumn] = []
    aimed = any(TARGET_HEAD.search(cell) for cell in heading)
    for index, cell in enumerate(heading):
        if index in (name_column, unit_column) or SKIPPED_HEAD.search(cell):
            continue
        column = (
            _share_column(index, cell, columns)
            or _part_column(index, cell, context, aimed=aimed)
            or _value_column(index, cell, context)
        )
        if column:
            if column.growth and columns and not YEAR.search(cell):
                # Growth without a year is that of the column before it.
                column = replace(column, year=columns[-1].year, kind=columns[-1].kind)
            columns.append(column)
    for row in rows:
        cells = _cells(row)
        if len(cells) <= name_column or not cells[name_column]:
            continue
        unit = cells[unit_column] if unit_column is not None and unit_column < len(cells) else ""
        for column in columns:
            if column.index < len(cells) and (
                figure := _cell_figure(row, cells, name_column, unit, column, context)
            ):
                yield figure


def _value_column(index: int, heading: str, context: FigureContext) -> _ValueColumn | None:
    growth = bool(GROWTH_HEAD.search(heading))
    year = YEAR.search(heading)
    if not (year or growth or TARGET_HEAD.search(heading) or ACTUAL_HEAD.search(heading)):
        return None
    plan = context.periods.plan_year
    unit = UNIT_IN_NAME.search(heading)
    stated = (
        year[1] if year else (f"{plan}" if plan and not ACTUAL_HEAD.search(heading) else f"{(plan or 1) - 1}")
    )
    written = context.periods.written
    if EXPECTED_HEAD.search(heading):
        kind = FigureKind.EXPECTED
    elif ACTUAL_HEAD.search(heading) and not TARGET_HEAD.search(heading):
        kind = FigureKind.ACTUAL
    elif TARGET_HEAD.search(heading) or (plan and int(stated) >= plan):
        kind = FigureKind.TARGET
    else:
        kind = FigureKind.ACTUAL if not written or int(stated) <= written.year else FigureKind.TARGET
    return _ValueColumn(index, stated, kind, growth, heading, unit["unit"] if unit else "")


def _share_column(index: int, heading: str, columns: Sequence[_ValueColumn]) -> _ValueColumn | None:
    """A column for the share of a target that is reached: 完成年度目标比例, 完成率."""
    if not SHARE_HEAD.search(heading) or not columns:
        return None
    return _ValueColumn(index, columns[-1].year, FigureKind.ACTUAL, False, heading, "%", share=True)


def _part_column(index: int, heading: str, context: FigureContext, *, aimed: bool) -> _ValueColumn | None:
    """A column for part of the plan's year: 一季度, 上半年, 1-9月; targets where the table has targets."""
    year = context.periods.plan_year
    times = find_times(heading, plan_year=year, published_on=None)
    if not year or len(times) != 1 or times[0].words.strip() not in heading or not times[0].period:
        return None
    if len(times[0].period) == 4 or GROWTH_HEAD.search(heading):
        return None
    reached = ACTUAL_HEAD.search(heading) and not TARGET_HEAD.search(heading)
    kind = FigureKind.TARGET if aimed and not reached else FigureKind.ACTUAL
    return _ValueColumn(index, times[0].period, kind, False, heading, "")


def _cell_figure(
    row: DocumentBlock,
    cells: Sequence[str],
    name_column: int,
    unit: str,
    column: _ValueColumn,
    context: FigureContext,
) -> Proposal | None:
    name, value = cells[name_column], cells[column.index]
    in_name = UNIT_IN_NAME.search(name)
    own_unit = column.unit or unit or (in_name["unit"] if in_name else "")
    name = name[: in_name.start()] if in_name else name
    amount = _amount(value, own_unit, column.growth, name)
    if amount is None:
        return None
    growth = column.growth or amount.change or name.endswith(("增速", "增长率", "增幅"))
    metric = None if column.share else _metric(name, amount, growth, context)
    start, end = row.cells[column.index]
    fields = FigureFields(
        metric=metric.code if metric else "",
        metric_name=metric.name if metric else "",
        subject=name,
        kind=column.kind,
        value=amount.value,
        upper_value=amount.upper,
        unit=amount.unit_stated,
        comparator=amount.comparator,
        approximate=amount.approximate,
        change=growth,
        rank=amount.rank,
        period=column.year,
        period_stated=column.heading,
        period_inferred=column.year not in column.heading,
        wording=row.text[start:end],
        project=context.projects.get(row.number, 0),
    )
    confidence = Confidence.CERTAIN if metric else Confidence.LIKELY
    return propose(row, (start, end), confidence, "table-cell", fields, (row.cells[name_column],))


def _amount(value: str, unit: str, growth: bool, name: str) -> StatedAmount | None:
    """A cell's number with the unit of its cell, column or row: 8, 8%左右, ≥120, 增长8%."""
    value = value.strip("()（）")
    if not value or not re.search("[0-9一二三四五六七八九十百]", value):
        return None
    found = parse_amount(value)
    if found and found.unit:
        return found
    if growth and "%" not in unit:
        unit = "%"
    unit = unit.strip("()（）")
    number = re.search(r"[0-9][0-9,.]*(?:[-–—~至][0-9][0-9,.]*)?", value)
    if number and unit:
        with_unit = value[: number.end()] + unit + value[number.end() :]
        amounts = find_amounts(with_unit)
        if len(amounts) == 1:
            return amounts[0]
    return found


def _metric(name: str, amount: StatedAmount, growth: bool, context: FigureContext) -> CatalogueMetric | None:
    matches = sorted(context.catalogue.named(name), key=lambda match: -match.weight)
    for match in matches:
        metric = match.metric
        if growth and metric.nature not in ("share", "growth", "rank"):
            found = context.catalogue.growth(metric)
            if found:
                return found
        if fitted := fitting(context.catalogue, metric, amount):
            return fitted
    return None
