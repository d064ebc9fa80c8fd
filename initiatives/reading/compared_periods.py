"""Periods that numbers are compared with, or that name a plan: 比上年提高, 是2020年的2.4倍, “十四五”规划."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from initiatives.values.stated_times import StatedTime

COMPARED_WITH = re.compile(r"(?:比|较|与|同|高于|低于|超过|快于|超)\s*$")
COMPARED_AFTER = re.compile(r"\s*(?:同期|同月|水平|基数|相比|平均)")
MULTIPLE = re.compile(r"(?:末|底)?的\s*[近约超]?(?:[0-9.]+|[一二两三四五六七八九十])\s*(?:余|多)?倍")
# 在去年74亿元的基础上再增长10%: the period holds up to the words, not after them.
ON_THE_BASIS = re.compile(r"[^,。;]{0,18}?(?:基础上|基数上)")
# 1-11月完成8亿元，预计全年完成9亿元；…: of its part of the sentence alone.
BEFORE_EXPECTED = re.compile("(?:预计|有望|预期|力争)$")
AFTER_EXPECTED = re.compile("(?:预计|有望|预期)")
# 较2025年的3350万吨增长7%: the period of the first number alone.
OF_BASE = re.compile(r"(?:末|底)?的\s*(?=[0-9])")
# 去年签约的项目还有11个没有开工: which projects are meant, not when they are counted.
OF_NOUN = re.compile("[一-龥]{2,6}的[一-龥“”]{2,12}?(?:还剩|(?:还|尚|仍|已|中|现)有)")
# 2021年落户的企业已达产，…; 去年签约的12个项目已开工9个: up to the number of what is meant.
OF_BEGUN = re.compile(
    "[一-龥]{0,6}?(?:签约|引进|招引|落户|成立|设立|投产|开工|落地|认定|入驻|获批|开业|上市)的(?P<number>[0-9]?)"
)
FROM = re.compile(r"(?:由|从)\s*$")
FROM_TO = re.compile(
    r"[^,。;]{0,18}?(?=(?:提高|提升|增加|增长|上升|下降|降低|减少|压缩|压减|缩短|扩大|精简)?(?:到|至|为))"
)
# 完成全年任务的31%: what the share is of, not when it is reached.
OF_TARGET = re.compile(
    r"[^0-9,。;、]{0,8}?(?:目标|计划|任务)(?:任务|数|投资)?(?:为?[0-9.]+[一-龥]{1,5})?的\s*[0-9.]+\s*%"
)
# 一季度重大项目集中开工仪式 names the event.
CEREMONY = re.compile("[^,。;0-9]{0,16}仪式")
# 新建厂房15万平方米(责任单位:建设局;完成时限:10月底前)
DUE_IN_BRACKETS = re.compile(r"[^,。;()（）]{0,12}[(（][^()（）]{0,40}?(?:时限|期限|完成时间)[:：]?\s*")
# The name of a plan: 是“十四五”规划收官之年, “十四五”规划实施的….
NAME_OF_PLAN = re.compile(r"[”\"]?(?:的)?(?:规划|开局|收官|开篇|蓝图|发展规划)")


@dataclass(frozen=True)
class ComparedPeriods:
    """The times of a block that say no period of its numbers, but for those up to a place in the text."""

    until: dict[StatedTime, int]

    def holds(self, time: StatedTime, place: int) -> bool:
        """Whether a time may be the period of a number at a place."""
        return time not in self.until or time.end <= place < self.until[time]


def compared_periods(plain: str, times: Sequence[StatedTime]) -> ComparedPeriods:
    """Which of the times are compared with, and up to where they hold themselves."""
    return _compared(plain, tuple(times))


@lru_cache(maxsize=64)
def _compared(plain: str, times: tuple[StatedTime, ...]) -> ComparedPeriods:
    found: dict[StatedTime, int] = {}
    for time in times:
        before, end = plain[max(0, time.start - 4) : time.start], time.end
        # 较2024年末, 比上年: the verb before a time may be part of its words.
        if (COMPARED_WITH.search(before) or time.words.startswith(("比", "较"))) and (
            base := OF_BASE.match(plain, end)
        ):
            found[time] = -1 if MULTIPLE.match(plain, end) else base.end() + 1
        elif (
            COMPARED_WITH.search(before)
            or COMPARED_AFTER.match(plain, end)
            or MULTIPLE.match(plain, end)
            or OF_TARGET.match(plain, end)
            or CEREMONY.match(plain, end)
            or OF_NOUN.match(plain, end)
            or (time.words.strip("“”").endswith("五") and NAME_OF_PLAN.match(plain, end))
        ):
            found[time] = -1
        elif begun := OF_BEGUN.match(plain, end):
            found[time] = begun.end() if begun["number"] else -1
        elif plain.rfind("(", 0, time.start + 1) > plain.rfind(")", 0, time.start) and ")" in plain[end:]:
            # 420亿元（2025年为372亿元）
            found[time] = plain.index(")", end)
        elif time.words == "全年" and (BEFORE_EXPECTED.search(before) or AFTER_EXPECTED.match(plain, end)):
            stop = re.compile("[;。]").search(plain, end)
            if stop and stop[0] == ";":
                found[time] = stop.start()
        elif basis := ON_THE_BASIS.match(plain, end):
            found[time] = basis.end()
        elif (FROM.search(before) or time.words.startswith(("从", "由"))) and (
            reached := FROM_TO.match(plain, end)
        ):
            found[time] = reached.end()
    return ComparedPeriods(found)
