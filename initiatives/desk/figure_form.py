"""The form of a figure: value and period may be in the source's words, which fill other fields."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.desk.forms import EditionRowForm
from initiatives.desk.word_fields import keep_stated_period
from initiatives.models import Figure
from initiatives.models.row_state import value_in_words
from initiatives.values.stated_amounts import find_amounts
from initiatives.values.stated_fields import FILLED_BY_VALUE, read_amount, read_period
from initiatives.values.vocabulary import PeriodStanding

NO_NUMBER = gettext_lazy(
    "“%(text)s” states no number that could be entered. Leave the value empty, choose “Not stated” as "
    "availability, and keep these words in the wording."
)
SEVERAL_NUMBERS = gettext_lazy(
    "“%(text)s” states more than one amount. Write one of them, and a figure for each."
)
NO_PERIOD = gettext_lazy(
    "“%(text)s” names no period with its year. Write 2024年前三季度, 2024年1—11月, 到2025年, "
    "or 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09."
)


class AmountField(forms.DecimalField):
    """A number, or an amount as sources write it: cleaned to a Decimal, or to the fields that it states."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        try:
            return super().to_python(value)
        except ValidationError:
            return self._read(str(value).strip())

    def _read(self, text: str) -> dict[str, Any]:
        if fields := read_amount(text):
            return fields
        several = len(find_amounts(text)) > 1
        raise ValidationError(
            SEVERAL_NUMBERS if several else NO_NUMBER, params={"text": text}, code="invalid"
        )

    def validate(self, value: Any) -> None:
        super().validate(value["value"] if isinstance(value, dict) else value)

    def run_validators(self, value: Any) -> None:
        super().run_validators(value["value"] if isinstance(value, dict) else value)


class PeriodWordsField(forms.CharField):
    """A period, or its name as sources write it. Its value is the stored period and its standing."""

    # Of which words without a year are, where the form knows it.
    plan_year: int | None = None

    def clean(self, value: Any) -> Any:
        text = self.to_python(value)
        self.validate(text)
        if not text:
            return text, PeriodStanding.WITHIN.value
        if found := read_period(text, self.plan_year):
            return found
        raise ValidationError(NO_PERIOD, params={"text": text}, code="period")


class FigureForm(EditionRowForm):
    """Form of a figure, whose value and period may be written in words.

    What the words say goes into the other fields, where these are empty or at default; a field that says
    something else is an error.
    """

    def clean(self) -> dict[str, Any]:
        self._spread_value()
        self._spread_period()
        return super().clean()

    def _spread_value(self) -> None:
        stated = self.cleaned_data.get("value")
        if not isinstance(stated, dict):
            return
        self.cleaned_data["value"] = stated["value"]
        for name, default in FILLED_BY_VALUE.items():
            if name in stated and name in self.cleaned_data:
                self._fill("value", name, stated[name], default)

    def _spread_period(self) -> None:
        stated = self.cleaned_data.get("period")
        if not isinstance(stated, tuple):
            return
        self.cleaned_data["period"], standing = stated
        keep_stated_period(self, "period", "period_stated")
        if standing != PeriodStanding.WITHIN and "period_standing" in self.cleaned_data:
            self._fill("period", "period_standing", standing, PeriodStanding.WITHIN.value)

    def _fill(self, source: str, name: str, stated: Any, default: Any) -> None:
        """Set a field that is empty or at its default; one that says something else is an error there."""
        if self.cleaned_data[name] in (default, "", None):
            self.cleaned_data[name] = stated
        elif self.cleaned_data[name] != stated:
            message = _("“%(field)s” says: %(stated)s. Change one of the two, or empty this one.")
            label = self.fields[source].label
            words = value_in_words(Figure._meta.get_field(name), _plain(stated))
            self.add_error(name, ValidationError(message, params={"field": label, "stated": words}))


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
