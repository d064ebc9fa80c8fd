"""Undertakings that a table names in one column and describes in another: 重点工程 and 主要内容."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from initiatives.reading.document_blocks import BlockKind, DocumentBlock
from initiatives.reading.project_lists import NOUN, NamedProject, titled

# The projects of investors (项目名称) are no undertakings of the plan.
NAME_HEAD = re.compile(
    "(?:工程|行动|任务|专项|举措|实事(?:项目)?)(?:名?称?)$|^(?:重点|主要|年度|具体)?(?:工作|任务|工程|行动)(?:任务|事项|名称)?$"
)
CONTENT_HEAD = re.compile("内容|目标|要求|举措|措施|任务|安排|标准|成果")
RESPONSIBLE_HEAD = re.compile("(?:责任|牵头)(?:单位|部门|领导|人)")
FEWEST, MOST, LONGEST_NAME = 3, 20, 20


def projects_of_tables(blocks: Sequence[DocumentBlock]) -> tuple[list[NamedProject], str, int]:
    """The undertakings of the first table that names some."""
    rows = [block for block in blocks if block.kind == BlockKind.TABLE_ROW]
    for _table, group in groupby(rows, key=lambda block: block.table):
        table = list(group)
        for column in _columns_of_names(table[0]):
            named = [_named(row, column) for row in table[1:] if column < len(row.cells)]
            named = [each for each in named if each.title]
            titles = [each.title for each in named]
            if not FEWEST <= len(set(titles)) <= MOST or not all(map(_is_name, titles)):
                continue
            # A cell that goes over several rows is repeated in each.
            first = {each.title: each for each in reversed(named)}
            chosen = sorted(first.values(), key=lambda each: each.block.number)
            nouns = [match[0] for each in chosen if (match := re.search(f"(?:{NOUN})$", each.title))]
            noun = nouns[0] if len(nouns) == len(chosen) and len(set(nouns)) == 1 else "任务"
            return chosen, noun, 0
    return [], "", 0


def _columns_of_names(heading: DocumentBlock) -> Iterator[int]:
    """The columns whose heading says that they name undertakings, if another has what is to be done."""
    heads = [re.sub(r"\s", "", heading.text[start:end]) for start, end in heading.cells]
    for index, head in enumerate(heads):
        others = [other for place, other in enumerate(heads) if place != index]
        content = any(CONTENT_HEAD.search(other) or RESPONSIBLE_HEAD.search(other) for other in others)
        if NAME_HEAD.search(head) and content:
            yield index


def _named(row: DocumentBlock, column: int) -> NamedProject:
    """What a cell names: all of it, or the first clause of what is to be done (优化服务机制，落实…)."""
    start, end = row.cells[column]
    stop = re.compile("[，。；：]").search(row.text, start, end)
    return titled(row, start, stop.start() if stop else end)


def _is_name(title: str) -> bool:
    return 2 <= len(title) <= LONGEST_NAME and not re.search("[，。；：0-9]", title)
