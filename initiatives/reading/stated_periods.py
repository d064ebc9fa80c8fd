"""Which period each place of a text speaks of."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from initiatives.reading.compared_periods import DUE_IN_BRACKETS, compared_periods
from initiatives.reading.document_blocks import DECIMAL_STOP, DocumentBlock
from initiatives.reading.interview_questions import QUESTION_MARK, asks_ahead
from initiatives.reading.period_forms import StatedPeriod, as_period, in_year, is_event, period_ending
from initiatives.reading.period_standing import (
    by_as_before,
    is_founding,
    is_long_past,
    of_beginning,
    of_change,
    of_running_year,
)
from initiatives.values.stated_amounts import StatedAmount, find_amounts
from initiatives.values.stated_times import StatedTime, find_times

# 达产后年产值 holds no 后年; 当年 is the year that was named before.
NOT_TIMES = re.compile(
    r"(?:排|排产|延续|持续)[到至][^，。]*$|[产成建运营工]后年$|当年$|过去的?一年$|(?<![一-龥0-9])一年来$|对20[0-9]{2}年以来$"
)
# 当前还存在不少困难 says no time.
STATE_OF_AFFAIRS = re.compile(
    "[^，。；0-9]{0,6}(?:存在|面临)[^，。；0-9]{0,12}(?:困难|问题|不足|短板|挑战|差距)"
)
LAST_YEAR = re.compile(
    r"过去(?:的)?一年|(?<!新的)这一年(?:来|里|的(?:发展|工作|成))|一年来|刚刚过去的(?:一年|20[0-9]{2}年)|过去这一年"
)
# A chapter on what is lacking looks back on the time that the report is about.
LOOKS_BACK = re.compile("完成情况|工作情况|开展情况|运行情况|回顾|总结|(?<!见)成效|成绩|亮点|进展情况")
PLANS = re.compile("思路|计划|打算|安排|目标|举措|下一步|下步|谋划|部署|要点|任务")
DIFFICULTIES = re.compile("困难|问题|不足|短板|薄弱|挑战")
# 补短板 is on what is done about them.
OVERCOMES = re.compile("(?:补|破|解决|化解|攻克|克服|突破|应对)[^,。]{0,6}(?:困难|问题|不足|短板|薄弱|挑战)")
# ②对新企业给予奖励: no two of anything.
CIRCLED = re.compile("[\u2460-\u2473\u24f5-\u24fe\u2776-\u277f\u3251-\u325f]")
# 2023，我们这样走过：
BARE_YEAR = re.compile(
    r"[^0-9一-龥A-Za-z]{0,4}(?:(?:刚刚)?过去的|回[顾望眸首]|再见|告别|展望|走进|迈进|你好,?)?"
    r"(?P<year>20[0-9]{2})\s?(?=[,，：:、，|｜]|$|我们|这一年)"
)
# 今年以来，面对…，上半年完成…
OPENS_WITH_YEAR = re.compile(r"(?:今年以来|今年|去年|20[0-9]{2}年(?:以来)?),[^0-9;]*")
SAME_TIME = re.compile("(?<![比较与和])(?:去年|上年)(?:的)?同期(?:仅|只)?(?:为|是|有|完成|实现|达到?)?$")
# 10月当月增长7%: of its clause alone, beside what is counted from January.
SINGLE_MONTH = re.compile("[当单]月")
# 1-9月产值231亿元；税收25亿元
COUNTED_UP = re.compile("1月?[-–—~～至到][0-9]{1,2}月|前三季度|前[0-9一二三四五六七八九十]+个?月")
LEAD_IN = re.compile("[^,。;:]{0,10}(?:安排|打算|计划|重点|任务|目标|工作)[^,。;:]{0,6}:")
COUNTED_YEARS = re.compile("(?<![0-9〇零])[0-9一二两三四五六七八九十]{1,2}年(?:来|内|以来|之内|的?时间)?$")
AHEAD = re.compile("将|力争|要|计划")
# A block that begins so tells no more of the year that is over.
TURNS_AHEAD = re.compile(
    r"(?:会议|全会|大会)(?:还|同时)?(?:要求|部署|号召|提出|明确)|[^。！？]{0,30}(?<!即)将(?!军|近)|(?:[^。；？！]{0,24}[？?，,])?(?:[一-龥]{2,6}(?:要求|强调|提出),)?要(?!素|求|点|闻)"
    r"|[^。，]{2,12}(?:怎么(?!样|看|来|回)|如何(?!看))[一-龥]{1,4}[？?]"
)
SO_MANY_YEARS = re.compile("近[0-9一二三四五六七八九十]{1,2}年")
# 记者从2024年经济工作会议获悉，2023年，…
OF_MEETING = re.compile("度?[^,。;]{0,12}(?:会议|大会|年会|全会|论坛)(?:上?获悉|上[,传]|传出|透露)")
# 他介绍，新城将新引进企业26家: of no year that an earlier sentence names as over.
WILL_DO = re.compile(
    "(?<!即)将(?=[新再继全]|围绕|聚焦|坚持|着力|加快|持续|大力|深入|紧扣|统筹|完成|实现|达到|引进|建[设成]|开工|投产|投入|增|力争|实施|启动|推动|开展|培育|举办)|力争|下一步|接下来"
)
# 会议也点出了问题：…; 同时，我们也清醒地看到，…
NAMES_WHAT_LACKS = re.compile(
    "[^。;:0-9]{0,24}(?:问题|不足|短板|困难|差距|弱项)[^。;:,0-9]{0,8}[:,]|[^。;0-9]{0,16}(?:看到|正视|认识到)"
)
QUESTION_LEVEL = 9
DASHED = re.compile(r"\s*[—–-]{1,2}")
OWN_YEAR = re.compile(
    r"(?:19|20)[0-9]{2}|[今去明来上前本当后次]年|上一年|十[一二三四五六]五|[一二]〇|二[〇零]"
)


def times_in(block: DocumentBlock, plan_year: int | None, written: date | None) -> Sequence[StatedTime]:
    """The times of a block; several rules ask for those of one block in turn."""
    return _times(block.text, plan_year, written)


@lru_cache(maxsize=64)
def _times(text: str, plan_year: int | None, written: date | None) -> tuple[StatedTime, ...]:
    times = find_times(text, plan_year=plan_year, published_on=written)
    if bare := BARE_YEAR.match(text):
        year = int(bare["year"])
        whole = date(year, 1, 1), date(year, 12, 31)
        times = [StatedTime(*bare.span("year"), bare["year"], "within", *whole), *times]
    return tuple(
        time
        for time in times
        if not NOT_TIMES.search(text[max(0, time.start - 2) : time.end])
        and not STATE_OF_AFFAIRS.match(text, time.end)
    )


@lru_cache(maxsize=64)
def amounts_of(text: str) -> tuple[StatedAmount, ...]:
    """The amounts of a block's text, kept for the next rule that asks."""
    return tuple(find_amounts(CIRCLED.sub(" ", DECIMAL_STOP.sub(".", text))))


# 统计显示,一季度…
INTRODUCTION = re.compile(
    r"(?:[一二三四五六七八九]是)?受[一-龥]{2,10}影响,|[一-龥]{1,4}(?:认为|指出|总结|回顾)[,:]|[一-龥]{0,4}(?:据[一-龥]{1,8}|[一-龥]{0,24}(?:显示|表明|介绍|获悉|了解|统计|来看|来说|表示|记者)),"
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
        # Of a title that names the part that is reported and the one that is planned: these two.
        self.of_title: tuple[StatedPeriod, StatedPeriod] | None = None
        # The year that the blocks before speak of, below the same heading.
        self._before: StatedPeriod | None = None
        # The year by which what a list of dashes holds is due: 到2027年，…。/——…
        self._of_dashes: StatedPeriod | None = None
        # How often each past period was named: that of the report, and of what it says is lacking.
        self._reported: Counter[StatedPeriod] = Counter()
        # The part of a year that the text reports by its title.
        self.reported_part: StatedPeriod | None = None
        # Whether a heading was passed that plans.
        self._planned = False
        # Whether an interviewer asked last what will be done: what is answered is aimed at.
        self.asked_ahead = False
        # Of a report on one year and plan for the next: the year of its chapters that look back.
        self.review_year: int | None = None

    def heading(self, block: DocumentBlock, level: int = 0) -> None:
        """Note the year that a heading (or an interviewer's question) names, for the blocks below it."""
        level = level or block.level
        self._before = None
        self._of_dashes = None
        self._of_headings = {each: period for each, period in self._of_headings.items() if each < level}
        times = [time for time in times_in(block, self.plan_year, self.written) if not is_event(time)]
        found = [as_period(time, self.written) for time in times]
        named = [period for period in found if period and period.standing == "within"]
        question = level == QUESTION_LEVEL or bool(QUESTION_MARK.search(block.plain))
        if question:
            self.asked_ahead = asks_ahead(
                block.plain, [int(each.period[:4]) for each in named], self.plan_year, before=self.asked_ahead
            )
        troubles = DIFFICULTIES.search(block.plain) and not OVERCOMES.search(block.plain)
        lacking = troubles and not question
        reviews = LOOKS_BACK.search(block.plain)
        self._planned = self._planned or bool(PLANS.search(block.plain) and not reviews)
        looks_back = lacking or reviews or not (self._planned or question)
        if not named and self.review_year and looks_back:
            named = [StatedPeriod(f"{self.review_year:04d}", "within")]
        if not named and question and self.asked_ahead and self.plan_year:
            named = [StatedPeriod(f"{self.plan_year:04d}", "within")]
        elif not named and self._reported and troubles:
            named = [self._reported.most_common(1)[0][0]]
        if named and level:
            self._of_headings[level] = named[-1]
        elif named:
            # A title may name both halves of a year.
            years = re.match(r"[0-9]{4}(?:/[0-9]{4}$)?", named[-1].period) if len(named) > 1 else None
            self._of_headings[level] = replace(named[-1], period=years[0] if years else named[-1].period)
            parts = named if len(named) == 2 and years and PLANS.search(block.plain) and reviews else []
            self.of_title = (parts[0], parts[1]) if parts else None

    def of(
        self, block: DocumentBlock, times: Sequence[StatedTime], start: int, end: int
    ) -> StatedPeriod | None:
        """The period of the number at a slice of a block: in its sentence, before it, else inherited."""
        if same := SAME_TIME.search(block.plain, max(0, start - 24), start):
            # 去年同期为3亿元: the period of the number before it, a year earlier.
            earlier = [time for time in times if time.end <= same.start()]
            found = self.of(block, earlier, same.start(), same.start())
            if found is None and self.written:
                found = StatedPeriod(f"{self.written.year:04d}", "within")
            return in_year(replace(found, inferred=True), int(found.period[:4]) - 1) if found else None
        if bracket := DUE_IN_BRACKETS.match(block.plain, end):
            limits = [time for time in times if time.start == bracket.end()]
            if limits and limits[0].last and (found := self._placed(limits[0], times, block)):
                return replace(found, period=period_ending(limits[0].last), standing="by")
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
        following = [
            time
            for time in own
            if 0 <= time.start - end <= 8 and not re.search("[，,、（(]", block.text[end : time.start])
        ]
        due = following and following[0].kind == "by"
        if before and not (due and re.search("[，,；;]", block.text[before[-1].end : start])):
            found = by_as_before(self._placed(before[-1], times, block), before)
            within = of_change(before[-1], block) or of_beginning(before[-1], block, start)
            # 年内突破400亿元，新增企业25家: what is due is of its clause, the year of the next one too.
            between = block.plain[before[-1].end : start]
            within = within or (
                before[-1].words == "年内" and bool(re.search("[0-9][^,]*,(?![让使])", between))
            )
            return replace(found, standing="within") if found and within else found
        if following:
            return self._placed(following[0], times, block)
        carried = [
            time
            for time in times
            if time.end <= bounds[0]
            and (time.kind in ("within", "by", "since") or self._opens_block_as_of(time))
            and (
                (COUNTED_UP.match(time.words) and "。" not in block.plain[time.end : start])
                or self._carries(time, times, block)
            )
        ]
        if not carried and (ahead := self._announced(block, times, end)):
            return ahead
        whole = [time for time in carried if time.kind in ("within", "as-of")] or carried
        if len(whole) > 1 and whole[-1].words == "全年" and not self._leads(whole[-1], block):
            # 下半年工作安排：一是抓运行，全年…；二是抓项目，…
            whole = [time for time in whole if time.words != "全年"] or whole
        if whole and (period := self._placed(whole[-1], times, block)):
            if self._is_past(period) and WILL_DO.search(block.plain, bounds[0], start):
                return StatedPeriod(f"{self.plan_year:04d}", "within", inferred=True, inherited=True)
            standing = "within" if of_change(whole[-1], block) else period.standing
            return replace(period, inferred=True, standing=standing)
        if LAST_YEAR.search(block.plain[:start]) and self.written:
            return StatedPeriod(f"{self._last_year():04d}", "within")
        if self._of_dashes and DASHED.match(block.text):
            return self._of_dashes
        if NAMES_WHAT_LACKS.match(block.plain) and (part := self._reported_part()):
            return part
        return self._before or self.of_heading

    def begins(self, block: DocumentBlock, times: Sequence[StatedTime]) -> None:
        """End the year that is over where a block turns to what is ahead without naming a year."""
        opening = times[0] if times else None
        named = opening and opening.start < 12 and OWN_YEAR.search(opening.words)
        if not self._before or not self._is_past(self._before) or named:
            return
        # 到年底，产值达到210亿元
        due = any(time.kind == "by" and time.last and time.last.year == self.plan_year for time in times)
        if due or TURNS_AHEAD.match(block.plain):
            self._before = None

    def _carries(self, time: StatedTime, times: Sequence[StatedTime], block: DocumentBlock) -> bool:
        """Whether a time holds for later sentences: no event, no month of a task, no milestone of several."""
        period = as_period(time, self.written)
        if (
            period is None
            or is_event(time)
            or SINGLE_MONTH.match(block.plain, time.end)
            or (period.standing == "by" and len(period.period) > 4)
        ):
            return False
        own = re.split("[,;。]", block.plain[time.end :], maxsplit=1)[0]
        if time.words == "全年" and "已" in own:
            # 全年68个重点项目已开工41个
            return False
        if period.standing == "by" and not OWN_YEAR.search(time.words):
            # 年内 is of its clause.
            return False
        if is_long_past(time, self.plan_year) and (
            not self._leads(time, block) or is_founding(time, block.plain[time.end :], block, self.plan_year)
        ):
            # 这家企业2018年进园时只有7个人；现在…
            return False
        if not OWN_YEAR.search(time.words) and len(period.period) > 4 and not self._leads(time, block):
            return False
        placed = self._placed(time, times, block) or period
        later = bool(self.written) and int(placed.period[:4]) > (self.written or date.min).year
        lead_in = time.start == 0 and LEAD_IN.match(block.plain, time.end)
        if (
            not lead_in
            and self.written
            and len(period.period) > 4
            and time.last
            and (later or time.last > self.written)
        ):
            # A part of the year that lies ahead is of its task alone.
            return False
        first, last = next(bounds for bounds in sentences(block.text) if bounds[0] <= time.start < bounds[1])
        told = re.match("20[0-9]{2}年", time.words) and self._leads(time, block)
        if first and self._is_past(period) and self._speaks_of_plan and not told:
            # 去年建成15万平方米, amid what is planned, is an aside.
            return False
        years = {
            other.period
            for each in times
            if first <= each.start < last
            and not OF_MEETING.match(block.plain, each.end)
            and bool(re.search("20[0-9]{2}", each.words)) == bool(OWN_YEAR.search(time.words))
            and (other := as_period(each, self.written))
            and (len(other.period) > 4 or OWN_YEAR.search(time.words))
        }
        return bool(lead_in) or len(years) < 2

    def _opens_block_as_of(self, time: StatedTime) -> bool:
        """Whether a block begins with the day of its numbers: 截至一季度末,…"""
        return time.kind == "as-of" and time.start == 0 and time.last is not None

    def _of_clause(self, time: StatedTime, block: DocumentBlock, start: int) -> bool:
        """Whether a month, or the due of an event, is of its clause and says nothing of a later one."""
        month = time.kind == "within" and time.first and time.last and (time.last - time.first).days < 31
        separator = re.compile("[，,;；]").search(block.plain, time.end, start)
        own = block.plain[time.end : separator.start()] if separator else ""
        if re.match("份?已", own):
            # 2月份已签约项目6个，协议投资31亿元
            return False
        # …变电站年内投运，…: what is due is no number.
        named = time.start and not re.match("[，,;；。]", block.plain[time.start - 1])
        if named and separator and SO_MANY_YEARS.match(time.words) and not re.search("[0-9]", own):
            # 增速近6年来一直领跑，投资增长18%
            return True
        if separator and is_founding(time, own, block, self.plan_year):
            # 园区成立于2008年，现有企业326家; 2012年设立时只有12家，现在有2300家
            return True
        event = time.kind == "by" and named and re.fullmatch("年内[^0-9]+", time.words + own)
        return (
            bool(month or event)
            and not OWN_YEAR.search(time.words)
            and not self._leads(time, block)
            and separator is not None
        )

    def _leads(self, time: StatedTime, block: DocumentBlock) -> bool:
        """Whether a sentence begins with a time: 1—9月,…; 确保一季度复工率 is of its clause alone."""
        for start, end in sentences(block.text):
            if start <= time.start < end:
                before = block.plain[start : time.start]
                return len(before) <= 5 or bool(
                    INTRODUCTION.fullmatch(before) or OPENS_WITH_YEAR.fullmatch(before)
                )
        return False

    def passed(self, block: DocumentBlock, times: Sequence[StatedTime]) -> None:
        """Keep the year that a block named last, for the next block."""
        dashed = DASHED.match(block.text)
        first = next((time for time in times if time.start < 4), None) if dashed else None
        part = as_period(first, self.written) if first else None
        if part and len(part.period) > 4 and part.standing == "within" and first and self._is_over(first):
            # ——前三季度，…/——固定资产投资68.4亿元
            self._of_dashes = replace(part, stated="", inherited=True)
        if not dashed:
            opening = next((time for time in times if self._leads(time, block)), None)
            due = as_period(opening, self.written) if opening and OWN_YEAR.search(opening.words) else None
            self._of_dashes = replace(due, stated="") if due and due.standing == "by" else None
        compared = compared_periods(block.plain, times)
        self._reported.update(
            StatedPeriod(period.period, "within")
            for time in times
            if time not in compared.until and not is_event(time) and time.kind == "within"
            if not self._of_clause(time, block, len(block.plain))
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
            and (self._leads(time, block) or not self._is_past(period))
        ]
        if LAST_YEAR.search(block.plain) and not years and self.written:
            years = [StatedPeriod(f"{self._last_year():04d}", "within")]
        if not years and (opening := next((time for time in times if OWN_YEAR.search(time.words)), None)):
            # 2024年是…的一年，到2026年…: what follows is of the year that the block begins with.
            own = as_period(opening, self.written) if self._leads(opening, block) else None
            years = [own] if own and own.period == f"{self.plan_year}" and own.standing == "within" else []
        # What is aimed at for a later year than the plan's is of its paragraph.
        horizon = max(self.plan_year or 0, self.written.year if self.written else 0) or 9999
        years = [period for period in years if int(period.period[:4]) <= horizon]
        if years and len(years[-1].period) == 4:
            self._before = replace(years[-1], stated="", inferred=True, inherited=True)

    def _last_year(self) -> int:
        """What 过去一年 is: in spring the year before, later the one that goes on."""
        written = self.written or date.min
        return written.year - (written.month < 7)

    def _reported_part(self) -> StatedPeriod | None:
        """The part of the year of writing that the text reports, if it names none more often."""
        period = self._reported.most_common(1)[0][0] if self._reported else None
        part = period and self.written and period.period.startswith(f"{self.written.year}-")
        return replace(period, inherited=True) if period and part else None

    @property
    def _speaks_of_plan(self) -> bool:
        """Whether the heading or question above is of the plan's year."""
        heading = self.of_heading
        return self.asked_ahead or bool(heading and heading.period == f"{self.plan_year}")

    def of_report(self, period: StatedPeriod | None) -> StatedPeriod | None:
        """The period of what is reached, which the titles say of a whole report: 一季度实现“开门红”."""
        year = self.written.year if self.written else 0
        unsaid = period is None or (period.inherited and period.period == f"{year}")
        return self.reported_part if unsaid and self.reported_part else period

    def title(self, block: DocumentBlock) -> None:
        """Note the part of a year that a title of the whole text says it reports."""
        parts = [
            period
            for time in times_in(block, self.plan_year, self.written)
            if self._is_over(time) and not is_event(time) and (period := as_period(time, self.written))
            if len(period.period) > 7 or "-Q" in period.period or "-H" in period.period
        ]
        if parts and not (AHEAD.search(block.plain) or PLANS.search(block.plain)):
            self.reported_part = replace(parts[-1], stated="", inferred=True, inherited=True)

    def _is_over(self, time: StatedTime) -> bool:
        return time.last is not None and self.written is not None and time.last <= self.written

    def _is_past(self, period: StatedPeriod) -> bool:
        return bool(self.plan_year) and int(period.period[:4]) < (self.plan_year or 0)

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

    def _placed(
        self, time: StatedTime, times: Sequence[StatedTime], block: DocumentBlock
    ) -> StatedPeriod | None:
        """A time as a period; one without a year (全年, 上半年) is of the year in force before it."""
        period = as_period(time, self.written)
        own = OWN_YEAR.search(time.words) or COUNTED_YEARS.search(time.words)
        if period is None or not time.inferred or own or period.standing == "as-of":
            return period
        named = [
            each
            for each in times
            if each.end <= time.start
            and OWN_YEAR.search(each.words)
            and each.kind in ("within", "since")
            and each.first
        ]
        past = LAST_YEAR.search(block.plain, named[-1].end if named else 0, time.start)
        if past and self.written:
            return in_year(period, self._last_year())
        if named and named[-1].first:
            later = named[-1].first.year > (self.written or date.max).year
            if not later and of_running_year(time, named[-1].end, block, self.plan_year, self.written):
                return period
            return in_year(period, named[-1].first.year)
        context = self._before or self.of_heading
        several = len(set(re.findall("[0-9]{4}", period.period))) > 1
        return in_year(period, int(context.period[:4])) if context and not several else period
