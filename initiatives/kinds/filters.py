"""Parameters by which programs choose rows. They are read strictly; errors say what to write."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from initiatives.kinds.schemas import KEY, PERIOD, Schema
from initiatives.values.periods import PERIOD_PATTERN

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LONGEST_NAME = 200

Reader = Callable[[str], Any]


class InvalidParameter(ValueError):
    """A parameter that cannot be read: its name, its text (None: missing) and what to write instead."""

    def __init__(self, parameter: str, text: str | None, remedy: str) -> None:
        super().__init__(parameter)
        self.parameter, self.text, self.remedy = parameter, text, remedy


class UnexpectedValue(ValueError):
    """What a value should have been, in words."""


def read_slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise UnexpectedValue(_("Write a key: Latin letters, digits, “-” and “_”, at most 60."))
    return text


def read_year(text: str) -> int:
    if not YEAR.fullmatch(text):
        raise UnexpectedValue(_("Write a year with four digits, such as 2024."))
    return int(text)


def read_period(text: str) -> str:
    # A span that ends before it begins is written like one; there is nothing in it.
    if not re.fullmatch(PERIOD_PATTERN, text, re.ASCII):
        raise UnexpectedValue(_("Write 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09."))
    return text


def read_name(text: str) -> str:
    if not text or "\0" in text or len(text) > LONGEST_NAME:
        raise UnexpectedValue(
            _("Write a name as a row has it, of at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    return text


def choice_reader(choices: type[TextChoices]) -> Reader:
    def read(text: str) -> str:
        if text not in choices.values:
            raise UnexpectedValue(_("Write one of: %(known)s.") % {"known": ", ".join(choices.values)})
        return text

    return read


def read_parameter(parameter: str, read: Reader, text: str) -> Any:
    """The value of a parameter; raises InvalidParameter if it has none."""
    try:
        return read(text)
    except UnexpectedValue as error:
        raise InvalidParameter(parameter, text[:60], str(error)) from error


@dataclass(frozen=True)
class Filter:
    """A parameter that chooses rows by one lookup. Shared parameters are components of the description."""

    name: str
    lookup: str
    read: Reader
    schema: Schema
    description: str = ""
    shared: bool = False

    @property
    def openapi(self) -> Schema:
        if self.shared:
            return {"$ref": f"#/components/parameters/{self.name}"}
        described = {"description": self.description} if self.description else {}
        return {"name": self.name, "in": "query", **described, "schema": self.schema}


def shared_filter(name: str, lookup: str, read: Reader = read_slug) -> Filter:
    """One of the parameters described in api/openapi_base.yaml: park, year, project, goal."""
    return Filter(name, lookup, read, {}, shared=True)


def key_filter(name: str, lookup: str, description: str) -> Filter:
    return Filter(name, lookup, read_slug, KEY, description)


def choice_filter(name: str, choices: type[TextChoices]) -> Filter:
    return Filter(name, name, choice_reader(choices), {"enum": choices.values})


NAME_FILTER = Filter(
    "name",
    "name",
    read_name,
    {"type": "string", "pattern": r"^[^\u0000]+$", "maxLength": LONGEST_NAME},
    "The name in Chinese, as a row has it. Rows of several parks may share one; they stay apart.",
)
PERIOD_FILTER = Filter("period", "period", read_period, PERIOD)


# Places in the order of a collection, as `after` has them: values of the columns that rows are ordered by.


def _read_whole_number(text: str) -> int:
    if not WHOLE_NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _read_day(text: str) -> date:
    """A day; one that its month does not have counts as the month's last, since only order matters."""
    if not DAY.fullmatch(text):
        raise ValueError(text)
    year, month, day = map(int, text.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class OrderPart:
    """How a column that rows are ordered by is read back from text, and the pattern of that text."""

    read: Reader
    pattern: str


SLUG_PART = OrderPart(read_slug, "[-a-zA-Z0-9_]{1,60}")
ORDER_PARTS = {
    "year": OrderPart(read_year, "[0-9]{4}"),
    "order": OrderPart(_read_whole_number, "[0-9]{1,9}"),
    "number": OrderPart(_read_whole_number, "[0-9]{1,9}"),
    "date": OrderPart(_read_day, "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
}


def order_part(path: str) -> OrderPart:
    """By the last name of a lookup path, `plan__year`; all others are slugs and keys."""
    return ORDER_PARTS.get(path.rpartition("__")[2], SLUG_PART)
