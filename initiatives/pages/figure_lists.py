"""Which figures of one metric stand in one list: only like with like is put in an order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from initiatives.models import Figure
from initiatives.models.site_urls import page_language
from initiatives.values.amount_words import split_unit
from initiatives.values.chinese_numerals import scale_factor
from initiatives.values.english_units import english_unit
from initiatives.values.periods import Period
from initiatives.values.vocabulary import FigureKind

LEVEL, CHANGE, RANK, RATIO = "level", "change", "rank", "ratio"
FORM_LABELS = {
    CHANGE: pgettext_lazy("form of a number", "change"),
    RANK: pgettext_lazy("form of a number", "rank"),
    RATIO: pgettext_lazy("form of a number", "ratio"),
}


@dataclass(frozen=True)
class FigureListKey:
    """What the figures of a list have in common besides their metric.

    `unit` is without its factor, so 亿元 and 万元 are in one list. `form` says what the number is: a level,
    a change, a rank or a ratio; a growth rate is a level of its metric.
    """

    kind: str
    period: str
    standing: str
    scope: str
    unit: str
    form: str

    @classmethod
    def of(cls, figure: Figure) -> "FigureListKey | None":
        """The list that a figure stands in; None for one without a number."""
        if figure.value is None:
            return None
        form = form_of(figure.change, figure.rank, figure.ratio is not None)
        unit = split_unit(figure.unit)[1]
        return cls(figure.kind, figure.period, figure.period_standing, figure.scope, unit, form)

    @property
    def address(self) -> str:
        """What the list is called in addresses."""
        whole = "\n".join((self.period, self.standing, self.scope, self.unit, self.form))
        return f"{self.kind}-{blake2b(whole.encode(), digest_size=5).hexdigest()}"

    @property
    def kind_label(self) -> str:
        return str(FigureKind(self.kind).label)

    @property
    def period_in_words(self) -> str:
        return Period.parse(self.period).standing_in_words(self.standing)

    def differences(self, other: "FigureListKey") -> list[str]:
        """In what another list differs, in words; nothing for the same list."""
        found = []
        if other.kind != self.kind:
            found.append(_("another kind"))
        if (other.period, other.standing) != (self.period, self.standing):
            found.append(_("another period"))
        if other.scope != self.scope:
            found.append(_("another scope"))
        if other.form != self.form:
            found.append(_("only a change, not a level") if other.form == CHANGE else _("another form"))
        elif other.unit != self.unit:
            found.append(_("another unit"))
        return found


def form_of(change: bool, rank: bool, is_ratio: bool) -> str:
    return RANK if rank else RATIO if is_ratio else CHANGE if change else LEVEL


@dataclass
class FigureList:
    """A list of comparable figures: how many there are, and the units in which they are stated."""

    key: FigureListKey
    scope_en: str = ""
    unit_en: str = ""
    count: int = 0
    units: list[str] = field(default_factory=list)

    @property
    def scope(self) -> tuple[str, str]:
        """The scope in the page's language if it is translated, and the language it is in."""
        if page_language() == "en" and self.scope_en:
            return self.scope_en, "en"
        return self.key.scope, "zh-Hans"

    @property
    def subject(self) -> str:
        """What tells it from other lists of the same kind and period: scope, form and unit."""
        unit = self.key.unit
        if page_language() == "en":
            unit = self.unit_en or english_unit(unit)
        form = str(FORM_LABELS.get(self.key.form, ""))
        return " · ".join(filter(None, (self.scope[0], form, unit))) or _("without a unit")

    @property
    def subject_language(self) -> str:
        """The language of the subject where it is not that of the page; else empty."""
        return "zh-Hans" if page_language() == "en" and self.key.scope and not self.scope_en else ""

    @property
    def conditions(self) -> dict[str, Any]:
        """Lookups of its figures among those of the metric."""
        key = self.key
        shape: dict[str, Any] = {"rank": key.form == RANK, "ratio__isnull": key.form != RATIO}
        if key.form == RANK:
            shape.pop("ratio__isnull")
        elif key.form in (LEVEL, CHANGE):
            shape["change"] = key.form == CHANGE
        same = {"kind": key.kind, "period": key.period, "period_standing": key.standing, "scope": key.scope}
        return {**same, "unit__in": self.units, "value__isnull": False, **shape}

    def place(self, value: Decimal, unit: str) -> Decimal:
        """Where a number stands in the list: the largest first, of ranks the smallest; ratios in no order."""
        if self.key.form == RATIO:
            return Decimal(0)
        return value if self.key.form == RANK else -value * scale_factor(split_unit(unit)[0])


def figure_lists(combined: Iterable[Mapping[str, Any]]) -> list[FigureList]:
    """The lists that combinations of values (`FigureQuerySet.by_list`) make, the fullest first."""
    lists: dict[FigureListKey, FigureList] = {}
    for row in combined:
        form = form_of(row["change"], row["rank"], row["is_ratio"])
        unit = split_unit(row["unit"])[1]
        key = FigureListKey(row["kind"], row["period"], row["period_standing"], row["scope"], unit, form)
        found = lists.setdefault(key, FigureList(key))
        found.units.append(row["unit"])
        found.count += row["count"]
        found.scope_en, found.unit_en = found.scope_en or row["scope_en"], found.unit_en or row["unit_en"]
    return sorted(lists.values(), key=_fullest_first)


def _fullest_first(found: FigureList) -> tuple[Any, ...]:
    period = Period.parse(found.key.period)
    return -found.count, -period.end.toordinal(), found.key.kind, found.key.scope, found.key.unit
