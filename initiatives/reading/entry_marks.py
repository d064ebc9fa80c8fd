"""Marks of entries that count: 一是, 第二，, 首先, ③, （四）, 5. – and the entries that they open."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock
from initiatives.reading.enumerations import count_of
from initiatives.values.chinese_numerals import plain_text

NUMERAL = "[一二三四五六七八九十]{1,2}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# （二） needs no sign before it.
BOUNDARY = (
    r"(?:^|(?<=[，。；：:;、！!”）)\s　●•■◆▪◇○★▲►※·—–-])|(?<=下一步)|(?<=强调)|(?<=指出)|(?<=要求)|(?<=表示)"
    r"|(?=[（(]\s*[一二三四五六七八九十]{1,2}\s*[）)]))"
)
LETTERS = "ABCDEFGH"
# A mark at the head of a block may stand after a bullet.
BULLET = re.compile(r"[●•■◆▪◇○★▲►※·√✓➤□☆]\s*|[—–-]{1,2}\s*")
IN_TURN = ("首先", "其次", "再次", "最后")
FAMILIES = tuple(
    re.compile(BOUNDARY + pattern)
    for pattern in (
        rf"(?P<n>{NUMERAL})(?:是要?|要|则是?)(?!求)",
        rf"第(?P<n>{NUMERAL})(?:个方面|[个张项场篇条件道](?:事情?|工作|任务|举措|硬仗)?)?(?:就?是要?|[，、：:]|\s+)",
        rf"其(?P<n>{NUMERAL})(?:是|[，、：:])",
        rf"(?P<n>{'|'.join(IN_TURN)}|第三|再者|此外)(?:是要?|要|[，、：:])",
        rf"(?P<n>[{CIRCLED}])\s*",
        # 抓手之一：, 举措②：, 任务3：
        rf"[一-龥]{{2,3}}(?:之(?={NUMERAL})|(?=[{CIRCLED}0-9]))(?P<n>{NUMERAL}|[{CIRCLED}]|[0-9]{{1,2}})\s*[：:、]\s*",
        rf"[（(]\s*(?P<n>{NUMERAL}|[0-9]{{1,2}})\s*[）)]\s*[、.]?",
        r"(?P<n>[0-9]{1,2})\s*[.．、](?![0-9])\s*",
        rf"(?P<n>{NUMERAL})、\s*",
        r"[（(]\s*(?P<n>[A-HＡ-Ｈ])\s*[）)]\s*",
        r"(?P<n>[A-HＡ-Ｈ])\s*[.．、]\s*(?=[一-龥“])",
    )
)
TURNS = FAMILIES[3]
# Where the name of an entry ends: 一是强化招商，…
NAME_END = re.compile(r"[，。；：:;（(！—]")
SHALL = re.compile("要(?![素求点务件闻])")
# 围绕特色产业抓项目 says what is done.
OWN_VERB = re.compile("[抓做促强推建]")
AIM = re.compile("(?:主线|目标|中心|定位|重点|任务|战略|要求)$")
SIDE = re.compile(
    r"^(?:在)?(?P<name>[^，。；：]{2,16}?)(?:方面|领域|(?<![为之向以至线])上)$"
    r"|^在(?P<event>[^，。；：]{2,16}?(?:年|活动|行动|工程|战|仗))(?:活动)?中$"
)


@dataclass(frozen=True)
class Entry:
    """An entry of a list: the slice of its block from after the mark, up to the next entry."""

    block: DocumentBlock
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    def name(self) -> tuple[int, int]:
        """The slice of the block that names the entry: its first clause, without 方面 or 在…中."""
        stop = NAME_END.search(self.block.text, self.start, self.end)
        first, last = self.start, stop.start() if stop else self.end
        first += bool(SHALL.match(self.block.text, first))
        about = stop and stop[0] == "，" and self.block.text.startswith("围绕", first)
        name = self.block.text[first:last]
        if about and not (AIM.search(name) or OWN_VERB.search(name)):
            # 围绕高水平科创策源，今年将…
            first += len("围绕")
        if side := SIDE.match(self.block.text[first:last]):
            group = "name" if side["name"] else "event"
            first, last = first + side.start(group), first + side.end(group)
        return first, last


@dataclass(frozen=True)
class _Mark:
    block: DocumentBlock
    start: int
    end: int
    number: int


def counted_entries(blocks: Sequence[DocumentBlock], index: int, start: int, count: int = 0) -> list[Entry]:
    """The entries after a place of a block: in the rest of it, or in the blocks that follow.

    `count`: how many there must be; 0 for three or more. They count from one without a gap.
    """
    following = _following(blocks, index)
    for family in FAMILIES:
        own = list(_marks_in(blocks[index], start, family))
        heads = [mark for block in following if (mark := _mark_at_head(block, family))]
        inner = [mark for block in following for mark in _marks_in(block, 0, family)]
        for marks in (own, [*own, *heads], [*own, *inner]):
            if entries := _in_order(marks, family, count):
                return entries
    return []


def first_entries(blocks: Sequence[DocumentBlock], index: int, start: int, count: int) -> list[Entry]:
    """The first of `count` entries of a text that breaks off, in its last block or at heads of later ones.

    The first stands in the next block, or in the one after that.
    """
    later = [block for block in blocks[index + 1 :] if block.kind in (*PROSE, BlockKind.HEADING)]
    found: list[list[_Mark]] = []
    for family in FAMILIES:
        heads = [mark for block in later if (mark := _mark_at_head(block, family))]
        marks = heads if later else list(_marks_in(blocks[index], start, family))
        numbers = [mark.number for mark in marks]
        near = bool(marks) and marks[0].block.number - blocks[index].number <= 2
        if near and len(marks) < count and numbers == list(range(1, len(marks) + 1)):
            found.append(marks)
    # （一）A。一是…二是…: the outer marks
    first = min(found, key=lambda marks: (marks[0].block.number, marks[0].start), default=[])
    return _up_to_next(first) if first else []


def _following(blocks: Sequence[DocumentBlock], index: int) -> list[DocumentBlock]:
    """The blocks of prose after one, up to the next heading."""
    found = []
    for block in blocks[index + 1 : index + 200]:
        if block.kind == BlockKind.HEADING:
            break
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            found.append(block)
    return found


def _mark_at_head(block: DocumentBlock, family: re.Pattern[str]) -> _Mark | None:
    bullet = BULLET.match(block.text)
    match = family.match(block.text, bullet.end() if bullet else 0)
    return _Mark(block, match.start(), match.end(), _number(match)) if match else None


def after_mark(block: DocumentBlock) -> int:
    """Where the words of a block begin after 一是, （二） and the like; 0 if it has no mark."""
    return next((mark.end for family in FAMILIES if (mark := _mark_at_head(block, family))), 0)


def _marks_in(block: DocumentBlock, start: int, family: re.Pattern[str]) -> Iterator[_Mark]:
    for match in family.finditer(block.text, start):
        yield _Mark(block, match.start(), match.end(), _number(match))


def _number(match: re.Match[str]) -> int:
    words = match["n"]
    if words in CIRCLED:
        return CIRCLED.index(words) + 1
    if words in IN_TURN:
        return (1, 2, 3, 0)[IN_TURN.index(words)]
    if (letter := LETTERS.find(plain_text(words))) >= 0:
        return letter + 1
    return {"第三": 3, "再者": 3, "此外": 0}.get(words) or count_of(words)


def _in_order(marks: Sequence[_Mark], family: re.Pattern[str], count: int) -> list[Entry]:
    """The entries of marks that count 1, 2, 3 … to the last one."""
    numbers = [mark.number for mark in marks]
    if family is TURNS:
        # 最后 and 此外 are whatever number follows.
        numbers = [number or place for place, number in enumerate(numbers, 1)]
    wanted = count or len(marks)
    if wanted < (2 if count else 3) or numbers != list(range(1, wanted + 1)):
        return []
    return _up_to_next(marks)


def _up_to_next(marks: Sequence[_Mark]) -> list[Entry]:
    """The entries of marks, each up to the next one in its block."""
    entries = []
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        inside = after is not None and after.block.number == mark.block.number
        end = after.start if inside and after else len(mark.block.text)
        entries.append(Entry(mark.block, mark.end, end))
    return entries
