"""The sheets and columns of a workbook, derived from the models, for the writer and the parser.

Each kind of row has a sheet and each of its fields a column named after it, so that a new field is in the
workbook without further code.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from initiatives.editions.copying import RELEASE_FIELDS
from initiatives.models import (
    EDITION_ROWS,
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
from initiatives.values.project_noun import NEUTRAL, ProjectNoun, noun_in_force, using_noun, with_noun

LANGUAGES = ("zh-hans", "en")
# Not in a workbook: primary keys, relations given by the place of a row, and the focus of pictures.
EXCLUDED_FIELDS = {"id", "edition", "park", "plan", "focus"}
# What the site writes and people do not; a workbook has its column only where there is something in it.
KEPT_BY_SITE = "english_basis"
# Columns that are left empty at their default: most figures are stated, and equal to their value.
FIELDS_WITH_IMPLIED_VALUE = {
    *((Figure, "comparator"), (Figure, "availability"), (Figure, "period_standing")),
    *((Figure, "approximate"), (Figure, "change"), (Figure, "rank")),
}
# The custom document properties with the fingerprint of the edition that was exported, and with its nouns for
# projects, by which sheets and columns are named.
FINGERPRINT_PROPERTY = "parkplan-state"
# Between several references in one cell.
REFERENCE_SEPARATORS = re.compile(r"[\n、;；,，]")
NOUN_PROPERTIES = ("parkplan-noun", "parkplan-noun-en")
# What may be the name of a sheet.
SHEET_NAME = re.compile(r"[^\\/?*\[\]:']{1,31}")
COMBINED_LABEL = with_noun(_("%(Nouns)s and measures"))
KEY_FIELDS = ("key", "slug", "code")


class CellType(Enum):
    """How the cells of a column are written and parsed."""

    KEY = auto()
    TEXT = auto()
    LONG_TEXT = auto()
    PERIOD = auto()
    WHOLE = auto()
    # A number with all that is stated of it, and one alone.
    AMOUNT = auto()
    NUMBER = auto()
    DATE = auto()
    YES_NO = auto()
    CHOICE = auto()
    REFERENCE = auto()
    REFERENCES = auto()


@dataclass(frozen=True)
class SheetColumn:
    """One field of a model as a column."""

    field: Any
    kind: CellType

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def target(self) -> type[models.Model]:
        """The model that a reference refers to."""
        return self.field.related_model

    @property
    def is_named_by_noun(self) -> bool:
        """Whether its heading says what the plan calls its projects."""
        with using_noun(ProjectNoun("*", "*")):
            return "*" in str(self.field.verbose_name)

    @property
    def has_implied_value(self) -> bool:
        return (self.field.model, self.name) in FIELDS_WITH_IMPLIED_VALUE

    @property
    def required(self) -> bool:
        """Whether a cell of the column must not be empty."""
        return not (self.field.blank or self.field.has_default() or self.kind is CellType.KEY)

    @property
    def obligatory(self) -> bool:
        """Whether people have to write something: also a value, be it that there is none."""
        return self.required or self.kind is CellType.AMOUNT

    def heading(self, language: str) -> str:
        """The name of the field, with the noun in force unless another column is called so."""
        return _headings(self.field.model, language, noun_in_force())[self.name]

    def words(self, language: str) -> dict[str, str]:
        """Return the choices of the field, as words of a language by value."""
        with override(language):
            return {value: str(word) for value, word in self.field.choices if value}


@lru_cache(500)
def _headings(model: type[models.Model], language: str, noun: ProjectNoun) -> dict[str, str]:
    """The headings of a sheet's columns by the names of their fields."""
    with override(language), using_noun(noun):
        labels = {column.name: _own_and_neutral(column.field.verbose_name) for column in columns_of(model)}
    counts = Counter(own for own, _neutral in labels.values())
    return {name: neutral if counts[own] > 1 else own for name, (own, neutral) in labels.items()}


@dataclass(frozen=True)
class Sheet:
    """One kind of row as a sheet."""

    model: type[models.Model]
    label: Any
    single: bool = False

    def title(self, language: str) -> str:
        """The name of the sheet, with the noun in force unless Excel or another sheet stands against it."""
        return _titles(language, noun_in_force())[self.model]

    @property
    def columns(self) -> tuple[SheetColumn, ...]:
        return columns_of(self.model)

    @property
    def key(self) -> SheetColumn:
        """The column that identifies a row."""
        return next(column for column in self.columns if column.kind is CellType.KEY)

    @property
    def within_source(self) -> bool:
        """Whether keys are unique within a source only."""
        return self.model in (Section, Passage)


@lru_cache(100)
def _titles(language: str, noun: ProjectNoun) -> dict[type[models.Model], str]:
    """The names of sheets by their models."""
    with override(language), using_noun(noun):
        labels = {sheet.model: _own_and_neutral(sheet.label) for sheet in SHEETS}
    taken = Counter(own.casefold() for own, _neutral in labels.values())
    taken[instructions_title(language).casefold()] += 1
    return {
        model: own if SHEET_NAME.fullmatch(own) and taken[own.casefold()] == 1 else neutral
        for model, (own, neutral) in labels.items()
    }


def _own_and_neutral(label: Any) -> tuple[str, str]:
    """A label with the noun in force, and with the neutral one."""
    own = capfirst(str(label))
    with using_noun(NEUTRAL):
        return own, capfirst(str(label))


def instructions_title(language: str) -> str:
    with override(language):
        return gettext("Instructions")


def _sheet(model: type[models.Model]) -> Sheet:
    return Sheet(model, model._meta.verbose_name_plural)


def combined_title(language: str) -> str:
    """The name of the sheet of measures in a blank workbook, where the projects they name are made too."""
    with override(language):
        own, neutral = _own_and_neutral(COMBINED_LABEL)
        return own if SHEET_NAME.fullmatch(own) else neutral


def optional_title(title: str, language: str) -> str:
    """The name of a sheet that a plan may do without, as blank workbooks have it."""
    with override(language):
        named = gettext("%(sheet)s (optional)") % {"sheet": title}
        return named if SHEET_NAME.fullmatch(named) else title


# The sheets in the order in which people fill them in; a kind of row that stands nowhere here comes last.
_ORDER = (
    *(GoalGroup, Goal, Project, Statement, Measure, Metric, Figure, Quote, Organisation),
    *(Source, Section, Passage, Photo, Remark, Contribution),
)
SHEETS = (
    Sheet(Park, Park._meta.verbose_name, single=True),
    Sheet(Edition, Plan._meta.verbose_name, single=True),
    *map(_sheet, (*_ORDER, *(model for model in EDITION_ROWS if model not in _ORDER))),
)
SHEET_OF = {sheet.model: sheet for sheet in SHEETS}
# Kinds of rows that editions share, each after those it refers to.
SHARED = (Metric, Organisation, Source, Section, Passage)


@cache
def columns_of(model: type[models.Model]) -> tuple[SheetColumn, ...]:
    found = list(_columns(model))
    key = [column for column in found if column.kind is CellType.KEY]
    return (*key, *(column for column in found if column.kind is not CellType.KEY))


def _columns(model: type[models.Model]) -> Iterator[SheetColumn]:
    if model is Edition:
        yield SheetColumn(Plan._meta.get_field("year"), CellType.WHOLE)
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        unread = not field.editable and field.name != KEPT_BY_SITE
        excluded = field.name in EXCLUDED_FIELDS or isinstance(field, models.FileField) or unread
        if not excluded and not (model is Edition and field.name in RELEASE_FIELDS):
            yield SheetColumn(field, _kind(model, field))


def _kind(model: type[models.Model], field: Any) -> CellType:
    if field.many_to_many:
        return CellType.REFERENCES
    if field.related_model:
        return CellType.REFERENCE
    if field.name in KEY_FIELDS:
        return CellType.KEY
    if field.choices:
        return CellType.CHOICE
    if (model, field.name) == (Figure, "value"):
        return CellType.AMOUNT
    if validate_period in field.validators:
        return CellType.PERIOD
    kinds = {
        models.TextField: CellType.LONG_TEXT,
        models.DateField: CellType.DATE,
        models.BooleanField: CellType.YES_NO,
        models.DecimalField: CellType.NUMBER,
        models.IntegerField: CellType.WHOLE,
    }
    return next((kind for base, kind in kinds.items() if isinstance(field, base)), CellType.TEXT)


def is_edition_row(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, EditionRow)


def refers_to_other_editions(column: SheetColumn) -> bool:
    """Whether the column refers to rows of other editions, by `park/year/edition/key`."""
    return column.kind is CellType.REFERENCES and column.target is column.field.model


def identity(row: Any) -> str:
    """Return the key of a row; within a source, `source/key`."""
    key = next(getattr(row, name) for name in KEY_FIELDS if hasattr(row, name))
    return f"{row.source.slug}/{key}" if isinstance(row, (Section, Passage)) else key
