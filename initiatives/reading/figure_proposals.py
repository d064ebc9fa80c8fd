"""A number with its metric as a proposal: its kind, period, confidence and wording."""

import re
from dataclasses import replace

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.figure_context import FigureContext, FigureSentence
from initiatives.reading.figure_continuations import is_compared_target
from initiatives.reading.figure_kinds import AFTER_OPENING, STATE, kind_of_figure, last_year
from initiatives.reading.figure_subjects import foreign_place
from initiatives.reading.metric_catalogue import CatalogueMetric
from initiatives.reading.period_forms import StatedPeriod, in_year, is_event
from initiatives.reading.proposals import Confidence, FigureFields, Proposal, propose
from initiatives.reading.stated_periods import COUNTED_YEARS, OWN_YEAR
from initiatives.reading.writing_dates import AIMED
from initiatives.values.vocabulary import FigureKind

# 高于全市1.3个百分点 is no value of its metric.
DISTANCE = re.compile("高于|低于|快于|慢于|高出|领先|落后|超过.{1,12}百分点")
EXPECTED_ONLY = re.compile("预计|有望|预估")
# Below these, a numbered part begins with the task, and goes on with what was done.
TASKS_REPORTED = re.compile("(?:指标|目标|重点)?任务(?:的)?(?:完成|进展|落实)情况")
NUMBERED = re.compile(r"[0-9]{1,2}[.．、]")
ALREADY = re.compile("已(?:经|全部|上|完成|到|建|投)")
CLOSING_DAY = re.compile("截[至止]|目前|当前")
FROM = ("由", "从")
RISES = re.compile(
    "[^,。;0-9]{0,6}?(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压减|压缩|缩短|增)(?:到|至|为)"
)
DONE = re.compile("已|(?<!为)了|同比|完成")
# Words of a sentence that are farther from a number decide nothing about it.
LONGEST_SENTENCE = 600
# In the words of a sentence, what takes the place of a threshold (过10亿元).
THRESHOLD = "#"


def figure_proposal(
    sentence: FigureSentence,
    index: int,
    metric: CatalogueMetric | None,
    subject: str,
    scope: str,
    confidence: Confidence,
    rule: str,
    context: FigureContext,
) -> Proposal:
    block, amount = sentence.block, sentence.amounts[index]
    period = context.periods.of(block, sentence.times_of(index), amount.start, amount.end)
    clause = block.plain[sentence.bounds[0] : amount.end]
    stop = re.compile("[,。;]").search(block.plain, amount.end)
    after = block.plain[amount.end : stop.start() if stop else len(block.plain)]
    plan_part = block.number in context.projects
    found = kind_of_figure(
        _deciding_words(sentence, index),
        after,
        period,
        context.periods.written,
        sentence.titles,
        plan_part=plan_part,
        asked_ahead=context.periods.asked_ahead,
        tense=context.tense.at(amount.start),
    )
    kind, readings = found.kind, found.readings
    if _is_task_named(sentence, amount.start):
        kind, readings = FigureKind.TARGET, ()
    if is_compared_target(block.plain, amount):
        kind, readings = FigureKind.TARGET, ()
        period = replace(period, period=period.period[:4], standing="within") if period else None
    if (
        kind == FigureKind.TARGET
        and block.plain[amount.start - 1 : amount.start] in FROM
        and RISES.match(after)
    ):
        # 由31%提高到42%: where it stands, not where it is to be.
        kind, readings = FigureKind.ACTUAL, ()
        period = period and StatedPeriod(f"{int(period.period[:4]) - 1:04d}", "within")
    if period and len(period.period) > 4 and AFTER_OPENING.search(_deciding_words(sentence, index)):
        # 明年10月投产，达产后新增产值40亿元
        period = None
    written = context.periods.written
    later = period and written and last_year(period) > written.year
    if later and period and period.inferred and kind == FigureKind.ACTUAL:
        # What is told of a meeting on next year's plan has happened.
        period = None
    if context.periods.of_title and period == context.periods.of_heading:
        period = context.periods.of_title[kind == FigureKind.TARGET]
    if kind == FigureKind.ACTUAL:
        period = context.periods.of_report(period)
    period = _as_reached(period, kind, context, rank=amount.rank)
    place = foreign_place(re.split("[,。;:]", clause)[-1])
    if readings or DISTANCE.match(amount.words) or (place and not scope and not amount.rank):
        confidence = Confidence.UNSURE
    elif not found.sure or metric is None or _is_loose(period, sentence):
        confidence = Confidence.LIKELY
    period = _of_target(period, kind, context)
    if period is None and kind == FigureKind.ACTUAL and STATE.search(clause) and context.periods.written:
        period = StatedPeriod(f"{context.periods.written.year:04d}", "as-of")
    if period is None and kind == FigureKind.ACTUAL and written and ALREADY.search(clause[-12:] + after[:12]):
        # What has been done by now is of the year of writing, also at its beginning.
        period = StatedPeriod(f"{written.year:04d}", "within")
    period = period or _of_event(sentence, index, kind) or _default_period(kind, context)
    start, end = _wording(block, sentence, index)
    fields = FigureFields(
        metric=metric.code if metric else "",
        metric_name=metric.name if metric else "",
        subject=subject,
        kind=kind,
        value=amount.value,
        upper_value=amount.upper,
        # 两大平台公司 are two companies.
        unit=metric.base_unit if metric and amount.unit_stated == "大" else amount.unit_stated,
        comparator=amount.comparator,
        approximate=amount.approximate,
        change=amount.change or bool(metric and metric.nature == "growth" and amount.unit == "%"),
        rank=amount.rank,
        ratio=amount.ratio,
        scope=scope or ("" if amount.rank else place),
        period=period.period if period else "",
        period_standing=period.standing if period else "within",
        period_stated=period.stated if period else "",
        period_inferred=period.inferred if period else True,
        wording=block.text[start:end],
        project=context.projects.get(block.number, 0),
        readings=readings,
    )
    return propose(block, (start, end), confidence, rule, fields)


def _is_task_named(sentence: FigureSentence, place: int) -> bool:
    """Whether a report on tasks begins a numbered part with the task itself: 2.培育平台2家。上半年,…"""
    block = sentence.block
    if not (sentence.titles and TASKS_REPORTED.search(sentence.titles[0]) and NUMBERED.match(block.plain)):
        return False
    stop = block.plain.find("。")
    timed = any(time.start < place for time in sentence.times)
    return place < stop and not timed and not DONE.search(block.plain[:stop])


def _is_loose(period: StatedPeriod | None, sentence: FigureSentence) -> bool:
    """Whether a period may be another: none, so many years, a month that an earlier sentence names."""
    if period is None or COUNTED_YEARS.search(period.stated):
        return True
    month = re.fullmatch("[0-9]{4}-[0-9]{2}", period.period) and period.standing == "within"
    return bool(month) and 0 <= period.start < sentence.bounds[0]


def _deciding_words(sentence: FigureSentence, index: int) -> str:
    """The words up to a number that may say its kind.

    预计 holds up to a semicolon after which another time stands: 全年预计实现8亿元；1-11月完成7亿元.
    """
    plain, amount = sentence.block.plain, sentence.amounts[index]
    words = _from_full_stop(plain, amount.end)[-LONGEST_SENTENCE:]
    stop = words.rfind(";")
    if stop < 0 or not EXPECTED_ONLY.search(words[:stop]) or AIMED.search(words[:stop]):
        return words
    first = amount.end - len(words) + stop
    begin = amount.end - len(words)
    expected = re.search("预计全年|全年预计", words)
    whole = begin + (expected.start() if expected else len(words))
    timed = any(
        (first < time.start < amount.start and time.kind != "every")
        or (begin <= time.start < whole < first and time.words != "全年")
        for time in sentence.times
    )
    return words[stop + 1 :] if timed else words


def _from_full_stop(plain: str, end: int) -> str:
    """The words from the beginning of the sentence, its parts after semicolons together, to a place."""
    start = max(plain.rfind(mark, 0, end) for mark in "。!?\n") + 1
    bracket = plain.rfind("(", start, end)
    if bracket > plain.rfind(")", start, end) and re.search("20[0-9]{2}年|[去上]年", plain[bracket:end]):
        start = bracket + 1
    return plain[start:end]


def _as_reached(
    period: StatedPeriod | None, kind: str, context: FigureContext, *, rank: bool
) -> StatedPeriod | None:
    """The period of what is reached: 2023年末为190家 is as of its end, 全年 of a year begun is the last."""
    written = context.periods.written
    if not (period and written) or kind != FigureKind.ACTUAL:
        return period
    if rank and not CLOSING_DAY.match(period.stated):
        # 在2023年底的考核中排第9名 is of that year's assessment.
        return replace(period, standing="within")
    over = last_year(period) < written.year if OWN_YEAR.search(period.stated) else False
    over = over or (len(period.period) == 7 and period.period < f"{written.year}-{written.month:02}")
    if period.standing == "by" and over:
        return replace(period, standing="as-of")
    begun = written.month < 3 and period.period == f"{written.year}" and period.stated.endswith("全年")
    if begun and not OWN_YEAR.search(period.stated):
        return in_year(period, written.year - 1)
    return period


def _of_target(period: StatedPeriod | None, kind: str, context: FigureContext) -> StatedPeriod | None:
    """A target's period without a year of its own is of the plan's year, not of that of writing."""
    written, year = context.periods.written, context.periods.plan_year
    if not (period and written and year) or kind != FigureKind.TARGET or not period.inferred:
        return period
    if period.inherited and int(period.period[:4]) < year:
        return StatedPeriod(f"{year:04d}", "within")
    ahead = OWN_YEAR.search(period.stated) is None and period.period.startswith(f"{written.year:04d}")
    return in_year(period, year) if ahead and written.year < year else period


def _of_event(sentence: FigureSentence, index: int, kind: str) -> StatedPeriod | None:
    """The year of the day on which a block says that something happened: 2月26日,…集中开工项目18个."""
    start = sentence.amounts[index].start
    days = [time.first for time in sentence.times if is_event(time) and time.end <= start and time.first]
    return StatedPeriod(f"{days[-1].year:04d}", "within") if days and kind == FigureKind.ACTUAL else None


def _default_period(kind: str, context: FigureContext) -> StatedPeriod | None:
    """Targets are of the plan's year, other numbers of the year of writing."""
    year = context.periods.plan_year if kind == FigureKind.TARGET else None
    written = context.periods.written.year if context.periods.written else None
    if not year and written:
        year = written - 1 if context.periods.written and context.periods.written.month < 3 else written
    return StatedPeriod(f"{year:04d}", "within") if year else None


def _wording(block: DocumentBlock, sentence: FigureSentence, index: int) -> tuple[int, int]:
    """The clause of a number, without what belongs to the numbers beside it."""
    amount, plain = sentence.amounts[index], block.plain
    earlier = [each.end for each in sentence.amounts[:index] if sentence.plain[each.start] != THRESHOLD]
    previous = max(earlier, default=sentence.bounds[0])
    cuts = [match.end() for match in re.finditer(r"[,。;:、…]", plain[previous : amount.start])]
    start = previous + (cuts[-1] if cuts else 0)
    following = sentence.amounts[index + 1].start if index + 1 < len(sentence.amounts) else sentence.bounds[1]
    stop = re.compile(r"[,。;:、…]").search(plain, amount.end, following)
    end = stop.start() if stop else (following if following == sentence.bounds[1] else amount.end)
    while start < amount.start and plain[start] in ' ,、:;”"':
        start += 1
    return start, max(end, amount.end)
