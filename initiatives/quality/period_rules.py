"""Rules that hold the period and the kind of a figure against the words of its source."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from initiatives.article.whitespace import squeeze
from initiatives.quality.content import Content, FigureRow, Row, SourceRow
from initiatives.quality.figure_amounts import amounts_in, same_number, sentences
from initiatives.quality.registry import COMPARE_WITH_SOURCE, COMPARING, Finding, on_row, rule
from initiatives.values.periods import Period
from initiatives.values.stated_times import StatedTime, find_times
from initiatives.values.vocabulary import FigureKind, PeriodStanding, Severity

EXPECTED_WORDS = re.compile(r"预计|预期|预测|预估|有望|估计|料将")
TARGET_WORDS = re.compile(
    r"力争|目标|(?<!事)将|计划|确保|拟(?![定订])|争取|要|努力|规划|推动|打造|培育|不低于|不少于|明年|未来|下一步|今后|到20"
)
# Words that only stand before what is not yet so.
AIMED_AT = re.compile(
    r"力争|目标(?:是|为|：|:)|(?:明年|今后|下一步|未来)[^。；]{0,20}(?:将|要|计划|拟)|确保(?!了)|计划(?=[^，。；]{0,6}(?:新增|引进|完成|实现|建成|达到))"
    r"|争取(?=[^，。；]{0,12}(?:到|达|实现|突破|超|完成|新增|建成|引进))"
)
DONE_WORDS = re.compile(r"已|成功|截至|截止|目前|现有|累计|完成了|实现了|达到了|获批|拥有")
PART_ENDS = re.compile(r"[；。！？;]")
PERIOD_PARTS = re.compile(r"[，、；,;…]+")


@lru_cache(maxsize=4096)
def times_in(text: str, plan_year: int, published_on: date) -> tuple[StatedTime, ...]:
    return tuple(find_times(text, plan_year=plan_year, published_on=published_on))


def readings(text: str, content: Content) -> list[tuple[StatedTime, ...]]:
    """The times of a text, read as of the end of each year in which its source may have been written."""
    return [times_in(text, content.year, day) for day in content.writing_days]


def fits(time: StatedTime, period: Period, content: Content, *, exactly: bool) -> bool:
    """Whether a stated time may be the period; a longer one that holds it does unless `exactly`."""
    if time.kind in ("every", "none"):
        return True
    if time.kind == "as-of" and time.last is None:
        return bool({period.year, period.end.year} & content.source_years)
    if time.first and time.last:
        if time.kind == "within" and exactly:
            return time.period == str(period) or time.period is None
        if time.kind == "within":
            return time.first <= period.end and period.start <= time.last
    bounds = [day for day in (time.first, time.last) if day]
    return not bounds or any(period.start <= day <= period.end for day in bounds)


@rule(
    "period-contradicts",
    Severity.ERROR,
    _("%(row)s: recorded for %(period)s, but the source says “%(words)s” (%(place)s)."),
    COMPARE_WITH_SOURCE,
    finds=_("A period other than the one that the words of the source name."),
    example=_("Recorded for 2022, where the source says “in 2023”."),
    introduced=COMPARING,
)
def period_contradicts(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if found := _other_time(figure, content):
            place, words = found
            yield on_row(
                "period-contradicts", figure, "period", period=figure.period, words=words, place=place
            )


def _other_time(figure: FigureRow, content: Content) -> tuple[str, str] | None:
    """Where another time is stated for a figure, and its words; None if nowhere."""
    period = Period.parse(figure.period)
    stated = readings(figure.period_stated, content) if figure.period_stated else []
    if any(stated) and not any(
        fits(time, period, content, exactly=True) for times in stated for time in times
    ):
        return str(_("period as stated")), figure.period_stated
    texts = [(str(_("wording")), figure.wording)]
    texts += [(passage.mark, passage.phrase) for passage in figure.passages]
    for place, text in texts:
        explicit = [time for time in readings(text, content)[0] if not time.inferred] if text else []
        if explicit and not any(fits(time, period, content, exactly=False) for time in explicit):
            return place, explicit[0].words
    return None if any(stated) else _other_year_in_sentence(figure, period, content)


def _other_year_in_sentence(figure: FigureRow, period: Period, content: Content) -> tuple[str, str] | None:
    """The last time before the number in the attached text, if it is explicit and another.

    It is looked for in the sentence. What is aimed at may be for another time than the sentences before.
    """
    texts = [(sentence, False) for sentence in sentences(figure)]
    if figure.figure_kind != FigureKind.TARGET:
        texts += [(one.paragraph_text, True) for one in figure.passages if one.paragraph_text]
    for text, whole in texts:
        amount = next(
            (one for one in amounts_in(text) if figure.amount and same_number(one, figure.amount)), None
        )
        before = [time for time in readings(text, content)[0] if amount and time.end <= amount.start]
        if before:
            last = before[-1]
            near = not whole or (last.first and last.first.year in (content.year - 1, content.year))
            if near and not last.inferred and not fits(last, period, content, exactly=False):
                return figure.marks, last.words
            return None
    return None


@rule(
    "period-not-stated",
    Severity.ERROR,
    _("%(row)s: “%(words)s” does not stand in the section of its passages (%(place)s)."),
    _("Copy the words for the time from the source as they stand there."),
    finds=_("Words for a period, “as stated”, that the source does not have."),
    example=_("“In 2022” as stated, where the section speaks of 2023 alone."),
    introduced=COMPARING,
)
def period_not_stated(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if missing := not_in_section(figure.period_stated, figure, content):
            yield on_row("period-not-stated", figure, "period_stated", words=missing, place=figure.marks)


def not_in_section(words: str, row: Row, content: Content) -> str:
    """The part of some words that neither a section of its passages nor a phrase has; "" if there is none.

    Where no text is attached, nothing is said to be missing.
    """
    places = {(passage.source, passage.section) for passage in row.passages if passage.paragraph_text}
    if not words or not places:
        return ""
    texts = [squeeze(passage.phrase) for passage in row.passages]
    texts += [squeeze(passage.paragraph_text) for passage in row.passages]
    texts += [
        squeeze(text)
        for source in content.of(SourceRow)
        for section, text in source.paragraphs
        if (source.pk, section) in places
    ]
    parts = [squeeze(part) for part in PERIOD_PARTS.split(words)]
    return next((part for part in parts if part and not any(part in text for text in texts)), "")


@rule(
    "kind-contradicts",
    Severity.ERROR,
    _("%(row)s: recorded as “%(kind)s”, but the source says “%(words)s”."),
    _("Expected, aimed at or reached: choose what the source says."),
    finds=_("An actual figure that the source only expects or aims at, or the other way round."),
    example=_("An actual figure, where the source says “expected for the full year”."),
    introduced=COMPARING,
)
def kind_contradicts(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if words := _other_kind(figure, content):
            kind = FigureKind(figure.figure_kind).label
            yield on_row("kind-contradicts", figure, "kind", kind=kind, words=words)


def _other_kind(figure: FigureRow, content: Content) -> str:
    """The words of the source that tell another kind; "" if none do."""
    near = [figure.wording, figure.period_stated, *(one.phrase for one in figure.passages)]
    parts = [_part_before(figure, sentence) for sentence in sentences(figure)]
    own = "|".join(filter(None, (*near, *parts)))
    around = "|".join((own, *sentences(figure)))
    if figure.figure_kind == FigureKind.ACTUAL:
        period = Period.parse(figure.period)
        found = EXPECTED_WORDS.search(own) or AIMED_AT.search(own)
        is_later = period.start.year > max(content.source_years)
        if not found and figure.passages and is_later and content.is_dated:
            return figure.period_stated or figure.period
        return found[0] if found else ""
    if not figure.amount:
        return ""
    if figure.figure_kind == FigureKind.EXPECTED:
        if not EXPECTED_WORDS.search(own) and (found := AIMED_AT.search(own) or DONE_WORDS.search(own)):
            return found[0]
        return _unmarked(figure, around, content)
    if EXPECTED_WORDS.search(own) and not TARGET_WORDS.search(own):
        found = EXPECTED_WORDS.search(own)
        return found[0] if found else ""
    if not TARGET_WORDS.search(own) and not EXPECTED_WORDS.search(own) and (found := DONE_WORDS.search(own)):
        return found[0]
    return _unmarked(figure, around, content)


def _unmarked(figure: FigureRow, around: str, content: Content) -> str:
    """The wording of a figure for a year that has begun, where nothing in the text looks ahead."""
    begun = Period.parse(figure.period).start.year <= min(content.source_years) < content.year
    ahead = EXPECTED_WORDS.search(around) or TARGET_WORDS.search(around)
    return figure.wording if begun and not ahead and sentences(figure) else ""


def _part_before(figure: FigureRow, sentence: str) -> str:
    """The part of a sentence from its last semicolon to the number of the figure."""
    for amount in amounts_in(sentence):
        if figure.amount and same_number(amount, figure.amount):
            return PART_ENDS.split(sentence[: amount.start])[-1] + amount.words
    return ""


@rule(
    "standing-contradicts",
    Severity.WARNING,
    _("%(row)s: recorded as “%(standing)s”, but the source says “%(words)s”."),
    COMPARE_WITH_SOURCE,
    finds=_("A period recorded as open to the wrong side. “In the period” may be said of all."),
    example=_("“Since 2023”, where the source says “by 2023”."),
    introduced=COMPARING,
)
def standing_contradicts(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if figure.period_standing == PeriodStanding.WITHIN or not figure.period_stated:
            continue
        kinds = {time.kind for times in readings(figure.period_stated, content) for time in times}
        if kinds & set(PeriodStanding.values) and figure.period_standing not in kinds:
            standing = PeriodStanding(figure.period_standing).label
            params = {"standing": standing, "words": figure.period_stated}
            yield on_row("standing-contradicts", figure, "period_standing", **params)
