"""Sentences that are no measure: positioning, starting points, shortfalls, achievements, context."""

import re
from collections.abc import Iterator, Mapping

from initiatives.reading.action_words import PAST
from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.proposals import (
    Confidence,
    Proposal,
    StatementFields,
    propose,
)
from initiatives.values.vocabulary import StatementKind

RULES = (
    (
        "words-of-shortfall",
        StatementKind.SHORTFALL,
        re.compile(
            r"短板|不足|问题(?:依然|仍然|依旧|突出|是)|制约|困难|挑战|压力|瓶颈|薄弱|不优|不强|不高|不够|差距|滞后|亟待|掣肘"
        ),
    ),
    (
        "words-of-positioning",
        StatementKind.POSITIONING,
        re.compile(
            r"定位|主导产业|特色产业|一主一特|产业格局|总面积|成立于|位于|核准|国家级(?:园区|经开区)|省级(?:园区|开发区)"
        ),
    ),
    (
        "words-of-context",
        StatementKind.CONTEXT,
        re.compile(
            r"全国|全省|全市|中央|国务院|我国|长沙将|省委|市委|国际|国内|宏观|大势所趋|当前[^。]{0,12}环境"
        ),
    ),
    ("words-of-achievement", StatementKind.ACHIEVEMENT, PAST),
)
SOLVED = re.compile(r"解决|化解|补齐|破解|针对")
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”’]?")


def statements_in(
    block: DocumentBlock, projects: Mapping[int, int], taken: list[tuple[int, int]]
) -> Iterator[Proposal]:
    """The statements of a block; sentences that hold a measure or a quotation are left to these."""
    for match in SENTENCE.finditer(block.text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        words = match[0].strip("。！？ ")
        if len(words) < 8:
            continue
        for rule, kind, pattern in RULES:
            if pattern.search(words) and not (kind == StatementKind.SHORTFALL and SOLVED.match(words)):
                start = match.start() + match[0].index(words)
                yield propose(
                    block,
                    (start, start + len(words)),
                    Confidence.UNSURE,
                    rule,
                    StatementFields(kind, projects.get(block.number, 0)),
                )

                break
