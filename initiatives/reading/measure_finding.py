"""Measures: clauses that say what will be done, with when and how often."""

import re
from collections.abc import Iterator, Mapping, Sequence

from initiatives.reading.action_words import (
    BEGINS,
    CONCLUSION,
    CONTEXT,
    LEADS,
    NOT_ACTIONS,
    OBJECT_MARKER,
    PAST,
    SUBJECT_AHEAD,
    SUBJECT_CLAUSE,
)
from initiatives.reading.document_blocks import DocumentBlock
from initiatives.reading.period_forms import StatedPeriod, as_period
from initiatives.reading.proposals import (
    Confidence,
    MeasureFields,
    Proposal,
    propose,
)
from initiatives.reading.short_titles import short_title
from initiatives.reading.stated_periods import PeriodReader, times_in
from initiatives.values.stated_times import StatedTime
from initiatives.values.vocabulary import Cadence

SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”’]?")
AHEAD = re.compile(
    r"将(?!军|近|来)|(?<![重主摘概提])要(?!素|求|点|闻|么)|明年|力争|计划|拟|着力|推动|下一步|接下来|未来|争取|提出|20[0-9]{2}年，|为此|具体做法|需要|一是|二是|有望|持续|通过|探索|坚持"
)
CADENCES = {
    "month": Cadence.MONTHLY,
    "quarter": Cadence.QUARTERLY,
    "half-year": Cadence.HALF_YEARLY,
    "year": Cadence.YEARLY,
}
RESPONSIBLE = re.compile(r"(?P<body>[一-龥]{2,8}(?:公司|管委会|局|办公室|部|中心|专班|党工委))$")
SHORTEST, LONGEST = 4, 80


def measures_in(
    block: DocumentBlock,
    periods: PeriodReader,
    projects: Mapping[int, int],
    *,
    plan_part: bool,
    quoted: Sequence[tuple[int, int]] = (),
) -> Iterator[Proposal]:
    """The measures of a block. `plan_part`: its heading says that it speaks of what will be done.

    `quoted` are slices of the block that are someone's words.
    """
    times = times_in(block, periods.plan_year, periods.written)
    governed = False
    for match in SENTENCE.finditer(block.text):
        sentence = match[0]
        if CONTEXT.search(sentence[:16]) and not re.search("园区|经开区|高新区|开发区", sentence[:24]):
            governed = False
            continue
        if CONCLUSION.search(sentence):
            governed = False
            continue
        ahead = AHEAD.search(sentence)
        past = PAST.search(sentence)
        if past and (not ahead or past.start() < ahead.start()) and not re.search("将|力争|明年", sentence):
            governed = False
            continue
        imperative = plan_part and BEGINS.match(LEADS.sub("", sentence.lstrip("“ ")))
        if not (ahead or imperative or governed):
            continue
        governed = bool(ahead) and bool(re.search("将|要|下一步|明年|一是", sentence))
        for start, end, sure in _clauses(sentence, bool(imperative or plan_part)):
            first, last = match.start() + start, match.start() + end
            if not any(begin <= first < stop for begin, stop in quoted):
                yield _measure(block, first, last, sure, times, periods, projects, sentence[:start])


def _clauses(sentence: str, imperative: bool) -> Iterator[tuple[int, int, bool]]:
    """The clauses of a sentence that begin with a verb of action once something ahead was said."""
    ahead = imperative
    parts = list(_comma_parts(sentence))
    subject_until = max(
        (start for start, end in parts if SUBJECT_CLAUSE.match(sentence[start:end].lstrip(" “"))), default=0
    )
    for start, end in parts:
        clause = sentence[start:end]
        if start < subject_until and not re.search("将|要", sentence[:start]):
            continue
        stripped = clause.lstrip(" “")
        offset = start + len(clause) - len(stripped)
        if PAST.search(stripped) and not re.match("将|要|力争", stripped):
            continue
        if match := SUBJECT_AHEAD.match(stripped):
            rest = match["rest"]
            ahead = True
            inner = offset + match.start("rest")
            action = LEADS.sub("", rest)
            inner += len(rest) - len(action)
            if OBJECT_MARKER.match(rest):
                continue
            moved = not match["subject"] and match["ahead"] == "将" and not rest.startswith("在")
            if moved and not _is_action(action) and end - offset >= SHORTEST:
                # 将…反映上来: an object moved before its verb.
                yield offset, end, False
                continue
            if re.match(r"(?:在|从|以|按|对|与|向|把)[^，]{2,}", action):
                yield inner, end, True
                continue
            if _is_action(action) or (len(match["subject"]) > 1 and len(action) >= SHORTEST):
                begin = inner if _is_action(action) else offset
                if end - begin >= SHORTEST and not NOT_ACTIONS.match(sentence[begin:end]):
                    yield begin, end, True
                continue
        lead = LEADS.match(stripped)
        action = stripped[lead.end() :] if lead else stripped
        begin = offset + (lead.end() if lead else 0)
        if lead and re.search("是|要|将|方面", lead[0]):
            ahead = True
        shortest = SHORTEST - 1 if lead and "是" in lead[0] else SHORTEST
        if ahead and _is_action(action) and shortest <= end - begin <= LONGEST:
            yield begin, end, not imperative or bool(lead)


def _is_action(words: str) -> bool:
    match = BEGINS.match(words)
    return (
        match is not None
        and len(words) > 2
        and not NOT_ACTIONS.match(words)
        and words[match.end() : match.end() + 1] != "的"
    )


def _comma_parts(sentence: str) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence; commas within quotation marks or brackets end none."""
    depth, start = 0, 0
    for place, character in enumerate(sentence):
        if character in "“‘（(《":
            depth += 1
        elif character in "”’）)》":
            depth = max(0, depth - 1)
        elif character in "，；。：！？,;:!?" and (depth == 0 or sentence.count("“") > sentence.count("”")):
            if place > start:
                yield start, place
            start = place + 1
    if start < len(sentence.rstrip("。！？”")):
        yield start, len(sentence.rstrip("。！？”"))


def _measure(
    block: DocumentBlock,
    start: int,
    end: int,
    sure: bool,
    times: Sequence[StatedTime],
    periods: PeriodReader,
    projects: Mapping[int, int],
    before: str,
) -> Proposal:
    text = block.text[start:end].rstrip("。；， ")
    if text.count("”") > text.count("“"):
        # The end of a quotation that began before the clause.
        text = text.rstrip("”")
    end = start + len(text)
    period = periods.of(block, times, start, end)
    inside = [time for time in times if start <= time.start < end]
    due = next((found for time in inside if (found := as_period(time, periods.written))), period)
    cadence = next(
        (CADENCES[time.unit] for time in inside if time.kind == "every" and time.unit in CADENCES), ""
    )
    due = _not_past(due, periods)
    body = RESPONSIBLE.search(re.split("[，；。：]|——", before)[-1]) if before else None
    fields = MeasureFields(
        title=short_title(text),
        project=projects.get(block.number, 0),
        due=due.period if due else "",
        cadence=cadence,
        timing_stated=due.stated
        if due
        else next((time.words for time in inside if time.kind == "every"), ""),
        due_inferred=due.inferred if due else False,
        responsible=body["body"] if body else "",
    )
    confidence = Confidence.LIKELY if sure and fields.project else Confidence.UNSURE
    return propose(block, (start, end), confidence, "clause-of-action", fields)


def _not_past(period: StatedPeriod | None, periods: PeriodReader) -> StatedPeriod | None:
    """A period that can be when something will be done: not before the year of the plan, not a state."""
    if not period or period.standing in ("as-of", "since"):
        return None
    year = int(period.period[:4])
    return None if periods.plan_year and year < periods.plan_year and "/" not in period.period else period
