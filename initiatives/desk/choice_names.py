"""What rows are called where one is chosen among those of several parks, years and sources."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.forms import ModelChoiceField
from django.forms.models import ModelChoiceIterator
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from initiatives.models import EditionRow, Measure, Organisation, Passage, Section, Source

# Characters of the title of a source in the names of its sections and passages.
SOURCE_CHARACTERS = 24


def choice_name(row: Model) -> str:
    """The name of a row with its park and year, as far as it has them: 要点（滨海开发区，2025年1月9日）."""
    match row:
        case Source():
            return _with_place(str(row), row)
        case Section():
            return f"{row.text('label')[0]} {row} · {_source_of(row)}"
        case Passage():
            return f"{row} · {_source_of(row)}"
        case Organisation():
            return _("%(name)s (%(place)s)") % {"name": row, "place": row.park}
        case EditionRow():
            return _("%(name)s (%(place)s)") % {"name": row, "place": row.edition}
    return str(row)


def _source_of(row: Any) -> str:
    return _with_place(Truncator(str(row.source)).chars(SOURCE_CHARACTERS), row.source)


def _with_place(name: str, source: Source) -> str:
    day = source.published_on
    place = [str(source.park), date_format(day, "DATE_FORMAT") if day else source.slug]
    return _("%(name)s (%(place)s)") % {"name": name, "place": _(", ").join(place)}


class NamedChoicesView(AutocompleteJsonView):
    """Answers autocompletes with names that tell rows of several parks and years apart."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": choice_name(obj)}


class MeasuresByProject(ModelChoiceIterator):
    """The measures of an edition as groups, named by their projects."""

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        groups: dict[Any, list[Any]] = {}
        for measure in self.queryset.select_related("project"):
            groups.setdefault(measure.project, []).append(self.choice(measure))
        for project, measures in groups.items():
            yield str(project), measures


def name_choices(field: Any) -> Any:
    """Let a field that chooses rows call them so; measures are grouped by their projects."""
    if isinstance(field, ModelChoiceField):
        model = field.queryset.model if field.queryset is not None else None
        if model is Measure:
            field.iterator = MeasuresByProject
            field.widget.choices = field.choices
        elif model in (Source, Section, Passage, Organisation):
            field.label_from_instance = choice_name  # type: ignore[assignment, method-assign]
    return field
