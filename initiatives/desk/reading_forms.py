"""Forms of the reading desk: a document to read, and what a proposal says."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.article.decoding import clean_text
from initiatives.article.whitespace import squeeze
from initiatives.desk.word_fields import DateWordsField
from initiatives.drafting.stored_readings import with_fields
from initiatives.models import Park, ReadingProposal
from initiatives.models.plan import FIRST_YEAR, LAST_YEAR
from initiatives.reading.document_blocks import ReadDocument
from initiatives.reading.document_formats import read_document
from initiatives.reading.document_limits import MAX_DOCUMENT_BYTES, DocumentRefusal, UnreadableDocument
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import Confidence, ProposalKind
from initiatives.reading.source_lines import document_of_text
from initiatives.reading.writing_dates import plan_year_of
from initiatives.source_text import UnreadableText
from initiatives.values.project_noun import PROJECT_LABEL
from initiatives.values.row_keys import folded_name
from initiatives.values.stated_amounts import find_amounts, parse_amount
from initiatives.values.stated_fields import read_period
from initiatives.values.vocabulary import (
    Cadence,
    Comparator,
    FigureKind,
    Manner,
    OrganisationKind,
    StatementKind,
)

EMPTY = ("", "---------")


class PutInForm(forms.Form):
    """A document, from a file or pasted: `document` once it is read."""

    file = forms.FileField(
        label=gettext_lazy("file"),
        required=False,
        help_text=gettext_lazy("Plain text, Word (.docx), PDF with text, or a saved web page."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 6}),
    )
    document: ReadDocument | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        if file and pasted.strip():
            raise ValidationError(_("Give a file or paste the text, not both."))
        try:
            if file and file.size > MAX_DOCUMENT_BYTES:
                raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
            if file:
                self.document = read_document(file.read(), file.name)
            else:
                self.document = document_of_text(clean_text(pasted))
        except (UnreadableText, UnreadableDocument) as error:
            raise ValidationError(str(error)) from error
        return cleaned


class DocumentForm(PutInForm):
    """A document, the plan it is for, and its citation."""

    park = forms.ModelChoiceField(Park.objects.none(), label=gettext_lazy("park"))
    year = forms.IntegerField(
        label=gettext_lazy("year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("Left empty, it is taken from the text."),
    )
    title = forms.CharField(
        label=gettext_lazy("title"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Title and authors are taken from the text where you leave them empty."),
    )
    series = forms.CharField(label=gettext_lazy("series"), required=False, max_length=200)
    authors = forms.CharField(label=gettext_lazy("authors"), required=False, max_length=200)
    publisher = forms.CharField(label=gettext_lazy("publisher"), required=False, max_length=200)
    published_on = DateWordsField(label=gettext_lazy("date of publication"), required=False)
    url = forms.URLField(label=gettext_lazy("link"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["park"]
        choices.queryset = parks
        if len(parks) == 1:
            choices.initial = parks[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.document and not cleaned.get("year") and "year" not in self.errors:
            cleaned["year"] = plan_year_of(self.document)
            if not cleaned["year"]:
                self.add_error("year", _("The text names no year. Write the year of the plan."))
        return cleaned


def _choices(choices: type[Any]) -> list[tuple[str, Any]]:
    return [EMPTY, *choices.choices]


# The choice that makes a project of the chapter that a measure stands in.
NEW_OF_CHAPTER = -1


class FactForm(forms.Form):
    """What a proposal says, by its kind. Where the reader is in doubt, nothing is preselected."""

    names: ClassVar[dict[str, tuple[str, ...]]] = {
        ProposalKind.FIGURE: (
            *("kind", "metric", "scope", "value", "unit", "comparator", "period", "project"),
        ),
        ProposalKind.MEASURE: ("title", "project", "due", "cadence"),
        ProposalKind.STATEMENT: ("kind", "project"),
        ProposalKind.QUOTE: ("speaker", "speaker_title", "manner", "content", "project"),
        ProposalKind.ORGANISATION: ("name", "kind"),
        ProposalKind.GOAL_GROUP: ("label", "verb", "declared_count"),
        ProposalKind.GOAL: ("title", "group"),
        ProposalKind.PROJECT: ("number", "title"),
        ProposalKind.CAPTION: ("caption", "credit", "project"),
        ProposalKind.DATE: ("event", "day"),
    }
    optional = frozenset(
        {"scope", "value", "unit", "project", "due", "cadence", "speaker", "speaker_title", "group", "credit"}
    )
    kinds: ClassVar[dict[str, type[Any]]] = {
        ProposalKind.FIGURE: FigureKind,
        ProposalKind.STATEMENT: StatementKind,
        ProposalKind.ORGANISATION: OrganisationKind,
    }

    def __init__(
        self,
        row: ReadingProposal,
        catalogue: MetricCatalogue,
        projects: Sequence[tuple[int, str]],
        groups: Sequence[tuple[int, str]],
        data: Mapping[str, Any] | None = None,
        *,
        chapter: str = "",
    ) -> None:
        """`chapter`: the title of the chapter of a measure, which may become a project; "" for none."""
        self.row, self.catalogue, self.text = row, catalogue, row.reading.text
        self.chapter = chapter
        super().__init__(data, initial=self._initial(row), prefix=f"p{row.number}")
        for name in self.names.get(row.kind, ()):
            self.fields[name] = self._field(name, projects, groups)

    def _initial(self, row: ReadingProposal) -> dict[str, Any]:
        said = {name: value for name, value in row.fields.items() if value not in (None, 0)}
        if row.kind == ProposalKind.STATEMENT and row.confidence == Confidence.UNSURE and row.state == "open":
            said["kind"] = ""
        if row.kind == ProposalKind.FIGURE:
            said["metric"] = said.get("metric_name") or said.get("subject", "")
            if said.get("readings") and row.state == "open":
                said["kind"] = ""
        return said

    def _field(self, name: str, projects: Sequence[Any], groups: Sequence[Any]) -> forms.Field:
        label, required = FIELD_LABELS[name], name not in self.optional
        if name == "project":
            if self.row.kind == ProposalKind.MEASURE:
                return self._project_of_measure(label, projects)
            return self._numbers(label, projects, required=False)
        if name == "group":
            return self._numbers(label, groups, required=False)
        choices: Any = {"comparator": Comparator, "cadence": Cadence, "manner": Manner}.get(name)
        if name == "kind":
            choices = self.kinds[self.row.kind]
        if choices is not None:
            options = choices.choices if name == "comparator" else _choices(choices)
            return forms.ChoiceField(choices=options, label=label, required=required)
        if name in ("number", "declared_count"):
            return forms.IntegerField(label=label, min_value=1, max_value=999)
        if name == "content":
            return forms.CharField(label=label, widget=forms.Textarea({"rows": 3}))
        if name == "day":
            return forms.DateField(label=label)
        field = forms.CharField(label=label, required=required, max_length=200)
        if name == "metric":
            field.widget.attrs["list"] = "metrics"
        return field

    def _project_of_measure(self, label: Any, projects: Sequence[Any]) -> forms.Field:
        """A measure is one of a project; where the text names none, its chapter can become one."""
        rows = list(projects)
        if self.chapter:
            rows.append((NEW_OF_CHAPTER, _("New, of the chapter “%s”") % self.chapter))
            message = _("A measure belongs to a project. Choose one, or make the chapter it stands in one.")
        elif projects:
            message = _("A measure belongs to a project. Choose one.")
        else:
            message = _(
                "A measure belongs to a project, and the text has none yet. Select the words that name one, "
                "say that they are a project, and come back to this measure."
            )
        field = self._numbers(label, rows, required=True)
        field.error_messages["required"] = message
        return field

    @staticmethod
    def _numbers(label: Any, rows: Sequence[Any], *, required: bool) -> forms.Field:
        options = [EMPTY, *((number, name) for number, name in rows)]
        # The stubs know no empty value but text.
        empty: Any = 0
        return forms.TypedChoiceField(
            choices=options, coerce=int, empty_value=empty, label=label, required=required
        )

    # What the source must bear out

    def clean_value(self) -> str:
        """A number that stands in the words, or none."""
        typed = self.cleaned_data["value"].strip()
        if not typed:
            return ""
        amount = parse_amount(typed)
        if amount is None:
            raise ValidationError(_("Write the number alone, or as in 30亿元."))
        proposed = self.row.proposed.get("value")
        stated = {one.value for one in find_amounts(self.row.words)}
        if proposed is not None:
            stated.add(Decimal(proposed))
        if amount.value not in stated:
            numbers = _(", ").join(f"{value.normalize() + 0:f}" for value in sorted(stated))
            raise ValidationError(
                _("The source has %(stated)s here, not %(typed)s.")
                % {"stated": numbers or _("no number"), "typed": typed}
            )
        return f"{amount.value.normalize() + 0:f}"

    def clean_period(self) -> str:
        return self._period("period")

    def clean_due(self) -> str:
        return self._period("due")

    def _period(self, name: str) -> str:
        typed = self.cleaned_data[name].strip()
        if not typed:
            return ""
        found = read_period(typed, self.row.reading.year)
        if found is None:
            raise ValidationError(_("Write 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09."))
        if typed != self.row.fields.get(name):
            self.standing = found[1]
        return str(found[0])

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"].strip()
        manner = self.data.get(self.add_prefix("manner"))
        if manner == Manner.VERBATIM and squeeze(content) not in squeeze(self.text):
            raise ValidationError(
                _("The source does not have these words. Copy them, or say they are retold.")
            )
        return content

    def said(self) -> dict[str, Any]:
        """The fields of the proposal as JSON, with what was typed."""
        typed = dict(self.cleaned_data)
        if self.row.kind == ProposalKind.FIGURE:
            typed |= self._metric(typed.pop("metric"))
            typed["value"] = Decimal(typed["value"]) if typed["value"] else None
            typed["readings"] = ()
            if hasattr(self, "standing"):
                typed["period_standing"] = str(self.standing)
        if "day" in typed:
            typed["day"] = typed["day"].isoformat()
        return with_fields(self.row, **typed)

    def _metric(self, name: str) -> dict[str, str]:
        """The metric of a name; one that nobody has keeps its name, and is made with the draft."""
        kept = self.catalogue.metrics.get(self.row.fields["metric"])
        if kept and folded_name(kept.name) == folded_name(name):
            return {"metric": kept.code, "metric_name": kept.name}
        found = next(
            (one for one in self.catalogue.metrics.values() if folded_name(one.name) == folded_name(name)),
            None,
        )
        return {"metric": found.code if found else "", "metric_name": found.name if found else name}


FIELD_LABELS: dict[str, Any] = {
    "kind": capfirst(gettext_lazy("kind")),
    "metric": capfirst(gettext_lazy("metric")),
    "scope": capfirst(gettext_lazy("scope")),
    "value": capfirst(gettext_lazy("value")),
    "unit": capfirst(gettext_lazy("unit")),
    "comparator": capfirst(gettext_lazy("comparator")),
    "period": capfirst(gettext_lazy("period")),
    "project": capfirst(PROJECT_LABEL),
    "title": gettext_lazy("Title"),
    "due": gettext_lazy("Due"),
    "cadence": gettext_lazy("Rhythm"),
    "speaker": gettext_lazy("Speaker"),
    "speaker_title": gettext_lazy("Title at the time"),
    "manner": gettext_lazy("Manner"),
    "content": gettext_lazy("Words"),
    "name": gettext_lazy("Name"),
    "label": capfirst(gettext_lazy("label")),
    "verb": capfirst(gettext_lazy("verb")),
    "declared_count": capfirst(gettext_lazy("declared count")),
    "group": gettext_lazy("Goal group"),
    "number": capfirst(gettext_lazy("number")),
    "caption": capfirst(gettext_lazy("caption")),
    "credit": capfirst(gettext_lazy("credit")),
    "event": capfirst(gettext_lazy("meeting")),
    "day": gettext_lazy("Date"),
}
