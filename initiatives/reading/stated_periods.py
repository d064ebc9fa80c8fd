"""Which period each place of a text speaks of."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from initiatives.reading.compared_periods import compared_periods
from initiatives.reading.document_blocks import DECIMAL_STOP, PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.values.calendar_spans import month_end, period_text
from initiatives.values.stated_amounts import StatedAmount, find_amounts
from initiatives.values.stated_times import StatedTime, find_times

# 达产后年产值 holds no 后年; 当年 is the year that was named before.
NOT_TIMES = re.compile(r"[产成建运营工]后年$|当年$|过去的?一年$")
# 当前还存在不少困难 says nothing of when its numbers are.
STATE_OF_AFFAIRS = re.compile(
    "[^，。；0-9]{0,6}(?:存在|面临)[^，。；0-9]{0,12}(?:困难|问题|不足|短板|挑战|差距)"
)
CHANGED = re.compile("(?:增加|增长|提高|提升|上升|攀升|跃升|扩大|发展|下降|降低|减少|增)$")
LAST_YEAR = re.compile(r"过去(?:的)?一年|一年来|刚刚过去的(?:一年|20[0-9]{2}年)|过去这一年")
# A chapter on what is lacking looks back on the time that the report is about.
LOOKS_BACK = re.compile("完成情况|工作情况|开展情况|运行情况|回顾|总结|成效|成绩|亮点|进展情况")
DIFFICULTIES = re.compile("困难|问题|不足|短板|薄弱|挑战")
AHEAD = re.compile("将|力争|要|计划")
OWN_YEAR = re.compile(
    r"(?:19|20)[0-9]{2}|[今去明来上前本当后次]年|上一年|十[一二三四五六]五|[一二]〇|二[〇零]"
)


@dataclass(frozen=True)
class StatedPeriod:
    """A period in the form that figures keep, the words that state it, and whether part is inferred."""

    period: str
    standing: str
    stated: str = ""
    inferred: bool = True
    start: int = -1
    end: int = -1
    # It is that of an earlier block, and gives way to what the words of a target say.
    inherited: bool = False


def times_in(block: DocumentBlock, plan_year: int | None, written: date | None) -> Sequence[StatedTime]:
    """The times of a block; several rules ask for those of one block in turn."""
    return _times(block.text, plan_year, written)


@lru_cache(maxsize=64)
def _times(text: str, plan_year: int | None, written: date | None) -> tuple[StatedTime, ...]:
    times = find_times(text, plan_year=plan_year, published_on=written)
    return tuple(
        time
        for time in times
        if not NOT_TIMES.search(text[max(0, time.start - 2) : time.end])
        and not STATE_OF_AFFAIRS.match(text, time.end)
    )


@lru_cache(maxsize=64)
def amounts_of(text: str) -> tuple[StatedAmount, ...]:
    """The amounts of a block's text, kept for the next rule that asks."""
    return tuple(find_amounts(DECIMAL_STOP.sub(".", text)))


def as_period(time: StatedTime, written: date | None) -> StatedPeriod | None:
    """A stated time as a period with its standing; None for cadences and what is no time."""
    found = _period_and_standing(time, written)
    if found is None:
        return None
    now = time.kind == "as-of" and time.last is None
    return StatedPeriod(*found, time.words, time.inferred or now, time.start, time.end)


def _period_and_standing(time: StatedTime, written: date | None) -> tuple[str, str] | None:
    if time.kind in ("every", "none"):
        return None
    if time.kind == "as-of" and time.last is None:
        return (f"{written.year:04d}", "as-of") if written else None
    if time.kind == "since" and time.first:
        whole = (time.first.month, time.first.day) == (1, 1)
        return (f"{time.first.year:04d}" if whole else f"{time.first:%Y-%m}"), "since"
    if time.kind in ("by", "as-of") and time.last:
        return _period_ending(time.last), time.kind
    if time.first and time.last:
        months = time.first.replace(day=1), month_end(time.last.year, time.last.month)
        period = time.period or period_text(*months)
        return (period, "within") if period else None
    return None


def _period_ending(last: date) -> str:
    """The year that ends on a day, else its month."""
    if (last.month, last.day) == (12, 31):
        return f"{last.year:04d}"
    return f"{last.year:04d}-{last.month:02d}"


def is_event(time: StatedTime) -> bool:
    """Whether a time is the day of an event, in which nothing is measured."""
    return time.kind == "within" and bool(time.first and time.last and (time.last - time.first).days < 7)


def _of_change(time: StatedTime, block: DocumentBlock) -> bool:
    """Whether a time says when a change began or ended: 从2020年的8亿元增加到2024年的12亿元."""
    if time.words.startswith(("从", "由", "自")):
        return bool(re.match("的[0-9]", block.plain[time.end : time.end + 2]))
    return time.words.startswith("到") and bool(CHANGED.search(block.plain[: time.start]))


def _by_as_before(period: StatedPeriod | None, times: Sequence[StatedTime]) -> StatedPeriod | None:
    """到2026年…、2030年…: a later year that is named after 到 is what is aimed at until then, too."""
    first = next(
        (time for time in times[:-1] if time.kind == "by" and time.words.startswith(("到", "至"))), None
    )
    if period is None or first is None or first.last is None or not re.fullmatch("[0-9]{4}", period.period):
        return period
    later = int(period.period) > first.last.year and period.standing == "within"
    return replace(period, standing="by") if later else period


def in_year(period: StatedPeriod, year: int) -> StatedPeriod:
    """A period of another year: the first half of 2024 for that of 2023."""
    return replace(period, period=re.sub(r"(?<![0-9-])[0-9]{4}", f"{year:04d}", period.period))


# 统计显示,一季度…
INTRODUCTION = re.compile(
    r"[一-龥]{0,4}(?:据[一-龥]{1,8}|[一-龥]{0,8}(?:显示|表明|介绍|获悉|了解|统计|来看|来说)),"
)
SENTENCE = re.compile(r"[^。！？!?;；\n]+[。！？!?;；\n]?[”’]?")


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The slices of a text's sentences, which semicolons end too."""
    return tuple(match.span() for match in SENTENCE.finditer(DECIMAL_STOP.sub(".", text)))


class PeriodReader:
    """The period of each number; a year named in a heading or sentence holds for what follows."""

    def __init__(self, plan_year: int | None, written: date | None) -> None:
        self.plan_year = plan_year
        self.written = written
        self._of_headings: dict[int, StatedPeriod] = {}
        # The year that the blocks before speak of, below the same heading.
        self._before: StatedPeriod | None = None
        # How often each past period was named: that of the report, and of what it says is lacking.
        self._reported: Counter[StatedPeriod] = Counter()
        # Of a report on one year and plan for the next: the year of its chapters that look back.
        self.review_year: int | None = None

    def heading(self, block: DocumentBlock, level: int = 0) -> None:
        """Note the year that a heading (or an interviewer's question) names, for the blocks below it."""
        level = level or block.level
        self._before = None
        self._of_headings = {each: period for each, period in self._of_headings.items() if each < level}
        found = [as_period(time, self.written) for time in times_in(block, self.plan_year, self.written)]
        named = [period for period in found if period and period.standing == "within"]
        if not named and self.review_year and LOOKS_BACK.search(block.plain):
            named = [StatedPeriod(f"{self.review_year:04d}", "within")]
        if not named and self._reported and DIFFICULTIES.search(block.plain):
            named = [self._reported.most_common(1)[0][0]]
        if named and level:
            self._of_headings[level] = named[-1]
        elif named:
            # A title may name both halves of a year.
            years = re.match(r"[0-9]{4}(?:/[0-9]{4}$)?", named[-1].period) if len(named) > 1 else None
            self._of_headings[level] = replace(named[-1], period=years[0] if years else named[-1].period)

    def of(
        self, block: DocumentBlock, times: Sequence[StatedTime], start: int, end: int
    ) -> StatedPeriod | None:
        """The period of the number at a slice of a block: in its sentence, before it, else inherited."""
        compared = compared_periods(block.plain, times)
        times = [time for time in times if compared.holds(time, start)]
        bounds = next(
            ((first, last) for first, last in sentences(block.text) if first <= start < last),
            (0, len(block.text)),
        )
        own = [
            time
            for time in times
            if bounds[0] <= time.start < bounds[1] and as_period(time, self.written) and not is_event(time)
        ]
        before = [time for time in own if time.end <= start + 2 and not self._of_clause(time, block, start)]
        if before:
            found = _by_as_before(self._placed(before[-1], times), before)
            return replace(found, standing="within") if found and _of_change(before[-1], block) else found
        following = [
            time
            for time in own
            if 0 <= time.start - end <= 8 and not re.search("[，,、（(]", block.text[end : time.start])
        ]
        if following:
            return self._placed(following[0], times)
        earlier = [
            time
            for time in times
            if time.end <= bounds[0]
            and (time.kind in ("within", "by", "since") or self._opens_block_as_of(time))
            and self._carries(time, times, block)
        ]
        if not earlier and (ahead := self._announced(block, times, end)):
            return ahead
        whole = [time for time in earlier if time.kind in ("within", "as-of")] or earlier
        if whole and (period := self._placed(whole[-1], times)):
            return replace(period, inferred=True)
        if LAST_YEAR.search(block.plain[:start]) and self.written:
            year = self.written.year - (self.written.month < 4)
            return StatedPeriod(f"{year:04d}", "within")
        return self._before or self.of_heading

    def _carries(self, time: StatedTime, times: Sequence[StatedTime], block: DocumentBlock) -> bool:
        """Whether a time holds for later sentences: no event, no month of a task, no milestone of several."""
        period = as_period(time, self.written)
        if period is None or is_event(time) or (period.standing == "by" and len(period.period) > 4):
            return False
        if period.standing == "by" and not OWN_YEAR.search(time.words):
            # 年内 is of its clause.
            return False
        if not OWN_YEAR.search(time.words) and len(period.period) > 4 and not self._leads(time, block):
            return False
        if self.written and len(period.period) > 4 and time.last and time.last > self.written:
            # A part of the year that lies ahead is of its task alone.
            return False
        if not OWN_YEAR.search(time.words) and len(period.period) > 4 and not self._leads(time, block):
            return False
        first, last = next(bounds for bounds in sentences(block.text) if bounds[0] <= time.start < bounds[1])
        years = {
            other.period
            for each in times
            if first <= each.start < last
            and bool(re.search("20[0-9]{2}", each.words)) == bool(OWN_YEAR.search(time.words))
            and (other := as_period(each, self.written))
            and (len(other.period) > 4 or OWN_YEAR.search(time.words))
        }
        return len(years) < 2

    def _opens_block_as_of(self, time: StatedTime) -> bool:
        """Whether a block begins with the day of its numbers: 截至一季度末,…。…"""
        return time.kind == "as-of" and time.start == 0 and time.last is not None

    def _of_clause(self, time: StatedTime, block: DocumentBlock, start: int) -> bool:
        """Whether a month belongs to what happens in its clause and says nothing of a later one."""
        month = time.kind == "within" and time.first and time.last and (time.last - time.first).days < 31
        return (
            bool(month)
            and not OWN_YEAR.search(time.words)
            and not self._leads(time, block)
            and bool(re.search("[，,;；]", block.text[time.end : start]))
        )

    def _leads(self, time: StatedTime, block: DocumentBlock) -> bool:
        """Whether a sentence begins with a time: 1—9月,…; 确保一季度复工率 is of its clause alone."""
        for start, end in sentences(block.text):
            if start <= time.start < end:
                before = block.plain[start : time.start]
                return len(before) <= 5 or bool(INTRODUCTION.fullmatch(before))
        return False

    def passed(self, block: DocumentBlock, times: Sequence[StatedTime]) -> None:
        """Keep the year that a block named last, for the next block."""
        compared = compared_periods(block.plain, times)
        self._reported.update(
            StatedPeriod(period.period, "within")
            for time in times
            if time not in compared.until and not is_event(time) and time.kind == "within"
            if (period := as_period(time, self.written)) and self.written and time.last
            if time.last <= self.written
        )
        years = [
            period
            for time in times
            if time not in compared.until
            and time.kind == "within"
            and OWN_YEAR.search(time.words)
            and self._carries(time, times, block)
            and (period := as_period(time, self.written))
        ]
        if LAST_YEAR.search(block.plain) and not years and self.written:
            years = [StatedPeriod(f"{self.written.year - (self.written.month < 4):04d}", "within")]
        if years and len(years[-1].period) == 4:
            self._before = replace(years[-1], stated="", inferred=True, inherited=True)

    def _announced(self, block: DocumentBlock, times: Sequence[StatedTime], end: int) -> StatedPeriod | None:
        """The year that a sentence names after its numbers: …；会议传来消息，2025年，该区将…"""
        stop = block.plain.find("。", end)
        later = [time for time in times if end <= time.start and (stop < 0 or time.start < stop)]
        for time in later:
            if OWN_YEAR.search(time.words) and AHEAD.search(block.plain[time.end : time.end + 14]):
                return as_period(time, self.written)
        return None

    @property
    def of_heading(self) -> StatedPeriod | None:
        """The year that the innermost heading with one names."""
        return self._of_headings[max(self._of_headings)] if self._of_headings else None

    def _placed(self, time: StatedTime, times: Sequence[StatedTime]) -> StatedPeriod | None:
        """A time as a period; one without a year (全年, 上半年) is of the year in force before it."""
        period = as_period(time, self.written)
        if period is None or not time.inferred or OWN_YEAR.search(time.words) or period.standing == "as-of":
            return period
        named = [
            each
            for each in times
            if each.end <= time.start
            and OWN_YEAR.search(each.words)
            and each.kind in ("within", "since")
            and each.first
        ]
        if named and named[-1].first:
            return in_year(period, named[-1].first.year)
        context = self._before or self.of_heading
        return in_year(period, int(context.period[:4])) if context else period


def prose_after_headings(document: ReadDocument, reader: PeriodReader) -> Sequence[DocumentBlock]:
    """The blocks with prose in order, the reader told of each heading on the way."""
    found = []
    for block in document.blocks:
        if block.kind in PROSE:
            found.append(block)
        elif block.kind == BlockKind.HEADING:
            reader.heading(block)
    return found
