"""Undertakings that no sentence counts: entries below a title, after an outlook, on a side each."""

import re
from collections.abc import Sequence
from itertools import takewhile

from initiatives.reading.action_words import BEGINS
from initiatives.reading.announced_entries import (
    FURTHEST,
    LOOKING_BACK,
    MOST_ANNOUNCEMENTS,
    looking_back,
    undertaken,
)
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock
from initiatives.reading.entry_marks import BULLET, Entry, after_mark, counted_entries
from initiatives.reading.line_kinds import states_amount
from initiatives.reading.project_lists import PLAN_PART

# An announcement without number: 下一步，重点做好以下工作：
WITHOUT_NUMBER = re.compile(
    r"(?:下一步|下一阶段|下阶段|下半年|四季度|今年|明年|新的一年|接下来|20[0-9]{2}年|以下|如下|重点|主要)[^。]*?"
    r"(?:工作|任务|举措|措施|方面|抓好|做好|发力|着力)[^。]{0,8}[：:。]?$"
    r"|(?:做好|抓好)[^，。]{0,12}工作，(?:必须|要|应|需)[^。]{4,40}[：:。]$"
)
# 下阶段，园区将…。一是突出平台建设，…
OUTLOOK = re.compile(
    "(?<!即)(?:将(?!军|近)|(?<![重主摘概提首紧])要(?![素求点闻])|必须|力争|确保|打造|强调|要求|指出|提出|部署|表示|奋力|实现|重点|下一步)"
)
SHALL_DO = re.compile("(?<!即)将(?!军|近)|(?<![重主摘概提首紧])要(?![素求点闻])|必须|下一步|今年|明年")
NAMES_TROUBLES = re.compile(
    "通知如下|有关事项|问题|不足|短板|困难|原因|体会|经验|特点|教训|启示|(?<!实的)成绩(?!单)|成效"
)
# What a meeting demands of those who are present.
OF_CONDUCT = re.compile(
    "站位|责任|纪律|各司其职|密切配合|文风|能力$|账$|作风|认识|担当|督[导查]|考核|宣传|统筹协调|组织领导|思想|政治意识|大局意识|廉洁|落实|沟通|合力|队伍"
)
FIRST_AT_HEAD = re.compile(r"\W*(?:一是|一要|第一|首先|其一|①|[（(]?[一1][）)、.．])")
FIRST_OF_SEVERAL = re.compile(
    "(?:(?<=[。，：:])|(?<=下一步)|(?<=强调)|(?<=指出)|(?<=要求)|(?<=表示))(?:一是|一要|一、)"
)
WORK_BELOW = re.compile("(?:工作|任务|行动|举措|方面)[^，。；]{0,6}[：:]$")
BULLETED_DEMAND = re.compile(f"(?:{BULLET.pattern})要")
ENDED = re.compile("[。！？）)]$|[。！？]”$")
DEMANDED = re.compile("(?:强调|要求|提出)[，：]")
SAYS = re.compile("^”?[^，。]{1,12}(?:说|表示|介绍)[，,]?$")
# 要认真分析面临的主要问题 looks ahead.
FACED = re.compile("面临的[^，。]*")
OF_A_PAGE = re.compile("下载|版权|客服|点击|本站|会员")
OTHER_LINE = re.compile("[。；0-9]")
MOST_BELOW = 15
SIDE_AT_HEAD = re.compile(
    "在[^，。；：]{3,18}方面[，：]"
    # 全力在提升产业能级、构建现代化体系上攻坚突破。
    "|(?:全力|奋力|聚力|着力|努力)在[^，。；：]{3,24}上[^，。；：、0-9]{2,8}[，。]"
)
# A title of a plan that reports nothing, and the name that a paragraph begins with.
OF_PLAN = re.compile(
    "(?:工作)?(?:计划|要点|打算|安排|部署|思路和举措|重点工作|重点任务|任务清单)[》”]?(?:[（(][^（）]*[）)])?$"
)
SHORT_SENTENCE = re.compile(r"[^，。；：、0-9（）()]{4,20}。(?=[^。]{12})")
PART_BESIDE = re.compile("背景|概况|形势|要求$|原则$|目标$|保障")
LEAD = re.compile(rf"(?:{BULLET.pattern})?(?P<name>[^，。；：:、0-9]{{3,16}})[。：:，](?=.)")


def entries_below_title(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """The paragraphs below a plan's title, or the title of its part, that all begin with a name."""
    for index, block in enumerate(blocks):
        titled = block.kind in (BlockKind.MASTHEAD, BlockKind.HEADING) and OF_PLAN.search(block.title)
        if not titled or re.search("总结|回顾|情况|印发", block.text):
            continue
        below = []
        for following in blocks[index + 1 : index + FURTHEST]:
            if following.kind in (BlockKind.HEADING, BlockKind.MASTHEAD):
                break
            below.append(following)
        leads = [(each, LEAD.match(each.text)) for each in below if each.kind != BlockKind.CAPTION]
        entries = [
            Entry(each, after_mark(each) or lead.start("name"), len(each.text))
            for each, lead in leads
            if lead and each.text[lead.end() - 1] != "，"
        ]
        # The first may lead in.
        if len(entries) > 2 and len(entries) >= len(leads) - 1 and undertaken(entries):
            return entries
    return []


def entries_below_heading(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """The paragraphs below one heading that all begin with a short sentence: 提升产业能级。坚持…"""
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        if block.kind != BlockKind.HEADING or index in past or PART_BESIDE.search(block.title):
            continue
        below = list(
            takewhile(
                lambda each: each.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.CAPTION),
                blocks[index + 1 : index + FURTHEST],
            )
        )
        prose = [each for each in below if each.kind != BlockKind.CAPTION]
        entries = [
            Entry(each, after_mark(each), len(each.text)) for each in prose if SHORT_SENTENCE.match(each.text)
        ]
        if len(entries) > 2 and len(entries) >= len(prose) - 1 and undertaken(entries):
            return entries
    return []


def entries_unannounced(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Three or more counted entries after a sentence on what is to be done: 下一步，做好以下工作：一是…"""
    past, tried = looking_back(blocks), 0
    for index, block in enumerate(blocks):
        if index not in past and block.kind == BlockKind.HEADING and PLAN_PART.search(block.title):
            entries = counted_entries(blocks, index, len(block.text))
            if entries and undertaken(entries):
                return entries
        if index in past or block.kind != BlockKind.PARAGRAPH:
            continue
        for stop in re.finditer("[：:。]", block.text):
            sentence = block.text[: stop.end()].rstrip("。：:").split("。")[-1] + stop[0]
            if not WITHOUT_NUMBER.search(sentence) or LOOKING_BACK.search(sentence):
                continue
            tried += 1
            if tried > MOST_ANNOUNCEMENTS:
                return []
            entries = counted_entries(blocks, index, stop.end())
            if entries and entries[0].start - stop.end() < 8 and undertaken(entries):
                return entries
    return []


def entries_in_lines(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Lines up to one with a full stop or number, after 重点抓好以下工作：."""
    past = looking_back(blocks)
    for index, block in enumerate(blocks[: FURTHEST * 5]):
        ends = block.kind == BlockKind.PARAGRAPH and index not in past and block.text.endswith(("：", ":"))
        if not ends or not WITHOUT_NUMBER.search(block.text) or LOOKING_BACK.search(block.text):
            continue
        lines = takewhile(lambda each: not OTHER_LINE.search(each.text), blocks[index + 1 : index + FURTHEST])
        entries = []
        for line in lines:
            bullet = BULLET.match(line.text)
            entries.append(Entry(line, bullet.end() if bullet else after_mark(line), len(line.text)))
        if len(entries) > 2 and undertaken(entries):
            return entries
    return []


def entries_after_outlook(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Three or more counted entries after a sentence on what will be done: 2025年，将…。/一是…

    Or two paragraphs that each say what to do, or of a text that breaks off in the second.
    """
    past, tried = looking_back(blocks), 0
    for index, block in enumerate(blocks[: FURTHEST * 5]):
        if index in past or block.kind != BlockKind.PARAGRAPH:
            continue
        first = FIRST_OF_SEVERAL.search(block.text)
        start = first.start() if first else len(block.text)
        following = blocks[index + 1].text if index + 1 < len(blocks) else ""
        sentences = block.text[:start].rstrip("。：:").split("。")
        # “还将…。”他说，一是…
        sentence = "".join(sentences[-2:] if SAYS.search(sentences[-1]) else sentences[-1:])
        # 目前还存在不足，主任强调，要…
        sentence = DEMANDED.split(sentence)[-1] or sentence
        last = sentence.rsplit("，", 1)[-1]
        if (
            not (first or FIRST_AT_HEAD.match(following))
            or not OUTLOOK.search(sentence)
            or NAMES_TROUBLES.search(last if SHALL_DO.search(last) else sentence)
            or LOOKING_BACK.search(FACED.sub("", sentence))
        ):
            continue
        tried += 1
        if tried > MOST_ANNOUNCEMENTS:
            break
        entries = counted_entries(blocks, index, start) or _two_entries(blocks, index, start)
        follows = entries and entries[0].block.number - block.number == (0 if first else 1)
        if follows and undertaken(entries) and not mostly_on_conduct(entries):
            return entries
    return []


def entries_numbered(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Three or more paragraphs that count from one, without anything that announces them: 1、A，…/2、B，…"""
    past, tried = looking_back(blocks), 0
    for index, block in enumerate(blocks[: FURTHEST * 5]):
        first = index not in past and block.kind in PROSE and FIRST_AT_HEAD.match(block.text)
        if not first or OF_A_PAGE.search(block.text):
            continue
        tried += 1
        if tried > MOST_ANNOUNCEMENTS:
            break
        entries = counted_entries(blocks, index, 0)
        apart = len({entry.block.number for entry in entries}) == len(entries)
        names = [entry.block.text[slice(*entry.name())] for entry in entries]
        amounts = sum(states_amount(name) or name.endswith("项目") for name in names) * 2 > len(names)
        verbs = sum(bool(BEGINS.match(name)) for name in names) * 2 >= len(names)
        done = verbs and not amounts and not mostly_on_conduct(entries)
        if entries and apart and done and undertaken(entries):
            return entries
    return []


def _two_entries(blocks: Sequence[DocumentBlock], index: int, start: int) -> list[Entry]:
    """The two entries of a text that breaks off in the second, or two paragraphs that each say what to do."""
    entries = counted_entries(blocks, index, start, 2)
    ends = entries and entries[-1].block is blocks[-1] and not ENDED.search(blocks[-1].text)
    # 一是A。…/二是B。…, a paragraph each
    apart = len({entry.block.number for entry in entries}) == 2 and entries[0].start < 8
    names = [entry.block.text[slice(*entry.name())] for entry in entries]
    done = all(BEGINS.match(name) and not OF_CONDUCT.search(name) for name in names)
    return entries if ends or (apart and done) else []


def mostly_on_conduct(entries: Sequence[Entry]) -> bool:
    """Whether most entries tell how people are to work, and not what is to be done."""
    names = [entry.block.text[slice(*entry.name())] for entry in entries]
    return sum(bool(OF_CONDUCT.search(name)) for name in names) * 2 > len(names)


def entries_titled(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Paragraphs that begin with a short sentence, after 重点抓好六方面工作：; or with a bullet and 要."""
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        if index in past or block.kind != BlockKind.PARAGRAPH:
            continue
        below = list(blocks[index + 1 : index + FURTHEST])
        if LOOKING_BACK.search(block.text) or "总结" in block.text[-24:]:
            continue
        if WORK_BELOW.search(block.text):
            titled = list(takewhile(lambda each: SHORT_SENTENCE.match(each.text), below))
        else:
            titled = list(takewhile(lambda each: BULLETED_DEMAND.match(each.text), below))
        marks = [BULLET.match(each.text) for each in titled]
        entries = [
            Entry(each, mark.end() if mark else after_mark(each), len(each.text))
            for each, mark in zip(titled, marks, strict=True)
        ]
        if len(entries) > 2 and undertaken(entries):
            return entries
    return []


def entries_of_sides(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Paragraphs that begin with a side of what is to be done: 在打造A方面，…; lines of one: 在…方面："""
    past = looking_back(blocks)
    run: list[Entry] = []
    for index, block in enumerate(blocks):
        side = block.kind == BlockKind.PARAGRAPH and index not in past and SIDE_AT_HEAD.match(block.text)
        if side:
            run.append(Entry(block, 0, len(block.text)))
        elif len(run) > 2:
            break
        elif not (run and run[-1].text.endswith("：") and _below(run[-1].block, block)):
            run = []
    above = len(run) > 1 and all(entry.text.endswith("：") for entry in run)
    return run if (above or len(run) > 2) and undertaken(run) else []


def _below(line: DocumentBlock, block: DocumentBlock) -> bool:
    """Whether a block belongs to a line above it: it is no heading, and not far below."""
    return block.kind != BlockKind.HEADING and block.number - line.number < MOST_BELOW
