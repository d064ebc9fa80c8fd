"""Times as sources write them in the form and in workbook cells."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from initiatives.models import Figure
from initiatives.values.periods import Period
from initiatives.values.stated_fields import read_period
from initiatives.workbook.cell_parsers import PARSERS
from initiatives.workbook.problems import Misread
from initiatives.workbook.sheets import CellType, columns_of

CASES = yaml.safe_load((Path(__file__).parent / "cases/periods.yaml").read_text(encoding="utf-8"))
PERIOD = next(column for column in columns_of(Figure) if column.kind is CellType.PERIOD)
BOUNDS = {"within": ("from", "to"), "by": ("to",), "as_of": ("to",), "since": ("from",)}


def says_its_year(case: dict[str, Any]) -> bool:
    """Whether the words alone, without their sentence and the date of publication, name a period."""
    return not case.get("inferred") and "in" not in case and case["kind"] in BOUNDS


WHOLE = [case for case in CASES if says_its_year(case)]
OTHERS = [case for case in CASES if not says_its_year(case)]


def words_of(case: dict[str, Any]) -> str:
    return str(case["text"])


def is_right(case: dict[str, Any], text: str, standing: str) -> bool:
    period = Period.parse(text)
    days: dict[str, date] = {"from": period.start, "to": period.end}
    same = all(days[name] == case[name] for name in BOUNDS[case["kind"]])
    return same and standing == case["kind"].replace("_", "-")


@pytest.mark.parametrize("case", WHOLE, ids=words_of)
def test_form_and_cell_read_the_period_and_how_the_figure_stands_to_it(case):
    read = read_period(case["text"])
    assert read is not None
    assert is_right(case, *read)
    cell = PARSERS[CellType.PERIOD](case["text"], PERIOD)
    # What is simply in its period is the period alone.
    assert is_right(case, cell, "within") if isinstance(cell, str) else is_right(case, *vars(cell).values())


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.get("in", case["text"]))
def test_words_that_do_not_say_their_year_are_asked_about(case):
    assert read_period(case["text"]) is None
    with pytest.raises(Misread):
        PARSERS[CellType.PERIOD](case["text"], PERIOD)
