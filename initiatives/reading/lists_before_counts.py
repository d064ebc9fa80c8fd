"""Parts of one sentence that each stand after their list: 突出A、B、C三大抓手，守住D、E两条底线，…"""

import re
from itertools import islice

from initiatives.reading.enumerations import COUNT, count_of, split_items
from initiatives.reading.project_lists import DONE_BEFORE, of_superiors
from initiatives.reading.slogan_clauses import COUNTER, VERBS
from initiatives.reading.slogan_definitions import TO_DEPARTMENTS

LIST = re.compile(
    r"(?:^|(?<=[，；。：:！]))(?P<body>(?:[^，；。：:！“”]|“[^“”，。]{1,20}”){4,160}?|“[^“”。]{6,160}”)(?:等|这)?[“「]?"
    rf"(?P<label>(?P<count>{COUNT}|双)\s*(?:{COUNTER})\s*(?P<name>[一-龥]{{1,6}}?))"
    r"(?:[”」]|(?=[，；。]|的|$))"
)
# 全力做到A、B; 要强化A、B: of all that follows.
ADVERBS = "(?:要|将|必须|继续|重点|全力|牢牢|坚决|着力|切实|坚定|始终|深入|扎实|持续|大力|紧紧|加快|不断)*"
VERB = f"(?:{VERBS}|[做下抓打用守办建唱][足好实活稳牢优强]|做到|守住|加强|把握|完善|优化|发展|在)"
LEAD, LEAD_OF_ONE = re.compile(f"{ADVERBS}{VERB}*"), re.compile(f"{ADVERBS}{VERB}?")
SUBJECT = re.compile(f"[^、，“”]{{2,16}}?(?:要(?![素求点闻])|将|以){ADVERBS}(?:{VERB})+")
LONGEST_ITEM, LONGEST_SINGLE, MOST = 24, 16, 40
Found = tuple[re.Match[str], list[tuple[int, int]]]


def parts_after_lists(text: str) -> list[Found]:
    """The parts of the first sentence that lists what each of two or more holds, with these lists."""
    start = 0
    for stop in re.finditer("。|$", text):
        sentence = text[start : stop.start()]
        beside = DONE_BEFORE.search(sentence) or TO_DEPARTMENTS.search(sentence)
        found = [] if beside else list(_lists(text, start, stop.end()))
        if sum(len(items) > 1 for _match, items in found) > 1:
            return found
        start = stop.end()
    return []


def _lists(text: str, start: int, end: int) -> list[Found]:
    found = []
    for match in islice(LIST.finditer(text, start, end), MOST):
        count = count_of(match["count"])
        first, last = match.span("body")
        lead = (LEAD if count > 1 else LEAD_OF_ONE).match(text, first, last)
        first = lead.end() if lead else first
        if count > 1 and (subject := SUBJECT.match(text, first, last)):
            # 某经开区要围绕打造A、B和C三个战略定位
            first = subject.end()
        if (
            "了" in match["body"]
            or of_superiors(text, match.start("label"))
            or (match["body"][0] == "“" and count == 1)
        ):
            continue
        items = split_items(text, first, last, count)
        longest = LONGEST_SINGLE if count == 1 else LONGEST_ITEM
        if items and all(1 < stop - begin <= longest for begin, stop in items):
            found.append((match, items))
    return found
