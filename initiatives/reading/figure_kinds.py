"""Whether a number is reached, expected or aimed at, by the words before it: 完成, 预计, 力争, 确保."""

import re
from datetime import date

from initiatives.reading.stated_periods import StatedPeriod
from initiatives.values.vocabulary import FigureKind

EXPECTED = r"预计|预估|预期(?=[一-龥]{0,8}(?:完成|达|实现))|有望|料将|预测"
TARGET = (
    r"力争|争取|确保|目标|计划|(?<!即)将(?!军|近|来)|拟|要(?!素|求|闻|点)|预期|必须|务必|努力|谋划|规划|铺排|奋力|全力|到20[0-9]{2}年|突破性"
    r"|明年|安排|推动实现|冲刺|挑战|不低于|不少于|控制在|力求|需"
)
ACTUAL = (
    r"截至|截止|目前|已(?!于)|累计|共有|达成|取得|同比(?=增|下|上)|现有|拥有|获评|获批|被评|认定为|(?<!力争|争取|确保|预计|全年)成功|去年|过去|一年来|今年以来"
    r"|以来|先后|超额完成|全面完成|圆满完成|分别完成|顺利|已有|总数达|增至|较上年|比上年|入围|上榜"
)
WEAK_ACTUAL = r"完成|实现|新增|达到?|引进|签约|开展|收集|解决|办理|举办|走访"
MARKS = re.compile(f"(?P<expected>{EXPECTED})|(?P<target>{TARGET})|(?P<actual>{ACTUAL})")
# A heading of these says it of what stands below.
TARGET_HEADING = re.compile(r"目标|指标|任务|计划|打算|安排|重点工作|思路|举措")
REVIEW_HEADING = re.compile(r"回顾|总结|完成情况|工作情况|成效|成绩|基本情况|现状|亮点")


def kind_of_figure(
    sentence: str, before: str, after: str, period: StatedPeriod | None, written: date | None, heading: str
) -> tuple[str, tuple[str, ...], bool]:
    """The kind, other kinds that the words allow, and whether a strong word decides.

    `before` are the words of the sentence up to the number, `after` the rest of its clause.
    """
    written_year = written.year if written else None
    marks = [(match.lastgroup or "", match.start()) for match in MARKS.finditer(before)]
    restarted = re.search(r"(?:，|,)(?:全年|已|共)?(?:完成|实现)[^，。；]*$", before)
    if marks:
        kinds = [kind for kind, _place in marks]
        last = kinds[-1]
        if last == "actual" and "target" in kinds and _same_clause(before, marks):
            return FigureKind.TARGET, (), True
        if last == "expected" or (last == "actual" and "expected" in kinds and not re.search("截至|目前|已", before)):
            doubtful = bool(restarted) and marks[-1][1] < restarted.start()
            return FigureKind.EXPECTED, ((FigureKind.ACTUAL,) if doubtful else ()), True
        if last == "target" and _past(period, written_year) and not re.search("目标|计划", before):
            return FigureKind.ACTUAL, (FigureKind.TARGET,), False
        return (FigureKind.TARGET if last == "target" else FigureKind.ACTUAL), (), True
    if re.search("(?:预计|有望)", after):
        return FigureKind.EXPECTED, (), True
    if REVIEW_HEADING.search(heading):
        return FigureKind.ACTUAL, (), True
    if TARGET_HEADING.search(heading) and not _past(period, written_year):
        return FigureKind.TARGET, (), True
    if period and written_year:
        year = int(period.period[-4:] if "/" in period.period and len(period.period) == 9 else period.period[:4])
        if year > written_year:
            return FigureKind.TARGET, (), True
        ahead = written is not None and written.month < 3 and year == written_year and period.standing == "within"
        if ahead and not re.search("完成|实现了|同比", before):
            return FigureKind.TARGET, (), False
        if year < written_year or period.standing in ("as-of", "since"):
            return FigureKind.ACTUAL, (), True
    return FigureKind.ACTUAL, (), bool(re.search(WEAK_ACTUAL, before))


def _same_clause(before: str, marks: list[tuple[str, int]]) -> bool:
    """Whether a word of aiming governs a later word of reaching: 力争累计引进."""
    aim = max(place for kind, place in marks if kind == "target")
    return not re.search("[，,；;。]", before[aim : marks[-1][1]])


def _past(period: StatedPeriod | None, written_year: int | None) -> bool:
    if not period or not written_year:
        return False
    return int(period.period[-4:] if len(period.period) == 9 else period.period[:4]) < written_year
