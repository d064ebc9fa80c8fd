"""What the parts of a short slogan stand for: “1”就是A；“2”就是B, or runs of chapters (“六新两优”)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from initiatives.reading.document_blocks import BlockKind, DocumentBlock
from initiatives.reading.enumerations import COUNT, count_of, split_items
from initiatives.reading.project_lists import DECLARED, NOUN
from initiatives.reading.proposals import (
    Confidence,
    GoalFields,
    GoalGroupFields,
    Proposal,
    SloganFields,
    propose,
)
from initiatives.reading.slogan_clauses import COUNTER, VERBS
from initiatives.reading.slogan_compounds import IS

DIGIT = re.compile(rf"[“‘](?P<digit>{COUNT})[”’]\s*(?:个字)?(?:{IS}|代表)\s*(?:要)?")
# 冲刺一个目标，建成A
LABEL_FIRST = re.compile(
    rf"[一-龥]{{0,5}}?[“「]?(?P<label>(?P<count>{COUNT})\s*(?:{COUNTER})\s*(?P<name>[一-龥]{{1,6}}?))"
    rf"[”」]?(?P<link>{IS}|[，,]|（)(?P<body>[^；;。）]{{2,}})"
)
# 抓牢A和B两个重点
LABEL_LAST = re.compile(
    rf"(?:{VERBS})?(?:好|牢|实)?(?P<body>[^；;。：]{{2,120}}?)(?:等)?[“「]?"
    rf"(?P<label>(?P<count>{COUNT}|这一)\s*(?:个|大|条|项)?\s*(?P<name>[一-龥]{{2,6}}))[”」]?(?=[，；;。]|$)"
)
# 聚焦一条主线（高质量发展）
BRACKETED = re.compile(
    rf"(?P<label>(?P<count>{COUNT})\s*(?:个|大|条|项|份|张|场|篇|轮)\s*(?P<name>[一-龥]{{1,6}}))[”」]?\s*[（(](?P<link>)(?P<body>[^（）()。]{{2,160}})[）)]"
)
Definitions = dict[str, tuple[DocumentBlock, re.Match[str]]]


def digits_follow(block: DocumentBlock, start: int, code: str, blocks: Sequence[DocumentBlock]) -> bool:
    """Whether a text says after a code what two or more of its digits stand for, here or in what follows."""
    later = [each.text for each in blocks if block.number < each.number <= block.number + len(code) + 2]
    marks = [*DIGIT.finditer(block.text, start), *(mark for text in later for mark in DIGIT.finditer(text))]
    return sum(mark["digit"] in code for mark in marks) > 1


def definitions_of_digits(blocks: Sequence[DocumentBlock], slogans: Sequence[Proposal]) -> Definitions:
    """The parts that the digits of a slogan name, if the text says it of two or more of them.

    Of parts that are undertakings (三大任务, 五大行动), the last is left to the projects.
    """
    for slogan in slogans:
        counts = (
            [count for _words, count in slogan.fields.declared]
            if isinstance(slogan.fields, SloganFields)
            else []
        )
        parts: list[tuple[DocumentBlock, re.Match[str]]] = []
        for block in blocks:
            marks = [mark for mark in DIGIT.finditer(block.text) if count_of(mark["digit"]) in counts]
            parts += [
                (block, part)
                for mark, after in zip(marks, [*marks[1:], None], strict=False)
                if (part := _part(block.text, mark, after.start() if after else len(block.text)))
            ]
        if len(parts) < 2:
            continue
        undertakings = [part for _block, part in parts if re.search(f"(?:{NOUN})$", part["label"])]
        return {part["label"]: (block, part) for block, part in parts if part not in undertakings[-1:]}
    return {}


def definitions_in_brackets(blocks: Sequence[DocumentBlock], slogans: Sequence[Proposal]) -> Definitions:
    """The parts of a slogan in order after it, each with what it holds in brackets."""
    places = {block.number: block for block in blocks}
    for slogan in slogans:
        block = places[slogan.block]
        parts = list(BRACKETED.finditer(block.text, block.inside(slogan.start, slogan.end)[1]))
        counts = [count_of(part["count"]) for part in parts]
        declared = slogan.fields.declared if isinstance(slogan.fields, SloganFields) else ()
        listed = all(
            count == 1 or split_items(block.text, *part.span("body"), count)
            for part, count in zip(parts, counts, strict=True)
        )
        wanted = [count for _words, count in declared]
        if len(parts) > 1 and listed and (counts == wanted or _left_to_projects(block, counts, wanted)):
            undertakings = [part for part in parts if re.search(f"(?:{NOUN})$", part["label"])]
            return {part["label"]: (block, part) for part in parts if part not in undertakings[-1:]}
    return {}


def _left_to_projects(block: DocumentBlock, counts: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether all that a slogan counts beside the parts with brackets are undertakings: 推进六大行动."""
    named = {count_of(match["count"]) for match in DECLARED.finditer(block.text)}
    left = list(wanted)
    for count in counts:
        if count not in left:
            return False
        left.remove(count)
    return bool(left) and set(left) <= named


def definitions_by_role(blocks: Sequence[DocumentBlock], labels: Sequence[str]) -> Definitions:
    """What 以A为引领，以B和C为支撑 says of 一个引领, 两项支撑."""
    found: Definitions = {}
    for label in labels:
        named = re.match(rf"(?P<count>{COUNT})\s*[一-龥](?P<name>[一-龥]+)", label)
        pattern = named and re.compile(
            rf"(?<=[，,即；：])以(?P<label>)(?P<body>[^，。；]{{2,60}}?)(?:作)?为{named['name']}(?=[，。；])"
        )
        for block in blocks if pattern else ():
            match = pattern.search(block.text) if pattern else None
            count = count_of(named["count"]) if named else 0
            if match and (count == 1 or split_items(block.text, *match.span("body"), count)):
                found.setdefault(label, (block, match))
    return found


def _part(text: str, mark: re.Match[str], end: int) -> re.Match[str] | None:
    """The definition after a digit, if what it defines counts as much."""
    stop = re.compile("[；;。]").search(text, mark.end(), end)
    end = stop.start() if stop else end
    for pattern in (LABEL_FIRST, LABEL_LAST):
        match = pattern.match(text, mark.end(), end)
        if not match:
            continue
        count = count_of(match["count"].removeprefix("这"))
        items = [match.span("body")] if count == 1 else split_items(text, *match.span("body"), count)
        if count == count_of(mark["digit"]) and items:
            return match
    return None


def groups_of_chapters(blocks: Sequence[DocumentBlock], slogans: Sequence[Proposal]) -> Iterator[Proposal]:
    """“六新两优” whose parts are runs of so many numbered headings that have the part's word."""
    runs = _numbered_runs(blocks)
    for slogan in slogans:
        parts = re.findall(rf"({COUNT})([一-龥])", slogan.words)
        sizes = [count_of(count) for count, _name in parts]
        if len(parts) < 2 or "".join(map("".join, parts)) != slogan.words:
            continue
        for first in range(len(runs) - len(parts) + 1):
            chosen = runs[first : first + len(parts)]
            named = all(
                name in heading.title for (_, name), run in zip(parts, chosen, strict=True) for heading in run
            )
            if named and [len(run) for run in chosen] == sizes:
                yield from _groups(blocks, slogan, parts, chosen)
                return


def _numbered_runs(blocks: Sequence[DocumentBlock]) -> list[list[DocumentBlock]]:
    """Numbered headings of the first level; a run ends where the numbers begin again."""
    runs: list[list[DocumentBlock]] = []
    for block in blocks:
        if block.kind != BlockKind.HEADING or not block.marker or block.level != 1:
            continue
        if count_of(block.marker.strip(" 　、.．")) == 1 or not runs:
            runs.append([])
        runs[-1].append(block)
    return runs


def _groups(
    blocks: Sequence[DocumentBlock],
    slogan: Proposal,
    parts: Sequence[tuple[str, str]],
    runs: Sequence[Sequence[DocumentBlock]],
) -> Iterator[Proposal]:
    places: Mapping[int, DocumentBlock] = {block.number: block for block in blocks}
    block = places[slogan.block]
    start = block.inside(slogan.start, slogan.end)[0]
    for number, ((count, name), run) in enumerate(zip(parts, runs, strict=True), 1):
        label = count + name
        fields = GoalGroupFields(label, name, count_of(count), number)
        yield propose(block, (start, start + len(label)), Confidence.LIKELY, "group-chapters", fields)
        start += len(label)
        for place, heading in enumerate(run, 1):
            span = (len(heading.text) - len(heading.title), len(heading.text))
            goal = GoalFields(heading.title, number, place)
            yield propose(heading, span, Confidence.LIKELY, "goal-chapter", goal)
