"""Numbers that share metrics: A和B分别增长8%、9%; A、B均增长8%; 明年分别达到350家和36家."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from initiatives.reading.figure_context import FigureContext, FigureSentence
from initiatives.reading.figure_subjects import (
    bare_subject,
    best_metric,
    fitting,
    several_metrics,
    subject_in_words,
    surroundings,
)
from initiatives.reading.metric_catalogue import CatalogueMetric
from initiatives.values.chinese_numerals import numeral_value
from initiatives.values.stated_amounts import StatedAmount

# 分别突破220亿元、90亿元; 分别下降3%和5%: what stands before the first holds for all.
COMPARED = re.compile("(?:分别)?(?:增长|下降)?(?:突破|超过?|不低于|不少于|高于|低于|控制在)")
CHAINED = re.compile(r"[、,]|和|以及|及|与")
# 城乡居民人均可支配收入分别增长6%和7%
BOTH = re.compile("城乡(?P<rest>居民[一-龥]{2,8})")
SECTORS = re.compile("三次(?P<rest>产业[一-龥]{2,8})")
COUNTED_ITEMS = re.compile(
    "(?P<item>[一-龥A-Za-z]{2,12}?)等?(?P<count>[二两三四五六七八九])(?:大|个)(?P<rest>[一-龥]{2,10})"
)
WITHOUT_UNIT = re.compile(r"(?<![0-9.])(?:[0-9]+(?:[.][0-9]+)?个?(?:、|和|及|与))+$")
RISES = re.compile("(?:增长|提高|提升|上升|增加|高于|快于|领先|高出)[^,。;0-9]{0,12}$")
FALLS = re.compile("(?:下降|降低|减少|回落|低于|慢于|压缩|收窄)[^,。;0-9]{0,12}$")
AT_LEAST = re.compile("(?:至少|最少|不少于|不低于)[一-龥“”]{1,8}$")
AT_MOST = re.compile("最高(?:不超过)?(?:可?给予|可?获)?(?:补助|奖励|补贴|资助|支持|奖补|贴息)$")
YUAN_LEFT_OUT = re.compile(
    r"(?:大关|以上|以下|左右|以内)?(?:[,。;:、()!的和及]|增|$|同比|项目|产值|营收|税收|规模)"
)
SHARED_NOUN = re.compile(
    "(?:产业|行业|业|集群|链)?(?:总产值|产值|增加值|营业额|销售额|营业收入|投资)(?=同比|$|力争|预计|将|要)"
)
SharedNumbers = dict[int, list[tuple[CatalogueMetric | None, str]]]
ALL = re.compile("均|都|各|双双|皆")
# What is measured, where the catalogue does not have it.
MEASURED = re.compile(
    "(?:产值|增加值|投资|收入|[额量率]|税收|利润|销售|面积|指数|占比|比重|出口|进口|外资|内资|总值|GDP)$"
)
SHARED = re.compile(r"(?:均|都|各|双双|皆)(?:同比)?[^,。;]{0,6}$")


def with_shared_words(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """Amounts with the comparison, the direction and the change of the first of their chain after 分别."""
    found = list(amounts)
    # The index of the amount that each one's chain begins with.
    chains: list[int] = []
    for index, amount in enumerate(amounts):
        previous = found[index - 1] if index else None
        chained_to = previous and CHAINED.fullmatch(plain, previous.end, amount.start)
        chains.append(chains[-1] if chained_to else index)
        if previous and _goes_on_from(plain, previous, amount):
            # 亩均税收由28万元提高到32万元
            found[index] = amount = replace(
                amount,
                unit=previous.unit,
                unit_stated=f"{amount.unit_stated}/{previous.unit.partition('/')[2]}",
            )
        if previous is None or amount.unit != previous.unit or amount.rank:
            continue
        if amount.signed:
            # 分别增长12.5%、-3.2%
            chained = CHAINED.fullmatch(plain[previous.end : amount.start]) and previous.change
            found[index] = replace(amount, change=amount.change or bool(chained))
            continue
        first = chains[index - 1]
        start = found[first - 1].end if first else max(0, found[first].start - 30)
        if not chained_to or "分别" not in plain[start : found[first].end]:
            continue
        leader = found[first]
        if leader.change and not amount.change:
            amount = replace(amount, change=True)
            if leader.comparator == "=" and leader.value < 0 and amount.low is not None:
                amount = replace(amount, low=-amount.value * amount.scale, high=-amount.value * amount.scale)
        exact = amount.comparator == "=" and amount.upper is None
        if exact and leader.comparator in (">", ">=") and COMPARED.match(leader.words):
            amount = replace(amount, high=None, low_open=leader.low_open)
        found[index] = amount
    return found


def with_shared_units(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """Amounts with those that have the unit of the last of their chain: 分别高于甲、乙6.8、5.9个百分点."""
    changed: dict[int, StatedAmount] = {}
    added: list[StatedAmount] = []
    covered: set[int] = set()
    for index, last in enumerate(amounts):
        chain = WITHOUT_UNIT.search(plain, max(0, last.start - 24), last.start)
        if chain is None or not last.unit or not re.match("[0-9]", plain[last.start]):
            continue
        if "个" in chain[0] and last.unit != "个百分点":
            continue
        lead = plain[max(0, chain.start() - 30) : chain.start()]
        if "分别" not in lead or re.search("[0-9。;]", lead[lead.rindex("分别") :]):
            continue
        change = FALLS.search(lead) or RISES.search(lead)
        sign = -1 if FALLS.search(lead) else 1
        if change and not last.change:
            changed[index] = replace(
                last, change=True, low=last.low and sign * last.low, high=last.high and sign * last.high
            )
        covered.update(range(*chain.span()))
        for number in re.finditer("([0-9]+(?:[.][0-9]+)?)个?", chain[0]):
            start, end = chain.start() + number.start(), chain.start() + number.end()
            value = sign * Decimal(number[1]) * last.scale
            amount = replace(last, start=start, end=end, words=number[0], low=value, high=value)
            added.append(replace(amount, change=bool(change) or last.change))
    kept = [
        changed.get(index, each)
        for index, each in enumerate(amounts)
        if covered.isdisjoint(range(each.start, each.end))
    ]
    return sorted([*kept, *added], key=lambda amount: amount.start)


def compared_before_verb(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """Amounts with the comparison that stands before their verb: 至少引进3家, 最高补助60万元."""
    found = []
    for amount in amounts:
        exact = amount.comparator == "=" and amount.upper is None and not (amount.change or amount.rank)
        before = plain[max(0, amount.start - 14) : amount.start]
        if exact and AT_LEAST.search(before):
            amount = replace(amount, high=None)
        elif exact and AT_MOST.search(before):
            amount = replace(amount, low=None)
        found.append(amount)
    return found


def in_yuan(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """Amounts with 元 where texts leave it out: 产值突破500亿，…; nothing else is counted by 亿 alone."""
    return [
        replace(amount, unit="元", unit_stated=f"{amount.unit_stated}元")
        if not amount.unit and amount.unit_stated == "亿" and YUAN_LEFT_OUT.match(plain, amount.end)
        else amount
        for amount in amounts
    ]


def _goes_on_from(plain: str, previous: StatedAmount, amount: StatedAmount) -> bool:
    """Whether a second amount is what the first is raised or lowered to."""
    words = plain[previous.end : amount.start] + plain[amount.start : amount.end]
    per = previous.unit.partition("/")[2]
    reached = re.match("[一-龥]{0,4}(?:到|至|为)", words)
    return bool(per and previous.unit == f"{amount.unit}/{per}" and reached)


def shared_numbers(sentence: FigureSentence, context: FigureContext) -> SharedNumbers:
    """Numbers that an enumeration of metrics shares: A和B分别增长8%、9%; A、B均增长8%.

    The metrics and subjects of amounts by their index; a metric that the catalogue does not have is None.
    """
    plain, amounts = sentence.block.plain, sentence.amounts
    pairs: SharedNumbers = {}
    following = sentence.bounds[0]
    for index, amount in enumerate(amounts):
        previous = following
        if re.search("[0-9%]", plain[amount.start : amount.end]):
            # 三大产业, 三次产业 are no numbers of the enumeration.
            following = max(following, amount.end)
        words = plain[previous : amount.end]
        if index in pairs or amount.numeral:
            continue
        start = max((match.end() for match in re.finditer("[。;]", words)), default=0)
        if (place := words.find("分别", start)) >= 0:
            lead = words[start:place]
            found = _of_items(lead, sentence, index, context) if len(lead) >= 5 else {}
            if not found and len(lead) < 8:
                found = _as_levels(sentence, index, pairs, context) or _as_before(sentence, index, context)
            pairs |= found
        elif SHARED.search(plain[previous : amount.start]):
            pairs |= _of_all(words[start:], index, amount, context)
        elif index - 1 in pairs and amount.change and len(words) < 16:
            # 分别完成120亿元、35亿元,增长8%和9%
            pairs |= _as_levels(sentence, index, pairs, context)
    return pairs


def _of_all(words: str, index: int, amount: StatedAmount, context: FigureContext) -> SharedNumbers:
    """One number of all that are enumerated before 均: those of the catalogue, and others by their words."""
    metrics = several_metrics(context.catalogue, words, amount)
    clause = re.split("[,;:]", ALL.split(words)[0])[-1]
    items = [item for item in re.split("、|以及|和|及|与", clause) if item.strip()]
    if len(items) > len(metrics) and len(items) > 1:
        found = _items(clause, len(items), amount, context)
        if all(metric or MEASURED.search(subject) for metric, subject in found):
            return {index: found}
    if len(metrics) < 2:
        return {}
    return {index: [(match.metric, words[match.start : match.end]) for match in metrics]}


def _run_length(sentence: FigureSentence, index: int) -> int:
    """How many amounts from one on only 、 or 和 separate, all levels or all changes."""
    plain, amounts = sentence.block.plain, sentence.amounts
    last = index
    while last + 1 < len(amounts) and CHAINED.fullmatch(plain[amounts[last].end : amounts[last + 1].start]):
        if amounts[last + 1].change and not amounts[index].change:
            break
        last += 1
    return last - index + 1


def _of_items(lead: str, sentence: FigureSentence, index: int, context: FigureContext) -> SharedNumbers:
    """Numbers after 分别 with the items before it, the last item with the last number."""
    amounts, count = sentence.amounts, _run_length(sentence, index)
    metrics = several_metrics(context.catalogue, lead, amounts[index])
    if count < 2 or sentence.times_of(index) is not sentence.times:
        return {}
    chosen: list[tuple[CatalogueMetric | None, str]]
    if len(metrics) >= count:
        chosen = [(match.metric, lead[match.start : match.end]) for match in metrics[-count:]]
    else:
        chosen = _items(lead, count, amounts[index], context)
    found: SharedNumbers = {}
    for offset, (metric, subject) in enumerate(chosen):
        other = amounts[index + offset]
        if metric and other.unit != amounts[index].unit:
            metric = fitting(context.catalogue, _level(context, metric), other)
        found[index + offset] = [(metric, subject)]
    return found


def _items(
    lead: str, count: int, amount: StatedAmount, context: FigureContext
) -> list[tuple[CatalogueMetric | None, str]]:
    """The last items of an enumeration with the metric that each names, if there are so many."""
    pieces = [piece for piece in re.split("[、,;:]|以及|和|及|与", lead) if piece.strip()]
    last = pieces[-1] if pieces else ""
    if count == 2 and (both := BOTH.search(last)):
        pieces = [f"城镇{both['rest']}", f"农村{both['rest']}"]
    elif count == 3 and (sectors := SECTORS.search(last)):
        pieces = [f"第{number}{sectors['rest']}" for number in "一二三"]
    elif (counted := COUNTED_ITEMS.fullmatch(last)) and numeral_value(counted["count"]) == count:
        # 甲、乙、丙三大产业产值分别达到…
        pieces = [f"{piece}{counted['rest']}" for piece in (*pieces[:-1], counted["item"])]
    if len(pieces) < count:
        return []
    found: list[tuple[CatalogueMetric | None, str]] = []
    pieces = _with_shared_noun(pieces[-count:], amount, context)
    for piece in pieces:
        subject = bare_subject(piece)
        best = max(
            several_metrics(context.catalogue, piece, amount), key=lambda match: match.weight, default=None
        )
        # 农村居民人均可支配收入 is not that of all residents.
        fits = best is not None and not piece.startswith("农村") and best.end + 8 >= len(piece)
        found.append((best.metric if best and fits else None, subject))
    return found if all(subject for _metric, subject in found) else []


def _with_shared_noun(pieces: list[str], amount: StatedAmount, context: FigureContext) -> list[str]:
    """Items with the noun that only the last has: 甲材料、乙装备产业产值分别…"""
    noun = SHARED_NOUN.search(pieces[-1])
    named = any(several_metrics(context.catalogue, piece, amount) for piece in pieces[:-1])
    if noun is None or named or any(SHARED_NOUN.search(piece) for piece in pieces[:-1]):
        return pieces
    return [f"{piece}{noun[0]}" for piece in pieces[:-1]] + pieces[-1:]


def _as_before(sentence: FigureSentence, index: int, context: FigureContext) -> SharedNumbers:
    """Numbers of the metrics of the sentence before: …312家、…29家。明年力争分别达到350家和36家."""
    amounts, count = sentence.amounts, _run_length(sentence, index)
    named = [fields for fields in sentence.previous if fields.metric][-count:]
    if count < 2 or len(named) < count:
        return {}
    return {
        index + offset: [(metric, fields.subject)]
        for offset, fields in enumerate(named)
        if (
            metric := fitting(
                context.catalogue, context.catalogue.metrics[fields.metric], amounts[index + offset]
            )
        )
    }


def _as_levels(
    sentence: FigureSentence, index: int, pairs: SharedNumbers, context: FigureContext
) -> SharedNumbers:
    """Growth of the levels that stand before in the sentence: A 1560亿元、B 1218亿元,同比分别增长8%、9%."""
    plain, amounts = sentence.block.plain, sentence.amounts
    count = _run_length(sentence, index)
    found: SharedNumbers = {}
    if count < 2 or index < count or amounts[index - 1].change:
        return {}
    for offset in range(count):
        level = index - count + offset
        words = surroundings(plain, amounts, level, sentence.bounds)
        match = best_metric(context.catalogue, words, amounts[level])
        metric, subject = (match.metric, match.metric.name) if match else (None, subject_in_words(words))
        if level in pairs:
            metric, subject = pairs[level][0]
        growth = fitting(context.catalogue, metric, amounts[index]) if metric else None
        found[index + offset] = [(growth, subject)]
    return found


def _level(context: FigureContext, metric: CatalogueMetric) -> CatalogueMetric:
    return context.catalogue.metrics.get(metric.growth_of, metric)
