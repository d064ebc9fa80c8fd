"""The kinds of column that rows share: text in two languages, closed choices, periods."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.periods import PATTERN, Period
from initiatives.site_urls import page_language

# A label, translated when it is shown.
Words = Any

ENGLISH = _("{field} (English)")
DATE_NEEDS_BASIS = _("A date needs its basis, and a basis its date: is it stated in the source, or inferred?")


def line(label: Words, *, blank: bool = False, max_length: int = 200, **options: Any) -> models.CharField:
    """One line of Chinese text."""
    return models.CharField(label, max_length=max_length, blank=blank, **options)


def line_en(label: Words, *, max_length: int = 300, **options: Any) -> models.CharField:
    """Its English twin. Empty means: show the Chinese."""
    label = format_lazy(ENGLISH, field=label)
    return models.CharField(label, max_length=max_length, blank=True, **options)


def prose(label: Words, *, blank: bool = False, **options: Any) -> models.TextField:
    """Chinese text of any length."""
    return models.TextField(label, blank=blank, **options)


def prose_en(label: Words, **options: Any) -> models.TextField:
    """Its English twin. Empty means: show the Chinese."""
    return models.TextField(format_lazy(ENGLISH, field=label), blank=True, **options)


def choice(label: Words, choices: type[models.TextChoices], **options: Any) -> models.CharField:
    """A word out of a closed vocabulary; pair it with `one_of` among the constraints."""
    return models.CharField(label, max_length=20, choices=choices.choices, **options)


def one_of(
    model: str, field: str, choices: type[models.TextChoices], *, blank: bool = False
) -> models.CheckConstraint:
    """The database's own check that a column holds a word of its vocabulary."""
    words = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": words}), name=f"{model}_{field}_in_vocabulary"
    )


def validate_period(text: str) -> None:
    try:
        Period.parse(text)
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a period. Write 2024, 2024-H1, 2024-Q3 or 2024-06."),
            code="period",
            params={"text": text},
        ) from None


def period_field(label: Words, **options: Any) -> models.CharField:
    """A period in its written form (see `initiatives.periods`)."""
    return models.CharField(label, max_length=8, validators=[validate_period], **options)


def period_check(model: str, field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__regex": PATTERN}) | Q(**{field: ""}), name=f"{model}_{field}_is_a_period"
    )


class Evident(models.Model):
    """A row with passages behind it."""

    class Meta:
        abstract = True

    @property
    def marks(self) -> list[list[Any]]:
        """Its passages, those of one place (a paragraph, a caption) together under one mark."""
        places: dict[str, list[Any]] = {}
        for passage in self.passages.all():  # type: ignore[attr-defined]
            places.setdefault(passage.mark, []).append(passage)
        return list(places.values())


class TwoLanguages(models.Model):
    """Text a reader sees stands in `name` (Chinese) and `name_en` (English)."""

    class Meta:
        abstract = True

    def text(self, field: str) -> tuple[str, str]:
        """The field in the current language, and the language it really is in."""
        if page_language() == "en" and (english := getattr(self, f"{field}_en")):
            return english, "en"
        return getattr(self, field), "zh-Hans"

    @property
    def kind_name(self) -> str:
        """What kind of thing it is, in the current language: 举措, measure."""
        return str(self._meta.verbose_name)

    @property
    def kind_slug(self) -> str:
        """The same for addresses: `measure`."""
        return str(self._meta.model_name)
