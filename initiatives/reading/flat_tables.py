"""Tables whose cells a text has one a line: 任务名称/工作目标/责任领导/完成时限/固废处置能力攻坚/…"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

NAMES = "指标|项目|名称|任务|工程|工作|事项|内容|类别"
WHO = "责任|牵头|配合|负责|领导|单位|部门|主体|联系人"
WHEN = "时限|期限|时间|节点"
# The heading of a column of numbers: 2023年完成, 2024年目标, 增长(%).
NUMBERS = "20[0-9]{2}年?|(?:完成|目标|计划|实际|预期)(?:数|值|额)$|增长|增速|增幅|同比"
TEXTS = "目标|措施|举措|要求|进度|安排|标准|成果|备注|序号|编号|单位|完成|计划"
HEAD = re.compile(f"{NAMES}|{WHO}|{WHEN}|{NUMBERS}|{TEXTS}")
LONGEST_HEAD, LONGEST_CELL = 14, 300
FEWEST_COLUMNS, MOST_COLUMNS, FEWEST_ROWS, MOST_CELLS = 2, 8, 2, 800
UNIT = re.compile("(?:计量)?单位$")
NUMBER = re.compile(r"[^0-9]{0,6}[0-9][0-9.,%％]*[^，。；,;]{0,10}|[—–\-/]{1,3}|持平|左右")
TIME = re.compile(
    r"(?:20[0-9]{2}\s*年?|[今明]年|第?[一二三四1-4]季度|[上下]半年|全年|年内|年底|年中|长期|持续|常年|每)?"
    r"[^，。；]{0,10}(?:[月季年日底前末中初旬]|全年|长期|持续|推进|常态|坚持|[0-9]{1,2})[^，。；]{0,6}"
)
WORDS = re.compile(r"(?=.*[一-龥])[^。；]{1,30}")
NO_NUMBER = re.compile("[^0-9，。；]{1,30}")
SERIAL = re.compile(r"[0-9]{1,3}|[一二三四五六七八九十]{1,3}")
# What cannot be a cell, and ends a table.
END = re.compile(
    r"(?:备注|注|说明|附注|填表)[：:]|[一二三四五六七八九十]{1,2}、|（[一二三四五六七八九十]{1,2}）"
    r"|附件|附表|表[0-9一二三四]"
)


def rows_of_lines(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lines with their cells: those of a row of such a table as one line, others alone without cells."""
    start = 0
    while start < len(lines):
        rows = _table(lines, start)
        for row in rows:
            text = "\n".join(lines[row[0] : row[-1] + 1])
            yield text, tuple(lines[index].strip() for index in row)
        if not rows:
            yield lines[start], ()
        start = rows[-1][-1] + 1 if rows else start + 1


def _table(lines: Sequence[str], start: int) -> list[list[int]]:
    """The indexes of the lines of each row of a table that begins at a line; empty if none does."""
    if not _is_head(lines[start]):
        return []
    places = islice((index for index in range(start, len(lines)) if lines[index].strip()), MOST_COLUMNS + 1)
    heads = list(takewhile(lambda index: _is_head(lines[index]), places))
    found: list[list[int]] = []
    # The name of the first row may look like a heading itself: 重点项目建设.
    for width in range(min(len(heads), MOST_COLUMNS), FEWEST_COLUMNS - 1, -1):
        rows = _rows(lines, heads[width - 1] + 1, [lines[index].strip() for index in heads[:width]])
        # Names and numbers alone make a table where there are more of them.
        enough = len(rows) >= (FEWEST_ROWS if width > FEWEST_COLUMNS else FEWEST_ROWS + 1)
        if enough and width * (len(rows) + 1) > sum(map(len, found)):
            found = [heads[:width], *rows]
    return found


def _is_head(line: str) -> bool:
    words = line.strip()
    return (
        0 < len(words) <= LONGEST_HEAD
        and not re.search(r"[，。；：:！？、\t]", words)
        and bool(HEAD.search(words))
        and not END.match(words)
    )


def _rows(lines: Sequence[str], start: int, heads: Sequence[str]) -> list[list[int]]:
    """Rows of as many lines as there are headings, as long as each cell is what its heading says."""
    checks = [_check(head, first=not index) for index, head in enumerate(heads)]
    if not any(check in (NUMBER, TIME) for check in checks):
        return []
    found: list[list[int]] = []
    filled = (index for index in range(start, len(lines)) if lines[index].strip())
    while len(row := list(islice(filled, len(heads)))) == len(heads):
        cells = [lines[index].strip() for index in row]
        alike = all(
            len(cell) <= LONGEST_CELL
            and "\t" not in cell
            and not END.match(cell)
            and (check is None or check.fullmatch(cell))
            for check, cell in zip(checks, cells, strict=True)
        )
        if not alike or len(found) * len(heads) >= MOST_CELLS:
            break
        found.append(row)
    return found


def _check(head: str, *, first: bool) -> re.Pattern[str] | None:
    """What the cells below a heading must be; None where they may be any words."""
    if re.search("序号|编号", head):
        return SERIAL
    if re.search(WHEN, head):
        return TIME
    if first or UNIT.match(head) or re.search(WHO, head):
        return WORDS if first else NO_NUMBER
    return NUMBER if re.search(NUMBERS, head) and not re.search("措施|举措|内容|任务", head) else None
