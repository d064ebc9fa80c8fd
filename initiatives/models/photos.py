"""Photos of an edition, with or without an image file."""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import (
    DATE_NEEDS_BASIS,
    choice_constraint,
    choice_field,
    short_text,
    short_text_en,
)
from initiatives.models.picture_field import WIDTHS, PictureField, digest_of, picture_file
from initiatives.models.plan import EditionRow, NamesOrganisations, Project
from initiatives.models.querysets import PhotoQuerySet
from initiatives.values.project_noun import PROJECT_LABEL
from initiatives.values.vocabulary import Basis, Focus

ALT_MISSING = _("Say in a few words what the picture shows, for those who do not see it.")


class Photo(EditionRow, NamesOrganisations):
    """A photo with the caption that the source gives it. Pages say so if the image is missing."""

    project = models.ForeignKey(
        Project, models.SET_NULL, related_name="photos", verbose_name=PROJECT_LABEL, null=True, blank=True
    )
    image = PictureField(_("image"))
    # Facts about the image, stored with it when it is uploaded.
    width = models.PositiveSmallIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveSmallIntegerField(_("height"), null=True, editable=False)
    colour = models.CharField(_("mean colour"), max_length=6, blank=True, editable=False)
    avif = models.BooleanField(_("in AVIF too"), default=False, editable=False)
    treatment = models.CharField(_("changed on the way in"), max_length=100, blank=True, editable=False)
    focus = choice_field(_("stays in sight"), Focus, default=Focus.CENTRE)
    caption = short_text(_("caption"))
    caption_en = short_text_en(_("caption"))
    alt = short_text(
        _("alternative text"), blank=True, help_text=_("What the picture shows, for those who do not see it.")
    )
    alt_en = short_text_en(_("alternative text"))
    credit = short_text(_("credit"), blank=True)
    credit_en = short_text_en(_("credit"))
    date = models.DateField(_("date"), null=True, blank=True)
    date_stated = short_text(_("date as stated"), blank=True, max_length=60)
    date_basis = choice_field(_("basis of the date"), Basis, blank=True)

    objects = PhotoQuerySet.as_manager()  # type: ignore[misc]

    verbatim_fields = frozenset({"caption", "credit"})

    class Meta(EditionRow.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = (
            *EditionRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_basis="")
                | Q(date__isnull=False, date_basis__in=Basis.values),
                name="photo_date_with_basis",
                violation_error_message=DATE_NEEDS_BASIS,
            ),
            models.CheckConstraint(
                condition=Q(width__isnull=True, height__isnull=True, colour="")
                | (Q(width__gt=0, height__gt=0, colour__regex="^[0-9a-f]{6}$") & ~Q(image="") & ~Q(alt="")),
                name="photo_picture_whole_and_in_words",
                violation_error_message=ALT_MISSING,
            ),
            choice_constraint("photo", "focus", Focus),
        )

    def __str__(self) -> str:
        return self.text("caption")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.key}"

    def clean(self) -> None:
        super().clean()
        if self.has_picture and not self.alt:
            raise ValidationError({"alt": ALT_MISSING})

    @property
    def has_picture(self) -> bool:
        return self.width is not None

    @property
    def digest(self) -> str:
        return digest_of(self.image.name or "")

    @property
    def widths(self) -> list[int]:
        """The widths in which it is stored, ascending, in pixels."""
        return [*(width for width in WIDTHS if width < (self.width or 0)), self.width or 0]

    def holds(self, digest: str, width: int, suffix: str) -> bool:
        """Whether the picture is stored in a file of this digest, width and format."""
        suffixes = {"webp", "avif"} if self.avif else {"webp"}
        return self.has_picture and digest == self.digest and width in self.widths and suffix in suffixes

    def file(self, width: int, suffix: str) -> str:
        """The name of a file in the storage."""
        folder, _slash, _rest = (self.image.name or "").partition("/")
        return picture_file(folder, self.digest, width, suffix)

    def address_of(self, width: int, suffix: str = "webp") -> str:
        """The URL of a file: the same for both languages, so that browsers load it only once."""
        with translation.override(settings.LANGUAGE_CODE):
            return self.edition.url("photo", self.key, self.digest, width, suffix)

    @property
    def smallest(self) -> str:
        return self.address_of(self.widths[0])

    @property
    def largest(self) -> str:
        return self.address_of(self.widths[-1])

    @property
    def sources(self) -> Iterator[tuple[str, str]]:
        """Content type and `srcset` of each format, the preferred one first."""
        for suffix in ("avif", "webp") if self.avif else ("webp",):
            yield (
                f"image/{suffix}",
                ", ".join(f"{self.address_of(width, suffix)} {width}w" for width in self.widths),
            )
