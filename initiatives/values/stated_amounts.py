"""The grammar of amounts in Chinese official texts: 30余亿元, 不低于6%, 8%—10%, 同比下降3.2%, 前三."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from initiatives.values import amount_words as words
from initiatives.values.amount_context import Context, read_context
from initiatives.values.amount_parts import Part, read_part, read_range
from initiatives.values.chinese_numerals import numeral_value, plain_text

HUNDRED = Decimal(100)
BARE_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.[0-9]{1,9})?")
SPECIAL = re.compile(
    "|".join(
        (
            words.RANK,
            words.AMONG,
            words.ORDINAL_RANK,
            words.MULTIPLIED,
            words.HALF,
            words.DIGIT_COUNT,
            words.FRACTION,
            words.RATIO,
        )
    )
)
SCAN = re.compile(rf"(?P<skipped>{words.NOT_AMOUNTS})|(?P<start>{words.NUMBER_START.pattern})")
# What may stand around an amount where a text is one amount and nothing else.
AROUND = " \t\n“”\"'「」『』‘’。,;、!()"
LONGEST_LEAD = 16


@dataclass(frozen=True)
class StatedAmount:
    """An amount as a text states it.

    - `words`: the slice `start:end` of the text, with its comparison and verb.
    - `low`, `high`: the bounds in the base unit, None where it has none; one that is `low_open` or
      `high_open` is itself not included.
    - `unit`: the canonical base unit (元 of 亿元), "" for a pure number; `unit_stated`: the unit with its
      scale as written; `scale`: that factor.
    - `change`: a difference or growth, its sign in the bounds; `to_base`: the level in multiples of the
      base (2 for 翻一番).
    - `rank`: a place, 1 the best; `ratio`: the second number of a proportion.
    - `numeral`: it counts the parts of a slogan and is no figure.
    """

    start: int
    end: int
    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    approximate: bool = False
    unit: str = ""
    unit_stated: str = ""
    scale: Decimal = Decimal(1)
    change: bool = False
    rank: bool = False
    ratio: Decimal | None = None
    to_base: Decimal | None = None
    numeral: bool = False
    # Whether a verb or a minus sign gives the direction, so that the sign is stated.
    signed: bool = False

    @property
    def value(self) -> Decimal:
        """The only or lower bound in the stated unit; the upper one where there is no lower."""
        bound = self.low if self.low is not None else self.high
        return _in_unit(bound if bound is not None else Decimal(0), self.scale)

    @property
    def upper(self) -> Decimal | None:
        """The upper bound of a range in the stated unit; None where it is no range."""
        if self.low is None or self.high is None or self.low == self.high:
            return None
        return _in_unit(self.high, self.scale)

    @property
    def comparator(self) -> str:
        """The code of `Comparator`: of `value` alone, so "=" for a range."""
        if self.low is None:
            return "<" if self.high_open else "<="
        if self.high is None:
            return ">" if self.low_open else ">="
        return "~" if self.approximate and self.low == self.high else "="


def find_amounts(text: str) -> list[StatedAmount]:
    """The amounts of a text in order; none overlap. What only looks like an amount (一号工程) is left out."""
    return list(_scan(text, plain_text(text), whole=False))


def parse_amount(text: str) -> StatedAmount | None:
    """The amount that a text consists of, perhaps with its verb or subject; None for none or several."""
    plain = plain_text(text)
    if bare := BARE_NUMBER.fullmatch(plain.strip()):
        start = plain.index(bare[0])
        value = Decimal(bare[0].replace(",", ""))
        return StatedAmount(start, start + len(bare[0]), bare[0], value, value, signed=bare[0][0] in "+-")
    found = list(_scan(text, plain, whole=True))
    if len(found) != 1:
        return None
    before, after = plain[: found[0].start].strip(AROUND), plain[found[0].end :].strip(AROUND)
    has_number = SCAN.search(before + "|" + after)
    return found[0] if not after and not has_number and len(before) <= LONGEST_LEAD else None


def _scan(text: str, plain: str, *, whole: bool) -> Iterator[StatedAmount]:
    """Read from left to right: at each place a special form, else what is no amount, else a number."""
    quoted = [(match.start(1), match.end(1)) for match in words.QUOTED.finditer(plain)]
    position = floor = 0
    while True:
        special, other = SPECIAL.search(plain, position), SCAN.search(plain, position)
        if not special and not other:
            return
        amount: StatedAmount | None = None
        if special and (not other or special.start() <= other.start()):
            amount, position = _special(plain, special, floor), special.start() + 1
        if amount is None and other:
            if other["skipped"]:
                position = max(other.end(), other.start() + 1)
            else:
                found, position = _number(plain, other, floor, whole)
                for each in found:
                    if kept := _in_quotes(each, plain, quoted):
                        yield replace(kept, words=text[kept.start : kept.end])
                    position = floor = max(position, each.end)
                continue
        if amount:
            yield replace(amount, words=text[amount.start : amount.end])
            position = floor = amount.end


def _special(plain: str, match: re.Match[str], floor: int) -> StatedAmount | None:
    start, end = match.span()
    place = match["place"] or match["ordinal"]
    if place:
        if match["ordinal"] and not words.RANK_BEFORE.search(plain, max(floor, start - 14), start):
            return None
        value = numeral_value(place)
        return _rank(plain, floor, start, end, value, value) if value else None
    if match["top"]:
        unit, value = ("%" if match["share"] else "位"), numeral_value(match["top"])
        return _rank(plain, floor, start, end, None, value, unit) if value else None
    if match["among"]:
        return _among(plain, match, floor)
    if match["times"]:
        return _multiplied(plain, match, floor)
    if match["half"]:
        return _half(plain, match, floor)
    if match["digits"]:
        return _digit_count(plain, match, floor)
    if match["denominator"]:
        return _fraction(plain, match, floor)
    return _ratio(plain, match)


def _rank(
    plain: str, floor: int, start: int, end: int, low: Decimal | None, high: Decimal, unit: str = "位"
) -> StatedAmount:
    """A place, with the words of who is compared before it: 全省第3位."""
    if among := words.RANK_BEFORE.search(plain, max(floor, start - 14), start):
        start = among.start()
    return StatedAmount(start, end, "", low, high, unit=unit, unit_stated=unit, rank=True)


def _among(plain: str, match: re.Match[str], floor: int) -> StatedAmount | None:
    """A place among the first so many, with the words of getting there: 跻身全国高新区50强."""
    start, end = match.span()
    number = numeral_value(match["among"])
    getting = words.GETTING_AMONG.search(plain, max(floor, start - 32), start)
    if not getting or not number or not 3 < number < 500:
        return None
    return StatedAmount(getting.start(), end, "", None, number, unit="位", unit_stated="位", rank=True)


def _multiplied(plain: str, match: re.Match[str], floor: int) -> StatedAmount:
    if match["halved"]:
        half = Decimal(-50)
        return StatedAmount(
            *match.span(), "", half, half, unit="%", unit_stated="%", change=True, signed=True
        )
    folds = numeral_value(match["fold"] or "一") or Decimal(1)
    to_base = Decimal(2) ** int(folds)
    part = Part(match.start(), match.end(), to_base - 1, to_base - 1, Decimal(1), "", "倍", "倍")
    amount = _with_context(part, read_context(plain, floor, match.start(), match.end()))
    return replace(amount, change=True, to_base=to_base, signed=True)


def _half(plain: str, match: re.Match[str], floor: int) -> StatedAmount:
    half = Part(match.start(), match.end(), Decimal(50), Decimal(50), Decimal(1), "", "%", "%")
    amount = _with_context(half, read_context(plain, floor, match.start(), match.end()))
    if match["half"][0] in "过超":
        return replace(amount, high=None, low_open=True)
    if match["half"][0] == "近":
        return replace(amount, low=None, high_open=True, approximate=True)
    return amount


def _digit_count(plain: str, match: re.Match[str], floor: int) -> StatedAmount | None:
    """Growth of so many digits: two digits are 10 to 100 per cent."""
    context = read_context(plain, floor, match.start(), match.end())
    if not context.change:
        return None
    digits = {"个": 1, "两": 2, "三": 3}[match["digits"][0]]
    low, high = (Decimal(10) ** (digits - 1) if digits > 1 else Decimal(0)), Decimal(10) ** digits
    part = Part(match.start(), match.end(), low, high, Decimal(1), "", "%", "%", approximate=True)
    amount = _with_context(replace(part, low_open=digits == 1), replace(context, after=None))
    if context.sign < 0:
        return replace(amount, low_open=True, high_open=digits == 1)
    if context.after == ">=":
        return replace(amount, high=None)
    return replace(amount, high_open=True)


def _fraction(plain: str, match: re.Match[str], floor: int) -> StatedAmount | None:
    """A fraction as per cent: 四分之三 is 75%. 百分之… are left to the numbers."""
    whole, parts = numeral_value(match["denominator"]), numeral_value(match["numerator"])
    if not whole or parts is None or match["denominator"] in ("百", "千", "万"):
        return None
    share = (parts * HUNDRED / whole).quantize(Decimal("1.0000")).normalize() + 0
    # A third is no finite number of per cent.
    rounded = share * whole != parts * HUNDRED
    part = Part(match.start(), match.end(), share, share, Decimal(1), "", "%", "%", approximate=rounded)
    return _with_context(part, read_context(plain, floor, match.start(), match.end()))


def _ratio(plain: str, match: re.Match[str]) -> StatedAmount | None:
    if words.CLOCK.match(plain, match.start()) or re.search(
        r"[0-9:.]$|[午日时早晚]\s*$", plain[: match.start()]
    ):
        return None
    if match["ratio_low_words"] and plain[: match.start()].endswith(("一", "二", "三", "第")):
        return None
    low = numeral_value(match["ratio_low"] or match["ratio_low_words"])
    high = numeral_value(match["ratio_high"] or match["ratio_high_words"])
    return None if low is None or not high else StatedAmount(*match.span(), "", low, low, ratio=high)


def _number(plain: str, match: re.Match[str], floor: int, whole: bool) -> tuple[list[StatedAmount], int]:
    """The amount that begins with a number, or two where 由30家到50家 is no range; and where to go on."""
    part = read_part(plain, match.start())
    if part is None:
        return [], match.end()
    if last := read_range(plain, part):
        part = last
    context = read_context(plain, floor, part.start, part.end)
    if not _is_amount(plain, part, context, whole):
        return [], part.end
    amount = _with_context(part, context)
    if amount.unit == "倍":
        amount = _multiple(plain, amount, part, context)
    slogan = words.SLOGAN.match(plain, part.unit_start)
    if slogan and part.numeral and not (amount.change or amount.approximate):
        amount = replace(amount, end=slogan.end(), numeral=True)
    return [amount], amount.end


def _is_amount(plain: str, part: Part, context: Context, whole: bool) -> bool:
    """Whether a number says how much: it has a unit, a comparison, or stands alone."""
    stated = bool(context.before or context.after or context.change or part.approximate)
    alone = whole and not plain[: part.start].strip(AROUND) and not plain[part.end :].strip(AROUND)
    if part.bare_scale:
        return bool(context.before or context.after or part.more) or (
            part.unit in words.MONEY.values() and part.large
        )
    if part.unit:
        one = part.numeral and part.low == part.high == 1 and part.unit in words.COUNTED
        counted = bool(re.search(r"[共仅只第]$", plain[: part.start]))
        slogan = bool(words.SLOGAN.match(plain, part.unit_start))
        return not one or (part.unit != "批" and (alone or stated or counted or slogan))
    noun = re.match(rf"\s*(?:{words.COUNTED_NOUNS})", plain[part.end :])
    # A Chinese numeral without a unit is as a rule part of a word.
    stated = stated or bool(part.scale_word)
    return (
        alone
        or bool(noun and (stated or not part.numeral))
        or (stated and (bool(part.scale_word) or not part.numeral))
    )


def _with_context(part: Part, context: Context) -> StatedAmount:
    """Put number and surroundings together: comparisons open or lift a bound, a verb gives the sign."""
    low: Decimal | None = part.low
    high: Decimal | None = part.high
    low_open, high_open, approximate = part.low_open, False, part.approximate
    if part.more:
        high = None
    for comparison in (context.before, context.after):
        if comparison in (">", ">=", "about_least"):
            high = None
            low_open = low_open or comparison == ">"
        elif comparison in ("<", "<=", "near"):
            low, high, low_open, high_open = None, part.high, False, comparison != "<="
        approximate = approximate or comparison in ("~", "near", "about_least")
    if low is None and high is None:
        # 近100以上 contradicts itself; the number stands.
        low, high, low_open, high_open, approximate = part.low, part.high, False, False, True
    sign = context.sign * part.sign
    if sign < 0:
        low, high = (None if high is None else -high), (None if low is None else -low)
        low_open, high_open = high_open, low_open
    per = part.per or context.per
    money = part.unit in words.MONEY.values() or part.unit in ("吨", "千瓦时")
    unit, stated = part.unit, part.unit_stated
    if per and (money or part.per):
        unit, stated = f"{unit}/{per}", f"{stated}/{per}"
    start = context.start if money or not context.per else part.start
    change = context.change or part.unit == "个百分点"
    return StatedAmount(
        *(start, max(part.end, context.end), "", low, high, low_open, high_open, approximate, unit),
        *(stated, part.scale, change),
        signed=context.signed or part.sign < 0,
    )


def _multiple(plain: str, amount: StatedAmount, part: Part, context: Context) -> StatedAmount:
    """增长1.5倍 is 2.5 times the base, 增长到原来的3倍 three times."""
    if amount.change and context.sign > 0:
        return replace(amount, to_base=part.low + 1)
    if context.level:
        return replace(amount, to_base=part.low)
    if found := words.MULTIPLE_OF.search(plain, max(0, part.start - 18), part.start):
        verb = words.VERB.search(plain, max(0, found.start() - 8), found.start())
        return replace(amount, start=verb.start() if verb else found.start(), change=False, to_base=part.low)
    return amount


def _in_quotes(amount: StatedAmount, plain: str, quoted: list[tuple[int, int]]) -> StatedAmount | None:
    """Inside a short quotation a count is a numeral of a slogan; other Chinese numerals are none."""
    if not any(start <= amount.start and amount.end <= end for start, end in quoted):
        return amount
    chinese = not re.search(r"[0-9]", plain[amount.start : amount.end])
    if amount.unit in words.SLOGAN_UNITS and not amount.change and not amount.approximate:
        return replace(amount, numeral=True)
    return None if chinese and amount.unit in words.COUNTED else amount


def _in_unit(bound: Decimal, scale: Decimal) -> Decimal:
    value = bound / scale
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and abs(value) < 10**20 else value
