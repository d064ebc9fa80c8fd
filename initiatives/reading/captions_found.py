"""Photographs of a document: their captions and who took them."""

import re

from initiatives.reading.document_blocks import BlockKind, ReadDocument
from initiatives.reading.line_kinds import CREDIT
from initiatives.reading.proposals import (
    CaptionFields,
    Confidence,
    Proposal,
    propose,
)

SHOWN = re.compile(r"图为(?P<shown>[^。（(]{2,60})")
ALL = re.compile(r"均为|皆为")


def find_captions(document: ReadDocument) -> list[Proposal]:
    """The captions; a credit for all of them (均为资料图片) is given to each."""
    blocks = [block for block in document.blocks if block.kind == BlockKind.CAPTION]
    shared = next(
        (
            match["file"]
            for block in blocks
            if ALL.search(block.text) and (match := CREDIT.search(block.text)) and match["file"]
        ),
        "",
    )
    found = []
    for block in blocks:
        match = CREDIT.search(block.text)
        credit = next((value for value in match.groupdict().values() if value), "") if match else ""
        shown = SHOWN.search(block.text)
        caption = shown["shown"] if shown else CREDIT.sub("", block.text).strip("▲△↑▼↓（）() 。.：:")
        fields = CaptionFields(caption.strip(), credit or shared)
        found.append(
            propose(
                block,
                (0, len(block.text)),
                Confidence.CERTAIN if shown else Confidence.LIKELY,
                "caption-line",
                fields,
            )
        )
    return found
