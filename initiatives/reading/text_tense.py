"""Whether a place of a text looks back or ahead where its sentence says neither: 这一年, 下一步, 我们将."""

import re
from datetime import date
from functools import lru_cache

from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.stated_periods import sentences

AHEAD, BACK = "ahead", "back"
# What begins to look back, and what has been done with everything named.
LOOKS_BACK = re.compile(
    r"这[一三四五]年|一年来|(?:近|[三四五]|过去[一两三四五几]?)年(?:以?来)|去年以来|过去的?(?:一年|五年)|回顾(?!.*(?:展望|安排|部署|谋划))"
    r"|20[0-9]{2}年是(?:本届|[^,。]{0,10}(?:极不平凡|不平凡))|取得了|呈现[^,。]{0,14}(?:态势|局面|开局)|圆满完成了?"
)
# What begins to look ahead. 将 of an object is none: 将招商引资作为….
LOOKS_AHEAD = re.compile(
    r"下一步|下一阶段|接下来|(?:实现|围绕|完成)(?:上述|以上|这些|今年的?)(?:目标|任务)|(?<!也)我们将(?:重点|围绕|坚持|着力)?"
    r"|(?:重点|着力|具体)(?:做好|抓好|推进)(?:以下|好?[一-龥]{1,3}(?:个)?方面)|(?:今年|明年|20[0-9]{2}年)[^。;]{0,10}(?<!即)将(?!军|近)"
    r"|(?<!即)将(?:进一步|继续|全力|重点|围绕|坚定|聚焦|实施|着力|加快|大力|深入|紧扣|统筹)"
    r"|^(?:那么|首先|下面)?,?(?:今年|明年|新的一年|下半年|下一步|20[0-9]{2}年),?[^,。;]{0,8}(?:怎么|怎样|如何|[干做抓]什么)"
    r"|^[到至](?:今年)?年[底末],"
    r"|(?:做好|抓好)[^,。;]{0,12}工作,(?:必须|要|应)"
    r"|[讲谈提强调说][一二两三四五六七八几]点(?:意见|要求|打算|想法)"
    # 下半年要以…为目标, 我们要按照…推进, 一要…; but 我们也要看到
    r"|(?:下半年|[下今明]一?年|[二三四]季度|新的一年|全年|我们|全区|会议[^,。;]{2,4},|^[一二三四五六七八九十])(?:必须|要(?!素|求|闻|点|清醒|看到|正视))"
)
# 新城成立于2011年，规划面积86平方公里: what is there, whatever stands around it.
DESCRIBES = re.compile(
    "(?:成立|始建|创建|组建|设立|建成)于|(?:^|,)地处|经过[^,。;]{2,12}(?:建设|发展|努力)|下辖|辖区面积|现有(?!的?基础)|截[至止]目前"
)
HEADING_AHEAD = re.compile("安排|打算|计划|重点工作|目标|下一步|任务$|举措|思路")
HEADING_BACK = re.compile("回顾|总结|完成情况|工作情况|(?<!见)成效|成绩|运行情况|进展情况|存在")


class TextTense:
    """The tense that sentences inherit from those before them, from the last heading or question on."""

    def __init__(self, plan_year: int | None = None, written: date | None = None) -> None:
        # Of a year that has begun or is to come, nothing is told yet.
        begun = plan_year and written and (written.year, written.month) <= (plan_year, 3)
        years = f"{plan_year}年|今年" if written and written.year == plan_year else f"{plan_year}年|明年"
        self._opens = re.compile(rf"(?:{years})是[^,。;]*(?!不平凡).$") if begun else None
        self._now = ""
        self._bounds: list[tuple[int, int, str]] = []

    def heading(self, block: DocumentBlock) -> None:
        """A heading that says a tense ends that of the part before it; others leave it."""
        if HEADING_BACK.search(block.plain):
            self._now = BACK
        elif HEADING_AHEAD.search(block.plain):
            self._now = AHEAD
        elif self._now == BACK:
            self._now = ""

    def question(self) -> None:
        """An answer begins with no tense of its own."""
        self._now = ""

    def passed(self, block: DocumentBlock) -> None:
        """Read the sentences of a block of prose, in the order of the text."""
        self._bounds = []
        for (start, end), own in zip(sentences(block.text), _tenses(block.text, block.plain), strict=True):
            opening = self._opens and self._opens.match(re.split("[,。;]", block.plain[start:end])[0])
            self._now = own or (AHEAD if opening else self._now)
            described = DESCRIBES.search(block.plain, start, end)
            self._bounds.append((start, end, own or (BACK if described else self._now)))

    def at(self, place: int) -> str:
        """The tense at a place of the block that was passed last: ahead, back or ""."""
        return next((tense for start, end, tense in self._bounds if start <= place < end), "")


@lru_cache(maxsize=64)
def _tenses(text: str, plain: str) -> list[str]:
    """What each sentence says itself; the last words that say it count."""
    found = []
    for start, end in sentences(text):
        words = re.sub(r"\s", "", plain[start:end])
        ahead = [match.start() for match in LOOKS_AHEAD.finditer(words)]
        back = [match.start() for match in LOOKS_BACK.finditer(words)]
        last = max([(place, AHEAD) for place in ahead] + [(place, BACK) for place in back], default=(0, ""))
        found.append(last[1])
    return found
