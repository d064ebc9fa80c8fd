"""What is to be done, in clauses of one paragraph that begin alike: 要聚力A，…。要聚力B，…。要聚力C，…"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from initiatives.reading.action_words import BEGINS
from initiatives.reading.announced_entries import LOOKING_BACK, looking_back, undertaken
from initiatives.reading.document_blocks import PROSE, DocumentBlock
from initiatives.reading.entry_marks import Entry
from initiatives.reading.enumerations import COUNT
from initiatives.reading.unannounced_entries import OUTLOOK, mostly_on_conduct

SEGMENT = re.compile("[^。；！？]+")
# 会议强调，要聚力…; 2025年，全区将…，全力推进…
SHALL = "(?:要(?![素求点闻])|将)"
HEAD = re.compile(f"{SHALL}|[^。；“”]{{2,40}}?[，：][一-龥、]{{0,14}}?{SHALL}")
# 在产业转型上奋力突破
SIDE = re.compile("在[^，。；]{2,20}上(?P<what>[^，。；]{2,8})(?=[，。；]|$)")
# 在A上着力，在B上着力，在C上着力; or after a clause of its own: 扩大C，在A上有新突破；强化D，在B上有新突破
SIDES_IN_A_ROW = re.compile(
    "在[^，。；]{2,20}上(?P<what>[^，。；]{2,8})"
    "(?:(?:，|；(?:[^，。；]{2,20}，)?)在[^，。；]{2,20}上(?P=what)){2,}(?=[，。；]|$)"
)
NAME = re.compile("[^，。；：！？0-9]{4,24}(?=[，。；！？]|$)")
# What sentences begin with without saying what is done.
NO_REFRAIN = re.compile(
    "今|全[年区市县园体]|园区|会议|同时|我们|开发|高新|各|对|[0-9一二三四五六七八九十]|以|在[^，。；]*?(?:中|下|时|期间)[，。；]"
    "|年|去|目前|其中|加大|把|算|抓好|做好|落实"
)
# 打好“三场硬仗”，打好A硬仗，…
PART = re.compile(f"[^，。；“”]{{0,6}}“(?:{COUNT})[^“”]{{2,8}}”，")
# Where the first of several may stand within its clause.
BEFORE = "(?:，|(?:要|将)?(?:重点)?(?:做好|抓好)|全[区镇县市园](?:上下)?)"
FEWEST, MOST, ALIKE = 3, 60, 2


def entries_of_refrain(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """The clauses of the first paragraph on what is to be done of which three or more begin alike."""
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        if index in past or block.kind not in PROSE or not OUTLOOK.search(block.text):
            continue
        entries = _beginning_alike(block) or _sides_in_a_row(block)
        before = block.text[: entries[0].start].rsplit("。", 1)[-1] if entries else ""
        if entries and not (LOOKING_BACK.search(before) or mostly_on_conduct(entries)):
            return entries if undertaken(entries) else []
    return []


def _sides_in_a_row(block: DocumentBlock) -> list[Entry]:
    row = SIDES_IN_A_ROW.search(block.text)
    before = block.text[: row.start()].rsplit("。", 1)[-1] if row else ""
    if not row or not re.search(SHALL, before):
        return []
    starts = [match.start() for match in SIDE.finditer(block.text, *row.span())]
    ends = [*starts[1:], row.end()]
    return [Entry(block, start, end) for start, end in zip(starts, ends, strict=True)]


def _beginning_alike(block: DocumentBlock) -> list[Entry]:
    text = block.text
    found: dict[str, list[int]] = {}
    for start in islice(_clauses(text), MOST):
        side = SIDE.match(text, start)
        found.setdefault(f"在…{side['what']}" if side else text[start : start + ALIKE], []).append(start)
    for alike, places in found.items():
        if len(places) < FEWEST - 1 or NO_REFRAIN.match(text, places[0]):
            continue
        # 2025年，全区将坚持A，全力推进B，…；全力推进C，…
        same = re.escape(alike.removeprefix("在…"))
        again = f"在[^，。；]{{2,20}}上{same}" if alike.startswith("在…") else same
        sentence = text.rfind("。", 0, places[0]) + 1
        before = re.compile(f"{BEFORE}(?={again})").finditer(text, sentence, places[0])
        starts = [*(match.end() for match in before), *places]
        if len(starts) >= FEWEST:
            ends = [*starts[1:], len(text)]
            return [Entry(block, start, end) for start, end in zip(starts, ends, strict=True)]
    return []


def _clauses(text: str) -> Iterator[int]:
    """Where sentences and their parts begin, after 要, if they have that or are in two halves."""
    for segment in SEGMENT.finditer(text):
        side = SIDE.match(text, *segment.span())
        # 在A上奋力突破，要…: the side is the name.
        head = None if side else HEAD.match(text, *segment.span())
        start = head.end() if head else segment.start()
        part = PART.match(text, start, segment.end())
        start = part.end() if part else start
        name = NAME.match(text, start, segment.end())
        # 全力以赴 is of all that follows.
        whole = text.startswith("全力以赴", start)
        if name and not whole and (head or text[name.end() : name.end() + 1] == "，"):
            yield start
        own = NAME.match(text, *segment.span()) if head and start > segment.start() else None
        if own and text.startswith("，", own.end()) and BEGINS.match(own[0]):
            # 聚焦A，力争将…
            yield segment.start()
