"""Form fields for days and periods, as the workbook has them or sources write them: 2024年3月1日, 上半年."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import validate_period
from initiatives.values.stated_fields import read_date, read_due, read_period

NO_DAY = _("“%(text)s” is no day with its year. Write 2024-03-01 or 2024年3月1日.")
NO_DUE_PERIOD = _(
    "“%(text)s” names no period. Write 2024年, 2024年上半年, 2024年3月, 到2025年底, "
    "or 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09."
)


class DateWordsField(forms.DateField):
    """A day as a date or in words."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            if day := read_date(str(value).strip()):
                return day
            raise ValidationError(NO_DAY, params={"text": value}, code="invalid") from None


class DuePeriodField(forms.CharField):
    """A period alone, in which or by whose end something is due. Its value is the stored period."""

    # Of which words without a year are, where the form knows it.
    plan_year: int | None = None

    def clean(self, value: Any) -> Any:
        text = self.to_python(value)
        self.validate(text)
        if not text:
            return text
        if period := read_due(text, self.plan_year):
            return period
        raise ValidationError(NO_DUE_PERIOD, params={"text": text}, code="period")


def keep_stated_period(form: forms.ModelForm, name: str, stated: str) -> None:
    """Keep the words of a period that leave out its year, where the form has an empty field for them."""
    words = str(form[name].value() or "").strip()
    if words and read_period(words) is None and form.cleaned_data.get(stated) == "":
        form.cleaned_data[stated] = words


class WordFields:
    """Mixin for a ModelAdmin or an inline, whose fields for days and periods take words."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs.setdefault("form_class", DateWordsField)
        elif validate_period in db_field.validators and not db_field.choices:
            # Words are longer than the period that is stored.
            kwargs = {
                "form_class": DuePeriodField,
                "max_length": 60,
                "widget": AdminTextInputWidget,
                **kwargs,
            }
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
