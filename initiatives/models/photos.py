"""A picture of an edition, with or without the picture itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import DATE_NEEDS_BASIS, choice, line, line_en
from initiatives.models.plan import EditionRow, Mentioning, Project
from initiatives.vocabulary import Basis


class Photo(EditionRow, Mentioning):
    """A photo as the source captions it. The image may be absent, and the page then says so."""

    project = models.ForeignKey(
        Project, models.SET_NULL, related_name="photos", verbose_name=_("project"), null=True, blank=True
    )
    image = models.ImageField(_("image"), upload_to="photos/", blank=True)
    caption = line(_("caption"))
    caption_en = line_en(_("caption"))
    alt = line(
        _("alternative text"), blank=True, help_text=_("What the picture shows, for those who do not see it.")
    )
    alt_en = line_en(_("alternative text"))
    credit = line(_("credit"), blank=True)
    credit_en = line_en(_("credit"))
    date = models.DateField(_("date"), null=True, blank=True)
    date_stated = line(_("date as stated"), blank=True, max_length=60)
    date_basis = choice(_("basis of the date"), Basis, blank=True)

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
        )

    def __str__(self) -> str:
        return self.text("caption")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.key}"
