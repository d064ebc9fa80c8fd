"""Which headings are titles of the text itself (the masthead), repeat it, or go on over two lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from initiatives.article.whitespace import squeeze
from initiatives.reading.document_blocks import BlockKind, DocumentBlock
from initiatives.reading.enumerations import count_of
from initiatives.reading.line_kinds import (
    is_official_title,
    is_person_names,
    title_of_work,
)

SUBTITLE = re.compile(r"^(?:[—–-]{1,2}|──)\s*(?=[一-龥“0-9])")
# 开发区党工委书记 张明
PERSON_WITH_POST = re.compile(
    r"[^，。；：！？]{0,30}(?:书记|主任|[局部区县市镇院会处]长|秘书长|董事长|经理|负责人)[\s　]+[一-龥]{2,3}"
)
DATED = re.compile(
    r"[（(][^（）()。]{0,24}20[0-9]{2}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日[^（）()。]{0,12}[）)]"
)
# Parts beside the text: the person interviewed, a word by the editors.
ASIDES = re.compile(
    r"^(?:人物(?:名片|简介|档案)|编者(?:按|的话)|短评|评论|记者手记|采访手记|名词解释|新闻背景|相关新闻|开栏(?:语|的话)|图表新闻|专家观点|目录|目\s*录)"
)
OF_A_DOCUMENT = re.compile("(?:总体|主要|工作)?(?:目标|要求|思路)$|(?:重点|主要)任务$|保障措施|组织保障")
# 【2025年工作安排】
LENTICULAR = ("【", "[", "〖")
# Titles of the parts of a report.
PART = re.compile(
    "回顾|总结|完成情况|(?:工作|任务|发展)(?:情况|安排|部署|计划|打算|思路|重点|要点)|重点工作|重点任务|主要任务|下一步"
)
PROSE_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
NUMERAL = re.compile(r"(?P<mark>[一二三四五六七八九十]{1,3})(?=[一-龥“])")


def arranged_titles(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """The blocks with their titles told apart."""
    found = _without_repetitions(_numbered_in_sequence(blocks))
    return _below_parts(_with_mastheads(_in_two_lines(_wrapped(_with_dates(found)))))


def _unnumbered(block: DocumentBlock) -> bool:
    return block.kind == BlockKind.HEADING and not block.marker


def _numbered_in_sequence(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """A heading without sign after its numeral is numbered if it goes on counting: 五、A, 六B."""
    kept, last = [], 0
    for block in blocks:
        if block.kind == BlockKind.HEADING and block.level == 1 and block.marker:
            last = count_of(block.marker.strip(" 　、.．"))
        elif _unnumbered(block) and last and (match := NUMERAL.match(block.text)):
            following = count_of(match["mark"]) == last + 1
            block = replace(block, marker=match["mark"]) if following else block
            last += following
        kept.append(block)
    return kept


def _without_repetitions(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """A title that returns (at the turn of a page) and a table of contents are noise."""
    headings = Counter(squeeze(block.text) for block in blocks if block.kind == BlockKind.HEADING)
    first = next((squeeze(block.text) for block in blocks if block.kind == BlockKind.HEADING), "")
    contents = _contents(blocks)
    seen: set[str] = set()
    kept = []
    for index, block in enumerate(blocks):
        if block.kind == BlockKind.HEADING:
            words = squeeze(block.text)
            often = headings[words] > 2 and _unnumbered(block)
            if index in contents or (words in seen and (words == first or often)):
                block = replace(block, kind=BlockKind.NOISE, level=0, marker="")
            seen.add(words)
        kept.append(block)
    return kept


def _contents(blocks: Sequence[DocumentBlock]) -> set[int]:
    """The headings of a table of contents: three or more in succession that all return later."""
    found: set[int] = set()
    run: list[int] = []
    last = {_listed_title(block): index for index, block in enumerate(blocks)}
    for index, block in enumerate(blocks):
        if block.kind == BlockKind.HEADING and last[_listed_title(block)] > index:
            run.append(index)
            continue
        if len(run) > 2:
            found |= set(run)
        run = []
    return found


def _listed_title(block: DocumentBlock) -> str:
    """A title as a table of contents has it, without dots and number of the page."""
    return re.sub(r"[.．…·\s]*[0-9]{0,3}$", "", squeeze(block.text))


def _with_dates(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """A line in brackets with a date among the titles is of the masthead: （新华网，2024年3月1日）."""
    kept = list(blocks)
    for index, block in enumerate(blocks[:6]):
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and DATED.fullmatch(block.text):
            kept[index] = replace(block, kind=BlockKind.MASTHEAD, level=0)
        elif block.kind in PROSE_KINDS:
            break
    return kept


def _wrapped(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Headings as long as the lines of the text go on in the next one, where paragraphs have broken lines."""
    widths = [
        last - first
        for block in blocks
        if block.kind == BlockKind.PARAGRAPH and len(block.pieces) > 1
        for first, last in block.pieces[:-1]
    ]
    width = max(widths, default=0)
    kept: list[DocumentBlock] = []
    for block in blocks:
        before = kept[-1] if kept else None
        full = before is not None and before.kind == BlockKind.HEADING and len(before.text) >= width - 4 > 8
        if before and full and _unnumbered(block) and len(before.pieces) == 1:
            kept[-1] = _joined(before, block)
        else:
            kept.append(block)
    return kept


def _joined(first: DocumentBlock, second: DocumentBlock) -> DocumentBlock:
    return replace(first, text=first.text + second.text, pieces=first.pieces + second.pieces)


def _in_two_lines(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Headings that all stand in two lines each are one heading in two halves."""
    pairs = []
    index = 0
    while index < len(blocks):
        run = index
        while run < len(blocks) and _unnumbered(blocks[run]):
            run += 1
        if run - index == 2 and run < len(blocks) and blocks[run].kind in PROSE_KINDS and index:
            pairs.append(index)
        index = max(run, index + 1)
    short = [pair for pair in pairs if all(len(block.text) <= 18 for block in blocks[pair : pair + 2])]
    body = [pair for pair in short if any(each.kind in PROSE_KINDS for each in blocks[:pair])]
    if len(body) < 2:
        return list(blocks)
    first = next(index for index, block in enumerate(blocks) if block.kind in PROSE_KINDS)
    opening = blocks[max(first - 2, 1) : first]
    if len(opening) == 2 and all(_unnumbered(block) and len(block.text) <= 18 for block in opening):
        # The first of them follows the titles of the text.
        body.append(first - 2)
    kept = []
    for index, block in enumerate(blocks):
        if index in body:
            kept.append(_joined(block, blocks[index + 1]))
        elif index - 1 not in body:
            kept.append(block)
    return kept


def _with_mastheads(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Headings without number before the first paragraph, names of authors, and titles are the masthead."""
    first = next(
        (number for number, block in enumerate(blocks) if block.kind in PROSE_KINDS or block.marker),
        len(blocks),
    )
    kept = []
    for number, block in enumerate(blocks):
        beginning = number < first and (number < first - 1 or first == len(blocks) or number == 0)
        adorned = number == 0 and block.kind == BlockKind.HEADING and not re.search(r"\w", block.marker)
        if (_unnumbered(block) or adorned) and (
            beginning or adorned or _of_the_text(block, before_text=number < first)
        ):
            block = replace(block, kind=BlockKind.MASTHEAD, level=0)
        kept.append(block)
    return kept


def _below_parts(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Numbered headings below titles of parts without number (2025年工作安排) are one level lower."""
    headings = [index for index, block in enumerate(blocks) if block.kind == BlockKind.HEADING]
    parts = []
    for index, following in pairwise(headings):
        block, first = blocks[index], blocks[following]
        part = not block.marker or block.marker.startswith(LENTICULAR)
        begins = bool(first.marker) and count_of(first.marker.strip(" 　、.．")) == 1
        if part and begins and block.level == first.level == 1:
            parts.append(index)
    titled = [index for index in parts if PART.search(blocks[index].title)]
    if not titled or (len(parts) < 2 and not PART.search(blocks[parts[0]].title)):
        return list(blocks)
    if any(OF_A_DOCUMENT.search(blocks[index].title) for index in headings if index > parts[0]):
        # Chapters such as 保障措施 are those of a document, of which the heading is the title.
        return list(blocks)
    numbered = [
        block.kind == BlockKind.HEADING and bool(block.marker) and not block.marker.startswith(LENTICULAR)
        for block in blocks
    ]
    return [
        replace(block, level=block.level + 1) if numbered[index] and index > parts[0] else block
        for index, block in enumerate(blocks)
    ]


def _of_the_text(block: DocumentBlock, *, before_text: bool) -> bool:
    """Whether a heading is a title of the whole: its author, subtitle, a title in two halves."""
    if is_person_names(block.text) or title_of_work(block.text) or PERSON_WITH_POST.fullmatch(block.text):
        return True
    return before_text and bool(SUBTITLE.match(block.text) or is_official_title(block.text))


def is_aside(block: DocumentBlock) -> bool:
    """Whether a heading opens what stands beside the text, such as a word by the editors."""
    return bool(ASIDES.match(block.text))
