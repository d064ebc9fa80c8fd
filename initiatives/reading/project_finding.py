"""The projects of a plan, in the forms that texts have for them, and the blocks that are about each."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from initiatives.reading.announced_entries import entries_announced, entries_of_broken_text, looking_back
from initiatives.reading.demands_in_a_row import entries_of_demands
from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.entry_marks import Entry
from initiatives.reading.enumerations import count_of
from initiatives.reading.paragraphs_alike import entries_with_heads_alike
from initiatives.reading.parallel_phrases import entries_in_parallel, words_explained
from initiatives.reading.project_chapters import projects_of_chapters, projects_of_declared_chapters
from initiatives.reading.project_lists import (
    DECLARED,
    PLAN_PART,
    REVIEW,
    NamedProject,
    alike_in_verbs,
    likeness,
    projects_before_name,
    projects_defined,
    titled,
)
from initiatives.reading.project_tables import projects_of_tables
from initiatives.reading.proposals import Confidence, ProjectFields, Proposal, propose
from initiatives.reading.refrains import entries_of_refrain
from initiatives.reading.short_titles import short_title
from initiatives.reading.unannounced_entries import (
    ENDED,
    LEAD,
    entries_after_outlook,
    entries_below_heading,
    entries_below_title,
    entries_in_lines,
    entries_numbered,
    entries_of_sides,
    entries_titled,
    entries_unannounced,
)

FIRST_MARK = re.compile("[（(]一[）)]|㈠|一、")
# The heads of a table whose cells stand on lines of their own.
HEAD_OF_COLUMN = re.compile("序号|(?:主要)?(?:工作)?任务|(?:责任|牵头|配合)(?:单位|部门)|完成时限")
AIM_ALONE = re.compile("以.+为[^，。；]{2}")
TITLE_IN_HALVES = re.compile("[^，。；：]{3,26}，[^，。；：]{3,26}(?=。|$)")
SHORT_GOAL = 3
SIGNATURE = re.compile("[^，]{2,24}(?<![—…])")
Found = tuple[list[NamedProject], str, int]


def find_projects(document: ReadDocument, goals: Collection[str] = ()) -> list[Proposal]:
    """The projects in order, with the blocks that are about them.

    What one sentence lists as `goals` of a slogan is no list of projects too.
    """
    blocks = [block for block in document.blocks if block.kind != BlockKind.NOISE]
    chapters = projects_of_chapters(blocks)[0]
    for rule, confidence, finder in (
        ("projects-defined", Confidence.CERTAIN, partial(projects_defined, goals=goals)),
        ("projects-before-name", Confidence.CERTAIN, projects_before_name),
        ("projects-by-headings", Confidence.LIKELY, projects_of_declared_chapters),
        ("projects-listed", Confidence.LIKELY, _in_lines),
        ("projects-announced", Confidence.LIKELY, _announced),
        ("projects-by-headings", Confidence.LIKELY, projects_of_chapters),
        ("projects-listed", Confidence.LIKELY, _unannounced),
        ("projects-in-table", Confidence.LIKELY, projects_of_tables),
        ("projects-announced", Confidence.LIKELY, _announced_in_part),
        ("projects-listed", Confidence.LIKELY, _by_form_alone),
        ("projects-listed", Confidence.LIKELY, _in_parallel),
        ("projects-by-headings", Confidence.LIKELY, _first_chapter),
    ):
        if finder is _in_parallel and goals:
            # A text whose slogan holds goals tells of these in such phrases.
            continue
        named, noun, declared = finder(blocks)
        # …… stands for what a text leaves out.
        named = alike_in_verbs([each for each in named if re.search(r"\w", each.title)])
        if any(HEAD_OF_COLUMN.fullmatch(re.sub(r"\s", "", each.title)) for each in named):
            continue
        together = len({each.block.number for each in named}) == 1
        same = all(_is_goal(each.title, goals) for each in named)
        if finder in WITHIN_A_SENTENCE and named and together and same:
            continue
        if goals and named and all(AIM_ALONE.fullmatch(each.title) for each in named):
            # 一是以A为载体，全力打造B高地: B is a goal of the slogan.
            continue
        if named and finder is projects_before_name and _within_entry(named, entries_announced(blocks)[0]):
            # 做到三个上台阶：一是推动A上台阶。实施B、C两个计划。二是…
            continue
        if named and (finder is projects_of_chapters or not _within_chapter(named, chapters, blocks)):
            return list(_proposals(document, named, noun, declared, rule, confidence))
    return []


def _announced(blocks: Sequence[DocumentBlock]) -> Found:
    entries, noun, count = entries_announced(blocks)
    return [_entry_named(entry) for entry in entries], noun, count


def _announced_in_part(blocks: Sequence[DocumentBlock]) -> Found:
    entries, noun, count = entries_of_broken_text(blocks)
    return [_chapter_named(entry) for entry in entries], noun, count


def _chapter_named(entry: Entry) -> NamedProject:
    """An entry with the mark of a chapter has both halves of its title: （一）聚焦A，提升B。"""
    title = TITLE_IN_HALVES.match(entry.block.text, entry.start)
    if title and re.match("[（(]|[一二三四五六七八九十]、", entry.block.text):
        return titled(entry.block, entry.start, title.end())
    return _entry_named(entry)


def _first_chapter(blocks: Sequence[DocumentBlock]) -> Found:
    """The only numbered chapter that a text has before it breaks off."""
    past = looking_back(blocks)
    numbered = [
        block
        for index, block in enumerate(blocks)
        if index not in past
        and block.kind == BlockKind.HEADING
        and FIRST_MARK.fullmatch(block.marker.strip())
        and not (REVIEW.search(block.title) or PLAN_PART.search(block.title))
    ]
    broken = bool(blocks) and not SIGNATURE.fullmatch(blocks[-1].text) and not ENDED.search(blocks[-1].text)
    if not broken or len(numbered) != 1 or numbered[0] is blocks[-1]:
        return [], "", 0
    chapter = numbered[0]
    if any(
        block.marker and block.level <= chapter.level for block in blocks if block.number > chapter.number
    ):
        return [], "", 0
    return [titled(chapter, len(chapter.marker), len(chapter.text.rstrip("。：:")))], "任务", 0


def _unannounced(blocks: Sequence[DocumentBlock]) -> Found:
    entries = entries_unannounced(blocks) or entries_below_title(blocks) or entries_below_heading(blocks)
    return [_entry_named(entry) for entry in entries], "任务", 0


def _in_lines(blocks: Sequence[DocumentBlock]) -> Found:
    return [_entry_named(entry) for entry in entries_in_lines(blocks)], "任务", 0


def _by_form_alone(blocks: Sequence[DocumentBlock]) -> Found:
    """What neither a heading nor a sentence says to be a list: paragraphs or clauses of one form."""
    entries = (
        entries_titled(blocks)
        or entries_after_outlook(blocks)
        or entries_of_sides(blocks)
        or entries_of_refrain(blocks)
    )
    return [_entry_named(entry) for entry in entries], "任务", 0


def _in_parallel(blocks: Sequence[DocumentBlock]) -> Found:
    """Paragraphs, phrases or demands of one form; numbered paragraphs."""
    entries = (
        entries_with_heads_alike(blocks)
        or words_explained(blocks)
        or entries_in_parallel(blocks)
        or entries_of_demands(blocks)
        or entries_numbered(blocks)
    )
    return [_entry_named(entry) for entry in entries], "任务", 0


# What these find in one sentence may be the goals of a slogan.
WITHIN_A_SENTENCE = (projects_before_name, _announced, _announced_in_part, _by_form_alone)


def _is_goal(title: str, goals: Collection[str]) -> bool:
    """Whether a title is one of some goals, or their words are in each other."""
    return any(title in goal or (len(goal) > SHORT_GOAL and goal in title) for goal in goals)


def _within_chapter(
    named: Sequence[NamedProject], chapters: Sequence[NamedProject], blocks: Sequence[DocumentBlock]
) -> bool:
    """Whether projects are parts of one chapter among several, which are the projects then."""
    first, last = named[0].block.number, named[-1].block.number
    above = [each.block for each in chapters if each.block.number < first]
    if not above or any(first < each.block.number <= last for each in chapters):
        return False
    declaring = [each.block for each in chapters if DECLARED.search(each.block.title)]
    if declaring in ([], [above[-1]]) and _counts(above[-1].title, len(named)):
        # The chapter is about those that it counts: 打响六大战役.
        return False
    # A heading of the same level between them ends the chapter.
    ended = any(
        block.kind == BlockKind.HEADING and block.level <= above[-1].level
        for block in blocks
        if above[-1].number < block.number < first
    )
    return not ended and (bool(above[-1].marker.strip("【[〖 ")) or len(named) <= len(chapters))


def _within_entry(named: Sequence[NamedProject], entries: Sequence[Entry]) -> bool:
    """Whether projects are all told of in one of several entries that a sentence announces."""
    return any(
        all(entry.block is each.block and entry.start < each.start < entry.end for each in named)
        for entry in entries
    )


def _counts(title: str, count: int) -> bool:
    if (digit := re.search("“([0-9一二三四五六七八九十]{1,2})”", title)) and count_of(digit[1]) == count:
        # 关于“4”
        return True
    return any(count_of(match["count"]) == count for match in DECLARED.finditer(title))


def _entry_named(entry: Entry) -> NamedProject:
    start, end = entry.name()
    return titled(entry.block, start, end)


def _proposals(
    document: ReadDocument,
    named: Sequence[NamedProject],
    noun: str,
    declared: int,
    rule: str,
    confidence: Confidence,
) -> Iterator[Proposal]:
    headings = _project_headings(document, named, noun)
    owners = _owners(document, headings)
    if all(each.block.kind == BlockKind.TABLE_ROW for each in named):
        # What a row says is about the undertaking that it names.
        owners = {each.block.number: number for number, each in enumerate(named, 1)}
    elif not headings and (led := _blocks_led(document, named, noun)):
        owners = led
    elif not headings and len({each.block.number for each in named}) == len(named):
        # Paragraphs that begin with 第一, 第二 are about what they name.
        owners = {each.block.number: number for number, each in enumerate(named, 1)}
    for number, (each, title) in enumerate(zip(named, _short_titles(named, noun), strict=True), 1):
        theme, drive = halves(title, noun)
        own = tuple(block for block, owner in owners.items() if owner == number)
        heading = next((block for block, owner in headings.items() if owner == number), None)
        fields = ProjectFields(title, number, theme, drive, noun, declared, heading, own)
        yield propose(each.block, (each.start, each.end), confidence, rule, fields)


def _short_titles(named: Sequence[NamedProject], noun: str) -> list[str]:
    """The titles in short: of those in two halves each, the first of all where one is too long.

    A name with the noun in it stays whole.
    """
    titles = [each.title if noun and each.title.endswith(noun) else short_title(each.title) for each in named]
    halved = [each.title.split("，") for each in named]
    shortened = any(title != each.title for title, each in zip(titles, named, strict=True))
    if shortened and all(len(parts) == 2 and len(parts[0]) > 3 for parts in halved):
        return [parts[0] for parts in halved]
    return titles


def halves(title: str, noun: str) -> tuple[str, str]:
    """Theme and drive of a title: 产业升级 and 提质工程 of 产业升级提质工程."""
    if not title.endswith(noun) or len(title) <= len(noun) + 2:
        return title, ""
    stem = title.removesuffix(noun)
    cut = len(stem) - 2 if len(stem) >= 6 else len(stem)
    return stem[:cut], stem[cut:] + noun


def _project_headings(document: ReadDocument, named: Sequence[NamedProject], noun: str) -> dict[int, int]:
    """The headings that open a project's chapter: number of the block, number of the project."""
    found: dict[int, int] = {}
    for block in document.blocks:
        if block.kind != BlockKind.HEADING:
            continue
        number = _project_of_heading(block, named, noun)
        if number and number not in found.values():
            found[block.number] = number
    return found


def _project_of_heading(heading: DocumentBlock, named: Sequence[NamedProject], noun: str) -> int:
    title = heading.title
    for number, each in enumerate(named, 1):
        if each.block.number == heading.number or each.title in title:
            return number
    scores = [(likeness(each.title, title, noun), number) for number, each in enumerate(named, 1)]
    best, number = max(scores, default=(0.0, 0))
    return number if best >= 0.6 else 0


def _blocks_led(document: ReadDocument, named: Sequence[NamedProject], noun: str) -> dict[int, int]:
    """The paragraphs that begin with a project's title: 产业强链行动。围绕…; of one project they go on."""
    found: dict[int, int] = {}
    for block in document.blocks:
        if block.kind not in PROSE or block.number < named[0].block.number:
            continue
        lead = LEAD.match(block.text)
        name = lead["name"].strip("“”") if lead else ""
        for number, each in enumerate(named, 1):
            if name and each.title.removesuffix(noun) in name and len(name) <= len(each.title) + 8:
                found[block.number] = number
    return found if len(set(found.values())) * 2 > len(named) else {}


def _owners(document: ReadDocument, headings: dict[int, int]) -> dict[int, int]:
    """Which project each block after a chapter's heading is about; captions are of no chapter."""
    owners: dict[int, int] = {}
    current, level = 0, 0
    for block in document.blocks:
        if block.number in headings:
            current, level = headings[block.number], block.level
        elif block.kind == BlockKind.HEADING and block.level <= level:
            current = 0
        if current and block.kind not in (BlockKind.CAPTION, BlockKind.NOISE, BlockKind.MASTHEAD):
            owners[block.number] = current
    return owners
