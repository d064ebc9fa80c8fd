"""Paragraphs in succession that begin in one form: 抓招商不松劲。…/抓项目不松劲。…/抓保障不松劲。…"""

import re
from collections.abc import Sequence
from itertools import takewhile

from initiatives.reading.action_words import BEGINS
from initiatives.reading.announced_entries import looking_back, undertaken
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock
from initiatives.reading.entry_marks import BULLET, Entry, after_mark
from initiatives.reading.unannounced_entries import ENDED, mostly_on_conduct

# 用链式思维抓产业培育，…, one paragraph after another
HEAD_OF_PARAGRAPH = re.compile(
    f"(?:{BULLET.pattern})?(?:要(?![素求点闻]))?(?P<name>[一-龥“][^，。；：:0-9]{{3,23}})[，。：:](?=.)"
)
SHORT_SENTENCE = re.compile("[^，。；：0-9]{4,24}(?:，[^，。；：0-9]{4,24})?。")
AIM = re.compile("以[^，。；]+为[^，。；]{2}")
DEMANDED = re.compile("要(?![素求点闻])")
COUNTED = re.compile("[二三四五六七八九十](?:大|个|套|项|场)")
NO_HEAD = re.compile(
    "^(?:今|[上下]午|全[年区市县园]|园区|会[议上]|同时|我们|开发|高新|经开|当|去|目前|其中|随着|为|据|对于)|[说称]$|表示|强调|指出|要求|介绍|认为|记者|首先|年$|月$|日|(?:公司|集团)$"
)
FEWEST, LONGEST_RUN, LONGEST_VERB_AND_OBJECT = 3, 15, 14


def entries_with_heads_alike(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Three or more paragraphs in succession whose first clauses have one form.

    Two are enough where the text breaks off in the last of them.
    """
    past = looking_back(blocks)
    prose = [
        (block, HEAD_OF_PARAGRAPH.match(block.text, after_mark(block)))
        for index, block in enumerate(blocks)
        if index not in past and block.kind != BlockKind.CAPTION
    ]
    for first in range(len(prose) - 1):
        run = list(takewhile(lambda each: _is_head(*each), prose[first : first + LONGEST_RUN]))
        broken = bool(run) and run[-1][0] is blocks[-1] and not ENDED.search(blocks[-1].text)
        for last in range(len(run), 1, -1):
            names = [match["name"] for _block, match in run[:last] if match]
            # Of 以A为抓手，建设B what is to be done is B.
            after_aim = all(AIM.fullmatch(name) for name in names)
            entries = [
                Entry(block, match.end() if after_aim else match.start("name"), len(block.text))
                for block, match in run[:last]
                if match
            ]
            if first and not after_aim and (opening := _opening(prose[first - 1][0], names[0])):
                entries.insert(0, opening)
            sentences = all(
                SHORT_SENTENCE.match(block.text, match.start()) for block, match in run[:last] if match
            )
            bullets = all(BULLET.match(block.text) for block, _match in run[:last])
            demanded = all(DEMANDED.match(block.text) for block, _match in run[:last])
            if len(entries) < FEWEST and not broken:
                break
            alike = _heads_alike(names, sentences=sentences) or (
                last >= FEWEST and (demanded or (sentences and bullets))
            )
            if alike and undertaken(entries) and not mostly_on_conduct(entries):
                return entries
    return []


def _opening(block: DocumentBlock, name: str) -> Entry | None:
    """The first of several heads after who is told to do it: 今年，该区将聚焦A，…"""
    said = re.compile(f"(?:^|。)[^。；]{{0,30}}?(?:将|要)(?={re.escape(name[:2])})").finditer(block.text)
    match = next(said, None)
    if not match or block.kind not in PROSE:
        return None
    # 我区将打好A的六套组合拳 counts them all.
    named = HEAD_OF_PARAGRAPH.match(block.text, match.end())
    return Entry(block, match.end(), len(block.text)) if named and not COUNTED.search(named["name"]) else None


def _is_head(block: DocumentBlock, match: re.Match[str] | None) -> bool:
    return block.kind in PROSE and match is not None and not NO_HEAD.search(match["name"])


def _heads_alike(names: Sequence[str], *, sentences: bool) -> bool:
    """Whether names begin or end with the same two signs, or with one and have two more in common.

    `sentences`: each is a sentence of its own; then it is enough that all begin with a verb.
    """
    first = names[0]
    if all(name.endswith("项目") for name in names):
        # What was signed.
        return False
    if len(names) == 2:
        same_length = len(first) == len(names[1])
        alike = first[:2] == names[1][:2] and (first[-3:] == names[1][-3:] or same_length)
        return alike or (sentences and same_length and first[0] == names[1][0])
    verbs = sum(bool(BEGINS.match(name)) for name in names)
    if sentences and verbs + 1 >= len(names) and max(map(len, names)) <= LONGEST_VERB_AND_OBJECT:
        return True
    if len({name[:2] for name in names}) == 1 or len({name[-2:] for name in names}) == 1:
        return True
    if len({(name[0], name[-3:-2]) for name in names}) == 1 and first[-3:-2] == "为":
        # 以A为抓手，以B为突破，以C为重点
        return True
    pairs = {first[place : place + 2] for place in range(1, len(first) - 1)}
    return len({name[0] for name in names}) == 1 and any(
        all(pair in name[1:] for name in names) for pair in pairs
    )
