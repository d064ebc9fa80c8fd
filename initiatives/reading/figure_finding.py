"""Figures in prose: each number with its metric, scope, period and kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from initiatives.reading.counted_amounts import counted_amounts
from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.figure_context import FigureContext, FigureSentence
from initiatives.reading.figure_continuations import (
    OWN_KIND,
    as_whole,
    continues,
    part_of_subject,
    share_metric,
    stage_metric,
    staged_projects,
)
from initiatives.reading.figure_proposals import THRESHOLD, figure_proposal
from initiatives.reading.figure_sharing import (
    shared_numbers,
)
from initiatives.reading.figure_subjects import (
    Surroundings,
    activity_before,
    bare_subject,
    best_metric,
    counted_before_verb,
    fitting,
    scope_before,
    subject_in_words,
    surroundings,
)
from initiatives.reading.figure_thresholds import (
    is_vague,
    noun_of_classes,
    threshold_scope,
    thresholds,
)
from initiatives.reading.metric_catalogue import COUNT_UNITS, CatalogueMetric
from initiatives.reading.proposals import (
    Confidence,
    FigureFields,
    Proposal,
)
from initiatives.reading.stated_periods import (
    sentences,
    times_in,
)
from initiatives.reading.uncounted_numbers import counts_those_present, is_figure, is_of_a_name
from initiatives.values.chinese_numerals import plain_text
from initiatives.values.stated_amounts import StatedAmount
from initiatives.values.vocabulary import FigureKind

DIGITS = re.compile("[0-9]")
# Chinese numerals with these units count parts of the text, where no metric is known: 两个方面, 三项任务.
PARTS = re.compile(
    r"^(?:方面|层面|问题|关键|环节|维度|阶段|角度|重点(?!项目|企业|产业|工程|任务)|任务|目标|原则|举措|步骤|着力点|抓手|聚焦|坚持|不|新|字|统筹|关系|意识|文件|通知|办法|意见|方案|会议|方式|路径|模式|打法|攻坚战|硬仗|大仗|战役|会战)"
)
PARTS_UNITS = frozenset("个项大条场种类")
ADDED = re.compile(r"(?:新增|净增|新认定|新培育|增加)[^,。;]{0,14}$")
TOTAL = re.compile(r"(?:累计|总数|总量)(?:达到?|为|增至|增加到)?$")
LEAD_WORDS = re.compile(r"(?:[(（]?[0-9]{1,2}[)）.、]\s*|[●◆■·—-]+\s*)?(?P<name>[^,。;:0-9]{2,14})[。:](?=.)")


@dataclass
class _Last:
    """The metric and subject that the previous number of a sentence had."""

    metric: CatalogueMetric | None = None
    subject: str = ""
    scope: str = ""
    kind: str = ""
    period: str = ""


def figures_in(block: DocumentBlock, titles: Sequence[str], context: FigureContext) -> list[Proposal]:
    """The figures of a block of prose, in order. `titles` are those above it, innermost first."""
    times = times_in(block, context.periods.plan_year, context.periods.written)
    context.periods.begins(block, times)
    context.tense.passed(block)
    amounts = counted_amounts(block, times)
    found: list[Proposal] = []
    titled = _titled_metric(block, titles, context)
    for bounds in sentences(block.text):
        own = [amount for amount in amounts if bounds[0] <= amount.start < bounds[1]]
        if own:
            before = block.plain[: bounds[0]]
            previous = [proposal.fields for proposal in found if isinstance(proposal.fields, FigureFields)]
            found += _of_sentence(
                FigureSentence(block, block.plain, bounds, own, times, titles, before, previous),
                context,
                titled if not found else _Last(),
            )
    context.periods.passed(block, times)
    return found


def _titled_metric(block: DocumentBlock, titles: Sequence[str], context: FigureContext) -> _Last:
    """The metric that a block is about by its title alone, or its first words: 固定资产投资。完成18亿元."""
    lead = LEAD_WORDS.match(block.plain)
    for words in (lead["name"] if lead else "", *titles[:1]):
        words = words.rstrip("。：:")
        for match in context.catalogue.named(plain_text(words)):
            if (match.start, match.end) == (0, len(words)):
                return _Last(match.metric, match.metric.name)
    return _Last()


def _of_sentence(sentence: FigureSentence, context: FigureContext, last: _Last) -> Iterator[Proposal]:
    plain, amounts = sentence.block.plain, sentence.amounts
    groups = thresholds(plain, amounts, sentence.bounds)
    limiting = {index: group for group in groups for index in group}
    sentence = replace(sentence, plain=_blanked(plain, [amounts[index] for index in limiting]))
    counted = [index for index in range(len(amounts)) if index not in limiting and not amounts[index].numeral]
    pairs = shared_numbers(sentence, context)
    earlier: list[Proposal] = []
    for index, _amount in enumerate(amounts):
        if index in limiting:
            if index == limiting[index][0] and not _counts_beside(sentence, limiting[index], counted):
                yield from _without_number(sentence, limiting[index], context)
            continue
        if index in pairs:
            for metric, subject in pairs[index]:
                last = _Last(metric, subject)
                yield figure_proposal(
                    sentence, index, metric, subject, "", Confidence.LIKELY, "figure-distributed", context
                )
            continue
        words = surroundings(sentence.plain, amounts, index, sentence.bounds)
        words = _with_threshold(words, sentence, index, limiting)
        proposal, last = _single(sentence, index, words, last, context)
        if proposal:
            proposal = as_whole(proposal, words, earlier)
            earlier.append(proposal)
            yield proposal


def _with_threshold(
    words: Surroundings, sentence: FigureSentence, index: int, limiting: Mapping[int, Sequence[int]]
) -> Surroundings:
    """Thresholds between a number and its noun are no end of its words: 12个投资过亿元项目."""
    plain, amounts = sentence.plain, sentence.amounts
    if index + 1 in limiting and not re.search(
        "[,。;、]", plain[amounts[index].end : amounts[index + 1].start]
    ):
        end = re.compile("[,。;:、]").search(plain, amounts[limiting[index + 1][-1]].end, sentence.bounds[1])
        stop = end.start() if end else sentence.bounds[1]
        following = [amount.start for amount in amounts[limiting[index + 1][-1] + 1 :]]
        words = replace(words, after=plain[amounts[index].end : min([stop, *following])])
    if index - 1 in limiting and not re.search(
        "[,。;、]", plain[amounts[index - 1].end : amounts[index].start]
    ):
        first = amounts[limiting[index - 1][0]].start
        cuts = [match.end() for match in re.finditer("[,。;:、]", plain[sentence.bounds[0] : first])]
        start = sentence.bounds[0] + (cuts[-1] if cuts else 0)
        previous = [amount.end for amount in amounts[: limiting[index - 1][0]] if amount.end > start]
        words = replace(words, before=plain[max([start, *previous]) : amounts[index].start])
    return words


def _single(
    sentence: FigureSentence, index: int, words: Surroundings, last: _Last, context: FigureContext
) -> tuple[Proposal | None, _Last]:
    amount = sentence.amounts[index]
    if counts_those_present(sentence, amount) or is_of_a_name(sentence, amount):
        return None, last
    match = best_metric(context.catalogue, words, amount) or counted_before_verb(
        context.catalogue, words, amount
    )
    if match and not (amount.numeral and match.start < len(words.before) and match.end <= len(words.before)):
        scope = scope_before(words.before + "*" + words.after, match.start) or _activity(sentence, amount)
        spread = match.start < len(words.before) < match.end
        subject = match.metric.name if spread else (words.before + "*" + words.after)[match.start : match.end]
        subject = match.metric.name if THRESHOLD in subject else subject
        scope = _limit_before(sentence, index) or scope
        code = stage_metric(words.before[match.end :], match.metric) if match.end <= len(words.before) else ""
        metric = _newly(context, context.catalogue.metrics.get(code, match.metric), words.before, amount)
        proposal = figure_proposal(
            sentence, index, metric, subject, scope, Confidence.CERTAIN, "figure-named", context
        )
        return proposal, _Last(match.metric, subject, scope, *_kind_and_period(proposal))
    if amount.numeral or not is_figure(sentence, amount, words):
        return None, last
    limit = _limit_before(sentence, index)
    if (
        limit
        and "亿" in limit
        and last.metric
        and amount.unit in ("个", "项")
        and "projects" not in last.metric.code
    ):
        # …项目34个，总投资96亿元，其中亿元以上19个
        metric = context.catalogue.metrics["major-projects-signed"]
        proposal = figure_proposal(
            sentence, index, metric, metric.name, limit, Confidence.LIKELY, "figure-above-threshold", context
        )
        return proposal, _Last(metric, metric.name, limit, *_kind_and_period(proposal))
    if code := staged_projects(words, amount):
        metric = context.catalogue.metrics[code]
        if not (last.metric and continues(words, amount) and "projects" in last.metric.code):
            proposal = figure_proposal(
                sentence, index, metric, metric.name, "", Confidence.LIKELY, "figure-at-stage", context
            )
            return proposal, _Last(metric, metric.name, "", *_kind_and_period(proposal))
    part = part_of_subject(words, amount) if last.metric else ""
    share = share_metric(words.before, last.metric, amount) if last.metric else ""
    if last.metric and (part or share or continues(words, amount)):
        base = context.catalogue.metrics.get(last.metric.growth_of, last.metric)
        again = last.metric.nature == "growth" and amount.unit == "%"
        fitted = last.metric if again else fitting(context.catalogue, base, amount)
        code = share or (stage_metric(words.before, fitted) if fitted else "")
        fitted = context.catalogue.metrics.get(code, fitted) if code else fitted
        if fitted:
            metric = _newly(context, fitted, words.before, amount)
            proposal = figure_proposal(
                sentence,
                index,
                metric,
                last.subject,
                _limit_before(sentence, index) or part or last.scope,
                Confidence.LIKELY if part else Confidence.CERTAIN,
                "figure-of-same-subject",
                context,
            )
            kind, period = _kind_and_period(proposal)
            carried = last.kind and not OWN_KIND.search(words.before) and last.period in (period, "")
            if carried and kind and isinstance(proposal.fields, FigureFields):
                sure = proposal.confidence if last.kind == kind else Confidence.LIKELY
                fields = replace(proposal.fields, kind=last.kind)
                proposal = replace(proposal, fields=fields, confidence=sure)
            kind, period = _kind_and_period(proposal)
            return proposal, replace(last, kind=kind, period=period)
    if last.subject and not last.metric and continues(words, amount):
        # 发放贷款156笔、12.3亿元: other units of what was counted may have a metric.
        match = best_metric(context.catalogue, Surroundings(last.subject, "", ""), amount)
        if match and match.end >= len(last.subject) - 2:
            proposal = figure_proposal(
                *(sentence, index, match.metric, last.subject, ""),
                *(Confidence.LIKELY, "figure-of-same-subject", context),
            )
            return proposal, _Last(match.metric, last.subject, "", *_kind_and_period(proposal))
    earlier = Surroundings(words.earlier + words.before, words.after, "")
    money = amount.unit in ("元", "美元", "%", "倍")
    counted = amount.unit and not money and not (amount.change or amount.rank)
    own = counted and not continues(words, amount) and len(bare_subject(words.before)) > 2
    match = best_metric(context.catalogue, earlier, amount) if words.earlier and not own else None
    if match and match.start < len(words.earlier):
        subject = earlier.before[match.start : match.end]
        scope = scope_before(earlier.before, match.start)
        proposal = figure_proposal(
            sentence, index, match.metric, subject, scope, Confidence.LIKELY, "figure-named-before", context
        )
        return proposal, _Last(match.metric, subject, scope, *_kind_and_period(proposal))
    subject = noun_of_classes(sentence.block.plain, amount.end) or subject_in_words(words)
    if last.subject and continues(words, amount) and not (subject and _other_count(last, amount)):
        # 占比达62.8%,较上年提高4.5个百分点; 是2020年的2.4倍.
        subject = last.subject
    if not subject or (amount.unit in PARTS_UNITS and _counts_parts(words, amount)):
        return None, last
    if not DIGITS.search(sentence.block.plain[amount.start : amount.end]) and amount.unit not in (
        "%",
        "元",
        "倍",
    ):
        return None, last
    proposal = figure_proposal(
        sentence,
        index,
        None,
        subject,
        _activity(sentence, amount),
        Confidence.LIKELY,
        "figure-in-words",
        context,
    )
    return proposal, _Last(None, subject)


def _counts_parts(words: Surroundings, amount: StatedAmount) -> bool:
    """Whether a number counts parts of the text: 三个新, 两个方面; but 11个新材料项目 are projects."""
    after = words.after.lstrip("的大")
    if after.startswith("问题") and DIGITS.search(amount.words):
        # 督察反馈的27个问题已整改25个
        return False
    return bool(PARTS.match(after)) and not (after.startswith("新") and DIGITS.search(amount.words))


def _other_count(last: _Last, amount: StatedAmount) -> bool:
    """Whether an amount counts something else than the metric before it: 35个 after 180亿元."""
    return bool(last.metric) and amount.unit in COUNT_UNITS and not amount.change and not amount.rank


def _kind_and_period(proposal: Proposal) -> tuple[str, str]:
    fields = proposal.fields
    return (fields.kind, fields.period) if isinstance(fields, FigureFields) else ("", "")


def _newly(
    context: FigureContext, metric: CatalogueMetric, before: str, amount: StatedAmount
) -> CatalogueMetric:
    """The metric of what is added, where words before say so and the catalogue has one: 净增31家."""
    if TOTAL.search(before) or amount.words.startswith(("增加到", "增至", "达到", "累计")):
        return context.catalogue.metrics.get(metric.code.removeprefix("new-"), metric)
    if not (ADDED.search(before) or amount.words.startswith(("净增", "增加"))):
        return metric
    return context.catalogue.metrics.get(f"new-{metric.code}", metric)


def _limit_before(sentence: FigureSentence, index: int) -> str:
    """The threshold in the clause of a number, in words: 产值过10亿元, 亿元以上."""
    amounts, plain = sentence.amounts, sentence.block.plain
    for other in (index - 1, index + 1):
        if 0 <= other < len(amounts) and sentence.plain[amounts[other].start] == THRESHOLD:
            low, high = sorted((amounts[index].start, amounts[other].start))
            if not re.search("[,。;:、]", plain[low:high]):
                return threshold_scope(plain, amounts[other], amounts[other], sentence.bounds)
    return ""


def _blanked(plain: str, amounts: Sequence[StatedAmount]) -> str:
    for amount in amounts:
        plain = plain[: amount.start] + THRESHOLD * (amount.end - amount.start) + plain[amount.end :]
    return plain


def _activity(sentence: FigureSentence, amount: StatedAmount) -> str:
    return activity_before(sentence.block.plain[sentence.bounds[0] : amount.start])


def _counts_beside(sentence: FigureSentence, group: Sequence[int], counted: Sequence[int]) -> bool:
    """Whether the clause of a threshold has the number of firms or projects too."""
    plain, amounts = sentence.block.plain, sentence.amounts
    for index in counted:
        low, high = sorted((amounts[index].end, amounts[group[0]].start))
        if index > group[-1]:
            low, high = amounts[group[-1]].end, amounts[index].start
        if not re.search("[,。;:]", plain[low:high]) and amounts[index].unit not in ("元", "%"):
            return True
    return False


def _without_number(
    sentence: FigureSentence, group: Sequence[int], context: FigureContext
) -> Iterator[Proposal]:
    """Targets for firms above thresholds, of which the text gives no number."""
    plain, amounts = sentence.block.plain, sentence.amounts
    first = amounts[group[0]]
    if not is_vague(plain, first, sentence.bounds):
        return
    metric = (
        context.catalogue.metrics.get("output-tier-firms")
        if "产值" in plain[sentence.bounds[0] : first.start]
        else None
    )
    for index in group:
        scope = threshold_scope(plain, amounts[index], first, sentence.bounds)
        found = figure_proposal(
            sentence, index, metric, "企业", scope, Confidence.CERTAIN, "target-above-threshold", context
        )
        if isinstance(found.fields, FigureFields):
            fields = replace(
                found.fields,
                value=None,
                upper_value=None,
                unit="",
                comparator="=",
                approximate=False,
                kind=FigureKind.TARGET,
                readings=(),
            )
            fields = _of_plan_year(fields, context)
            yield replace(found, fields=fields)


def _of_plan_year(fields: FigureFields, context: FigureContext) -> FigureFields:
    """A target of no stated period is filed under the year of the plan."""
    year = context.periods.plan_year
    if fields.period_stated or not year:
        return fields
    return replace(fields, period=f"{year:04d}", period_standing="within", period_inferred=True)
