"""What the workbook's sheets and columns are: one description, for writing as for reading.

It follows the models: each kind of row has a sheet, each of its fields a column under the field's own name,
so that a new field is in the workbook from the day it exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from initiatives.editions.copying import RELEASE_FIELDS
from initiatives.models import (
    Contribution,
    Edition,
    EditionRow,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Metric,
    Organisation,
    Park,
    Passage,
    Photo,
    Plan,
    Project,
    Quote,
    Remark,
    Section,
    Source,
    Statement,
)
from initiatives.models.fields import validate_period

LANGUAGES = ("zh-hans", "en")
# Never in a workbook: what belongs to this installation, and pictures, which stay as they are.
EXCLUDED_FIELDS = {"id", "edition", "park", "plan", "focus"}
# Columns left empty for their usual word: most figures are stated, and equal to their value.
FIELDS_WITH_IMPLIED_VALUE = {(Figure, "comparator"), (Figure, "availability")}
# The property of the file that tells what the plan said when it was taken out.
FINGERPRINT_PROPERTY = "parkplan-state"
SHARED_KEYS = ("key", "slug", "code")


class Kind(Enum):
    """How a column's cells are written and read."""

    KEY = auto()
    TEXT = auto()
    LONG_TEXT = auto()
    PERIOD = auto()
    WHOLE = auto()
    AMOUNT = auto()
    DATE = auto()
    YES_NO = auto()
    CHOICE = auto()
    REFERENCE = auto()
    REFERENCES = auto()


@dataclass(frozen=True)
class SheetColumn:
    """One field of a model as a column."""

    field: Any
    kind: Kind

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def target(self) -> type[models.Model]:
        """What a reference refers to."""
        return self.field.related_model

    @property
    def quiet(self) -> bool:
        return (self.field.model, self.name) in FIELDS_WITH_IMPLIED_VALUE

    @property
    def needed(self) -> bool:
        """Whether a row is nothing without it."""
        return not (self.field.blank or self.field.has_default() or self.kind is Kind.KEY)

    def heading(self, language: str) -> str:
        with override(language):
            return capfirst(str(self.field.verbose_name))

    def words(self, language: str) -> dict[str, str]:
        """A vocabulary's members, each with its word in a language."""
        with override(language):
            return {value: str(word) for value, word in self.field.choices if value}


@dataclass(frozen=True)
class Sheet:
    """One kind of row as a sheet."""

    model: type[models.Model]
    label: Any
    single: bool = False

    def title(self, language: str) -> str:
        with override(language):
            return capfirst(str(self.label))

    @property
    def columns(self) -> tuple[SheetColumn, ...]:
        return columns_of(self.model)

    @property
    def key(self) -> SheetColumn:
        """The column that a row is known by."""
        return next(column for column in self.columns if column.kind is Kind.KEY)

    @property
    def within_source(self) -> bool:
        """Whether its keys count within a source only."""
        return self.model in (Section, Passage)


def instructions_title(language: str) -> str:
    with override(language):
        return gettext("Instructions")


def _sheet(model: type[models.Model]) -> Sheet:
    return Sheet(model, model._meta.verbose_name_plural)


SHEETS = (
    Sheet(Park, Park._meta.verbose_name, single=True),
    Sheet(Edition, Plan._meta.verbose_name, single=True),
    *map(_sheet, (GoalGroup, Goal, Project, Statement, Measure, Metric, Figure, Quote, Organisation)),
    *map(_sheet, (Source, Section, Passage, Photo, Remark, Contribution)),
)
SHEET_OF = {sheet.model: sheet for sheet in SHEETS}
# Rows that editions share, in an order in which what is referred to comes first.
SHARED = (Metric, Organisation, Source, Section, Passage)


@cache
def columns_of(model: type[models.Model]) -> tuple[SheetColumn, ...]:
    found = list(_columns(model))
    key = [column for column in found if column.kind is Kind.KEY]
    return (*key, *(column for column in found if column.kind is not Kind.KEY))


def _columns(model: type[models.Model]) -> Iterator[SheetColumn]:
    if model is Edition:
        yield SheetColumn(Plan._meta.get_field("year"), Kind.WHOLE)
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        left_out = field.name in EXCLUDED_FIELDS or isinstance(field, models.FileField) or not field.editable
        if not left_out and not (model is Edition and field.name in RELEASE_FIELDS):
            yield SheetColumn(field, _kind(model, field))


def _kind(model: type[models.Model], field: Any) -> Kind:
    if field.many_to_many:
        return Kind.REFERENCES
    if field.related_model:
        return Kind.REFERENCE
    if field.name in SHARED_KEYS:
        return Kind.KEY
    if field.choices:
        return Kind.CHOICE
    if validate_period in field.validators:
        return Kind.PERIOD
    kinds = {
        models.TextField: Kind.LONG_TEXT,
        models.DateField: Kind.DATE,
        models.BooleanField: Kind.YES_NO,
        models.DecimalField: Kind.AMOUNT,
        models.IntegerField: Kind.WHOLE,
    }
    return next((kind for base, kind in kinds.items() if isinstance(field, base)), Kind.TEXT)


def is_row(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, EditionRow)


def reaches_out(column: SheetColumn) -> bool:
    """Whether it refers to rows of other editions, by `park/year/edition/key`."""
    return column.kind is Kind.REFERENCES and column.target is column.field.model


def identity(row: Any) -> str:
    """The key a row is known by; of what counts within a source, after that source's own."""
    key = next(getattr(row, name) for name in SHARED_KEYS if hasattr(row, name))
    return f"{row.source.slug}/{key}" if isinstance(row, (Section, Passage)) else key
