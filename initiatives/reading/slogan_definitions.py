"""Where a text says what a part of its slogan holds: 两个优化，即优化A和B; “三大集群”（甲、乙、丙）."""

import re
from collections.abc import Sequence

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.enumerations import COUNT, count_of, split_items
from initiatives.reading.project_lists import NOUN, of_superiors
from initiatives.reading.slogan_clauses import COUNTER, THAT_IS, parts_at_heads

LINK = rf"(?P<link>[，,、]?\s*(?:{THAT_IS})[：:，]?|[：:]|——)"
DEFINITION = re.compile(
    rf"[“「]?(?P<label>(?P<count>{COUNT})\s*(?P<unit>{COUNTER})\s*(?P<name>[一-龥]{{1,6}}?))[”」]?\s*"
    rf"(?:(?<=[”」])(?![一-龥]{{0,4}}(?:机制|制度|办法|要求|作风|工作法))[一-龥]{{0,8}}?)?{LINK}\s*"
    # 两个当好，即当好A；当好B
    r"(?P<body>(?P=name)[^；;。]+(?:[；;](?P=name)[^；;。]+)+|[^；;。]+)"
)
# “三大集群”（甲、乙、丙）
IN_BRACKETS = re.compile(
    rf"[“「](?P<label>(?P<count>{COUNT})\s*(?P<unit>{COUNTER})\s*(?P<name>[一-龥]{{1,6}}))[”」]\s*"
    r"[（(](?P<link>)(?P<body>[^（）()。]{4,160})[）)]"
)
# What the departments are told about how to work is no part of the plan: 各部门要做到“三个不放过”，即…
TO_DEPARTMENTS = re.compile(
    r"(?:各(?:部门|单位|级|镇|街道|乡镇|科室|局|地)|(?:全体|广大|党员)?(?:干部|党员|同志们?))[^。“]{0,30}(?:要(?![素求])|应|必须)"
)
# 去年，围绕“五个突破”（…）, unless the sentence goes on to this year before it.
OF_LAST_YEAR = re.compile("(?:去年|上年|过去(?:的)?一年|当时)(?!.*(?:今年|明年|新的一年|下半年|下一步|将))")
# “两个不让”, “三个一律” tell how people work; “三个不动摇” is of the plan.
OF_CONDUCT = re.compile("不(?!动摇|变|松|停)|一律")
PARTS_OF_TEXT = re.compile("(?:方面|问题|环节|产业|领域|园区|重点|层面|阶段)$")


def definitions_stated(
    blocks: Sequence[DocumentBlock], labels: set[str]
) -> dict[str, tuple[DocumentBlock, re.Match[str]]]:
    """The first place that says what a part holds: 两个优化，即优化A和B."""
    found: dict[str, tuple[DocumentBlock, re.Match[str]]] = {}
    at_heads = set(parts_at_heads(blocks))
    in_quotes = {words for block in blocks for words in re.findall("“([^“”]{3,9})”", block.text)}
    for block in blocks:
        for match in DEFINITION.finditer(block.text):
            words = match["label"]
            if OF_CONDUCT.match(match["name"]):
                continue
            if match["body"].startswith("一是"):
                # A list whose entries are sentences.
                continue
            # A heading “一个目标”：从“够一够”到“跳一跳” says how it is reached.
            if beside_the_plan(block.text, match.start()) or match["body"].startswith("从“"):
                continue
            explicit = "即" in match["link"] or "就是" in match["link"] or "指" in match["link"]
            if re.search(f"(?:{NOUN})$", words):
                continue
            quoted = words in in_quotes
            counted = count_of(match["count"])
            listed = quoted and counted > 1 and bool(split_items(block.text, *match.span("body"), counted))
            loose = PARTS_OF_TEXT.search(words) is not None and not (quoted and (explicit or listed))
            loose = loose and words not in at_heads
            before = block.text[max(0, match.start() - 6) : match.start()]
            beginning = not before.strip(" “「") or before[-1] in "，；。：、“「；:"
            stated = listed or (explicit and ((beginning and match["unit"] == "个") or quoted))
            stated = stated or words in at_heads
            if words in found or loose or not (words in labels or stated or words.endswith("目标")):
                continue
            found[words] = (block, match)
        for match in IN_BRACKETS.finditer(block.text):
            counted = count_of(match["count"])
            if re.search(f"(?:{NOUN})$", match["label"]) or match["label"] in found:
                continue
            if beside_the_plan(block.text, match.start()) or of_superiors(block.text, match.start()):
                continue
            if counted == 1 or split_items(block.text, *match.span("body"), counted):
                found[match["label"]] = (block, match)
    return found


def beside_the_plan(text: str, place: int) -> bool:
    """Whether a place is in a sentence on last year, or in what the departments are told."""
    sentence = text[max(text.rfind(sign, 0, place) for sign in "。！？；") + 1 : place]
    return bool(OF_LAST_YEAR.search(sentence) or TO_DEPARTMENTS.search(text, 0, place))
