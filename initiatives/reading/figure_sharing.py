"""Numbers that share metrics: A和B分别增长8%、9%; A、B均增长8%; 明年分别达到350家和36家."""

import re
from collections.abc import Sequence
from dataclasses import replace

from initiatives.reading.figure_context import FigureContext, FigureSentence
from initiatives.reading.figure_subjects import best_metric, fitting, several_metrics, surroundings
from initiatives.reading.metric_catalogue import CatalogueMetric
from initiatives.values.stated_amounts import StatedAmount

# 分别突破220亿元、90亿元; 分别下降3%和5%: what stands before the first holds for all.
COMPARED = re.compile("(?:分别)?(?:增长|下降)?(?:突破|超过?|不低于|不少于|高于|低于|控制在)")
CHAINED = re.compile(r"[、,]|和|以及|及|与")
SHARED = re.compile(r"(?:均|都|各|双双|皆)(?:同比)?[^,。;]{0,6}$")


def with_shared_words(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """Amounts with the comparison, the direction and the change of the first of their chain after 分别."""
    found = list(amounts)
    for index, amount in enumerate(amounts):
        previous = found[index - 1] if index else None
        if previous and _goes_on_from(plain, previous, amount):
            # 亩均税收由28万元提高到32万元
            found[index] = amount = replace(
                amount,
                unit=previous.unit,
                unit_stated=f"{amount.unit_stated}/{previous.unit.partition('/')[2]}",
            )
        if previous is None or amount.unit != previous.unit or amount.signed or amount.rank:
            continue
        between = plain[previous.end : amount.start]
        first = index - 1
        while first and CHAINED.fullmatch(plain[found[first - 1].end : found[first].start]):
            first -= 1
        start = found[first - 1].end if first else max(0, found[first].start - 30)
        if not CHAINED.fullmatch(between) or "分别" not in plain[start : found[first].end]:
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


def _goes_on_from(plain: str, previous: StatedAmount, amount: StatedAmount) -> bool:
    """Whether a second amount is what the first is raised or lowered to."""
    words = plain[previous.end : amount.start] + plain[amount.start : amount.end]
    per = previous.unit.partition("/")[2]
    reached = re.match("[一-龥]{0,4}(?:到|至|为)", words)
    return bool(per and previous.unit == f"{amount.unit}/{per}" and reached)


def shared_numbers(
    sentence: FigureSentence, context: FigureContext
) -> dict[int, list[tuple[CatalogueMetric, str]]]:
    """Numbers that an enumeration of metrics shares: A和B分别增长8%、9%; A、B均增长8%."""
    plain, amounts = sentence.block.plain, sentence.amounts
    pairs: dict[int, list[tuple[CatalogueMetric, str]]] = {}
    for index, amount in enumerate(amounts):
        previous = amounts[index - 1].end if index else sentence.bounds[0]
        words = plain[previous : amount.end]
        if index in pairs:
            continue
        start = max((match.end() for match in re.finditer("[。;]", words)), default=0)
        if (place := words.find("分别", start)) >= 0:
            metrics = several_metrics(context.catalogue, words[start:place], amount)
            if len(metrics) < 2 and len(words[start:place]) < 8:
                pairs |= _as_levels(sentence, index, context) or _as_before(sentence, index, context)
            for offset, match in enumerate(metrics if len(metrics) > 1 else ()):
                if index + offset < len(amounts):
                    other = amounts[index + offset]
                    level = _level(context, match.metric)
                    same = other.unit == amount.unit
                    metric = match.metric if same else fitting(context.catalogue, level, other)
                    if metric:
                        pairs[index + offset] = [(metric, words[start:][match.start : match.end])]
        elif SHARED.search(plain[previous : amount.start]):
            metrics = several_metrics(context.catalogue, words[start:], amount)
            if len(metrics) > 1:
                pairs[index] = [(match.metric, words[start:][match.start : match.end]) for match in metrics]
    return pairs


def _as_before(
    sentence: FigureSentence, index: int, context: FigureContext
) -> dict[int, list[tuple[CatalogueMetric, str]]]:
    """Numbers of the metrics of the sentence before: …312家、…29家。明年力争分别达到350家和36家."""
    plain, amounts = sentence.block.plain, sentence.amounts
    last = index
    while last + 1 < len(amounts) and re.fullmatch(
        "[、,]|和|以及|及", plain[amounts[last].end : amounts[last + 1].start]
    ):
        last += 1
    count = last - index + 1
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
    sentence: FigureSentence, index: int, context: FigureContext
) -> dict[int, list[tuple[CatalogueMetric, str]]]:
    """Growth of the levels that stand before in the sentence: A 1560亿元、B 1218亿元,同比分别增长8%、9%."""
    plain, amounts = sentence.block.plain, sentence.amounts
    last = index
    while last + 1 < len(amounts) and CHAINED.fullmatch(plain[amounts[last].end : amounts[last + 1].start]):
        last += 1
    count = last - index + 1
    found: dict[int, list[tuple[CatalogueMetric, str]]] = {}
    for offset in range(count if index >= count else 0):
        level = index - count + offset
        words = surroundings(plain, amounts, level, sentence.bounds)
        match = best_metric(context.catalogue, words, amounts[level])
        metric = fitting(context.catalogue, match.metric, amounts[index + offset]) if match else None
        if match is None or metric is None:
            return {}
        found[index + offset] = [(metric, match.metric.name)]
    return found if count > 1 else {}


def _level(context: FigureContext, metric: CatalogueMetric) -> CatalogueMetric:
    return context.catalogue.metrics.get(metric.growth_of, metric)
