"""One number with its scale and unit (30余亿元, 百分之八点五), and two as a range (3—5亿元)."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from initiatives.values import amount_words as words
from initiatives.values.chinese_numerals import NUMERAL, SCALE, Numeral, read_numeral, scale_factor

START = re.compile(rf"(?P<share>[百千]分之)?(?P<number>(?P<sign>[-+负])?\s?(?P<digits>{NUMERAL}))")
MORE = re.compile(
    rf"\s?(?P<more>[余多])(?!元化|样|种多|头|功能)\s?(?P<scale>{SCALE}*)|(?P<some>来)(?=[家个人项件条名位户亩天])"
)
UNIT = re.compile(rf"\s{{0,2}}(?:{words.NOT_UNIT})(?P<unit>{words.UNIT})(?P<per>{words.PER_UNIT})?")
TENTHS = re.compile(r"\s?成(?P<half>[一二三四五六七八九1-9半])?(?![功立为果效员本熟长品分就套都渝交活])")
# 突破30个亿; 30个亿元项目 and 3个亿吨级港口 count what follows.
OF_MONEY = re.compile(r"\s?个亿(?=[,;。、!)的大]|左右|目标|$)")
RANGE = re.compile(r"\s?(?:[-–~至到]{1,3})\s?")
# Numbers before these stand for themselves: 由30家到50家 is a change from one to the other.
FROM = re.compile(r"[从由自]\s*$")


@dataclass(frozen=True)
class Part:
    """A number with its unit. Bounds are in the base unit; `more`: 余 or 多 follows it."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    scale: Decimal
    scale_word: str
    unit: str
    unit_stated: str
    per: str = ""
    sign: int = 1
    more: bool = False
    approximate: bool = False
    low_open: bool = False
    # Written in Chinese characters alone; a scale alone (千亿); where the unit begins.
    numeral: bool = False
    bare_scale: bool = False
    unit_start: int = 0

    @property
    def large(self) -> bool:
        """Whether a scale alone names an amount by itself: 百亿元 does, 亿元 does not."""
        return self.low >= 10**6 and self.low != 10**8


def read_part(plain: str, position: int) -> Part | None:
    """The number that begins at a position of plain text, with its unit; None if it cannot be told."""
    match = START.match(plain, position)
    if not match or (
        match["sign"] and position and plain[position - 1].isascii() and plain[position - 1].isalnum()
    ):
        return None
    digits, end = match["digits"], match.end()
    if (
        len(digits) > 1
        and digits.endswith(("万千", "亿千"))
        and plain[end : end + 1] in ("瓦", "米", "克", "升")
    ):
        # 30万千瓦: the 千 is of the unit.
        digits, end = digits[:-1], end - 1
    numeral = read_numeral(digits)
    if numeral is None:
        return None
    more = MORE.match(plain, end)
    if more and more["more"] and more["scale"]:
        numeral = _scaled(numeral, more["scale"])
    end = more.end() if more else end
    part = Part(
        *(
            position,
            end,
            numeral.low,
            numeral.high,
            numeral.scale,
            numeral.scale_word,
            "",
            numeral.scale_word,
        ),
        sign=-1 if match["sign"] in ("-", "负") or _minus_before(plain, position) else 1,
        more=bool(more and more["more"]),
        low_open=bool(more and more["more"]),
        approximate=bool(more) or numeral.low != numeral.high,
        numeral=not re.search("[0-9]", digits),
        bare_scale=bool(re.fullmatch("[百千万亿]+", digits)) and not match["share"],
        unit_start=end,
    )
    part = replace(part, start=position - 1) if part.sign < 0 and not match["sign"] else part
    if match["share"]:
        unit = "%" if match["share"][0] == "百" else "‰"
        return replace(part, unit=unit, unit_stated=unit)
    return _with_unit(plain, part)


def read_range(plain: str, first: Part) -> Part | None:
    """The range that a number begins: 8%—10%, 20至30家, 3—5亿元; None if it begins none."""
    separator = RANGE.match(plain, first.end)
    if not separator or FROM.search(plain, max(0, first.start - 4), first.start):
        return None
    last = read_part(plain, separator.end())
    if last is None and (share := re.match("[百千]分之", plain[first.start :])):
        last = read_part(plain, separator.end() + len(share[0]))
    if last is None or last.bare_scale or last.sign < 0:
        return None
    first = _with_unit_of(first, last)
    if plain[first.start :].startswith(("百分之", "千分之")) and not last.unit:
        last = replace(last, unit=first.unit, unit_stated=first.unit_stated)
    if first.unit != last.unit or first.low >= last.high:
        return None
    return replace(
        last,
        start=first.start,
        low=first.low,
        numeral=first.numeral and last.numeral,
        approximate=last.more or first.more,
        low_open=first.more,
    )


def _with_unit_of(first: Part, last: Part) -> Part:
    """The first number of a range takes unit and scale of the second where it has none: 3 of 3—5亿元."""
    if first.unit:
        return first
    scaled = first.low * last.scale
    if not first.scale_word and last.scale > 1 and scaled < last.high:
        return replace(first, low=scaled, high=scaled, unit=last.unit)
    return replace(first, unit=last.unit)


def _scaled(numeral: Numeral, scale: str) -> Numeral:
    """The scale after 余 or 多: 30余亿."""
    factor = scale_factor(scale)
    return Numeral(
        numeral.low * factor,
        numeral.high * factor,
        *(numeral.scale * factor, numeral.scale_word + scale),
    )


def _minus_before(plain: str, position: int) -> bool:
    """Whether a minus sign stands before a number, and no number or letter before that."""
    return bool(
        re.search(
            r"(?:^|[^0-9A-Za-z%‰家个元亩人倍次件项年月日\s减担肩背抱-])\s?[-负]$",
            plain[max(0, position - 3) : position],
        )
    )


def _with_unit(plain: str, part: Part) -> Part:
    if tenths := TENTHS.match(plain, part.end):
        return _in_tenths(part, tenths)
    if (money := OF_MONEY.match(plain, part.end)) and not part.scale_word:
        scale = scale_factor("亿")
        low, high = part.low * scale, part.high * scale
        return replace(part, end=money.end(), low=low, high=high, scale=scale, unit="元", unit_stated="亿元")
    match = UNIT.match(plain, part.end)
    if not match:
        return part
    word, factor = match["unit"], Decimal(1)
    if part.scale_word.endswith("千") and f"千{word}" in words.UNITS and not plain[: part.end].endswith("余"):
        # 3千米 is three kilometres.
        word, factor = f"千{word}", scale_factor("千")
        part = replace(part, low=part.low / factor, high=part.high / factor, scale=part.scale / factor)
        part = replace(part, scale_word=part.scale_word[:-1])
    unit, per = words.UNITS[word], (match["per"] or "")[1:]
    end, stated = match.end(), part.scale_word + word + (match["per"] or "")
    more = re.match(r"[余多](?=月|百分点|小时)", plain[end:])
    if more and word == "个":
        inner = UNIT.match("个" + plain[end + 1 :])
        if inner and inner["unit"] in words.UNITS:
            unit, end = words.UNITS[inner["unit"]], end + inner.end()
            part, stated = (
                replace(part, more=True, low_open=True, approximate=True),
                part.scale_word + inner["unit"],
            )
    canonical = f"{unit}/{words.UNITS.get(per, per)}" if per else unit
    return replace(part, end=end, unit=canonical, unit_stated=stated, per="", unit_start=match.start("unit"))


def _in_tenths(part: Part, match: re.Match[str]) -> Part:
    """成 is ten per cent: 三成, 七八成, 三成五."""
    half = {"半": Decimal(5), None: Decimal(0)}.get(match["half"])
    if half is None:
        found = read_numeral(match["half"])
        half = found.low if found else Decimal(0)
    return replace(
        part, end=match.end(), low=part.low * 10 + half, high=part.high * 10 + half, unit="%", unit_stated="%"
    )
