"""The numbers of an English text, in digits and words, with all values each may stand for."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from initiatives.quality.chinese_mentions import Mention

SCALES = {
    **{"hundred": Decimal(100), "thousand": Decimal(10**3), "million": Decimal(10**6)},
    **{"billion": Decimal(10**9), "trillion": Decimal(10**12)},
    **{
        "bn": Decimal(10**9),
        "mn": Decimal(10**6),
        "m": Decimal(10**6),
        "tn": Decimal(10**12),
        "k": Decimal(1000),
    },
}
ONE = Decimal(1)
ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
CARDINALS = {word: Decimal(value) for value, word in enumerate(ONES)} | {
    word: Decimal(10 * value) for value, word in enumerate(TENS, 2)
}
FIRST_TO_TWELFTH = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
ORDINALS = {word: Decimal(value) for value, word in enumerate(FIRST_TO_TWELFTH, 1)}
# Words that stand for a number; they match one, and are not themselves a number that a translation adds.
OTHERS = {
    **{
        "both": (2,),
        "twice": (2,),
        "double": (2, 100),
        "doubled": (2, 100),
        "doubling": (2, 100),
        "twofold": (2, 100),
    },
    **{
        "pair": (2,),
        "couple": (2,),
        "twin": (2,),
        "dual": (2,),
        "dozen": (12,),
        "dozens": (12,),
        "thrice": (3,),
    },
    **{
        "triple": (3, 200),
        "tripled": (3, 200),
        "threefold": (3, 200),
        "quadruple": (4, 300),
        "quarter": (25, 4),
    },
    **{"half": (50, 2), "halve": (50, 2), "halved": (50, 2), "once": (1,), "single": (1,), "decade": (10,)},
    **{"decades": (10,), "century": (100,), "score": (20,), "biennial": (2,), "all": (100,), "every": (100,)},
    **{"fully": (100,), "completely": (100,), "entirely": (100,), "hundreds": (100,), "thousands": (1000,)},
}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
COUNTING_OTHERS = frozenset(
    {"both", "twice", "dozen", "thrice", "triple", "tripled", "double", "doubled", "pair"}
)
JANUARY_TO_DECEMBER = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS = {name: Decimal(number) for number, name in enumerate(JANUARY_TO_DECEMBER, 1)}
MONTH_NAMES = "|".join(
    rf"{name[:3].capitalize()}(?:{name[3:]})?\b\.?" if name != "september" else r"Sept?(?:ember)?\b\.?"
    for name in MONTHS
)
FIVE_YEAR_PLAN = re.compile(
    r"(?:\b(?:[0-9]{1,2}(?:st|nd|rd|th)|[A-Za-z]+(?:-[a-z]+)?)\s+)?Five[- ]Year Plan(?:s|ning)?"
    r"|24/7|\b24-hour\b|round[- ]the[- ]clock",
    re.IGNORECASE,
)
DIGITS = r"[0-9]{1,3}(?:[,\u202f\u00a0 ][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|mn|tn|[mk](?![\w²³/]))"
CARDINAL = "|".join(sorted(CARDINALS, key=len, reverse=True))
ORDINAL = "|".join(ORDINALS)
PATTERN = re.compile(
    rf"(?P<month>{MONTH_NAMES})"
    rf"|(?:(?i:(?P<nth>{ORDINAL}|[1-4](?:st|nd|rd|th))\s+quarter)|\bQ(?P<q>[1-4])\b)"
    rf"|(?:\bH(?P<h>[12])\b|(?i:(?P<half_year>first|second|1st|2nd)\s+half))"
    rf"|\b(?i:(?P<parts>{CARDINAL}|a)[\s-]+(?P<of>half|third|quarter|fifth|tenth)s?)\b"
    rf"|(?P<digits>{DIGITS})(?P<suffix>st\b|nd\b|rd\b|th\b)?(?:[\s-]*(?P<scales>{SCALE}(?:[\s-]+{SCALE})*)\b)?"
    rf"|\b(?i:(?P<cardinal>(?:{CARDINAL}|a|an)\b(?:[\s-]+(?:and\s+)?(?:{CARDINAL}|hundred|thousand|million|billion|trillion|dozen|decades)\b)*))"
    rf"|\b(?i:(?P<ordinal>{ORDINAL}))\b"
    rf"|\b(?P<scale_alone>hundred|thousand|million|billion|trillion)\b"
    r"|\b(?P<other>[A-Za-z]+)\b"
)
YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
# 1, 2, 5 and 10 billion: the scale is said once.
SHARED_SCALE = re.compile(
    rf"\s*(?:,|and|or|to|through|–|—|-|/|even|,?\s*(?:and|or)\s+even)\s*(?:(?:{DIGITS})\s*(?:,|and|or|to|–|—|-|/|even|\s)*)+\s*"
    rf"(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn)\b"
)


@lru_cache(maxsize=4096)
def english_mentions(text: str) -> tuple[Mention, ...]:
    return tuple(_mentions(FIVE_YEAR_PLAN.sub(" ", text)))


def _mentions(text: str) -> Iterator[Mention]:
    for match in PATTERN.finditer(text):
        if match["month"]:
            short = match["month"][:3].lower()
            month = next(value for name, value in MONTHS.items() if name.startswith(short))
            yield Mention(match[0], frozenset({month}), "month")
        elif nth := (match["nth"] or match["q"]):
            yield Mention(match[0], frozenset({_ordinal(nth)}), "quarter")
        elif half := (match["h"] or match["half_year"]):
            yield Mention(match[0], frozenset({_ordinal(half)}), "half-year")
        elif match["of"]:
            yield _fraction(match)
        elif match["digits"]:
            yield _in_digits(match, text)
        elif match["cardinal"]:
            yield from _in_words(match["cardinal"])
        elif match["ordinal"]:
            yield Mention(match[0], frozenset({ORDINALS[match["ordinal"].lower()]}), "ordinal")
        elif match["scale_alone"]:
            yield Mention(match[0], frozenset({SCALES[match["scale_alone"].lower()]}), counted=True)
        elif values := OTHERS.get(match["other"].lower()):
            counting = match["other"].lower() in COUNTING_OTHERS
            yield Mention(match[0], frozenset(map(Decimal, values)), counted=counting)


def _fraction(match: re.Match[str]) -> Mention:
    """Three fifths are 60 per cent."""
    parts, of = CARDINALS.get(match["parts"].lower(), ONE), Decimal(PARTS[match["of"].lower()])
    share = (parts * 100 / of).quantize(Decimal("1.00")).normalize() + 0
    return Mention(match[0], frozenset({share, parts, of, parts / of}))


def _ordinal(text: str) -> Decimal:
    return Decimal(text[0]) if text[0].isdigit() else ORDINALS[text.lower()]


def _in_digits(match: re.Match[str], text: str) -> Mention:
    value = Decimal(re.sub(r"[,\s]", "", match["digits"]))
    after = text[match.end() :]
    if match["scales"]:
        scaled = value
        for scale in re.split(r"[\s-]+", match["scales"]):
            scaled *= SCALES[scale.lower()]
        values = {scaled} | ({value} if match["scales"] in ("m", "k") else set())
        return Mention(match[0], frozenset(values), firm=True, unit=after[:24], after=after)
    values = {value}
    if shared := SHARED_SCALE.match(after):
        values.add(value * SCALES[shared["scale"].lower()])
    if match["suffix"]:
        return Mention(match[0], frozenset(values), "ordinal", firm=True)
    year = bool(YEAR.match(match["digits"]))
    return Mention(
        match[0], frozenset(values), "year" if year else "number", firm=not year, unit=after[:24], after=after
    )


def _in_words(words: str) -> Iterator[Mention]:
    """One number, or several where words follow each other that cannot make one."""
    parts = [part for part in re.split(r"[\s-]+", words.lower()) if part != "and"]
    if parts in (["a"], ["an"]):
        return
    total = current = Decimal(0)
    for part in parts:
        if part in ("a", "an"):
            current = Decimal(1)
        elif part in CARDINALS:
            current += CARDINALS[part]
        elif part in ("dozen", "decades"):
            current = (current or ONE) * Decimal(12 if part == "dozen" else 10)
        elif part == "hundred":
            current = (current or ONE) * 100
        else:
            total, current = total + (current or ONE) * SCALES[part], Decimal(0)
    singles = frozenset(CARDINALS[part] for part in parts if part in CARDINALS)
    if len(parts) > 1 and all(part in ONES for part in parts):
        yield from (Mention(part, frozenset({CARDINALS[part]}), counted=True) for part in parts)
        return
    yield Mention(
        words, frozenset({total + current}) | (singles if len(parts) == 1 else frozenset()), counted=True
    )
