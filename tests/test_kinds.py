"""One declaration a kind: each of its fields is read, downloaded and searched, or left out for a reason."""

import pytest
from django.apps import apps
from django.db import models as fields

from initiatives.api.openapi import description
from initiatives.downloads.tables import TABLES
from initiatives.kinds.base import EVERY, EditionRowKind, Kind, SharedKind, readable_fields, text_fields
from initiatives.kinds.columns import column, value_at
from initiatives.kinds.record_fields import RecordField, derived
from initiatives.kinds.registry import KIND_BY_MODEL, KINDS
from initiatives.models import (
    EDITION_ROWS,
    Figure,
    FreshnessStamp,
    Goal,
    GoalGroup,
    Measure,
    Membership,
    Metric,
    Photo,
    Plan,
    QualityRule,
    ReaderCorrection,
    Reading,
    ReadingDecision,
    ReadingProposal,
    Release,
    SearchBacklog,
    SearchEntry,
    Section,
    Snapshot,
    SourceText,
)
from initiatives.models.fields import TwoLanguages
from initiatives.values.vocabulary import MetricNature

# Models whose rows stand within records of others: their fields that no record has, each with the reason.
WITHIN_OTHERS = {
    GoalGroup: {
        "edition": "The goal names its plan.",
        "order": "The goals stand in their groups' order.",
        "passages": "They open beside the group on its page.",
    },
    Section: {"source": "It stands within its source.", "order": "Sections stand in their order."},
}
# Models that programs read nowhere, each with the reason.
NO_KIND = {
    FreshnessStamp: "Numbers that triggers draw; answers tell of them in their ETags.",
    Plan: "A plan is read as its published edition.",
    Membership: "Who may do what at the desk is nobody else's business.",
    SourceText: "Its passages are read with their source; the text may not be passed on.",
    QualityRule: "The rules are listed on the page about the site.",
    Release: "Plans tell theirs, with their editions.",
    Snapshot: "Plans tell theirs; what each holds is its file.",
    **dict.fromkeys(
        (Reading, ReadingProposal, ReadingDecision),
        "What was proposed is no fact yet: those confirmed are rows of a draft.",
    ),
    SearchEntry: "It is the texts of other rows, folded for the search.",
    SearchBacklog: "It says what the index of the search lacks.",
    ReaderCorrection: "It tells of the editors' work, mostly with names (see decision 25).",
}
# Names that records give to fields of models.
PUBLIC_NAMES = {"paragraph_count": "paragraphs"}
# Entries that no table needs a column for: they name the row, say its order, or go with another entry. Tables
# of an invented park have a column that says so in each line.
WITHOUT_COLUMNS = {
    "id",
    "plan",
    "park",
    "slug",
    "self",
    "url",
    "order",
    "untranslated",
    "outdated_english",
    "source_words",
    "value",
    "invented",
}


def fields_without_record(kind: Kind) -> set[str]:
    covered = {name for part in kind.record_fields for name in part.covers}
    return set(readable_fields(kind.model)) - covered - {*kind.not_in_record}


def entries_without_column(kind: Kind) -> set[str]:
    """Entries of the record that the table of the kind, if it has one, does not show."""
    entries = {entry for part in kind.record_fields for entry in part.entries}
    with_label = {entry for entry in entries if f"{entry}_label" in entries}
    shown = {column.entry for column in kind.table_columns} | {*kind.not_in_download}
    return entries - with_label - shown - WITHOUT_COLUMNS if kind.table else set()


def texts_not_searched(kind: Kind) -> set[str]:
    if EVERY in kind.not_searched:
        return set()
    return set(text_fields(kind.model)) - {*kind.searched} - {*kind.not_searched}


def untrue_exclusions(kind: Kind) -> set[str]:
    """Exclusions without a reason, and those of what is not there or not left out."""
    covered = {name for part in kind.record_fields for name in part.covers}
    entries = {entry for part in kind.record_fields for entry in part.entries}
    fields = {field.name for field in kind.model._meta.get_fields()}
    shown = {column.entry for column in kind.table_columns}
    reasons = {**kind.not_in_record, **kind.not_in_download, **kind.not_searched}
    return {
        *(name for name, reason in reasons.items() if not reason.endswith(".")),
        *({*kind.not_in_record} & covered | {*kind.not_in_record} - fields),
        *({*kind.not_in_download} & shown | {*kind.not_in_download} - entries),
        *({*kind.not_searched} - {EVERY} - {*text_fields(kind.model)}),
    }


def problems_of(kind: Kind) -> dict[str, set[str]]:
    found = {
        "in no record": fields_without_record(kind),
        "in no column": entries_without_column(kind),
        "not searched": texts_not_searched(kind),
        "untrue exclusion": untrue_exclusions(kind),
    }
    return {problem: names for problem, names in found.items() if names}


def test_every_field_of_every_kind_is_read_downloaded_and_searched_or_left_out_for_a_reason():
    assert {kind.name: problems for kind in KINDS if (problems := problems_of(kind))} == {}


def test_every_kind_of_edition_row_is_declared_or_stands_within_another():
    assert {*EDITION_ROWS} - {*KIND_BY_MODEL} == {GoalGroup}
    schemas = description()["components"]["schemas"]
    for model, reasons in WITHIN_OTHERS.items():
        told = {PUBLIC_NAMES.get(name, name) for name in readable_fields(model) if name not in reasons}
        assert told <= {*schemas[model.__name__]["properties"]}


def test_every_model_is_a_kind_or_stands_within_another_or_is_left_out_for_a_reason():
    models = {
        model
        for model in apps.get_app_config("initiatives").get_models()
        if not model.__name__.startswith("Historical")
    }
    assert models - {*KIND_BY_MODEL} - {*WITHIN_OTHERS} == {*NO_KIND}


def test_every_table_of_a_kind_can_be_downloaded():
    assert {kind.table for kind in KINDS if kind.table} - {"passages"} <= {*TABLES}


class Milestone(TwoLanguages):
    """A kind of row with fields that no declaration mentions."""

    title = fields.CharField("title", max_length=10)
    title_en = fields.CharField("title", max_length=10, blank=True)
    risk = fields.CharField("risk", max_length=10, blank=True)
    risk_en = fields.CharField("risk", max_length=10, blank=True)
    level = fields.CharField("level of risk", max_length=10, choices=[("low", "Low"), ("high", "High")])
    stated_on = fields.DateField("stated on", null=True)
    secret = fields.CharField("secret", max_length=10)

    class Meta:
        app_label = "tests_of_kinds"
        managed = False


def make_kind(**changes) -> SharedKind:
    values = {
        "model": Milestone,
        "summary": "Milestones",
        "fields": ("title",),
        "table": "milestones",
        "not_in_record": {"secret": "Not public."},
        "order_by": ("title",),
        "named_by": ("title",),
        "rows": list,
        "of_park": False,
    }
    return SharedKind(**{**values, **changes})


def test_field_that_no_declaration_mentions_is_everywhere():
    kind = make_kind(columns=(column("Title", "title"),))
    row = Milestone(title="题", risk="风险", level="low", secret="x")
    assert kind.record(row) == {
        "title": "题",
        "risk": "风险",
        "untranslated": [],
        "outdated_english": [],
        "level": "low",
        "level_label": "Low",
        "stated_on": None,
    }
    assert kind.schema["properties"]["level"] == {"enum": ["low", "high"]}
    assert kind.schema["required"] == [
        *("title", "risk", "untranslated", "outdated_english", "level", "level_label", "stated_on"),
    ]
    assert [str(one.label) for one in kind.table_columns] == ["Title", "Risk", "Level of risk", "Stated on"]
    assert kind.searched == ("title", "risk")
    assert problems_of(kind) == {}


def test_field_that_is_nowhere_is_told():
    told_in_full = RecordField({"level": {}}, lambda row, edition: {"level": row.level}, ("level",))
    kind = make_kind(
        fields=("title", told_in_full),
        not_in_record={"secret": "", "title": "It is there all the same."},
        not_in_download={"nothing": "No record has it."},
        not_searched={"hazard": "No field of the kind."},
    )
    assert problems_of(kind) == {
        "in no column": {"level"},
        "untrue exclusion": {"secret", "title", "nothing", "hazard"},
    }


def test_reference_that_programs_could_not_read_asks_for_a_declaration():
    with pytest.raises(TypeError, match="say in the declaration of its kind"):
        derived(Figure, "metric")


def test_entries_are_described_as_the_model_demands():
    entries = {
        model._meta.model_name: {name: derived(model, name).entries for name in names}
        for model, names in (
            (Measure, ("project", "due", "responsible")),
            (Photo, ("date",)),
            (Metric, ("nature",)),
        )
    }
    component = "#/components/schemas/"
    assert entries == {
        "measure": {
            "project": {"project": {"$ref": f"{component}Titled"}},
            "due": {"due": {"anyOf": [{"$ref": f"{component}Period"}, {"type": "null"}]}},
            "responsible": {"responsible": {"anyOf": [{"$ref": f"{component}Named"}, {"type": "null"}]}},
        },
        "photo": {"date": {"date": {"$ref": f"{component}Day"}}},
        "metric": {
            "nature": {
                "nature": {"enum": MetricNature.values},
                "nature_label": {"$ref": f"{component}Words"},
            }
        },
    }


def test_cell_of_a_way_that_ends_early_is_empty():
    assert value_at({"goal": None}, "goal.title") is None


def test_rows_of_an_edition_are_named_by_park_year_and_key():
    kind = KIND_BY_MODEL[Goal]
    assert isinstance(kind, EditionRowKind)
    assert kind.identity == ("edition__plan__park__slug", "edition__plan__year", "key")
    assert kind.ordering == ("edition__plan__park__slug", "edition__plan__year", "order", "key")
