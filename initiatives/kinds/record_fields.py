"""The fields of a record: what a program reads of a row, each with its JSON schema and its default column.

A field named by its name alone is derived from the model: its type says how it is read and described.
What stands in the source's own words keeps them (`wording`), with the translation beside it (`wording_en`).
What is not known is None.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language

from initiatives.kinds.columns import NARROW, WIDE, Record, TableColumn, column, day_column
from initiatives.kinds.names import api_url, name_in_edition, plan_name, row_name
from initiatives.kinds.schemas import (
    ADDRESS,
    DAY,
    KEY,
    NAME,
    NUMBER,
    OUTDATED,
    PERIOD,
    SOURCE_WORDS,
    TEXT,
    UNTRANSLATED,
    WORDS,
    Schema,
    list_of,
    or_null,
    ref,
)
from initiatives.models import Edition, EditionRow, Organisation, Passage, Source
from initiatives.models.fields import TwoLanguages, validate_period
from initiatives.models.narrative_texts import NarrativeTexts
from initiatives.models.site_urls import absolute_url, page_language
from initiatives.models.translations import TranslatedRow

# From a row and the edition that it is read in, which is None for rows that belong to no edition.
ReadEntries = Callable[[Any, Any], Record]


@dataclass(frozen=True)
class RecordField:
    """One or several entries of a record, in order. `covers` names the model's fields that they tell of."""

    entries: dict[str, Schema]
    read: ReadEntries
    covers: tuple[str, ...] = ()
    # The columns that a table gets where the declaration of the kind names none.
    columns: tuple[TableColumn, ...] = field(default=())


def entry(name: str, schema: Schema, read: Callable[[Any, Any], Any], *covers: str) -> RecordField:
    """A single entry that is computed and not derived from the model."""
    return RecordField({name: schema}, lambda row, edition: {name: read(row, edition)}, covers)


# Values of rows


def translated_texts(row: TwoLanguages, *names: str) -> Record:
    """Texts in the current language; those in Chinese only and those in outdated English are named."""
    texts = {name: row.text(name) for name in names}
    outdated = row.outdated_english if isinstance(row, TranslatedRow) else {}
    return {
        **{name: text or None for name, (text, _language) in texts.items()},
        "untranslated": [
            name for name, (text, language) in texts.items() if text and language != page_language()
        ],
        "outdated_english": [
            name for name, (text, language) in texts.items() if language == "en" and text and name in outdated
        ],
    }


def local_time(when: datetime | None) -> str | None:
    """In the site's time zone, so that the day in it is the day there."""
    return localtime(when).isoformat() if when else None


def json_number(value: Decimal | None) -> int | float | None:
    """As JSON has numbers: exact up to 15 digits."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def choice_entries(row: Any, name: str) -> Record:
    """A word of a vocabulary: its code, and what pages call it."""
    code = getattr(row, name)
    label = getattr(row, f"get_{name}_display")()
    return {name: code or None, f"{name}_label": str(label) if code else None}


def titled_row(edition: Edition, row: Any) -> Record | None:
    """A row of the same edition by name and title; None for none."""
    return {"id": name_in_edition(edition, row), "title": row.text("title")[0]} if row else None


def named_organisation(organisation: Organisation, edition: Edition) -> Record:
    name = row_name(Organisation, edition.plan.park.slug, organisation.slug)
    return {"id": name, "name": organisation.text("name")[0]}


def place_of_passage(passage: Any, park: str, edition: Edition | None) -> Record:
    """Where a source says so; `url` is its place on the source's page of an edition, if one is given."""
    source = passage.source
    page = edition and absolute_url(f"{edition.url('source', source.slug)}#{passage.key}")
    return {
        "id": row_name(Passage, park, source.slug, passage.key),
        "source": {"id": row_name(Source, park, source.slug), "title": source.text("title")[0]},
        "section": passage.section.text("title")[0],
        "mark": passage.mark,
        "place": passage.place,
        "paragraph": passage.paragraph,
        "phrase": passage.phrase,
        "phrase_en": passage.phrase_en or None,
        "url": page,
    }


def places_of(row: Any, edition: Edition) -> list[Record]:
    return [place_of_passage(passage, edition.plan.park.slug, edition) for passage in row.passages.all()]


# Fields that are the same for many kinds


IDENTITY_IN_EDITION = RecordField(
    {"id": NAME, "plan": NAME, "key": KEY, "url": ADDRESS, "self": ADDRESS},
    lambda row, edition: {
        "id": name_in_edition(edition, row),
        "plan": plan_name(edition),
        "key": row.key,
        "url": absolute_url(row.get_absolute_url()),
        "self": api_url(name_in_edition(edition, row)),
    },
    ("edition", "key"),
)


INVENTED = entry(
    "invented",
    {"type": "boolean", "description": "Demonstration data: the park does not exist, and nothing is true."},
    lambda row, edition: (edition.plan if edition else row).park.invented,
)


def as_stated(name: str, *, required: bool = False) -> RecordField:
    """Words of the source itself, with their translation beside them and not in their place."""
    names = (name, f"{name}_en")
    return RecordField(
        {name: WORDS if required else TEXT, f"{name}_en": TEXT},
        lambda row, edition: {each: getattr(row, each) or None for each in names},
        names,
    )


ORDER = entry(
    "order",
    {"type": "integer", "minimum": 0, "description": "Its place among its kind."},
    lambda row, edition: row.order,
    "order",
)


def code_alone(name: str, schema: Schema) -> RecordField:
    """A word of a vocabulary that is shown with another field and needs no label of its own."""
    return entry(name, or_null(schema), lambda row, edition: getattr(row, name) or None, name)


def translations(model: type[models.Model], names: tuple[str, ...]) -> RecordField:
    """Texts in the language asked for, and the names of those that are not translated."""
    fields = {name: _field(model, name) for name in names}
    narrative = issubclass(model, NarrativeTexts) and bool(model.narrative_fields() & {*names})

    def read(row: Any, edition: Any) -> Record:
        told = {"source_words": row.fields_in_source_words} if narrative else {}
        return translated_texts(row, *names) | told

    return RecordField(
        {
            **{name: TEXT if fields[name].blank else WORDS for name in names},
            "untranslated": UNTRANSLATED,
            "outdated_english": OUTDATED,
            **({"source_words": SOURCE_WORDS} if narrative else {}),
        },
        read,
        tuple(name for text in names for name in (text, f"{text}_en")),
        tuple(_column(fields[name], name, width=WIDE) for name in names),
    )


# Fields derived from the model


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _column(model_field: Any, path: str, width: int = NARROW) -> TableColumn:
    return column(capfirst(model_field.verbose_name), path, width)


def is_translated(model: type[models.Model], name: str) -> bool:
    """Whether a field has an English twin."""
    return any(other.name == f"{name}_en" for other in model._meta.concrete_fields)


def derived(model: type[models.Model], name: str) -> RecordField:
    """The entries of one field of a model, read and described as its type demands. TypeError for none."""
    model_field = _field(model, name)
    if model_field.many_to_many:
        return _derived_list(model_field)
    if model_field.related_model:
        return _derived_reference(model_field)
    if model_field.choices:
        return _derived_choice(model_field)
    if isinstance(model_field, models.DateField):
        schema = DAY if model_field.null else {"type": "string", "format": "date"}
        shown = day_column(capfirst(model_field.verbose_name), name)
        return _derived(model_field, schema, lambda value: value and value.isoformat(), shown)
    if isinstance(model_field, models.BooleanField):
        return _derived(model_field, {"type": "boolean"})
    if isinstance(model_field, models.DecimalField):
        return _derived(model_field, NUMBER, json_number)
    if isinstance(model_field, models.IntegerField):
        return _derived(model_field, {"type": ["integer", "null"] if model_field.null else "integer"})
    if validate_period in model_field.validators:
        return _derived(
            model_field, or_null(PERIOD) if model_field.blank else PERIOD, lambda value: value or None
        )
    if isinstance(model_field, models.CharField | models.TextField):
        return _derived(model_field, TEXT if model_field.blank else WORDS, lambda value: value or None)
    raise TypeError(f"{model.__name__}.{name}: say in the declaration of its kind how programs read it.")


def _derived(
    model_field: Any,
    schema: Schema,
    read: Callable[[Any], Any] = lambda value: value,
    shown: TableColumn | None = None,
) -> RecordField:
    name = model_field.name
    return RecordField(
        {name: schema},
        lambda row, edition: {name: read(getattr(row, name))},
        (name,),
        (shown or _column(model_field, name),),
    )


def _derived_choice(model_field: Any) -> RecordField:
    name, codes = model_field.name, [code for code, _label in model_field.choices if code]
    empty = model_field.blank
    return RecordField(
        {name: {"enum": [*codes, None] if empty else codes}, f"{name}_label": TEXT if empty else WORDS},
        lambda row, edition: choice_entries(row, name),
        (name,),
        (_column(model_field, f"{name}_label"),),
    )


def _derived_reference(model_field: Any) -> RecordField:
    name, target = model_field.name, model_field.related_model
    if issubclass(target, Organisation):
        schema = or_null(ref("Named")) if model_field.null else ref("Named")
        return RecordField(
            {name: schema},
            lambda row, edition: {name: (found := getattr(row, name)) and named_organisation(found, edition)},
            (name,),
            (_column(model_field, f"{name}.name", WIDE),),
        )
    if issubclass(target, EditionRow):
        return RecordField(
            {name: ref("TitledOrNone" if model_field.null else "Titled")},
            lambda row, edition: {name: titled_row(edition, getattr(row, name))},
            (name,),
            (_column(model_field, f"{name}.title", WIDE),),
        )
    raise TypeError(f"{model_field}: say in the declaration of its kind how programs read it.")


def _derived_list(model_field: Any) -> RecordField:
    name, target = model_field.name, model_field.related_model
    if issubclass(target, Passage):
        return RecordField(
            {name: ref("Places")}, lambda row, edition: {name: places_of(row, edition)}, (name,)
        )
    if issubclass(target, Organisation):
        return RecordField(
            {name: ref("Organisations")},
            lambda row, edition: {
                name: [named_organisation(found, edition) for found in getattr(row, name).all()]
            },
            (name,),
            (_column(model_field, f"{name}[].name", WIDE),),
        )
    if issubclass(target, EditionRow):
        return RecordField(
            {name: list_of(NAME)},
            lambda row, edition: {
                name: [name_in_edition(edition, found) for found in getattr(row, name).all()]
            },
            (name,),
        )
    raise TypeError(f"{model_field}: say in the declaration of its kind how programs read it.")


# The number of a figure


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _amount(row: Any, edition: Edition | None) -> Record:
    """The number as stated, as printed, and in its base unit; None where there is none."""
    amount = row.amount
    base_unit = amount and ((page_language() == "en" and amount.base_unit_en) or amount.base_unit)
    return {
        "comparator": amount and amount.comparator,
        "comparator_label": amount and str(row.get_comparator_display()),
        "value": json_number(amount and amount.value),
        "value_exact": _exact(amount and amount.value),
        "upper_value": json_number(amount and amount.upper),
        "upper_value_exact": _exact(amount and amount.upper),
        "ratio": json_number(amount and amount.ratio),
        "ratio_exact": _exact(amount and amount.ratio),
        "unit": (amount and amount.unit) or None,
        "approximate": bool(amount and amount.about),
        "change": row.change,
        "rank": row.rank,
        "value_text": amount and amount.in_words(get_language() or ""),
        "value_in_base_unit": json_number(amount and amount.in_base_unit),
        "upper_in_base_unit": json_number(amount and amount.upper_in_base_unit),
        "base_unit": base_unit or None,
    }


def amount(comparators: list[str]) -> RecordField:
    exact = {"type": ["string", "null"], "pattern": "^-?[0-9]+([.][0-9]+)?$", "examples": ["8.5"]}

    def number(description: str) -> Schema:
        return {**NUMBER, "description": description}

    def flag(description: str) -> Schema:
        return {"type": "boolean", "description": description}

    printed = {
        "type": ["string", "null"],
        "description": "The number as pages print it, with all that is stated of it.",
        "examples": ["> 90%", "8–10%", "about 60", "+0.5 percentage points", "No. 3", "3:1"],
    }
    return RecordField(
        {
            "comparator": {"enum": [*comparators, None]},
            "comparator_label": TEXT,
            "value": NUMBER,
            "value_exact": exact,
            "upper_value": number("The end of a range; `value` is its beginning."),
            "upper_value_exact": exact,
            "ratio": number("The second number of a ratio: 1 of 3:1."),
            "ratio_exact": exact,
            "unit": TEXT,
            "approximate": flag("The source rounds the number: 左右, 近, 余, 多."),
            "change": flag("A difference or growth and not a level; negative where it fell."),
            "rank": flag("A place, of which 1 is the best."),
            "value_text": printed,
            "value_in_base_unit": NUMBER,
            "upper_in_base_unit": NUMBER,
            "base_unit": TEXT,
        },
        _amount,
        (
            *("value", "upper_value", "comparator", "unit", "unit_en"),
            *("approximate", "change", "rank", "ratio"),
        ),
    )
