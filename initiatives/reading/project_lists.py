"""Projects that a sentence names together: “八大工程”是指A、B…和C; and the words of undertakings."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.enumerations import COUNT, QUOTED, count_of, split_items

NOUN = (
    "硬仗|工程|行动|任务|专项|计划|攻坚行动|攻坚战|攻坚|战役|会战|抓手|举措|战略|高地|提升年|措施|文章"
    "|标志性项目|重点工作"
)
NAMED = (
    rf"(?P<count>{COUNT})\s*(?:大|项|个|场|篇|件)\s*[“「]?(?P<kind>[一-龥]{{0,6}}?)(?P<noun>{NOUN}|活动|大事)"
    "(?!定位|支点|机遇|思路)"
)
DEFINED = re.compile(
    rf"[“「]?{NAMED}[”」]?(?:为[一-龥]{{2,3}}(?=[，,]))?\s*(?:[，,]?\s*(?:是指|即|也?就是|也即|包括|分别是指?|分别为"
    r"|指的是|具体是|具体包括|指|为(?![一-龥]{2,3}[，；。]))[：:]?"
    # 五大提升行动，A行动、B行动…
    r"|[：:]|——|[（(]|[，,](?=[^，。；、]{2,14}(?P=noun)、))\s*(?P<body>[^。]+)"
)
BEFORE_NAME = re.compile(
    rf"(?:(?:实施|推进|围绕|开展|抓好|做实|打好|办好|聚焦|启动|组织|突出|推动|抓实|落实|实行|打赢|深化|强化|抓牢|在)(?:好|了)?){{1,2}}(?P<body>[^。；：，]{{5,260}}?)(?:等|这)?[“「]?{NAMED}[”」]?"
)
# A工程、B工程、C工程——三大工程的…: a list at the head of a sentence.
AT_HEAD = re.compile(
    rf"(?:^|(?<=[。；：！，]))(?P<body>[^。；：，！]{{5,260}}?)(?:——|—|，)?(?:这|等|共)?[“「]?{NAMED}[”」]?"
)
# 召开“A、B、C”四大行动动员大会
QUOTED_LIST = re.compile(
    rf"“(?P<body>[^“”。，]{{5,160}})”的?(?P<count>{COUNT})\s*(?:大|项|个|场|篇|件)\s*(?P<kind>[一-龥]{{0,6}}?)"
    f"(?P<noun>{NOUN}|活动|大事|工作(?!导向))"
)
# “抓改革、促开放”“扩内需、稳投资”…六大重点工作
QUOTES_IN_A_ROW = re.compile(
    rf"(?P<body>(?:“[^“”。]{{2,20}}”[、和及与]?){{2,}})(?P<count>{COUNT})\s*(?:大|项|个|场|件)\s*(?P<kind>[一-龥]{{0,6}}?)"
    f"(?P<noun>{NOUN}|活动|大事|工作(?!导向))"
)
SIDES_LISTED = re.compile(
    rf"(?:聚焦|围绕|(?P<from>[从就在])|做好|抓好|开展)(?P<body>[^。；：，]{{12,260}}?)等?(?:这)?(?P<count>{COUNT})个?方面(?:的?(?:重点)?(?:工作|任务))?"
    "(?![一-龥]{0,6}(?:总结|回顾|汇报|介绍|解读|阐述|讲解|分析|情况|成效|[作进]?[行了]))"
)
# 将从A、B、C三个方面发力, but not 考核从A、B、C三个方面
LOOKS_AHEAD = re.compile(
    "(?<![重主摘概提首紧])要(?![素求点闻])|将"
    "|方面[^，。；]{0,4}(?:[抓促]|发力|下功夫|突破|推进|着手|入手|用力|提出要求)"
)
# 实施《A行动方案》《B行动方案》《C行动方案》
TITLE = re.compile("《([^《》]{4,24})》")
# 推进“A年”“B年”“C年”等工作
YEARS_NAMED = re.compile("(?:“[^“”]{3,14}年”[、和及]?){3,}")
PLANS_NAMED = re.compile("(?<=实施)(?:《[^《》]{2,20}(?:行动|工程)(?:方案|计划)》[、和]?){3,}")
DECLARED = re.compile(rf"[“「]?{NAMED}[”」]?")
NAME_OF_BATTLE = f"(?:{NOUN}|活动|战|仗|牌)[”」]?$"
YEAR_OF = re.compile("“[^“”]+年”活动")
# Parts of a report that are no undertakings of the plan.
REVIEW = re.compile(
    r"回顾|总结|完成情况|基本情况|工作情况|取得的|(?<!见)成效|存在的?(?:问题|不足|困难)|主要问题|形势(?!稳定|持续|平稳|总体)|面临|总体要求|总体思路|指导思想|工作思路|工作目标|主要目标"
    r"|预期目标|发展目标|目标任务$|基本原则|保障措施|组织保障|组织领导|组织实施|附件|附则|有关要求|工作要求|背景|工作总结|思路和目标|目标$|主要指标|思路$|情况$|概况|亮点|结语|计划安排$|指标$|要求$|小结"
)
PLAN_PART = re.compile(
    r"(?:重点|主要)(?:行动|工程|项目|抓手)$|(?:重点|主要|目标)?(?:工作|任务|举措|措施)(?:安排|打算|计划|任务|部署|重点)?$|工作安排|重点工作|重点任务|主要任务|主要措施|工作打算|工作计划|下一步|工作举措|主要举措|工作谋划|工作重点|下步|下一阶段|下阶段"
)
VERBS_OF_HEADING = re.compile(
    r"^(?:深入|全面|大力|全力|扎实|着力|加快|持续|奋力|纵深|坚决|切实|聚力|坚定|精准|统筹)?(?:实施|开展|推进|推动|打好|打赢|办好|做实|做好|写好|抓好|抓实|抓)"
)
# Whose slogan is told of in the words before it: 省委提出“五大行动”, 市里部署的“三个翻番”.
OF_SUPERIORS = re.compile(
    "(?:党中央|中央|总书记|国家(?!级)|党代会|省委|省政府|市委|市政府|县委|县政府|州委|区委|[省市县州]里)"
    "(?:[^，。；]{0,8}|[^，。；“]{0,16}(?:部署|提出|作出|明确|印发|安排)[^，。；“]{0,8})[“「]?$"
    "|(?:落实|对接|贯彻|对标)[省市县州][“「]?$"
)
# What was listed for the year that is over: 打好A、B、C三大战役，取得了成绩.
DONE_BEFORE = re.compile(
    "来[之得][^，。]{0,3}不(?:容)?易|实现了(?![^。]*将)|(?<!今)年以来|去年|上年|过去(?:一|的)|一年来|取得[^。]{0,8}成[绩效]"
)
# What was done in several years.
OF_SEVERAL_YEARS = re.compile(f"{DONE_BEFORE.pattern}|近年|年来|先后|成效")
# 以“抢时间、补增量”为导向，实施“项目提速工程”
AIM_BEFORE = re.compile("以[^，。；]{2,40}为[^，。；“”]{2,4}，(?=[^，。；]{4,30}$)")
ASIDE = re.compile(r"[（(][^（）()]*[）)]$")


@dataclass(frozen=True)
class NamedProject:
    """A project's title at its place in a block; `verb` characters before it are a verb that it may lack."""

    title: str
    block: DocumentBlock
    start: int
    end: int
    verb: int = 0

    @property
    def with_verb(self) -> "NamedProject":
        start = self.start - self.verb
        return replace(self, title=self.block.text[start : self.end].strip(), start=start, verb=0)


def projects_defined(
    blocks: Sequence[DocumentBlock], goals: Collection[str] = ()
) -> tuple[list[NamedProject], str, int]:
    """八大工程是指A、B…和C; of several in a block, the one with chapters, else the first.

    Of those that the digits of a slogan stand for (“2”即…；“5”即…), it is the last. What the parts of the
    slogan hold (`goals`) is passed over.
    """
    for block in blocks:
        found = []
        for match in islice(_definitions(block.text), 20):
            items = items_defined(block.text, match)
            named = all(block.text[slice(*item)] in goals for item in items)
            others = match["noun"] == "活动" or of_superiors(block.text, match.start("count"))
            if items and not (named or others) and _alike(block.text, items, match["noun"]):
                found.append((_named(block, items), match["noun"], count_of(match["count"])))
        if len(re.findall("“[0-9一二三四五六七八九十]”", block.text)) > 1:
            found.reverse()
        if found:
            return max(found, key=lambda each: _with_own_blocks(each[0], blocks))
    return [], "", 0


def _definitions(text: str) -> Iterator[re.Match[str]]:
    """The definitions of a text; what one defines may hold others."""
    match = DEFINED.search(text)
    while match:
        yield match
        match = DEFINED.search(text, match.start("body"))


def items_defined(text: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """The items of a definition, up to what each is to reach."""
    count = count_of(match["count"])
    start, end = match.span("body")
    if text[start - 1] in "（(":
        closing = re.compile("[）)]").search(text, start, end)
        end = closing.start() if closing else end
    items = split_items(text, start, end, count) if count > 1 else []
    if not items and count > 1:
        # The list may end before its sentence does: …和C，这是…
        for stop in re.compile("[，；）)]").finditer(text, start, match.end("body")):
            if items := split_items(text, start, stop.start(), count):
                break
    items = [_clause(text, *item) for item in items]
    return [] if any(DECLARED.search(text, *item) for item in items) else items


def projects_before_name(blocks: Sequence[DocumentBlock]) -> tuple[list[NamedProject], str, int]:
    """实施A、B、C“三大行动”."""
    found: list[tuple[list[NamedProject], str, int]] = []
    for block in blocks:
        for match in chain.from_iterable(
            pattern.finditer(block.text) for pattern in (BEFORE_NAME, AT_HEAD, QUOTED_LIST, QUOTES_IN_A_ROW)
        ):
            items = items_before_name(block.text, match)
            if items and not DONE_BEFORE.search(sentence_around(block.text, match)):
                found.append((_named(block, items), match["noun"], count_of(match["count"])))
    if not found:
        return _sides_listed(blocks)
    # Of several (三大战略, 五大工程), those with parts of the text of their own; else the last of a block.
    beside = [each for each in found if each[0][0].block.number == found[0][0][0].block.number]
    return max([*reversed(beside), *found], key=lambda each: _with_own_blocks(each[0], blocks))


def _sides_listed(blocks: Sequence[DocumentBlock]) -> tuple[list[NamedProject], str, int]:
    """今年的工作将聚焦A、B、C等三个方面."""
    for block in blocks:
        for match in islice(SIDES_LISTED.finditer(block.text), 20):
            count = count_of(match["count"])
            items = split_items(block.text, *_within_quotes(block.text, *match.span("body")), count)
            items = items if count > 2 else []
            beside = DONE_BEFORE.search(sentence_around(block.text, match)) or of_superiors(
                block.text, match.start()
            )
            ahead = not match["from"] or LOOKS_AHEAD.search(sentence_around(block.text, match))
            if items and ahead and not beside and all(4 <= end - start <= 24 for start, end in items):
                return _named(block, items), "任务", count
        years = YEARS_NAMED.search(block.text)
        if years and not OF_SEVERAL_YEARS.search(sentence_around(block.text, years)):
            names = [each.span(1) for each in QUOTED.finditer(block.text, *years.span())]
            return _named(block, names), "活动", len(names)
        plans = PLANS_NAMED.search(block.text)
        if plans and not DONE_BEFORE.search(sentence_around(block.text, plans)):
            titles = [each.span(1) for each in TITLE.finditer(block.text, *plans.span())]
            return _named(block, titles), "任务", len(titles)
    return [], "", 0


def items_before_name(text: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """The slices of the items that stand before their number, if they are so many and names."""
    count = count_of(match["count"])
    start, end = match.span("body")
    start, end = _within_quotes(text, start, end)
    items = split_items(text, start, end, count) if count > 1 else []
    if not all(2 <= end - start <= 24 for start, end in items):
        return []
    if match.re is AT_HEAD and not all(text[slice(*item)].endswith(match["noun"]) for item in items):
        return []
    if match.re is AT_HEAD and items[1:] and _length(items[0]) > 2 + max(map(_length, items[1:])):
        # The first has a verb of its own: 提出全年打好A攻坚、B攻坚.
        return []
    # 开展“A年”“B年”两项活动, but not any three events
    quoted = text[match.start("body")] == "“"
    return items if quoted or match["noun"] != "活动" else []


def _within_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """A list without the quotation marks around all of it: “A、B、C”三大行动."""
    whole = text[start] == "“" and text.find("”", start, end) == end - 1
    return (start + 1, end - 1) if whole else (start, end)


def _length(item: tuple[int, int]) -> int:
    return item[1] - item[0]


def sentence_around(text: str, match: re.Match[str]) -> str:
    """The sentence (or its part between semicolons) up to the full stop after a match."""
    start = max(text.rfind(sign, 0, match.start()) for sign in "。！？；") + 1
    stop = text.find("。", match.end())
    return text[start : stop if stop >= 0 else len(text)]


def _with_own_blocks(named: Sequence[NamedProject], blocks: Sequence[DocumentBlock]) -> int:
    """How many of some titles later blocks begin with."""
    later = [block.title for block in blocks if block.number > named[0].block.number]
    return sum(any(title.startswith(each.title) for title in later) for each in named)


def of_superiors(text: str, place: int) -> bool:
    """Whether what begins at a place is told of a province, a city or the centre."""
    return bool(OF_SUPERIORS.search(text[max(0, place - 40) : place]))


def likeness(title: str, heading: str, noun: str) -> float:
    """The share of a title's pairs of characters that a heading has, the noun apart."""
    stem = title.replace(noun, "")
    pairs = {stem[place : place + 2] for place in range(len(stem) - 1)}
    return sum(pair in heading for pair in pairs) / len(pairs) if pairs else 0.0


def titled(block: DocumentBlock, start: int, end: int) -> NamedProject:
    """A title without the verb before it (实施A行动) and the remark in brackets after it."""
    words = block.text[start:end]
    if aside := ASIDE.search(words):
        end -= len(words) - aside.start()
    if aim := AIM_BEFORE.match(block.text[start:end]):
        start += aim.end()
    verb = VERBS_OF_HEADING.match(block.text[start:end])
    taken = verb.end() if verb and re.search(NAME_OF_BATTLE, block.text[start:end]) else 0
    start += taken
    if YEAR_OF.fullmatch(block.text, start, end):
        # “项目攻坚年”活动
        end -= len("活动")
    if block.text[start:end].startswith("“") and block.text[start:end].endswith("”"):
        start, end, taken = start + 1, end - 1, 0
    return NamedProject(block.text[start:end].strip(), block, start, end, taken)


def alike_in_verbs(named: Sequence[NamedProject]) -> list[NamedProject]:
    """The titles with their verbs where others have theirs: 提升A, 抢抓B, 实施C行动."""
    mixed = any(not re.search(NAME_OF_BATTLE, each.title) for each in named)
    return [each.with_verb for each in named] if mixed else list(named)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """An item up to what it is to reach: 补链行动 of 补链行动，引进企业20家."""
    comma = text.find("，", start, end)
    return (start, comma) if comma > start + 1 else (start, end)


def _alike(text: str, items: Sequence[tuple[int, int]], noun: str) -> bool:
    """Whether items are titles: short, or with the noun."""
    titles = [text[start:end] for start, end in items]
    return all(2 <= len(title) <= 30 for title in titles) and (
        sum(noun in title for title in titles) * 2 >= len(titles)
        or all(len(title) <= 14 for title in titles)
        or len({title[-2:] for title in titles}) == 1
    )


def _named(block: DocumentBlock, items: Sequence[tuple[int, int]]) -> list[NamedProject]:
    return [titled(block, start, end) for start, end in items]
