"""Names put together of counted words (“一核两翼”, “五比五看”), and what the text says they hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.enumerations import count_of, split_items, without_shared_verb
from initiatives.reading.project_lists import of_superiors
from initiatives.reading.proposals import Confidence, GoalFields, GoalGroupFields, Proposal, propose
from initiatives.reading.slogan_clauses import LEADING_VERB, THAT_IS

NUMERAL = "一二三四五六七八九十两双"
WORD = f"(?:[^{NUMERAL}百千万“”、，。：；\\s]{{1,3}}|(?<=双)[百千万])"
COMPOUND = re.compile(f"“(?P<name>(?:[{NUMERAL}]{WORD}、?){{2,4}})”")
PART = re.compile(f"([{NUMERAL}])({WORD})")
# 以“两优”为抓手 says not what it holds.
MEANS = "[一-龥]{0,2}(?:抓手|目标|主线|统领|牵引|路径|引领|核心|载体|支撑|突破口|重点|契机|导向)"
# What links a name with what it holds.
IS = (
    rf"(?:[，,、]?\s*(?:{THAT_IS}|分别指|具体包括|主要包括|内容[为是]|[？?]就是|为(?!{MEANS})|是)[：:，]?"
    r"|[：:]|——)"
)
# “两高两低”目标，即…
AFTER_NAME = re.compile(
    rf"(?:的|为)?(?:总体|总|工作|发展|奋斗|空间|产业|战略)*[一-龥]{{0,4}}?\s*(?:{IS}|(?P<bracket>[（(]))"
)
EXPLAINS = re.compile("[^，。；：]{0,10}(?:，?即[：:]?|[：:])")
ITEM = re.compile("[^、，；。]+?(?=[、，；。]|和(?:强化|优化|提升|推进|打造|建设|争取|创建)|$)")
FURTHEST_WORD = 4
CLAUSE = re.compile("[^，；]+")
CLOSING = re.compile("[）)]")
# 即：2019年要全面实现…
YEAR = re.compile("20[0-9]{2}年要?")
MOST_NAMES, LONGEST_ITEM = 12, 40


@dataclass(frozen=True)
class StatedGroup:
    """A group with the slices of a block that are its goals; `start` is where its block says its name."""

    label: str
    verb: str
    count: int
    block: DocumentBlock
    start: int
    items: Sequence[tuple[int, int]]

    def proposals(self, number: int) -> Iterator[Proposal]:
        places = [self.start, *(place for item in self.items for place in item)]
        span = (min(places), max(places))
        fields = GoalGroupFields(self.label, self.verb, self.count, number)
        yield propose(self.block, span, Confidence.CERTAIN, "group-defined", fields)
        for place, item in enumerate(self.items, 1):
            goal = GoalFields(self.block.text[slice(*item)], number, place)
            yield propose(self.block, item, Confidence.CERTAIN, "goal-listed", goal)


def groups_of_compounds(blocks: Sequence[DocumentBlock]) -> list[StatedGroup]:
    """The groups of the first compound name of which the text says what it holds.

    It says so of each part (三区即A、B、C，两带即D、E), of all together (“两高两低”，即A、B和C、D), or in
    items that have the form of the name (“五比五看”: 比A看B、比C看D …).
    """
    names: dict[str, list[tuple[DocumentBlock, re.Match[str]]]] = {}
    for block in blocks:
        for match in COMPOUND.finditer(block.text):
            names.setdefault(match["name"], []).append((block, match))
    for name, places in islice(names.items(), MOST_NAMES):
        if any(of_superiors(block.text, match.start()) for block, match in places):
            continue
        parts = PART.findall(name)
        for groups in (
            _of_each_part(parts, blocks),
            _of_all(name, parts, places),
            _in_form(name, blocks),
            _in_turn(parts, places),
            _explained_in_turn(parts, places),
        ):
            if groups:
                return groups
    return []


def _of_each_part(parts: Sequence[tuple[str, str]], blocks: Sequence[DocumentBlock]) -> list[StatedGroup]:
    """What two or more parts are said to be, each after its own name."""
    found = []
    labels = "|".join(re.escape(count + name) for count, name in parts)
    naming = re.compile(rf"[“「]?(?P<label>{labels})[”」]?\s*{IS}\s*")
    for count, name in parts:
        for block in blocks:
            if group := _of_part(block, naming, count, name):
                found.append(group)
                break
    return found if len(found) > 1 else []


def _of_part(block: DocumentBlock, naming: re.Pattern[str], count: str, name: str) -> StatedGroup | None:
    marks = list(naming.finditer(block.text))
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        if mark["label"] != count + name:
            continue
        end = after.start() if after else len(block.text)
        stop = re.compile("[；;。]").search(block.text, mark.end(), end)
        end = stop.start() if stop else end
        # 两年突破 counts years: what is done in them is one goal.
        several = 1 if name.startswith("年") else count_of(count)
        year = YEAR.match(block.text, mark.end(), end)
        start = year.end() if year else mark.end()
        clauses = _clauses_named(block.text, start, end, name, several)
        items = clauses or _items(block.text, start, end, several)
        if items:
            return StatedGroup(count + name, name, several, block, mark.start("label"), items)
    return None


def _clauses_named(text: str, start: int, end: int, name: str, count: int) -> list[tuple[int, int]]:
    """So many clauses that all end with the name of the part: 建设装备和能源基地，农业基地."""
    clauses = [match.span() for match in islice(CLAUSE.finditer(text, start, end), count)]
    named = 1 < len(clauses) == count and all(text.endswith(name, *clause) for clause in clauses)
    return without_shared_verb(text, clauses, LEADING_VERB) if named else []


def _items(text: str, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """So many items at the beginning of a slice; its later clauses may be about something else."""
    ends = [match.start() for match in re.compile("[，,]").finditer(text, start, end)]
    for stop in (*ends, end):
        items = split_items(text, start, stop, count)
        if items and all(1 < last - first <= LONGEST_ITEM for first, last in items):
            return without_shared_verb(text, items, LEADING_VERB)
    return []


def _of_all(
    name: str, parts: Sequence[tuple[str, str]], places: Sequence[tuple[DocumentBlock, re.Match[str]]]
) -> list[StatedGroup]:
    """As many items after the name as its parts count, each with the word of its part."""
    wanted = [part for count, part in parts for _each in range(count_of(count))]
    for block, match in places:
        link = AFTER_NAME.match(block.text, match.end())
        if not link or not wanted:
            continue
        stop = (CLOSING if link["bracket"] else re.compile("。")).search(block.text, link.end())
        end = stop.start() if stop else len(block.text)
        items = _items_of_parts(block.text, link.end(), end, len(wanted))
        if items and all(
            part[0] in block.text[slice(*item)] for part, item in zip(wanted, items, strict=True)
        ):
            return [StatedGroup(name, name, len(wanted), block, match.start("name"), items)]
    return []


def _items_of_parts(text: str, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """So many items, with whatever sign between them: A、B和C、D of two parts each; A、B，C、D."""
    if items := _items(text, start, end, count):
        return items
    for stop in [*(match.start() for match in re.compile("[，；]").finditer(text, start, end)), end]:
        cuts = [
            match.span() for match in re.compile("[、，；]|(?:以及|和|及|与)").finditer(text, start, stop)
        ]
        if len(cuts) == count - 1:
            bounds = [(start, start), *cuts, (stop, stop)]
            items = [(first[1], second[0]) for first, second in pairwise(bounds)]
            if all(1 < last - first <= LONGEST_ITEM for first, last in items):
                return items
    return []


def _in_turn(
    parts: Sequence[tuple[str, str]], places: Sequence[tuple[DocumentBlock, re.Match[str]]]
) -> list[StatedGroup]:
    """Clauses after the name that have the words of its parts in turn, as many as each counts.

    “一持续两提升一转变”的思路，持续保持A，大幅提升B，大幅提升C，转变D
    """
    wanted = [word for count, word in parts for _each in range(count_of(count))]
    if not all(len(word) > 1 for word in wanted):
        return []
    for block, match in places:
        stop = block.text.find("。", match.end())
        clauses = CLAUSE.finditer(block.text, match.end(), stop if stop >= 0 else len(block.text))
        spans = [clause.span() for clause in islice(clauses, 2 + len(wanted))][1:]
        held = [span for span, word in zip(spans, wanted, strict=False) if word in block.text[slice(*span)]]
        if len(held) < len(wanted):
            continue
        groups, place = [], match.start("name")
        for count, word in parts:
            items, held = held[: count_of(count)], held[count_of(count) :]
            groups.append(StatedGroup(count + word, word, count_of(count), block, place, items))
            place += len(count + word)
        return groups
    return []


def _explained_in_turn(
    parts: Sequence[tuple[str, str]], places: Sequence[tuple[DocumentBlock, re.Match[str]]]
) -> list[StatedGroup]:
    """Items after 即： that each have the word of their part near their beginning, as many as each counts.

    “两创两争三强化”…，即：全力创建A、创建B；大力争取C、争取D；进一步强化E、强化F和强化G
    """
    for block, match in places:
        link = EXPLAINS.match(block.text, match.end())
        if not link:
            continue
        stop = block.text.find("。", link.end())
        pieces = ITEM.finditer(block.text, link.end(), stop if stop >= 0 else len(block.text))
        spans = [(piece.start() + piece[0].startswith("和"), piece.end()) for piece in pieces]
        groups, place = [], match.start("name")
        for count, word in parts:
            items, spans = spans[: count_of(count)], spans[count_of(count) :]
            near = all(word in block.text[start:end][: len(word) + FURTHEST_WORD] for start, end in items)
            if len(items) < count_of(count) or not near:
                break
            groups.append(StatedGroup(count + word, word, count_of(count), block, place, items))
            place += len(count + word)
        if len(groups) == len(parts):
            return groups
    return []


def _in_form(name: str, blocks: Sequence[DocumentBlock]) -> list[StatedGroup]:
    """Items in succession that have the words of “五比五看” in turn, as many as it counts: 比A看B、比C看D."""
    form = re.fullmatch(r"(?P<count>.)(?P<first>.{1,2})(?P=count)(?P<second>.{1,2})", name)
    count = count_of(form["count"]) if form else 0
    if not form or count < 2:
        return []
    words = r"[^、，；。：“”\s]{1,10}"
    item = rf"{form['first']}{words}{form['second']}{words}"
    run = re.compile(rf"(?<![^：，。；“\s为是即]){item}(?:[、，；]{item}){{{count - 1}}}(?=[。；，”]|$)")
    for block in blocks:
        if match := run.search(block.text):
            items = [
                each.span()
                for each in re.finditer(item, block.text)
                if match.start() <= each.start() < match.end()
            ]
            return [StatedGroup(name, form["first"], count, block, match.start(), items)]
    return []
