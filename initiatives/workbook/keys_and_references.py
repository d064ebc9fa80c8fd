"""What the rows of all sheets have to do with each other: keys, and references to rows by key or name."""

import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Container, Iterator
from functools import cached_property

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Edition, Metric, Park, Passage, Source
from initiatives.values.row_keys import folded_name, key_from
from initiatives.workbook.names import NAME_FIELDS, Index, names_of, only, own_index
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow
from initiatives.workbook.problems import Misread, Problem
from initiatives.workbook.references import References, stored_keys, stored_names
from initiatives.workbook.sheets import SHEETS, CellType, Sheet, SheetColumn, is_edition_row
from initiatives.workbook.similar_metrics import questions
from initiatives.workbook.source_words import SourceWords

CHOOSE_NAME = _("Choose from the list in the cell, or write a row of that sheet as it is called there.")


def give_keys(parsed: ParsedWorkbook) -> None:
    """Give each row without a key that of the stored row of its name, or one made from its name.

    Keys that two rows have become problems.
    """
    park, year = _plan(parsed)
    taken = {row.values[row.sheet.key.name] for row in parsed.rows_with_keys()}
    for sheet in SHEETS:
        rows = parsed.rows[sheet.model]
        if sheet.within_source:
            _put_keys_of_sources(parsed, rows, park)
        if sheet.model is not Edition:
            new = _give_keys_of(sheet, rows, taken, park, year)
            if sheet.model is Metric:
                parsed.add([*questions(parsed, new)])
        highest = max((row.values.get("order") or 0 for row in rows), default=0)
        for row in rows:
            if "order" in row.values and row.values["order"] is None:
                highest += 1
                row.values["order"] = highest
    parsed.add([*_keys_of_two_rows(parsed)])


def _plan(parsed: ParsedWorkbook) -> tuple[str, int | None]:
    """The park's address and the plan's year, as far as the workbook says them."""
    parks, editions = parsed.rows[Park], parsed.rows[Edition]
    year = editions[0].values["year"] if editions else None
    return (parks[0].values["slug"] or "") if parks else "", year if isinstance(year, int) else None


def _give_keys_of(
    sheet: Sheet, rows: list[SheetRow], taken: set[str], park: str, year: int | None
) -> list[SheetRow]:
    """Fill empty keys; returns the rows that are not stored yet."""
    name = sheet.key.name
    new = [row for row in rows if row.values[name] is None and name not in row.misread]
    stored = _stored_names(sheet.model, park, year) if new else {}
    made = []
    for row in new:
        known = {key for called in names_of(sheet.model, row.cell_texts) for key in stored.get(called, ())}
        key = only(known - taken)
        if not key:
            key = key_from(_name_of(row), taken) or _free_key(row, taken)
            made.append(row)
        row.values[name] = key
        taken.add(key)
    return made


def _put_keys_of_sources(parsed: ParsedWorkbook, rows: list[SheetRow], park: str) -> None:
    """Put keys in place of the names of sources, since keys of sections and passages begin with them."""
    sources = parsed.rows[Source]
    keys, called = {row.key for row in sources}, _names_of_rows(Source, sources)
    for row in rows:
        written = unicodedata.normalize("NFKC", row.values["source"] or "")
        if written and written not in keys:
            name = folded_name(written)
            stored = only(called.get(name, ())) or only(stored_names(Source, park).get(name, ()))
            row.values["source"] = stored or written
        elif written:
            row.values["source"] = written


def _names_of_rows(model: type[models.Model], rows: list[SheetRow]) -> Index:
    """The keys of rows by their names; a row whose own key is a problem is known by what its cell says."""
    return own_index(
        model, [(row.key or row.cell_texts.get(row.sheet.key.name, ""), row.values) for row in rows]
    )


def _stored_names(model: type[models.Model], park: str, year: int | None) -> Index:
    if not is_edition_row(model):
        return stored_names(model, park)
    return stored_names(model, park, year) if year else {}


def _name_of(row: SheetRow) -> str:
    """What a new row is called, as its cells say it; a row without a name by the first it has to say."""
    if fields := NAME_FIELDS.get(row.sheet.model):
        return next(filter(None, (row.cell_texts.get(field, "") for field in fields)), "")
    required = [column.name for column in row.sheet.columns if column.required]
    return " ".join(row.cell_texts.get(field, "") for field in required[:3])


def _free_key(row: SheetRow, taken: Container[str]) -> str:
    """A key for a row without words, made from its content, so that the same row gets the same key again."""
    content = "\n".join(f"{name}={value}" for name, value in row.cell_texts.items() if name != "order")
    number = zlib.crc32(content.encode()) % 10**6
    while (key := f"{row.sheet.model._meta.model_name}-{number:06d}") in taken:
        number = (number + 1) % 10**6
    return key


def _keys_of_two_rows(parsed: ParsedWorkbook) -> Iterator[Problem]:
    found: dict[tuple[type[models.Model] | None, str], SheetRow] = {}
    for row in parsed.rows_with_keys():
        # Keys are unique among rows of all kinds, because worksheets show them together.
        kind = None if is_edition_row(row.sheet.model) else row.sheet.model
        first = found.setdefault((kind, row.key), row)
        if first is not row:
            remedy = format_lazy(
                _("“{sheet}”, row {row} has it already. Change one, or leave the new one empty."),
                sheet=parsed.titles[first.sheet.model],
                row=first.number,
            )
            yield parsed.misread(row, row.sheet.key.name, Misread(_("a key that no other row has"), remedy))


def resolve_references(parsed: ParsedWorkbook) -> None:
    """Put keys in place of the names and short keys in all references; what names no row is a problem."""
    parsed.add([*_Resolution(parsed).problems()])


class _Resolution:
    def __init__(self, parsed: ParsedWorkbook) -> None:
        self.parsed = parsed
        self.park, self.year = _plan(parsed)
        # Names that may be those of rows whose own name is a problem.
        self.unread_names: dict[type[models.Model], set[str]] = defaultdict(set)

    def problems(self) -> Iterator[Problem]:
        references = References(self.park, self.year, self.keys, self.names)
        self.words = SourceWords(self.parsed, references, self.park, self.year)
        for sheet in SHEETS:
            for row in self.parsed.rows[sheet.model]:
                for column in sheet.columns:
                    refers = column.kind in (CellType.REFERENCE, CellType.REFERENCES)
                    if refers and column.target not in self.parsed.unreadable and row.values[column.name]:
                        yield from self._resolve(references, row, column)
        self.words.add_rows()

    @cached_property
    def without_sheet(self) -> list[type[models.Model]]:
        """Kinds of rows of the edition that the file has no sheet of: its stored rows are meant."""
        absent = self.parsed.absent_sheets - self.parsed.unreadable
        return [*filter(is_edition_row, absent)] if self.year else []

    @property
    def keys(self) -> dict[type[models.Model], set[str]]:
        keys = {model: {row.key for row in rows} for model, rows in self.parsed.rows.items()}
        # Rows whose own key is a problem are meant by it all the same.
        for row in self.parsed.rows_with_keys():
            if row.sheet.key.name in row.misread:
                keys[row.sheet.model].add(row.cell_texts[row.sheet.key.name])
        return keys | {model: stored_keys(model, self.park, self.year or 0) for model in self.without_sheet}

    @property
    def names(self) -> dict[type[models.Model], Index]:
        names = {
            model: _names_of_rows(model, rows)
            for model, rows in self.parsed.rows.items()
            if model is not Edition
        }
        return names | {model: stored_names(model, self.park, self.year) for model in self.without_sheet}

    def _resolve(self, references: References, row: SheetRow, column: SheetColumn) -> Iterator[Problem]:
        if column.target is Passage:
            for line, error in self.words.resolve(column, row):
                problem = self.parsed.misread(row, column.name, error)
                yield Problem(**{**vars(problem), "got": line})
            return
        found, unknown = references.resolve(column, row.values[column.name], row.values)
        row.values[column.name] = found if column.kind is CellType.REFERENCES else next(iter(found), None)
        for key in unknown:
            if self._may_be_unread(references, column.target, key):
                row.misread.add(column.name)
                continue
            title = self.parsed.titles[column.target]
            expected = format_lazy(_("the name or key of a row of “{sheet}”"), sheet=title)
            problem = self.parsed.misread(row, column.name, Misread(expected, CHOOSE_NAME))
            yield Problem(**{**vars(problem), "got": key})

    def _may_be_unread(self, references: References, model: type[models.Model], name: str) -> bool:
        """Whether a name may be that of a new row whose own name is a problem, which is told already."""
        if model not in NAME_FIELDS or name in self.unread_names[model]:
            return model in NAME_FIELDS
        known = {key for keys in references.former_names(model).values() for key in keys}
        unread = [
            row
            for row in self.parsed.rows[model]
            if NAME_FIELDS[model][0] in row.misread and row.key not in known
        ]
        if len(self.unread_names[model]) >= len(unread):
            return False
        self.unread_names[model].add(name)
        return True
