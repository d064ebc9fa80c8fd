"""Rules that hold dates, due periods and rhythms against the words of the source."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from initiatives.quality.content import Content, MeasureRow, Row, StatedDate
from initiatives.quality.period_rules import fits, not_in_section, readings
from initiatives.quality.registry import COMPARE_WITH_SOURCE, COMPARING, Finding, listed, on_row, rule
from initiatives.values.chinese_numerals import CHINESE, numeral_value, plain_text
from initiatives.values.periods import Period
from initiatives.values.stated_times import StatedTime
from initiatives.values.vocabulary import Basis, Cadence, Severity

NUMBER = rf"(?:[0-9]{{1,2}}|{CHINESE})"
DATE = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}|[〇零一二三四五六七八九]{{4}})\s*[年./-]\s*)?"
    rf"(?P<month>{NUMBER})\s*[月./-]\s*(?P<day>{NUMBER})\s*[日号]?"
)
WRITTEN_DATE = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}|[〇零一二三四五六七八九]{{4}})年)?(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号]"
)
YEAR = re.compile(r"(?:[0-9]{4}|[〇零一二三四五六七八九]{4})(?=\s*年|[./-]|$)")
CADENCE_UNITS = {
    "month": Cadence.MONTHLY,
    "quarter": Cadence.QUARTERLY,
    "half-year": Cadence.HALF_YEARLY,
    "year": Cadence.YEARLY,
}
PartialDate = tuple[int | None, int, int]


def dates_in(text: str, pattern: re.Pattern[str] = WRITTEN_DATE) -> list[PartialDate]:
    """The dates of a text as year (None where it is not written), month and day."""
    found = []
    for match in pattern.finditer(plain_text(text)):
        year, month, day = (numeral_value(match[name] or "") for name in ("year", "month", "day"))
        if month and day and 1 <= month <= 12 and 1 <= day <= 31:
            found.append((None if year is None else int(year), int(month), int(day)))
    return found


def _is(partial: PartialDate, day: date) -> bool:
    return partial[0] in (None, day.year) and partial[1:] == (day.month, day.day)


@rule(
    "date-contradicts",
    Severity.ERROR,
    _("%(row)s: the date %(date)s, but the source says “%(words)s” (%(place)s)."),
    COMPARE_WITH_SOURCE,
    finds=_("A date other than the one stated, or than all those of its passages."),
    example=_("12 December, where the source says 21 December."),
    introduced=COMPARING,
)
def date_contradicts(content: Content) -> Iterator[Finding]:
    for row, stated in _dates(content):
        if found := _other_date(row, stated):
            params = {"date": stated.day.isoformat(), "words": found[0], "place": found[1]}
            yield on_row("date-contradicts", row, stated.field, **params)


def _dates(content: Content) -> Iterator[tuple[Row, StatedDate]]:
    yield from ((row, stated) for row in content.all_rows for stated in row.dates)


def _other_date(row: Row, stated: StatedDate) -> tuple[str, object] | None:
    """The words for another date, and where they stand."""
    own = dates_in(stated.stated, DATE)
    if own and not any(_is(partial, stated.day) for partial in own):
        return stated.stated, _("date as stated")
    years = [numeral_value(match[0]) for match in YEAR.finditer(plain_text(stated.stated))]
    if years and stated.day.year not in years:
        return stated.stated, _("date as stated")
    texts = [passage.phrase for passage in row.passages]
    texts += [passage.paragraph_text for passage in row.passages if passage.paragraph_text]
    found = [(text, partial) for text in texts for partial in dates_in(text)]
    if found and not any(_is(partial, stated.day) for _text, partial in found):
        written = [match[0] for text in texts for match in WRITTEN_DATE.finditer(plain_text(text))]
        return listed(written), row.marks
    return None


@rule(
    "date-without-year",
    Severity.ERROR,
    _("%(row)s: the source says “%(words)s”, without a year; so the date %(date)s is an inference."),
    _("Choose “Editor's inference” as its basis."),
    finds=_("A date marked as stated, although its words have no year."),
    example=_("“21 December” taken to be in 2023, and marked as stated."),
    introduced=COMPARING,
)
def date_without_year(content: Content) -> Iterator[Finding]:
    for row, stated in _dates(content):
        if stated.basis != Basis.STATED or not stated.stated or YEAR.search(plain_text(stated.stated)):
            continue
        texts = [text for one in row.passages for text in (one.phrase, one.paragraph_text)]
        whole = (stated.day.year, stated.day.month, stated.day.day)
        if not any(whole in dates_in(text) for text in texts):
            params = {"words": stated.stated, "date": stated.day.isoformat()}
            yield on_row("date-without-year", row, f"{stated.field}_basis", **params)


@rule(
    "due-contradicts",
    Severity.ERROR,
    _("%(row)s: due %(due)s, but the source says “%(words)s” (%(place)s)."),
    COMPARE_WITH_SOURCE,
    finds=_("A due period other than the one that the words of the source name."),
    example=_("Due in 2025, where the source says “in 2024”."),
    introduced=COMPARING,
)
def due_contradicts(content: Content) -> Iterator[Finding]:
    for measure in content.of(MeasureRow):
        if measure.due and (found := _other_due(measure, content)):
            yield on_row("due-contradicts", measure, "due", due=measure.due, words=found[0], place=found[1])


def _other_due(measure: MeasureRow, content: Content) -> tuple[str, object] | None:
    period = Period.parse(measure.due)
    stated = readings(measure.timing, content) if measure.timing else []
    if any(stated):
        if any(fits(time, period, content, exactly=True) for times in stated for time in times):
            return None
        return measure.timing, _("timing as stated")
    for passage in measure.passages:
        for text in (passage.phrase, passage.sentence):
            times = [time for time in readings(text, content)[0] if _is_dated(time)] if text else []
            explicit = [time for time in times if not time.inferred]
            if explicit and not any(fits(time, period, content, exactly=False) for time in times):
                return explicit[0].words, passage.mark
    return None


def _is_dated(time: StatedTime) -> bool:
    return time.kind not in ("every", "none")


@rule(
    "timing-not-stated",
    Severity.ERROR,
    _("%(row)s: “%(words)s” does not stand in the section of its passages (%(place)s)."),
    _("Copy the words for the time from the source as they stand there."),
    finds=_("Words for the time of a measure, “as stated”, that the source does not have."),
    example=_("“By the end of 2025” as stated, where the section speaks of 2024 alone."),
    introduced=COMPARING,
)
def timing_not_stated(content: Content) -> Iterator[Finding]:
    for measure in content.of(MeasureRow):
        if missing := not_in_section(measure.timing, measure, content):
            yield on_row("timing-not-stated", measure, "timing_stated", words=missing, place=measure.marks)


@rule(
    "cadence-contradicts",
    Severity.ERROR,
    _("%(row)s: “%(cadence)s”, but the source says “%(words)s”."),
    COMPARE_WITH_SOURCE,
    finds=_("A rhythm other than the one that the words of the source name."),
    example=_("“Every quarter”, where the source says “every month”."),
    introduced=COMPARING,
)
def cadence_contradicts(content: Content) -> Iterator[Finding]:
    for measure in content.of(MeasureRow):
        if not measure.cadence:
            continue
        for text in (measure.timing, *(passage.phrase for passage in measure.passages)):
            every = (
                [time for time in readings(text, content)[0] if time.unit in CADENCE_UNITS] if text else []
            )
            if every:
                if all(CADENCE_UNITS[time.unit] != measure.cadence for time in every):
                    params = {"cadence": Cadence(measure.cadence).label, "words": every[0].words}
                    yield on_row("cadence-contradicts", measure, "cadence", **params)
                break
