"""Whether a number is reached, expected or aimed at, by the words before it: 完成, 预计, 力争, 确保."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from initiatives.reading.period_forms import StatedPeriod
from initiatives.reading.policy_norms import will_be_paid_or_repeated
from initiatives.reading.text_tense import AHEAD, BACK
from initiatives.values.vocabulary import FigureKind

EXPECTED = r"预计|预估|预期(?=[一-龥]{0,8}(?:完成|达|实现))|有望|料将|预测"
TARGET = (
    # 全年的盘子已经定了
    r"(?:^|(?<=[,，;；]))(?![^,，;；]{0,10}完成)[^,，。；;]{0,16}?(?:确定|制定|明确|敲定)了?的[^,，。；;]{0,8}指标|(?:盘子|目标|任务|蓝图|指标)[一-龥]{0,4}?已经?(?:[确敲排议]?定|明确|下达|绘就|分解)|(?:定|立|下达)了?下?[^,，。；;]{0,14}(?:目标|任务|指标|硬杠杠|军令状)[”]?[：:]|(?<![按照的无])要求[,，]|力争|争取|确保(?!了)|(?<!”)目标(?!(?:任务|数)?的)|计划(?!(?:任务|数|目标)?的|总?投资[0-9约])|(?<!即)将(?!军|近|来|[“\"])|拟|(?<!也)(?<!需)(?<!主)(?<!重)要(?!素|求|闻|点|看到|清醒|正视)|预期|必须|务必|(?<!共同)(?<!不懈)(?<!辛勤)(?<!艰苦)努力(?!下|奋斗)|谋划|规划(?!建设用地|用地|面积|总面积|范围|区)|铺排|奋力(?!拼搏|前行)|全力|(?<![加长高升大低降少])到20[0-9]{2}年|突破性"
    r"|明年|安排|推动实现|冲刺|挑战(?=[^,，。；;]{0,12}[0-9])|不低于|不少于|控制在|力求|(?<![外内供所刚按急])需(?!求|方|端)"
)
ACTUAL = r"(?:还|尚|仍)[剩有]|用了|前后(?=[0-9])|共获|通报表[彰扬]|对照[^，。；,;]{0,8}(?:目标|任务)|只完成|截至|截止|(?<![从由])目前|仅|只有|已(?!于)|实际(?=完成|净增|新增|增长|实现|达|为|开工|竣工|签约)|(?<![动持助导励对让])现有(?!的?基础)|(?<![比较])去年|过去|当天|当日|(?:此次|本次)(?:集中)?(?:开工|签约|竣工|投产|活动)|现场(?:集中)?签约|一年来|今年以来|同比(?=增|下|上)|比上年|较上年|(?<![从到])现在(?!起|开始)|通报了?[^,，。；;]{0,16}情况[：:]|(?:没有|未能?|超额|全面|圆满|提前|分别)完成(?:了)?(?:[^,，。；;0-9]{0,8}(?:目标|任务))?|以来"  # noqa: E501
# These say that something is reached only where nothing before them aims at it.
AWARDS = "获批|获评|被评|认定为|入围|上榜|取得"
REACHED = rf"{AWARDS}|累计|共有|达成|拥有(?!量|率)|(?<!力争|争取|确保|预计|全年)成功|先后|顺利|总数达|增至"
# A plan aims at these as well: 全年获批临床批件2个.
AWARDED = re.compile(AWARDS)
TOTAL_REACHED = re.compile("总数达|增至|(?<!共)累计(?=达|引进|建成)")
WEAK_ACTUAL = r"完成|实现|新增|达到?|引进|签约|开展|收集|解决|办理|举办|走访"
MARKS = re.compile(
    f"(?P<expected>{EXPECTED})|(?P<target>{TARGET})|(?P<actual>{ACTUAL})|(?P<reached>{REACHED})"
)
# A heading of these says it of what stands below.
TARGET_HEADING = re.compile(
    r"十件大事|民生实事|怎么干|这样干|干什么|要点|清单|方案|行动|目标|指标(?!.*(?:增长|完成|向好|提升))|任务|计划|打算|安排|重点工作|思路|举措"
)
# The title of a text that looks back and ahead says nothing of its parts.
NO_REVIEW = re.compile("安排|打算|计划|部署|谋划")
REVIEW_HEADING = re.compile(
    r"(?:存在|主要|面临|突出)[^，。]{0,4}(?:困难|问题|不足|短板)|发展基础|基础$|回顾|总结|完成情况|工作情况|开展情况|运行情况|进展情况|(?<!见)成效|成绩|基本情况|现状|亮点|答卷|成绩单"
)
# These hold for what is reached as well: 失业率控制在3.5%以内.
LIMITS = re.compile("争取|控制在|不低于|不少于|全力|奋力|突破性|谋划|规划|安排|铺排")
# 年度计划投资20亿元 is aimed at; what follows in its sentence may be reached.
PLANNED = re.compile("计划投资约?[0-9.]+[万亿]*(?:美)?元$")
# 比年初目标低3个百分点: a target that a result is compared with.
COMPARED_TARGET = re.compile(
    r"(?:(?<!占)比|较|高于|低于|超出|超过|超额|距离?|离|与|对照|对标|落后于|快于|慢于|接近|达到)[^,，。；;、]{0,8}$"
)
COMPARED_NOUNS = re.compile("目标|计划|预期|任务|预计|预估")
# 为全年实现420亿元目标打下基础
FOR_A_TARGET = re.compile("(?:为|向着?|朝着?|奔着?|围绕|锚定|咬定|对照|紧盯|瞄准)[^,，。；;]{0,16}$")
TARGET_NAMED = re.compile("的?(?:全年|年度|既定|奋斗)*目标(?!的|完成)")
# These say in the clause of a time ahead that something is reached none the less.
# 占全年计划50亿元的73%
SHARE_OF_TARGET = re.compile(
    "(?:目标|计划|任务)[^,，。；;]{0,14}的(?:约|近|超)?[0-9.]+%"
    "|[0-9.]+[^,，。；;0-9]{1,8}(?:目标|计划|任务)的(?:约|近|超)?[0-9.]+%"
)
NONE_THE_LESS = re.compile("已|了|提前|截至|截止|超额|现场")
# 达产后年产值可达40亿元: what a project will bring.
AFTER_OPENING = re.compile(
    "(?:达产|投产|建成|满产|投用|投运|运营|竣工|落成)(?:投产|达产|达效|运营|投用)?(?:之|以)?后[^。；;]*$|届时[^。；;]*$"
)
FROM_YEAR = re.compile("(?:由|从)(?:20[0-9]{2}|[去上前])年[底末]?的?[0-9.]+[^,，。；;]{0,12}[到至为]")
FROM_LAST = re.compile("(?:由|从)(?:去年|上年)[底末]?的?[0-9.]+[^,，。；;0-9]{0,12}[到至为][^,，。；;]*$")
COUNTED_UP = re.compile(r"1\s*月?[-–—~至到]\s*[0-9]{1,2}月|前.{1,3}个?月|前三季度|截[至止]")
COMPARED_CLAUSE = re.compile(
    "^(?:比|较|高于|低于|超出?|超过|距离?|快于|慢于)[^,]{0,8}(?:目标|计划|预期|任务)"
)
LISTED_AIMS = re.compile("目标[^,，。；;:：]{0,6}[:：](?=[^。]*(?:力争|确保|争取))")
COMPLETED = re.compile("(?:超额|全面|圆满|提前|分别)完成")
# 支持企业取得认证10家
HELPED = re.compile("(?:支持|帮助|推动|助力|引导|鼓励|指导)[^,，。；;]{2,16}$")
EXPECTED_TO = re.compile("(?:预计|预估|有望)[^,，。；;]{0,16}$")
COMPARISON = re.compile("同比|比上年|较上年")
STATE = re.compile(r"现有(?!的?基础)|已有|共有|拥有|目前|总数")
# Sentences of people are shorter; the time that a hostile one takes is bounded.
LONGEST_SENTENCE = 600


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
    asked_ahead: bool = False,
    tense: str = "",
) -> KindOfFigure:
    """The kind by the last word that decides, then by the titles above (innermost first), then by the year.

    `before` are the words of the sentence up to the number, `after` the rest of its clause; `plan_part`: the
    block is in the chapter of a project; `asked_ahead`: it answers what will be done; `tense`: whether the
    text looks back or ahead at the number.
    """
    # Spaces between the characters of a word are of the page's layout.
    before, after = _unspaced(before[-LONGEST_SENTENCE:]), _unspaced(after)
    asked_ahead = asked_ahead and tense != BACK
    found = _kind_by_words(
        before, after, period, written, titles, plan_part=plan_part, asked_ahead=asked_ahead, tense=tense
    )
    if AFTER_OPENING.search(before) and not NONE_THE_LESS.search(_last_clause(before)):
        if found.kind == FigureKind.ACTUAL:
            return KindOfFigure(FigureKind.EXPECTED, (FigureKind.TARGET,), sure=False)
        return KindOfFigure(found.kind, (FigureKind.EXPECTED,), sure=False)
    return found


def _kind_by_words(
    before: str,
    after: str,
    period: StatedPeriod | None,
    written: date | None,
    titles: Sequence[str],
    *,
    plan_part: bool,
    asked_ahead: bool,
    tense: str,
) -> KindOfFigure:
    shares = [match.span() for match in SHARE_OF_TARGET.finditer(before)]
    if (plan_part or tense == AHEAD) and not _past(period, written) and not _looks_back(titles):
        # 企业总数达到21家, of what is to be done, is aimed at.
        before = TOTAL_REACHED.sub(lambda match: "*" * len(match[0]), before)
    marks = [
        (match.lastgroup or "", match.start())
        for match in MARKS.finditer(before)
        if not (COMPARED_NOUNS.match(match[0]) and COMPARED_TARGET.search(before, 0, match.start()))
        if not any(first <= match.start() < last for first, last in shares)
        if not _named_only(before, match)
    ]
    # 预计全年产值将达240亿元
    marks = [
        (kind, place)
        for kind, place in marks
        if not (before.startswith("将", place) and EXPECTED_TO.search(before, 0, place))
    ]
    if listed := LISTED_AIMS.search(before):
        # 主要目标为：…，提前两年超额完成党代会的目标；增加值增长10%
        marks = [mark for mark in marks if mark[1] < listed.end() or not COMPLETED.match(before, mark[1])]
    if tense == AHEAD or plan_part or HELPED.search(_last_clause(before)):
        marks = [(kind, place) for kind, place in marks if not AWARDED.match(before, place)]
    if moved := FROM_LAST.search(before):
        # 目标是…，产值由去年的68亿元提升到100亿元: last year is that of the first number.
        marks = [(kind, place) for kind, place in marks if not moved.start() <= place < moved.end()]
    if tense != BACK and not _looks_back(titles):
        # 设立10亿元基金，已到位3亿元；供水能力提高到8万吨
        asides = [match.start() + 1 for match in re.finditer(",已[^,;]*;", before)]
        marks = [mark for mark in marks if mark[1] not in asides]
    if COMPARED_CLAUSE.search(_last_clause(before)):
        # 较目标多3亿元 is reached, though an earlier clause names the target.
        marks = [mark for mark in marks if not COMPARED_NOUNS.match(before, mark[1])]
    if period and COUNTED_UP.search(period.stated) and period.stated in _last_clause(before):
        # 目标任务55亿元,1-11月完成52亿元
        start = len(before) - len(_last_clause(before))
        marks = [mark for mark in marks if mark[1] >= start] or [("actual", start)]
    if period and period.stated and period.stated in _last_clause(before):
        # 去年底摸排缺车位8000个，今年先解决3000个
        start = len(before) - len(_last_clause(before))
        marks = [mark for mark in marks if mark[1] >= start or not before.startswith("去年", mark[1])]
    follows = period is not None and period.stated and period.stated in after and _ahead(period, written)
    if follows or _due(before, period, written):
        marks = _of_last_clause(before, marks)
        if not marks and not NONE_THE_LESS.search(_last_clause(before) + after):
            sure = bool(period and period.standing == "by" and "年内" not in period.stated)
            return KindOfFigure(FigureKind.TARGET, sure=sure)
    if asked_ahead and not NONE_THE_LESS.search(_last_clause(before) + after):
        marks = [mark for mark in marks if mark[0] != "reached"]
        plan_part = True
    strong = [mark for mark in marks if mark[0] != "reached"]
    # A year of an earlier block gives way to what the words of a target say.
    past = _past(period, written) and not (period and period.inherited)
    if not past:
        strong = _without_comparisons(before, strong)
    strong = _of_expected(before, strong)
    restarted = re.search(r"[，,;；](?:全年|已|共)?(?:完成|实现)[^，,。；;]*$", before)
    reviewed = _looks_back(titles)
    if PLANNED.search(before) and not reviewed:
        return KindOfFigure(FigureKind.TARGET)
    if TARGET_NAMED.match(after) and FOR_A_TARGET.search(_last_clause(before)):
        return KindOfFigure(FigureKind.TARGET)
    if not (past or reviewed or NONE_THE_LESS.search(_last_clause(before))) and will_be_paid_or_repeated(
        before, after
    ):
        return KindOfFigure(FigureKind.TARGET, sure=False)
    if strong:
        kinds = [kind for kind, _place in strong]
        last = kinds[-1]
        compared = COMPARISON.match(before, strong[-1][1])
        if compared and all(COMPARISON.match(before, place) for _kind, place in strong):
            later = bool(period and written and last_year(period) > written.year)
            if later or _ahead(period, written) or _begun(period, written):
                return KindOfFigure(FigureKind.TARGET)
            if period is None and plan_part and not reviewed:
                return KindOfFigure(FigureKind.TARGET, sure=False)
        only = re.match("仅|只|已|截", before[strong[-1][1] :])
        if last == "actual" and "target" in kinds and not (past or only) and _same_clause(before, strong):
            return KindOfFigure(FigureKind.TARGET)
        if last == "expected":
            if _planned_text(titles) and (period is None or not period.stated):
                # 预计新增合作社5家以上, in a plan
                return KindOfFigure(FigureKind.TARGET, (FigureKind.EXPECTED,), sure=False)
            doubtful = bool(restarted) and restarted is not None and strong[-1][1] < restarted.start()
            return KindOfFigure(FigureKind.EXPECTED, (FigureKind.ACTUAL,) if doubtful else ())
        if last == "target" and past and not re.search("目标|计划", before):
            return KindOfFigure(FigureKind.ACTUAL, (FigureKind.TARGET,), sure=False)
        planned = before.startswith("计划", strong[-1][1]) and restarted and restarted.start() > strong[-1][1]
        if last == "target" and planned and _ended(period, written):
            # 项目计划融资8亿元，完成融资30亿元
            return KindOfFigure(FigureKind.ACTUAL, (FigureKind.TARGET,), sure=False)
        if last == "target" and reviewed and LIMITS.match(before, strong[-1][1]):
            return KindOfFigure(FigureKind.ACTUAL, sure=False)
        return KindOfFigure(FigureKind.TARGET if last == "target" else FigureKind.ACTUAL)
    if re.search("预计|有望", after):
        return KindOfFigure(FigureKind.EXPECTED)
    if FROM_YEAR.search(_last_clause(before)) and period and written and last_year(period) <= written.year:
        return KindOfFigure(FigureKind.ACTUAL, sure=last_year(period) < written.year)
    if re.search("了|受到|已(?:经|全部|完成|上|到|建|投)", after) and not re.search("为了|除了", after):
        return KindOfFigure(FigureKind.ACTUAL)
    if re.match("(?:内|之内|以内)?必须", after) or re.search("的(?:全年)?(?:目标|任务)(?!的)", after):
        return KindOfFigure(FigureKind.TARGET)
    if reviewed:
        return KindOfFigure(FigureKind.ACTUAL)
    aims = [title for title in titles if TARGET_HEADING.search(title) and not REVIEW_HEADING.search(title)]
    recounted = tense == BACK and not (period and period.stated)
    if aims and not recounted and not _past(period, written) and not _ended(period, written):
        return KindOfFigure(FigureKind.TARGET)
    return _by_year(before, period, written, plan_part=plan_part, reached=bool(marks), tense=tense)


def _by_year(
    before: str,
    period: StatedPeriod | None,
    written: date | None,
    *,
    plan_part: bool,
    reached: bool,
    tense: str,
) -> KindOfFigure:
    """The kind where no word says it: years that lie ahead are aimed at."""
    if reached:
        return KindOfFigure(FigureKind.ACTUAL)
    done = re.search("已|(?<!为)了|同比|[超提]前完成", re.split("[:：]", _last_clause(before))[-1])
    inherited = period is None or period.inherited or not period.stated
    if not done and _whole_year_running(period, written):
        # 全年销售突破600亿元，新签约项目15个以上
        return KindOfFigure(FigureKind.TARGET, sure=False)
    if tense == AHEAD and inherited and not done and not _past(period, written):
        return KindOfFigure(FigureKind.TARGET, sure=False)
    if tense == BACK and inherited and not (period and written and last_year(period) > written.year):
        return KindOfFigure(FigureKind.ACTUAL, sure=False)
    if period and written:
        year = last_year(period)
        if year > written.year:
            # “十四五”期间建成道路46公里, within these years, may tell of what is done.
            begun = "/" in period.period and int(period.period[:4]) < written.year
            return KindOfFigure(FigureKind.TARGET, sure=not begun)
        if _ahead(period, written):
            return KindOfFigure(FigureKind.TARGET, sure=False)
        if year < written.year or period.standing in ("as-of", "since"):
            return KindOfFigure(FigureKind.ACTUAL, sure=not period.inherited)
        month = _last_month(period) - (written.day > 27 and period.stated.startswith("今年"))
        if len(period.period) > 4 and month < written.month:
            return KindOfFigure(FigureKind.ACTUAL)
        beginning = written.month < 3 or (plan_part and written.month < 11 and len(period.period) == 4)
        own = before.rpartition(";")[2]
        if beginning and not re.search("完成了|实现了|同比|已|(?<![为除])了[^,，。；;]{0,8}$", own):
            return KindOfFigure(FigureKind.TARGET, sure=False)
    elif plan_part and not re.search("了", before[-12:]):
        return KindOfFigure(FigureKind.TARGET, sure=False)
    return KindOfFigure(FigureKind.ACTUAL, sure=bool(re.search(WEAK_ACTUAL, before)))


def _planned_text(titles: Sequence[str]) -> bool:
    """Whether the innermost title that says it is of goals and plans."""
    return not _looks_back(titles) and any(re.search("目标|计划$|计划[（(]", title) for title in titles)


def _whole_year_running(period: StatedPeriod | None, written: date | None) -> bool:
    """Whether a text of the middle of a year speaks of that whole year."""
    if period is None or written is None or period.stated != "全年":
        return False
    return period.period == f"{written.year}" and 3 <= written.month <= 10


def _named_only(before: str, match: re.Match[str]) -> bool:
    """Whether a word of aiming is part of a name: 三年成长计划，新增…; 锚定…目标，…; 全力以赴."""
    if match[0] == "目标" and re.match("目标[,，]", before[match.start() :]):
        return bool(FOR_A_TARGET.search(before, 0, match.start()))
    if match[0].startswith("计划") and re.match("计划[,，、]", before[match.start() :]):
        return bool(re.search("(?:实施|推进|启动|开展|落实)[^,，。；;]{2,16}$", before[: match.start()]))
    return match[0] == "全力" and before.startswith("全力以赴", match.start())


def _unspaced(words: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", words)


def _without_comparisons(before: str, marks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Marks without 同比 and the like after a verb of aiming: 力争A同比增长25%,B提高到40亿元."""
    aims = [
        place
        for kind, place in marks
        if kind == "target"
        and re.match("力争|争取|确保|将|要|力求|预期|计划(?!投资)|努力|奋力|不低于|不少于", before[place:])
    ]
    return [
        (kind, place)
        for kind, place in marks
        if not (aims and place > aims[0] and COMPARISON.match(before, place))
    ]


def _of_expected(before: str, marks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Marks without 同比 and the like of what is expected: 预计实现产值240亿元,同比增长14%."""
    expected = [place for kind, place in marks if kind == "expected"]
    if not expected or re.search(",(?:全年|已|共)?(?:完成|实现)", before[expected[-1] :]):
        return marks
    return [mark for mark in marks if mark[1] < expected[-1] or not COMPARISON.match(before, mark[1])]


def _same_clause(before: str, marks: list[tuple[str, int]]) -> bool:
    """Whether a word of aiming governs a later word of reaching: 力争累计引进."""
    aim = max(place for kind, place in marks if kind == "target")
    return not re.search("[，,；;。]", before[aim : marks[-1][1]])


def _looks_back(titles: Sequence[str]) -> bool:
    """Whether the innermost title that says it is of what was reached."""
    for title in titles:
        if NO_REVIEW.search(title):
            return False
        if REVIEW_HEADING.search(title):
            return True
    return False


def _last_clause(before: str) -> str:
    return re.split("[，,；;]", before)[-1]


def _of_last_clause(before: str, marks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Marks without those of earlier clauses that something is reached, nor of verbs in the last one."""
    start = len(before) - len(_last_clause(before))
    return [
        (kind, place)
        for kind, place in marks
        if kind in ("target", "expected") or (place >= start and NONE_THE_LESS.match(before, place))
    ]


def _due(before: str, period: StatedPeriod | None, written: date | None) -> bool:
    """Whether the clause of a number names a time that ends after the text was written."""
    if not (period and written and period.stated and period.stated in _last_clause(before)):
        return False
    if period.period == f"{written.year}":
        whole_year = period.standing == "by" or (period.stated == "全年" and 3 <= written.month <= 10)
        return whole_year and written.month < 12
    if not period.period.startswith(f"{written.year}-"):
        return False
    return _last_month(period) >= written.month + (0 if period.standing == "by" else 2)


def _past(period: StatedPeriod | None, written: date | None) -> bool:
    return bool(period and written and last_year(period) < written.year)


def _begun(period: StatedPeriod | None, written: date | None) -> bool:
    """Whether a period is a year that has but begun, of which nothing can be reached."""
    return bool(period and written and written.month < 3 and period.period == f"{written.year}")


def _ended(period: StatedPeriod | None, written: date | None) -> bool:
    """Whether a period with its year is the one at whose end a text was written, or is past."""
    if period is None or written is None:
        return False
    part = period.standing == "within" and len(period.period) > 4 and last_year(period) == written.year
    if part and _last_month(period) < written.month:
        return True
    if period.inferred:
        return False
    return last_year(period) < written.year or (last_year(period) == written.year and written.month > 10)


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
