"""Amounts and times as official Chinese texts write them, drawn at random with what a figure then holds."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

DIGITS = "零一二三四五六七八九"
SCALES = (("亿", 10**8), ("万", 10**4))
ENGLISH_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
# Words of a comparison, with its English and what the figure holds. `{}` is the amount.
MORE = [("超{}", "more than {}"), ("超过{}", "over {}"), ("突破{}", "more than {}"), ("逾{}", "more than {}")]
AT_LEAST = [("{}以上", "at least {}"), ("不少于{}", "no fewer than {}"), ("不低于{}", "at least {}")]
AT_MOST = [("不超过{}", "no more than {}"), ("{}以内", "no more than {}")]
ABOUT = [("约{}", "about {}"), ("{}左右", "about {}")]
COMPARISONS = {">": MORE, ">=": AT_LEAST, "<=": AT_MOST}


@dataclass(frozen=True)
class Wording:
    """An amount in the source's words and in English, and the fields of a figure that states it."""

    text: str
    english: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Time:
    """A time in the source's words and in English, and the period that it names."""

    text: str
    english: str
    period: str
    standing: str = "within"
    # Only the words that name the time, without 预计.
    stated: str = ""


def chinese(number: int) -> str:
    """A whole number below 10¹² in Chinese numerals: 二百四十一, 一千零五, 十二."""
    for word, scale in SCALES:
        if number >= scale:
            head, rest = divmod(number, scale)
            gap = "零" if 0 < rest < scale // 10 else ""
            return chinese(head) + word + (gap + chinese(rest) if rest else "")
    words, started = "", False
    for word, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // unit % 10
        if digit:
            words += DIGITS[digit] + word
            started = True
        elif started and number % unit and not words.endswith("零"):
            words += "零"
    words = words.removesuffix("零") or "零"
    return words[1:] if words.startswith("一十") else words


def whole_number(rng: Random, value: int) -> str:
    """A whole number in some notation."""
    ways = [str(value)] * 4
    if value >= 1000:
        ways += [f"{value:,}", f"{value:,}".replace(",", "，")]
    if value < 1000:
        ways.append(chinese(value))
    ways.append(str(value).translate(FULL_WIDTH))
    return rng.choice(ways)


def counted(rng: Random, value: int, unit: str) -> Wording:
    """A count with its classifier: 241家, 二百四十一家, 两家, 1.2万家."""
    english = f"{value:,}"
    if value == 2 and rng.random() < 0.5:
        return Wording(f"两{unit}", english, {"value": Decimal(2), "unit": unit})
    if value >= 10_000 and value % 100 == 0:
        scaled = Decimal(value) / 10_000
        if rng.random() < 0.5:
            return Wording(f"{plain(scaled)}万{unit}", english, {"value": scaled, "unit": f"万{unit}"})
    return Wording(whole_number(rng, value) + unit, english, {"value": Decimal(value), "unit": unit})


def plain(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end."""
    return f"{value.normalize():f}"


def english_money(value: Decimal, currency: str) -> str:
    """An amount of yuan or dollars: `3.2 billion yuan`."""
    for scale, word in ENGLISH_SCALES:
        if value >= scale:
            return f"{plain(value / scale)} {word} {currency}"
    return f"{value:,f} {currency}"


def currency_of(unit: str) -> str:
    return "US dollars" if unit == "美元" else "yuan"


def money(rng: Random, amount: int, unit: str) -> Wording:
    """An amount of whole ten thousands of a currency (元, 美元): 30亿元, 3亿2千万元, 5千万元, 300000千元."""
    value, ten_thousands = Decimal(amount), amount // 10_000
    english = english_money(value, currency_of(unit))
    fields = {"value": value / 10**8, "unit": f"亿{unit}", "unit_en": currency_of(unit)}
    if amount < 10**8:
        fields |= {"value": Decimal(ten_thousands), "unit": f"万{unit}"}
        ways = [f"{ten_thousands}万{unit}"] * 3
        if ten_thousands % 1000 == 0:
            ways.append(f"{ten_thousands // 1000}千万{unit}")
        return Wording(rng.choice(ways), english, fields)
    ways = [f"{plain(value / 10**8)}亿{unit}"] * 4
    hundred_millions, rest = divmod(amount, 10**8)
    if rest and rest % 10**7 == 0:
        ways.append(f"{hundred_millions}亿{rest // 10**7}千万{unit}")
    if not rest and hundred_millions < 100:
        ways.append(f"{chinese(hundred_millions)}亿{unit}")
        if unit == "元" and hundred_millions < 10:
            ways.append(f"{amount // 1000}千{unit}")
    return Wording(rng.choice(ways), english, fields)


def per_cent(rng: Random, value: Decimal) -> Wording:
    """24%, ２４％, 百分之八点五."""
    number = plain(value)
    ways = [f"{number}%"] * 4 + [f"{number}%".translate(FULL_WIDTH)]
    head, _point, decimals = number.partition(".")
    words = chinese(int(head)) + ("点" + "".join(DIGITS[int(one)] for one in decimals) if decimals else "")
    ways.append(f"百分之{words}")
    return Wording(rng.choice(ways), f"{number}%", {"value": value, "unit": "%"})


def compared(rng: Random, amount: Wording, comparators: str = "> >= <= about") -> Wording:
    """The amount with words of comparison: 超90%, 12个以内, 约60个."""
    comparator = rng.choice(comparators.split())
    if comparator == "about":
        words, english = rng.choice(ABOUT)
        fields = {**amount.fields, "approximate": True}
    else:
        words, english = rng.choice(COMPARISONS[comparator])
        fields = {**amount.fields, "comparator": comparator}
    return Wording(words.format(amount.text), english.format(amount.english), fields)


def rounded(rng: Random, value: int, unit: str, english: str, **fields: Any) -> Wording:
    """A round number of a unit with 近, 余 or 多: 近100家, 30余亿元."""
    held = {"value": Decimal(value), "unit": unit, "approximate": True, **fields}
    if rng.random() < 0.5:
        return Wording(f"近{value}{unit}", f"nearly {english}", {**held, "comparator": "<"})
    word = rng.choice("余多")
    return Wording(f"{value}{word}{unit}", f"more than {english}", {**held, "comparator": ">"})


def ranged(rng: Random, low: Wording, high: Wording) -> Wording:
    """Two plain amounts of one unit as a range: 8%—10%, 20至30家."""
    unit, values = low.fields["unit"], (low.fields["value"], high.fields["value"])
    joint = rng.choice("—至-～")
    first = plain(values[0]) + (unit if unit == "%" and rng.random() < 0.5 else "")
    english = f"{low.english} to {high.english}"
    return Wording(
        f"{first}{joint}{plain(values[1])}{unit}", english, {**low.fields, "upper_value": values[1]}
    )


def times_of_the_past(year: int, is_relative: bool) -> list[Time]:
    """Times in the year before the plan's, some of them by words such as 今年 (only before it ends)."""
    month, month_en = (11, "November") if is_relative else (10, "October")
    times = [
        Time(f"{year}年", f"in {year}", f"{year}"),
        Time(f"截至{year}年{month}月底", f"by the end of {month_en} {year}", f"{year}-{month}", "as-of"),
        Time(f"{year}年上半年", f"in the first half of {year}", f"{year}-H1"),
        Time(f"{year}年前三季度", f"in the first three quarters of {year}", f"{year}-01/{year}-09"),
        Time(f"{year}年第三季度", f"in the third quarter of {year}", f"{year}-Q3"),
        Time(f"{year}年1—{month}月", f"from January to {month_en} {year}", f"{year}-01/{year}-{month}"),
    ]
    if is_relative:
        times += [
            Time("今年", "this year", f"{year}"),
            Time("今年以来", "since the beginning of this year", f"{year}", "since"),
            Time("截至目前", "as of now", f"{year}", "as-of"),
            Time("今年上半年", "in the first half of this year", f"{year}-H1"),
            Time("前三季度", "in the first three quarters", f"{year}-01/{year}-09"),
        ]
    return times


def times_expected(year: int, is_relative: bool) -> list[Time]:
    times = [
        Time(f"预计{year}年全年", f"expected for the whole of {year}", f"{year}", stated=f"{year}年全年")
    ]
    if is_relative:
        times += [
            Time("预计全年", "expected for the full year", f"{year}", stated="全年"),
            Time("今年预计", "expected this year", f"{year}", stated="今年"),
        ]
    return times


def times_ahead(year: int, is_relative: bool) -> list[Time]:
    """Times of targets in the plan's year or the one after."""
    times = [
        Time(f"{year}年", f"in {year}", f"{year}"),
        Time(f"到{year}年底", f"by the end of {year}", f"{year}", "by"),
        Time(f"{year}年上半年", f"in the first half of {year}", f"{year}-H1"),
        Time(f"{year}年6月底前", f"by the end of June {year}", f"{year}-06", "by"),
        Time(f"到{year + 1}年", f"by {year + 1}", f"{year + 1}", "by"),
    ]
    if is_relative:
        times.append(Time("明年", "next year", f"{year}"))
    if year in (2022, 2023):
        times.append(Time("“十四五”期间", "in the period of the 14th Five-Year Plan", "2021/2025"))
    return times
