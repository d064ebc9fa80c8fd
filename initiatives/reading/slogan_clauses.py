"""Parts of a slogan that stand after what they hold: “1345”, 即锚定A这一目标, 实施B、C、D三大战略, …"""

import re
from collections.abc import Sequence
from itertools import islice, product

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.entry_marks import Entry, counted_entries
from initiatives.reading.enumerations import COUNT, count_of, split_items
from initiatives.reading.project_lists import DONE_BEFORE, NOUN, of_superiors, sentence_around
from initiatives.reading.proposals import Proposal, SloganFields

VERBS = (
    "锚定|聚焦|围绕|实施|突出|推进|坚持|抓好|打好|打造|抓实|做好|紧扣|瞄准|深化|强化|推动|开展|抓住|坚定"
    "|建设|统筹|攻坚|实现|落实|冲刺|抓牢|扛好|扛牢|扛起|做强|做优|做大|用好|守牢|培育|壮大|构建|主攻|办好|筑牢|夯实|争创|争做|迈向|挺进|推行|培优|守住|明确"
)
# Words between a name and what it holds.
THAT_IS = "也就是|也即|就是|即是?|是指|指的是|指|分别是|分别为|具体是|具体为|包括"
COUNTER = "个|大|条|项|张|篇|场|道|份|轮|种|类|本|块|支|座|套|把|重|招|记|件"
# A part with its count; 30个亿 is money.
PART = re.compile(
    rf"[“「]?(?P<label>(?P<count>{COUNT}|双)\s*(?:{COUNTER})\s*(?P<name>(?!亿)[一-龥]{{1,8}}?))"
    r"(?=[”」]|\s*(?:[、，；。：:！（(—]|和|及|与|为|$))"
)
FIVE_YEARS = re.compile("十[一二三四五六]?五")
LEADING_VERB = re.compile(
    f"(?:重点|着力|大力|全力|加快)?(?:{VERBS}|发展|培育|把握|建成|完成|做实|[用以](?=[一-龥]{{4}}))"
)
CLAUSE = re.compile(
    rf"(?:^|[,，、；;：:]|即|就是)(?:即|就是)?(?P<verb>[一-龥]{{2}})(?P<body>[^，；;。：:]+?)[“「]?"
    # 围绕A这1个总目标, but 锚定A这一目标
    rf"(?:这(?=(?:{COUNT})\s*(?:{COUNTER})))?(?P<label>(?P<count>{COUNT}|这一|这)\s*(?P<unit>{COUNTER})?\s*(?P<name>[一-龥]{{2,6}}))[”」]?(?=[，；;。]|$)"
)


def definitions_before_labels(
    slogans: Sequence[Proposal], blocks: Sequence[DocumentBlock]
) -> dict[str, tuple[DocumentBlock, re.Match[str]]]:
    """The clauses that say what each digit of a short slogan is, where they count the same."""
    for slogan, block in product(slogans, blocks):
        start = block.text.find(f"“{slogan.words}”") + len(slogan.words) + 2
        if start < len(slogan.words) + 2 or not isinstance(slogan.fields, SloganFields):
            continue
        stop = block.text.find("。", start)
        clauses = list(CLAUSE.finditer(block.text, start, stop if stop >= 0 else len(block.text)))
        counts = [count_of(each["count"].removeprefix("这") or "一") for each in clauses]
        declared = [count for _words, count in slogan.fields.declared]
        if len(clauses) < 2 or counts != declared:
            continue
        if any(
            count > 1 and not split_items(block.text, *each.span("body"), count)
            for each, count in zip(clauses, counts, strict=True)
        ):
            continue
        undertakings = [each for each in clauses if re.search(f"(?:{NOUN})$", each["label"])]
        return {each["label"]: (block, each) for each in clauses if each not in undertakings[-1:]}
    return {}


CLAUSE_OF_ENTRY = re.compile("[^，。；：]+")
BUILDS = re.compile("(?:全力|着力|奋力|加快)?(?:打造|建设)")
Listed = tuple[re.Match[str], list[tuple[DocumentBlock, tuple[int, int]]]]
MOST_PARTS, MOST_TRIED, FEWEST_GOALS, LONGEST_GOAL = 30, 60, 3, 28
# 做好五个强化: a part whose goals a paragraph lists as 一是强化A，…。二是强化B，…
PART_NAMED = re.compile(
    rf"(?P<label>(?P<count>{COUNT})个(?P<name>[一-龥]{{2,4}}))(?![一-龥]{{0,2}}(?:方面|问题|环节))"
)


def goals_after_ordinals(
    blocks: Sequence[DocumentBlock],
) -> list[Listed]:
    """Parts of a slogan with their goals: of so many entries that follow, the clause with the part's name.

    五个强化、五个突破: 一是强化A，实现B突破；二是强化C，实现D突破. The clauses begin with the name, or end
    with it where another part has as many that begin so, or where each is built (全力打造A高地).
    """
    led: dict[str, Listed] = {}
    ended: dict[str, Listed] = {}
    tried = 0
    for index, block in enumerate(blocks):
        for part in islice(PART_NAMED.finditer(block.text), MOST_PARTS):
            count = count_of(part["count"])
            if part["label"] in {*led, *ended} or count < FEWEST_GOALS:
                continue
            tried += 1
            if tried > MOST_TRIED:
                break
            entries = counted_entries(blocks, index, part.end(), count)
            for found, clause_with in ((led, _clause_led), (ended, _clause_ended)):
                goals = [(entry.block, clause_with(part["name"], entry)) for entry in entries]
                named = [(place, clause) for place, clause in goals if clause]
                if len(named) == count:
                    found[part["label"]] = (part, named)
                    break
    # 五个突破 alone, each of whose entries reaches one, names undertakings.
    beside = {len(goals) for _part, goals in led.values()}
    built = [each for each in ended.values() if len(each[1]) in beside or all(map(_is_built, each[1]))]
    return [*led.values(), *built]


def _clause_led(name: str, entry: Entry) -> tuple[int, int] | None:
    """The first clause of an entry that begins with a name."""
    text = entry.block.text
    clauses = (match.span() for match in CLAUSE_OF_ENTRY.finditer(text, entry.start, entry.end))
    return next(
        (
            (start, end)
            for start, end in clauses
            if text.startswith(name, start) and end - start <= LONGEST_GOAL
        ),
        None,
    )


def _clause_ended(name: str, entry: Entry) -> tuple[int, int] | None:
    """The first clause of an entry that ends with a name, after 全力打造."""
    text = entry.block.text
    for start, end in (match.span() for match in CLAUSE_OF_ENTRY.finditer(text, entry.start, entry.end)):
        if text.endswith(name, start, end) and len(name) + 1 < end - start <= LONGEST_GOAL:
            built = BUILDS.match(text, start, end)
            return built.end() if built else start, end
    return None


def _is_built(goal: tuple[DocumentBlock, tuple[int, int]]) -> bool:
    block, (start, _end) = goal
    return block.text[max(0, start - 2) : start] in ("打造", "建设")


BEFORE_QUOTED = r"(?P<body>[^，；;。：:“”]{6,120}?)等?“"
QUOTED = re.compile(
    rf"(?:{VERBS}){BEFORE_QUOTED}"
    rf"(?P<label>(?P<count>{COUNT})\s*(?P<unit>个|大|条)\s*(?P<name>[一-龥]{{1,6}}))”"
)
# Of several in one sentence the verbs are more: 加快产业、创新、资本、人口“四个导入”.
ONE_OF_SEVERAL = re.compile(
    rf"(?:{VERBS}|加快|加强|促进|形成){BEFORE_QUOTED}"
    rf"(?P<label>(?P<count>{COUNT})\s*(?P<unit>个|大|条|项|场|张|道)\s*(?P<name>[一-龥]{{1,6}}))”"
)

SINGLE = re.compile(
    rf"(?:{VERBS}|紧抓)(?P<body>[^，；;。：:“”、]{{4,16}})“(?P<label>(?P<count>一)\s*(?P<unit>个|大|条|项)\s*(?P<name>[一-龥]{{1,6}}))”"
)
# 实施“产业提升、科技创新、城乡一体”三大行动计划
ITEMS_QUOTED = re.compile(
    rf"(?:{VERBS}|加快|加强|促进|形成)“(?P<body>[^“”。]{{6,160}})”的?"
    rf"(?P<label>(?P<count>{COUNT})\s*(?P<unit>个|大|条|项|场|张|道)\s*(?P<name>[一-龥]{{1,8}}))(?=[，；。])"
)


AIMS = "定位|使命|目标|追求|高地|名片|品牌|理念|主线|愿景|坐标|文章|跨越|提升|突破|转变|优势|关键|重点|导向"
# “科”“产”“城”三篇文章
ROW_OF_QUOTES = re.compile(
    rf"(?P<body>(?:“[^“”。，]{{1,14}}”[、和及与]?){{2,}})(?P<label>(?P<count>{COUNT})\s*(?P<unit>个|大|条|项|场|张|道|篇)\s*"
    rf"(?P<name>[一-龥]{{0,4}}(?:{AIMS})))(?=[，；。、：的上]|$)"
)
# 践行A、B、C四个工作导向
AFTER_VERB = re.compile(
    rf"(?:{VERBS}|践行|把握)(?P<body>[^，；。：“”、][^，；。：“”]{{7,120}}?)(?P<label>(?P<count>{COUNT})(?P<unit>个|大)(?P<name>[一-龥]{{0,4}}(?:定位|使命|追求|理念|愿景|坐标|导向)))"
    r"(?=[，；。、]|$)"
)
# 围绕“A、B、C”三大发展定位，…
QUOTED_ITEMS = re.compile(
    rf"“(?P<body>[^“”。，]{{6,160}})”的?“?(?P<label>(?P<count>{COUNT})\s*(?P<unit>个|大|条|项|场|张|道|篇)\s*"
    # 三大板块抓建设
    r"(?P<name>[一-龥]{1,8}?))(?=[，；。、的”为]|$|[抓促争谋保强带][一-龥]{1,3}[，；。]|开展|推进|发力)"
)
# 五种生态 after A生态、B生态…
OF_ONE_NAME = re.compile(
    rf"(?:以|将|把|为|是|{VERBS})(?P<body>[^，；。：“”以]{{6,120}}?)(?P<label>(?P<count>{COUNT})(?P<unit>种|个|大|条|张|类)(?P<name>[一-龥]{{2,4}}))"
    r"(?=[为的，；。、]|$)"
)
# What all practise: 创新、协调、绿色、开放、共享五大理念
OF_ALL = re.compile("新发展阶段|协调、绿色")
OF_NO_PLAN = re.compile(
    "产业|集群|园区|片区|基地|项目|企业|平台|部门|街道|社区|城市|行业|领域|镇|区$|县$|市$|公司|中心|^品牌$|清单|方面|环节|问题|原则|要求|机制|制度"
)


def quoted_labels_after_items(
    blocks: Sequence[DocumentBlock],
) -> dict[str, tuple[DocumentBlock, re.Match[str]]]:
    """Parts in quotation marks after what they hold: 打造活力园区、智慧园区、绿色园区“三个园区”.

    One that counts undertakings is left to the projects, unless it is one of several in a sentence
    (实施A、B“两大战略”，打好C、D“两场硬仗”，…) and no part of the text is about what it holds.
    """
    found: dict[str, tuple[DocumentBlock, re.Match[str]]] = {}
    for block in blocks:
        for match in parts_in_passing(block, blocks):
            found.setdefault(match["label"], (block, match))
        for match in (*_parts(QUOTED, block), *_named_after_list(block)):
            if match["name"].endswith("文章") or not re.search(f"(?:{NOUN})$", match["label"]):
                found.setdefault(match["label"], (block, match))
    return found


def _named_after_list(block: DocumentBlock) -> list[re.Match[str]]:
    """The labels after a list in quotation marks, or of items that all end with the name."""
    named = [
        match
        for match in _parts(OF_ONE_NAME, block)
        if not OF_NO_PLAN.search(match["name"])
        and all(
            block.text[slice(*item)].endswith(match["name"])
            for item in split_items(block.text, *match.span("body"), count_of(match["count"]))
        )
    ]
    stated = [
        match for pattern in (QUOTED_ITEMS, ROW_OF_QUOTES, AFTER_VERB) for match in _parts(pattern, block)
    ]
    return [
        match
        for match in (*stated, *named)
        # “高”“新”两篇文章 says too little.
        if len(match["body"]) > 6
        and not OF_NO_PLAN.search(match["name"])
        and not OF_ALL.search(match["body"])
        and (match["name"].endswith("文章") or not re.search(NOUN, match["name"]))
        and not DONE_BEFORE.search(sentence_around(block.text, match))
        and not of_superiors(block.text, match.start("label"))
    ]


def parts_in_passing(block: DocumentBlock, blocks: Sequence[DocumentBlock]) -> list[re.Match[str]]:
    """The labels after what they hold, if a block has three or more and no later block is about that."""
    parts = sorted(
        (*_parts(ONE_OF_SEVERAL, block), *_parts(ITEMS_QUOTED, block)), key=lambda part: part.start()
    )
    if len(parts) < 3:
        return []
    later = [each.title for each in blocks if each.number > block.number]
    for part in parts:
        items = split_items(block.text, *part.span("body"), count_of(part["count"]))
        titles = [block.text[slice(*item)] for item in items]
        own = sum(any(other.startswith(title) for other in later) for title in titles if len(title) > 3)
        if own * 2 > len(titles):
            return []
    # 紧抓A“一条主线”, in the same sentence as the others
    start, stop = block.text.rfind("。", 0, parts[0].start()) + 1, block.text.find("。", parts[-1].end())
    single = [
        match
        for match in SINGLE.finditer(block.text, start, stop if stop >= 0 else len(block.text))
        if all(match.end() <= part.start() or match.start() >= part.end() for part in parts)
    ]
    return sorted([*parts, *single], key=lambda part: part.start())


def _parts(pattern: re.Pattern[str], block: DocumentBlock) -> list[re.Match[str]]:
    return [
        match
        for match in pattern.finditer(block.text)
        if count_of(match["count"]) > 1
        and split_items(block.text, *match.span("body"), count_of(match["count"]))
    ]


AT_HEAD = re.compile(
    rf"[“「]?(?P<label>(?P<count>{COUNT})\s*(?:个|大|条|项|场|张|道|份)\s*[一-龥]{{1,6}})[”」]?\s*(?:[：:]|——|[，,]?即)(?P<body>[^；;。]+)"
)


def parts_at_heads(blocks: Sequence[DocumentBlock]) -> list[str]:
    """The labels with which two or more paragraphs in succession begin: 一个目标：A。 两条主线：B、C。

    Each counts what follows it; labels of one and the same count name no parts of a slogan.
    """
    run: list[tuple[str, int]] = []
    for block in [*blocks, None]:
        match = AT_HEAD.match(block.text) if block else None
        count = count_of(match["count"]) if match else 0
        if block and match and (count == 1 or split_items(block.text, *match.span("body"), count)):
            run.append((match["label"], count))
            continue
        if len({count for _label, count in run}) > 1:
            return [label for label, _count in run]
        run = []
    return []


def first_clauses(text: str, items: Sequence[tuple[int, int]], verb: str) -> list[tuple[int, int]]:
    """Items that all begin with the verb of their part, up to what each is to reach: 坚持A，引进B家."""
    ends = [text.find("，", *item) for item in items]
    led = len(items) > 1 and all(text.startswith(verb, start) for start, _end in items[1:])
    if not led or not all(end > start + 1 for end, (start, _end) in zip(ends, items, strict=True)):
        return list(items)
    return [(start, end) for end, (start, _end) in zip(ends, items, strict=True)]
