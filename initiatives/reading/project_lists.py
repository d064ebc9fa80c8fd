"""The projects of a plan: “八大工程”是指A、B…和C, numbered headings, 一是…二是…; and their blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.enumerations import COUNT, count_of, split_items
from initiatives.reading.proposals import (
    Confidence,
    ProjectFields,
    Proposal,
    propose,
)
from initiatives.reading.short_titles import short_title

NOUN = "硬仗|工程|行动|任务|专项|计划|攻坚行动|攻坚战|攻坚|战役|会战|抓手|举措|战略|高地|提升年|措施|文章"
NAMED = rf"(?P<count>{COUNT})\s*(?:大|项|个|场|篇)\s*(?P<kind>[一-龥]{{0,6}}?)(?P<noun>{NOUN})"
DEFINED = re.compile(
    rf"[“「]?{NAMED}[”」]?\s*(?:[，,]?\s*(?:是指|即|就是|包括|分别是|分别为|指的是|具体是|具体包括|指|为)[：:]?|[：:]|——|[（(])\s*(?P<body>[^。]+)"
)
BEFORE_NAME = re.compile(
    rf"(?:实施|推进|开展|抓好|做实|打好|聚焦|启动|组织|突出|推动|抓实|落实|实行)(?:好|了)?(?P<body>[^。；：，]{{8,260}}?)(?:等)?[“「]?{NAMED}[”」]?"
)
DECLARED = re.compile(rf"[“「]?{NAMED}[”」]?")
ORDINALS = re.compile(
    r"(?:^|[，。；：:;、\s])(?P<mark>(?P<ordinal>[一二三四五六七八九十]{1,2})是(?:要)?|第[一二三四五六七八九十]{1,2}[，、])"
)
# Parts of a report that are no undertakings of the plan.
REVIEW = re.compile(
    r"回顾|总结|完成情况|基本情况|工作情况|取得的|成效|存在的?(?:问题|不足|困难)|主要问题|形势|面临|总体要求|总体思路|指导思想|工作思路|工作目标|主要目标"
    r"|预期目标|发展目标|目标任务$|基本原则|保障措施|组织保障|组织领导|组织实施|附件|附则|有关要求|工作要求|背景|工作总结|思路和目标|目标$|主要指标|思路$|情况$|概况|亮点|结语|计划安排$|指标$|要求$|小结"
)
PLAN_PART = re.compile(
    r"(?:重点|主要)(?:行动|工程|项目|抓手)$|(?:重点|主要|目标)?(?:工作|任务|举措|措施)(?:安排|打算|计划|任务|部署|重点)?$|工作安排|重点工作|重点任务|主要任务|主要措施|工作打算|工作计划|下一步|工作举措|主要举措|工作谋划|工作重点"
)
VERBS_OF_HEADING = re.compile(
    r"^(?:深入|全面|大力|全力|扎实|着力|加快|持续|奋力|纵深|坚决|切实|聚力|坚定|精准|统筹)?(?:实施|开展|推进|推动|打好|做实|做好|写好|抓好|抓实|抓)"
)
ASIDE = re.compile(r"[（(][^（）()]*[）)]$")


@dataclass(frozen=True)
class _Named:
    """A project's title at its place in a block."""

    title: str
    block: DocumentBlock
    start: int
    end: int


def find_projects(document: ReadDocument) -> list[Proposal]:
    """The projects in order, with the blocks that are about them."""
    blocks = [block for block in document.blocks if block.kind != BlockKind.NOISE]
    for rule, confidence, finder in (
        ("projects-defined", Confidence.CERTAIN, _defined),
        ("projects-before-name", Confidence.CERTAIN, _before_name),
        ("projects-by-ordinals", Confidence.LIKELY, _by_ordinals),
        ("projects-by-lead-sentences", Confidence.LIKELY, _by_lead_sentences),
        ("projects-by-headings", Confidence.LIKELY, _by_headings),
    ):
        named, noun, declared = finder(blocks)
        if named:
            return list(_proposals(document, named, noun, declared, rule, confidence))
    return []


def _defined(blocks: Sequence[DocumentBlock]) -> tuple[list[_Named], str, int]:
    """八大工程是指A、B…和C."""
    for block in blocks:
        for match in DEFINED.finditer(block.text):
            count = count_of(match["count"])
            start, end = match.span("body")
            if block.text[start - 1] in "（(":
                closing = re.compile("[）)]").search(block.text, start, end)
                end = closing.start() if closing else end
            items = split_items(block.text, start, end, count) if count > 1 else []
            if not items and count > 1:
                # The list may end before its sentence does: …和C，这是…
                body = match["body"]
                for stop in (found.start() for found in re.finditer("[，；）)]", body)):
                    start = match.start("body")
                    if items := split_items(block.text, start, start + stop, count):
                        break
            if items and _alike(block.text, items, match["noun"]):
                return _named(block, items), match["noun"], count
    return [], "", 0


def _before_name(blocks: Sequence[DocumentBlock]) -> tuple[list[_Named], str, int]:
    """实施A、B、C“三大行动”."""
    found: list[tuple[list[_Named], str, int]] = []
    for block in blocks:
        for match in BEFORE_NAME.finditer(block.text):
            count = count_of(match["count"])
            items = split_items(block.text, *match.span("body"), count) if count > 1 else []
            if items and all(2 <= end - start <= 24 for start, end in items):
                found.append((_named(block, items), match["noun"], count))
    if not found:
        return [], "", 0
    # Of several (三大战略, 五大工程), those with parts of the text of their own; else the last of a block.
    beside = [each for each in found if each[0][0].block.number == found[0][0][0].block.number]
    return max([*reversed(beside), *found], key=lambda each: _with_own_blocks(each[0], blocks))


def _with_own_blocks(named: Sequence[_Named], blocks: Sequence[DocumentBlock]) -> int:
    """How many of some titles later blocks begin with."""
    later = [block.title for block in blocks if block.number > named[0].block.number]
    return sum(any(title.startswith(each.title) for title in later) for each in named)


def _by_ordinals(blocks: Sequence[DocumentBlock]) -> tuple[list[_Named], str, int]:
    """实施“四大行动”：一是A，…；二是B，… – within one block or as list items after it."""
    for index, block in enumerate(blocks):
        for match in DECLARED.finditer(block.text):
            count = count_of(match["count"])
            if count < 2 or block.kind == BlockKind.MASTHEAD:
                continue
            rest = "".join(later.text for later in blocks[index : index + 1])[match.end() :]
            marks = [(block, match.end() + found.end()) for found in ORDINALS.finditer(rest)]
            for later in blocks[index + 1 : index + 1 + 2 * count]:
                if later.kind == BlockKind.HEADING:
                    break
                marks += [(later, found.end()) for found in ORDINALS.finditer(later.text)][:1]
            if len(marks) != count:
                continue
            named = []
            for place, start in marks:
                stop = re.compile(r"[，。；：:（(]").search(place.text, start)
                end = stop.start() if stop else len(place.text)
                named.append(_titled(place, start, end))
            if sum(match["noun"] in each.title for each in named) * 2 >= count:
                return named, match["noun"], count
    return [], "", 0


def _by_lead_sentences(blocks: Sequence[DocumentBlock]) -> tuple[list[_Named], str, int]:
    """打好“四场硬仗”: – and as many paragraphs after it that begin with a name: 打好稳增长硬仗。…"""
    for index, block in enumerate(blocks):
        for match in DECLARED.finditer(block.text):
            count, noun = count_of(match["count"]), match["noun"]
            lead = re.compile(rf"[一-龥“”]{{2,16}}?{noun}(?=[。：:，])")
            found = [(later, each) for later in blocks[index + 1 :] if (each := lead.match(later.text))]
            if count > 1 and len(found) == count and block.kind != BlockKind.MASTHEAD:
                return [_titled(later, *each.span()) for later, each in found], noun, count
    return [], "", 0


def _by_headings(blocks: Sequence[DocumentBlock]) -> tuple[list[_Named], str, int]:
    """Chapters as projects: those with the declared noun or number, else those of the part on the plan."""
    headings = [block for block in blocks if block.kind == BlockKind.HEADING]
    declared = [
        (count_of(match["count"]), match["noun"])
        for block in blocks
        if block.kind != BlockKind.TABLE_ROW
        for match in DECLARED.finditer(block.text)
        if count_of(match["count"]) > 2
    ]
    for level in (1, 2, 3):
        for run in _runs(headings, level):
            kept = [heading for heading in run if not REVIEW.search(heading.title)]
            for count, noun in declared:
                chosen = [heading for heading in kept if noun in heading.title]
                if count in (len(chosen), len(kept)):
                    chosen = chosen if len(chosen) == count else kept
                    return [_heading_named(heading, noun) for heading in chosen], noun, count
    for parent in headings:
        if PLAN_PART.search(parent.title) and not re.search("回顾|总结|完成", parent.title):
            children = _children(headings, parent)
            if len(children) > 1:
                return [_heading_named(child) for child in children], "任务", 0
    for level in (1, 2):
        for run in _runs(headings, level):
            kept = [heading for heading in run if heading.marker and not REVIEW.search(heading.title)]
            if len(kept) > 2 and not any(PLAN_PART.search(heading.title) for heading in kept):
                return [_heading_named(heading) for heading in kept], "任务", 0
    kept = [heading for heading in headings if not heading.marker and not REVIEW.search(heading.title)]
    kept = [heading for heading in kept if heading.level == min((each.level for each in kept), default=1)]
    if len(kept) > 2 and not any(heading.marker for heading in headings) and not _questions(kept):
        return [_heading_named(heading) for heading in kept], "任务", 0
    return [], "", 0


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


def _heading_named(heading: DocumentBlock, noun: str = "") -> _Named:
    """The title of a heading; of 科技创新行动，让动能更强 the half with the noun."""
    start = len(heading.marker)
    end = len(heading.text.rstrip("。：:"))
    if noun and (half := re.compile(f"[^，：]*{noun}(?=[，：])").match(heading.text, start)):
        end = half.end()
    return _titled(heading, start, end)


def _titled(block: DocumentBlock, start: int, end: int) -> _Named:
    """A title without the verb before it (实施A行动) and the remark in brackets after it."""
    words = block.text[start:end]
    if aside := ASIDE.search(words):
        end -= len(words) - aside.start()
    verb = VERBS_OF_HEADING.match(block.text[start:end])
    if verb and re.search(f"(?:{NOUN})[”」]?$", block.text[start:end]):
        start += verb.end()
    if block.text[start:end].startswith("“") and block.text[start:end].endswith("”"):
        start, end = start + 1, end - 1
    return _Named(block.text[start:end].strip(), block, start, end)


def _alike(text: str, items: Sequence[tuple[int, int]], noun: str) -> bool:
    """Whether items are titles: short, or with the noun."""
    titles = [text[start:end] for start, end in items]
    return all(2 <= len(title) <= 30 for title in titles) and (
        sum(noun in title for title in titles) * 2 >= len(titles) or all(len(title) <= 14 for title in titles)
    )


def _named(block: DocumentBlock, items: Sequence[tuple[int, int]]) -> list[_Named]:
    return [_titled(block, start, end) for start, end in items]


def _proposals(
    document: ReadDocument,
    named: Sequence[_Named],
    noun: str,
    declared: int,
    rule: str,
    confidence: Confidence,
) -> Iterator[Proposal]:
    headings = _project_headings(document, named, noun)
    owners = _owners(document, headings)
    if not headings and len({each.block.number for each in named}) == len(named):
        # Paragraphs that begin with 第一, 第二 are about what they name.
        owners = {each.block.number: number for number, each in enumerate(named, 1)}
    for number, each in enumerate(named, 1):
        # A name with the noun in it stays whole; other headings may be long.
        title = each.title if noun and each.title.endswith(noun) else short_title(each.title)
        theme, drive = halves(title, noun)
        own = tuple(block for block, owner in owners.items() if owner == number)
        heading = next((block for block, owner in headings.items() if owner == number), None)
        fields = ProjectFields(title, number, theme, drive, noun, declared, heading, own)
        yield propose(each.block, (each.start, each.end), confidence, rule, fields)


def halves(title: str, noun: str) -> tuple[str, str]:
    """Theme and drive of a title: 产业升级 and 提质工程 of 产业升级提质工程."""
    if not title.endswith(noun) or len(title) <= len(noun) + 2:
        return title, ""
    stem = title.removesuffix(noun)
    cut = len(stem) - 2 if len(stem) >= 6 else len(stem)
    return stem[:cut], stem[cut:] + noun


def _project_headings(document: ReadDocument, named: Sequence[_Named], noun: str) -> dict[int, int]:
    """The headings that open a project's chapter: number of the block, number of the project."""
    found: dict[int, int] = {}
    for block in document.blocks:
        if block.kind != BlockKind.HEADING:
            continue
        number = _project_of_heading(block, named, noun)
        if number and number not in found.values():
            found[block.number] = number
    return found


def _project_of_heading(heading: DocumentBlock, named: Sequence[_Named], noun: str) -> int:
    title = heading.title
    for number, each in enumerate(named, 1):
        if each.block.number == heading.number or each.title in title:
            return number
    scores = [(_likeness(each.title, title, noun), number) for number, each in enumerate(named, 1)]
    best, number = max(scores, default=(0.0, 0))
    return number if best >= 0.6 else 0


def _likeness(title: str, heading: str, noun: str) -> float:
    """The share of a title's pairs of characters that a heading has, the noun apart."""
    stem = title.replace(noun, "")
    pairs = {stem[place : place + 2] for place in range(len(stem) - 1)}
    return sum(pair in heading for pair in pairs) / len(pairs) if pairs else 0.0


def _owners(document: ReadDocument, headings: dict[int, int]) -> dict[int, int]:
    """Which project each block after a chapter's heading is about; captions are of no chapter."""
    owners: dict[int, int] = {}
    current, level = 0, 0
    for block in document.blocks:
        if block.number in headings:
            current, level = headings[block.number], block.level
        elif block.kind == BlockKind.HEADING and block.level <= level:
            current = 0
        if current and block.kind not in (BlockKind.CAPTION, BlockKind.NOISE, BlockKind.MASTHEAD):
            owners[block.number] = current
    return owners
