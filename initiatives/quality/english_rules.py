"""Rules that hold the numbers of English texts against the Chinese they translate."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from initiatives.quality.chinese_mentions import Mention, chinese_mentions
from initiatives.quality.content import Content, FigureRow, TextPair
from initiatives.quality.english_mentions import english_mentions
from initiatives.quality.registry import COMPARING, Finding, listed, on_row, rule, shortened
from initiatives.values.vocabulary import Severity

ONE = Decimal(1)
# One mu in hectares, acres and square metres; one square kilometre in hectares and acres.
CONVERSIONS = (
    ("亩", r"hectare|ha\b", Decimal(1) / 15),
    ("亩", r"acre", Decimal("0.1647")),
    ("亩", r"square met|m²|sq", Decimal(2000) / 3),
    ("平方公里", r"hectare|ha\b", Decimal(100)),
    ("平方公里", r"acre", Decimal("247.1")),
)
CONVERSION_ERROR = Decimal("0.03")
SCALE_WORDS = re.compile(r"\b(?:hundred|thousand|million|billion|trillion|bn|mn)\b|[万亿]", re.IGNORECASE)
POINTS = re.compile(r"percentage[- ]points?|\bpp\b|\bpoints?\b", re.IGNORECASE)
PERCENT = re.compile(r"%|per ?cent\b", re.IGNORECASE)
FOREIGN = re.compile(r"美元|美金|港元|港币|欧元|日元|英镑")
DOLLARS = re.compile(r"dollar|US\$|USD|\$|euro|€|pound|£|yen\b", re.IGNORECASE)
YUAN = re.compile(r"yuan|RMB|CNY|renminbi|¥", re.IGNORECASE)
ENGLISH_RISE = re.compile(
    r"\b(?:up|r[io]se[ns]?|ris(?:e|ing)|gr[eo]w\w*|increas\w+|growth|gain\w*)\b", re.IGNORECASE
)
ENGLISH_FALL = re.compile(
    r"\b(?:down|f[ae]ll(?:en|ing|s)?|decreas\w+|declin\w+|drop\w*|reduc\w+|shr[aiu]nk\w*|cut\w*|low\w+)\b",
    re.IGNORECASE,
)
CHINESE_RISE = re.compile(r"增长|上升|提高|增加|上涨|提升")
CHINESE_FALL = re.compile(r"[降减跌缩短少低弱]|下滑|回落|收窄|负")


@rule(
    "english-number",
    Severity.ERROR,
    _("%(row)s: %(label)s says %(chinese)s in Chinese, %(english)s in English."),
    _("Mend the translation."),
    finds=_("A translation with other numbers, dates or magnitudes than its Chinese."),
    example=_("30亿元 translated as 30 million yuan, or 21 roads as 12."),
    introduced=COMPARING,
)
def english_number(content: Content) -> Iterator[Finding]:
    for row in content.all_rows:
        for pair in row.texts:
            if pair.english and (found := number_differences(pair)):
                params = {"label": pair.label or pair.field, "chinese": found[0], "english": found[1]}
                yield on_row("english-number", row, f"{pair.field}_en", **params)


def number_differences(pair: TextPair) -> tuple[str, str] | None:
    """The numbers that only one of the two texts has, as (Chinese, English); None if there are none."""
    return _number_differences(pair.chinese, pair.english)


@lru_cache(maxsize=4096)
def _number_differences(chinese_text: str, english_text: str) -> tuple[str, str] | None:
    chinese, english = chinese_mentions(chinese_text), english_mentions(english_text)
    if not chinese and not english:
        return None
    all_chinese, all_english = _all_values(chinese), _all_values(english)
    lost = [one for one in chinese if _unmatched(one, all_english)]
    added = [one for one in english if _unmatched(one, all_chinese)]
    lost, added = _without_conversions(chinese, lost, added)
    firm = [one for one in lost if one.firm and not _may_be_left_out(one)], [one for one in added if one.firm]
    sorts = ("month", "quarter", "half-year", "year")
    for sort in sorts:
        pairs = (
            _differing(chinese, english, sort),
            _differing(english, chinese, sort),
        )
        if pairs[0] and pairs[1]:
            firm = firm[0] + pairs[0], firm[1] + pairs[1]
    words = [one for one in lost if one.counted], [one for one in added if one.counted]
    as_many = _count(english) >= _count(chinese)
    if (words[0] and (words[1] or firm[1] or as_many)) or (words[1] and firm[0]):
        firm = firm[0] + words[0], firm[1] + words[1]
    ordinals = [one for one in lost if one.sort == "ordinal"], [one for one in added if one.sort == "ordinal"]
    if ordinals[0] and ordinals[1]:
        firm = firm[0] + ordinals[0], firm[1] + ordinals[1]
    if not firm[0] and not firm[1]:
        return None
    return _told(firm[0] or lost or list(chinese)), _told(firm[1] or added or list(english))


def _count(mentions: Iterable[Mention]) -> int:
    """How many numbers count something, those that count one included."""
    return sum(one.firm or one.counted or (one.values == {ONE} and one.sort == "number") for one in mentions)


def _all_values(mentions: Iterable[Mention]) -> frozenset[Decimal]:
    return frozenset(value for one in mentions for value in one.values)


def _unmatched(mention: Mention, others: frozenset[Decimal]) -> bool:
    if mention.sort in ("year", "month", "quarter", "half-year"):
        return False
    return not mention.values & others and mention.values != {ONE}


def _differing(own: Iterable[Mention], others: Iterable[Mention], sort: str) -> list[Mention]:
    """The mentions of a sort whose values the other text has not; years and months match any number."""
    values = _all_values(others)
    if sort in ("quarter", "half-year"):
        values = _all_values(one for one in others if one.sort == sort)
    return [one for one in own if one.sort == sort and not one.values & values]


def _may_be_left_out(mention: Mention) -> bool:
    """24小时 may be “round the clock”, 1月1日 “New Year”."""
    return mention.unit == "小时" and Decimal(24) in mention.values


def _without_conversions(
    chinese: Iterable[Mention], lost: list[Mention], added: list[Mention]
) -> tuple[list[Mention], list[Mention]]:
    """Leave out areas that the English gives in other units."""
    for unit, english, factor in CONVERSIONS:
        for one in chinese:
            if one.unit != unit and not one.after.lstrip("多余").startswith(unit):
                continue
            for other in list(added):
                target = max(one.values) * factor
                near = any(abs(value - target) <= target * CONVERSION_ERROR for value in other.values)
                if near and re.match(rf"\W*(?:{english})", other.after, re.IGNORECASE):
                    lost = [each for each in lost if each is not one]
                    added = [each for each in added if each is not other]
    return lost, added


def _told(mentions: list[Mention]) -> str:
    """The mentions as written, with the unit or scale that follows."""
    return listed((one.words + (one.unit if len(one.unit) < 6 else "")).strip() for one in mentions) or "–"


@rule(
    "english-stale",
    Severity.WARNING,
    _("%(row)s: the English of %(label)s is of an earlier Chinese, “%(before)s”."),
    _("Translate it anew, or say in the form that it fits."),
    finds=_("A translation left as it was when its Chinese was changed."),
    example=_("A title changed from 建设道路 to 建设桥梁, with “Build roads” beside it."),
    for_readers=False,
)
def english_stale(content: Content) -> Iterator[Finding]:
    """Readers are told where the text is shown."""
    for row in content.all_rows:
        for pair in row.texts:
            if pair.translated and pair.english:
                params = {"label": pair.label or pair.field, "before": shortened(pair.translated)}
                yield on_row("english-stale", row, f"{pair.field}_en", **params)


@rule(
    "english-unit",
    Severity.ERROR,
    _("%(row)s: %(label)s says “%(chinese)s” in Chinese, “%(english)s” in English."),
    _("Mend the translation."),
    finds=_("A translation in another unit or currency, or with a rise for a fall."),
    example=_("百分点 translated as per cent, or yuan as dollars."),
    introduced=COMPARING,
)
def english_unit(content: Content) -> Iterator[Finding]:
    for row in content.all_rows:
        for pair in row.texts:
            if pair.english and _unit_differs(pair, isinstance(row, FigureRow)):
                params = {"label": pair.label or pair.field, "chinese": pair.chinese, "english": pair.english}
                yield on_row("english-unit", row, f"{pair.field}_en", **params)


def _unit_differs(pair: TextPair, of_figure: bool) -> bool:
    chinese, english = pair.chinese, pair.english
    points, percents = "百分点" in chinese, bool(re.search(r"[%％‰]|百分之|成", chinese))
    if not any(one.firm for one in chinese_mentions(chinese)):
        return False
    if points and not percents and PERCENT.search(english) and not POINTS.search(english):
        return True
    if percents and not points and re.search(r"percentage[- ]points?", english, re.IGNORECASE):
        return True
    foreign = bool(FOREIGN.search(chinese))
    if "元" in chinese and not foreign and DOLLARS.search(english) and not YUAN.search(english):
        return True
    if foreign and YUAN.search(english) and not DOLLARS.search(english):
        return True
    if not of_figure or pair.field != "wording":
        return False
    rises = CHINESE_RISE.search(chinese) and not CHINESE_FALL.search(chinese)
    if rises and ENGLISH_FALL.search(english) and not ENGLISH_RISE.search(english):
        return True
    falls = re.search(r"下降|减少|回落|下滑|降低", chinese) and not CHINESE_RISE.search(chinese)
    return bool(falls and ENGLISH_RISE.search(english) and not ENGLISH_FALL.search(english))


@rule(
    "english-scale",
    Severity.ERROR,
    _("%(row)s: the English unit “%(unit)s” holds a scale, which the number has already."),
    _("Write the base unit alone: yuan for 亿元."),
    finds=_("An English unit with a scale in it, so that pages would print the scale twice."),
    example=_("“billion yuan” as the English of 亿元."),
    introduced=COMPARING,
)
def english_scale(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if SCALE_WORDS.search(figure.unit_en):
            yield on_row("english-scale", figure, "unit_en", unit=figure.unit_en)
