"""Tables that were pasted with each cell on a line of its own: the heads of the columns, then row by row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from initiatives.reading.line_kinds import numbered_heading
from initiatives.values.chinese_numerals import plain_text

HEAD = re.compile(
    r"序\s*号|编号|类别|指标(?:名称)?|单\s*位|计量单位|项目(?:名称)?|备\s*注|投资额?(?:[（(].{1,6}[）)])?|基数|增[长幅](?:[（(]%[）)])?"
    r"|(?:主要|重点|年度|具体|工作|攻坚)*(?:任务|目标|内容|举措|措施|事项|要求|行动|工程|工作)(?:名称|内容|目标|任务|标准|值)?"
    r"|(?:责任|牵头|配合|分管|包联|协同|实施)(?:单位|部门|领导|科室|人|主体)"
    r"|(?:完成|办结|进度)?(?:时限|时间|期限|节点|安排)|20[0-9]{2}年?[^，。；]{0,8}"
)
OF_TIME = re.compile("时限|时间|期限|节点")
TIME = re.compile("[0-9一二三四五六七八九十全每].*[年月季日]|年底|长期|全年|持续|年内")
OF_NUMBERS = re.compile("^20[0-9]{2}|序号|基数|^增[长幅]")
FEWEST_COLUMNS, FEWEST_ROWS, LONGEST_CELL = 3, 2, 90


@dataclass(frozen=True)
class FlattenedTable:
    """The lines `start:end` are its cells, `columns` to a row; the first row names the columns."""

    start: int
    end: int
    columns: int

    def rows(self) -> Iterator[range]:
        for first in range(self.start, self.end, self.columns):
            yield range(first, first + self.columns)


def flattened_tables(lines: Sequence[str], apart: Sequence[bool]) -> list[FlattenedTable]:
    """The tables in some lines; `apart` tells for each whether an empty line follows."""
    found = []
    index = 0
    while index < len(lines):
        heads = index
        while heads < len(lines) and HEAD.fullmatch(plain_text(lines[heads])):
            heads += 1
        table = _below(lines, apart, index, heads - index) if heads - index >= FEWEST_COLUMNS else None
        if table:
            found.append(table)
        index = table.end if table else heads + 1
    return found


def _below(lines: Sequence[str], apart: Sequence[bool], start: int, columns: int) -> FlattenedTable | None:
    """The table whose heads are so many lines from `start` on, if its cells fit the heads."""
    heads = [re.sub(r"\s", "", plain_text(line)) for line in lines[start : start + columns]]
    end = start + columns
    while end + columns <= len(lines):
        cells = [plain_text(line) for line in lines[end : end + columns]]
        numbered = numbered_heading(cells[0])
        if (numbered and numbered[1] < 3) or not all(map(_fits, heads, cells)):
            break
        # Where empty lines separate anything, they stand between rows or after all.
        end += columns
        if apart[end - 1] and not apart[end - 1 - columns]:
            break
    return FlattenedTable(start, end, columns) if (end - start) // columns > FEWEST_ROWS else None


def _fits(head: str, cell: str) -> bool:
    if OF_TIME.search(head) and not TIME.search(cell):
        return False
    if OF_NUMBERS.search(head) and not re.search("[0-9—-]", cell):
        return False
    return len(cell) <= LONGEST_CELL and not re.match("(?:备注|注|说明)[：:]", cell)
