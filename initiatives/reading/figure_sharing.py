"""Numbers that share metrics: A和B分别增长8%、9%; A、B均增长8%; 明年分别达到350家和36家."""

import re

from initiatives.reading.figure_context import FigureContext, FigureSentence
from initiatives.reading.figure_subjects import fitting, several_metrics
from initiatives.reading.metric_catalogue import CatalogueMetric

SHARED = re.compile(r"(?:均|都|各|双双|皆)(?:同比)?[^,。;]{0,6}$")


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
            if not metrics and len(words[start:place]) < 8:
                pairs |= _as_before(sentence, index, context)
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


def _level(context: FigureContext, metric: CatalogueMetric) -> CatalogueMetric:
    return context.catalogue.metrics.get(metric.growth_of, metric)
