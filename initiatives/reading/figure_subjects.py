"""What a number counts: the metric that the words about it mean, else the words themselves; and its scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from initiatives.reading.metric_catalogue import (
    COUNT_UNITS,
    PLACEHOLDER,
    CatalogueMetric,
    MetricCatalogue,
    MetricMatch,
)
from initiatives.values.stated_amounts import StatedAmount

CLAUSE_END = re.compile(r"[,。;:!?…\n]")
LEVEL = r"(?:国家|省|市|区|县|世界|全国|全省|全市|部)"
SCOPE = re.compile(
    rf"(?:{LEVEL}级?(?:及|、|和|或)?)+(?:级)?(?:及?以上|级)?(?:的)?$|(?:[一-龥]{{2,8}}(?:产业|企业|领域|板块))(?:的)?$|[“\"][^“”\"]{{2,10}}[”\"]$|(?:亿元|千万元|百亿元|[0-9]+亿元)(?:及?以上|级)$"
)
NO_SCOPES = frozenset(("企业", "工业企业", "产业", "规上企业", "国家", "世界", "全国", "全省", "全市"))
OWN = re.compile("^(?:园区|新区|全区|我区|辖区|区内|推动|带动|新增|引进|培育|帮助|支持|企业(?=.))+")
ACTIVITY = re.compile(r"(?P<scope>[“\"][^“”\"]{2,16}[”\"](?:专项)?(?:活动|行动|工程|工作))")
PLACES_ABROAD = re.compile(
    r"^(?:其中,?)?(?!其中|高于|低于|快于|优于|好于|[占居超比列排位])"
    r"(?P<place>全国|全省|全市|全球|全县|[一-龥]{2,3}省(?![级外属内])|[一-龥]{2,3}(?<!上)市(?![场值政民容级外属内辖])|国内)"
)
LEADING = re.compile(
    r"^(?:[一二三四五六七八九]是|同时|此外|其中|另外|而且|并|并且|且|还|也|又|园区|全区|全园|我们|今年|去年|明年|全年|预计|力争|确保|争取|将|已|已经|累计|共|先后|成功|计划|新(?![增建签认开兴材能设注引改扩型区城])|再|共有|现有|目前"
    r"|实现|完成|达到|达(?!产)|引进|新增|完善|推动|推进|开展|组织|建成(?!后)|获得|获评|获批|取得|拥有|有|和|及|与|、|的|了|要|到|至|约|近|超|超过|突破|不少于|不低于|增至|总数|数量|年度|\s)+"
)
TRAILING = re.compile(
    r"(?:可|同比|环比|年均|平均|累计|分别|共计|共|均|已|将|达到?|为|完成|实现|有|突破|超过?|增至|到|至|约|近|不少于|不低于|保持在|控制在|的|了|和|及|再|新增|高达|总数|计|总计|合计|力争|确保|预计|比上年|较上年|较去年|比去年|[,、:\s])+$"
)
FIRST_DIGIT = re.compile("第|前|[0-9百]")
NOUN_AFTER = re.compile(r"^(?:以上|左右)?的?(?P<noun>[“\"]?[一-龥A-Za-z0-9&“”\"]{2,14})")


@dataclass(frozen=True)
class Surroundings:
    """The words about a number: of its clause before and after it, and of its sentence before the clause."""

    before: str
    after: str
    earlier: str


def surroundings(
    plain: str, amounts: Sequence[StatedAmount], index: int, sentence: tuple[int, int]
) -> Surroundings:
    """The words about one of several numbers; another number ends what belongs to it."""
    amount = amounts[index]
    previous = amounts[index - 1].end if index and amounts[index - 1].end > sentence[0] else sentence[0]
    cuts = [match.end() for match in CLAUSE_END.finditer(plain, previous, amount.start)]
    start = max([previous, *cuts])
    following = amounts[index + 1].start if index + 1 < len(amounts) else sentence[1]
    stop = CLAUSE_END.search(plain, amount.end, sentence[1])
    end = min(stop.start() if stop else sentence[1], following)
    after = plain[amount.end : end]
    if end == following and following < sentence[1] and "、" in after:
        after = after[: after.index("、")]
    # The words of what is compared belong to the amount: 综合排名跃升至全省第7位, 亩均税收提高到32万元.
    own = FIRST_DIGIT.search(plain, amount.start, amount.end)
    before = plain[start : own.start() if own and (amount.rank or "/" in amount.unit) else amount.start]
    return Surroundings(before, after, plain[previous:start])


def best_metric(catalogue: MetricCatalogue, words: Surroundings, amount: StatedAmount) -> MetricMatch | None:
    """The metric of the catalogue that the clause of a number names, of those that count in its unit."""
    shown = words.before + PLACEHOLDER + words.after
    place = len(words.before)
    candidates: list[tuple[float, MetricMatch]] = []
    if amount.rank and any(match.metric.nature != "rank" for match in catalogue.named(words.before)):
        # 税收在全国高新区排名第3 is no place of the park.
        return None
    for match in (*catalogue.named(shown), *catalogue.around(shown)):
        metric = fitting(catalogue, match.metric, amount)
        if metric is None:
            continue
        if match.end <= place:
            distance = place - match.end
            limit = 24
        elif match.start > place:
            distance = match.start - place + 3
            limit = 12
        else:
            distance, limit = 0, 1
        if distance <= limit:
            found = MetricMatch(metric, match.start, match.end, match.weight)
            candidates.append((match.weight - 0.35 * distance, found))
    return max(candidates, key=lambda pair: (pair[0], pair[1].weight), default=(0, None))[1]


# What is counted does something: 20个重点项目完成投资…, 18家企业实现…
DOES = re.compile("(?:累计|共|已|全部|预计)?(?:完成|实现|开工|竣工|投产|落地|入库|复工)")


def counted_before_verb(
    catalogue: MetricCatalogue, words: Surroundings, amount: StatedAmount
) -> MetricMatch | None:
    """The metric of what a count counts, where what it does follows: 83个重点项目完成投资…"""
    verb = DOES.search(words.after)
    if amount.unit not in COUNT_UNITS or amount.change or words.before or not verb:
        return None
    return best_metric(catalogue, replace(words, after=words.after[: verb.start()]), amount)


def fitting(
    catalogue: MetricCatalogue, metric: CatalogueMetric, amount: StatedAmount
) -> CatalogueMetric | None:
    """The metric itself or its growth, whichever counts in the amount's unit; None if neither does."""
    change = amount.change
    if amount.rank:
        return metric if metric.nature == "rank" else None
    if change and amount.unit in ("%", "‰", "个百分点", "倍"):
        growth = catalogue.growth(metric)
        if growth and metric.nature not in ("share", "growth"):
            return growth
    return metric if metric.counts_in(amount.unit, change=change, rank=amount.rank) else None


def several_metrics(catalogue: MetricCatalogue, words: str, amount: StatedAmount) -> list[MetricMatch]:
    """The metrics that an enumeration before 分别 or 均 names, in order: A、B和C分别增长8%、9%和10%."""
    found, reached = [], 0
    for match in catalogue.named(words):
        metric = fitting(catalogue, match.metric, amount)
        if metric and match.start >= reached:
            found.append(MetricMatch(metric, match.start, match.end, match.weight))
            reached = match.end
    return found


def scope_before(words: str, start: int) -> str:
    """What narrows a metric, directly before its name: 国家及省级, 省级以上."""
    match = SCOPE.search(words[:start])
    scope = OWN.sub("", match[0].removesuffix("的")) if match else ""
    return "" if len(scope) < 2 or scope in NO_SCOPES else scope


def activity_before(words: str) -> str:
    """The named campaign that a number belongs to: 在“走找想促”活动中, at most two clauses earlier."""
    words = ",".join(words.split(",")[-3:])
    found = list(ACTIVITY.finditer(words))
    return found[-1]["scope"] if found else ""


def foreign_place(words: str) -> str:
    """Another place that a clause is about: 全省…, 苏州市…"""
    match = PLACES_ABROAD.match(words.strip())
    return match["place"] if match else ""


def bare_subject(words: str) -> str:
    """The words before a number without verbs, times and adverbs around what is counted."""
    # The number of an entry is none of its words: ②对….
    found = LEADING.sub("", TRAILING.sub("", re.sub("^[0-9]{1,2}(?=[一-龥])|[由从]$", "", words.strip())))
    found = re.sub(r"20[0-9]{2}年度?|[0-9]{1,2}月(?:[0-9]{1,2}日|[底末初])?前?", "", found)
    return LEADING.sub("", found).strip('、,.“” "()')


def subject_in_words(words: Surroundings) -> str:
    """The words that say what is counted where no metric is known; "" if there are none."""
    before = bare_subject(words.before.replace("#", ""))
    after = NOUN_AFTER.match(words.after)
    if len(before) >= 2:
        return before[-20:]
    if after:
        return after["noun"].strip('“”"')
    earlier = CLAUSE_END.split(words.earlier.rstrip(",:; "))[-1]
    return LEADING.sub("", TRAILING.sub("", earlier))[-20:]
