"""The forms of sections and passages; where a source's text is attached, places follow from phrases."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.article.locating import Location
from initiatives.desk.choice_names import choice_name
from initiatives.desk.forms import ScopedForm, limit_autocomplete
from initiatives.desk.primary_keys import pk_in
from initiatives.models import Passage, Source
from initiatives.source_text import find_phrase
from initiatives.values.vocabulary import EditionState, PassagePlace

MAY_BE_LEFT_EMPTY = gettext_lazy(
    "May be left empty where the source's text is attached and has the phrase only once."
)


class SourceRowForm(ScopedForm):
    """ModelForm of a row of a source, which must not be one that readers see and no draft draws on."""

    def clean_source(self) -> Source:
        source = self.cleaned_data["source"]
        if self.instance.pk is None and source and _is_published_only(source):
            words = _(
                "“%(source)s” is the source of a published plan, and no draft draws on it. "
                "Choose the source of your draft, or revise that plan first."
            )
            raise ValidationError(words % {"source": choice_name(source)}, code="published")
        return source


def _is_published_only(source: Source) -> bool:
    states = set(source.editions.values_list("state", flat=True))
    return bool(states) and EditionState.DRAFT not in states


class PassageForm(SourceRowForm):
    """ModelForm that fills section and paragraph from the text, and tells a phrase that is not in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "section" in self.fields:
            self.fields["section"].required = False
            self.fields["section"].help_text = MAY_BE_LEFT_EMPTY
            if source := self.current_source():
                limit_autocomplete(self.fields["section"], "source", source)

    def current_source(self) -> Source | None:
        """The source the passage is of or is being added to; None while it is not known."""
        named = self.data.get("source") if self.is_bound else self.initial.get("source")
        if (pk := pk_in(named)) is not None:
            return Source.objects.filter(pk=pk).first()
        return self.instance.source if self.instance.source_id else None

    def clean(self) -> dict[str, Any]:
        # First of all, so that what follows from the text is checked like what was chosen.
        if {"source", "phrase", "place"} <= self.cleaned_data.keys():
            self.look_into_text(self.cleaned_data)
        missing = "section" in self.fields and not self.cleaned_data.get("section")
        if missing and not {"section", "phrase"} & self.errors.keys():
            self.add_error("section", ValidationError(Field.default_error_messages["required"]))
        if missing:
            # Or the row would be without one while its errors are told.
            self.cleaned_data.pop("section", None)
        return super().clean()

    def look_into_text(self, cleaned: dict[str, Any]) -> None:
        names = ("source", "section", "key", "place", "paragraph", "phrase")
        report = find_phrase(Passage(**{name: cleaned.get(name) for name in names if cleaned.get(name)}))
        if report is None:
            return
        if report.missing:
            # An old phrase is left to the report of all passages: it must not hinder other corrections.
            if self.instance.pk is None or "phrase" in self.changed_data:
                self.add_error("phrase", report.descriptions[0].strip())
            return
        lacks_paragraph = cleaned["place"] == PassagePlace.PARAGRAPH and not cleaned.get("paragraph")
        if not cleaned.get("section") or lacks_paragraph:
            self.fill_place(cleaned, report.locations)

    def fill_place(self, cleaned: dict[str, Any], found: Iterable[Location]) -> None:
        """Take section, place and paragraph from the text; ask for them if that is ambiguous."""
        blocks = [one.block for one in found if one.block]
        section, paragraph = cleaned.get("section"), cleaned.get("paragraph")
        fitting = [
            block
            for block in blocks
            if block.section
            and (not section or block.section.key == section.key)
            and (not paragraph or block.paragraph == paragraph)
        ]
        if len(fitting) == 1 and fitting[0].section:
            sections = cleaned["source"].sections
            cleaned["section"] = sections.get(key=fitting[0].section.key)
            cleaned["place"], cleaned["paragraph"] = fitting[0].place, fitting[0].paragraph
            return
        places = _("; ").join(block.mark for block in fitting or blocks)
        words = _("The phrase stands at %(places)s. Say which of these it is.") if fitting else None
        words = words or _("The phrase does not stand there, but at %(places)s.")
        self.add_error("paragraph" if section else "section", words % {"places": places})
