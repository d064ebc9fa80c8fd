"""Whether a number is reached, expected or aimed at, by the words before it: 完成, 预计, 力争, 确保."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from initiatives.reading.stated_periods import StatedPeriod
from initiatives.values.vocabulary import FigureKind

EXPECTED = r"预计|预估|预期(?=[一-龥]{0,8}(?:完成|达|实现))|有望|料将|预测"
TARGET = (
    r"力争|争取|确保|(?<!”)目标(?!(?:任务|数)?的)|计划(?!(?:任务|数|目标)?的|总?投资[0-9约])|(?<!即)将(?!军|近|来)|拟|(?<!也)(?<!需)(?<!主)(?<!重)要(?!素|求|闻|点|看到|清醒|正视)|预期|必须|务必|努力|谋划|规划(?!建设用地|用地|面积|总面积|范围|区)|铺排|奋力|全力|(?<![加长高升大低降少])到20[0-9]{2}年|突破性"
    r"|明年|安排|推动实现|冲刺|挑战|不低于|不少于|控制在|力求|(?<![外内供所刚按急])需(?!求|方|端)"
)
ACTUAL = r"对照[^，。；,;]{0,8}(?:目标|任务)|只完成|截至|截止|(?<![从由])目前|仅|只有|已(?!于)|现有(?!的?基础)|(?<![比较])去年|过去|当天|当日|现场(?:集中)?签约|一年来|今年以来|同比(?=增|下|上)|比上年|较上年|获评|获批|被评|认定为|入围|上榜|超额完成|全面完成|圆满完成|分别完成|以来"  # noqa: E501
# These say that something is reached only where nothing before them aims at it.
REACHED = r"累计|共有|达成|取得|拥有|(?<!力争|争取|确保|预计|全年)成功|先后|顺利|总数达|增至"
WEAK_ACTUAL = r"完成|实现|新增|达到?|引进|签约|开展|收集|解决|办理|举办|走访"
MARKS = re.compile(
    f"(?P<expected>{EXPECTED})|(?P<target>{TARGET})|(?P<actual>{ACTUAL})|(?P<reached>{REACHED})"
)
# A heading of these says it of what stands below.
TARGET_HEADING = re.compile(
    r"要点|清单|方案|行动|目标|指标(?!.*(?:增长|完成|向好|提升))|任务|计划|打算|安排|重点工作|思路|举措"
)
# The title of a text that looks back and ahead says nothing of its parts.
NO_REVIEW = re.compile("安排|打算|计划|部署|谋划")
REVIEW_HEADING = re.compile(
    r"(?:存在|主要|面临|突出)[^，。]{0,4}(?:困难|问题|不足|短板)|发展基础|基础$|回顾|总结|完成情况|工作情况|开展情况|运行情况|进展情况|成效|成绩|基本情况|现状|亮点|答卷"
)
# These hold for what is reached as well: 失业率控制在3.5%以内.
LIMITS = re.compile("争取|控制在|不低于|不少于|全力|奋力|突破性|谋划|规划|安排|铺排")
# 年度计划投资20亿元 is aimed at; what follows in its sentence may be reached.
PLANNED = re.compile("计划投资约?[0-9.]+[万亿]*(?:美)?元$")
STATE = re.compile(r"现有(?!的?基础)|已有|共有|拥有|目前|总数")


@dataclass(frozen=True)
class KindOfFigure:
    """The kind; other kinds that the words allow; whether a word decides, and not only the year."""

    kind: str
    readings: tuple[str, ...] = ()
    sure: bool = True


def kind_of_figure(
    before: str,
    after: str,
    period: StatedPeriod | None,
    written: date | None,
    titles: Sequence[str],
    *,
    plan_part: bool,
) -> KindOfFigure:
    """The kind by the last word that decides, then by the titles above (innermost first), then by the year.

    `before` are the words of the sentence up to the number, `after` the rest of its clause; `plan_part`: the
    block is in the chapter of a project.
    """
    marks = [(match.lastgroup or "", match.start()) for match in MARKS.finditer(before)]
    strong = [mark for mark in marks if mark[0] != "reached"]
    # A year of an earlier block gives way to what the words of a target say.
    past = _past(period, written) and not (period and period.inherited)
    if not past:
        strong = _without_comparisons(before, strong)
    restarted = re.search(r"[，,](?:全年|已|共)?(?:完成|实现)[^，,。；;]*$", before)
    reviewed = any(REVIEW_HEADING.search(title) and not NO_REVIEW.search(title) for title in titles)
    if PLANNED.search(before) and not reviewed:
        return KindOfFigure(FigureKind.TARGET)
    if strong:
        kinds = [kind for kind, _place in strong]
        last = kinds[-1]
        compared = re.match("同比|比上年|较上年", before[strong[-1][1] :])
        if compared and len(strong) == 1 and (_ahead(period, written) or _begun(period, written)):
            return KindOfFigure(FigureKind.TARGET)
        only = re.match("仅|只|已|截", before[strong[-1][1] :])
        if last == "actual" and "target" in kinds and not (past or only) and _same_clause(before, strong):
            return KindOfFigure(FigureKind.TARGET)
        if last == "expected":
            doubtful = bool(restarted) and restarted is not None and strong[-1][1] < restarted.start()
            return KindOfFigure(FigureKind.EXPECTED, (FigureKind.ACTUAL,) if doubtful else ())
        if last == "target" and past and not re.search("目标|计划", before):
            return KindOfFigure(FigureKind.ACTUAL, (FigureKind.TARGET,), sure=False)
        if last == "target" and reviewed and LIMITS.match(before, strong[-1][1]):
            return KindOfFigure(FigureKind.ACTUAL, sure=False)
        return KindOfFigure(FigureKind.TARGET if last == "target" else FigureKind.ACTUAL)
    if re.search("预计|有望", after):
        return KindOfFigure(FigureKind.EXPECTED)
    if "了" in after and not re.search("为了|除了", after):
        return KindOfFigure(FigureKind.ACTUAL)
    if re.match("(?:内|之内|以内)?必须", after) or re.search("的(?:全年)?(?:目标|任务)(?!的)", after):
        return KindOfFigure(FigureKind.TARGET)
    if reviewed:
        return KindOfFigure(FigureKind.ACTUAL)
    aims = [title for title in titles if TARGET_HEADING.search(title) and not REVIEW_HEADING.search(title)]
    if aims and not _past(period, written):
        return KindOfFigure(FigureKind.TARGET)
    return _by_year(before, period, written, plan_part=plan_part, reached=bool(marks))


def _by_year(
    before: str, period: StatedPeriod | None, written: date | None, *, plan_part: bool, reached: bool
) -> KindOfFigure:
    """The kind where no word says it: years that lie ahead are aimed at."""
    if reached:
        return KindOfFigure(FigureKind.ACTUAL)
    if period and written:
        year = last_year(period)
        if year > written.year:
            return KindOfFigure(FigureKind.TARGET)
        if _ahead(period, written):
            return KindOfFigure(FigureKind.TARGET, sure=False)
        if year < written.year or period.standing in ("as-of", "since"):
            return KindOfFigure(FigureKind.ACTUAL)
        beginning = written.month < 3 or (plan_part and written.month < 11 and len(period.period) == 4)
        if beginning and not re.search("完成了|实现了|同比|已", before):
            return KindOfFigure(FigureKind.TARGET, sure=False)
    elif plan_part and not re.search("了", before[-12:]):
        return KindOfFigure(FigureKind.TARGET, sure=False)
    return KindOfFigure(FigureKind.ACTUAL, sure=bool(re.search(WEAK_ACTUAL, before)))


def _without_comparisons(before: str, marks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Marks without 同比 and the like after a verb of aiming: 力争A同比增长25%,B提高到40亿元."""
    aims = [
        place
        for kind, place in marks
        if kind == "target" and re.match("力争|争取|确保|将|要|力求|预期|努力|奋力", before[place:])
    ]
    return [
        (kind, place)
        for kind, place in marks
        if not (aims and place > aims[0] and re.match("同比|比上年|较上年", before[place:]))
    ]


def _same_clause(before: str, marks: list[tuple[str, int]]) -> bool:
    """Whether a word of aiming governs a later word of reaching: 力争累计引进."""
    aim = max(place for kind, place in marks if kind == "target")
    return not re.search("[，,；;。]", before[aim : marks[-1][1]])


def _past(period: StatedPeriod | None, written: date | None) -> bool:
    return bool(period and written and last_year(period) < written.year)


def _begun(period: StatedPeriod | None, written: date | None) -> bool:
    """Whether a period is a year that has but begun, of which nothing can be reached."""
    return bool(period and written and written.month < 3 and period.period == f"{written.year}")


def _ahead(period: StatedPeriod | None, written: date | None) -> bool:
    """Whether part of the year of writing ends months after it."""
    if not (period and written and period.period.startswith(f"{written.year}-")):
        return False
    return _last_month(period) >= written.month + 2


def _last_month(period: StatedPeriod) -> int:
    """The last month of a half, quarter or month of a year."""
    last = period.period.rpartition("/")[2][5:]
    if last[:1] in ("H", "Q"):
        return int(last[1]) * (6 if last[0] == "H" else 3)
    return int(last or 12)


def last_year(period: StatedPeriod) -> int:
    return int(period.period.rpartition("/")[2][:4])
