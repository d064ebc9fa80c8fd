"""Rules that hold a figure against its wording, its passages and the attached text."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from initiatives.article.whitespace import squeeze
from initiatives.quality.content import Content, FigureRow
from initiatives.quality.figure_amounts import (
    amounts_in,
    base_unit_of,
    cropped,
    numerals_in,
    own_texts,
    same_number,
    same_unit,
    sentences,
    states_amount,
    stating,
)
from initiatives.quality.registry import COMPARE_WITH_SOURCE, COMPARING, Finding, listed, on_row, rule
from initiatives.quality.series_rules import RATE_UNITS, amount_in_words
from initiatives.values.amount_words import COUNTED
from initiatives.values.amounts import Amount
from initiatives.values.stated_amounts import StatedAmount
from initiatives.values.vocabulary import MetricNature, Severity

SHORTENED = re.compile(r"…+|\.{3,}|⋯+|\[[^\]]*\]")
EDGES = "，。；：、！？,.;:!?“”‘’\"'「」（）() "
FALLS = re.compile(r"[降减跌缩]|下滑|回落|收窄")
# What narrows a thing that is counted: 国家及省级, 省级以上, 规模以上.
QUALIFIER = re.compile(
    r"(?:世界|国家|省|市|区|县|部|厅|国际|全国|全省)(?:级|部级)?(?:(?:及|和|或|与|、|以及)(?:国家|省|市|区|县|部|厅)(?:部)?级?)*"
    r"级(?:及?以[上下])?|规模?以[上下]|规[上下]|限额?以[上下]|限[上下](?=[企商服单批零])|[0-9十百千万]+[亿万]元?以上"
)
SAME_QUALIFIERS = (("规模以", "规"), ("限额以", "限"), ("及以", "以"))


@rule(
    "not-in-wording",
    Severity.ERROR,
    _("%(row)s: %(value)s does not occur in its wording, “%(wording)s”."),
    COMPARE_WITH_SOURCE,
    finds=_("A value that does not occur in the wording it is taken from."),
    example=_("The value 214 with the wording “241 high-tech firms”."),
)
def not_in_wording(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if figure.amount and figure.wording and not states_amount(figure.wording, figure.amount):
            value = amount_in_words(figure.amount)
            yield on_row("not-in-wording", figure, "value", value=value, wording=figure.wording)


@rule(
    "without-wording",
    Severity.NOTE,
    _("%(row)s: a value without its wording, so it cannot be checked."),
    finds=_("A stated value without a wording."),
    example=_("241 firms, without the words of the source for it."),
    for_readers=False,
)
def without_wording(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if figure.amount and not figure.wording:
            yield on_row("without-wording", figure, "wording")


@rule(
    "not-in-passage",
    Severity.ERROR,
    _("%(row)s: %(value)s does not occur in its passages (%(place)s), which state %(stated)s."),
    _("Compare with the source, and choose the passage that states the number."),
    finds=_("A value that none of its passages states."),
    example=_("241 firms, pointing to the passage about 43 firms."),
    introduced=COMPARING,
)
def not_in_passage(content: Content) -> Iterator[Finding]:
    yield from _not_in_passages("not-in-passage", content, with_text=True)


@rule(
    "not-in-phrase",
    Severity.WARNING,
    _("%(row)s: %(value)s is not in the key phrases of its passages (%(place)s), which state %(stated)s."),
    _("Compare with the source, and choose the passage that states the number."),
    finds=_("The same where no text is attached, so that only key phrases can be compared."),
    example=_("241 firms, pointing to the key phrase “43 firms”."),
    introduced=COMPARING,
)
def not_in_phrase(content: Content) -> Iterator[Finding]:
    yield from _not_in_passages("not-in-phrase", content, with_text=False)


def _not_in_passages(code: str, content: Content, *, with_text: bool) -> Iterator[Finding]:
    """Figures whose passages state other numbers, where the text around these is known or is not."""
    for figure in content.of(FigureRow):
        texts = sentences(figure)
        if figure.amount and figure.passages and bool(texts) is with_text:
            others = _other_numbers([one.phrase for one in figure.passages], texts, figure.amount)
            if others:
                params = {"value": amount_in_words(figure.amount), "place": figure.marks}
                yield on_row(code, figure, "value", **params, stated=listed(others))


def _other_numbers(phrases: list[str], texts: list[str], amount: Amount) -> list[str]:
    """What phrases state in place of the number of a figure; nothing if they or the texts around have it."""
    if _stated_in(phrases, amount):
        return []
    stated = [one for phrase in phrases for one in amounts_in(phrase) if not one.numeral and one.unit]
    others = [one.words for one in stated if _rivals(one, amount)]
    if others or not texts:
        return others
    # A passage may break off before its number, but not at the number of something else.
    others = [one.words for one in stated]
    if not others and not any(states_amount(text, amount) for text in texts):
        others = [one.words for text in texts for one in amounts_in(text)] or ["–"]
    return others


def _stated_in(phrases: list[str], amount: Amount) -> bool:
    """Whether phrases state the number of a figure: in its unit, if any has an amount in it."""
    unit = base_unit_of(amount.unit)[1]
    own = [one for phrase in phrases for one in amounts_in(phrase) if one.unit == unit]
    same = [one for phrase in phrases for one in stating(phrase, amount)]
    return bool(same) or (not own and any(states_amount(phrase, amount) for phrase in phrases))


def _rivals(stated: StatedAmount, amount: Amount) -> bool:
    """Whether an amount is of the sort that the figure counts, so that it should be the figure’s."""
    own = base_unit_of(amount.unit)[1]
    return stated.unit == own or (stated.unit in COUNTED and own in COUNTED and not stated.numeral)


@rule(
    "wording-not-stated",
    Severity.ERROR,
    _("%(row)s: its wording “%(wording)s” does not stand at %(place)s of the source."),
    _("Copy the wording from the source as it stands there."),
    finds=_("A wording that does not stand, white space aside, in the paragraph it points to."),
    example=_("“Broke through the mark of 241”, where the source says “has 241”."),
    introduced=COMPARING,
)
def wording_not_stated(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        texts = [squeeze(one.paragraph_text) for one in figure.passages if one.paragraph_text]
        if figure.wording and texts and not any(stands_in(figure.wording, text) for text in texts):
            yield on_row("wording-not-stated", figure, "wording", wording=figure.wording, place=figure.marks)


def stands_in(words: str, text: str) -> bool:
    """Whether words stand in a squeezed text, the parts around an ellipsis one after the other."""
    position = 0
    for part in SHORTENED.split(words):
        position = text.find(squeeze(part).strip(EDGES), position)
        if position < 0:
            return False
    return True


@rule(
    "unit-contradicts",
    Severity.ERROR,
    _("%(row)s: %(value)s, but “%(words)s” (%(place)s) has the unit %(unit)s."),
    COMPARE_WITH_SOURCE,
    finds=_("A number that its wording or passage states in another unit."),
    example=_("24 percentage points, where the source says 24 per cent."),
    introduced=COMPARING,
)
def unit_contradicts(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if not figure.amount or figure.amount.ratio is not None or figure.amount.rank:
            continue
        texts = [*own_texts(figure)]
        if not any(_numbered(text, figure.amount) for _place, text in texts):
            texts = [(figure.marks, sentence) for sentence in sentences(figure)]
        for place, text in texts:
            found = _numbered(text, figure.amount)
            if found and not any(same_unit(one, figure.amount) for one in found):
                params = {
                    "value": f"{figure.amount.value:f} {figure.amount.unit}".strip(),
                    "words": text,
                    "place": place or _("wording"),
                    "unit": found[0].unit_stated,
                }
                yield on_row("unit-contradicts", figure, "unit", **params)
                break


def _numbered(text: str, amount: Amount) -> list[StatedAmount]:
    """The amounts of a text with the number of a figure as written or in the base unit, and some unit."""
    numbers = [one for one in amounts_in(text) if one.unit]
    return [one for one in numbers if same_number(one, amount) or abs(one.value) == abs(amount.value)]


@rule(
    "comparison-contradicts",
    Severity.ERROR,
    _("%(row)s: recorded as %(value)s, but the source says “%(words)s” (%(place)s)."),
    COMPARE_WITH_SOURCE,
    finds=_("A value recorded as exact, above, below, about or a range where the source says otherwise."),
    example=_("90 per cent, where the source says “above 90 per cent”."),
    introduced=COMPARING,
)
def comparison_contradicts(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        amount = figure.amount
        if not amount:
            continue
        # The places of others are often named in one sentence, and with the same small numbers.
        around = [] if amount.rank else sentences(figure)
        for place, text in [*own_texts(figure), *((figure.marks, one) for one in around)]:
            found = [one for one in stating(text, amount) if not one.numeral]
            if place and not all(_says_how_exact(one) for one in found):
                found = [one for one in found if _says_how_exact(one) or not cropped(one, text)]
            if found and not any(_compares_alike(one, amount) for one in found):
                params = {
                    "value": _with_comparison(amount),
                    "words": listed(one.words for one in found),
                    "place": place or _("wording"),
                }
                yield on_row("comparison-contradicts", figure, "comparator", **params)
                break


def _says_how_exact(stated: StatedAmount) -> bool:
    return stated.approximate or stated.low != stated.high


def _compares_alike(stated: StatedAmount, amount: Amount) -> bool:
    if stated.to_base is not None:
        return True
    if amount.rank or stated.rank:
        return (amount.comparator in ("<", "<=")) == (stated.low is None)
    if stated.upper is not None or amount.upper is not None:
        return (stated.upper is not None) == (amount.upper is not None)
    own = "=" if amount.comparator == "~" else amount.comparator
    other = "=" if stated.comparator == "~" else stated.comparator
    if (amount.value < 0 and not stated.signed) or (amount.value >= 0 and _falls(stated)):
        own = own.translate(str.maketrans("<>", "><"))
    about = amount.approximate or amount.comparator == "~"
    if own == other:
        # The comparison already says that the number is rounded: 30余.
        return about == stated.approximate or (stated.approximate and own != "=")
    return about and stated.approximate and "=" in (own, other)


def _with_comparison(amount: Amount) -> str:
    """The amount in words, with “≈” where it is approximate and “=” where it is exact."""
    words = amount_in_words(amount)
    if amount.approximate and amount.comparator == "=":
        return f"≈ {words}"
    return f"= {words}" if amount.comparator == "=" and amount.upper is None else words


@rule(
    "sign-contradicts",
    Severity.ERROR,
    _("%(row)s: %(value)s, but the source says “%(words)s” (%(place)s)."),
    _("A fall is negative, a rise positive."),
    finds=_("A rise recorded as a fall, or a fall as a rise."),
    example=_("−24 per cent, where the source says “up 24 per cent”."),
    introduced=COMPARING,
)
def sign_contradicts(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        amount = figure.amount
        if not amount or not amount.value or FALLS.search(figure.metric_name):
            continue
        # 下降3.2% can be no level, whatever the metric is said to be.
        is_rate = base_unit_of(amount.unit)[1] in RATE_UNITS
        change = amount.change or is_rate or figure.nature == MetricNature.GROWTH
        for place, text in own_texts(figure):
            found = stating(text, amount)
            wrong = [
                one
                for one in found
                if (amount.value < 0 and not _falls(one)) or (amount.value > 0 and change and _falls(one))
            ]
            if place:
                wrong = [one for one in wrong if one.signed]
            if found and len(wrong) == len(found) and wrong:
                params = {
                    "value": amount_in_words(amount),
                    "words": wrong[0].words,
                    "place": place or _("wording"),
                }
                yield on_row("sign-contradicts", figure, "value", **params)
                break


def _falls(stated: StatedAmount) -> bool:
    return any(bound is not None and bound < 0 for bound in (stated.low, stated.high))


@rule(
    "qualifier-lost",
    Severity.WARNING,
    _("%(row)s: neither its scope nor its metric says “%(qualifier)s”, as the source does (%(place)s)."),
    _("Say in the scope what exactly is counted."),
    finds=_("A word that narrows what is counted, and that neither scope nor metric has."),
    example=_("“43 national and provincial firms” recorded as 43 firms."),
    introduced=COMPARING,
)
def qualifier_lost(content: Content) -> Iterator[Finding]:
    for figure in content.of(FigureRow):
        if not figure.amount:
            continue
        known = _plain_qualifier(squeeze(f"{figure.scope}|{figure.metric_name}|{figure.definition}"))
        for place, text in [*own_texts(figure), *((figure.marks, one) for one in sentences(figure))]:
            lost = [
                qualifier
                for qualifier in _qualifiers(text, figure.amount)
                if not _is_told(_plain_qualifier(qualifier), known)
            ]
            if lost:
                params = {"qualifier": lost[0], "place": place or _("wording")}
                yield on_row("qualifier-lost", figure, "scope", **params)
                break


def _qualifiers(text: str, amount: Amount) -> Iterator[str]:
    """The qualifiers in the clause of an amount, before it or directly behind it."""
    for stated in stating(text, amount):
        before = re.split(r"[，。；：！？,;:（(]|(?<![家省市区县])、", text[: stated.start])[-1]
        between = [one.end for one in amounts_in(before)]
        # 产值超10亿元的企业37家: an amount that narrows what the next one counts.
        yield from (
            one.words
            for one in amounts_in(before)
            if one.unit != stated.unit and re.match(r"以[上下]|的", before[one.end :])
        )
        before = before[max(between, default=0) :]
        yield from (match[0] for match in QUALIFIER.finditer(before))
        if behind := QUALIFIER.match(text[stated.end :]):
            yield behind[0]


def _plain_qualifier(text: str) -> str:
    for long, short in SAME_QUALIFIERS:
        text = text.replace(long, short)
    return text


def _is_told(qualifier: str, known: str) -> bool:
    """Whether the levels of a qualifier stand in what is known of the figure, and “above” with them."""
    if qualifier in known:
        return True
    if numbers := numerals_in(qualifier):
        return numbers <= numerals_in(known)
    levels = re.findall(r"国家|省|市|区|县|部|厅|世界|国际|全国|全省", qualifier)
    bounds = re.findall(r"以[上下]", qualifier)
    return bool(levels) and all(word in known for word in (*levels, *bounds))
