"""Calendar periods as plans name them: a year, half-year, quarter or month."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from django.utils.formats import date_format
from django.utils.translation import gettext as _

# Also used in a database constraint.
PERIOD_PATTERN = r"^[0-9]{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$"


@total_ordering
@dataclass(frozen=True)
class Period:
    """A period of `months` (1, 3, 6 or 12) months that begins with month `first` (1–12) of `year`."""

    year: int
    first: int = 1
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Parse `2024`, `2024-H1`, `2024-Q3` or `2024-06`; anything else raises ValueError."""
        if not re.match(PERIOD_PATTERN, text, re.ASCII) or text != text.strip():
            raise ValueError(f"not a period: {text!r}; expected 2024, 2024-H1, 2024-Q3 or 2024-06")
        year, _, part = text.partition("-")
        if not part:
            return cls(int(year))
        if part.startswith("H"):
            return cls(int(year), 6 * int(part[1]) - 5, 6)
        if part.startswith("Q"):
            return cls(int(year), 3 * int(part[1]) - 2, 3)
        return cls(int(year), int(part), 1)

    def __str__(self) -> str:
        part = {12: "", 6: f"-H{(self.first + 5) // 6}", 3: f"-Q{(self.first + 2) // 3}"}
        return f"{self.year:04d}" + part.get(self.months, f"-{self.first:02d}")

    @property
    def in_words(self) -> str:
        """The name in the current language: 2023年, 2024年上半年, 2024年第三季度, 2024年6月."""
        if self.months == 12:
            return _("%(year)d") % {"year": self.year}
        if self.months == 6:
            words = _("First half of %(year)d") if self.first == 1 else _("Second half of %(year)d")
            return words % {"year": self.year}
        if self.months == 3:
            return _("Quarter %(quarter)d of %(year)d") % {
                "year": self.year,
                "quarter": (self.first + 2) // 3,
            }
        return date_format(self.start, _("F Y"))

    def __lt__(self, other: "Period") -> bool:
        """Order by end; of two with the same end, the shorter first, so that a total follows its parts."""
        return (self.end, self.months) < (other.end, other.months)

    @property
    def start(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        month = self.first + self.months - 1
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def __contains__(self, other: "Period | date") -> bool:
        if isinstance(other, date):
            return self.start <= other <= self.end
        return self.start <= other.start and other.end <= self.end

    def shifted(self, steps: int) -> "Period":
        """The period of the same length, `steps` lengths later; earlier if negative."""
        index = self.year * 12 + self.first - 1 + steps * self.months
        return Period(index // 12, index % 12 + 1, self.months)
