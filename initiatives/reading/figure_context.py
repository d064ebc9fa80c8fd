"""What figures are read with: the catalogue and periods of a document, and one sentence with its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import FigureFields
from initiatives.reading.stated_periods import PeriodReader
from initiatives.values.stated_amounts import StatedAmount
from initiatives.values.stated_times import StatedTime


@dataclass(frozen=True)
class FigureContext:
    """What reading figures needs beside the block: catalogue, periods, whose chapter a block is in."""

    catalogue: MetricCatalogue
    periods: PeriodReader
    projects: Mapping[int, int]


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
