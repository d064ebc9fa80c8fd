"""Workbooks as somebody edits them in a spreadsheet program: cells and lines found by their headings."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from openpyxl import load_workbook


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


def fill(book: Any) -> None:
    add(book["Park"], address="binhai", name="滨海开发区")
    add(book["Plan"], year=2025, title="五项工程", slogan="五个提升", date_of_the_meeting="2025年1月8日")
    cell_of(book["Plan"], "Basis of the date").value = "原文载明"
    for number in range(1, 6):
        add(book["Projects"], key=f"p{number}", number=number, title=f"工程{number}")
        add(
            book["Measures"],
            project=f"p{number}",
            title=f"举措{number}",
            cadence="Every quarter",
            due="2025年三季度",
        )
    add(book["Goals"], key="output", title="产值")
    add(
        book["Metrics"],
        code="output",
        name="产值",
        nature="Amount of money",
        direction_of_good="More is better",
    )
    add(book["Sources"], address="gazette", title="公报", date_of_publication=datetime(2025, 1, 9))
    add(book["Sections"], key="s1", source="gazette", title="一", short_label="§1", number_of_paragraphs=4)
    add(book["Passages"], key="here", source="gazette", section="s1", paragraph=2, key_phrase="产值")
    for quarter in range(1, 5):
        add(
            book["Figures"],
            metric="output",
            goal="output",
            kind="Target",
            period=f"2025-Q{quarter}",
            value=f"超{quarter}0亿元",
            passages="here",
        )
    add(book["Figures"], metric="output", kind="Actual", period=2024, value="未公布")
    add(book["Contributions"], goal="output", project="p1", basis="Editor's inference", reason="相关")


def cell_of(page: Any, heading: str) -> Any:
    return page.cell(2, next(one.column for one in page[1] if one.value == heading))
