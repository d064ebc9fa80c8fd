"""Parts whose name so many clauses of the text repeat: 当好“五个表率”. … 当好A的表率，…。当好B的表率，…"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from initiatives.reading.document_blocks import PROSE, DocumentBlock
from initiatives.reading.entry_marks import SHALL
from initiatives.reading.enumerations import ORDINAL, PURPOSE
from initiatives.reading.slogan_clauses import PART, THAT_IS, VERBS

CLAUSE = re.compile("[^，。；：！？]+")
VERB = re.compile(f"更加[一-龥]{{2}}|{VERBS}|提升|注重|当好|争当|加快|优化|加强|增强|促进|改善|扩大|创新")
# 打造科城融合“新高地”
PIECE = re.compile("[^、，。；！：“”（）()]+(?:“[^“”、，。；]{1,8}”)?")
LEAD = re.compile(f"{THAT_IS}|{VERBS}")
EXPLAINED = re.compile(f"[”」]?[^，。；]{{0,10}}[，。](?:{THAT_IS})")
SHORTEST_NAME, LONGEST, FURTHEST, MOST = 2, 30, 4, 400
Item = tuple[DocumentBlock, tuple[int, int]]


def clauses_with_name(
    blocks: Sequence[DocumentBlock], index: int, end: int, name: str, count: int
) -> list[Item]:
    """The clauses after a place, in its block and the next ones, that begin with a name that is a verb.

    Else those that begin alike and end with it, three or more; if they are just so many.
    """
    if count < 2 or len(name) < SHORTEST_NAME:
        return []
    # “四个大抓”: 要在“大抓产业”上…，要在“大抓项目”上…
    quoted: dict[str, Item] = {}
    for block in blocks[index : index + FURTHEST]:
        for match in re.finditer(f"“({re.escape(name)}[^“”]{{1,8}})”", block.text):
            quoted.setdefault(match[1], (block, match.span(1)))
    if len(quoted) == count:
        return list(quoted.values())
    clauses = list(islice(_clauses(blocks[index : index + FURTHEST], end), MOST))
    clauses = [(block, span) for block, span in clauses if _names_something(block.text[slice(*span)], name)]
    if VERB.fullmatch(name):
        led = [(block, span) for block, span in clauses if block.text.startswith(name, span[0])]
        if len(led) == count:
            return led
    ending = [(block, span) for block, span in clauses if block.text[slice(*span)].endswith(name)]
    alike = len({block.text[first] for block, (first, _last) in ending}) == 1
    return ending if len(ending) == count > 2 and alike else []


def pieces_with_name(text: str, start: int, name: str, count: int) -> list[tuple[int, int]]:
    """So many clauses of the rest of the sentence that have the name of the part: one after the other.

    Where the sentence explains the part (即…), the next one too, and each may follow another clause.
    “四个更加”，推动A更加集聚、B更加活跃…; “一个确保、两个优化”，即确保A，优化B、优化C.
    """
    if count < 1:
        return []
    # 提出4个“融合”、12个字。即…
    stop = re.compile("[。！](?!即|也就是|具体是)").search(text, start)
    end = stop.start() if stop else len(text)
    pieces = [match.span() for match in PIECE.finditer(text, start, end)]
    having = [name in text[slice(*piece)] and not PART.search(text, *piece) for piece in pieces]
    places = [place for place, has in enumerate(having) if has]
    steps = {after - before for before, after in pairwise(places)}
    # Each may follow a clause of its own: 即培育A，打造B“新高地”；推进C，打造D“新标杆”
    apart = len(steps) == 1 and EXPLAINED.match(text, start)
    if len(places) != count or not (steps <= {1} or apart):
        return []
    run = [pieces[place] for place in places]
    begin = run[0][0]
    led = LEAD.match(text, begin) if not text.startswith(name, begin) else None
    if led and any(text.startswith(led[0], first) for first, _last in run[1:]):
        led = None
    if len(run) > 1 and all(text.endswith(name, *piece) for piece in run[:-1]):
        # A新区、B新区、C新区一体建设
        run[-1] = (run[-1][0], text.index(name, *run[-1]) + len(name))
    elif purpose := PURPOSE.search(text, *run[-1]):
        # 以一流的规划、一流的服务来打造新城
        run[-1] = (run[-1][0], purpose.start())
        begin += text.startswith("以", begin)
    return [(led.end() if led else begin, run[0][1]), *run[1:]]


def _names_something(words: str, name: str) -> bool:
    return len(name) + 1 < len(words) <= LONGEST


def _clauses(blocks: Sequence[DocumentBlock], start: int) -> Iterator[Item]:
    """The clauses after a place of the first block, without marks (一是) and 要."""
    for block in blocks:
        begin = start if block is blocks[0] else 0
        for match in CLAUSE.finditer(block.text, begin) if block.kind in PROSE else ():
            first, last = match.span()
            mark = ORDINAL.match(block.text, first, last)
            first = mark.end() if mark else first
            first += bool(SHALL.match(block.text, first))
            yield block, (first, last)
