"""Goals that a text lists under 主要目标 without counting them: 要努力实现以下主要目标。——A。…"""

import re
from collections.abc import Iterator, Sequence

from initiatives.reading.announced_entries import looking_back
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock
from initiatives.reading.line_kinds import states_amount
from initiatives.reading.proposals import Confidence, GoalFields, GoalGroupFields, Proposal, propose
from initiatives.reading.unannounced_entries import LEAD

KIND = "主要|总体|发展|工作|奋斗|预期|具体|年度|总的|核心|战略"
ANNOUNCED = re.compile(rf"(?P<label>(?:{KIND})(?:{KIND}|奋斗)?目标)[^，。；：]{{0,6}}[。：:]$")
TITLE = re.compile(rf"(?P<label>(?:{KIND})(?:{KIND}|奋斗)?目标)$")
BULLET = re.compile(r"(?P<sign>[—–-]{1,2}|[●•■◆▪◇○★▲►※·√✓➤□☆])\s*")
FEWEST, FURTHEST = 3, 40


def goals_below_their_name(blocks: Sequence[DocumentBlock]) -> Iterator[Proposal]:
    """A group of goals in blocks with one bullet that begin with a name, below what calls them goals.

    Entries that name figures (——工业增加值增长8%) are targets and no goals of a plan's structure.
    """
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        form = TITLE if block.kind == BlockKind.HEADING else ANNOUNCED if block.kind in PROSE else None
        named = form.search(block.text) if form and index not in past else None
        if not named:
            continue
        entries = _bulleted(blocks[index + 1 : index + FURTHEST])
        if len(entries) < FEWEST:
            continue
        group = GoalGroupFields(named["label"], "目标", len(entries), 1)
        yield propose(block, named.span("label"), Confidence.LIKELY, "group-listed", group)
        for number, (entry, (start, end)) in enumerate(entries, 1):
            goal = GoalFields(entry.text[start:end], 1, number)
            yield propose(entry, (start, end), Confidence.LIKELY, "goal-listed", goal)
        return


def _bulleted(blocks: Sequence[DocumentBlock]) -> list[tuple[DocumentBlock, tuple[int, int]]]:
    """The blocks in succession with one bullet, and the slices of their names; all or none."""
    found: list[tuple[DocumentBlock, tuple[int, int]]] = []
    sign = ""
    for block in blocks:
        bullet = BULLET.match(block.text)
        if block.kind not in PROSE or not bullet or (sign and bullet["sign"][0] != sign):
            break
        sign = bullet["sign"][0]
        lead = LEAD.match(block.text)
        if not lead or states_amount(lead["name"]):
            return []
        found.append((block, lead.span("name")))
    return found
