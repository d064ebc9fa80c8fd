"""How times that are none of their numbers stand to them: 到2024年的12亿元, 今年起运行, 成立于2011年."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.period_forms import StatedPeriod
from initiatives.values.stated_times import StatedTime

CHANGED = re.compile("(?:增加|增长|提高|提升|上升|攀升|跃升|扩大|发展|下降|降低|减少|增)$")
# 2018年获批成立。…: a year long past in which something began.
FOUNDED = re.compile(
    ",?[^。,;0-9]{0,16}?(?:成立|获批|批准|建[区园]|设立|创[办建]|挂牌|起步|落户|诞生|升[级格]|晋[升级]|组建"
    "|进园|入园|入驻)"
)
AIMS = re.compile("[^,。;0-9]{0,10}(?:要|力争|确保|计划|将|争取|预期)")
AIMED_BEFORE = re.compile("(?:要|力争|确保|计划|将|争取)[^,。;]{0,8}$")


def of_change(time: StatedTime, block: DocumentBlock) -> bool:
    """Whether a time says when a change began or ended: 从2020年的8亿元增加到2024年的12亿元."""
    if time.words.startswith(("从", "由", "自")):
        return bool(re.match("的[0-9]", block.plain[time.end : time.end + 2]))
    return time.words.startswith("到") and bool(CHANGED.search(block.plain[: time.start]))


def of_beginning(time: StatedTime, block: DocumentBlock, start: int) -> bool:
    """Whether a time says since when something else is done: 今年起实体化运行，首批进驻的9个团队…"""
    own = block.plain[time.end : start].partition(",")
    return time.kind == "since" and time.words.endswith(("起", "开始")) and bool(own[0] and own[1])


def by_as_before(period: StatedPeriod | None, times: Sequence[StatedTime]) -> StatedPeriod | None:
    """到2026年…、2030年…: a later year that is named after 到 is what is aimed at until then, too."""
    first = next(
        (time for time in times[:-1] if time.kind == "by" and time.words.startswith(("到", "至"))), None
    )
    if period is None or first is None or first.last is None or not re.fullmatch("[0-9]{4}", period.period):
        return period
    later = int(period.period) > first.last.year and period.standing == "within"
    return replace(period, standing="by") if later else period


def is_long_past(time: StatedTime, plan_year: int | None) -> bool:
    """Whether a time is of years that neither the plan nor its review is about."""
    return time.last is not None and time.last.year < (plan_year or 0) - 1


def is_founding(time: StatedTime, after: str, block: DocumentBlock, plan_year: int | None) -> bool:
    """Whether a time says when something began that is there still: 成立于2011年; `after`: words after it."""
    before = block.plain[max(0, time.start - 4) : time.end]
    return is_long_past(time, plan_year) and bool(FOUNDED.search(before) or FOUNDED.match(after))


def of_running_year(
    time: StatedTime, after: int, block: DocumentBlock, plan_year: int | None, written: date | None
) -> bool:
    """Whether a part of a year is of that of the text, though an earlier sentence names the last one.

    去年完成100亿元。一季度完成30亿元, where the quarter is over; 2026年完成100亿元。一季度要完成30亿元.
    `after`: where the last year is named.
    """
    if not (written and time.last) or "。" not in block.plain[after : time.start]:
        return False
    aimed = AIMS.match(block.plain, time.end) or AIMED_BEFORE.search(block.plain, after, time.start)
    over = time.last <= written and time.last.year == written.year
    return bool(over or (aimed and time.last.year == plan_year))
