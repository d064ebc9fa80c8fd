"""Parks, the memberships of their editors, and the organisations that plans name."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import choice_constraint, choice_field, short_text, short_text_en
from initiatives.models.picture_field import PictureField, digest_of
from initiatives.models.querysets import OrganisationQuerySet, ParkQuerySet
from initiatives.models.row_history import History
from initiatives.models.translations import TranslatedRow
from initiatives.values.vocabulary import RESERVED_SLUGS, OrganisationKind, Role


def validate_not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS or slug == settings.ADMIN_PATH:
        raise ValidationError(
            _("“%(slug)s” is an address the site itself uses. Choose another, such as “%(slug)s-park”."),
            code="reserved",
            params={"slug": slug},
        )


def invented_words() -> str:
    """What stands on every page and in every file of an invented park."""
    return gettext("Demonstration data, invented")


class Park(TranslatedRow):
    """An industrial park."""

    slug = models.SlugField(
        _("address"),
        unique=True,
        validators=[validate_not_reserved],
        help_text=_("The first part of its pages' address, e.g. yuhua. Do not change it later."),
    )
    name = short_text(_("name"))
    name_en = short_text_en(_("name"))
    province = short_text(
        _("province"),
        blank=True,
        max_length=40,
        help_text=_("Readers choose parks by it where there are many."),
    )
    province_en = short_text_en(_("province"), max_length=60)
    city = short_text(_("city"), blank=True)
    city_en = short_text_en(_("city"))
    level = short_text(_("level"), blank=True, help_text=_("National, provincial …, if the source says so."))
    level_en = short_text_en(_("level"))
    website = models.URLField(_("website"), blank=True)
    logo = PictureField(_("logo"))
    logo_width = models.PositiveSmallIntegerField(_("width of the logo"), null=True, editable=False)
    logo_height = models.PositiveSmallIntegerField(_("height of the logo"), null=True, editable=False)
    invented = models.BooleanField(
        _("invented"),
        default=False,
        help_text=_("A park that does not exist, for demonstration: every page and file of it says so."),
    )
    # Files of earlier versions do not have them.
    kept_when_absent = ("province", "province_en")

    objects = ParkQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="park_slug_not_reserved"
            ),
        )
        # By which readers choose among many parks, in the order of the list.
        indexes = (
            models.Index(fields=("province", "slug"), name="park_by_province"),
            models.Index(fields=("level", "slug"), name="park_by_level"),
        )

    def __str__(self) -> str:
        """Its name, with the mark of what is invented: titles, feeds and metadata are made of this."""
        name = self.text("name")[0]
        return gettext("%(name)s (demonstration data, invented)") % {"name": name} if self.invented else name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("initiatives:park", args=[self.slug])

    @property
    def has_logo(self) -> bool:
        return self.logo_width is not None

    @property
    def logo_digest(self) -> str:
        return digest_of(self.logo.name or "")


class Membership(models.Model):
    """The role of a user in one park, or in all parks if `park` is empty."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    park = models.ForeignKey(
        Park,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("park"),
        null=True,
        blank=True,
        help_text=_("Leave empty for all parks."),
    )
    role = choice_field(_("role"), Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("user", "park")
        constraints = (
            models.UniqueConstraint(fields=("user", "park"), name="membership_once_a_park"),
            models.UniqueConstraint(
                fields=("user",), condition=models.Q(park__isnull=True), name="membership_once_for_all_parks"
            ),
            choice_constraint("membership", "role", Role),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.park or _('all parks')} · {self.get_role_display()}"


class Organisation(TranslatedRow):
    """A public body or company that is named in the plans of a park."""

    park = models.ForeignKey(Park, models.CASCADE, related_name="organisations", verbose_name=_("park"))
    slug = models.SlugField(_("key"), max_length=60)
    name = short_text(_("name"))
    name_en = short_text_en(_("name"))
    kind = choice_field(_("kind"), OrganisationKind)

    objects = OrganisationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("park", "kind", "slug")
        constraints = (
            models.UniqueConstraint(fields=("park", "slug"), name="organisation_slug_unique_in_park"),
            choice_constraint("organisation", "kind", OrganisationKind),
        )

    def __str__(self) -> str:
        return self.text("name")[0]

    def natural_key(self) -> tuple[str, str]:
        return (*self.park.natural_key(), self.slug)

    natural_key.dependencies = ("initiatives.park",)  # type: ignore[attr-defined]
