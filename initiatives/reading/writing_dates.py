"""Which year a document plans, and when it may have been written."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from initiatives.reading.document_blocks import BlockKind, ReadDocument
from initiatives.values.calendar_spans import month_end
from initiatives.values.time_words import PLAN_NUMBERS

# A title or sentence that speaks of a year's plan.
PLAN_YEAR = re.compile(
    r"(20[0-9]{2})\s*年(?:度)?(?:[^，。；0-9]{0,10})?(?:工作(?:要点|计划|务虚会|安排|打算|报告|会议)|总体(?:要求|思路|工作思路)|目标|重点工作|计划|主要任务|预期)"
)
# (某报,2024年3月9日), 2024年3月9日
DAY_LINE = re.compile(r"[（(]?(?:[一-龥]{2,10}[,，])?20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日[)）]?")
# 园区管委会/2024年1月: who signs, and when.
SIGNED = re.compile(
    "[一-龥A-Za-z（）]{2,30}(?:委|委员会|管委会|办公室|局|政府|指挥部|办事处|公司|集团)/(?P<month>20[0-9]{2}年[0-9]{1,2}月)"
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
NEXT_PLAN = re.compile("谋划|务虚|(?:明年|来年)[^。;]{0,12}(?:工作|思路|目标|计划|任务)")
# What is reached in part of a year is told after it; what is aimed at, before.
PART_REACHED = re.compile(
    r"(?:(?P<quarter>一季度)|(?P<half>上半年)|(?P<three>前三季度|三季度)|1[-–~至](?P<month>[2-9]|1[01])月(?:份)?)"
    r"[^。;]{0,40}?(?:(?:完成|实现|增长|达到?|同比|已)[^。;]{0,16}?[0-9]|开门红|良好开局)"
)
# 截至2024年9月(底), 截至8月底
AS_OF_MONTH = re.compile(
    "截[至止]到?(?:(?P<year>20[0-9]{2})年|今年)?(?:(?P<month>[0-9]{1,2})月|(?<=[0-9]年)(?P<end>[底末]))"
)
# A title of a report on part of a year.
PART_REPORT = re.compile(
    r"(?:(?P<quarter>一季度|首季)|(?P<half>上半年|半年)|(?P<three>前?三季度)|1[-–~至](?P<month>[2-9]|1[01])月(?:份)?)"
    r"[^。;]{0,12}(?:总结|情况|回顾|运行|分析|成绩|形势)|(?P<next>[二三四])季度[^。;]{0,8}(?:打算|安排|工作|计划|任务)"
    r"|(?:冲刺|决战|奋战|决胜|大干|打好|打赢|干好|抓好|拼)(?P<ahead>[二三四])季度"
)
REPORTED_YEAR = re.compile(
    r"(20[0-9]{2})年(?:度)?[“\"]?(?:[一-龥]{0,8})?[“”\"]?(?:工作情况|工作总结|完成情况|综述|回眸|盘点|亮点|成绩单|答卷)"
    r"[”\"]?(?:回眸|回顾|盘点|来了)?(?:的?(?:报告|汇报))?!?$"
)
BOTH_YEARS = re.compile(
    "(20[0-9]{2})年[^。;]{0,16}(?:总结|情况|回顾)[^。;]{0,8}(20[0-9]{2})年[^。;]{0,10}(?:计划|打算|安排|思路|要点|目标|谋划|部署)"
)
AIMED = re.compile(
    "序时|时序|倒排|时间节点|力争|确保|目标|计划|不低于|不少于|(?<!主)(?<!重)要|将|争取|冲刺|预期"
)
# 今年是“十四五”收官之年: the year, where the text names none for its plan.
YEAR_OF_FIVE = re.compile(
    rf"[今明]年是[“\"]?(?P<plan>{'|'.join(sorted(PLAN_NUMBERS, key=len, reverse=True))})五[”\"]?"
    "[^，。,0-9]{0,6}(?P<part>开局|收官)"
)
# 1-9月, 前8个月
COUNTED_MONTHS = re.compile(r"(?<![0-9年])1月?[-–~至](?:[2-9]|10)月|前(?:[2-9]|[二三四五六七八九十])个?月")
# 某某日报/2025年/6月/4日/第001版
PRINTED_LINE = re.compile(r"[一-龥]{2,10}/(20[0-9]{2})年/([0-9]{1,2})月/([0-9]{1,2})日(?:/.{0,12})?")
# A part of a text that says what is to be reached.
AIMS = re.compile("目标(?:任务)?$")
# 公布2024年度综合考核评价结果
RESULTS = r"(?:公布|发布|通报|揭晓|出炉)[^。]{{0,6}}{year}年度?[^。]{{2,30}}(?:结果|名单|排名|榜单|公报)"
# Of a list of tasks with their terms, in which nothing is reached yet.
TASK_LIST = re.compile("完成时限|责任分解|任务分解|任务清单")
TITLES = (BlockKind.MASTHEAD, BlockKind.HEADING)
HALF_YEAR = re.compile(
    r"(?:上半年|1[-–~至]6月)(?:[一-龥]{0,6})?(?:工作)?(?:总结|情况|回顾)|下半年(?:重点)?工作"
)
WITHIN_YEAR = re.compile(
    r"去年|上年(?!末)|过去一年|新年伊始|新的一年|开年|新春|开局|[12]月[0-9]{1,2}日|今年[^。;]{0,24}(?:将|力争|计划|要|目标|确保|预期|争取)"
)


def plan_year_of(document: ReadDocument) -> int | None:
    """The year that most titles and sentences on plans name; None if none does."""
    years: dict[str, int] = {}
    for block in document.blocks:
        weight = 3 if block.kind in (BlockKind.MASTHEAD, BlockKind.HEADING) else 1
        for match in PLAN_YEAR.finditer(block.plain):
            years[match[1]] = years.get(match[1], 0) + weight
    if not years:
        for block in document.blocks:
            if named := YEAR_OF_FIVE.search(block.plain):
                first = 1951 + 5 * PLAN_NUMBERS[named["plan"]]
                return first if named["part"] == "开局" else first + 4
        day = _stated_day(document)
        for block in document.blocks:
            for match in re.finditer(r"(?<![到至于])(20[0-9]{2})年(?!成立|设立|建)", block.plain):
                years[match[1]] = years.get(match[1], 0) + 1
        # What is aimed at for later than the next year is no plan of that year.
        latest = day.year + (day.month > 10) if day else 9999
        return max((year for year in map(int, years) if year <= latest), default=day.year if day else None)
    return int(max(years, key=lambda year: (years[year], year)))


def written_on(document: ReadDocument, plan_year: int | None) -> date | None:
    """When the text may have been written, for 今年 and 明年: as stated, or the end or begin of a year."""
    stated = _stated_day(document)
    # A page shows a text of an earlier plan again: model texts, archives.
    if stated and not (plan_year and stated.year > plan_year + 1):
        return _of_earlier_report(document, stated) or stated
    if plan_year is None:
        return None
    text = "\n".join(_told(document))
    if HALF_YEAR.search(text):
        return date(plan_year, 7, 1)
    if reported := _after_report(document, plan_year):
        return reported
    if any(_reports_year(block.plain, plan_year) for block in document.blocks[:6] if block.kind in TITLES):
        return date(plan_year, 12, 31)
    if _tells_results_alone(text, plan_year) or re.search(RESULTS.format(year=plan_year), text[:300]):
        return date(plan_year, 12, 31)
    named = [each for each in _after_parts(text, plan_year, named=True) if each.year == plan_year]
    if named:
        return max(date(plan_year, 1, 31), *named)
    within = len(re.findall(r"(?<![0-9])" + WITHIN_YEAR.pattern, text))
    # A text that names neither the plan's year nor 明年 is of the plan's year, as is one that counts
    # 1-9月 and says nothing of the next year.
    counted = COUNTED_MONTHS.search(text) and not set(BEFORE_YEAR.findall(text)) - {"今年以来"}
    # 4月9日,…集中开工活动举行…明年3月交付 is of that April.
    dated = DATELINE.search(text[:400])
    amid_year = dated and 2 <= int(dated["month"] or dated["month2"]) <= 9 and not NEXT_PLAN.search(text)
    of_before = not (counted or amid_year or _happened_in(text, plan_year)) and re.search(
        f"{plan_year}|明年|来年", text
    )
    if of_before and len(BEFORE_YEAR.findall(text)) > within:
        return date(plan_year - 1, 12, 31)
    return max(date(plan_year, 1, 31), *_after_parts(text, plan_year))


def _happened_in(text: str, year: int) -> bool:
    """Whether a text begins with an event of a part of the year: 11月8日，2023年第四季度…签约."""
    event = re.search(
        f"[0-9]月[0-9]{{1,2}}日[^。]{{0,24}}{year}年(?:第?[一二三四]季度|[0-9]{{1,2}}月)", text[:300]
    )
    return bool(event) and not NEXT_PLAN.search(text)


def _tells_results_alone(text: str, year: int) -> bool:
    """Whether a text on a whole year compares many numbers with the year before, and aims at none."""
    compared = len(re.findall("同比|增长[0-9]|下降[0-9]", text))
    whole = re.search(f"{year}年,|{year}年(?:度|,)?全年|全年", text) and not re.search(f"{year + 1}年", text)
    reviews = [match for match in BOTH_YEARS.finditer(text) if match[2] == f"{year}"]
    return bool(whole) and not reviews and compared > 6 and 6 * len(AIMED.findall(text)) < compared


def _told(document: ReadDocument) -> Iterator[str]:
    """What a text tells, without what stands below 攻坚目标 and the like: 上半年，产值完成75亿元."""
    aimed = 0
    for block in document.blocks:
        if block.kind == BlockKind.HEADING and (not aimed or block.level <= aimed):
            aimed = block.level if AIMS.search(block.title) else 0
        if block.kind != BlockKind.NOISE and not (aimed and block.kind == BlockKind.PARAGRAPH):
            yield block.plain


def _stated_day(document: ReadDocument) -> date | None:
    """The day on which the page says that it was published, else that of a line with nothing else.

    Else the end of the month that stands below who signs.
    """
    stated = document.details.get("published", "")
    if not stated:
        head, foot = (
            [re.sub(r"\s", "", block.plain) for block in blocks]
            for blocks in (document.blocks[:6], document.blocks[-5:])
        )
        lines = [line for line in (*head, *foot) if DAY_LINE.fullmatch(line) or PRINTED_LINE.fullmatch(line)]
        signed = [match["month"] for pair in pairwise(foot) if (match := SIGNED.fullmatch("/".join(pair)))]
        stated = next(iter([*lines, *signed]), "")
    numbers = [int(number) for number in re.findall("[0-9]+", stated)][:3]
    try:
        return month_end(*numbers) if len(numbers) == 2 else date(*numbers)
    except (TypeError, ValueError):
        return None


def _of_earlier_report(document: ReadDocument, day: date) -> date | None:
    """The day after the part of an earlier year that a text reports, where its page is of a later year.

    A page of April 2024 with a report on 上半年 that names but 2023 shows what was written in July 2023.
    """
    text = "\n".join(block.plain for block in document.blocks if block.kind != BlockKind.NOISE)
    if re.search(f"{day.year}年(?!{day.month}月{day.day}日)", text):
        return None
    titles = [block.plain for block in document.blocks if block.kind in TITLES]
    reports = [match for title in titles if (match := PART_REPORT.search(title))]
    ends = [_last_month(match) for match in reports if not (match["next"] or match["ahead"])]
    years = [year for year in map(int, re.findall("(20[0-9]{2})年", text)) if year < day.year]
    if not (ends and years):
        return None
    end = month_end(day.year, max(ends))
    opening = text[:400]
    named = re.search(f"{max(years)}年(?:的)?(?:{PART_REPORT.pattern})", opening)
    return month_end(max(years), max(ends)) + timedelta(days=1) if named or (end - day).days > 30 else None


def years_of_title(title: str) -> list[int]:
    """The year that a title reports, and the next one if it plans that: 2024年工作总结和2025年工作打算."""
    match = BOTH_YEARS.search(title)
    years = [int(year) for year in match.groups()] if match else []
    if years and years[1] == years[0] + 1:
        return years
    reported = None if PART_REPORT.search(title) else REPORTED_YEAR.search(title)
    return [int(reported[1])] if reported else []


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
    for match in AS_OF_MONTH.finditer(text):
        year_named = match["year"] == f"{year}" or (not match["year"] and not named)
        month, last = int(match["month"] or 12), 12 if match["year"] else 10
        if year_named and 1 <= month <= last:
            found.append(min(month_end(year, month) + timedelta(days=1), date(year, 12, 31)))
    for match in () if TASK_LIST.search(text) else PART_REACHED.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        clause = re.split("[,。;]", before)[-1]
        years = re.findall("20[0-9]{2}|去年|上年|明年", clause)
        own = years[-1] == f"{year}" if years else not named
        before = re.split("[。;\n]", before)[-1]
        if own and ("今年" in clause or not AIMED.search(before + match[0])):
            found.append(month_end(year, _last_month(match)) + timedelta(days=1))
    return found
