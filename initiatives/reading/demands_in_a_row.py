"""Demands in a row: 要A，…；要B，…；要C, a sentence each, or 招商工作是立身之本，要…."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from initiatives.reading.action_words import BEGINS
from initiatives.reading.announced_entries import looking_back, undertaken
from initiatives.reading.document_blocks import PROSE, DocumentBlock
from initiatives.reading.entry_marks import Entry
from initiatives.reading.enumerations import split_at
from initiatives.reading.slogan_definitions import TO_DEPARTMENTS
from initiatives.reading.unannounced_entries import ENDED, mostly_on_conduct

# 要A，…；要B，…；要C，…, or a sentence each; the first may stand after who is to do it
DEMAND = re.compile(
    "(?:(?:我们|全[区县市园](?:上下)?|园区|新区)(?:还)?(?:要|将)|要)(?![素求点闻])(?P<name>[^，。；：]{4,36})(?=[，；。]|$)"
)
DEMAND_OF_SOMEBODY = re.compile(
    f"(?:[^，；。：]{{2,40}}[，：]){{0,3}}[^，；。：]{{0,14}}?(?<![重主摘概提]){DEMAND.pattern}"
)
# 要紧抓招商，厚植后劲。
SHORT_DEMANDS = tuple(
    re.compile(
        "(?:(?:^|[。；])\\s*|(?:强调|要求|指出|提出)，)(?:我们(?:要|将)|要)(?![素求点闻])"
        f"(?P<name>[^，。；：]{{4,14}}(?:，[^，。；：]{{4,{longest}}})?)(?=。)"
    )
    for longest in (14, 24)
)
ON_A_SIDE = re.compile("(?<=[，；。、”])(?:另)?一方面，?(?P<name>(?!以)[^，。；：]{4,30})(?=[，；。])")
SHALL_BEFORE = re.compile("将|(?<![重主摘概提首紧])要(?![素求点闻])")
# 要抓产业，在产业发展上求突破。
DEMAND_WITH_SIDE = re.compile(
    "要(?![素求点闻])(?P<name>[^，。；：]{4,20})，在[^，。；、]{2,20}上(?P<what>[^，。；]{3,10})(?=。)"
)
DEMAND_NAMED = re.compile("[^，。；]+")
OF_SPIRIT = re.compile("认清|位置|信心|认识|站位|同心|思想|形势|精神")
# 招商工作是立身之本，要…
MATTER = re.compile("(?:[^，。；]{2,12}，)?(?P<name>[一-龥]{2,8})是[^，。；]{2,14}，[^。；]{0,12}?要")
FEWEST, MOST_SENTENCES = 3, 200
Slice = tuple[int, int]


def entries_of_demands(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Three or more demands in a row that each begin with 要, as parts of a sentence or as sentences.

    Or three or more sentences of the form 招商工作是立身之本，要…; or two: of a text that breaks off in the
    second, of the form 要A，在B上C, or 一方面，…；另一方面，….
    """
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        if index in past or block.kind not in PROSE:
            continue
        for separators in ("；。", "。"):
            parts = list(islice(split_at(separators, block.text, 0, len(block.text)), MOST_SENTENCES))
            matters = _runs_of(MATTER, parts, block.text, MATTER)
            demands = map(_without_spirit(block), _runs_of(DEMAND, parts, block.text, DEMAND_OF_SOMEBODY))
            for run in (*matters, *demands, _whole_sentences(block, blocks)):
                entries = [Entry(block, *each) for each in run]
                if entries and undertaken(entries) and not mostly_on_conduct(entries):
                    return entries
        sides = _both_sides(block)
        if sides and undertaken(sides):
            return sides
    return []


def _whole_sentences(block: DocumentBlock, blocks: Sequence[DocumentBlock]) -> list[Slice]:
    """Short sentences that each demand one thing, with others between them; two where the text breaks off."""
    sided = list(DEMAND_WITH_SIDE.finditer(block.text))
    if len(sided) > 1 and len({match["what"] for match in sided}) == 1:
        return [match.span("name") for match in sided]
    broken = block is blocks[-1] and not ENDED.search(block.text)
    for form in SHORT_DEMANDS:
        found = [match.span("name") for match in form.finditer(block.text)]
        if len(found) >= FEWEST - broken:
            return found
    return []


def _both_sides(block: DocumentBlock) -> list[Entry]:
    """What a sentence tells of on two sides: 一方面，实施A；另一方面，开展B."""
    sides = [match.span("name") for match in ON_A_SIDE.finditer(block.text)]
    if len(sides) != 2 or not all(BEGINS.match(block.text[slice(*side)]) for side in sides):
        return []
    return [Entry(block, *side) for side in sides] if SHALL_BEFORE.search(block.text, 0, sides[0][0]) else []


def _without_spirit(block: DocumentBlock) -> Callable[[list[Slice]], list[Slice]]:
    """Demands without the first of four or more that is about how people are to feel: 要坚定信心，…"""

    def without(run: list[Slice]) -> list[Slice]:
        first = DEMAND_NAMED.match(block.text, run[0][0])
        return run[1:] if len(run) > FEWEST and first and OF_SPIRIT.search(first[0]) else run

    return without


def _breaks_off_after_two(text: str, run: Sequence[Slice]) -> bool:
    """Whether two demands begin alike and the text breaks off in the second: 要聚焦A，…。要聚焦B，…"""
    broken = len(run) == 2 and run[-1][1] == len(text) and not ENDED.search(text)
    return broken and len({text[start : start + 2] for start, _end in run}) == 1


def _runs_of(
    form: re.Pattern[str], parts: Sequence[Slice], text: str, first_form: re.Pattern[str]
) -> Iterator[list[Slice]]:
    """The runs of three or more parts of a form, from their names on; the first may have another form."""
    run: list[Slice] = []
    before: Slice | None = None
    for start, end in [*parts, (0, 0)]:
        match = form.match(text, start, end)
        if match and match.end() == len(text) and not ENDED.search(text):
            # The text breaks off within the name.
            match = None
        if match:
            opening = first_form.match(text, *before) if before and not run else None
            told = text[before[0] : opening.start("name")].rsplit("，", 1)[-1] if before and opening else ""
            if before and opening and not TO_DEPARTMENTS.search(told):
                run.append((opening.start("name"), before[1]))
            run.append(match.span("name") if form is MATTER else (match.start("name"), end))
        else:
            if len(run) >= FEWEST or _breaks_off_after_two(text, run):
                yield run
            run = []
        before = (start, end)
