"""Resolve the keys in a workbook to rows of the workbook or of the database."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from initiatives.models import Edition, Metric, Park, Passage, Section
from initiatives.values.row_keys import folded_name
from initiatives.values.vocabulary import OPEN_STATES
from initiatives.workbook.names import Index, only, stored_index
from initiatives.workbook.sheets import (
    KEY_FIELDS,
    SHARED,
    CellType,
    SheetColumn,
    identity,
    refers_to_other_editions,
)


class References:
    """The rows that the references of one workbook may name, by key."""

    def __init__(
        self,
        park: str,
        year: int | None,
        keys: Mapping[type[models.Model], set[str]],
        names: Mapping[type[models.Model], Index],
    ) -> None:
        self.park, self.year, self.keys, self.names = park, year, keys, names
        self.stored_names: dict[type[models.Model], Index] = {
            model: stored_names(model, park) for model in SHARED
        }
        self.stored: dict[type[models.Model], set[str]] = {
            model: {identity(row) for row in _stored_rows(model, park)} for model in SHARED
        }
        self.short_keys: list[dict[str, set[str]]] = [
            _by_short_key(passages) for passages in (keys[Passage], self.stored[Passage])
        ]

    def resolve(
        self, column: SheetColumn, value: str | list[str], row: dict[str, Any]
    ) -> tuple[list[str], list[str]]:
        """Return the complete keys, and those that name no row or more than one."""
        found, unknown = [], []
        for key in value if column.kind is CellType.REFERENCES else [value]:
            full = self._find(column, str(key), row)
            if full:
                found.append(full)
            else:
                unknown.append(str(key))
        return list(dict.fromkeys(found)), unknown

    def _find(self, column: SheetColumn, key: str, row: dict[str, Any]) -> str | None:
        key = unicodedata.normalize("NFKC", key)
        if refers_to_other_editions(column):
            return key if find_in_other_edition(column.target, key) else None
        if column.target is Section:
            key = f"{row['source'] or ''}/{key}"
        elif column.target is Passage and "/" not in key:
            # A passage of the workbook takes precedence over a stored one of the same short key.
            candidates = self.short_keys[0].get(key) or self.short_keys[1].get(key) or set()
            return next(iter(candidates)) if len(candidates) == 1 else None
        known = self.keys[column.target] | self.stored.get(column.target, set())
        return key if key in known else self._find_by_name(column.target, key) or None

    def _find_by_name(self, model: type[models.Model], text: str) -> str:
        """The key of the only row with a name; rows of the workbook take precedence over stored ones."""
        name = folded_name(text)
        return only(self.names[model].get(name) or self.former_names(model).get(name) or ())

    def former_names(self, model: type[models.Model]) -> Index:
        """Names of stored rows; of the edition's those whose rows are in the workbook, maybe renamed."""
        if model not in self.stored_names:
            known = self.keys[model]
            stored = stored_names(model, self.park, self.year) if self.year else {}
            self.stored_names[model] = {name: found & known for name, found in stored.items()}
        return self.stored_names[model]


def find_in_other_edition(model: Any, key: str) -> models.Model | None:
    """Return the row of another edition with the key `park/year/edition/key`."""
    try:
        park, year, number, name = key.split("/")
        return model._default_manager.get_by_natural_key(park, int(year), int(number), name)
    except (ValueError, OverflowError, ObjectDoesNotExist):
        return None


def stored_keys(model: Any, park: str, year: int) -> set[str]:
    """The keys of a kind of row in the edition that an import goes on with."""
    return set(_rows_of_edition(model, park, year).values_list("key", flat=True))


def stored_names(model: Any, park: str, year: int | None = None) -> Index:
    """The keys of stored rows by their names: of the whole park, or of the edition of a year."""
    rows = _stored_rows(model, park) if year is None else _rows_of_edition(model, park, year)
    return stored_index(model, next(name for name in KEY_FIELDS if hasattr(model, name)), rows)


def _rows_of_edition(model: Any, park: str, year: int) -> models.QuerySet:
    """The rows of the edition that `lifecycle.revise` goes on with."""
    editions = Edition.objects.filter(plan__park__slug=park, plan__year=year)
    edition = (
        editions.filter(state__in=OPEN_STATES).first()
        or editions.published().first()
        or editions.order_by("number").last()
    )
    return model._default_manager.filter(edition=edition) if edition else model._default_manager.none()


def _stored_rows(model: type[models.Model], park: str) -> models.QuerySet:
    rows = model._default_manager.all()
    if model is Metric:
        return rows
    if model is Park:
        return rows
    if model in (Section, Passage):
        return rows.filter(source__park__slug=park).select_related("source")
    return rows.filter(park__slug=park)


def _by_short_key(identities: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in identities:
        found.setdefault(key.rpartition("/")[2], set()).add(key)
    return found
