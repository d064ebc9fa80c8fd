"""A number as the source states it: value, comparator and unit, with 万 and 亿 understood."""

import re
from dataclasses import dataclass
from decimal import Decimal

# What a Chinese unit's first character multiplies by.
SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
ENGLISH_SCALES = (
    (Decimal(10**12), "trillion"),
    (Decimal(10**9), "billion"),
    (Decimal(10**6), "million"),
)
# A number with what it is counted in: 10亿元, 1,240 家, 8.5%.
STATED = re.compile(r"(?P<value>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>%|[万亿]*[元家个件人亩]?)")
SYMBOLS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈"}


def grouped(value: Decimal) -> str:
    """The value with thousands separators and exactly the decimals it was stated with: `1,240`, `8.50`."""
    return f"{value:,f}"


@dataclass(frozen=True)
class Amount:
    """A stated number. `unit` is the source's own (`家`, `亿元`, `%`); `unit_en` its English name."""

    value: Decimal
    unit: str = ""
    comparator: str = "="
    unit_en: str = ""

    @classmethod
    def find(cls, text: str) -> "Amount | None":
        """The first number in a text with its unit: `产值过10亿元` holds 10 亿元. None if there is none."""
        found = STATED.search(text)
        return cls(Decimal(found["value"].replace(",", "")), found["unit"]) if found else None

    @property
    def scale(self) -> Decimal:
        """What the unit multiplies by: 10⁸ for `亿元`, 1 for `家`. `万` and `亿` may stand alone."""
        scale = Decimal(1)
        for character in self.unit:
            if character not in SCALES:
                break
            scale *= SCALES[character]
        return scale

    @property
    def in_base_unit(self) -> Decimal:
        """The value in the base unit (元 for 亿元), exact: what sorting and charts compare."""
        return self.value * self.scale

    @property
    def base_unit(self) -> str:
        """The unit without what multiplies: `元` for `亿元`."""
        return self.unit.lstrip("".join(SCALES))

    @property
    def symbol(self) -> str:
        """The comparator as printed before the number; equality prints nothing."""
        return SYMBOLS[self.comparator]

    def parts(self, language: str) -> tuple[str, str]:
        """The number and its unit as printed: (`30`, `亿元`), in English (`3`, `billion yuan`)."""
        number, unit = grouped(self.value), self.unit
        if not language.startswith("zh"):
            number, unit = self._english()
        if unit == "%":
            number, unit = f"{number}%", ""
        return f"{self.symbol} {number}".strip(), unit

    def _english(self) -> tuple[str, str]:
        if self.unit == "%" or self.scale == 1:
            return grouped(self.value), self.unit if self.unit == "%" else self.unit_en
        for scale, word in ENGLISH_SCALES:
            if self.in_base_unit >= scale:
                return grouped((self.in_base_unit / scale).normalize() + 0), f"{word} {self.unit_en}".strip()
        return grouped(self.in_base_unit.to_integral_value()), self.unit_en
