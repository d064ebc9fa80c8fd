"""The sheets and columns of a workbook in their order: that of the models, or that of filling a new plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from initiatives.models import Edition, Figure, Measure, Park, Project, Quote, Source
from initiatives.workbook.names import NAME_FIELDS, NOT_NAMED
from initiatives.workbook.sheets import (
    KEPT_BY_SITE,
    SHEETS,
    CellType,
    Sheet,
    SheetColumn,
    combined_title,
    is_edition_row,
    optional_title,
)

# The sheets that people fill first, and those that each plan has besides.
FIRST: tuple[type[models.Model], ...] = (Measure, Figure, Quote)
NEEDED: tuple[type[models.Model], ...] = (Edition, Source, Park)


@dataclass(frozen=True)
class SheetPage:
    """A sheet as a workbook shows it."""

    sheet: Sheet
    title: str
    columns: tuple[SheetColumn, ...]
    # Whether it is one of the sheets that people fill first.
    is_first_to_fill: bool = False
    # Whether its tab is in the colour of what has to be filled.
    is_marked: bool = False
    # Whether projects need no other sheet than this one of measures.
    is_combined: bool = False

    def in_order(self, values: Sequence[Any]) -> Iterator[tuple[Any, SheetColumn]]:
        """The values of a row, given in the order of the sheet's columns, in the order of the page."""
        by_name = dict(zip((column.name for column in self.sheet.columns), values, strict=True))
        return ((by_name[column.name], column) for column in self.columns)

    def makes(self, column: SheetColumn) -> bool:
        """Whether the rows that a column refers to are made of what is written there."""
        return self.is_combined and column.target is Project


def usual_pages(language: str, lines: Mapping[type[models.Model], list[list[Any]]]) -> tuple[SheetPage, ...]:
    """All sheets with the columns of the models; what the site itself keeps only where `lines` have any."""

    def shown(sheet: Sheet) -> Iterator[SheetColumn]:
        for place, column in enumerate(sheet.columns):
            if column.name != KEPT_BY_SITE or any(line[place] for line in lines.get(sheet.model, ())):
                yield column

    return tuple(
        SheetPage(sheet, sheet.title(language), tuple(shown(sheet)), is_marked=is_edition_row(sheet.model))
        for sheet in SHEETS
    )


def blank_pages(language: str) -> tuple[SheetPage, ...]:
    """First the sheets that people fill first, then those that each plan needs, then the others."""
    by_model = {sheet.model: sheet for sheet in SHEETS}
    pages: list[SheetPage] = []
    for model in FIRST:
        combined = model is Measure
        title = combined_title(language) if combined else by_model[model].title(language)
        columns = _columns_to_fill(by_model[model])
        pages.append(SheetPage(by_model[model], title, columns, True, True, combined))
    for model in NEEDED:
        pages.append(
            SheetPage(by_model[model], by_model[model].title(language), _columns_to_fill(by_model[model]))
        )
    for sheet in SHEETS:
        if sheet.model not in (*FIRST, *NEEDED):
            title = optional_title(sheet.title(language), language)
            pages.append(SheetPage(sheet, title, _columns_to_fill(sheet)))
    return tuple(pages)


def place_of_names(pages: Sequence[SheetPage], target: type[models.Model]) -> tuple[SheetPage, str]:
    """The page and the field with what the rows of a kind are called, for drop-downs."""
    combined = next((page for page in pages if page.is_combined), None)
    if combined and target is Project:
        return combined, "project"
    page = next(page for page in pages if page.sheet.model is target)
    if target in NAME_FIELDS and target not in NOT_NAMED:
        return page, NAME_FIELDS[target][0]
    return page, page.sheet.columns[0].name


def _columns_to_fill(sheet: Sheet) -> tuple[SheetColumn, ...]:
    """What has to be filled, where the source says it, what else there is, English; last the key."""

    def rank(column: SheetColumn) -> int:
        if column.obligatory:
            return 0
        if (sheet.model, column.name) == (Figure, "unit"):
            return 1
        if column.name == "passages":
            return 2
        if column.kind is CellType.KEY or column.name == "order":
            return 5
        return 4 if column.name.endswith("_en") else 3

    return tuple(sorted((one for one in sheet.columns if one.name != KEPT_BY_SITE), key=rank))
