"""What the keys in a workbook refer to: rows of the workbook, and what this site has already."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from initiatives.models import Metric, Passage, Section
from initiatives.workbook.sheets import SHARED, Kind, SheetColumn, identity, reaches_out


class References:
    """Looks keys up for one workbook."""

    def __init__(self, park: str, keys: Mapping[type[models.Model], set[str]]) -> None:
        self.keys = keys
        self.stored: dict[type[models.Model], set[str]] = {
            model: {identity(row) for row in _stored(model, park)} for model in SHARED
        }
        self.short: list[dict[str, set[str]]] = [
            _by_short_key(passages) for passages in (keys[Passage], self.stored[Passage])
        ]

    def resolve(
        self, column: SheetColumn, value: str | list[str], row: dict[str, Any]
    ) -> tuple[list[str], list[str]]:
        """The keys in full, and those that mean nothing or more than one thing."""
        found, unknown = [], []
        for key in value if column.kind is Kind.REFERENCES else [value]:
            full = self._find(column, str(key), row)
            if full:
                found.append(full)
            else:
                unknown.append(str(key))
        return list(dict.fromkeys(found)), unknown

    def _find(self, column: SheetColumn, key: str, row: dict[str, Any]) -> str | None:
        if reaches_out(column):
            return key if reached(column.target, key) else None
        if column.target is Section:
            key = f"{row['source'] or ''}/{key}"
        elif column.target is Passage and "/" not in key:
            # The workbook's own passage comes before another source's that happens to share its key.
            meant = self.short[0].get(key) or self.short[1].get(key) or set()
            return next(iter(meant)) if len(meant) == 1 else None
        known = self.keys[column.target] | self.stored.get(column.target, set())
        return key if key in known else None


def reached(model: Any, key: str) -> models.Model | None:
    """A row of another edition, by `park/year/edition/key`."""
    try:
        park, year, number, name = key.split("/")
        return model._default_manager.get_by_natural_key(park, int(year), int(number), name)
    except (ValueError, OverflowError, ObjectDoesNotExist):
        return None


def _stored(model: type[models.Model], park: str) -> models.QuerySet:
    rows = model._default_manager.all()
    if model is Metric:
        return rows
    if model in (Section, Passage):
        return rows.filter(source__park__slug=park).select_related("source")
    return rows.filter(park__slug=park)


def _by_short_key(identities: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in identities:
        found.setdefault(one.rpartition("/")[2], set()).add(one)
    return found
