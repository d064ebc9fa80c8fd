"""The slogan of a plan and what it holds: “一个确保、两个优化”, “147”, “六新两优”; the goals of its parts."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from initiatives.reading.announced_entries import looking_back
from initiatives.reading.declared_parts import DeclaredPart, declared_groups
from initiatives.reading.document_blocks import BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.enumerations import COUNT, count_of, split_items, without_shared_verb
from initiatives.reading.goal_lists import goals_below_their_name
from initiatives.reading.lists_in_passing import groups_in_passing
from initiatives.reading.project_lists import DONE_BEFORE, NOUN, of_superiors, sentence_around
from initiatives.reading.proposals import (
    Confidence,
    GoalFields,
    GoalGroupFields,
    Proposal,
    SloganFields,
    propose,
)
from initiatives.reading.repeated_names import pieces_with_name
from initiatives.reading.slogan_clauses import (
    COUNTER,
    FIVE_YEARS,
    LEADING_VERB,
    VERBS,
    definitions_before_labels,
    first_clauses,
    goals_after_ordinals,
    quoted_labels_after_items,
)
from initiatives.reading.slogan_codes import (
    definitions_by_role,
    definitions_in_brackets,
    definitions_of_digits,
    digits_follow,
    groups_of_chapters,
)
from initiatives.reading.slogan_compounds import groups_of_compounds
from initiatives.reading.slogan_definitions import LINK, beside_the_plan, definitions_stated

# What a part counts is a goal's verb or noun; nouns of undertakings are left to `project_lists`.
UNDERTAKING = NOUN
# Words that short slogans count: 六新, 两优, 三提.
CODE_WORDS = "新优强大聚化升提力高稳增保促抓进创实好快美精特转融突破"
CODE = re.compile(
    r"“(?P<code>[一二三四五六七八九十][一二三四五六七八九十]{2,5}|[0-9]{3,6}|[0-9](?:\+(?:[0-9]|[NnXx])){1,5}|[一二三四五六七八九十]\+[一二三四五六七八九十](?:\+[一二三四五六七八九十])*"
    rf"|(?:[一二三四五六七八九两][{CODE_WORDS}][^“”]?){{2,4}})”"
)
AFTER_CODE = re.compile(
    r"^(?:的)?(?:总体|工作|发展|战略|产业|年度|总)*(?:思路|目标|布局|体系|格局|部署|要求|战略|工程|行动|举措|计划|方案|任务|模式|路径|框架|总任务|发展|安排|要点|工作法|打法|路线|谋划)|^为(?:总)?(?:抓手|主线|统领|牵引|目标|路径)"
)
# 以A为引领，以B为支撑 says of several parts what they are.
ROLES = re.compile("以[^，。；]{2,60}为[^，。；]{2,6}，以")
BESIDE = re.compile(f"(?:[、，；和及与]|以及)?(?:{VERBS}|做强|做优|用好|守牢)?")
OF_SUPERIORS_AFTER = re.compile(
    "”?(?:的)?(?:(?:重要|工作|总)?(?:要求|指示|批示|精神|讲话)|重大(?:要求|任务))"
)
# “两个高于、两个缩小”[22]: a term of others that a note explains.
EXPLAINED_IN_NOTE = re.compile(r"[\[［【〔][0-9]{1,3}[\]］】〕]")
# 为建设“六个北疆”、打造“七大名城”贡献智慧
OF_A_VISION = re.compile("(?:为|以)[^，。；：“”]{0,12}(?:建设|打造|实现)“$")
# What a paper says of why it asks.
EDITORS_NOTE = re.compile("(?:编者按|开栏语|开栏的话|编者的话)[：:】）]")
# 把A、B作为主攻方向
OBJECT_AHEAD = re.compile("[把将]")
# 就是“激情、责任、担当”，这是…
QUOTED_LIST = re.compile("“(?P<body>[^“”、]+(?:、[^“”、]+)+)”(?=[，。]|$)")
# What is longer tells of several goals that no rule could separate.
LONGEST_GOAL = 40


@dataclass(frozen=True)
class _Label:
    """A part of a slogan: 两个优化, at its first place."""

    words: str
    count: int
    name: str
    block: DocumentBlock
    start: int
    end: int


def find_slogan(document: ReadDocument) -> list[Proposal]:
    """The slogan, its groups and their goals, in the order of the text."""
    kept = [block for block in document.blocks if block.kind != BlockKind.NOISE]
    past = looking_back(kept)
    blocks = [
        block
        for index, block in enumerate(kept)
        if index not in past and block.kind != BlockKind.TABLE_ROW and not EDITORS_NOTE.search(block.text)
    ]
    sequence = _first_sequence(blocks)
    labels = sequence or []
    found = list(_slogan(labels)) or list(_codes(blocks))
    definitions = definitions_stated(blocks, {label.words for label in labels})
    in_passing = quoted_labels_after_items(blocks)
    definitions = {**in_passing, **definitions}
    definitions = _by_their_names(labels, definitions)
    stated = definitions_before_labels(found, blocks)
    stated = stated or definitions_of_digits(blocks, found) or definitions_in_brackets(blocks, found)
    several = {words for words, (_block, match) in definitions.items() if ROLES.match(match["body"])}
    missing = [label.words for label in labels if label.words not in definitions or label.words in several]
    definitions.update(definitions_by_role(blocks, missing))
    definitions = {**_definitions_of_code(blocks, found), **stated, **definitions}
    named = [label.words for label in labels]
    compounds = {} if labels else {group.label: group for group in groups_of_compounds(blocks)}
    for group in groups_in_passing(kept):
        if not beside_the_plan(group.block.text, group.start) and group.label not in named:
            compounds.setdefault(group.label, group)
    definitions = {words: stated for words, stated in definitions.items() if words not in compounds}
    places = {words: (block.number, match.start()) for words, (block, match) in definitions.items()}
    places |= {words: (group.block.number, group.start) for words, group in compounds.items()}
    others = sorted(set(places) - set(named), key=lambda words: places[words])
    ordered = named + others
    # Parts that count undertakings (八大工程) belong to the projects.
    ordered = [
        words
        for words in ordered
        if words in stated
        or words in in_passing
        or words in compounds
        or not re.search(f"(?:{UNDERTAKING})$", words)
    ]
    ordered = _without_industries(list(dict.fromkeys(ordered)), stated)
    if len(ordered) == 1 and ordered[0] not in places:
        # One name in quotation marks is no slogan.
        found = [proposal for proposal in found if proposal.rule != "slogan-parts"]
        ordered = []
    if not ordered:
        found += (
            list(groups_of_chapters(blocks, found))
            or list(_listed_goals(blocks))
            or list(goals_below_their_name(blocks))
        )
    for number, words in enumerate(ordered, 1):
        if words in compounds:
            found += compounds[words].proposals(number)
            continue
        label = next((label for label in labels if label.words == words), None)
        found += _group(number, words, label, definitions.get(words))
    return _more_complete(found, declared_groups(blocks))


def _more_complete(found: list[Proposal], declared: Sequence[DeclaredPart]) -> list[Proposal]:
    """What was found, or the parts that are named together where these are more and hold more."""
    groups = sum(isinstance(each.fields, GoalGroupFields) for each in found)
    goals = sum(isinstance(each.fields, GoalFields) for each in found)
    # Parts within one pair of quotation marks are the slogan, whether or not it says what they hold.
    together = any(each.rule == "slogan-parts" and "“" not in each.words for each in found)
    fewer = len(declared) < groups if goals or together else not declared
    if fewer or sum(len(part.items) for part in declared) <= goals:
        return found
    kept = [each for each in found if isinstance(each.fields, SloganFields)]
    return kept + [proposal for number, part in enumerate(declared, 1) for proposal in part.proposals(number)]


def _without_industries(parts: list[str], of_code: Collection[str]) -> list[str]:
    """The parts without those of “7+3” (七大产业, …), which tell what a park makes, beside others."""
    others = [words for words in parts if words not in of_code]
    industries = bool(of_code) and all(words.endswith("产业") for words in of_code)
    return others if industries and others else parts


def _by_their_names(
    labels: Sequence[_Label], definitions: dict[str, tuple[DocumentBlock, re.Match[str]]]
) -> dict[str, tuple[DocumentBlock, re.Match[str]]]:
    """What follows “五个突破、五个提升”： is of the part whose name it has, not of the last one."""
    found = dict(definitions)
    for label in labels:
        if label.words not in found or label.name in found[label.words][1]["body"]:
            continue
        body = found[label.words][1]["body"]
        for other in labels:
            if other.words not in found and body.count(other.name) >= other.count > 1:
                found[other.words] = found.pop(label.words)
                break
    return found


def _first_sequence(blocks: Sequence[DocumentBlock]) -> list[_Label]:
    """The first run of two or more parts of a slogan: 一个确保、两个优化、三个增强."""
    for block in blocks:
        for quoted in re.finditer(
            r"[“「]([^“”「」。]{6,60})[”」]|围绕([^“”。，]{6,60})(?:的|，)", block.text
        ):
            inside = quoted[1] or quoted[2]
            start = quoted.start(1) if quoted[1] else quoted.start(2)
            parts = re.split(r"([、，,；;\s]+)", inside)
            labels, position = [], start
            for part in parts:
                match = re.fullmatch(rf"(?P<count>{COUNT})\s*(?:{COUNTER})\s*(?P<name>[一-龥]{{1,6}})", part)
                if match:
                    labels.append(
                        _Label(
                            part,
                            count_of(match["count"]),
                            match["name"],
                            block,
                            position,
                            position + len(part),
                        )
                    )
                position += len(part)
            if DONE_BEFORE.search(sentence_around(block.text, quoted)):
                # 围绕“两个高于、三个突破”目标，各项工作取得新成效
                continue
            if _of_superiors(block.text, quoted) or EXPLAINED_IN_NOTE.match(block.text, quoted.end()):
                continue
            if all(label.count == 1 for label in labels):
                # “一个项目、一名领导、一个专班” counts nothing.
                continue
            if len(labels) >= 2 and 2 * len(labels) >= len(
                [part for part in parts if part.strip("、，,；; ")]
            ):
                return labels
        separate = list(
            re.finditer(
                rf"“(?P<label>(?P<count>{COUNT})(?:{COUNTER})(?P<name>[一-龥]{{1,6}}))”(?=[、，和及]?“|[^“]{{0,3}}”?)",
                block.text,
            )
        )
        run = [
            match for number, match in enumerate(separate) if _beside_another(block.text, separate, number)
        ]
        beside = run and (
            OF_A_VISION.search(block.text, 0, run[0].start("label"))
            or of_superiors(block.text, run[0].start())
            or DONE_BEFORE.search(sentence_around(block.text, run[0]))
            or OF_SUPERIORS_AFTER.match(block.text, run[-1].end())
        )
        if len(run) >= 2 and not beside:
            return [
                _Label(match["label"], count_of(match["count"]), match["name"], block, *match.span("label"))
                for match in run
            ]
    return []


def _beside_another(text: str, labels: Sequence[re.Match[str]], number: int) -> bool:
    """Whether only a comma or conjunction separates a label from the one before or after it."""
    pairs = [labels[number - 1 : number + 1]] if number else []
    pairs += [labels[number : number + 2]] if number + 1 < len(labels) else []
    return any(BESIDE.fullmatch(text[first.end() : last.start()]) for first, last in pairs)


def _of_superiors(text: str, quoted: re.Match[str]) -> bool:
    """Whether a slogan is that of the province, city or centre, which the plan answers."""
    return of_superiors(text, quoted.start()) or bool(OF_SUPERIORS_AFTER.match(text, quoted.end()))


def _slogan(labels: Sequence[_Label]) -> Iterator[Proposal]:
    if not labels:
        return
    block, start, end = labels[0].block, labels[0].start, labels[-1].end
    if "”" in block.text[start:end]:
        # “五个强化”、实现“五个提升”, each in marks of its own
        start, end = start - 1, end + 1
    declared = tuple((label.words, label.count) for label in labels)
    yield propose(block, (start, end), Confidence.CERTAIN, "slogan-parts", SloganFields(declared))


def _codes(blocks: Sequence[DocumentBlock]) -> Iterator[Proposal]:
    """Slogans in figures or short: “147”, “一二三四”, “六新两优”, “3+2”."""
    seen = set()
    for block in blocks:
        for match in CODE.finditer(block.text):
            code, end = match["code"], match.end()
            used = AFTER_CODE.match(block.text[end:]) or digits_follow(block, end, code, blocks)
            if code in seen or not used or FIVE_YEARS.fullmatch(code):
                continue
            seen.add(match["code"])
            digits = re.findall(r"[0-9一二三四五六七八九十两]", match["code"])
            declared = tuple((digit, count_of(digit)) for digit in digits)
            yield propose(
                block,
                match.span("code"),
                Confidence.LIKELY,
                "slogan-code",
                SloganFields(declared),
            )


def _definitions_of_code(
    blocks: Sequence[DocumentBlock], slogans: Sequence[Proposal]
) -> dict[str, tuple[DocumentBlock, re.Match[str]]]:
    """What the parts of a short slogan hold: “六新”，即…；“两优”，即…"""
    found: dict[str, tuple[DocumentBlock, re.Match[str]]] = {}
    for slogan in slogans:
        for count, name in re.findall(rf"({COUNT})([{CODE_WORDS}])", slogan.words):
            pattern = re.compile(
                rf"[“「]?(?P<label>(?P<count>{count})(?P<unit>)(?P<name>{name}))[”」]?\s*{LINK}\s*(?P<body>[^；;。]+)"
            )
            for block in blocks:
                if match := pattern.search(block.text):
                    found.setdefault(match["label"], (block, match))
    return found


def _listed_goals(blocks: Sequence[DocumentBlock]) -> Iterator[Proposal]:
    """A part of a slogan whose goals are listed as 一是, 二是."""
    for number, (part, goals) in enumerate(goals_after_ordinals(blocks), 1):
        fields = GoalGroupFields(part["label"], part["name"], len(goals), number)
        block = goals[0][0]
        own = [goal for other, goal in goals if other is block]
        yield propose(block, (own[0][0], own[-1][1]), Confidence.LIKELY, "group-listed", fields)
        for place, (other, goal) in enumerate(goals, 1):
            fields_of_goal = GoalFields(other.text[slice(*goal)], number, place)
            yield propose(other, goal, Confidence.LIKELY, "goal-listed", fields_of_goal)


def _group(
    number: int,
    words: str,
    label: _Label | None,
    definition: tuple[DocumentBlock, re.Match[str]] | None,
) -> Iterator[Proposal]:
    """A part of the slogan as a group, and the goals that it is said to hold."""
    match = re.match(rf"(?P<count>{COUNT}|这一|这)\s*(?:{COUNTER})?\s*(?P<name>.+)", words)
    if not match:
        return
    count, verb = count_of(match["count"].removeprefix("这") or "一"), match["name"]
    fields = GoalGroupFields(words, verb, count, number)
    if definition:
        block, found = definition
        yield propose(
            block,
            (found.start("label"), found.end()),
            Confidence.CERTAIN,
            "group-defined",
            fields,
        )
        yield from _goals(number, verb, count, block, found)
    elif label:
        yield propose(
            label.block,
            (label.start, label.end),
            Confidence.LIKELY,
            "group-named",
            fields,
        )


def _goals(
    group: int, verb: str, count: int, block: DocumentBlock, found: re.Match[str]
) -> Iterator[Proposal]:
    start, end = found.span("body")
    shared = block.text.startswith(verb, start)
    if shared and count > 1:
        start += len(verb)
    if count > 1 and (taking := OBJECT_AHEAD.match(block.text, start, end)):
        start = taking.end()
    if count > 1 and (quoted := QUOTED_LIST.match(block.text, start, end)):
        start, end = quoted.span("body")
    items = _before_comma(block.text, start, end, count, verb) or split_items(block.text, start, end, count)
    items = without_shared_verb(block.text, first_clauses(block.text, items, verb), LEADING_VERB)
    if shared and count > 1 and (own := _with_own_verbs(block.text, items, verb)):
        items, shared = own, False
    if count > 1 and not (items and all(verb in block.text[slice(*item)] for item in items)):
        # 即产值突破30个亿、投资突破10个亿，财政收入突破2个亿，奋力开好局
        named = pieces_with_name(block.text, found.start("body"), verb, count) if len(verb) > 1 else []
        items, shared = named or items, shared and not named
    confidence = Confidence.CERTAIN if items else Confidence.UNSURE
    if not items and (count == 1 or end - start <= LONGEST_GOAL):
        items = [(start, end)]
    for number, (first, last) in enumerate(items, 1):
        words = block.text[first:last]
        if count == 1 and words.startswith(verb) and len(words) > len(verb) + 4:
            words = words[len(verb) :]
            first += len(verb)
            title = words
        else:
            title = verb + words if shared and len(verb) < 3 and not words.startswith(verb) else words
        yield propose(block, (first, last), confidence, "goal-listed", GoalFields(title, group, number))


def _with_own_verbs(text: str, items: Sequence[tuple[int, int]], name: str) -> list[tuple[int, int]]:
    """The items of which each has a verb before the name, that of the first too: 瞄准一流目标、干出一流事业.

    The first is given from after the name.
    """
    others = [text[slice(*item)] for item in items[1:]]
    if not others or not all(name in words and not words.startswith(name) for words in others):
        return []
    first, last = items[0]
    first -= len(name)
    if not text.startswith(name, first):
        return []
    verb = LEADING_VERB.fullmatch(text, max(0, first - 2), first)
    return [(verb.start() if verb else first, last), *items[1:]]


def _before_comma(text: str, start: int, end: int, count: int, verb: str) -> list[tuple[int, int]]:
    """The items of a list that ends before its sentence does: 即A、B，加快建设C."""
    for comma in re.finditer("，(?!以及)", text[start:end]):
        stop = start + comma.start()
        items = split_items(text, start, stop, count) if "、" in text[start:stop] and count > 1 else []
        alike = all(text.startswith(verb, first) for first, _last in items[1:])
        longest = LONGEST_GOAL if alike else 16
        if items and all(last - first <= longest for first, last in items):
            return items
    return []
