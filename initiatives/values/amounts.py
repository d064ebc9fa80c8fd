"""Numbers as sources state them: value, comparator and unit, where the unit may begin with 千, 万 or 亿."""

from dataclasses import dataclass
from decimal import Decimal

from initiatives.values.amount_words import split_unit
from initiatives.values.chinese_numerals import scale_factor
from initiatives.values.english_units import english_unit
from initiatives.values.stated_amounts import find_amounts, parse_amount

ENGLISH_SCALES = (
    (Decimal(10**12), "trillion"),
    (Decimal(10**9), "billion"),
    (Decimal(10**6), "million"),
)
COMPARATOR_SYMBOLS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": ""}
# Units that are printed at the number, and not after it.
SIGN_UNITS = ("%", "‰")
MINUS = "−"


def with_separators(value: Decimal) -> str:
    """The value with thousands separators, all its decimals and a true minus: `1,240`, `8.50`, `−3.2`."""
    return f"{value:,f}".replace("-", MINUS)


@dataclass(frozen=True)
class Amount:
    """A stated number. `unit` is the source's (`家`, `亿元`, `%`), `unit_en` the base unit in English.

    Of a range, `value` is the lower end and `upper` the other; `ratio` is the second number of a proportion.
    `change` marks a difference or growth, whose sign is its direction, and `rank` a place, 1 being the best.
    """

    value: Decimal
    unit: str = ""
    comparator: str = "="
    unit_en: str = ""
    upper: Decimal | None = None
    approximate: bool = False
    change: bool = False
    rank: bool = False
    ratio: Decimal | None = None

    @classmethod
    def find(cls, text: str) -> "Amount | None":
        """The first amount in a text with its unit: `产值过10亿元` holds 10 亿元. None if there is none."""
        whole = parse_amount(text)
        amounts = [whole] if whole else find_amounts(text)
        stated = next((amount for amount in amounts if not amount.numeral), None)
        return cls(stated.value, stated.unit_stated) if stated else None

    @property
    def scale(self) -> Decimal:
        """The factor in the unit: 10⁸ for `亿元` or `亿`, 10³ for `千元`, 1 for `家`."""
        return scale_factor(split_unit(self.unit)[0])

    @property
    def in_base_unit(self) -> Decimal:
        """The exact value in the base unit (元 for 亿元), for sorting and charts."""
        return self.value * self.scale

    @property
    def upper_in_base_unit(self) -> Decimal | None:
        """The exact upper end of a range in the base unit; None where there is no range."""
        return None if self.upper is None else self.upper * self.scale

    @property
    def base_unit(self) -> str:
        """The unit without its factor: `元` for `亿元`."""
        return split_unit(self.unit)[1]

    @property
    def base_unit_en(self) -> str:
        """The base unit in English: its translation, else its usual name; "" for classifiers such as 家."""
        return self.unit_en or english_unit(self.base_unit)

    @property
    def symbol(self) -> str:
        """The comparator as printed before the number; "" for equality, and for “about”, which is a word."""
        return COMPARATOR_SYMBOLS[self.comparator]

    @property
    def about(self) -> bool:
        """Whether the number is rounded by the source: 约, 左右, 近, 余, 多."""
        return self.approximate or self.comparator == "~"

    def parts(self, language: str) -> tuple[str, str]:
        """Number and unit as printed: (`30余`, `亿元`), in English (`more than 3`, `billion yuan`)."""
        return _chinese_parts(self) if language.startswith("zh") else _english_parts(self)

    def in_words(self, language: str) -> str:
        """Number and unit as one text: `30 亿元`, `30余亿元`, `3 billion yuan`, `+0.5 percentage points`."""
        number, unit = self.parts(language)
        return f"{number}{unit}" if number.endswith(("余", "多")) else f"{number} {unit}".strip()


def _signed(amount: Amount, value: Decimal) -> str:
    """A number with its sign; a rise has one where it is a change: `+24`."""
    return ("+" if amount.change and value > 0 else "") + with_separators(value)


def _numbers(amount: Amount, divisor: Decimal, unit: str, dash: str, until: str) -> str:
    """One number, both ends of a range, or both numbers of a ratio, with a unit such as % at them.

    A range is written with a dash, and with a word (`until`) where a minus would stand beside the dash.
    Chinese repeats the % of a range: 8%—10%, 8–10%.
    """
    value = _signed(amount, _divided(amount.value, divisor))
    if amount.ratio is not None:
        return f"{value}:{with_separators(amount.ratio)}"
    if amount.upper is None:
        return value + unit
    upper = with_separators(_divided(amount.upper, divisor))
    if MINUS in value + upper:
        upper = _signed(amount, _divided(amount.upper, divisor))
        return f"{value}{unit}{until}{upper}{unit}"
    return f"{value}{unit if dash == '—' else ''}{dash}{upper}{unit}"


def _divided(value: Decimal, divisor: Decimal) -> Decimal:
    return value if divisor == 1 else (value / divisor).normalize() + 0


# Chinese


def _chinese_parts(amount: Amount) -> tuple[str, str]:
    if amount.rank:
        return _chinese_rank(amount), ""
    sign, unit = (amount.unit, "") if amount.unit in SIGN_UNITS else ("", amount.unit)
    number = _numbers(amount, Decimal(1), sign, "—", "至")
    if not amount.about:
        return f"{amount.symbol} {number}".strip(), unit
    if amount.comparator == ">" and amount.upper is None and amount.ratio is None:
        return _and_more(amount, number, unit)
    if amount.comparator == "<":
        return f"近 {number}", unit
    return f"{amount.symbol} 约 {number}".strip(), unit


def _and_more(amount: Amount, number: str, unit: str) -> tuple[str, str]:
    """A rounded number that is exceeded: 30余亿元, 3 亿多元, 5.1多平方公里, 30%多."""
    if amount.value >= 10 and amount.value % 10 == 0 and unit:
        return f"{number}余", unit
    if amount.scale > 1 and amount.base_unit:
        return number, unit.removesuffix(amount.base_unit) + f"多{amount.base_unit}"
    return f"{number}多", unit


def _chinese_rank(amount: Amount) -> str:
    place = amount.unit or "位"
    about = "约 " if amount.about else ""
    number = _numbers(amount, Decimal(1), "", "—", "至")
    if amount.comparator == "<=":
        return f"{about}前{number}{place}"
    return f"{amount.symbol} {about}第{number}{place}".strip()


# English


def _english_parts(amount: Amount) -> tuple[str, str]:
    if amount.rank:
        return _english_rank(amount), ""
    sign = amount.unit if amount.unit in SIGN_UNITS else ""
    divisor, unit = (Decimal(1), "") if sign else _english_scale_and_unit(amount)
    number = _numbers(amount, divisor, sign, "–", " to ")
    return f"{_english_prefix(amount)} {number}".strip(), unit


def _english_prefix(amount: Amount) -> str:
    if not amount.about:
        return amount.symbol
    words = {">": "more than", "<": "nearly"}
    return words.get(amount.comparator) or f"{amount.symbol} about".strip()


def _english_rank(amount: Amount) -> str:
    sign = amount.unit if amount.unit in SIGN_UNITS else ""
    number = _numbers(amount, Decimal(1), sign, "–", " to ")
    about = "about " if amount.about else ""
    if amount.comparator == "<=":
        return f"{about}top {number}"
    return f"{amount.symbol} {about}No. {number}".strip()


def _english_scale_and_unit(amount: Amount) -> tuple[Decimal, str]:
    """What the number is divided by, and the words after it: 10⁹ / 10⁸ and `billion yuan` for 30 亿元."""
    unit = amount.unit_en or english_unit(
        amount.base_unit, one=abs(amount.in_base_unit) == 1 and amount.upper is None, change=amount.change
    )
    if amount.scale == 1:
        return Decimal(1), unit
    largest = max(abs(amount.in_base_unit), abs(amount.upper_in_base_unit or Decimal(0)))
    for scale, word in ENGLISH_SCALES:
        if largest >= scale:
            return scale / amount.scale, f"{word} {unit}".strip()
    return 1 / amount.scale, unit
