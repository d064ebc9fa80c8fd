"""Undertakings that a plan names in passing (实施“三大战略”（A、B、C）), above its chapters on other ones."""

from collections.abc import Iterator, Sequence

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.enumerations import count_of
from initiatives.reading.project_chapters import chapters_of_plan_part
from initiatives.reading.project_lists import (
    BEFORE_NAME,
    DEFINED,
    DONE_BEFORE,
    items_before_name,
    items_defined,
    likeness,
)
from initiatives.reading.slogan_compounds import StatedGroup

FEWEST_CHAPTERS = 3


def groups_in_passing(blocks: Sequence[DocumentBlock]) -> Iterator[StatedGroup]:
    """The lists above the chapters of the part on the plan that these chapters do not go through.

    A list of as many as there are chapters may have them in other words.
    """
    chapters = chapters_of_plan_part(blocks)
    if len(chapters) < FEWEST_CHAPTERS:
        return
    titles = [chapter.title for chapter in chapters]
    for block in blocks:
        if block.number >= chapters[0].number:
            return
        for pattern, find_items in ((DEFINED, items_defined), (BEFORE_NAME, items_before_name)):
            for match in pattern.finditer(block.text):
                items = find_items(block.text, match)
                names = [block.text[slice(*item)] for item in items]
                taken_up = sum(
                    any(likeness(name, title, match["noun"]) >= 0.5 for title in titles) for name in names
                )
                past = DONE_BEFORE.search(block.text[: match.end()].rsplit("。", 1)[-1])
                if not items or past or len(items) == len(chapters) or taken_up * 2 >= len(items):
                    continue
                label = block.text[match.start("count") : match.end("noun")]
                start = match.start("count")
                yield StatedGroup(label, match["noun"], count_of(match["count"]), block, start, items)
