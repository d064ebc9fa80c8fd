"""When an article was written, and which period each place of a text speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from initiatives.reading.compared_periods import compared_periods
from initiatives.reading.document_blocks import DECIMAL_STOP, PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.values.calendar_spans import month_end, period_text
from initiatives.values.stated_amounts import StatedAmount, find_amounts
from initiatives.values.stated_times import StatedTime, find_times

# A title or sentence that speaks of a year's plan.
PLAN_YEAR = re.compile(
    r"(20[0-9]{2})\s*年(?:度)?(?:[^，。；0-9]{0,10})?(?:工作(?:要点|计划|务虚会|安排|打算|报告|会议)|总体(?:要求|思路|工作思路)|目标|重点工作|计划|主要任务|预期)"
)
# What is said at the end of the year before the plan's, and what at the beginning of its own.
BEFORE_YEAR = re.compile(
    r"明年|来年|岁末|年终|务虚会|谋划会|预计全年|1[12]月[0-9]{1,2}日|1[-–~至]1[01]月|今年以来"
)
# The day of a meeting or report that the text begins with.
DATELINE = re.compile(
    r"(?<![0-9])(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日(?:[上下]午|晚)?[^。]{0,40}?"
    r"(?:记者|召开|举行|获悉|[讯电]\b|召集|发布|印发)|(?:讯|电)[^。]{0,16}?(?P<month2>[0-9]{1,2})月(?P<day2>[0-9]{1,2})日"
)
# What is reached in part of a year is told after it; what is aimed at, before.
PART_REACHED = re.compile(
    r"(?:(?P<quarter>一季度)|(?P<half>上半年)|(?P<three>前三季度|三季度)|1[-–~至](?P<month>[2-9]|1[01])月(?:份)?)"
    r"[^。;]{0,40}?(?:完成|实现|增长|达到?|同比|已)[^。;]{0,16}?[0-9]"
)
# A title of a report on part of a year.
PART_REPORT = re.compile(
    r"(?:(?P<quarter>一季度|首季)|(?P<half>上半年|半年)|(?P<three>前?三季度)|1[-–~至](?P<month>[2-9]|1[01])月(?:份)?)"
    r"[^。;]{0,12}(?:总结|情况|回顾|运行|分析|成绩|形势)|(?P<next>[二三四])季度[^。;]{0,8}(?:打算|安排|工作|计划|任务)"
    r"|(?:冲刺|决战|奋战|决胜)(?P<ahead>[二三四])季度"
)
AIMED = re.compile("力争|确保|目标|计划|不低于|不少于|要|将|争取|冲刺|预期")
TITLES = (BlockKind.MASTHEAD, BlockKind.HEADING)
HALF_YEAR = re.compile(
    r"(?:上半年|1[-–~至]6月)(?:[一-龥]{0,6})?(?:工作)?(?:总结|情况|回顾)|下半年(?:重点)?工作"
)
WITHIN_YEAR = re.compile(
    r"去年|上年(?!末)|过去一年|新年伊始|新的一年|开年|新春|开局|[12]月[0-9]{1,2}日|今年[^。;]{0,24}(?:将|力争|计划|要|目标|确保|预期|争取)"
)
# 达产后年产值 holds no 后年; 当年 is the year that was named before.
NOT_TIMES = re.compile(r"[产成建运营工]后年$|当年$|过去的?一年$")
LAST_YEAR = re.compile(r"过去(?:的)?一年|一年来|刚刚过去的(?:一年|20[0-9]{2}年)|过去这一年")
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


def plan_year_of(document: ReadDocument) -> int | None:
    """The year that most titles and sentences on plans name; None if none does."""
    years: dict[str, int] = {}
    for block in document.blocks:
        weight = 3 if block.kind in (BlockKind.MASTHEAD, BlockKind.HEADING) else 1
        for match in PLAN_YEAR.finditer(block.plain):
            years[match[1]] = years.get(match[1], 0) + weight
    if not years:
        for block in document.blocks:
            for match in re.finditer(r"(20[0-9]{2})年", block.plain):
                years[match[1]] = years.get(match[1], 0) + 1
        return max(map(int, years), default=None)
    return int(max(years, key=lambda year: (years[year], year)))


def written_on(document: ReadDocument, plan_year: int | None) -> date | None:
    """When the text may have been written, for 今年 and 明年: as stated, or the end or begin of a year."""
    stated = document.details.get("published")
    if stated:
        numbers = [int(number) for number in re.findall("[0-9]+", stated)][:3]
        try:
            return date(*numbers)
        except (TypeError, ValueError):
            pass
    if plan_year is None:
        return None
    text = "\n".join(block.plain for block in document.blocks if block.kind != BlockKind.NOISE)
    if HALF_YEAR.search(text):
        return date(plan_year, 7, 1)
    if reported := _after_report(document, plan_year):
        return reported
    if any(_reports_year(block.plain, plan_year) for block in document.blocks[:6] if block.kind in TITLES):
        return date(plan_year, 12, 31)
    if stated := [each for each in _after_parts(text, plan_year, named=True) if each.year == plan_year]:
        return max(date(plan_year, 1, 31), *stated)
    within = len(re.findall(r"(?<![0-9])" + WITHIN_YEAR.pattern, text))
    if len(BEFORE_YEAR.findall(text)) > within:
        return date(plan_year - 1, 12, 31)
    return max(date(plan_year, 1, 31), *_after_parts(text, plan_year))


def _reports_year(title: str, year: int) -> bool:
    """Whether a title is that of a report on a whole year, and of no plan beside it."""
    found = re.search(
        f"{year}年(?:度)?[^。;,]{{0,10}}(?:总结|工作情况|完成情况|工作回顾|成绩单|运行情况)", title
    )
    return bool(found) and not re.search("计划|打算|安排|思路|要点|谋划|展望|部署|大会|会议", title)


def _after_report(document: ReadDocument, year: int) -> date | None:
    """The day after the part of the plan's year on which titles say that the text reports."""
    ends = []
    for block in document.blocks:
        match = PART_REPORT.search(block.plain) if block.kind in TITLES else None
        if match and re.findall("20[0-9]{2}", block.plain) in ([], [f"{year}"]):
            following = match["next"] or match["ahead"]
            begun = 3 * "一二三四".index(following) if following else 0
            ends.append(begun or _last_month(match))
    return month_end(year, max(ends)) + timedelta(days=1) if ends else None


def _last_month(match: re.Match[str]) -> int:
    """The last month of 一季度, 上半年, 前三季度 or 1-8月."""
    return 3 if match["quarter"] else 6 if match["half"] else int(match["month"] or 9)


def _after_parts(text: str, year: int, *, named: bool = False) -> list[date]:
    """Days that a text of the plan's year is not older than: of its event, after the months it reports.

    `named`: only after months of which the text says that they are of the plan's year.
    """
    found = [] if named else [date(year, 1, 1)]
    if not named and (match := DATELINE.search(text[:400])):
        month, day = int(match["month"] or match["month2"]), int(match["day"] or match["day2"])
        if 1 <= month <= 10 and 1 <= day <= 28:
            found.append(date(year, month, day))
    for match in PART_REACHED.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        clause = re.split("[,。;]", before)[-1]
        years = re.findall("20[0-9]{2}|去年|上年|明年", clause)
        own = years[-1] == f"{year}" if years else not named
        if own and ("今年" in clause or not AIMED.search(before + match[0])):
            found.append(month_end(year, _last_month(match)) + timedelta(days=1))
    return found


def times_in(block: DocumentBlock, plan_year: int | None, written: date | None) -> Sequence[StatedTime]:
    """The times of a block; several rules ask for those of one block in turn."""
    return _times(block.text, plan_year, written)


@lru_cache(maxsize=64)
def _times(text: str, plan_year: int | None, written: date | None) -> tuple[StatedTime, ...]:
    times = find_times(text, plan_year=plan_year, published_on=written)
    return tuple(time for time in times if not NOT_TIMES.search(text[max(0, time.start - 2) : time.end]))


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


def _is_event(time: StatedTime) -> bool:
    """Whether a time is the day of an event, in which nothing is measured."""
    return time.kind == "within" and bool(time.first and time.last and (time.last - time.first).days < 7)


def in_year(period: StatedPeriod, year: int) -> StatedPeriod:
    """A period of another year: the first half of 2024 for that of 2023."""
    return replace(period, period=re.sub(r"(?<![0-9-])[0-9]{4}", f"{year:04d}", period.period))


# 统计显示,一季度…
INTRODUCTION = re.compile(
    r"[一-龥]{0,4}(?:据[一-龥]{1,8}|[一-龥]{0,8}(?:显示|表明|介绍|获悉|了解|统计|来看|来说)),"
)
SENTENCE = re.compile(r"[^。！？!?;；\n]+[。！？!?;；\n]?[”’]?")


def sentences(text: str) -> list[tuple[int, int]]:
    """The slices of a text's sentences, which semicolons end too."""
    return [match.span() for match in SENTENCE.finditer(DECIMAL_STOP.sub(".", text))]


class PeriodReader:
    """The period of each number; a year named in a heading or sentence holds for what follows."""

    def __init__(self, plan_year: int | None, written: date | None) -> None:
        self.plan_year = plan_year
        self.written = written
        self._of_headings: dict[int, StatedPeriod] = {}
        # The year that the blocks before speak of, below the same heading.
        self._before: StatedPeriod | None = None

    def heading(self, block: DocumentBlock, level: int = 0) -> None:
        """Note the year that a heading (or an interviewer's question) names, for the blocks below it."""
        level = level or block.level
        self._before = None
        self._of_headings = {each: period for each, period in self._of_headings.items() if each < level}
        found = [as_period(time, self.written) for time in times_in(block, self.plan_year, self.written)]
        named = [period for period in found if period and period.standing == "within"]
        if named and level:
            self._of_headings[level] = named[-1]
        elif named:
            # A title may name both halves of a year.
            years = re.match(r"[0-9]{4}(?:/[0-9]{4}$)?", named[-1].period)
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
            if bounds[0] <= time.start < bounds[1] and as_period(time, self.written) and not _is_event(time)
        ]
        before = [time for time in own if time.end <= start + 2 and not self._of_clause(time, block, start)]
        if before:
            return self._placed(before[-1], times)
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
        if period is None or _is_event(time) or (period.standing == "by" and len(period.period) > 4):
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
