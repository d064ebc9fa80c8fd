"""Field factories and abstract models shared by the models: texts in two languages, choices, periods."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models.site_urls import page_language
from initiatives.values.periods import PERIOD_PATTERN, Period

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ENGLISH = _("{field} (English)")
DATE_NEEDS_BASIS = _("A date needs its basis, and a basis its date: is it stated in the source, or inferred?")


def short_text(
    label: "StrOrPromise", *, blank: bool = False, max_length: int = 200, **options: Any
) -> models.CharField:
    """A CharField for one line of Chinese text."""
    return models.CharField(label, max_length=max_length, blank=blank, **options)


def short_text_en(label: "StrOrPromise", *, max_length: int = 300, **options: Any) -> models.CharField:
    """The English translation of a `short_text`. If it is empty, pages show the Chinese."""
    return models.CharField(format_lazy(ENGLISH, field=label), max_length=max_length, blank=True, **options)


def long_text(label: "StrOrPromise", *, blank: bool = False, **options: Any) -> models.TextField:
    """A TextField for Chinese text of any length."""
    return models.TextField(label, blank=blank, **options)


def long_text_en(label: "StrOrPromise", **options: Any) -> models.TextField:
    """The English translation of a `long_text`. If it is empty, pages show the Chinese."""
    return models.TextField(format_lazy(ENGLISH, field=label), blank=True, **options)


def choice_field(
    label: "StrOrPromise", choices: type[models.TextChoices], **options: Any
) -> models.CharField:
    """A CharField with choices; add `choice_constraint` to the model's constraints."""
    return models.CharField(label, max_length=20, choices=choices.choices, **options)


def choice_constraint(
    model: str, field: str, choices: type[models.TextChoices], *, blank: bool = False
) -> models.CheckConstraint:
    """Let the database accept only values of `choices`, and "" if `blank`."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}), name=f"{model}_{field}_in_vocabulary"
    )


def validate_period(text: str) -> None:
    try:
        Period.parse(text)
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a period. Write 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09."),
            code="period",
            params={"text": text},
        ) from None


def period_field(label: "StrOrPromise", **options: Any) -> models.CharField:
    """A CharField for a period as `Period.parse` reads it."""
    return models.CharField(label, max_length=15, validators=[validate_period], **options)


def period_constraint(model: str, field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__regex": PERIOD_PATTERN}) | Q(**{field: ""}),
        name=f"{model}_{field}_is_a_period",
    )


class HasPassages(models.Model):
    """A model with a many-to-many field `passages`: its evidence in the sources."""

    # Its passages, where they were read along with those of other rows; None where they are not read yet.
    passages_read: "list[Any] | None" = None

    class Meta:
        abstract = True

    @property
    def cited(self) -> list[Any]:
        """Its passages. The subclasses declare the field, with related names of their own."""
        row: Any = self
        return list(row.passages.all()) if self.passages_read is None else self.passages_read

    @property
    def marks(self) -> list[list[Any]]:
        """Its passages grouped by mark: those of the same paragraph are one group."""
        places: dict[str, list[Any]] = {}
        for passage in self.cited:
            places.setdefault(passage.mark, []).append(passage)
        return list(places.values())


class TwoLanguages(models.Model):
    """A model whose texts are pairs of fields: `name` (Chinese) and `name_en` (English)."""

    class Meta:
        abstract = True

    def text(self, field: str) -> tuple[str, str]:
        """The field in the current language if it has a translation, and the language tag of that text."""
        if page_language() == "en" and (english := getattr(self, f"{field}_en")):
            return english, "en"
        return getattr(self, field), "zh-Hans"

    @property
    def full_name(self) -> str:
        """Its name for readers, of whatever length: where `str()` cuts its words, all of them."""
        return str(self)

    @property
    def kind_name(self) -> str:
        """The verbose name of the model in the current language: 举措, measure."""
        return str(self._meta.verbose_name)

    @property
    def kind_slug(self) -> str:
        """The model name as URLs have it: `measure`."""
        return str(self._meta.model_name)
