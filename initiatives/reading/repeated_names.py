"""Parts whose name so many clauses of the text repeat: 当好“五个表率”. … 当好A的表率，…。当好B的表率，…"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from initiatives.reading.document_blocks import PROSE, DocumentBlock
from initiatives.reading.entry_marks import SHALL, after_mark
from initiatives.reading.enumerations import COUNT, ORDINAL
from initiatives.reading.slogan_clauses import VERBS

CLAUSE = re.compile("[^，。；：！？]+")
COUNTS = re.compile(f"(?:{COUNT})(?:个|大|项|场|条)")
VERB = re.compile(f"更加[一-龥]{{2}}|{VERBS}|提升|注重|当好|争当|加快|优化|加强|增强|促进|改善|扩大|创新")
SHORTEST_NAME, LONGEST, FURTHEST, MOST = 2, 30, 60, 400
Item = tuple[DocumentBlock, tuple[int, int]]


def clauses_with_name(
    blocks: Sequence[DocumentBlock], index: int, end: int, name: str, count: int
) -> list[Item]:
    """The clauses after a place that begin with a name that is a verb, or end with it, if just so many."""
    if count < 2 or len(name) < SHORTEST_NAME:
        return []
    clauses = list(islice(_clauses(blocks[index : index + FURTHEST], end), MOST))
    clauses = [(block, span) for block, span in clauses if _names_something(block.text[slice(*span)], name)]
    if VERB.fullmatch(name):
        led = [(block, span) for block, span in clauses if block.text.startswith(name, span[0])]
        if len(led) == count:
            return led
    ending = [(block, span) for block, span in clauses if block.text[slice(*span)].endswith(name)]
    return ending if len(ending) == count else []


def _names_something(words: str, name: str) -> bool:
    return len(name) + 1 < len(words) <= LONGEST and not COUNTS.search(words)


def _clauses(blocks: Sequence[DocumentBlock], start: int) -> Iterator[Item]:
    """The clauses after a place of the first block, without marks (一是) and 要."""
    for block in blocks:
        begin = start if block is blocks[0] else after_mark(block)
        for match in CLAUSE.finditer(block.text, begin) if block.kind in PROSE else ():
            first, last = match.span()
            mark = ORDINAL.match(block.text, first, last)
            first = mark.end() if mark else first
            first += bool(SHALL.match(block.text, first))
            yield block, (first, last)
