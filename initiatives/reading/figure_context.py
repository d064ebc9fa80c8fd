"""What figures are read with: the catalogue and periods of a document, and one sentence with its numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import FigureFields
from initiatives.reading.stated_periods import PeriodReader
from initiatives.reading.text_tense import TextTense
from initiatives.values.stated_amounts import StatedAmount
from initiatives.values.stated_times import StatedTime

Part = TypeVar("Part", StatedTime, StatedAmount)
CHAINED = re.compile("[、,]|和|以及|及|与")


@dataclass(frozen=True)
class FigureContext:
    """What reading figures needs beside the block: catalogue, periods, whose chapter a block is in."""

    catalogue: MetricCatalogue
    periods: PeriodReader
    projects: Mapping[int, int]
    tense: TextTense = field(default_factory=TextTense)


@dataclass(frozen=True)
class FigureSentence:
    """A sentence of a block with its amounts and times."""

    block: DocumentBlock
    # The words of the block with thresholds (过10亿元) blanked.
    plain: str
    bounds: tuple[int, int]
    amounts: Sequence[StatedAmount]
    times: Sequence[StatedTime]
    titles: Sequence[str]
    before: str
    # The figures of the sentences before, in the same block.
    previous: Sequence[FigureFields] = ()

    def times_of(self, index: int) -> Sequence[StatedTime]:
        """The times that may be an amount's period: 分别于一季度、上半年完成45亿元、105亿元 pairs them."""
        for times, amounts in self._pairings:
            if index in amounts:
                own = times[amounts.index(index)]
                return [time for time in self.times if time is own or time not in times]
        return self.times

    @cached_property
    def _pairings(self) -> list[tuple[list[StatedTime], list[int]]]:
        """Runs of times and the runs of as many amounts after them, with 分别 before either."""
        plain, found = self.block.plain, []
        inside = [time for time in self.times if self.bounds[0] <= time.start < self.bounds[1]]
        for times in _runs(plain, inside):
            after = [i for i, amount in enumerate(self.amounts) if amount.start >= times[-1].end]
            for run in _runs(plain, [self.amounts[i] for i in after]) if len(times) > 1 else ():
                indexes = [i for i in after if self.amounts[i] in run]
                words = plain[max(self.bounds[0], times[0].start - 6) : run[0].start + 4]
                if len(run) == len(times) and "分别" in words and len(words) < 60:
                    found.append((times, indexes))
                    break
        return found


def _runs(plain: str, parts: Sequence[Part]) -> list[list[Part]]:
    """Parts of a text in the runs that only 、 and 和 separate."""
    runs: list[list[Part]] = []
    for part in parts:
        if runs and CHAINED.fullmatch(plain[runs[-1][-1].end : part.start].strip()):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs
