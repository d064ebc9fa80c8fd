"""Numbers as sources state them: value, comparator and unit, where the unit may begin with 千, 万 or 亿."""

from dataclasses import dataclass
from decimal import Decimal

from initiatives.values.amount_words import split_unit
from initiatives.values.chinese_numerals import scale_factor
from initiatives.values.stated_amounts import find_amounts, parse_amount

ENGLISH_SCALES = (
    (Decimal(10**12), "trillion"),
    (Decimal(10**9), "billion"),
    (Decimal(10**6), "million"),
)
COMPARATOR_SYMBOLS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}


def with_separators(value: Decimal) -> str:
    """The value with thousands separators and all its decimals: `1,240`, `8.50`."""
    return f"{value:,f}"


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
    def base_unit(self) -> str:
        """The unit without its factor: `元` for `亿元`."""
        return split_unit(self.unit)[1]

    @property
    def symbol(self) -> str:
        """The comparator as printed before the number; "" for equality."""
        return COMPARATOR_SYMBOLS[self.comparator]

    def parts(self, language: str) -> tuple[str, str]:
        """Number and unit as printed in a language: (`30`, `亿元`), in English (`3`, `billion yuan`)."""
        number, unit = with_separators(self.value), self.unit
        if not language.startswith("zh"):
            number, unit = self._english_parts()
        if unit == "%":
            number, unit = f"{number}%", ""
        return f"{self.symbol} {number}".strip(), unit

    def _english_parts(self) -> tuple[str, str]:
        if self.unit == "%" or self.scale == 1:
            return with_separators(self.value), self.unit if self.unit == "%" else self.unit_en
        for scale, word in ENGLISH_SCALES:
            if self.in_base_unit >= scale:
                return with_separators(
                    (self.in_base_unit / scale).normalize() + 0
                ), f"{word} {self.unit_en}".strip()
        return with_separators(self.in_base_unit.to_integral_value()), self.unit_en
