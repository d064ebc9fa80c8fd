"""Columns of downloaded tables: a heading, and the cell that a record gives below it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models.site_urls import page_language

Record = dict[str, Any]
Cell = str | int | Decimal | date | bool | None
# Widths in characters, as spreadsheet programs count them.
NARROW, MIDDLE, WIDE = 12, 24, 48
SENTENCE_ENDS = (*"。！？…”）.!?)",)


@dataclass(frozen=True)
class TableColumn:
    """`path` is the place in the record that the cell is read from: `metric.name`."""

    label: Any
    path: str
    read: Callable[[Record, str], Cell]
    width: int = MIDDLE

    def value(self, record: Record) -> Cell:
        return self.read(record, self.path)

    @property
    def entry(self) -> str:
        """The record's own entry that the path begins with."""
        return self.path.partition(".")[0].removesuffix("[]")


def value_at(record: Record, path: str) -> Any:
    """What a record holds at a path; None where a part of the way is missing."""
    found: Any = record
    for name in path.split("."):
        found = found.get(name) if found else None
    return found


def _number(record: Record, path: str) -> Cell:
    text = value_at(record, path)
    return None if text is None else Decimal(str(text))


def _day(record: Record, path: str) -> Cell:
    text = value_at(record, path)
    return date.fromisoformat(str(text)[:10]) if text else None


def _joined(record: Record, path: str) -> Cell:
    """`remarks[].text`: one entry of every member of a list, each value once; `about[]`: the members."""
    list_path, _mark, name = path.partition("[]")
    members: Any = value_at(record, list_path) or []
    values = [value_at(member, name.removeprefix(".")) if name else member for member in members]
    texts = [text for text in values if text is not None]
    return _("; ").join(dict.fromkeys(map(str, texts))) or None


def _sentences(record: Record, path: str) -> Cell:
    """Like `_joined`, for texts of whole sentences, which end in marks of their own."""
    list_path, _mark, name = path.partition("[].")
    texts = dict.fromkeys(value_at(member, name) or "" for member in value_at(record, list_path) or [])
    ended = [text if text.endswith(SENTENCE_ENDS) else f"{text}{_('; ')}" for text in filter(None, texts)]
    between = " " if page_language() == "en" else ""
    return between.join(text.strip() for text in ended).removesuffix(_("; ").strip()) or None


def _paragraphs(record: Record, path: str) -> Cell:
    """The paragraph as a number; of several places each with its section, `§2 ¶3; §4 ¶1`."""
    passages = value_at(record, path) or []
    marks = {passage["mark"]: passage["paragraph"] for passage in passages}
    return next(iter(marks.values())) if len(marks) == 1 else _joined(record, f"{path}[].mark")


def column(label: Any, path: str, width: int = MIDDLE) -> TableColumn:
    """A column for what stands at a path; `list[].name` joins one entry of every member of a list."""
    return TableColumn(label, path, _joined if "[]" in path else value_at, width)


def sentences_column(label: Any, path: str, width: int = WIDE) -> TableColumn:
    """A column for the texts of all members of a list, one after the other."""
    return TableColumn(label, path, _sentences, width)


def _each(record: Record, path: str) -> Cell:
    """Like `_joined`, but a value for every member, so that it lines up with another column of the list."""
    list_path, _mark, name = path.partition("[].")
    values = [value_at(member, name) for member in value_at(record, list_path) or []]
    return _("; ").join("—" if value is None else str(value) for value in values) or None


def each_column(label: Any, path: str, width: int = MIDDLE) -> TableColumn:
    """A column that says something of each member of a list that the column beside it names."""
    return TableColumn(label, path, _each, width)


def number_column(label: Any, path: str, width: int = MIDDLE) -> TableColumn:
    """A column of numbers that the record holds as text, so that no digit is lost."""
    return TableColumn(label, path, _number, width)


def day_column(label: Any, path: str) -> TableColumn:
    return TableColumn(label, path, _day, NARROW)


def paragraph_column(label: Any, path: str = "passages") -> TableColumn:
    return TableColumn(label, path, _paragraphs, NARROW)
