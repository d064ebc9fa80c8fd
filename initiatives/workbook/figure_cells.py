"""Merge what one cell of a figure says with its neighbours: 30余亿元 as value, 到2025年 as period."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.values.vocabulary import Availability, Comparator, PeriodStanding
from initiatives.workbook.cell_parsers import AmountCell, PeriodCell
from initiatives.workbook.problems import Misread

# The fields that the cell of the value may state besides it, with what they hold if nothing states them.
STATED_WITH_VALUE: dict[str, Any] = {
    "comparator": None,
    "unit": None,
    "upper_value": None,
    "approximate": False,
    "change": False,
    "rank": False,
    "ratio": None,
}
# The columns that are wrong, the column that the problem is told at, and the problem.
CellProblem = tuple[set[str], str, Misread]


def merge_figure(row: Any, headings: dict[str, str]) -> Iterator[CellProblem]:
    """Put what the cells of value and period state into the empty fields of a row of figures."""
    yield from _merge_period(row, headings)
    if "value" in row.absent:
        return
    stated: AmountCell | None = row.values["value"]
    if stated is None:
        yield from _missing_value(row)
        return
    row.values["value"] = stated.value
    if stated.value is None:
        row.values["availability"] = row.values["availability"] or Availability.NOT_STATED
        row.absent.discard("availability")
        return
    for name, nothing in STATED_WITH_VALUE.items():
        says = getattr(stated, name)
        # “About” alone is the comparator.
        implied = name == "approximate" and stated.comparator == Comparator.ABOUT
        if says != nothing and not implied:
            yield from _fill(row, "value", name, says, headings)


def _missing_value(row: Any) -> Iterator[CellProblem]:
    availability = row.values["availability"]
    if "availability" not in row.absent and availability in (None, Availability.STATED):
        remedy = _("Write the number, or — if it is not stated.")
        yield {"value", "availability"}, "value", Misread(_("a number"), remedy)


def _merge_period(row: Any, headings: dict[str, str]) -> Iterator[CellProblem]:
    stated = row.values["period"]
    if isinstance(stated, PeriodCell):
        row.values["period"] = stated.period
        if stated.standing != PeriodStanding.WITHIN:
            yield from _fill(row, "period", "period_standing", stated.standing, headings)


def _fill(row: Any, source: str, name: str, says: Any, headings: dict[str, str]) -> Iterator[CellProblem]:
    """Fill an empty cell; one that says something else is a problem of the cell that says both."""
    if row.values[name] is None:
        row.values[name] = says
        row.absent.discard(name)
    elif not _same_meaning(says, row.values[name]):
        expected = format_lazy(_("what “{heading}” says too"), heading=headings[name])
        alone = (
            _("Write the number alone, or empty the other cell.")
            if source == "value"
            else _("Write the period alone, or empty the other cell.")
        )
        yield {name}, source, Misread(expected, alone)


def _same_meaning(says: Any, in_column: Any) -> bool:
    """Whether both cells say the same: `30亿` may stand beside `亿元`."""
    return says == in_column or (says in ("万", "亿", "万亿") and in_column == f"{says}元")
