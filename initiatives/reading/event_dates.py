"""The day of the meeting that a text reports: 12月21日，…工作务虚会召开."""

import re

from initiatives.reading.document_blocks import PROSE, ReadDocument
from initiatives.reading.proposals import (
    Confidence,
    DateFields,
    Proposal,
    propose,
)
from initiatives.reading.stated_periods import PeriodReader, times_in

MEETING = re.compile(
    r"(?P<event>[^，。；、\s]{2,30}?(?:会议|大会|务虚会|推进会|部署会|动员会|座谈会|工作会|全会|发布会|现场会))(?:上|召开|举行|在)"
)


def meeting_dates(document: ReadDocument, periods: PeriodReader) -> list[Proposal]:
    """Sentences with a day and a meeting."""
    found = []
    for block in document.blocks:
        if block.kind not in PROSE:
            continue
        for time in times_in(block, periods.plan_year, periods.written):
            if not time.first or time.first != time.last:
                continue
            end = re.compile("[。；]").search(block.text, time.end)
            meeting = MEETING.search(block.text, time.end, end.start() if end else len(block.text))
            if meeting:
                fields = DateFields(time.first.isoformat(), time.inferred, meeting["event"])
                found.append(
                    propose(
                        block,
                        (time.start, time.end),
                        Confidence.UNSURE if time.inferred else Confidence.CERTAIN,
                        "meeting-on-day",
                        fields,
                    )
                )
    return found
