"""Workbooks as somebody edits them in a spreadsheet program: cells and lines found by their headings."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

FILLED = (
    "Projects",
    "Measures",
    "Goals",
    "Metrics",
    "Sources",
    "Sections",
    "Passages",
    "Figures",
    "Contributions",
)
# What the blank workbook of a plan knows already, it says.
SINGLE_LINES: dict[str, dict[str, Any]] = {
    "Park": {"Address": "binhai", "Name": "滨海开发区"},
    "Plan": {
        "Year": 2025,
        "Title": "五项工程",
        "Slogan": "五个提升",
        "Date of the meeting": "2025年1月8日",
        "Basis of the date": "原文载明",
    },
}


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook after somebody has worked on it."""
    book = load_workbook(io.BytesIO(content))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell(page: Any, key: str, heading: str) -> Any:
    """A cell by its row's key and its column's heading."""
    place = next(one.column for one in page[1] if one.value == heading)
    return page.cell(next(one.row for one in page["A"] if one.value == key), place)


def add(page: Any, **values: Any) -> None:
    """A line by English headings."""
    headings = [one.value for one in page[1]]
    names = {name.replace("_", " "): value for name, value in values.items()}
    assert set(names) <= {str(heading).lower() for heading in headings}, names
    page.append([names.get(str(heading).lower()) for heading in headings])


def page_of(book: Any, name: str) -> Any:
    """A sheet by its English name, in a blank workbook too."""
    names = (name, f"{name} (optional)", f"Projects and {name.lower()}")
    return next(book[one] for one in names if one in book.sheetnames)


def fill(book: Any) -> None:
    """Type a plan into an English blank workbook with the keys that people may give their rows."""
    pages = {name: page_of(book, name) for name in FILLED}
    for name, values in SINGLE_LINES.items():
        for heading, value in values.items():
            cell_of(book[name], heading).value = value
    for number in range(1, 6):
        add(pages["Projects"], key=f"p{number}", number=number, title=f"工程{number}")
        add(
            pages["Measures"],
            project=f"p{number}",
            title=f"举措{number}",
            cadence="Every quarter",
            due="2025年三季度",
        )
    add(pages["Goals"], key="output", title="产值")
    add(
        pages["Metrics"],
        code="output",
        name="产值",
        nature="Amount of money",
        direction_of_good="More is better",
    )
    add(pages["Sources"], address="gazette", title="公报", date_of_publication=datetime(2025, 1, 9))
    add(pages["Sections"], key="s1", source="gazette", title="一", short_label="§1", number_of_paragraphs=4)
    add(pages["Passages"], key="here", source="gazette", section="s1", paragraph=2, key_phrase="产值")
    for quarter in range(1, 5):
        add(
            pages["Figures"],
            metric="output",
            goal="output",
            kind="Target",
            period=f"2025-Q{quarter}",
            value=f"超{quarter}0亿元",
            passages="here",
        )
    add(pages["Figures"], metric="output", kind="Actual", period=2024, value="未公布")
    add(pages["Contributions"], goal="output", project="p1", basis="Editor's inference", reason="相关")


def cell_of(page: Any, heading: str) -> Any:
    return page.cell(2, next(one.column for one in page[1] if one.value == heading))
