"""Times whose words alone do not say how a number stands to them: 到2024年的12亿元, 今年起运行，首批9个."""

import re
from collections.abc import Sequence
from dataclasses import replace

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.period_forms import StatedPeriod
from initiatives.values.stated_times import StatedTime

CHANGED = re.compile("(?:增加|增长|提高|提升|上升|攀升|跃升|扩大|发展|下降|降低|减少|增)$")


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
