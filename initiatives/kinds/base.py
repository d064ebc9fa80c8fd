"""What a declaration of a kind of row says, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import FileField, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from initiatives.freshness.shared_while_exporting import is_sharing, shared_of
from initiatives.kinds.columns import WIDE, Record, TableColumn, column, paragraph_column
from initiatives.kinds.filters import Filter, read_year, shared_filter
from initiatives.kinds.names import collection_name
from initiatives.kinds.record_fields import (
    IDENTITY_IN_EDITION,
    INVENTED,
    RecordField,
    derived,
    is_translated,
    translations,
)
from initiatives.kinds.schemas import Schema, record_schema
from initiatives.models import Edition
from initiatives.values.project_noun import noun_in_force, using_noun

# Names of fields or columns, each with the reason why it is left out.
Reasons = Mapping[str, str]
# Stands for every field, where a kind as a whole is left out.
EVERY = "*"

KEY_COLUMN = column(_("Key"), "key")
EVIDENCE_COLUMNS = (
    column(_("Source"), "passages[].source.title"),
    column(_("Section"), "passages[].section"),
    paragraph_column(_("Paragraph")),
    column(_("Key phrase"), "passages[].phrase", WIDE),
    column(_("Link"), "url", WIDE),
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of row. What is not declared here is read off the model."""

    model: type[Model]
    # The record, in order: names of fields of the model, and fields that are read in a way of their own.
    # Fields that stand nowhere here follow by themselves: texts after the last text, others before passages.
    fields: tuple[str | RecordField, ...]

    # Fields of the model that programs do not read, entries of the record that the table has no column for,
    # and texts that the search does not look through.
    not_in_record: Reasons = field(default_factory=dict)
    not_in_download: Reasons = field(default_factory=dict)
    not_searched: Reasons = field(default_factory=dict)

    # Whether rows belong to a park, and so say whether it is invented.
    of_park: bool = True

    # The API: what a list holds, its heading in the description, and what the schema of a record says.
    summary: str
    tag: str = "plans"
    description: str = ""
    filters: tuple[Filter, ...] = ()

    # Downloads: the name of the table in its URL, its title and its columns; no table where there is no name.
    # Fields of the record that no column shows get one by themselves.
    table: str = ""
    title: Any = ""
    columns: tuple[TableColumn, ...] = ()

    # The search: the texts looked through before all others, since the first one that contains the words is
    # shown. Texts of related rows may be among them.
    searched_first: tuple[str, ...] = ()
    # Those by which a row is called: they are found by pinyin too, and come first among the results.
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the API calls the rows: `figures`."""
        return collection_name(self.model)

    @property
    def schema_name(self) -> str:
        """What the description calls a record: `Figure`."""
        return "Plan" if self.model is Edition else self.model.__name__

    # The record

    @property
    def leading_fields(self) -> tuple[RecordField, ...]:
        """Fields that all kinds of this sort begin with."""
        return ()

    @cached_property
    def record_fields(self) -> tuple[RecordField, ...]:
        declared: list[str | RecordField] = [*self.leading_fields, *self.fields]
        undeclared = [
            name for name in readable_fields(self.model) if name not in self._declared_names(declared)
        ]
        texts = [name for name in declared if isinstance(name, str) and is_translated(self.model, name)]
        texts += [name for name in undeclared if is_translated(self.model, name)]
        others = [derived(self.model, name) for name in undeclared if name not in texts]
        if texts and texts[0] in undeclared:
            others.append(translations(self.model, tuple(texts)))
        found: list[RecordField] = []
        for part in declared:
            if isinstance(part, RecordField):
                found.append(part)
            elif part == "passages":
                found += [*others, derived(self.model, part)]
                others = []
            elif part not in texts:
                found.append(derived(self.model, part))
            elif part == texts[0]:
                found.append(translations(self.model, tuple(texts)))
        return (*found, *others, *((INVENTED,) if self.of_park else ()))

    def _declared_names(self, declared: list[str | RecordField]) -> set[str]:
        covered = [(part,) if isinstance(part, str) else part.covers for part in declared]
        return {*self.not_in_record, *(name for names in covered for name in names)}

    def record(self, row: Any, edition: Edition | None = None) -> Record:
        """All that programs read of a row, in the current language and the words of its plan."""
        with using_noun(edition.project_words if edition else noun_in_force()):
            return {
                name: value for part in self.record_fields for name, value in part.read(row, edition).items()
            }

    @property
    def schema(self) -> Schema:
        entries = {name: schema for part in self.record_fields for name, schema in part.entries.items()}
        return record_schema(entries, self.description)

    # The public rows

    @property
    def ordering(self) -> tuple[str, ...]:
        """Lookups that put the public rows in order, of which no two rows share all values."""
        raise NotImplementedError

    @property
    def identity(self) -> tuple[str, ...]:
        """Lookups whose values make the name of a row, after its collection."""
        raise NotImplementedError

    def published(self) -> QuerySet:
        """The rows that readers may see, with all that their records need."""
        raise NotImplementedError

    def published_records(self, rows: list[Any]) -> list[Record]:
        """The records of some published rows."""
        raise NotImplementedError

    # The table

    @property
    def table_columns(self) -> tuple[TableColumn, ...]:
        """The declared columns, and one for each field that none of them shows."""
        shown = {column.entry for column in self.columns} | {*self.not_in_download}
        defaults = [one for part in self.record_fields for one in part.columns if one.entry not in shown]
        return (*self.columns, *defaults)

    # The search

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The texts that the search looks through, each with its English twin."""
        if EVERY in self.not_searched:
            return ()
        texts = [name for name in text_fields(self.model) if name not in self.not_searched]
        return tuple(dict.fromkeys((*self.searched_first, *texts)))


@dataclass(frozen=True, kw_only=True)
class EditionRowKind(Kind):
    """A kind of row that editions hold: named by park, year and key."""

    # The lookups that put the rows of one edition in order, before the key.
    order_in_edition: tuple[str, ...] = ("order",)
    # Fetches what records need of related rows.
    related: Callable[[Any], QuerySet] = lambda rows: rows.with_evidence()
    # Lets rows know what no queryset fetches along, in a fixed number of queries.
    prepare: Callable[[list[Any]], None] = lambda rows: None

    @property
    def leading_fields(self) -> tuple[RecordField, ...]:
        return (IDENTITY_IN_EDITION,)

    @property
    def ordering(self) -> tuple[str, ...]:
        return (*PLAN_OF_ROW, *self.order_in_edition, "key")

    @property
    def identity(self) -> tuple[str, ...]:
        return (*PLAN_OF_ROW, "key")

    def published(self) -> QuerySet:
        rows: Any = self.model._default_manager
        return self.related(rows.published()).select_related("edition__plan__park")

    def published_records(self, rows: list[Any]) -> list[Record]:
        self.prepare(rows)
        return [self.record(row, row.edition) for row in rows]

    def rows_of(self, edition: Edition, **conditions: Any) -> QuerySet:
        """The edition's rows in the plan's order, with all that their records need."""
        return self.related(getattr(edition, self.name)).filter(**conditions)

    def rows_to_read(self, edition: Edition, **conditions: Any) -> list[Any]:
        """The same, as a list that is for reading: pages that share what they make share the rows."""

        def read(**chosen: Any) -> list[Any]:
            rows = list(self.rows_of(edition, **chosen))
            self.prepare(rows)
            return rows

        if not is_sharing():
            return read(**conditions)
        rows = shared_of(edition, self.name, read)
        if not conditions:
            return rows
        chosen = set(getattr(edition, self.name).filter(**conditions).order_by().values_list("pk", flat=True))
        return [row for row in rows if row.pk in chosen]

    def record_to_read(self, row: Any, edition: Edition) -> Record:
        """The record of one of these rows."""
        return shared_of(edition, (self.name, row.pk), lambda: self.record(row, edition))

    def records_of(self, edition: Edition, **conditions: Any) -> list[Record]:
        return [self.record_to_read(row, edition) for row in self.rows_to_read(edition, **conditions)]

    @property
    def table_columns(self) -> tuple[TableColumn, ...]:
        return (KEY_COLUMN, *super().table_columns, *EVIDENCE_COLUMNS)


@dataclass(frozen=True, kw_only=True)
class SharedKind(Kind):
    """A kind of row that belongs to no edition, or is one."""

    order_by: tuple[str, ...]
    named_by: tuple[str, ...]
    rows: Callable[[], QuerySet]
    # The editions that rows are read in: of sources and passages the latest one that shows them.
    editions_of: Callable[[list[Any]], list[Edition | None]] = lambda rows: [None] * len(rows)

    @property
    def ordering(self) -> tuple[str, ...]:
        return self.order_by

    @property
    def identity(self) -> tuple[str, ...]:
        return self.named_by

    def published(self) -> QuerySet:
        return self.rows()

    def published_records(self, rows: list[Any]) -> list[Record]:
        editions = self.editions_of(rows)
        return [self.record(row, edition) for row, edition in zip(rows, editions, strict=True)]


PLAN_OF_ROW = ("edition__plan__park__slug", "edition__plan__year")
OF_PLAN = (
    shared_filter("park", "edition__plan__park__slug"),
    shared_filter("year", "edition__plan__year", read_year),
)


# What a model holds


def readable_fields(model: type[Model]) -> list[str]:
    """The fields that people edit, English twins, files and users aside."""
    return [
        one.name
        for one in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
        if one.editable
        and not one.primary_key
        and not one.name.endswith("_en")
        and not isinstance(one, FileField)
        and one.related_model is not get_user_model()
    ]


def text_fields(model: type[Model]) -> list[str]:
    """The fields that hold text in two languages."""
    return [one.name for one in model._meta.concrete_fields if is_translated(model, one.name)]
