"""Targets without a number: 培育更多专精特新“小巨人”企业, 高新技术企业数量稳步增长."""

import re
from collections.abc import Iterator

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.figure_context import FigureContext
from initiatives.reading.proposals import (
    Confidence,
    FigureFields,
    Proposal,
    propose,
)
from initiatives.reading.stated_periods import amounts_of, sentences, times_in
from initiatives.values.vocabulary import FigureKind

MORE = re.compile(r"(?:更多|一批|一大批|若干)(?:的)?")
STEADY = re.compile(
    r"(?:数量|总量|规模|增速|总额)?(?:保持|实现|持续|稳步|稳定|平稳|较快|大幅|显著|明显|进一步|不断)?(?:稳步增长|稳定增长|较快增长|平稳增长|持续增长|明显增长|大幅增长|显著增长|稳步提升|明显提升|大幅提升"
    r"|持续提升|显著提升|稳中有进|稳中有升|稳中向好|只增不减|明显增加|持续增加|稳步增加|稳步下降|持续下降|明显下降|由负转正|走在前列|进位争先|正增长)"
)
AHEAD = re.compile(
    r"将|力争|确保|争取|要|目标|计划|努力|推动|促进|明年|培育|引进|突破|打造|新增|建设|争创|壮大|实现"
)
PAST = re.compile(r"已|取得|去年|同比|完成了|实现了|一年来")


def targets_without_number(block: DocumentBlock, context: FigureContext) -> Iterator[Proposal]:
    """Clauses that want more of a metric and say no number."""
    plain = block.plain
    times = times_in(block, context.periods.plan_year, context.periods.written)
    amounts = amounts_of(block.text)
    for start, end in sentences(block.text):
        for first, last in _clauses(plain, start, end):
            clause = plain[first:last]
            if any(first <= amount.start < last and not amount.numeral for amount in amounts):
                continue
            if PAST.search(clause) or not AHEAD.search(plain[start:last]):
                continue
            for match in context.catalogue.named(clause):
                more = MORE.search(clause, 0, match.start)
                steady = STEADY.match(clause, match.end)
                near = more and match.start - more.end() <= 12 and more[0].startswith("更多")
                if not (near or steady) or match.metric.nature == "rank":
                    continue
                period = context.periods.of(block, times, first + match.start, first + match.end)
                year = context.periods.plan_year
                growth = context.catalogue.growth(match.metric) if steady and "增" in steady[0] else None
                metric = growth or match.metric
                fields = FigureFields(
                    metric=metric.code,
                    metric_name=metric.name,
                    subject=match.metric.name,
                    kind=FigureKind.TARGET,
                    period=period.period if period else (f"{year:04d}" if year else ""),
                    period_standing=period.standing if period else "within",
                    period_stated=period.stated if period else "",
                    period_inferred=period is None or period.inferred,
                    wording=block.text[first:last],
                    project=context.projects.get(block.number, 0),
                )
                confidence = Confidence.CERTAIN if near and period else Confidence.LIKELY
                rule = "target-more" if near else "target-steady"
                yield propose(block, (first, last), confidence, rule, fields)

                break


def _clauses(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for match in re.finditer(r"[,。;:!?]", plain[start:end]):
        if start + match.start() > position:
            yield position, start + match.start()
        position = start + match.end()
    if position < end:
        yield position, end
