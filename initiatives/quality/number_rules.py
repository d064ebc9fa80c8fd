"""Rules that hold the numbers in statements, measures, summaries and remarks against passages and figures."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from initiatives.quality.chinese_mentions import Mention, chinese_mentions
from initiatives.quality.content import Content, FigureRow, RemarkRow, Row
from initiatives.quality.figure_amounts import base_value
from initiatives.quality.registry import COMPARE_WITH_SOURCE, COMPARING, Finding, listed, on_row, rule
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Severity

# Kinds of rows that tell in the editors' words what their passages say, with the texts that do.
TOLD_TEXTS = {
    "statement": ("content",),
    "measure": ("title", "detail"),
    "quote": ("content",),
    "photo": ("caption", "alt"),
    "figure": ("scope",),
}
# Rows that sum up more than their own passages.
SUMMED_TEXTS = {
    "goal": ("title", "statement"),
    "project": ("title", "summary"),
    "edition": ("title", "slogan", "guiding_idea", "summary"),
}
RELATIVE_YEAR = re.compile(r"今年|明年|去年|本年|目前|当前|如今|现在|前不久|年底|岁末|近日|日前|全年|上年")
# How much of what is counted must be the same for two numbers to count the same: 项重 of 九项重点任务.
SAME_THING = 2


@rule(
    "number-not-stated",
    Severity.ERROR,
    _("%(row)s: %(number)s is not in its passages (%(place)s), which say %(stated)s."),
    COMPARE_WITH_SOURCE,
    finds=_("A number in a statement, measure or summary that none of its passages states."),
    example=_("“12 roads” in a statement, where its passage says 21."),
    introduced=COMPARING,
)
def number_not_stated(content: Content) -> Iterator[Finding]:
    everywhere = _pool_of_plan(content)
    for row in content.all_rows:
        own = TOLD_TEXTS.get(row.kind, ())
        fields = own or SUMMED_TEXTS.get(row.kind, ())
        if not fields or not row.passages:
            continue
        phrases = [passage.phrase for passage in row.passages]
        if isinstance(row, FigureRow):
            phrases.append(row.wording)
        texts = list(dict.fromkeys(one.paragraph_text for one in row.passages if one.paragraph_text))
        near = [mention for text in (*phrases, *texts) for mention in chinese_mentions(text)]
        known = near if own else [*near, *everywhere]
        complete = bool(texts) and (bool(own) or bool(content.paragraphs))
        for pair in row.texts:
            if pair.field in fields and (found := _unstated(pair.chinese, near, known, complete)):
                number, stated = found
                params = {"number": number, "place": row.marks, "stated": stated or "–"}
                yield on_row("number-not-stated", row, pair.field, **params)
                break


def _pool_of_plan(content: Content) -> list[Mention]:
    """The numbers of all passages, figures and attached texts, of which summaries may speak."""
    texts = {passage.phrase for row in content.all_rows for passage in row.passages}
    texts |= {figure.wording for figure in content.of(FigureRow)} | set(content.paragraphs)
    return [mention for text in texts for mention in chinese_mentions(text)]


def _unstated(text: str, near: list[Mention], known: list[Mention], complete: bool) -> tuple[str, str] | None:
    """The first number of a text that is not known, and what the passages say of the same thing."""
    values = frozenset(value for mention in known for value in mention.values)
    for mention in chinese_mentions(text):
        if mention.sort not in ("number", "ordinal", "month") or mention.values & values:
            continue
        rivals = [one for one in near if _counts_the_same(one, mention)]
        if rivals or (complete and (mention.sort == "month" or (mention.firm and mention.unit))):
            return mention.words + mention.unit, listed(one.words + one.unit for one in rivals)
    return None


def _counts_the_same(one: Mention, other: Mention) -> bool:
    """Whether two numbers count the same thing: by the unit, if in digits, else by what follows."""
    if one.sort != other.sort or not one.values or not other.values:
        return False
    if (
        one.firm
        and other.firm
        and other.unit
        and one.unit == other.unit
        and other.unit not in ("年", "月", "日", "天")
    ):
        return True
    thing = other.after[:SAME_THING]
    return len(thing) == SAME_THING and one.after.startswith(thing) and not re.match(r"\W", thing)


@rule(
    "year-not-stated",
    Severity.ERROR,
    _("%(row)s: speaks of %(number)s, its passages (%(place)s) of %(stated)s."),
    COMPARE_WITH_SOURCE,
    finds=_("A year in a statement or measure that its passages do not speak of."),
    example=_("“Since 1998” in a statement, where its passage says 1988."),
    introduced=COMPARING,
)
def year_not_stated(content: Content) -> Iterator[Finding]:
    for row in content.all_rows:
        fields = TOLD_TEXTS.get(row.kind, ())
        texts = [text for one in row.passages for text in (one.phrase, one.paragraph_text) if text]
        if not fields or not texts or isinstance(row, FigureRow):
            continue
        stated = {year for text in texts for year in _years(text)}
        known = set(stated)
        # Phrases alone seldom name the year they speak of.
        complete = any(one.paragraph_text for one in row.passages)
        relative = any(RELATIVE_YEAR.search(text) for text in texts)
        if relative or not complete or not stated & {content.year - 1, content.year}:
            known |= {content.year - 1, content.year}
        for pair in row.texts:
            unknown = _years(pair.chinese) - known if pair.field in fields and stated else set()
            if unknown:
                params = {
                    "number": ", ".join(map(str, sorted(unknown))),
                    "stated": ", ".join(map(str, sorted(stated))),
                    "place": row.marks,
                }
                yield on_row("year-not-stated", row, pair.field, **params)
                break


def _years(text: str) -> set[int]:
    years = [one for one in chinese_mentions(text) if one.sort == "year"]
    return {int(value) for one in years for value in one.values}


@rule(
    "number-in-remark",
    Severity.ERROR,
    _("%(row)s: %(number)s is not a number of what the remark is about, which has %(stated)s."),
    _("Compare the remark with its figures and passages."),
    finds=_("A number in a remark that neither the rows it is about nor its passages have."),
    example=_("A remark that speaks of 19 per cent, on figures of 24 and 18 per cent."),
    introduced=COMPARING,
)
def number_in_remark(content: Content) -> Iterator[Finding]:
    for remark in content.of(RemarkRow):
        rows = [content.by_key[key] for key in sorted(remark.figures | remark.about) if key in content.by_key]
        if not rows and not remark.passages:
            continue
        known = [mention for text in _texts_about(remark, rows) for mention in chinese_mentions(text)]
        values = {value for mention in known for value in mention.values} | _values_of(rows)
        # Editors may say how far two numbers are apart, or what they make together.
        figures = sorted(_values_of([row for row in rows if isinstance(row, FigureRow)]))
        values |= {result for one, two in combinations(figures, 2) for result in (two - one, two + one)}
        for pair in remark.texts:
            if pair.field != "content":
                continue
            for mention in chinese_mentions(pair.chinese):
                rivals = [one for one in known if one.firm and one.unit == mention.unit]
                if (
                    mention.sort == "number"
                    and mention.firm
                    and mention.unit
                    and not mention.values & values
                    and (known or rivals)
                ):
                    params = {
                        "number": mention.words + mention.unit,
                        "stated": listed(one.words + one.unit for one in rivals or known),
                    }
                    yield on_row("number-in-remark", remark, "content", **params)
                    break


def _texts_about(remark: RemarkRow, rows: list[Row]) -> Iterator[str]:
    for passage in (*remark.passages, *(one for row in rows for one in row.passages)):
        yield passage.phrase
        yield passage.paragraph_text
    for row in rows:
        yield from (pair.chinese for pair in row.texts)
        yield from (stated.stated for stated in row.dates)
        if isinstance(row, FigureRow):
            yield from (row.wording, row.scope, row.period_stated)


def _values_of(rows: list[Row]) -> set[Decimal]:
    """The values of figures as written and in the base unit, and the numbers of periods and dates."""
    values: set[Decimal] = set()
    for row in rows:
        if isinstance(row, FigureRow):
            if row.amount:
                values |= {abs(row.amount.value), abs(base_value(row.amount))}
                values |= {abs(bound) for bound in (row.amount.upper, row.amount.ratio) if bound is not None}
            values.add(Decimal(Period.parse(row.period).year))
        for stated in row.dates:
            values |= {Decimal(stated.day.year), Decimal(stated.day.month), Decimal(stated.day.day)}
    return values
