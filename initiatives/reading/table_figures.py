"""Figures in tables of indicators: a row a metric, columns for units, years, targets and growth."""

import re
from collections.abc import Collection, Iterator, Sequence
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
PLANNED_HEAD = re.compile("时限|期限|责任|牵头|(?:竣工|开工|投产|完成)(?:时间|节点)|形象目标")
EXPECTED_HEAD = re.compile("预计")
ACTUAL_HEAD = re.compile("完成|实际|实绩|现状|基期|基数")
GROWTH_HEAD = re.compile(r"增长|增速|增幅|同比")
SHARE_HEAD = re.compile(
    "完成率|完成进度|(?:完成|占|为)[^,]{0,6}(?:目标|计划|任务)[^,]{0,3}(?:比例|比重|百分比|%|率|进度)"
)
# Rows of these are things, of which the headings say what is counted: 项目名称, 总投资, 完成投资.
THING_HEAD = re.compile("(?:项目|企业|单位|园区|产业|平台|区县?|乡镇|街道|板块)名?称?$")
TOTAL_ROW = re.compile("^(?:合计|总计|小计|全区|总和)$")
# （单位：亿元） before a table.
UNIT_BEFORE = re.compile("单位[:：]\\s*(?P<unit>[^）)，。；;\\s]{1,8})")
# What a heading says of time and kind, besides what is counted.
NOT_COUNTED = re.compile(
    r"20[0-9]{2}年度?|年度|全年|上半年|[一二三四]季度|1[-—–~至][0-9]{1,2}月|计划|完成|目标|任务|实际|预计|累计|[（(].*"
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


def figures_of_tables(
    document: ReadDocument, context: FigureContext, *, apart: Collection[int] = ()
) -> list[Proposal]:
    """The figures of tables that have a heading row with years, targets or growth, but for those `apart`."""
    rows = [
        block for block in document.blocks if block.kind == BlockKind.TABLE_ROW and block.table not in apart
    ]
    found: list[Proposal] = []
    for _table, group in groupby(rows, key=lambda block: block.table):
        table = list(group)
        heading = next((row for row in table[:3] if _is_heading(row)), None)
        if heading:
            unit = _unit_before(document, table[0])
            found += _of_table(table[table.index(heading) + 1 :], _cells(heading), unit, context)
    return found


def _unit_before(document: ReadDocument, row: DocumentBlock) -> str:
    """The unit that the block before a table states for it: （单位：亿元）; "" if none."""
    before = document.blocks[row.number - 1] if row.number else None
    match = UNIT_BEFORE.search(before.text) if before and before.kind != BlockKind.TABLE_ROW else None
    return match["unit"] if match else ""


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
    rows: Sequence[DocumentBlock], heading: Sequence[str], common_unit: str, context: FigureContext
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
    planned = any(PLANNED_HEAD.search(cell) for cell in heading) and not any(
        ACTUAL_HEAD.search(cell) and not PLANNED_HEAD.search(cell) for cell in heading
    )
    things = bool(THING_HEAD.search(heading[name_column])) and "指标" not in heading[name_column]
    for index, cell in enumerate(heading):
        if index in (name_column, unit_column) or SKIPPED_HEAD.search(cell):
            continue
        column = (
            _share_column(index, cell, columns)
            or _part_column(index, cell, context, aimed=aimed)
            or _value_column(index, cell, context)
            or (_counted_column(index, cell, context, planned=planned) if things else None)
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
                figure := _cell_figure(
                    row, cells, name_column, (unit, common_unit), column, context, things=things
                )
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


def _counted_column(
    index: int, heading: str, context: FigureContext, *, planned: bool
) -> _ValueColumn | None:
    """A column whose heading is what is counted, of no time of its own: 总投资.

    `planned`: the table says who is to do each thing, or by when.
    """
    plan = context.periods.plan_year
    if not plan or not any(match.weight for match in context.catalogue.named(heading)):
        return None
    unit = UNIT_IN_NAME.search(heading)
    kind = FigureKind.TARGET if planned else FigureKind.ACTUAL
    return _ValueColumn(index, f"{plan}", kind, False, heading, unit["unit"] if unit else "")


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
    units: tuple[str, str],
    column: _ValueColumn,
    context: FigureContext,
    *,
    things: bool,
) -> Proposal | None:
    name, value, scope = cells[name_column], cells[column.index], ""
    if things:
        scope = "" if TOTAL_ROW.match(name) else name
        name = NOT_COUNTED.sub("", column.heading) or column.heading
    in_name = UNIT_IN_NAME.search(name)
    # What the row itself says goes before what is said of the whole table.
    own_unit = column.unit or units[0] or (in_name["unit"] if in_name else "") or units[1]
    own_unit = _per_mu(name, own_unit)
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
        scope=scope,
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


def _per_mu(name: str, unit: str) -> str:
    """The unit of what is counted for each mu: 万元/亩 of 亩均税收（万元）."""
    return f"{unit}/亩" if name.startswith(("亩均", "每亩")) and unit.endswith("元") else unit


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
