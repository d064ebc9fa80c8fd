"""A document as the rules of structure read it: without former years, inner quotation marks as usual ones."""

import re
from dataclasses import replace

from initiatives.reading.document_blocks import PROSE, DocumentBlock, ReadDocument
from initiatives.values.chinese_numerals import plain_text

SENTENCE = re.compile("[^。！？；]+[。！？；]?")
# 2024年，我区打好“三大战役”，…: no part of the plan is told there.
OF_A_YEAR = re.compile(
    "[\\s”]*(?:[^,。，；]{2,24}[,，：])?(?P<year>20[0-9]{2})年"
    # when a meeting was held, a park founded, or what still goes on begun
    "(?!度|以来|起|底|开始|成立|1?[0-9]月|[-—至到前])"
)
AHEAD = re.compile("今年|明年|新的一年|下一步|将|力争|(?<![重主摘概提首紧])要(?![素求点闻])|[-—至到]20")
# “…打造‘A、B、C’三张牌，…”, he said: what is said has marks that mark no name.
INNER = re.compile("‘(?P<words>[^‘’“”]*)’")
SPEECH = re.compile("“(?=[^“”]*‘)(?P<words>[^“”]*)(?:”|$)")
NAME = re.compile("[^，。；：、]{2,16}")
SENTENCES = re.compile("[，。；].{8}")
FULL_STOP, SPACE = "。", "\u3000"


def text_of_structure(document: ReadDocument, year: int | None) -> ReadDocument:
    """The document with other characters in prose, each at the place of one of its own, so that offsets stay.

    Full stops stand for sentences on a year before the plan's `year` and for the marks of what is said.
    """
    blocks = [_as_read(block, year) if block.kind in PROSE else block for block in document.blocks]
    return replace(document, blocks=blocks)


def _as_read(block: DocumentBlock, year: int | None) -> DocumentBlock:
    text = SPEECH.sub(_without_marks, block.text)
    text = INNER.sub(lambda inner: f"“{inner['words']}”", text) if text != block.text else text
    text = _without_former_years(text, year) if year else text
    return block if text == block.text else replace(block, text=text)


def _without_marks(said: re.Match[str]) -> str:
    if said[0].endswith("”") and NAME.fullmatch(said["words"]):
        # “‘产业’提升年”
        return said[0]
    mark = FULL_STOP if SENTENCES.search(said["words"]) else SPACE
    return said[0].replace("“", mark).replace("”", mark)


def _without_former_years(text: str, year: int) -> str:
    left, past = text, False
    for sentence in SENTENCE.finditer(text):
        words = plain_text(sentence[0])
        named = OF_A_YEAR.match(words)
        ahead = AHEAD.search(words) or f"{year}年" in words
        # What follows in the paragraph is of the year before too, up to what tells of a plan.
        past = not ahead and (int(named["year"]) == year - 1 if named else past)
        if past or (named and not ahead and int(named["year"]) < year):
            left = left[: sentence.start()] + FULL_STOP * len(sentence[0]) + left[sentence.end() :]
    return left
