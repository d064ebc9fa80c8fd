"""Metrics and figures."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import (
    EDITION_RELATED,
    BaseAdmin,
    EditionRowAdmin,
    ReadOnlyInline,
    newest_published,
)
from initiatives.desk.bulk_edit import set_period_or_kind
from initiatives.desk.figure_form import AmountField, FigureForm, PeriodWordsField
from initiatives.desk.list_filters import PeriodFilter
from initiatives.models import Figure, Metric


@admin.display(description=_("value as stated"), ordering="value")
def stated(figure: Figure) -> str:
    """The number with its unit; a dash where the source gives none."""
    return figure.amount.in_words(get_language() or "") if figure.amount else "—"


@admin.register(Metric)
class MetricAdmin(BaseAdmin):
    list_display = ("name", "name_en", "nature", "base_unit", "direction", "code")
    list_filter = ("nature", "direction")
    search_fields = ("name", "name_en", "aliases", "code", "definition")

    def public_url(self, metric: Metric) -> str | None:
        edition = newest_published(figures__metric=metric)
        return edition.url("metric", metric.code) if edition else None


class FigureInline(ReadOnlyInline):
    model = Figure
    fields: ClassVar[Any] = (stated, "kind", "period", "availability", "wording", "featured")


PERIOD_HELP = _(
    "2024, 2024-H1, 2024-Q3, 2024-06, 2024-01/2024-09 or 2021/2025; or in words: 2024年前三季度, 到2025年."
)
MORE_OF_THE_NUMBER = _("More that the number says")
# Fields that most figures leave as they are, since the value as stated fills them.
MORE_FIELDS = ("upper_value", "approximate", "change", "rank", "ratio")


@admin.register(Figure)
class FigureAdmin(EditionRowAdmin):
    form = FigureForm
    groups: ClassVar[Any] = {MORE_OF_THE_NUMBER: MORE_FIELDS}
    list_display = (
        "metric",
        "scope",
        stated,
        "kind",
        "period",
        "availability",
        "project",
        "featured",
        "edition",
    )
    list_display_links = ("metric", "scope")
    list_filter = ("edition", "kind", "availability", PeriodFilter, "project", "featured")
    list_select_related = (*EDITION_RELATED, "metric", "project")
    search_fields = ("metric__name", "metric__name_en", "scope", "scope_en", "wording", "key", "value")
    edition_lookup = "edition"
    actions = (set_period_or_kind,)

    def get_fieldsets(self, request, obj=None):
        """Unfold the fields that make a number more than a value where one of them is used."""
        found = super().get_fieldsets(request, obj)
        if obj is None or all(getattr(obj, name) in (None, False) for name in MORE_FIELDS):
            return found
        return [
            (heading, {**options, "classes": ()} if heading == MORE_OF_THE_NUMBER else options)
            for heading, options in found
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "value":
            kwargs |= {"form_class": AmountField, "widget": AdminTextInputWidget}
        if db_field.name == "period":
            kwargs |= {"form_class": PeriodWordsField, "max_length": 60, "help_text": PERIOD_HELP}
        return super().formfield_for_dbfield(db_field, request, **kwargs)
