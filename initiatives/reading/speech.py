"""Quotations with their speakers, and reported speech."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from initiatives.reading.document_blocks import PROSE, BlockKind, DocumentBlock, ReadDocument
from initiatives.reading.line_kinds import PERSON
from initiatives.reading.proposals import (
    Confidence,
    PersonFields,
    Proposal,
    QuoteFields,
    propose,
)
from initiatives.values.vocabulary import Manner

SAYING = (
    r"(?:表示|说道|说|指出|强调|介绍|谈到|告诉记者|坦言|认为|透露|称|提到|解释|呼吁|要求|直言|感慨|如是说|补充道|介绍说"
    r"|介绍道|表示说|谈道|笑言|感叹|表态|承诺|坦陈|寄语|叮嘱|写道|回答|回应|评价|肯定道)"
)
POST = (
    r"(?:党工委副书记|党工委书记|党委副书记|党委书记|副书记|书记|管委会副主任|管委会主任|副主任|主任|副局长|局长|副部长|部长"
    r"|副区长|区长|副县长|县长|副市长|市长|副总经理|总经理|董事长|副总裁|总裁|总监|组长|队长|主席|行长|合伙人|首席执行官"
    r"|创始人|联合创始人|副会长|会长|秘书长|副院长|院长|教授|研究员|总工程师|工程师|厂长|副处长|处长|科长|所长|站长|委员|专员"
    r"|经理|负责人|发言人|主管|校长|代表|村民|居民|员工|职工|工人|技术员|店主|业主)"
)
ANONYMOUS = r"(?:有关|相关|主要)?(?:负责人|负责同志|工作人员)"
TITLED = (
    rf"(?P<title>[一-龥A-Za-z0-9（）()“”、]{{0,40}}?{POST}(?:、[一-龥]{{2,20}}?{POST})*)\s*(?P<name>{PERSON})"
)
NAMELESS = rf"(?P<nameless>[一-龥A-Za-z0-9“”（）]{{0,24}}?{ANONYMOUS})"
NAMED = rf"(?P<only>{PERSON})"
MIDDLE = (
    r"(?:(?:在|就|接受)[^。“”]{2,40}?(?:时|上|中|后)|向记者|对记者|近日|日前|进一步|接着|同时|还|也|对此|就此"
    r"|当场|随后){0,3}"
)
# How someone speaks, and where: 一边查看数据一边; 施工现场，项目经理…
MANNER = rf"(?:{MIDDLE}|[^。！？；，：“”]{{0,20}}?)"
PLACE = r"(?:[^。！？“”，：]{2,16}，)?"
SPEAKER = rf"(?:{TITLED}|{NAMELESS}|{NAMED})"
# What takes the place of a verb of saying.
MOVED = (
    "赞不绝口|深有感触|深有体会|信心满满|信心十足|满怀信心|感慨万千|喜上眉梢|如数家珍|底气十足"
    "|掷地有声|喜笑颜开|快人快语|侃侃而谈|一语道破|直截了当|语重心长|开门见山"
)
AFTER = re.compile(
    rf"^\s*(?:[，。]\s*)?{PLACE}(?:这是)?{SPEAKER}{MANNER}"
    rf"(?:{SAYING}|{MOVED}|的(?:[一-龥]{{0,6}})?(?:要求|表态|承诺|感受|心声|期许|口头禅|体会|回答)"
    rf"|所作的[一-龥]{{0,6}}(?:报告|讲话|发言)|发出[^。]{{0,12}}(?:动员令|号召|倡议)"
    # 拿起一卷样品，向记者介绍
    rf"|[^。！？；“”]{{2,20}}，[向对]记者{SAYING}|对[^。，]{{2,14}}信心)"
)
BEFORE = re.compile(
    rf"(?:^|(?<=[。！？；，：”]))\s*(?:[^。！？；“”]{{0,24}}?[，,])?{SPEAKER}"
    rf"(?:{MANNER}{SAYING}[^。“”，,]{{0,8}}?[：:，,]?|[^。！？；“”]{{0,20}}[：:]|看来[，,])\s*$"
)
LABELLED = re.compile(rf"(?P<name>{PERSON})[（(](?:以下)?简称[：:]?[“「](?P<label>[一-龥]{{1,4}})[”」][）)]")
LABEL = re.compile(r"\s*(?P<label>[一-龥]{1,4})\s*[：:]\s*(?:[^。！？“”]{2,16}[，：:])?\s*")
ANSWER = re.compile(r"\s*(?P<label>[一-龥]{1,4})\s*[：:](?!$)")
OF_MYSELF = re.compile("我[^。！？；“”]{0,14}(?:说|讲|承诺|提出|强调)(?:[^。！？；，“”]{0,6})[：:，]?$")
# “…。”他说: whoever the words before the quotation name.
PRONOUN = re.compile(rf"^[他她](?:还|又|进一步|笑着|接着|补充)?{SAYING}")
QUOTED = re.compile(r"“(?P<content>[^“”]*(?:“[^“”]*”[^“”]*)*)”")
UNFINISHED = re.compile(r"“(?P<content>[^“”]+)$")
# A paragraph that does nothing but name the speaker of the one before.
AFTER_PARAGRAPH = re.compile(rf"(?:[^。！？“”，：]{{0,16}}[，])?{SPEAKER}{MANNER}{SAYING}(?:道|着)?。?$")
TITLED_PERSON = re.compile(TITLED)
# Who a person is, in a line of its own: 张明，某园区党工委书记。
PROFILE = re.compile(
    rf"(?P<name>{PERSON})[，,:：]\s*(?:现任|系|任)?"
    rf"(?P<title>[^，。；：“”]{{0,40}}?{POST}(?:、[一-龥]{{2,20}}?{POST})*)。?"
)
MENTIONED = re.compile(
    rf"(?:^|(?<=[。！？；，：”、]))\s*(?:{TITLED}|{NAMELESS}|{NAMED}){MIDDLE}{SAYING}(?:[，,：:]|(?=，))"
)
NOT_NAMES = re.compile(
    r"^(?:高[质新水端标层度效]|金[融属]|方[面案向式]|安[全排置]|成[立为功长效]|项[目]|包[括]|史[上]|时[间]|明[年确]|全[面力]|汪洋|和|白[皮]|易[地]|平[台]|常[态]|石油|马上|钱塘|康养|任务|于是|余[家个万]|万[家人元]|杜绝|严[格]|向[上下]|文[化明]|水平|计划|温[度]|许[可多]|路[径]|应[当]|师|党|程|包)"
)


# What may follow a name of two characters, whose first is then no third of the name.
AFTER_NAME = re.compile(
    r"在|围绕|出席|听|率|主持|向|带|一行|一边|一语|就|和|与|到|及|等|对|为|赴|前|参[加与会]|致|宣|作|代|同|也|还|则|先|将|深入|信心|信誓|掷地|满怀"
    r"|笑着|坚定|指着|望着|看着|看来|拿[着起出]|捧着|翻开|告诉|感慨|感叹|激动|自豪|这样|如此|如是|算起|算了|日前|近日|深有|坦|兴奋|高兴|十分|非常|多次|动情"
    r"|回顾|总结|通报|汇报|传达|部署|分析|安排|宣读|底气|颇为|颇有|赞不|喜上|喜笑|如数|直言|语气|欣喜|用|的|[:：]"
)


@dataclass(frozen=True)
class _Speaker:
    name: str
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class _Around:
    """The paragraphs around one, and who speaks in it from the one before (…。 “…)."""

    before: str
    after: str
    speaker: _Speaker | None
    # Whose answers begin with which label: 张: of 张明（以下简称“张”）, 答: of the only person interviewed.
    labels: Mapping[str, str]
    # Who answers an interviewer, of whom 我常说 speaks.
    answering: str = ""


def find_speech(document: ReadDocument, projects: Mapping[int, int]) -> list[Proposal]:
    """Quotations, reported speech and the people named with their posts."""
    blocks = [block for block in document.blocks if block.kind in PROSE]
    titles: dict[str, str] = {}
    found: list[Proposal] = []
    for block in blocks:
        found += list(_profile(block, titles))
    for block in blocks:
        found += list(_people(block, titles))
    named: dict[str, str] = {}
    for block in document.blocks:
        # ——访某开发区管委会主任张明
        if block.kind in (BlockKind.MASTHEAD, BlockKind.HEADING):
            people = list(_people(block, named))
            found += [each for each in people if _name_of(each) not in titles]
    titles = {**named, **titles}
    labels = {match["label"]: match["name"] for block in blocks for match in LABELLED.finditer(block.text)}
    if len(named) == 1:
        labels.setdefault("答", next(iter(named)))
    unfinished: _Speaker | None = None
    answering = ""
    for index, block in enumerate(blocks):
        if answer := ANSWER.match(block.text):
            answering = labels.get(answer["label"], answer["label"])
            answering = answering if answering in titles else ""
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        before = blocks[index - 1].text if index else ""
        around = _Around(before, after.text if after else "", unfinished, labels, answering)
        quoted, spans, unfinished = _quotations(block, titles, projects, around)
        found += quoted
        found += list(_reported(block, spans, titles, projects))
    return found


def _name_of(person: Proposal) -> str:
    return person.fields.name if isinstance(person.fields, PersonFields) else ""


def _profile(block: DocumentBlock, titles: dict[str, str]) -> Iterator[Proposal]:
    match = PROFILE.fullmatch(block.text)
    if match and not NOT_NAMES.match(match["name"]):
        titles.setdefault(match["name"], match["title"])
        fields = PersonFields(match["name"], match["title"])
        yield propose(
            block, (match.start(), match.end("title")), Confidence.LIKELY, "person-with-post", fields
        )


def _people(block: DocumentBlock, titles: dict[str, str]) -> Iterator[Proposal]:
    for match in TITLED_PERSON.finditer(block.text):
        name = _name(match["name"], block.text, match.end("name"))
        title = _title(match["title"])
        if not name or name in titles or not title:
            continue
        titles[name] = title
        start = match.end("title") - len(title)
        end = match.start("name") + len(name)
        yield propose(block, (start, end), Confidence.LIKELY, "person-with-post", PersonFields(name, title))


def _name(words: str, text: str, end: int) -> str:
    """A name of two or three characters; the third may begin a verb."""
    if NOT_NAMES.match(words):
        return ""
    following = text[end : end + 2]
    if len(words) == 3 and re.match(rf"{SAYING}", words[2] + following) and not re.match(SAYING, following):
        return words[:2]
    if len(words) == 3 and AFTER_NAME.match(words[2] + following):
        return words[:2]
    return words


def _title(words: str) -> str:
    """The post with its body, without what stands before: adverbs, 据, 记者."""
    words = re.split(
        r"[，。；：丨｜|]|[0-9]{2}多?岁的|据|记者|会上|近日|日前|随后|(?:专|走)?访了?(?!问)|采访了?|邀请了?|由|与|和(?=[^、]{0,6}(?:书记|主任))|是|对|向|在|当|让|听取",
        words,
    )[-1]
    return words.strip("“”、 ")


def _speaker(match: re.Match[str], text: str, titles: Mapping[str, str]) -> _Speaker | None:
    if match["name"]:
        name = _name(match["name"], text, match.end("name"))
        return _Speaker(name, _title(match["title"]), *match.span()) if name else None
    if match["nameless"]:
        return _Speaker("", _title(match["nameless"]), *match.span())
    name = _name(match["only"], text, match.end("only"))
    if name not in titles and name[:2] in titles:
        name = name[:2]
    if not name or (name not in titles and len(name) > 3):
        return None
    return _Speaker(name, titles.get(name, ""), *match.span()) if name in titles else None


def _quotations(
    block: DocumentBlock, titles: Mapping[str, str], projects: Mapping[int, int], around: _Around
) -> tuple[list[Proposal], list[tuple[int, int]], _Speaker | None]:
    """The quotations of a block, their places, and who speaks on in the next one.

    Parts that one speaker interrupts (“A，”X说，“B。”) are his both.
    """
    found: list[Proposal] = []
    spans: list[tuple[int, int]] = []
    previous = (around.speaker, 0) if around.speaker else None
    for match in _quoted(block.text, around):
        content = match["content"]
        speech = bool(re.search(r"[。！？，,!?]", content)) or len(content) > 16
        speaker, end, rule = _who_said(block.text, match, titles, around) if speech else (None, 0, "")
        said = speaker is not None
        if speaker is None and speech and previous:
            between = block.text[previous[1] : match.start()]
            speaker = previous[0] if re.fullmatch(r"[，。：:\s]*", between) else None
        following = block.text[match.end() : match.end() + 1]
        ended = content.endswith(("。", "！", "？", "，", "…", "!", "?")) or following in "。"
        if speaker is None or not (ended or said) or len(content) < 6:
            continue
        known = ended and (speaker.name in titles or not speaker.name)
        fields = QuoteFields(
            content, speaker.name, speaker.title, Manner.VERBATIM, projects.get(block.number, 0)
        )
        confidence = Confidence.CERTAIN if known else Confidence.LIKELY
        found.append(propose(block, match.span("content"), confidence, rule, fields))
        spans.append((match.start(), match.end()))
        previous = (speaker, max(end, match.end()))
    open_ended = bool(spans) and spans[-1][1] == len(block.text) and not block.text.endswith("”")
    return found, spans, previous[0] if previous and open_ended else None


def _quoted(text: str, around: _Around) -> Iterator[re.Match[str]]:
    """The words in quotation marks; the last may go on in the next paragraph, which begins with one too."""
    end = 0
    for match in QUOTED.finditer(text):
        end = match.end()
        yield match
    if around.after.startswith("“") and (unfinished := UNFINISHED.search(text, end)):
        yield unfinished


def _who_said(
    text: str, quoted: re.Match[str], titles: Mapping[str, str], around: _Around
) -> tuple[_Speaker | None, int, str]:
    """The speaker named after or before a quotation, where the name's clause ends, and the rule."""
    rest, head = text[quoted.end() :], text[: quoted.start()]
    after = AFTER.match(rest) or (AFTER_PARAGRAPH.match(around.after) if not rest.strip() else None)
    if after:
        inside = bool(rest.strip())
        speaker = _speaker(after, rest if inside else around.after, titles)
        return speaker, quoted.end() + (after.end() if inside else 0), "quotation-before-speaker"
    if PRONOUN.match(rest) and (named := list(MENTIONED.finditer(head))):
        return _speaker(named[-1], text, titles), quoted.end(), "quotation-before-speaker"
    opening = not head.strip() and around.before.endswith(("：", ":"))
    before = BEFORE.search(around.before if opening else head)
    speaker = _speaker(before, around.before if opening else text, titles) if before else None
    if speaker is None and around.answering and (own := OF_MYSELF.search(head)):
        speaker = _Speaker(around.answering, titles[around.answering], *own.span())
    if speaker is None and (label := LABEL.fullmatch(head)):
        name = around.labels.get(label["label"], "")
        speaker = _Speaker(name, titles[name], *label.span()) if name in titles else None
    return speaker, quoted.end(), "quotation-after-speaker"


def _reported(
    block: DocumentBlock,
    quoted: Sequence[tuple[int, int]],
    titles: Mapping[str, str],
    projects: Mapping[int, int],
) -> Iterator[Proposal]:
    """What someone says without quotation marks, to the end of the sentence."""
    for match in MENTIONED.finditer(block.text):
        if any(start < match.end() <= end for start, end in quoted):
            continue
        speaker = _speaker(match, block.text, titles)
        start = match.end()
        while start < len(block.text) and block.text[start] in "，：:, ":
            start += 1
        if speaker is None or (
            block.text[start : start + 1] == "“" and any(first == start for first, _last in quoted)
        ):
            continue
        stop = re.compile("[。！？]").search(block.text, start)
        end = stop.start() if stop else len(block.text)
        if end - start < 8:
            continue
        fields = QuoteFields(
            block.text[start:end], speaker.name, speaker.title, Manner.REPORTED, projects.get(block.number, 0)
        )
        yield propose(block, (start, end), Confidence.LIKELY, "reported-speech", fields)
