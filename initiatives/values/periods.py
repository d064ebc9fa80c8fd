"""Calendar periods as plans name them: a year, half-year, quarter or month, or a span of months or years."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.values.vocabulary import PeriodStanding

# Also used in a database constraint.
PERIOD_PATTERN = (
    r"^([0-9]{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?|[0-9]{4}/[0-9]{4}"
    r"|[0-9]{4}-(0[1-9]|1[0-2])/[0-9]{4}-(0[1-9]|1[0-2]))$"
)
# The months at which a period of that length begins, if it has a name of its own.
NAMED_LENGTHS = {12: (1,), 6: (1, 7), 3: (1, 4, 7, 10), 1: tuple(range(1, 13))}


@total_ordering
@dataclass(frozen=True)
class Period:
    """A period of any number of `months` that begins with month `first` (1–12) of `year`."""

    year: int
    first: int = 1
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Parse `2024`, `2024-H1`, `2024-Q3`, `2024-06`, or a span: `2024-01/2024-09`, `2021/2025`.

        Anything else raises ValueError, and so does a span that has a name of its own (`2024-01/2024-12`).
        """
        if not re.match(PERIOD_PATTERN, text, re.ASCII) or text != text.strip():
            raise ValueError(f"not a period: {text!r}; expected 2024, 2024-H1, 2024-Q3, 2024-06 or a span")
        beginning, _, end = text.partition("/")
        if not end:
            return cls._parse_named(text)
        first, last = cls._parse_named(beginning), cls._parse_named(end)
        months = 12 * (last.year - first.year) + last.first - first.first + last.months
        span = cls(first.year, first.first, months)
        if months <= 0 or str(span) != text:
            raise ValueError(
                f"not a span: {text!r}; expected a beginning and a later end, as 2024-01/2024-09"
            )
        return span

    @classmethod
    def _parse_named(cls, text: str) -> "Period":
        year, _, part = text.partition("-")
        if not part:
            return cls(int(year))
        if part.startswith("H"):
            return cls(int(year), 6 * int(part[1]) - 5, 6)
        if part.startswith("Q"):
            return cls(int(year), 3 * int(part[1]) - 2, 3)
        return cls(int(year), int(part), 1)

    def __str__(self) -> str:
        if not self.is_named:
            if self.first == 1 and self.months % 12 == 0:
                return f"{self.year:04d}/{self.end.year:04d}"
            return f"{self.start:%Y-%m}/{self.end:%Y-%m}"
        part = {12: "", 6: f"-H{(self.first + 5) // 6}", 3: f"-Q{(self.first + 2) // 3}"}
        return f"{self.year:04d}" + part.get(self.months, f"-{self.first:02d}")

    @property
    def is_named(self) -> bool:
        """Whether it is a year, half-year, quarter or month of the calendar; else it is a span."""
        return self.first in NAMED_LENGTHS.get(self.months, ())

    @property
    def in_words(self) -> str:
        """The name in the current language: 2023年, 2024年上半年, 2024年第三季度, 2024年6月, 2024年1—11月."""
        if not self.is_named:
            return self._span_in_words
        if self.months == 12:
            return _("%(year)d") % {"year": self.year}
        if self.months == 6:
            words = _("First half of %(year)d") if self.first == 1 else _("Second half of %(year)d")
            return words % {"year": self.year}
        if self.months == 3:
            return _("Quarter %(quarter)d of %(year)d") % {"year": self.year, "quarter": self._quarter}
        return date_format(self.start, _("F Y"))

    def standing_in_words(self, standing: str) -> str:
        """The name with what a figure is to it: 到2025年, 截至2023年, 2023年以来; by 2025, as of 2023."""
        words = {
            PeriodStanding.BY: pgettext("standing of a period", "by %(period)s"),
            PeriodStanding.AS_OF: pgettext("standing of a period", "as of %(period)s"),
            PeriodStanding.SINCE: pgettext("standing of a period", "since %(period)s"),
        }.get(PeriodStanding(standing))
        return words % {"period": self._in_a_sentence} if words else self.in_words

    @property
    def _in_a_sentence(self) -> str:
        """The name as it stands within a sentence: the first half of 2024."""
        if self.months == 6 and self.is_named:
            first = pgettext("within a sentence", "the first half of %(year)d")
            second = pgettext("within a sentence", "the second half of %(year)d")
            return (first if self.first == 1 else second) % {"year": self.year}
        if self.months == 3 and self.is_named:
            words = pgettext("within a sentence", "quarter %(quarter)d of %(year)d")
            return words % {"year": self.year, "quarter": self._quarter}
        if self._is_first_three_quarters:
            return pgettext("within a sentence", "the first three quarters of %(year)d") % {"year": self.year}
        return self.in_words

    @property
    def _quarter(self) -> int:
        return (self.first + 2) // 3

    @property
    def _is_first_three_quarters(self) -> bool:
        return (self.first, self.months) == (1, 9)

    @property
    def _span_in_words(self) -> str:
        if self.first == 1 and self.months % 12 == 0:
            return _("%(first)d–%(last)d") % {"first": self.year, "last": self.end.year}
        if self._is_first_three_quarters:
            return _("First three quarters of %(year)d") % {"year": self.year}
        if self.year == self.end.year:
            return pgettext("span of months", "%(first)s to %(last)s %(year)d") % {
                "first": date_format(self.start, pgettext("first month of a span", "F")),
                "last": date_format(self.end, pgettext("last month of a span", "F")),
                "year": self.year,
            }
        return pgettext("span of months", "%(first)s to %(last)s") % {
            "first": date_format(self.start, _("F Y")),
            "last": date_format(self.end, _("F Y")),
        }

    def __lt__(self, other: "Period") -> bool:
        """Order by end; of two with the same end, the shorter first, so that a total follows its parts."""
        return (self.end, self.months) < (other.end, other.months)

    @property
    def start(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        years, month = divmod(self.first + self.months - 2, 12)
        return date(self.year + years, month + 1, calendar.monthrange(self.year + years, month + 1)[1])

    def __contains__(self, other: "Period | date") -> bool:
        if isinstance(other, date):
            return self.start <= other <= self.end
        return self.start <= other.start and other.end <= self.end

    def shifted(self, steps: int) -> "Period":
        """The period of the same length, `steps` lengths later; earlier if negative."""
        index = self.year * 12 + self.first - 1 + steps * self.months
        return Period(index // 12, index % 12 + 1, self.months)
