"""Chapters of a plan as its projects: numbered headings, those with the declared noun or number."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from initiatives.reading.announced_entries import looking_back
from initiatives.reading.document_blocks import BlockKind, DocumentBlock
from initiatives.reading.enumerations import count_of
from initiatives.reading.project_lists import DECLARED, PLAN_PART, REVIEW, NamedProject, titled
from initiatives.reading.title_lines import is_aside

# 某开发区：向新而行, in a round of several parks.
OF_A_BODY = re.compile("[一-龥]{2,12}(?:区|园|县|市|镇|街道|局|公司|集团)[：:丨|]")
PAST = re.compile(
    r"年来|(?:增长|增加|提高|提升|下降)到|累计|已[^经然]|已经|同比|完成了|实现了|取得了|荣获|获评|较上年|比上年"
)
TO_COME = re.compile(
    r"将|力争|确保|计划|争取|目标|年内|年底前|今年|明年|下一步|要[^求素闻]|不低于|不少于|力促"
)


BEGINS_WITH_VERB = re.compile("(?:扎实|全力|着力|切实|持续|认真)?(?:抓好|抓实|抓紧|推进|做好|落实)")
OF_FIVE_YEARS = re.compile("五年|十[一二三四五六七]?五")
# What a programme or a list of names orders is no undertaking.
OF_AN_EVENT = re.compile(
    "[一-龥]{0,6}(?:议程|日程|流程|议题|名单|荣誉|奖项|参会(?:人员|单位)|会务|联系方式)(?:安排|如下)?"
)


def projects_of_declared_chapters(blocks: Sequence[DocumentBlock]) -> tuple[list[NamedProject], str, int]:
    """Chapters with the declared noun (“三大会战”: …会战), or as many as are declared."""
    headings = _headings(blocks)
    declared = [
        (count_of(match["count"]), match["noun"])
        for block in blocks
        if block.kind != BlockKind.TABLE_ROW
        for match in DECLARED.finditer(block.text)
        if count_of(match["count"]) > 2
    ]
    for level in (1, 2, 3):
        for count, noun in declared:
            # 两大战役、八项行动: the actions of all battles together.
            chosen = [each for each in headings if each.level == level and _has_noun(each, noun)]
            several = sum(each.marker.strip(" （(").startswith(("一", "1", "１")) for each in chosen) > 1
            if several and len(chosen) == count > 2:
                return [_heading_named(heading, noun) for heading in chosen], noun, count
        for run in _runs(headings, level):
            kept = [heading for heading in run if not _beside(heading)]
            parts = any(PLAN_PART.search(heading.title) for heading in kept)
            for count, noun in declared:
                chosen = [
                    heading
                    for heading in kept
                    if noun in heading.title and not DECLARED.search(heading.title)
                ]
                if len(chosen) == count or (len(kept) == count and not parts and _counts_up(kept)):
                    chosen = chosen if len(chosen) == count else kept
                    return [_heading_named(heading, noun) for heading in chosen], noun, count
    return [], "", 0


def _has_noun(heading: DocumentBlock, noun: str) -> bool:
    return heading.title.rstrip("。：:").endswith(noun) and not DECLARED.search(heading.title)


def projects_of_chapters(blocks: Sequence[DocumentBlock]) -> tuple[list[NamedProject], str, int]:
    """The chapters of the part on the plan, else all chapters that are on what is to be done."""
    if children := chapters_of_plan_part(blocks):
        return [_heading_named(child) for child in children], "任务", 0
    headings = _headings(blocks)
    numbered = [heading for heading in headings if heading.marker]
    for level in (1, 2) if any(heading.level < 3 for heading in numbered) else (3, 4):
        for run in _runs(numbered, level):
            kept = [heading for heading in run if not _beside(heading)]
            parts = any(
                PLAN_PART.search(each.title) and not BEGINS_WITH_VERB.match(each.title) for each in kept
            )
            apart = parts or _goals(run) or _below_beside(run[0], numbered)
            enough = len(kept) > 2 or (len(kept) == 2 and all("，" in heading.title for heading in kept))
            if enough and not apart and not _told_of_past(kept, blocks):
                return [_heading_named(heading) for heading in kept], "任务", 0
    titles = _title_lines(blocks) | _above_another(blocks)
    kept = [heading for heading in headings if not heading.marker and not _beside(heading)]
    kept = [heading for heading in kept if heading.number not in titles]
    kept = [heading for heading in kept if heading.level == min((each.level for each in kept), default=1)]
    apart = _questions(kept) or sum(bool(OF_A_BODY.match(heading.title)) for heading in kept) * 2 > len(kept)
    if len(kept) > 2 and not numbered and not apart and not _told_of_past(kept, blocks):
        return [_heading_named(heading) for heading in kept], "任务", 0
    return [], "", 0


def chapters_of_plan_part(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """The headings below the title of the part on the plan, two or more."""
    headings = _headings(blocks)
    parents = [
        heading
        for heading in headings
        if PLAN_PART.search(heading.title) and not re.search("回顾|总结|完成|保障|组织", heading.title)
    ]
    # 三、2026年工作重点 goes before 二、“十五五”时期目标和任务.
    for parent in sorted(parents, key=lambda heading: bool(OF_FIVE_YEARS.search(heading.title))):
        children = _children(headings, parent)
        if len(children) > 1:
            return children
    return []


def _counts_up(run: Sequence[DocumentBlock]) -> bool:
    """Whether the numbers of headings, where they have any, follow each other."""
    numbers = [count_of(re.sub(r"[^0-9一二三四五六七八九十]", "", heading.marker)) for heading in run]
    return all(after == number + 1 or not (after and number) for number, after in pairwise(numbers))


def _headings(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """The headings of chapters, apart from those of the part on the past."""
    past = looking_back(blocks)
    found: list[DocumentBlock] = []
    # 【主持人】 before each question is no chapter.
    often = Counter(block.title for block in blocks if block.kind == BlockKind.HEADING)
    agenda: DocumentBlock | None = None
    last = max((index for index, block in enumerate(blocks) if block.kind != BlockKind.HEADING), default=-1)
    for index, block in enumerate(blocks):
        of_names = block.title.endswith("名单") or OF_AN_EVENT.fullmatch(block.title)
        if block.kind == BlockKind.MASTHEAD and of_names:
            agenda = block
        if block.kind == BlockKind.PARAGRAPH:
            # 推介会流程： in the text is the title of the lines below it.
            listed = OF_AN_EVENT.fullmatch(block.text.rstrip("：:"))
            agenda = block if listed else None if agenda and agenda.kind == BlockKind.PARAGRAPH else agenda
        if block.kind != BlockKind.HEADING or index in past:
            continue
        if agenda and (block.level > agenda.level or (block.marker and not agenda.marker)):
            continue
        agenda = block if OF_AN_EVENT.fullmatch(block.title) else None
        if often[block.title] > 2:
            continue
        # Without number and text, the last lines are who signs.
        if not agenda and (block.marker or index < last):
            found.append(block)
    return found


def _above_another(blocks: Sequence[DocumentBlock]) -> set[int]:
    """The numbers of headings without mark that stand directly above another: lines of one title."""
    return {
        block.number
        for block, following in pairwise(blocks)
        if block.kind == following.kind == BlockKind.HEADING and not (block.marker or following.marker)
    }


def _title_lines(blocks: Sequence[DocumentBlock]) -> set[int]:
    """The numbers of lines of a title: three or more headings without mark before the first sentence.

    The last may be the first chapter's heading, unless one of them says which meeting was held.
    """
    run: list[DocumentBlock] = []
    for block in takewhile(lambda each: "。" not in each.text, blocks):
        if block.kind in (BlockKind.HEADING, BlockKind.MASTHEAD) and not block.marker:
            run.append(block)
    if len(run) < 3:
        return set()
    held = any(re.search("召开|举行", each.title) for each in run)
    return {each.number for each in (run if held else run[:-1])}


def _beside(heading: DocumentBlock) -> bool:
    """Whether a heading opens a part that is no undertaking, or has no words of its own."""
    return bool(REVIEW.search(heading.title)) or is_aside(heading) or not _heading_named(heading).title


def _below_beside(heading: DocumentBlock, headings: Sequence[DocumentBlock]) -> bool:
    """Whether a heading stands in a part that is no undertaking, such as 保障措施."""
    above = [each for each in headings if each.number < heading.number and each.level < heading.level]
    return bool(above) and bool(re.search("保障|组织|要求$|附则", above[-1].title))


def _told_of_past(headings: Sequence[DocumentBlock], blocks: Sequence[DocumentBlock]) -> bool:
    """Whether most chapters tell what was reached, and none what is to come."""
    texts = []
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        end = following.number if following else len(blocks) + heading.number
        texts.append("".join(block.text for block in blocks if heading.number <= block.number < end))
    past = sum(bool(PAST.search(text)) for text in texts)
    # The last one may close with what is to come.
    return past * 2 > len(texts) and 4 * sum(bool(TO_COME.search(text)) for text in texts) < len(texts)


def _goals(run: Sequence[DocumentBlock]) -> bool:
    """Whether headings sort goals, and tell no undertakings: 1.招商引资目标, 2.项目建设目标."""
    return sum(bool(re.search("(?:目标|指标)[。：:]?$", each.title)) for each in run) * 2 > len(run)


def _questions(headings: Sequence[DocumentBlock]) -> bool:
    return any(heading.text.endswith(("？", "?")) for heading in headings)


def _runs(headings: Sequence[DocumentBlock], level: int) -> Iterator[list[DocumentBlock]]:
    """Headings of one level that follow each other below one parent."""
    run: list[DocumentBlock] = []
    for heading in headings:
        if heading.level == level:
            run.append(heading)
        elif heading.level < level:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _children(headings: Sequence[DocumentBlock], parent: DocumentBlock) -> list[DocumentBlock]:
    """The headings of the next level below a heading."""
    below = []
    for heading in headings:
        if heading.number <= parent.number:
            continue
        if heading.level <= parent.level:
            break
        below.append(heading)
    top = min((heading.level for heading in below), default=0)
    return [heading for heading in below if heading.level == top]


def _heading_named(heading: DocumentBlock, noun: str = "") -> NamedProject:
    """The title of a heading; of 科技创新行动，让动能更强 the half with the noun."""
    start = len(heading.marker)
    end = len(heading.text.rstrip("。：:"))
    if heading.marker.startswith(("【", "[", "〖")):
        end = len(heading.text[:end].rstrip("】]〗 "))
        number = re.compile("0?[0-9]{1,2}[ 　.、]*(?=[一-龥“])").match(heading.text, start, end)
        start = number.end() if number else start
    if noun and (half := re.compile(f"[^，：]*{noun}(?=[，：]|怎么|如何)").match(heading.text, start)):
        end = half.end()
    return titled(heading, start, end)
