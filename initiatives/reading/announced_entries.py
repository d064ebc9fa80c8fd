"""Undertakings that a sentence announces by number and the text then lists: 抓好六项工作：一是…, ——…"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from initiatives.reading.document_blocks import BlockKind, DocumentBlock
from initiatives.reading.entry_marks import SIDE, Entry, counted_entries, first_entries
from initiatives.reading.enumerations import COUNT, count_of
from initiatives.reading.project_lists import NOUN, OF_SUPERIORS, PLAN_PART
from initiatives.values.chinese_numerals import plain_text

ANNOUNCED = re.compile(
    rf"(?P<quoted>[“「])?(?P<count>{COUNT})\s*(?:(?:[个大]?方面|大|项|个|场|件|条|张|篇|道|块|份|把|招|记)(?P<name>[一-龥]{{0,10}})"
    r"|(?P<verb>[抓保促稳创争破攻增强优提补新升扩聚建惠])(?=[”」]))"
)
# “三聚三强”: three matters, each of which has both.
EQUAL_PARTS = re.compile(r"“(?P<count>[二三四五六七八])[一-龥](?P=count)[一-龥]”")
# What a text counts without undertaking it.
NOT_UNDERTAKEN = re.compile(
    r"^(?:的)?(?:主要|突出|明显|显著|关键|重点|重大|亿元)?(?:问题|不足|困难|短板|弱项|原因|成绩|成效|成果|亮点|特点|特征|优势|变化|指标|项目|企业|国家|城市|省|市|县|区|镇|街道|社区"
    r"|月|季度|小时|工作日|百分点|基地|平台|园区|片区|产业|集群|部门|单位|小组|专班|批次|阶段|步骤|标准厂房|车间|品种|品牌|奖项|称号|名次|条件|标准|要求|意见|原则|新增|以上"
    r"|先进|优秀|个人|文件|法规|案例|会议|机遇|挑战|风险)|问题$|不足$|困难$|原则$|成绩$|亮点$|产业$|集群$|基地$|平台$|指标$|项目$|企业$|要求$"
)
# Sentences that look back.
LOOKING_BACK = re.compile(
    r"去年|上年|过去(?:一|的)|回顾|一年来|几年来|今年以来|上半年[^。]{0,12}(?:主要|重点)?(?:开展|做|抓)了|(?:做|抓|完成|取得|实现|开展|呈现|存在|体现)了|取得[^。]{0,6}成|主要表现|存在|呈现|面临"
)
DONE = re.compile(r"完成了|实现了|取得了|已经|已[^经然]|同比|较上年|比上年|较去年|成功[^申]|荣获|获评|累计")
AHEAD = re.compile(r"将|要|力争|确保|计划|全年|年内|年底前|争取|月底前|目标|不低于|不少于|推进|加快|推动")
# Texts of people have fewer; the time that a hostile one takes is bounded.
MOST_ANNOUNCEMENTS, FURTHEST = 40, 200
LONGEST_NAME = 44
PART_ON_PAST = re.compile(
    "回顾|总结|完成情况|工作情况|取得(?!.{0,16}新)|成绩单|主要成[效绩]|工作成[效绩]|(?:存在|面临|主要)[^，]{0,6}(?:问题|困难|不足|短板)"
    "|^(?:问题(?![0-9一二三四五六七八九十])|困难|不足|短板)|(?<!见)成[效绩](?:显著|明显|突出)?$|问题[和及与]不足|困难[和及与]问题"
)
# 关于2024年工作, beside 关于2025年工作思路
YEAR_OF_PART = re.compile(
    "(20[0-9]{2})年[^，。]{0,10}(?:工作|情况|发展|运行|成绩|建设)(?!.*(?:计划|思路|目标|安排|打算))"
)
TURN_TO_PLAN = re.compile(
    "(?<=，)(?:今年(?=[^，]*(?:将|要|重点|[抓做办打]好|推进|实施))|明年|下一步|下半年|接下来|新的一年|下阶段).*"
)
WORK_TOLD = re.compile("(?:工作|任务|举措|措施)(?:是|为)?[：:]$")
LATER_YEAR = re.compile(
    "(?:[^,。:]{2,6},)?(?P<year>20[0-9]{2})年[^。]*?(?:目标|重点(?:抓|做)好|(?<!即)将(?!军|近)|要(?![素求点闻]))"
)
NAMES = re.compile(
    rf"{NOUN}|工作|方面|(?:大|实)?事(?:情)?$|突破|提升|跨越|新|聚焦|强化|坚持|着力|抓|重点|台阶|牌$|仗$|战$|题$|字$|答卷"
)


@dataclass(frozen=True)
class Announcement:
    """How many undertakings a place of a block announces; `noun` is what it calls them.

    `named`: it has a name for them, as a noun of undertakings or in quotation marks.
    """

    block: DocumentBlock
    end: int
    count: int
    noun: str
    named: bool


def announcements(blocks: Sequence[DocumentBlock]) -> Iterator[tuple[int, Announcement]]:
    """The announcements with the index of their block: in the text first, then in titles."""
    titles = [index for index, block in enumerate(blocks) if block.kind == BlockKind.MASTHEAD]
    body = [index for index in range(len(blocks)) if index not in set(titles)]
    past = looking_back(blocks)
    for index in (*body, *titles):
        block = blocks[index]
        if block.kind == BlockKind.TABLE_ROW or index in past:
            continue
        for match in EQUAL_PARTS.finditer(block.text):
            yield index, Announcement(block, match.end(), count_of(match["count"]), "任务", named=True)
        for match in ANNOUNCED.finditer(block.text):
            count, name = count_of(match["count"]), (match["name"] or match["verb"] or "").removeprefix("的")
            quoted = bool(match["quoted"]) and block.text[match.end() : match.end() + 1] in "”」"
            unit = match[0].removeprefix(match["quoted"] or "")[len(match["count"]) :].strip()
            sides = "方面" in unit[:3]
            sentence = _sentence(block, match)
            other = NOT_UNDERTAKEN.search(name) or LOOKING_BACK.search(sentence)
            if not 2 <= count <= 15 or other or OF_SUPERIORS.search(sentence[: -len(match[0])]):
                continue
            if quoted or sides or NAMES.search(name):
                named = quoted or bool(re.search(NOUN, name))
                yield index, Announcement(block, match.end(), count, _noun(name, quoted=quoted), named)


def looking_back(blocks: Sequence[DocumentBlock]) -> set[int]:
    """The blocks below headings of the part on the past."""
    found: set[int] = set()
    level = reviewed = 0
    planned = _planned_year(blocks)
    for index, block in enumerate(blocks):
        if block.kind == BlockKind.HEADING and (not level or block.level <= level):
            years = YEAR_OF_PART.findall(plain_text(block.title))
            before = bool(years) and max(map(int, years)) < planned
            past = before or PART_ON_PAST.search(block.title)
            level = block.level if past and not re.search("计划|打算|安排|思路", block.title) else 0
            reviewed = 0 if "以来" in block.title else max(map(int, years), default=0)
        later = LATER_YEAR.match(plain_text(block.text)) if level and reviewed else None
        if later and int(later["year"]) > reviewed:
            # 报告指出，2025年…, in the text below 回顾了2024年工作
            level = 0
        if level:
            found.add(index)
    return found


def _planned_year(blocks: Sequence[DocumentBlock]) -> int:
    """The latest year that a heading of a part on the plan names (2025年工作思路), 0 for none."""
    years = [
        int(year)
        for block in blocks
        if block.kind == BlockKind.HEADING and re.search(f"{PLAN_PART.pattern}|思路|目标", block.title)
        for year in re.findall("20[0-9]{2}(?=年)", plain_text(block.title))
    ]
    return max(years, default=0)


def _sentence(block: DocumentBlock, match: re.Match[str]) -> str:
    start = max(block.text.rfind(sign, 0, match.start()) for sign in "。！？；") + 1
    sentence = block.text[start : match.end()]
    # 目前还存在不足，明年要…
    turn = TURN_TO_PLAN.search(sentence)
    return sentence[turn.start() :] if turn else sentence


def _noun(name: str, *, quoted: bool) -> str:
    if found := re.search(f"(?:{NOUN})", name):
        return found[0]
    return name if quoted and 1 <= len(name) <= 6 else "任务"


def entries_announced(blocks: Sequence[DocumentBlock]) -> tuple[list[Entry], str, int]:
    """The entries of the first announcement that has as many; the noun, and how many were announced.

    Those with a name (三大工程, “四个突破”) go before those of so many matters (三个方面).
    """
    found = islice(announcements(blocks), MOST_ANNOUNCEMENTS)
    for index, announced in sorted(found, key=lambda each: not each[1].named):
        for finder in (
            _by_marks,
            _by_bullets,
            _by_names_in_quotes,
            _by_names,
            _by_names_in_chapters,
            _by_clauses,
        ):
            entries = finder(blocks, index, announced)
            if len(entries) == announced.count and undertaken(entries):
                return entries, announced.noun if len(announced.noun) > 1 else "任务", announced.count
    return [], "", 0


def entries_of_broken_text(blocks: Sequence[DocumentBlock]) -> tuple[list[Entry], str, int]:
    """The first entries of an announcement whose text ends before the last one; how many were announced.

    Each of the last paragraphs is the next entry: after an announcement that ends its paragraph they have
    marks (一是, 二是), else the announced name (“五大跨越提升”: 推动A跨越提升，…).
    """
    for index, announced in islice(announcements(blocks), MOST_ANNOUNCEMENTS):
        following = blocks[index + 1 :]
        noun = announced.noun if len(announced.noun) > 1 else "任务"
        ends = re.fullmatch("[”」]?[^，。；：]{0,6}[：:。]", announced.block.text[announced.end :])
        if (ends or not following) and (entries := _first_of(blocks, index, announced)):
            return entries, noun, announced.count
        if not announced.named:
            continue
        name = re.compile(f"[^，。；：]{{2,22}}{re.escape(announced.noun)}[，。：]")
        entries = [Entry(block, 0, len(block.text)) for block in following if name.match(block.text)]
        last = [entry.block for entry in entries] == list(following[-len(entries) :])
        if 3 <= len(entries) < announced.count and last and undertaken(entries):
            return entries, noun, announced.count
    return [], "", 0


def _first_of(blocks: Sequence[DocumentBlock], index: int, announced: Announcement) -> list[Entry]:
    entries = first_entries(blocks, index, announced.end, announced.count)
    whole = entries and counted_entries(blocks, index, announced.end, announced.count)
    return entries if entries and not whole and undertaken(entries) else []


def undertaken(entries: Sequence[Entry]) -> bool:
    """Whether entries tell what is to be done rather than what was: each has a name of its own too."""
    names = [entry.block.text[slice(*entry.name())] for entry in entries]
    if len(set(names)) < len(names) or not all(2 <= len(name) <= LONGEST_NAME for name in names):
        return False
    done = sum(bool(DONE.search(entry.text)) for entry in entries)
    ahead = sum(bool(AHEAD.search(entry.text)) for entry in entries)
    return not done or done * 2 <= len(entries) or ahead >= done


def _by_marks(blocks: Sequence[DocumentBlock], index: int, announced: Announcement) -> list[Entry]:
    return counted_entries(blocks, index, announced.end, announced.count)


def _by_bullets(blocks: Sequence[DocumentBlock], index: int, announced: Announcement) -> list[Entry]:
    """Blocks with one bullet: ——强产业。…"""
    found: list[Entry] = []
    for block in blocks[index + 1 : index + FURTHEST]:
        if block.kind == BlockKind.HEADING:
            break
        match = re.match(r"(?:[—–-]{1,2}|[●•■◆▪◇○★▲►※·√✓➤□☆])\s*", block.text)
        if match and (not found or found[0].block.text[0] == block.text[0]):
            found.append(Entry(block, match.end(), len(block.text)))
    return found


def _by_names(blocks: Sequence[DocumentBlock], index: int, announced: Announcement) -> list[Entry]:
    """Paragraphs that begin with names of one form: 打好A硬仗。…, 招商引资方面，…, 抓项目，…"""
    paragraphs = []
    for block in blocks[index + 1 : index + FURTHEST]:
        if block.kind == BlockKind.HEADING and block.level:
            break
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            paragraphs.append(block)
    leads = [(block, re.match(r"[^，。；：:]{2,28}(?=[，。：:])", block.text)) for block in paragraphs]
    named = [(block, match[0]) for block, match in leads if match]
    forms = [
        [(block, name) for block, name in named if name.rstrip("”").endswith(announced.noun)],
        [(block, name) for block, name in named if SIDE.match(name)],
        *_of_one_beginning(named, announced.count, blocks[index]),
    ]
    for form in forms:
        if len(form) == announced.count:
            return [Entry(block, 0, len(block.text)) for block, _name in form]
    words = [(block, WORD_EXPLAINED.match(block.text)) for block in paragraphs]
    return [Entry(block, word.end(), len(block.text)) for block, word in words if word]


def _by_names_in_chapters(
    blocks: Sequence[DocumentBlock], index: int, announced: Announcement
) -> list[Entry]:
    """Paragraphs with the announced noun at their heads below several headings: 三大板块、九项工程."""
    if not re.fullmatch(NOUN, announced.noun):
        return []
    name = re.compile(f"[^，。；：:]{{2,18}}{announced.noun}[。：:，]")
    later = blocks[index + 1 : index + FURTHEST]
    return [
        Entry(block, 0, len(block.text))
        for block in later
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and name.match(block.text)
    ]


def _by_names_in_quotes(blocks: Sequence[DocumentBlock], index: int, announced: Announcement) -> list[Entry]:
    """Names in quotation marks before the announced noun, each in a block of its own: 实施“产业提速”工程.

    Where the text breaks off in the last one, the noun may be missing.
    """
    if not re.fullmatch(NOUN, announced.noun):
        return []
    name = re.compile(f"“[^“”]{{2,14}}”(?:{announced.noun}|$)")
    found = []
    for block in blocks[index + 1 : index + FURTHEST]:
        match = name.search(block.text) if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) else None
        if match:
            found.append(Entry(block, match.start(), match.end()))
    return found


# “稳”，就是要稳住经济基本盘。
WORD_EXPLAINED = re.compile("“[^“”]{1,4}”(?:字)?[，,：]?(?:就是|即是?)(?:要)?[：，,]?")


def _of_one_beginning(
    named: Sequence[tuple[DocumentBlock, str]], count: int, announcing: DocumentBlock
) -> Iterator[list[tuple[DocumentBlock, str]]]:
    """Names in succession, as many as wanted, that begin alike and as nothing beside them: 聚焦A, 聚焦B."""
    for first in range(len(named) - count + 1):
        run = list(named[first : first + count])
        beginning = _beginning_of([name for _block, name in run])
        adjacent = run[-1][0].number - run[0][0].number < 2 * count
        around = [*named[:first][-1:], *named[first + count :][:1], (announcing, announcing.text)]
        longer = any(name.startswith(beginning[:2]) for _block, name in around) if beginning else False
        if (
            beginning
            and adjacent
            and not longer
            and not re.match(
                "[“「]*(?:[0-9一二三四五六七八九十第]|会(?:议|上|$)|今年|园区|全[年区市]|年|$)", beginning
            )
        ):
            yield run


def _beginning_of(names: Sequence[str]) -> str:
    """The characters that all names begin with."""
    alike = takewhile(lambda characters: len(set(characters)) == 1, zip(*names, strict=False))
    return "".join(characters[0] for characters in alike)


def _by_clauses(blocks: Sequence[DocumentBlock], index: int, announced: Announcement) -> list[Entry]:
    """Clauses of the same sentence or the next one that begin alike: 抓项目，…；抓招商，…；抓服务，…"""
    block = blocks[index]
    if block.kind == BlockKind.MASTHEAD:
        return []
    opening = re.compile("[：:。]").search(block.text, announced.end, announced.end + 24)
    if not opening:
        return []
    for separator in ("；", "。"):
        stop = block.text.find("。", opening.end()) if separator == "；" else len(block.text)
        entries, start = [], opening.end()
        for piece in block.text[start : stop if stop >= 0 else len(block.text)].split(separator):
            if piece.strip():
                entries.append(Entry(block, start, start + len(piece)))
            start += len(piece) + 1
        alike = _beginning_of([entry.text.strip() for entry in entries])
        names = [entry.text.split("，")[0].strip("“”") for entry in entries]
        single = len(announced.noun) == 1
        named = all(announced.noun in name if single else name.endswith(announced.noun) for name in names)
        sides = named or all(
            SIDE.match(entry.block.text[entry.start : entry.end].split("，")[0]) for entry in entries
        )
        # 突出抓好八项工作：A，B；C，D；…
        told = separator == "；" and len(entries) > 2 and WORK_TOLD.search(block.text, 0, opening.end())
        if len(entries) == announced.count and (sides or told or (alike and not alike[0].isdigit())):
            return entries
    return []
