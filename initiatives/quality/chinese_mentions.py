"""Everything in a Chinese text that is written as a number, with all values it may be read as.

Unlike the grammar of amounts this leaves nothing out: numerals of names (八大工程), years, months and days
are what a translation has to keep too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from initiatives.values.amount_words import UNITS
from initiatives.values.chinese_numerals import NUMERAL, numeral_value, plain_text, scale_factor

# 460多亿元: the scale stands behind the word for “more than”.
SCALE_BEHIND_MORE = re.compile(r"[余多来]\s*(?P<scale>[百千万亿]+)")
SCALE_AFTER = re.compile(r"[、和或至到~,—–-]\s*[0-9.、和或至到~—–,-]*[0-9]\s*(?P<scale>[百千万亿]+)")
YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9,.]|\s*(?:[余多]?[百千万亿]|[余多]?UNIT))"
NAMED_YEAR = r"(?P<named_year>[〇零一二三四五六七八九]{4})(?=年)"
MONTHS = (
    r"(?P<month_from>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:\s*月)?\s*[-—–~至到]+\s*"
    r"(?P<month_to>[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*月(?!薪)"
)
MONTH = r"(?P<month>[0-9]{1,2}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2})\s*月(?![薪月])"
QUARTER = r"(?:第)?(?P<quarter>[一二三四1-4])季度"
# 7×24小时 is one word for “always”.
PLAN = r"(?P<plan>7\s*[×xX*]\s*24|[“\"]?十[一二三四五六]五[”\"]?)"
PERCENT = r"百分之(?P<percent>NUMERAL)"
TENTHS = r"(?P<tenths>[一二两三四五六七八九])成(?:(?P<half_tenth>半))?(?![为立就功员果都交品长熟效])"
FRACTION = r"(?P<parts>NUMERAL)分之(?P<of>NUMERAL)"
UNITS_PATTERN = "(?:" + "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True))) + ")"
PIECES = "|".join(
    (
        *(PLAN, PERCENT, FRACTION, TENTHS, NAMED_YEAR, YEAR, QUARTER, MONTHS, MONTH),
        r"(?P<half>过半|半数|一半|减半)",
        r"(?P<pair>双|俩)",
        r"(?P<fold>翻(?:了)?(?P<folds>[一两二三四]?)番)",
        r"(?P<second_half>下半年)|(?P<first_half>上半年)",
        r"(?P<ordinal>第)?(?P<number>NUMERAL)",
    )
)
# The words of amounts count people and things: a numeral before one of them is a number that a text gives.
PATTERN = re.compile(PIECES.replace("NUMERAL", NUMERAL).replace("UNIT", UNITS_PATTERN))
UNIT_AFTER = re.compile(rf"[余多]?\s*(?P<unit>{UNITS_PATTERN}|年|月|天|日|周|组|点|方面|季度|大|类|期|批)")


@dataclass(frozen=True)
class Mention:
    """A number in a text: the values it may stand for, in the base unit.

    `sort`: number, year, month, quarter, half-year or ordinal. `firm`: in digits, so that a translation
    must have it; `counted`: a numeral in words that counts something. `unit` is what follows it, `after`
    the text from there on.
    """

    words: str
    values: frozenset[Decimal]
    sort: str = "number"
    firm: bool = False
    counted: bool = False
    unit: str = ""
    after: str = ""


@lru_cache(maxsize=4096)
def chinese_mentions(text: str) -> tuple[Mention, ...]:
    return tuple(_mentions(plain_text(text)))


def _mentions(text: str) -> Iterator[Mention]:
    for match in PATTERN.finditer(text):
        if match["plan"]:
            continue
        yield from _special(match)
        if match["number"]:
            yield from _number(match, text)


def _special(match: re.Match[str]) -> Iterator[Mention]:
    words = match[0]
    for name in ("year", "named_year"):
        if match[name]:
            value = numeral_value(match[name]) or Decimal(0)
            yield Mention(words, frozenset({value}), "year")
    for name in ("month_from", "month_to", "month"):
        if match[name]:
            yield Mention(words, _values(match[name]), "month")
    if match["quarter"]:
        yield Mention(words, _values(match["quarter"]), "quarter")
    if match["percent"]:
        yield Mention(words, _values(match["percent"]), firm=True, unit="%")
    if match["tenths"]:
        tenths = (numeral_value(match["tenths"]) or Decimal(0)) * 10 + Decimal(
            5 if match["half_tenth"] else 0
        )
        yield Mention(words, frozenset({tenths}), firm=True, unit="%")
    if match["parts"]:
        parts, of = numeral_value(match["parts"]), numeral_value(match["of"])
        if parts and of is not None:
            share = (of * 100 / parts).quantize(Decimal("1.00"))
            yield Mention(words, frozenset({share.normalize() + 0, of, parts, of / parts}))
    if match["half"]:
        yield Mention(words, frozenset({Decimal(50), Decimal("0.5"), Decimal(2)}))
    if match["pair"]:
        yield Mention(words, frozenset({Decimal(2)}))
    if match["fold"]:
        base = Decimal(2 ** int(numeral_value(match["folds"] or "一") or 1))
        yield Mention(words, frozenset({base, (base - 1) * 100, base - 1}), counted=True)
    for name, half in (("first_half", 1), ("second_half", 2)):
        if match[name]:
            yield Mention(words, frozenset({Decimal(half)}), "half-year")


def _values(text: str) -> frozenset[Decimal]:
    value = numeral_value(text)
    return frozenset() if value is None else frozenset({value})


def _number(match: re.Match[str], text: str) -> Iterator[Mention]:
    value = numeral_value(match["number"])
    if value is None:
        return
    after = text[match.end() :]
    if more := SCALE_BEHIND_MORE.match(after):
        value *= scale_factor(more["scale"])
        after = after[more.end() :]
    values = {value}
    # 10、20、50亿元: the scale is said once.
    if scale := SCALE_AFTER.match(after):
        values.add(value * scale_factor(scale["scale"]))
    unit = UNIT_AFTER.match(after)
    arabic = any(character.isdigit() and character.isascii() for character in match["number"])
    yield Mention(
        match[0],
        frozenset(values),
        "ordinal" if match["ordinal"] else "number",
        firm=arabic and not match["ordinal"],
        counted=not arabic and value >= 2 and bool(unit),
        unit=unit["unit"] if unit else "",
        after=after,
    )
