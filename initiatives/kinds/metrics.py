"""What is measured, and the numbers that plans give for it."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.kinds.base import EVERY, OF_PLAN, EditionRowKind, SharedKind
from initiatives.kinds.columns import NARROW, WIDE, Record, column, number_column, sentences_column
from initiatives.kinds.filters import PERIOD_FILTER, choice_filter, key_filter, shared_filter
from initiatives.kinds.names import api_url, name_in_edition, row_name
from initiatives.kinds.record_fields import ORDER, RecordField, amount, as_stated, choice_entries, entry
from initiatives.kinds.schemas import ADDRESS, KEY, NAME, WORDS, list_of, ref
from initiatives.models import Edition, Figure, Metric
from initiatives.values.project_noun import PROJECT_LABEL
from initiatives.values.vocabulary import Availability, Comparator, FigureKind, MetricNature


def _metric_addresses(metric: Metric, _edition: Edition | None) -> Record:
    return {
        "figures": api_url("figures", metric=metric.code),
        "self": api_url(row_name(Metric, metric.code)),
    }


ALIASES = {
    **list_of({"type": "string"}),
    "description": "Other names that texts use for it; * stands for the number, # for a threshold.",
}

METRICS = SharedKind(
    model=Metric,
    summary="Metrics of which there are figures",
    of_park=False,
    description="Something that is counted or measured, in any park and year.",
    fields=(
        RecordField(
            {"id": NAME, "code": KEY},
            lambda row, edition: {"id": row_name(Metric, row.code), "code": row.code},
            ("code",),
        ),
        "name",
        "base_unit",
        "definition",
        "nature",
        "direction",
        entry("aliases", ALIASES, lambda row, edition: row.alias_names, "aliases"),
        RecordField({"figures": ADDRESS, "self": ADDRESS}, _metric_addresses),
    ),
    not_searched={EVERY: "Found through its figures, which are searched by its name too."},
    order_by=("code",),
    named_by=("code",),
    rows=lambda: Metric.objects.published(),
    filters=(choice_filter("nature", MetricNature),),
)


def _metric_named(figure: Any, _edition: Edition | None) -> Record:
    metric = figure.metric
    return {
        "id": row_name(Metric, metric.code),
        "code": metric.code,
        "name": metric.text("name")[0],
        "nature": metric.nature,
    }


def _remarks(figure: Any, edition: Any) -> list[Record]:
    return [
        {
            "id": name_in_edition(edition, remark),
            **choice_entries(remark, "kind"),
            "text": remark.text("content")[0],
        }
        for remark in figure.noted
    ]


FIGURES = EditionRowKind(
    model=Figure,
    summary="Figures, with and without a number",
    description="One number of one metric, or its absence.",
    fields=(
        ORDER,
        entry("metric", ref("MetricName"), _metric_named, "metric"),
        "scope",
        "kind",
        "period",
        "period_standing",
        entry(
            "period_text",
            {**WORDS, "description": "The period as pages print it.", "examples": ["by 2025"]},
            lambda row, edition: row.period_in_words,
        ),
        as_stated("period_stated"),
        "availability",
        amount(Comparator.values),
        as_stated("wording"),
        "project",
        "goal",
        "measure",
        "featured",
        entry(
            "in_question",
            {"type": "boolean", "description": "Another figure contradicts it or a remark doubts it."},
            lambda row, edition: row.in_question,
        ),
        entry(
            "inferred",
            {"type": "boolean", "description": "Editors concluded a part of it, such as period or kind."},
            lambda row, edition: row.inferred,
        ),
        entry("remarks", list_of(ref("RemarkOnFigure")), _remarks),
        "organisations",
        "passages",
    ),
    not_in_download={
        "featured": "It concerns the overview page, not the figure.",
        "upper_value": "The column of its exact digits has it.",
        "ratio": "The column of its exact digits has it.",
        "period_stated_en": "The source's own words stand in the column beside.",
    },
    not_searched={
        "period_stated": "A time alone tells no figure from another.",
        "unit": "A unit alone tells no figure from another; the wording has it with its number.",
    },
    related=lambda rows: (
        rows.with_facts().select_related("goal", "measure").prefetch_related("organisations")
    ),
    filters=(
        *OF_PLAN,
        key_filter("metric", "metric__code", "The code of a metric."),
        shared_filter("project", "project__key"),
        shared_filter("goal", "goal__key"),
        choice_filter("kind", FigureKind),
        PERIOD_FILTER,
        choice_filter("availability", Availability),
    ),
    table="metrics",
    title=_("Metrics"),
    columns=(
        column(_("Metric"), "metric.name"),
        column(_("Code of the metric"), "metric.code"),
        column(_("Scope"), "scope"),
        column(capfirst(PROJECT_LABEL), "project.title"),
        column(_("Goal"), "goal.title"),
        column(_("Measure"), "measure.title"),
        column(_("Kind"), "kind_label", NARROW),
        column(_("Period"), "period", NARROW),
        column(_("Standing of the period"), "period_standing_label", NARROW),
        column(_("Period in words"), "period_text"),
        column(_("Period as stated"), "period_stated", NARROW),
        column(_("Availability"), "availability_label", NARROW),
        column(_("Comparator"), "comparator_label", NARROW),
        number_column(_("Value"), "value_exact", NARROW),
        number_column(_("Upper value"), "upper_value_exact", NARROW),
        number_column(_("Second number of a ratio"), "ratio_exact", NARROW),
        column(_("Unit"), "unit", NARROW),
        column(_("Approximate"), "approximate", NARROW),
        column(pgettext_lazy("kind of number", "Change"), "change", NARROW),
        column(_("Rank"), "rank", NARROW),
        column(_("In words"), "value_text"),
        number_column(_("In the base unit"), "value_in_base_unit"),
        number_column(_("Upper value in the base unit"), "upper_in_base_unit"),
        column(_("Base unit"), "base_unit", NARROW),
        column(_("Wording as stated"), "wording", WIDE),
        column(_("English of the wording"), "wording_en", WIDE),
        column(_("In question"), "in_question", NARROW),
        column(_("Partly inferred"), "inferred", NARROW),
        sentences_column(_("Editors' notes"), "remarks[].text"),
        column(_("Organisations"), "organisations[].name"),
    ),
    searched_first=("wording", "scope", "metric__name"),
    names=("metric__name",),
)
