"""What an interviewer asks: of what is past, or of what will be done."""

import re
from collections.abc import Sequence

QUESTION_MARK = re.compile(r"[?？]\s*$")
ASKS_AHEAD = re.compile(
    "(?:怎么|怎样|如何)(?!样|评价|看待|看|做到的|实现的|取得)"
    "|打算|计划|目标|下一步|举措|硬招|实招|哪些招|哪些安排|部署|新的一年"
)
ASKS_BACK = re.compile(
    "[干走做展推得]得(?:怎么样|怎样|如何)|情况|交出|成绩|成效|回顾|过去|去年"
    "|上半年(?!.*下半年)|完成得|做到了|取得|走过|进展如何|变化"
)
ASKS_NEXT = re.compile("下一步|新的一年|打算|接下来")


def asks_ahead(question: str, years: Sequence[int], plan_year: int | None, *, before: bool) -> bool:
    """Whether a question is of what will be done; one that says neither is like the one `before` it.

    `years` are those that the question names.
    """
    past = bool(years and plan_year) and max(years) < (plan_year or 0)
    if past or ASKS_BACK.search(question):
        return bool(ASKS_NEXT.search(question))
    return bool(ASKS_AHEAD.search(question)) or before
