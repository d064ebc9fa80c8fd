"""Parts that a text counts together (“1236”: 一个目标、双轮驱动、三个重点、六场硬仗), and what each holds."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice

from initiatives.reading.announced_entries import entries_announced
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock
from initiatives.reading.entry_marks import counted_entries
from initiatives.reading.enumerations import COUNT, count_of, split_items, without_shared_verb
from initiatives.reading.lists_before_counts import parts_after_lists
from initiatives.reading.project_lists import DONE_BEFORE, NAME_OF_BATTLE, of_superiors, sentence_around
from initiatives.reading.proposals import Confidence, GoalFields, GoalGroupFields, Proposal, propose
from initiatives.reading.repeated_names import clauses_with_name, pieces_with_name
from initiatives.reading.slogan_clauses import COUNTER, FIVE_YEARS, LEADING_VERB, PART, THAT_IS, VERBS
from initiatives.reading.slogan_compounds import COMPOUND
from initiatives.reading.slogan_definitions import OF_CONDUCT, beside_the_plan

HEAD_OF_PART = re.compile(
    rf"(?:[【（(]?[0-9一二三四五六]{{1,2}}[】）)、.]\s*)?(?:第[一二三四五六]，)?(?:{THAT_IS}|[一-龥]{{2}})?{PART.pattern}"
)
# “五区建设”，即建设A、B、C、D、E
ALONE = re.compile(
    rf"[“‘](?P<label>(?P<count>[二两三四五六七八九十双])(?:{COUNTER})?(?P<name>[一-龥]{{1,6}}))[”’]"
)
# 五个“全力”：全力推动A、全力推动B…
NAME_ALONE = re.compile(rf"(?P<label>(?P<count>{COUNT})(?:{COUNTER})“(?P<name>[一-龥]{{1,6}})”)")
# What may stand between two parts: a bracket with what the first holds, a sign, and the verb of the second.
BETWEEN = re.compile(
    r"[”」]?\s*(?:[（(][^（）()。]*[）)])?\s*[、，；]?\s*(?:和|及|与|以及)?[一-龥]{0,6}[“「]?"
)
ITEMS_BETWEEN = re.compile(
    rf"[”」]?(?:[一-龥]{{1,3}}(?=，))?\s*(?:[（(][^（）()。]*[）)])?\s*[、，；]?\s*(?:{VERBS}|开展|推动)?(?P<body>[^。；：（）()]{{4,160}}?)[“「]?"
)
# Terms of the country that every text has.
NATIONAL = re.compile(
    "两会|两新|两重|三农|双碳|双减|双循环|双一流|双创|双随机|四风|六稳|六保|四个(?:意识|自信|全面)|两个(?:维护|确立|毫不动摇|结合)"
)
CODE = re.compile("“(?P<code>[0-9]{2,6}|[0-9](?:\\s*\\+\\s*(?:[0-9]|[NnXx]))+|[一二三四五六七八九十]{2,6})”")
LINK = re.compile(
    r"[”’」]?[^，。；：:（）()“”、]{0,8}?"
    rf"(?:(?:[，,、]?\s*(?:{THAT_IS}|主要包括|包含)|。包括)[：:，]?|[：:]|——|(?P<weak>[，,]是?|[是为](?!否|[一-龥]{{1,3}}[，,])))\s*"
)
BRACKET = re.compile(r"(?:”[一-龥]{0,4}|」)?\s*[（(](?P<body>[^（）()。]{2,200})[）)]")
# 一个轮子是科技创新，一个轮子是深化改革; 一个是A，另一个是B
EACH_IS = re.compile(
    r"[，；、]?(?:第?[一二三四五六七八九十]|另|还有一|再一)个?[一-龥]{0,3}是(?P<item>[^，。；]{2,30})"
)
COUNTED_NAME = re.compile(".个[一-龥]{2}")
# 三大抓手 holds goals, 三大工程 counts undertakings.
BATTLE = re.compile("(?:工程|行动|专项|仗|战|战役)$")
UNDERTAKINGS = re.compile(NAME_OF_BATTLE)
LONGEST_ITEM, MOST = 30, 30
Item = tuple[DocumentBlock, tuple[int, int]]


@dataclass(frozen=True)
class DeclaredPart:
    """A part with its count, where its block says its name, and the slices that are what it holds."""

    label: str
    name: str
    count: int
    block: DocumentBlock
    start: int
    items: Sequence[Item] = ()
    alone: bool = False

    @property
    def undertakings(self) -> bool:
        return UNDERTAKINGS.search(self.label) is not None

    def proposals(self, number: int) -> Iterator[Proposal]:
        span = (self.start, self.start + len(self.label))
        fields = GoalGroupFields(self.label, self.name, self.count, number)
        yield propose(self.block, span, Confidence.LIKELY, "group-declared", fields)
        for place, (block, item) in enumerate(self.items, 1):
            goal = GoalFields(block.text[slice(*item)], number, place)
            yield propose(block, item, Confidence.LIKELY, "goal-declared", goal)


def declared_groups(blocks: Sequence[DocumentBlock]) -> list[DeclaredPart]:
    """The parts with goals that the text names together, else those that stand each after its list."""
    return _named_with_items(blocks) or _after_lists(blocks)


def _named_with_items(blocks: Sequence[DocumentBlock]) -> list[DeclaredPart]:
    """The parts that hold goals, of the first parts named together of which the text says what they hold.

    The last part is left to the projects where it counts undertakings.
    """
    known: dict[tuple[str, bool], DeclaredPart] = {}

    @cache
    def announced() -> set[tuple[int, int]]:
        return {(entry.block.number, entry.name()[0]) for entry in entries_announced(blocks)[0]}

    def with_items(part: DeclaredPart, *, or_before: bool) -> DeclaredPart:
        if (part.label, or_before) not in known and len(known) < MOST:
            found = _with_items(part, blocks, or_before=or_before)
            found = found if found.items else _with_repeated_name(part, blocks, announced())
            known[part.label, or_before] = found
        return known.get((part.label, or_before), part)

    for parts in islice(chain(_named_together(blocks), _alone(blocks)), MOST):
        several = len(parts) > 1 and not parts[0].alone
        own = parts[:-1] if several and parts[-1].undertakings else parts
        found = [with_items(each, or_before=several) for each in own]
        held = [part for part in found if part.items]
        if parts[0].alone:
            # Of parts that stand each for itself, those are taken of which the text says what they hold.
            own = held
        apart = len({tuple(each.items) for each in held}) == len(held)
        if held and len(held) == len(own) and apart:
            return held
    return []


def _after_lists(blocks: Sequence[DocumentBlock]) -> list[DeclaredPart]:
    for block in blocks:
        if block.kind in PROSE and (found := parts_after_lists(block.text)):
            parts = [
                replace(_part(match, block), items=[(block, item) for item in items])
                for match, items in found
            ]
            return _without_undertakings(parts)
    return []


def _without_undertakings(parts: list[DeclaredPart]) -> list[DeclaredPart]:
    """The parts without the one that counts undertakings: the only one, else the last."""
    battles = [part for part in parts if BATTLE.search(part.label)]
    if len(battles) == 1:
        return [part for part in parts if part not in battles]
    return parts[:-1] if parts[-1].undertakings else parts


def _named_together(blocks: Sequence[DocumentBlock]) -> Iterator[list[DeclaredPart]]:
    """Runs of parts: those that the digits of a code count, then two or more side by side."""
    runs = [run for block in blocks for run in _runs(block)]
    for block in blocks:
        for match in CODE.finditer(block.text):
            digits = re.findall("[0-9一二三四五六七八九十NnXx]", match["code"])
            counts = [count_of(digit) for digit in digits]
            if of_superiors(block.text, match.start()):
                continue
            later = [run for run in runs if run[0].block.number >= block.number]
            for run in later:
                if [part.count for part in run] == counts:
                    yield run
            yield from _of_digits(blocks, block, counts)
    for run in runs:
        quoted = run[0].block.text[: run[0].start].endswith("“")
        labels = {part.label for part in run}
        if len(labels) > 2 or (len(labels) > 1 and (quoted or run[-1].undertakings)):
            yield run


def _alone(blocks: Sequence[DocumentBlock]) -> Iterator[list[DeclaredPart]]:
    """The parts of each block in quotation marks that no others stand beside."""
    for block in blocks:
        found: dict[str, DeclaredPart] = {}
        for match in chain(ALONE.finditer(block.text), NAME_ALONE.finditer(block.text)):
            part = replace(_part(match, block), alone=True)
            amount = re.match("[百千万]", part.name)
            other = (
                NATIONAL.fullmatch(part.label)
                or OF_CONDUCT.match(part.name)
                or (COMPOUND.fullmatch(match[0]) and not COUNTED_NAME.match(part.label))
                or FIVE_YEARS.fullmatch(match["label"])
            )
            if part.count > 1 and not (amount or other or _apart(match, block) or _last_undertakings(part)):
                found.setdefault(part.label, part)
        if found:
            yield list(found.values())


def _part(match: re.Match[str], block: DocumentBlock) -> DeclaredPart:
    count = count_of(match["count"])
    return DeclaredPart(match["label"], match["name"], count, block, match.start("label"))


def _apart(match: re.Match[str], block: DocumentBlock) -> bool:
    """Whether a part is of superiors, of last year, or what departments are told."""
    past = DONE_BEFORE.search(sentence_around(block.text, match))
    return bool(past) or of_superiors(block.text, match.start()) or beside_the_plan(block.text, match.start())


def _last_undertakings(part: DeclaredPart) -> bool:
    """Whether a part counts undertakings and none that its block counts later does."""
    later = PART.finditer(part.block.text, part.start + len(part.label))
    return part.undertakings and not any(UNDERTAKINGS.search(each["label"]) for each in later)


def _runs(block: DocumentBlock) -> Iterator[list[DeclaredPart]]:
    """The parts of a block that only their verbs, or what they hold, separate."""
    if block.kind == BlockKind.TABLE_ROW:
        return
    found = list(islice(PART.finditer(block.text), MOST))
    run: list[DeclaredPart] = []
    for match, following in zip(found, [*found[1:], None], strict=False):
        if not run and _apart(match, block):
            continue
        run.append(_part(match, block))
        if following and _beside(block.text, match.end(), following):
            continue
        if len(run) > 1:
            yield run
        run = []


def _beside(text: str, end: int, following: re.Match[str]) -> bool:
    start = following.start()
    if BETWEEN.fullmatch(text, end, start):
        return True
    between = ITEMS_BETWEEN.fullmatch(text, end, start)
    return between is not None and bool(
        split_items(text, *between.span("body"), count_of(following["count"]))
    )


def _of_digits(
    blocks: Sequence[DocumentBlock], first: DocumentBlock, counts: Sequence[int]
) -> Iterator[list[DeclaredPart]]:
    """The parts at the heads of later blocks, one for each digit in order: 即一个总抓手（…）.

    N counts nothing.
    """
    run: list[DeclaredPart] = []
    wanted = [count for count in counts if count]
    for block in blocks:
        if block.number <= first.number or block.kind not in (*PROSE, BlockKind.HEADING):
            continue
        # 即一个总抓手（…）; 突出两个重点：A和B
        part = HEAD_OF_PART.match(block.text)
        if part and len(run) < len(wanted) and count_of(part["count"]) == wanted[len(run)]:
            count = count_of(part["count"])
            run.append(DeclaredPart(part["label"], part["name"], count, block, part.start("label")))
    if len(run) > 1 and len(run) == len(wanted):
        yield run


def _with_items(part: DeclaredPart, blocks: Sequence[DocumentBlock], *, or_before: bool) -> DeclaredPart:
    """The part with what a text says that it holds: after it, before it, or in the blocks that follow it."""
    tried = 0
    for index, block in enumerate(blocks):
        if block.kind == BlockKind.TABLE_ROW:
            continue
        for match in re.finditer(re.escape(part.label), block.text):
            tried += 1
            if tried > MOST:
                return part
            found = _items_in(block.text, match.span(), part.name, part.count, or_before=or_before)
            items = [(block, item) for item in found] or _entries(part, blocks, index, match.end())
            if items:
                return DeclaredPart(part.label, part.name, part.count, block, match.start(), items)
    return part


def _with_repeated_name(
    part: DeclaredPart, blocks: Sequence[DocumentBlock], announced: Collection[tuple[int, int]]
) -> DeclaredPart:
    """The part with the clauses that repeat its name; not what a sentence announces and the text then lists.

    Such entries are undertakings: `announced` are the blocks and places where their names begin.
    """
    index = next(index for index, block in enumerate(blocks) if block is part.block)
    end = part.start + len(part.label)
    items = clauses_with_name(blocks, index, end, part.name, part.count)
    own = any((block.number, first) not in announced for block, (first, _last) in items)
    return replace(part, items=items) if own else part


def _items_in(
    text: str, label: tuple[int, int], name: str, count: int, *, or_before: bool
) -> list[tuple[int, int]]:
    """The slices of what a sentence says that a part holds, without the verb that they share."""
    start, end = label
    link = LINK.match(text, end)
    if link and link["weak"] and not _at_head(text, start) and not EACH_IS.match(text, link.end()):
        # “1个目标，” of a sentence that goes on says nothing of it.
        link = None
    bracket = BRACKET.match(text, end)
    named = pieces_with_name(text, end, name, count) if len(name) > 1 else []
    found = named if count > 1 and all(text.startswith(name, first) for first, _last in named) else []
    if not found and bracket:
        # “一个枢纽、两个中心”（A枢纽，B中心、C中心）
        ends = bool(named) and all(text.endswith(name, first, last) for first, last in named)
        found = named if ends else split_items(text, *bracket.span("body"), count)
    if not found and link:
        found = _each_is(text, link.end() - 1, count) or _after(text, link.end(), count)
    if not found and or_before:
        found = _before(text, start, count)
    found = found or named or (_listed_ahead(text, start, name, count) if count > 1 else [])
    if not found or not all(_names_something(text[slice(*item)]) for item in found):
        return []
    return without_shared_verb(text, _without_verb_of_part(text, start, found), LEADING_VERB)


def _entries(part: DeclaredPart, blocks: Sequence[DocumentBlock], index: int, end: int) -> list[Item]:
    """What the blocks after a part at the end of its own list one by one: 先看三大抓手。/抓手之一：…"""
    if part.count < 2 or not re.compile(r"[”」]?[^，。；：:]{0,6}[。：:]?$").match(blocks[index].text, end):
        return []
    return [(entry.block, entry.name()) for entry in counted_entries(blocks, index, end, part.count)]


def _without_verb_of_part(text: str, start: int, items: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The items without the verb that the part has and the first repeats: “用好两种资源”，就是用好A、B."""
    verb, (first, last) = text[max(0, start - 2) : start], items[0]
    shared = len(verb) == 2 and text.startswith(verb, first) and last - first > 3
    if not shared or any(text.startswith(verb, place) for place, _end in items[1:]):
        return items
    return [(first + 2, last), *items[1:]]


def _at_head(text: str, place: int) -> bool:
    """Whether a sentence begins at a place, with a quotation mark or not."""
    before = text[:place].rstrip("“‘「 ")
    return not before or before[-1] in "。；！"


def _names_something(words: str) -> bool:
    """Whether words are short, and neither a number nor another part."""
    return (
        1 < len(words) <= LONGEST_ITEM
        and not re.match("[0-9]|[一二三四五]是|.*；|.*，.*[0-9]", words)
        and not PART.search(words)
    )


def _each_is(text: str, start: int, count: int) -> list[tuple[int, int]]:
    found = []
    while match := EACH_IS.match(text, start):
        found.append(match.span("item"))
        start = match.end()
    return found if len(found) == count > 1 else []


def _after(text: str, start: int, count: int) -> list[tuple[int, int]]:
    """So many items up to the end of the sentence, or of one of its clauses."""
    sentence = re.compile("。|$").search(text, start)
    end = sentence.start() if sentence else len(text)
    stops = [match.start() for match in re.compile("[，；]").finditer(text, start, end)]
    if count == 1:
        return [(start, min([*stops, end]))]
    for stop in (end, *reversed(stops)):
        items = split_items(text, start, stop, count)
        if items and all(_names_something(text[slice(*item)]) for item in items):
            return items
    return []


def _listed_ahead(text: str, end: int, name: str, count: int) -> list[tuple[int, int]]:
    """So many items that the sentence of a part explains: A园区、B园区、C园区——这是今年的“三区建设”.

    Those that all begin with its name need no word between: 用一流的速度、一流的服务“两个一流”.
    """
    start = max(text.rfind(sign, 0, end) for sign in "。；：！") + 1
    explains = re.compile(r"(?P<body>[^，]+?)(?:——|，)这?(?:就是|正是|是)[^，“]{0,10}“").fullmatch(
        text, start, end
    )
    # 在A、B、C上实现“三个突破”
    sides = re.compile(".*?在(?P<body>[^，]+?)(?:等?方面|领域|上)(?:实现|取得|做到|力争|达到)“")
    found = explains or sides.fullmatch(text, start, end)
    clause = max(start, text.rfind("，", 0, end) + 1)
    first = text.find(name, clause, end) if len(name) > 1 else -1
    if not found and first >= 0:
        items = split_items(text, first, end - (text[end - 1] in "“「"), count)
        return items if all(text.startswith(name, item) for item, _stop in items) else []
    return split_items(text, *found.span("body"), count) if found else []


def _before(text: str, end: int, count: int) -> list[tuple[int, int]]:
    """So many items between a verb and the part: 推进A、B、C三项行动; 围绕A“一条主线”."""
    start = max(text.rfind(sign, 0, end) for sign in "。；：，（") + 1
    comma = text.find("、", start, end)
    # 用三年时间实现A、B、C: the last verb of the first item is that of all.
    verbs = list(re.compile(f"(?<!的)(?:{VERBS}|开展)").finditer(text, start, comma if comma > 0 else end))
    # 项目建设、招商引资: a verb that ends an item is of its name.
    verbs = [verb for verb in verbs if comma < 0 or comma - verb.end() > 1]
    verb = verbs[-1] if verbs and (count > 1 or verbs[-1].start() == start) else None
    stop = end - (text[end - 1] in "“「等这")
    if count == 1:
        return [(verb.end(), stop)] if verb and 2 <= stop - verb.end() <= 16 else []
    items = split_items(text, verb.end() if verb else start, stop, count)
    return items if verb or all(last - first <= 8 for first, last in items) else []
