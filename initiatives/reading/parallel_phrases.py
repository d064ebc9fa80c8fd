"""What is to be done, in phrases of one form in a row: 全力以赴稳增长、千方百计育主体、加速加力推项目、…"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from initiatives.reading.action_words import BEGINS
from initiatives.reading.announced_entries import DONE, LOOKING_BACK, looking_back, undertaken
from initiatives.reading.document_blocks import PROSE, DocumentBlock
from initiatives.reading.entry_marks import SHALL, Entry
from initiatives.reading.enumerations import split_at
from initiatives.reading.slogan_definitions import TO_DEPARTMENTS
from initiatives.reading.unannounced_entries import mostly_on_conduct

SENTENCE = re.compile("[^。！？]+")
AHEAD = re.compile(
    "(?<!即)(?<!必)将(?!军|近|来)|要(?![素求点闻])|必须|力争|今年|明年|新的一年|下半年|下一步|下阶段|全年|季度|突出|奋力|20[0-9]{2}年"
)
# 新的一年，园区将|全力以赴稳增长: what a phrase may stand after.
LEADS_IN = re.compile("(?:^|将|要|以|须|续|步|力|年|度|出|点|在|过|保)$")
SHALL_DO = re.compile(
    "(?:将|要(?![素求点闻]))以?(?:重点|继续)?(?:做好|抓好|聚焦(?=打造|推进|建设))?“?"
    "|重点(?:做好|抓好|聚焦(?=打造|推进|建设))"
)
SHALL_AT_HEAD = re.compile(f"将(?!军|近|来)|{SHALL.pattern}")
LEADING = re.compile("重点聚焦(?=打造|推进|建设)")
SUBJECT = re.compile("[^，]{2,}?(?:将(?!军)|(?<![重主摘概提首紧])要(?![素求点闻]))")
# 打造A，…；创新B，…；锤炼C，…等工作举措
WORKS = re.compile("[^；。]*(?:等|方面)[^，；。]{0,4}(?:工作|任务|举措)")
# 下一步将重点做好A，…；B，…；C，…
DONE_WELL = re.compile("(?:做好|抓好)$")
SIDE = re.compile("在[^，。；、]{2,20}(?:上|中)[^，。；：]{1,10}")
# 做强大健康“首位产业”
KEY_WORD_AT_END = re.compile("[^“”]{2,14}“[^“”]{2,8}”")
# What every text says of its year in general: 坚持稳中求进工作总基调，…
OF_GUIDANCE = re.compile("新发展格局|新发展理念|总基调|指导思想|总体要求")
VERB_ALONE = "抓强促保稳优建拼守创"
# 依托三大引擎，建设七大平台，…
COUNTED = re.compile("[二三四五六七八九十](?:大|个|项|化|区)")
# 主要目标为：经济发展取得新突破，…
AIMS = re.compile("目标(?:是|为)?：")
NO_PHRASE = re.compile(
    "[0-9：:（）()《》]|^[一二三四五六七八九十](?:是|要|、)|^“[^“”]*”的|^[一-龥]{2,3}(?:说|表示|强调|指出)|^[^“]*”|“[^”]*$|(?:主任|书记|局长|处长|区长|县长|市长|先生|女士|教授|环节|不[优强高够足])$"
)
EMPTY = "的了和是与及、“”"
SEPARATORS = "；，、"
FEWEST, LONGEST_RUN, MOST_PIECES, MOST_SENTENCES = 3, 12, 40, 200
SHORTEST, LONGEST = 4, 26
SHORTEST_OF_ONE_LENGTH, MANY, MOST_UNEVEN, NEAR_BEGINNING = 6, 4, 4, 10
# 中央经济工作会议指出，明年要…
OF_CENTRE = re.compile("[^，。]{0,8}(?:中央|国务院|全国)[^，。]{0,12}(?:指出|提出|强调|要求|明确)")
# “稳”，就是要A；“进”，就是要B
OF_SPIRIT = re.compile("意识|信心|团结|尽心|作风|纪律|担当")
WORD = re.compile("“(?P<word>[^“”]{1,2})”，?(?:就是|即)要")
Slice = tuple[int, int]


def words_explained(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """Three or more words of a block that each explain what is to be done."""
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        if index in past or block.kind not in PROSE:
            continue
        words = [
            match.span("word")
            for match in WORD.finditer(block.text)
            if not OF_SPIRIT.search(block.text, match.end(), match.end() + NEAR_BEGINNING)
        ]
        if len(words) >= FEWEST and len({block.text[slice(*word)] for word in words}) == len(words):
            return [Entry(block, *word) for word in words]
    return []


def entries_in_parallel(blocks: Sequence[DocumentBlock]) -> list[Entry]:
    """The phrases of the first sentence on what is to be done that has three or more of one form."""
    for block, sentence in islice(_sentences_ahead(blocks), MOST_SENTENCES):
        for separator in SEPARATORS:
            entries = [Entry(block, *phrase) for phrase in _run(block.text, sentence, separator)]
            if entries and undertaken(entries) and not mostly_on_conduct(entries):
                return entries
    return []


def _sentences_ahead(blocks: Sequence[DocumentBlock]) -> Iterator[tuple[DocumentBlock, Slice]]:
    """The sentences on what is to be done, with their blocks."""
    past = looking_back(blocks)
    for index, block in enumerate(blocks):
        if index in past or block.kind not in PROSE:
            continue
        for sentence in SENTENCE.finditer(block.text):
            words = sentence[0]
            # 肯定了一年来的成绩，指明了方向：…
            told = words[words.rfind("：") + 1 :]
            departments = TO_DEPARTMENTS.search(words)
            if AIMS.search(words) or OF_CENTRE.match(words):
                continue
            to_them = departments is not None and departments.start() < NEAR_BEGINNING
            beside = to_them or any(other.search(told) for other in (LOOKING_BACK, DONE, OF_GUIDANCE))
            if AHEAD.search(words) and not beside:
                yield block, sentence.span()


def _run(text: str, sentence: Slice, separator: str) -> list[Slice]:
    """The longest run of phrases of one form between separators; the first may stand after a subject."""
    for pieces in _lists(text, sentence, separator):
        phrases_of = [_phrase(text, piece) for piece in pieces]
        for first, piece in enumerate(pieces):
            following = takewhile(lambda each: _is_phrase(text[slice(*each)]), phrases_of[first + 1 :])
            others = list(islice(following, LONGEST_RUN))
            for last in range(len(others), FEWEST - 2, -1):
                for opening in _openings(text, piece, others[:last], pieces[first + 1 : first + 1 + last]):
                    run = [opening, *others[:last]]
                    phrases = [text[slice(*each)] for each in run]
                    before = text[sentence[0] : opening[0]]
                    works = WORKS.match(text, run[-1][1]) or DONE_WELL.search(before)
                    if _opens(phrases[0], before) and (
                        (separator == "；" and works) or _of_one_form(phrases, separator)
                    ):
                        return _beginning_alike(text, run)
    return []


def _opens(phrase: str, before: str) -> bool:
    """Whether a phrase may be the first after the words of its sentence before it."""
    in_brackets = before.count("（") > before.count("）")
    ahead = AHEAD.search(before)
    return ahead is not None and not in_brackets and _is_phrase(phrase) and not SUBJECT.match(phrase)


def _lists(text: str, sentence: Slice, separator: str) -> Iterator[list[Slice]]:
    """The pieces between separators, in lists that stronger separators end."""
    stronger = SEPARATORS[: SEPARATORS.index(separator)]
    parts = split_at(stronger, text, *sentence) if stronger else [sentence]
    for part in islice(parts, MOST_PIECES):
        pieces = []
        for start, end in islice(split_at(separator, text, *part), MOST_PIECES):
            first = max(start, text.rfind("：", start, end) + 1)
            first += bool(SHALL_AT_HEAD.match(text, first))
            pieces.append((first, end))
        yield pieces


def _phrase(text: str, piece: Slice) -> Slice:
    """The first clause of a piece, without the mark that opens or closes a list: “主攻A、紧抓B、建优C”."""
    start = piece[0]
    stop = text.find("，", *piece)
    end = stop if stop >= 0 else piece[1]
    words = text[start:end]
    opened, closed = words.startswith("“") and "”" not in words, words.endswith("”") and "“" not in words
    return start + opened, end - closed


def _openings(text: str, piece: Slice, others: Sequence[Slice], pieces: Sequence[Slice]) -> Iterator[Slice]:
    """What the first phrase may be: a clause of its piece, from 将 or 要 on, or as long as the others are."""
    lengths = {last - first for first, last in others}
    clauses = list(split_at("，", text, *piece))
    # As many clauses as the other pieces have, if these are alike in that.
    usual = {text.count("，", *each) + 1 for each in pieces}
    likely = clauses[-min(usual) :][:1] if len(usual) == 1 else []
    beginnings = {text[start : start + 2] for start, _end in others}
    same_beginning = text.rfind(beginnings.pop(), *piece) if len(beginnings) == 1 else -1
    if same_beginning > piece[0]:
        # 全区上下要聚力抓好A、抓好B、抓好C
        yield _phrase(text, (same_beginning, piece[1]))
    for clause in (*likely, *clauses):
        start, end = _phrase(text, clause)
        if not LEADING.match(text, start, end):
            yield start, end
        yield from ((match.end(), end) for match in SHALL_DO.finditer(text, start, end))
        same = end - min(lengths)
        if len(lengths) == 1 and same > start and LEADS_IN.search(text[start:same]):
            yield same, end


def _is_phrase(words: str) -> bool:
    return SHORTEST <= len(words) <= LONGEST and not NO_PHRASE.search(words)


def _beginning_alike(text: str, run: list[Slice]) -> list[Slice]:
    """The phrases up to one that begins otherwise, if three or more begin with the same two signs."""
    beginning = text[run[0][0] : run[0][0] + 2]
    alike = list(takewhile(lambda each: text.startswith(beginning, each[0]), run))
    return alike if len(alike) >= FEWEST else run


def _of_one_form(phrases: Sequence[str], separator: str) -> bool:
    """Whether phrases are sides (在A上发力), or all end with a key word in quotation marks.

    Four or more may be of one length, or have the same sign at the same place; three are of one length
    and have the same verb, or the same sign third from the end. Five or more between semicolons begin with
    a verb.
    """
    if any(all(form.fullmatch(phrase) for phrase in phrases) for form in (SIDE, KEY_WORD_AT_END)):
        return True
    if sum(bool(COUNTED.search(phrase)) for phrase in phrases) > 1:
        return False
    if separator == "；" and len(phrases) > MANY and all(BEGINS.match(phrase) for phrase in phrases):
        return True
    lengths = [len(phrase) for phrase in phrases]
    uneven = max(lengths) - min(lengths) > MOST_UNEVEN or min(lengths) < SHORTEST_OF_ONE_LENGTH
    if uneven or len(phrases) < MANY:
        # 抓工业项目落地、抓文化品牌培育、抓社会和谐稳定
        verbs = {phrase[0] for phrase in phrases}
        alike = verbs in ({first} for first in VERB_ALONE) or _same_at(phrases, -3)
        return len(set(lengths)) == 1 and lengths[0] >= SHORTEST_OF_ONE_LENGTH and alike
    return len(set(lengths)) == 1 or any(_same_at(phrases, place) for place in range(-5, -1))


def _same_at(phrases: Sequence[str], place: int) -> bool:
    signs = {phrase[place : place + 1] if len(phrase) >= -place else "" for phrase in phrases}
    return len(signs) == 1 and not signs & {"", *EMPTY}
