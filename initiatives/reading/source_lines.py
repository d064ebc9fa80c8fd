"""Lines of a document, as formats deliver them, put together to blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from initiatives.article.blocks import PARAGRAPH_ENDINGS
from initiatives.article.whitespace import INVISIBLE_CHARACTERS
from initiatives.reading.bulleted_headings import bulleted_headings, bullets_below_bullets
from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.flattened_tables import flattened_tables
from initiatives.reading.line_kinds import (
    ATTRIBUTE,
    INSIDE_SENTENCE,
    LABEL_ALONE,
    LONGEST_HEADING,
    caption_in,
    is_noise,
    is_official_title,
    list_marker,
    numbered_heading,
    run_in_heading,
    states_amount,
)
from initiatives.reading.page_characters import usual_characters, without_radicals
from initiatives.reading.title_lines import arranged_titles

# A heading in two halves between empty lines: 科技创新行动，让动能更“强”.
TWO_HALVES = re.compile(
    r"(?:“[^“”。]{1,16}”|[^，。；：:;,!！?？、0-9“”]){4,18}，(?:“[^“”。]{1,16}”|[^，。；：:;,!！?？、0-9“”]){2,16}(?<![的和与及])"
)
# A long title in halves, at the head of a text: 某园区党工委书记张明：在“拼”字上下功夫 冲刺千亿园区.
LONG_TITLE = re.compile(
    r"(?=.{8,64}$)[^。；！？!?]*[一-龥”）】][\s　]+[一-龥“（][^。；！？!?]*[^，、：。；\s]"
)
# The title of a numbered list, after a line that lacks its full stop.
FIRST_ENTRY = re.compile(r"[（(]?[1１一][）)、.．]")
SHORT_TITLE = re.compile("[一-龥]{2,8}")
CHAPTER, NUMBERED = re.compile("[（(][一二三四五六七八九十]"), re.compile("[0-9]{1,2}[.．、]")
# A full stop that a page's width put on a line of its own.
LOOSE_STOP = re.compile("[。；！？”）]+")
# 营业收入　2026年 7.4　2027年计划 8.1
COLUMNS = re.compile(r"\S+(?:[\s　]+\S*[0-9]\S*){3,}")
BARS = re.compile("[|｜]")
RULE_OF_TABLE = re.compile(r"\|[-:|\s]+\|")
# A title with commas, an empty line below it.
TITLE_APART = re.compile("(?=.{8,64}$)[^。；！？!?]*[^，、：。；,;:]")
LONGER = 2
# 1月5日，园区召开会议; but 2025：园区启航
BEGINS_WITH_TIME = re.compile("(?:20[0-9]{2}年|[0-9]{1,2}月|今年|去年|明年|全年|目前)")
EXCLAIMED_TITLE = re.compile("[^。；！？!?]{6,40}[！？!?]")
# 明年怎么干？书记要求抓好六个方面工作
ASKING_TITLE = re.compile("[^。；！？!?，,：]{4,24}[？?][^。；！？!?，,：]{4,30}")
# Paragraphs of people are shorter; rules may take time that grows with the square of a block's length.
LONGEST_BLOCK = 2000


@dataclass(frozen=True)
class FormattedLine:
    """A line or paragraph of a document; `whole`: it is a paragraph already and is joined with no other.

    `heading` is the level that the document gives it, 0 for none; `cells` are those of a table's row.
    """

    text: str
    whole: bool = False
    heading: int = 0
    table: int = 0
    cells: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class _Line:
    """A line with its place; `start:end` is its slice of the text, without white space at its ends."""

    text: str
    start: int
    end: int
    source: FormattedLine
    # An empty line follows.
    apart: bool = False
    # So much longer a line follows that no width has broken this one.
    before_longer: bool = False


def document_of_text(text: str) -> ReadDocument:
    """A text that was pasted or kept as plain text: its lines may be broken within paragraphs."""
    text = without_radicals(text)
    lines = [FormattedLine(line, cells=_tabbed(line)) for line in text.split("\n")]
    lines = _barred(lines)
    return _document(text, _numbered_tables(lines))


def document_of_lines(lines: Sequence[FormattedLine]) -> ReadDocument:
    """A document of a format that knows its paragraphs; its text is their texts, one a line."""
    return _document(without_radicals("\n".join(line.text for line in lines)), lines)


def _tabbed(line: str) -> tuple[str, ...]:
    """The cells of a row, which tabs or | separate."""
    row = line.strip()
    if len(row) > 2 and row[0] == row[-1] == "|" and re.search(r"\w", row):
        return tuple(cell.strip() for cell in row[1:-1].split("|"))
    cells = tuple(cell.strip() for cell in line.strip("\n").split("\t"))
    return cells if len([cell for cell in cells if cell]) > 1 else ()


def _barred(lines: Sequence[FormattedLine]) -> list[FormattedLine]:
    """The lines with the cells of rows that bars separate: three or more in succession with as many bars."""
    counts = [len(BARS.findall(line.text)) if not line.cells else 0 for line in lines]
    found = list(lines)
    index = 0
    while index < len(lines):
        end = index + 1
        while end < len(lines) and counts[end] == counts[index]:
            end += 1
        if counts[index] > 1 and end - index > 2:
            found[index:end] = [
                replace(line, cells=tuple(cell.strip() for cell in BARS.split(line.text)))
                for line in lines[index:end]
            ]
        index = end
    return found


def _numbered_tables(lines: Sequence[FormattedLine]) -> list[FormattedLine]:
    """Rows in succession are one table."""
    number, inside, numbered = 0, False, []
    for line in lines:
        number += bool(line.cells) and not inside
        # The rule below the heads ends no table: | --- | --- |
        inside = bool(line.cells) or (inside and bool(RULE_OF_TABLE.fullmatch(line.text.strip())))
        numbered.append(replace(line, table=number) if line.cells else line)
    return numbered


def _document(text: str, formatted: Sequence[FormattedLine]) -> ReadDocument:
    blocks = list(_blocks(list(_lines(formatted))))
    blocks = _with_last_line(_with_ended_headings(arranged_titles(blocks)))
    details: dict[str, str] = {}
    for block in blocks:
        # 2025年7月18日 星期五 is the day on which the page was looked at.
        if (
            "星期" not in block.text
            and block.kind == BlockKind.NOISE
            and (date := re.search(r"20[0-9]{2}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}", block.plain))
        ):
            details.setdefault("published", date[0])
    return ReadDocument(text, [replace(block, number=number) for number, block in enumerate(blocks)], details)


def _lines(formatted: Sequence[FormattedLine]) -> Iterator[_Line]:
    position = 0
    for number, line in enumerate(formatted, 1):
        stripped = line.text.strip().strip("".join(map(chr, INVISIBLE_CHARACTERS))).strip()
        if stripped:
            start = position + line.text.index(stripped)
            following = formatted[number].text.strip() if number < len(formatted) else ""
            apart = number < len(formatted) and not following
            longer = len(following) > LONGER * len(stripped)
            yield _Line(usual_characters(stripped), start, start + len(stripped), line, apart, longer)
        position += len(line.text) + 1


def _blocks(lines: Sequence[_Line]) -> Iterator[DocumentBlock]:
    """Put lines together: a paragraph goes on until a line ends a sentence or a heading follows."""
    begun: list[_Line] = []
    waiting: list[DocumentBlock] = []
    within = False
    bulleted = bulleted_headings([line.text for line in lines])
    below = bullets_below_bullets(bulleted)
    cells = _cells_on_lines(lines)
    labels = _labels_above_titles(lines)
    level = 3 if any((numbered_heading(line.text) or ("", 3))[1] < 3 for line in lines) else 2
    for number, line in enumerate(lines):
        alone = None
        if number in bulleted:
            depth = level + (bulleted[number][:1] in below)
            alone = replace(_block(BlockKind.HEADING, [line]), marker=bulleted[number], level=depth)
        elif number in labels:
            alone = replace(_block(BlockKind.HEADING, [line, lines[number + 1]]), marker=line.text, level=2)
        if alone or number in cells or number - 1 in labels:
            yield from _finished(begun) if begun else ()
            yield from waiting
            begun, waiting, within = [], [], True
            alone = alone or cells.get(number)
            if alone:
                yield alone
            continue
        if begun and LOOSE_STOP.fullmatch(line.text):
            yield from _finished([*begun, line])
            yield from waiting
            begun, waiting = [], []
            continue
        if begun and _interrupts(line):
            # A caption or a page's number within a paragraph stands after it.
            waiting.append(_block(_kind_of_interruption(line), [line]))
            continue
        if begun and (_begins_block(line) or _parts_list(begun, line, lines[number + 1 : number + 2])):
            yield from _finished(begun)
            yield from waiting
            begun, waiting = [], []
        kind = None if begun else _single(line, within=within)
        begun_text = kind is None or kind == BlockKind.TABLE_ROW or bool(numbered_heading(line.text))
        within = within or (kind != BlockKind.NOISE and begun_text)
        if kind:
            yield from _single_blocks(kind, line)
            continue
        begun.append(line)
        if line.source.whole or line.text.endswith(PARAGRAPH_ENDINGS):
            yield from _finished(begun)
            yield from waiting
            begun, waiting = [], []
    if begun:
        yield from _finished(begun)
    yield from waiting


def _cells_on_lines(lines: Sequence[_Line]) -> dict[int, DocumentBlock | None]:
    """The rows of tables with each cell on a line, at the index of the first cell; None at the others."""
    found: dict[int, DocumentBlock | None] = {}
    free = max((line.source.table for line in lines), default=0) + 1
    # Lines of a format that knows tables are no flattened ones.
    texts = [
        "" if line.source.cells or line.source.heading else line.text[: _end_of_cell(line.text)]
        for line in lines
    ]
    for number, table in enumerate(flattened_tables(texts, [line.apart for line in lines]), free):
        for row in table.rows():
            block = _block(BlockKind.TABLE_ROW, [lines[index] for index in row])
            starts = accumulate((len(lines[index].text) for index in row), initial=0)
            cells = tuple(
                (start, start + _end_of_cell(lines[index].text))
                for start, index in zip(starts, row, strict=False)
            )
            found |= dict.fromkeys(row)
            found[row[0]] = replace(block, cells=cells, table=number)
    return found


def _end_of_cell(line: str) -> int:
    """Where the words of a cell end before the bar that may close its line."""
    return len(line.rstrip(" 　|｜"))


def _labels_above_titles(lines: Sequence[_Line]) -> set[int]:
    """The lines that hold nothing but the label of a part (PART 01), two or more, each above a title."""
    found = {
        index
        for index, (line, following) in enumerate(pairwise(lines))
        if LABEL_ALONE.fullmatch(line.text)
        and len(following.text) <= LONGEST_HEADING
        and not (INSIDE_SENTENCE.search(following.text) or numbered_heading(following.text))
        and not (following.source.cells or states_amount(following.text))
    }
    return found if len(found) > 1 else set()


def _interrupts(line: _Line) -> bool:
    return is_noise(line.text) or caption_in(line.text) is not None


def _kind_of_interruption(line: _Line) -> BlockKind:
    return BlockKind.NOISE if is_noise(line.text) else BlockKind.CAPTION


def _begins_block(line: _Line) -> bool:
    """Whether a line cannot go on with a paragraph that is not ended."""
    return bool(
        line.source.whole
        or line.source.heading
        or line.source.cells
        or numbered_heading(line.text)
        or list_marker(line.text)
        or ATTRIBUTE.match(line.text)
    )


def _parts_list(begun: Sequence[_Line], line: _Line, following: Sequence[_Line]) -> bool:
    """Whether a short line between two entries of like marks is a title of those after it."""
    marker = list_marker(begun[0].text)
    first = following[0].text if following else ""
    if FIRST_ENTRY.match(first) and numbered_heading(first) and SHORT_TITLE.fullmatch(line.text):
        # 共320人 / 会议议程 / 1．A
        return True
    return bool(
        marker
        and len(begun) == 1
        and len(begun[0].text) < LONGEST_HEADING
        and len(line.text) <= 16
        and not re.search(r"[，。；：、,;:0-9]$|[，。；,;]", line.text)
        and following
        and list_marker(following[0].text) == marker
    )


def _single(line: _Line, *, within: bool) -> BlockKind | None:
    """The kind of a line that is a block by itself; None for (the beginning of) a paragraph.

    `within`: it stands after the masthead, where short lines with numbers are entries and no titles.
    """
    if line.source.cells:
        return BlockKind.TABLE_ROW
    if is_noise(line.text):
        return BlockKind.NOISE
    if line.source.heading:
        return BlockKind.HEADING
    if ATTRIBUTE.match(line.text) and len(line.text) <= LONGEST_HEADING:
        return BlockKind.PARAGRAPH
    if caption_in(line.text):
        return BlockKind.CAPTION
    numbered = numbered_heading(line.text)
    if numbered and numbered[1] < 3:
        return BlockKind.HEADING
    short = len(line.text) <= LONGEST_HEADING and not INSIDE_SENTENCE.search(line.text)
    if within and (numbered or short) and not line.source.listed and _is_entry(line.text):
        return BlockKind.LIST_ITEM
    if numbered:
        return BlockKind.HEADING
    if line.source.listed or list_marker(line.text):
        return None
    if (line.apart or line.source.whole or line.before_longer) and TWO_HALVES.fullmatch(line.text):
        return BlockKind.HEADING
    titled = bool(LONG_TITLE.fullmatch(line.text) or EXCLAIMED_TITLE.fullmatch(line.text))
    titled = titled or bool(ASKING_TITLE.fullmatch(line.text))
    if not titled and (line.apart or line.before_longer) and TITLE_APART.fullmatch(line.text):
        titled = line.apart or not (BEGINS_WITH_TIME.match(line.text) or states_amount(line.text))
    if short or (not within and (is_official_title(line.text) or titled)):
        return BlockKind.HEADING
    return None


def _is_entry(line: str) -> bool:
    """Whether a short line states numbers: 新建道路5条; in columns, 营业收入　2026年 7.4　2027年计划 8.1."""
    return states_amount(line) or COLUMNS.fullmatch(line) is not None


def _single_blocks(kind: BlockKind, line: _Line) -> Iterator[DocumentBlock]:
    if kind == BlockKind.TABLE_ROW:
        cells, position = [], 0
        for cell in map(usual_characters, line.source.cells):
            start = line.text.find(cell, position) if cell else position
            start = max(start, position)
            cells.append((start, start + len(cell)))
            position = start + len(cell)
        yield replace(_block(kind, [line]), cells=tuple(cells), table=line.source.table)
        return
    if kind == BlockKind.HEADING:
        marker, level = numbered_heading(line.text) or ("", 1)
        yield replace(_block(kind, [line]), marker=marker, level=line.source.heading or level)
        return
    yield _block(kind, [line])


def _finished(lines: Sequence[_Line]) -> Iterator[DocumentBlock]:
    block = _block(BlockKind.PARAGRAPH, lines)
    if len(block.text) > LONGEST_BLOCK:
        yield from _cut(block)
        return
    if split := run_in_heading(block.text):
        end, marker, level = split
        yield _part(block, BlockKind.HEADING, 0, end, marker, level)
        if rest := block.text[end:].strip():
            start = block.text.index(rest, end)
            yield _part(block, BlockKind.PARAGRAPH, start, len(block.text), "", 0)
        return
    marker = list_marker(block.text)
    if marker or lines[0].source.listed:
        block = replace(block, kind=BlockKind.LIST_ITEM, marker=marker)
    yield block


def _cut(block: DocumentBlock) -> Iterator[DocumentBlock]:
    """A paragraph that is too long to be one, in parts that end with a sentence where there is one."""
    start = 0
    while start < len(block.text):
        limit = min(start + LONGEST_BLOCK, len(block.text))
        stop = block.text.rfind("。", start, limit) + 1 if limit < len(block.text) else limit
        end = stop if stop > start else limit
        yield _part(block, BlockKind.PARAGRAPH, start, end, "", 0)
        start = end


def _block(kind: BlockKind, lines: Sequence[_Line]) -> DocumentBlock:
    pieces = tuple((line.start, line.end) for line in lines)
    return DocumentBlock(0, kind, "".join(line.text for line in lines), pieces)


def _part(
    block: DocumentBlock, kind: BlockKind, start: int, end: int, marker: str, level: int
) -> DocumentBlock:
    """A slice of a block as a block of its own."""
    pieces, before = [], 0
    for first, last in block.pieces:
        low, high = max(start - before, 0), min(end - before, last - first)
        if low < high:
            pieces.append((first + low, first + high))
        before += last - first
    return DocumentBlock(0, kind, block.text[start:end], tuple(pieces), level, marker)


def _with_last_line(blocks: list[DocumentBlock]) -> list[DocumentBlock]:
    """The last line in two halves is no title, since nothing follows it: the text breaks off there."""
    last = blocks[-1] if blocks else None
    if last and last.kind == BlockKind.HEADING and not last.marker and "，" in last.text:
        return [*blocks[:-1], replace(last, kind=BlockKind.PARAGRAPH, level=0)]
    return blocks


def _with_ended_headings(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Numbered lines with a full stop are headings where paragraphs follow each of several: 一、坚持A。"""
    found: dict[int, tuple[str, int]] = {}
    for index, (block, following) in enumerate(pairwise(blocks)):
        prose = following.kind == BlockKind.PARAGRAPH and not list_marker(following.text)
        # （一）完善机制。/1.压实责任。…
        prose = prose or bool(CHAPTER.match(block.text) and NUMBERED.match(following.text))
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) or not prose:
            continue
        heading = numbered_heading(block.text.removesuffix("。")) if block.text.endswith("。") else None
        if heading and heading[1] < 3 and not states_amount(block.text):
            found[index] = heading
    if len(found) < 2:
        return list(blocks)
    return [
        replace(block, kind=BlockKind.HEADING, marker=found[index][0], level=found[index][1])
        if index in found
        else block
        for index, block in enumerate(blocks)
    ]
